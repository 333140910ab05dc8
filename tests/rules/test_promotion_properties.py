"""What holds of every decision by every shipped rulebook, on results made up at random."""

from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.effects import Gate, PerYear
from rules.promotion import Candidate, Contest, Placed, propose, rules_on, situations
from rules.rulebook import shipped_rulebook, shipped_rulebooks
from rules.terms import GROUPS, TIERS

DAY = date(2026, 5, 1)
BOOKS = [shipped_rulebook(id) for id in shipped_rulebooks()]
levels = st.sampled_from([None, "L5", "L4", "L3", "L2", "L1"])
marks = st.none() | st.integers(50, 100).map(Decimal)
placings = st.builds(
    Placed,
    entrant=st.just(""),
    rank=st.none() | st.integers(1, 25),
    total=marks,
    award=st.none() | st.sampled_from(["金牌", "银牌", "优胜奖", "一等奖"]),
    passed=st.none() | st.booleans(),
    theory=marks,
    practical=marks,
)
people = st.builds(
    Candidate,
    entrant=st.just(""),
    holder=st.just(""),
    name=st.just("王磊"),
    group=st.sampled_from(sorted(GROUPS)),
    level=levels,
    held_since=st.none() | st.dates(date(2020, 1, 1), DAY),
    promoted_this_year=st.booleans(),
    honours=st.sampled_from([frozenset[str](), frozenset({"全国技术能手"})]),
)
contests = st.builds(
    Contest,
    tier=st.sampled_from(sorted(TIERS)),
    team_size=st.integers(1, 4),
    entrants=st.integers(0, 60),
    track=st.sampled_from([None, "skill", "professional"]),
    exam_standard=levels,
    merged_with_selection=st.booleans(),
    selection=st.booleans(),
)


@st.composite
def fields(draw: st.DrawFn) -> tuple[list[Placed], list[Candidate]]:
    rows = draw(st.lists(st.tuples(placings, people), min_size=1, max_size=6))
    placed = [Placed(f"{n:02d}", *_rest(row)) for n, (row, _) in enumerate(rows)]
    candidates = [
        Candidate(f"{n:02d}", f"h{n}", p.name, p.group, p.level, p.held_since, p.promoted_this_year, p.honours)
        for n, (_, p) in enumerate(rows)
    ]
    return placed, candidates


def _rest(row: Placed):  # type: ignore[no-untyped-def]
    return row.rank, row.total, row.award, row.passed, row.theory, row.practical


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(BOOKS), contests, fields(), st.randoms(use_true_random=False))
def test_a_decision_is_reasoned_lifts_and_does_not_depend_on_order(book, contest, field, random) -> None:  # type: ignore[no-untyped-def]
    placed, candidates = field
    decisions = propose(book, contest, placed, candidates, DAY)
    held = {candidate.holder: candidate.level for candidate in candidates}
    for decision in decisions:
        assert decision.summary.zh and decision.summary.en
        if decision.level:
            assert book.ladder.is_above(decision.level, held[decision.holder])
        if decision.clause:
            assert all(reason.met for reason in decision.reasons if reason.clause == decision.clause)
        for number in set(decision.applied) - {block.clause for block in decision.blocks}:
            assert number in decision.met
            assert not isinstance(book.clause(number).effect, Gate | PerYear)
    random.shuffle(placed)
    random.shuffle(candidates)
    again = propose(book, contest, placed, candidates, DAY)
    assert again == decisions and [d.reasons for d in again] == [d.reasons for d in decisions]


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(BOOKS), contests, fields())
def test_what_a_condition_tells_is_what_it_decides(book, contest, field) -> None:  # type: ignore[no-untyped-def]
    rules = rules_on(book, DAY)
    for at in situations(rules, contest, *field):
        for clause in rules.clauses:
            for condition in (*clause.concerns, *clause.conditions):
                found = condition.finding(at)
                assert found.met is condition.holds(at)
                assert found.met or found.distance > 0 or found.places or not found.near
                assert found.shown.zh and condition.text(book.ladder).en
