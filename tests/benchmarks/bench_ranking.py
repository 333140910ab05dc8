"""What one new mark costs, at 2,000 entrants against 50: the incremental ranking must hardly notice the field.

`ours` and `bare` are microseconds a mark, including the changed rows of the board; beside them, the same mark worked by
a full recomputation.
"""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from random import Random
from statistics import median
from uuid import UUID

from competition.events.plan import Plan, PlannedEntrant, PlannedPanel, PlannedSeat
from competition.identifiers import uuid7
from competition.marking.ledger import MARK, Entry
from competition.standings.board import Board
from rules.ranking import rank
from rules.scheme import Scheme, load_scheme
from rules.scoring import score_all
from rules.values import Mark, State, Text
from tests.benchmarks.figures import Figure

JUDGES = [f"J{n}" for n in range(1, 10)]
WARM_UP, MARKS = 200, 2_000


def run() -> Iterator[Figure]:
    small, large = _Field(50), _Field(2_000)
    rounds = [(small.cost(), large.cost()) for _ in range(5)]
    yield Figure(
        "mark-at-2000-entrants-against-50",
        median(cost for _, cost in rounds),
        median(cost for cost, _ in rounds),
        "us",
        "<=2.00",
    )
    full = large.full()
    yield Figure("full-recomputation-against-one-mark", full, median(cost for _, cost in rounds), "us", ">=100")


def _scheme() -> Scheme:
    aspects = "\n".join(
        f"          - {{ key: A{n:02d}, kind: panel, range: [0, 10], step: 0.5, panel: nine }}" for n in range(1, 61)
    )
    return load_scheme(
        "scheme: wide\npanels: { nine: { judges: 9, drop: 1, round: 2 } }\ncriteria:\n"
        f"  - key: all\n    sub_criteria:\n      - key: sheet\n        aspects:\n{aspects}\n",
        file="wide.yaml",
    )


class _Field:
    """An event of 60 aspects and nine judges in which every entrant has some marks already."""

    def __init__(self, entrants: int) -> None:
        self.random = Random(entrants)
        seats = tuple(PlannedSeat(uuid7(), key, recorder=False) for key in JUDGES)
        self.plan = Plan(
            event=uuid7(),
            title=Text("宽", "wide"),
            competition=Text("", ""),
            sample=True,
            scheme=_scheme(),
            entrants=tuple(PlannedEntrant(uuid7(), f"{n:04d}", State.COMPETING) for n in range(entrants)),
            panels=(PlannedPanel(Text("组", "panel"), ("sheet",), seats),),
        )
        self.board = Board(self.plan, {})
        self.seq = 0
        self.given: dict[tuple[str, str, str], Mark] = {}
        for entrant in self.plan.entrants:
            for aspect in range(1, 11):
                for judge in JUDGES[:3]:
                    self.take(self.entry(entrant.id, f"A{aspect:02d}", judge))

    def entry(self, entrant: UUID, aspect: str, judge: str) -> Entry:
        self.seq += 1
        value = Decimal(self.random.randint(0, 20)) / 2
        code = self.plan.by_id[entrant].code
        self.given[code, aspect, judge] = Mark(code, aspect, judge, value)
        at = datetime(2026, 1, 1, tzinfo=UTC)
        return Entry(
            uuid7(), self.plan.event, self.seq, MARK, "", entrant, aspect, judge, uuid7(), value, "", 0, "", at
        )

    def take(self, entry: Entry) -> None:
        self.board.accept(self.board.advance([entry], "open", entry.stored_at))

    def any_entry(self) -> Entry:
        entrant = self.random.choice(self.plan.entrants)
        return self.entry(entrant.id, f"A{self.random.randint(1, 60):02d}", self.random.choice(JUDGES))

    def cost(self) -> float:
        """Microseconds a mark."""
        for entry in [self.any_entry() for _ in range(WARM_UP)]:
            self.take(entry)
        entries = [self.any_entry() for _ in range(MARKS)]
        begun = time.perf_counter()
        for entry in entries:
            self.take(entry)
        return (time.perf_counter() - begun) / MARKS * 1e6

    def full(self) -> float:
        begun = time.perf_counter()
        rank(self.plan.scheme, score_all(self.plan.scheme, self.given.values()), running=True)
        return (time.perf_counter() - begun) * 1e6
