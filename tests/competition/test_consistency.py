"""How a judge marks beside the panel, worked on made-up panels whose truth is known."""

from decimal import Decimal
from uuid import UUID

import pytest

from competition.events.plan import Plan, PlannedEntrant, PlannedPanel, PlannedSeat
from competition.identifiers import uuid7
from competition.marking.consistency import Consistency, GivenMark, consistency
from rules.scheme import load_scheme
from rules.values import State, Text

SCHEME = """
scheme: small
panels: { five: { judges: 5, drop: 1, at_least: 3 } }
criteria:
  - key: all
    sub_criteria:
      - key: work
        aspects:
          - { key: W1, kind: panel, range: [0, 10], step: 0.5, panel: five }
          - { key: W2, kind: panel, range: [0, 50], step: 0.5, panel: five }
      - key: measures
        aspects:
          - { key: M1, kind: measurement, range: [0, 10] }
"""
FAIR = Decimal(6)


@pytest.fixture(scope="module")
def plan() -> Plan:
    seats = tuple(PlannedSeat(uuid7(), f"J{n}", recorder=False) for n in range(1, 6))
    recorder = PlannedSeat(uuid7(), "M1", recorder=True)
    return Plan(
        event=uuid7(),
        title=Text("", ""),
        competition=Text("", ""),
        sample=True,
        scheme=load_scheme(SCHEME, file="small.yaml"),
        entrants=tuple(PlannedEntrant(uuid7(), f"{n:02d}", State.COMPETING) for n in range(1, 9)),
        panels=(PlannedPanel(Text("", ""), ("work",), seats), PlannedPanel(Text("", ""), ("measures",), (recorder,))),
    )


def judge(plan: Plan, seat: str) -> UUID:
    return next(one.account for one in plan.panels[0].seats if one.key == seat)


def marks(plan: Plan, **by: list[Decimal]) -> list[GivenMark]:
    """Every judge gives a fair mark for W1 to every entrant, but for those said to be otherwise."""
    given = []
    for n, entrant in enumerate(plan.entrants):
        for place in range(1, 6):
            value = by.get(f"J{place}", [FAIR] * 8)[n]
            given.append(GivenMark(plan.scheme.stages[0].key, entrant.code, "W1", f"J{place}", value, n * 5 + place))
    return given


def test_who_agrees_with_everybody_is_neither_generous_nor_strict(plan: Plan) -> None:
    found = consistency(plan, marks(plan))
    assert found[judge(plan, "J1")] == Consistency(8, Decimal("0.0"), Decimal("0.0"), Decimal("0.0"))


def test_who_gives_one_more_each_time_is_generous_by_a_tenth_of_the_range(plan: Plan) -> None:
    found = consistency(plan, marks(plan, J2=[FAIR + 1] * 8))
    assert found[judge(plan, "J2")] == Consistency(8, Decimal("10.0"), Decimal("0.0"), Decimal("0.0"))
    assert found[judge(plan, "J1")].leniency == Decimal("-2.5")  # of four others one gave one more


def test_who_grows_generous_drifts(plan: Plan) -> None:
    found = consistency(plan, marks(plan, J3=[FAIR - 1] * 4 + [FAIR + 1] * 4))
    mine = found[judge(plan, "J3")]
    assert (mine.leniency, mine.drift, mine.scatter) == (Decimal("0.0"), Decimal("20.0"), Decimal("10.0"))


def test_the_order_is_that_in_which_the_marks_were_stored(plan: Plan) -> None:
    given = marks(plan, J3=[FAIR - 1] * 4 + [FAIR + 1] * 4)
    assert consistency(plan, reversed(given)) == consistency(plan, given)


def test_a_difference_counts_against_the_range_of_its_aspect(plan: Plan) -> None:
    """One more of fifty is two hundredths; of ten it is ten."""
    wide = [
        GivenMark(one.stage, one.entrant, "W2", one.seat, one.value, one.seq) for one in marks(plan, J2=[FAIR + 1] * 8)
    ]
    assert consistency(plan, wide)[judge(plan, "J2")].leniency == Decimal("2.0")


def test_two_judges_alone_say_nothing_of_each_other(plan: Plan) -> None:
    pair = [one for one in marks(plan, J1=[FAIR + 2] * 8) if one.seat in ("J1", "J2")]
    assert consistency(plan, pair)[judge(plan, "J1")] == Consistency(0)


def test_a_recorder_is_compared_with_nobody(plan: Plan) -> None:
    assert set(consistency(plan, [])) == {seat.account for seat in plan.panels[0].seats}
