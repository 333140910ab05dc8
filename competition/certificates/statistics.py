"""The body's figures: awaiting, approved, refused, issued, by month, occupation and level."""

from collections import Counter

from competition.accounts.principal import Principal
from competition.certificates.tables import Certificate
from competition.clock import month_of
from competition.promotion.statistics import Cell, decided_counts
from competition.registry.queries import occupation_name
from competition.wire import Wire
from rules.levels import ladder
from rules.values import Text


class StatisticsRow(Wire, frozen=True):
    """`month` is as `2026-11`. Those that await a decision are counted by the month of their proposal, the others by
    that of the act; who was issued another certificate in place of one is counted once.
    """

    month: str
    occupation_code: str
    occupation: Text
    level: Text
    awaiting: int
    approved: int
    refused: int
    issued: int


class StatisticsView(Wire, frozen=True):
    """The newest month first."""

    rows: list[StatisticsRow]


async def statistics(reader: Principal) -> StatisticsView:
    reader.require("official", "lead_official")
    decided, issued = await decided_counts(), await _issued()
    cells = sorted({*decided.awaiting, *decided.approved, *decided.refused, *issued})
    names = {code: await occupation_name(code) for code in {cell.occupation for cell in cells}}
    rows = [
        StatisticsRow(
            month=cell.month,
            occupation_code=cell.occupation,
            occupation=names[cell.occupation],
            level=ladder().title(cell.level),
            awaiting=decided.awaiting[cell],
            approved=decided.approved[cell],
            refused=decided.refused[cell],
            issued=issued[cell],
        )
        for cell in cells
    ]
    return StatisticsView(rows=sorted(rows, key=lambda row: row.month, reverse=True))


async def _issued() -> Counter[Cell]:
    rows = await Certificate.select(
        Certificate.issued_at,
        Certificate.decision.occupation.as_alias("occupation"),
        Certificate.decision.level.as_alias("level"),
    ).where(Certificate.replaces.is_null())
    return Counter(Cell(month_of(row["issued_at"]), row["occupation"], row["level"]) for row in rows if row["level"])
