"""Standings as a file that a spreadsheet opens."""

import csv
import io
from collections.abc import Mapping, Sequence

from rules import report
from rules.scheme import Scheme
from rules.values import Standing

BOM = "\ufeff"
"""Spreadsheets take a file for UTF-8 only with it."""


def standings_csv(scheme: Scheme, standings: Sequence[Standing], people: Mapping[str, Sequence[str]]) -> str:
    """The CSV of `jinji rank`, entrants by code, and behind it of each the name, delegation, group and if passed."""
    lines = list(csv.reader(io.StringIO(report.standings_csv(scheme, standings))))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*lines[0], "name", "delegation", "group", "passed"])
    writer.writerows([*line, *people[line[1]]] for line in lines[1:])
    return BOM + out.getvalue()
