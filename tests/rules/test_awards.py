"""Awards, medals, cuts, chances and scales."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.awards import Award, best_of_each, give_awards, medals
from rules.cuts import Cut, advancing
from rules.outlook import chances
from rules.ranking import rank
from rules.scale import SCALES
from rules.scheme import load_scheme, shipped_scheme
from rules.scoring import score_all
from rules.values import Mark, Score, Standing, Text
from tests.rules.made import few
from tests.rules.recorded import published
from tests.rules.test_published import olympiad_marks

T = Text("", "")
ONE = load_scheme("scheme: one\ncriteria: [{ key: a, aspects: [{ key: m, range: [0, 100] }] }]", file="one.yaml")


def standings(*totals: int) -> list[Standing]:
    return rank(ONE, [Score(f"{n:02}", Decimal(total)) for n, total in enumerate(totals, 1)])


def test_every_award_of_the_olympiad() -> None:
    scheme = shipped_scheme("olympiad")
    given = give_awards(scheme.awards, rank(scheme, score_all(scheme, olympiad_marks())))
    for row in published("imo-2024", "", "results.csv"):
        award = given.get(row["contestant"])
        assert (award.title.en if award else "NA") == row["award"]


def test_best_half_behind_the_medals_is_rank_above_three_and_within_the_half() -> None:
    awards = [Award("medal", T, ranks=(1, 3)), Award("excellence", T, top=Decimal(50))]
    given = give_awards(awards, standings(*range(90, 59, -1)))
    assert [n for n in range(1, 32) if f"{n:02}" in given] == list(range(1, 16))
    assert given["04"].key == "excellence"


def test_shares_follow_one_another_and_never_split_a_tie() -> None:
    shares = zip(("first", "second", "third"), (10, 15, 25), strict=True)
    awards = [Award(key, T, share=Decimal(percent)) for key, percent in shares]
    given = give_awards(
        awards, standings(99, 98, 97, 97, 97, 97, 90, 89, 88, 87, 86, 85, 84, 83, 82, 81, 80, 79, 78, 77)
    )
    keys = [given[f"{n:02}"].key if f"{n:02}" in given else "-" for n in range(1, 12)]
    assert keys == ["first"] * 2 + ["second"] * 4 + ["third"] * 4 + ["-"]


@pytest.mark.parametrize(
    ("scaled", "expected"),
    [
        ((530, 529, 520), "ggb"),  # the 2015 rule: two golds, no silver, then bronze
        ((530, 529, 528, 527), "gggb"),
        ((530, 529, 528, 520), "ggg-"),
        ((540, 530, 520), "gsb"),
        ((540, 530, 529, 520), "gss-"),
        ((540, 530, 520, 519, 500), "gsbb-"),
    ],
)
def test_medals_within_two_points_are_shared(scaled: tuple[int, ...], expected: str) -> None:
    given = medals({str(n): Decimal(value) for n, value in enumerate(scaled)})
    assert "".join(given.get(str(n), "-")[0] for n in range(len(scaled))) == expected


def test_a_scheme_can_ask_for_medals_on_a_scale() -> None:
    """The window of 2015 on the totals as they are, and on the scale whose median is 700."""
    asked = "medals: { %s }\ncriteria: [{ key: a, aspects: [{ key: m, range: [0, 999] }] }]"
    plain = load_scheme("scheme: m\n" + asked % "window: 2, medallion: 500", file="m.yaml")
    rows = rank(plain, [Score(e, Decimal(total)) for e, total in zip("abcde", (530, 529, 520, 500, 499), strict=True)])
    assert plain.medals and {e: a.key for e, a in plain.medals.give(rows).items()} == {
        "a": "gold", "b": "gold", "c": "bronze", "d": "medallion"}  # fmt: skip
    scaled = load_scheme("scheme: m\n" + asked % "scale: median-700, medallion: 700", file="m.yaml")
    assert scaled.medals and scaled.medals.scaled(rows)["c"] == 700 and scaled.medals.give(rows)["a"].key == "gold"


def test_the_rest_receive_a_medallion_from_the_line_on() -> None:
    given = medals(
        {e: Decimal(v) for e, v in zip("abcde", (760, 740, 720, 700, 699), strict=True)}, medallion=Decimal(700)
    )
    assert given["d"] == "medallion" and "e" not in given


def test_the_best_of_a_delegation_may_be_shared() -> None:
    scaled = {e: Decimal(v) for e, v in zip("abcd", (710, 710, 700, 690), strict=True)}
    assert best_of_each(scaled, {"a": "SH", "b": "SH", "c": "SH", "d": "JS"}) == {"SH": ["a", "b"], "JS": ["d"]}


def test_everyone_tied_at_the_cut_goes_through() -> None:
    rows = standings(90, 80, 70, 70, 70, 60)
    assert advancing(Cut(best=3), rows) == ["01", "02", "03", "04", "05"]
    assert advancing(Cut(best=3, ties="none"), rows) == ["01", "02"]


def test_who_withdraws_makes_room_for_the_next() -> None:
    assert advancing(Cut(best=2), standings(90, 80, 70), withdrawn={"01"}) == ["02", "03"]


def test_no_delegation_takes_more_than_its_places() -> None:
    homes = {"01": "SH", "02": "SH", "03": "SH", "04": "JS", "05": "ZJ"}
    rows = standings(90, 80, 70, 60, 50)
    assert advancing(Cut(best=3, per_delegation=2), rows, delegations=homes) == ["01", "02", "04"]


def test_a_share_and_a_score_can_be_the_cut() -> None:
    rows = standings(90, 80, 70, 60, 50)
    assert advancing(Cut(percent=Decimal(50)), rows) == ["01", "02"]
    assert advancing(Cut(percent=Decimal(50), rounding="ceiling"), rows) == ["01", "02", "03"]
    assert advancing(Cut(at_least=Decimal(60)), rows) == ["01", "02", "03", "04"]


@few
@given(st.lists(st.integers(0, 12), min_size=1, max_size=12), st.integers(1, 6))
def test_a_tie_never_splits_across_a_cut(totals: list[int], best: int) -> None:
    rows = standings(*totals)
    for ties in ("all", "none"):
        through = set(advancing(Cut(best=best, ties=ties), rows))
        inside = {s.rank for s in rows if s.entrant in through}
        assert not inside & {s.rank for s in rows if s.entrant not in through}


CUP = load_scheme(
    """
