"""Standings as a file that a spreadsheet opens."""

import csv
import io
from collections.abc import Sequence

from rules.scheme import Scheme
from rules.values import Standing

BOM = "\ufeff"
"""Spreadsheets take a file for UTF-8 only with it."""


def standings_csv(scheme: Scheme, standings: Sequence[Standing]) -> str:
    """`rank,entrant,total,tied,decided_by` and a column for each criterion; entrants by their codes."""
    criteria = [criterion.key for stage in scheme.stages for criterion in stage.criteria]
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(["rank", "entrant", "total", "tied", "decided_by", *criteria])
    for one in standings:
        parts = one.score.parts
        total = "" if one.score.total is None else one.score.total
        row = [one.rank or "", one.entrant, total, "yes" if one.tied else "", one.decided_by or ""]
        lines.writerow([*row, *(parts.get(key, "") for key in criteria)])
    return BOM + out.getvalue()
