"""What holds for any scheme and any marks: order, ties, cuts, awards, chances; and that only refusals are raised."""

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.awards import Award, give_awards
from rules.board import Board
from rules.cuts import Cut, advancing
from rules.errors import Refusal
from rules.explain import explain, explain_data, explain_rank
from rules.outlook import chances
from rules.ranking import rank
from rules.report import standings_csv, standings_json, standings_table
from rules.scheme import Aspect, Scheme, SchemeRefused, load_scheme
from rules.scheme_tree import scheme_tree
from rules.scoring import score_all, tally_of
from rules.values import Mark, Standing, Text
from tests.rules.made import few, latest, marks_for, schemes
from tests.rules.test_loading import spoiled
from tests.rules.test_page import TEXTS


@few
@given(st.data())
def test_the_order_of_marks_is_irrelevant_in_any_scheme(data: st.DataObject) -> None:
    scheme = data.draw(schemes())
    marks = latest(data.draw(marks_for(scheme)))
    shuffled = data.draw(st.permutations(marks))
    assert rank(scheme, score_all(scheme, shuffled)) == rank(scheme, score_all(scheme, marks))


@few
@given(st.data(), st.integers(1, 4), st.sampled_from(["all", "none"]))
def test_a_tie_never_splits_across_a_cut_or_an_award(data: st.DataObject, places: int, ties: str) -> None:
    scheme = data.draw(schemes())
    standings = rank(scheme, score_all(scheme, latest(data.draw(marks_for(scheme, entrants="ABCDEF", most=12)))))
    homes = {s.entrant: "XY"[n % 2] for n, s in enumerate(standings)}
    whole(standings, advancing(Cut(best=places, ties=ties), standings))
    whole(standings, advancing(Cut(percent=Decimal(40), ties=ties, rounding="ceiling"), standings))
    awards = [Award("a", Text("", ""), ranks=(1, places)), Award("b", Text("", ""), top=Decimal(50))]
    for key in "ab":
        whole(standings, [e for e, award in give_awards(awards, standings).items() if award.key == key])
    through = advancing(Cut(best=places, ties=ties, per_delegation=1), standings, delegations=homes)
    for home in "XY":
        own = [s for s in standings if homes[s.entrant] == home]
        whole(own, [e for e in through if homes[e] == home])


def whole(standings: list[Standing], chosen: list[str]) -> None:
    """Everyone of a rank, or nobody."""
    inside = {s.rank for s in standings if s.entrant in chosen}
    assert not inside & {s.rank for s in standings if s.entrant not in chosen and s.rank is not None}


@few
@given(st.data(), st.integers(1, 3))
def test_chances_hold_whatever_required_marks_come(data: st.DataObject, best: int) -> None:
    scheme = data.draw(schemes())
    seats = [(a.key, j) for a in aspects_of(scheme) for j in (["J1", "J2", "J3", "J4"] if a.each_judge else [""])]
    full: dict[str, list[Mark]] = {}
    for entrant in "ABC":
        values = data.draw(st.lists(st.integers(0, 10), min_size=len(seats), max_size=len(seats)))
        full[entrant] = [
            Mark(entrant, key.replace("#", "1"), judge, Decimal(v))
            for (key, judge), v in zip(seats, values, strict=True)
        ]
    so_far = {
        entrant: [m for m in marks if data.draw(st.booleans()) or not scheme.aspect(m.aspect).required]
        for entrant, marks in full.items()
    }
    final = advancing(Cut(best=best), rank(scheme, score_all(scheme, [m for marks in full.values() for m in marks])))
    for entrant, chance in chances(scheme, Cut(best=best), so_far).items():
        assert (chance != "safe" or entrant in final) and (chance != "out" or entrant not in final)


def aspects_of(scheme: Scheme) -> list[Aspect]:
    return [a for stage in scheme.stages for c in stage.criteria for sub in c.sub_criteria for a in sub.aspects]


# Whatever scheme is accepted can be used to the end: scored, ranked, explained, shown.


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(sorted(TEXTS.values())).flatmap(spoiled), st.data())
def test_a_spoiled_scheme_that_still_loads_can_be_used(text: str, data: st.DataObject) -> None:
    try:
        scheme = load_scheme(text, file="spoiled.yaml")
    except SchemeRefused as refused:
        assert all(problem.line >= 1 and problem.field and problem.zh and problem.en for problem in refused.problems)
        return
    use(scheme, data)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(TEXTS)), st.data())
def test_any_marks_that_fit_can_be_scored_ranked_and_explained(name: str, data: st.DataObject) -> None:
    use(load_scheme(TEXTS[name], file=name), data)


LARGE = [Decimal(n) for n in ("0", "1", "3", "0.1", "7.5", "-4", "99", "1000", "-0.000000000001", "999999999999999")]


def use(scheme: Scheme, data: st.DataObject) -> None:
    marks: list[Mark] = []
    for stage in scheme.stages:
        for aspect in [a for c in stage.criteria for sub in c.sub_criteria for a in sub.aspects][:8]:
            for entrant in "AB":
                for number in "12" if "#" in aspect.key else "1":
                    key = aspect.key.replace("##", f"0{number}").replace("#", number)
                    marks += fitting(aspect, Mark(entrant, key, "", Decimal(0), stage.key), data)
    try:
        standings = rank(scheme, score_all(scheme, marks), running=data.draw(st.booleans()))
    except Refusal as refusal:
        assert refusal.code == "rules.ties_forbidden"
        return
    board = Board(scheme)
    for mark in marks:
        board.enter(mark)
    assert board.standings() == standings
    assert standings_csv(scheme, standings) and standings_json(scheme, standings) and standings_table(scheme, standings)
    assert scheme_tree(scheme, "zh") and scheme_tree(scheme, "en")
    assert chances(scheme, Cut(best=1), {"A": marks[:1], "B": []})
    for entrant in {mark.entrant for mark in marks}:
        tree = tally_of(scheme, entrant, marks).total()
        assert explain(tree) and explain_data(tree) and explain_rank(scheme, standings, entrant, "en")


def fitting(aspect: Aspect, like: Mark, data: st.DataObject) -> list[Mark]:
    """A mark for each judge, of values that the aspect takes."""
    found: list[Mark] = []
    likely: list[Any] = [*aspect.choices, aspect.minimum, aspect.maximum, *LARGE]
    for judge in ["J1", "J2", "J3", "J4", "J5"] if aspect.each_judge else [""]:
        value = data.draw(st.sampled_from([v for v in likely if v is not None]))
        try:
            aspect.check(value)
        except Refusal:
            continue
        found.append(Mark(like.entrant, like.aspect, judge, value, like.stage))
    return found
