"""The body's figures: what became of promotions, by month, occupation and level; and papers issued, by kind."""

from collections import Counter, defaultdict
from uuid import UUID

from piccolo.query.functions.aggregate import Count

from competition.accounts.principal import Principal
from competition.certificates.tables import Certificate
from competition.clock import month_of
from competition.promotion.statistics import Cell, decided_counts
from competition.registry.queries import occupation_name
from competition.wire import Wire
from rules.levels import ladder
from rules.values import Text


class StatisticsRow(Wire, frozen=True):
    """Promotions. `month` is as `2026-11`. Those that await a decision are counted by the month of their proposal, the
    others by that of the act; who was issued another certificate in place of one is counted once.
    """

    month: str
    occupation_code: str
    occupation: Text
    level: Text
    awaiting: int
    approved: int
    refused: int
    issued: int


class IssuedCount(Wire, frozen=True):
    """So many papers of each kind."""

    promotion: int = 0
    award: int = 0
    transcript: int = 0


class IssuedRow(Wire, frozen=True):
    """Papers issued in a month for an occupation; one in place of another is not counted again."""

    month: str
    occupation_code: str
    occupation: Text
    issued: IssuedCount


class StatisticsView(Wire, frozen=True):
    """Promotions, and the papers of every kind; the newest month first."""

    rows: list[StatisticsRow]
    papers: list[IssuedRow]


async def statistics(reader: Principal) -> StatisticsView:
    reader.require("official", "lead_official")
    decided, (issued, papers) = await decided_counts(), await _issued()
    cells = sorted({*decided.awaiting, *decided.approved, *decided.refused, *issued})
    codes = {cell.occupation for cell in cells} | {occupation for _, occupation in papers}
    names = {code: await occupation_name(code) for code in codes}
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
    return StatisticsView(
        rows=sorted(rows, key=lambda row: row.month, reverse=True),
        papers=[
            IssuedRow(month=month, occupation_code=code, occupation=names[code], issued=IssuedCount(**counts))
            for (month, code), counts in sorted(papers.items(), reverse=True)
        ],
    )


async def issued_in(reader: Principal, event: UUID) -> IssuedCount:
    """How many papers of each kind the event has in force."""
    reader.require("organiser", "official")
    rows = (
        await Certificate.select(Certificate.kind, Count(alias="n"))
        .where((Certificate.event == event) & Certificate.state.is_in(["issued", "delivered"]))
        .group_by(Certificate.kind)
    )
    return IssuedCount(**{row["kind"]: row["n"] for row in rows})


async def _issued() -> tuple[Counter[Cell], dict[tuple[str, str], Counter[str]]]:
    """Promotion certificates by month, occupation and level; all papers by month and occupation, each by its kind."""
    rows = await Certificate.select(
        Certificate.kind,
        Certificate.issued_at,
        Certificate.event.occupation.as_alias("occupation"),
        Certificate.decision.level.as_alias("level"),
    ).where(Certificate.replaces.is_null())
    levels, papers = Counter[Cell](), defaultdict[tuple[str, str], Counter[str]](Counter)
    for row in rows:
        month = month_of(row["issued_at"])
        papers[month, row["occupation"]][row["kind"]] += 1
        if row["level"]:
            levels[Cell(month, row["occupation"], row["level"])] += 1
    return levels, papers