scheme: cup
rank: [total, b]
criteria:
  - { key: a, aspects: [{ key: a1, kind: panel, range: [0, 4], step: 1, panel: { judges: 3, at_least: 2, drop: 0 } }] }
  - { key: b, aspects: [{ key: b1, range: [0, 4], points: 8, by: { loss: { target: 2, lose: 3 } } }] }
""",
    file="cup.yaml",
)
SEATS = [("a1", "J1"), ("a1", "J2"), ("a1", "J3"), ("b1", "")]
sheets = st.lists(st.integers(0, 4), min_size=4, max_size=4)


@few
@given(st.lists(sheets, min_size=2, max_size=5), st.integers(1, 3), st.data())
def test_who_is_safe_gets_through_and_who_is_out_does_not(
    rows: list[list[int]], best: int, data: st.DataObject
) -> None:
    full = {f"{n}": [Mark(f"{n}", key, judge, Decimal(v)) for (key, judge), v in zip(SEATS, row, strict=True)]
            for n, row in enumerate(rows)}  # fmt: skip
    so_far = {entrant: data.draw(st.lists(st.sampled_from(marks), unique=True)) for entrant, marks in full.items()}
    outlook = chances(CUP, Cut(best=best), so_far)
    final = advancing(Cut(best=best), rank(CUP, score_all(CUP, [m for marks in full.values() for m in marks])))
    for entrant, chance in outlook.items():
        assert (chance != "safe" or entrant in final) and (chance != "out" or entrant not in final)


def test_when_all_is_marked_nobody_is_at_risk() -> None:
    full = {e: [Mark(e, key, judge, Decimal(v)) for key, judge in SEATS] for e, v in (("x", 4), ("y", 3), ("z", 1))}
    assert chances(CUP, Cut(best=2), full) == {"x": "out", "y": "safe", "z": "safe"}


def test_where_the_end_is_open_everyone_can_still_go_anywhere() -> None:
    skating = shipped_scheme("skating-2017-pairs-free-skating")
    marks = {e: [Mark(e, "E01.base", "", Decimal(v))] for e, v in (("x", 9), ("y", 1))}
    assert set(chances(skating, Cut(best=1), marks).values()) == {"at_risk"}
    assert chances(skating, Cut(best=1), marks, finished={"x", "y"}) == {"x": "safe", "y": "out"}


@few
@given(st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 100).map(Decimal), min_size=1))
def test_a_scale_keeps_the_order_and_puts_the_median_at_its_centre(totals: dict[str, Decimal]) -> None:
    scaled = SCALES["median-700"].apply(totals)
    order = sorted(totals, key=lambda e: totals[e])
    assert [scaled[e] for e in order] == sorted(scaled.values())
    if len(order) % 2:
        assert scaled[order[len(order) // 2]] == 700
    assert all(not scale.official for scale in SCALES.values())
