"""Standings as a file that a spreadsheet opens."""

from collections.abc import Sequence

from rules import report
from rules.scheme import Scheme
from rules.values import Standing

BOM = "\ufeff"
"""Spreadsheets take a file for UTF-8 only with it."""


def standings_csv(scheme: Scheme, standings: Sequence[Standing]) -> str:
    """The same CSV as `jinji rank` writes, for a spreadsheet; entrants by their codes."""
    return BOM + report.standings_csv(scheme, standings)
