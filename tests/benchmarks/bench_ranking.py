"""What one new mark costs, at 2,000 entrants against 50: the incremental ranking must hardly notice the field.

`ours` and `bare` are microseconds of processor time a mark, including the changed rows of the board; beside them, the
same mark worked by a full recomputation. Both fields are marked equally far and take turns, so that a busy machine is
as busy for the one as for the other.

Two orders of marks: `mark-in-working-order`, as judges work, all marks of one entrant and then those of the next; and
the worst there is, `mark`, anywhere in a field of half-marked sheets, where hundreds tie and each mark passes many.
"""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count, cycle, islice
from random import Random
from statistics import median

from competition.events.plan import Plan, PlannedEntrant, PlannedPanel, PlannedSeat
from competition.identifiers import uuid7
from competition.marking.ledger import MARK, Entry
from competition.serving import calm_collector
from competition.standings.board import Board
from rules.ranking import rank
from rules.scheme import Scheme, load_scheme
from rules.scoring import score_all
from rules.values import Mark, State, Text
from tests.benchmarks.figures import Figure

JUDGES = [f"J{n}" for n in range(1, 10)]
ASPECTS = [f"A{n:02d}" for n in range(1, 61)]
TURNS, MARKS = 40, 100


def run() -> Iterator[Figure]:
    for name, half in (("mark-in-working-order", _half_of_the_entrants), ("mark", _half_of_every_sheet)):
        small, large = _Field(50, half), _Field(2_000, half)
        with calm_collector():  # as the server does
            costs = [(small.cost(), large.cost()) for _ in range(TURNS)]
        of_small, of_large = median(cost for cost, _ in costs[5:]), median(cost for _, cost in costs[5:])
        yield Figure(f"{name}-at-2000-entrants-against-50", of_large, of_small, "us", "<=2.00")
    full = large.full()
    yield Figure("full-recomputation-against-one-mark", full, of_large, "us", ">=100")


def _scheme() -> Scheme:
    aspects = "\n".join(
        f"          - {{ key: A{n:02d}, kind: panel, range: [0, 10], step: 0.5, panel: nine }}" for n in range(1, 61)
    )
    return load_scheme(
        "scheme: wide\npanels: { nine: { judges: 9, drop: 1, round: 2 } }\ncriteria:\n"
        f"  - key: all\n    sub_criteria:\n      - key: sheet\n        aspects:\n{aspects}\n",
        file="wide.yaml",
    )


Place = tuple[str, str, str]
Half = Callable[["_Field"], tuple[list[Place], Iterator[Place]]]


def _half_of_the_entrants(field: "_Field") -> tuple[list[Place], Iterator[Place]]:
    codes = list(field.plan.by_code)
    first, second = codes[: len(codes) // 2], codes[len(codes) // 2 :]
    to_come = ((code, aspect, judge) for code in cycle(second) for aspect in ASPECTS for judge in JUDGES)
    return [(code, aspect, judge) for code in first for aspect in ASPECTS for judge in JUDGES], to_come


def _half_of_every_sheet(field: "_Field") -> tuple[list[Place], Iterator[Place]]:
    codes = list(field.plan.by_code)
    to_come = ((field.random.choice(codes), field.random.choice(ASPECTS), field.random.choice(JUDGES)) for _ in count())
    return [(code, aspect, judge) for code in codes for aspect in ASPECTS[:30] for judge in JUDGES], to_come


class _Field:
    """An event of 60 aspects and nine judges, half marked, and the marks to come."""

    def __init__(self, entrants: int, half: Half) -> None:
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
        self.given: dict[Place, Mark] = {}
        there, self.to_come = half(self)
        self.take([self.entry(*place) for place in there])

    def entry(self, code: str, aspect: str, judge: str) -> Entry:
        self.seq += 1
        value = Decimal(self.random.randint(0, 20)) / 2
        self.given[code, aspect, judge] = Mark(code, aspect, judge, value)
        entrant = self.plan.by_code[code].id
        at = datetime(2026, 1, 1, tzinfo=UTC)
        return Entry(
            uuid7(), self.plan.event, self.seq, MARK, "", entrant, aspect, judge, uuid7(), value, "", 0, "", at
        )

    def take(self, entries: list[Entry]) -> None:
        self.board.accept(self.board.advance(entries, "open", entries[-1].stored_at))

    def cost(self) -> float:
        """Microseconds a mark."""
        entries = [self.entry(*place) for place in islice(self.to_come, MARKS)]
        begun = time.process_time()
        for entry in entries:
            self.take([entry])
        return (time.process_time() - begun) / MARKS * 1e6

    def full(self) -> float:
        begun = time.process_time()
        rank(self.plan.scheme, score_all(self.plan.scheme, self.given.values()), running=True)
        return (time.process_time() - begun) * 1e6
