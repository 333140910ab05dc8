"""The examples of SCHEMES.md with marks and a result worked by hand: sports and trades, and code for none of them."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import rules
from rules.ranking import chain_values, rank
from rules.scheme import Scheme, SchemeRefused, load_scheme
from rules.scoring import score_all, score_entrant
from rules.values import Mark, Score, Standing

PAGE = (Path(rules.__file__).parent / "SCHEMES.md").read_text(encoding="utf-8")
TEXTS = {e.splitlines()[0].removeprefix("scheme: "): e for e in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)}


def example(name: str) -> Scheme:
    return load_scheme(TEXTS[name], file="SCHEMES.md")


def marks(entrant: str, stage: str = "", **given: str) -> list[Mark]:
    """`D1_mark="7 7.5 8"` is three judges' marks for D1.mark, `D1_difficulty="=3.2"` one value; `__` is a hyphen."""
    found = []
    for name, values in given.items():
        key = name.replace("__", "-").replace("_", ".").removeprefix("n")
        judged = (
            [("", values[1:])] if values.startswith("=") else [(f"J{n}", v) for n, v in enumerate(values.split(), 1)]
        )
        found += [Mark(entrant, key, judge, Decimal(value), stage) for judge, value in judged]
    return found


def score(name: str, given: list[Mark]) -> Score:
    scheme = example(name)
    for mark in given:
        scheme.aspect(mark.aspect, mark.stage).check(mark.value)
    return score_entrant(scheme, "e", given)


def order(name: str, **rows: list[Mark]) -> list[Standing]:
    return rank(example(name), score_all(example(name), [mark for own in rows.values() for mark in own]))


def places(standings: list[Standing]) -> list[tuple[str, int | None, str | None]]:
    return [(s.entrant, s.rank, s.decided_by) for s in standings]


def test_diving() -> None:
    dives = marks("e", D1_mark="7 7.5 8 8 8.5 9 6", D1_difficulty="=3.2", D2_mark="5 5 5 5 5 5 5", D2_difficulty="=2")
    assert score("diving", dives).total == Decimal("105.2")


def test_synchronised_diving() -> None:
    judged = {"one": "7 8 6.5", "two": "7.5 8 8", "together": "8 8 8.5 9 7"}
    dive = marks("e", **{f"D1_{name}": values for name, values in judged.items()}, D1_difficulty="=3")
    assert score("synchronised", dive).total == Decimal("0.6") * (7 + 8 + Decimal("24.5")) * 3


def test_gymnastics_cuts_every_apparatus_after_three_places() -> None:
    """5.6 + 10 - (1.4 + 1.5 + 1.5)/3 = 14.1333…; 6.0 + 10 - 1.9 - 0.3 = 13.8."""
    first = marks("e", A1_D="=5.6", A1_E="1.2 1.4 1.5 1.5 2.0")
    second = marks("e", A2_D="=6.0", A2_E="1.9 1.9 1.9 1.9 1.9", A2_neutral="=0.3")
    assert score("gymnastics", first + second).total == Decimal("27.933")


def test_ski_jumping_from_metres_and_five_style_judges() -> None:
    jump = marks("e", "1", metres="=123.5", style="17 17.5 18 18 18.5", gate="=-2.1", wind="=4.4")
    assert score("hill", jump).total == Decimal("66.3") + Decimal("53.5") + Decimal("2.3")
    short = marks("e", "1", metres="=60", style="5 5 5 5 5")
    assert score("hill", short).total == 0


def test_figure_skating_in_two_segments_with_grades_as_tenths_of_the_value() -> None:
    """Of a combination the base is the sum, but only the harder jump's value is graded."""
    short = marks(
        "e", "short", E01_base="=10.1", E01_grade="3 3 2 4 3 3 3 2 3", E01_value="=5.9", composition="8 8 8 8 8"
    )
    free = marks(
        "e", "free", E01_base="=4", E01_grade="-1 -1 -2 -1 -1", E01_value="=4", composition="8 8 8", deduction="=1"
    )
    graded = Decimal("1.69")  # the mean of seven is 20/7: 20/7 x 0.1 x 5.9 = 1.6857…
    found = score("two-segments", short + free)
    assert found.parts["short"] == Decimal("10.1") + graded + Decimal("13.36")
    assert found.parts["free"] == Decimal("4") - Decimal("0.4") + Decimal("26.64") - 1


def test_trampoline() -> None:
    skills = {f"S{n:02}": "0.1 0.2 0.2 0.3" for n in range(1, 11)}
    given = marks("e", difficulty="=15.1", flight="=17.25", **skills, landing="=0.2")
    assert score("trampoline", given).total == Decimal("15.1") + Decimal("17.25") + 20 - 4 - Decimal("0.2")


def test_dressage_is_the_mean_of_the_judges_percentages() -> None:
    """Sheets of 51, 49 and 52.5 of 70: 72.857, 70.000, 75.000."""
    sheets = {"walk": "7 7 7.5", "trot": "7 7 7.5", "canter": "7.5 7 7.5", "impression": "7.5 7 7.5"}
    assert score("dressage", marks("e", **sheets)).total == Decimal("72.619")
    assert score("dressage", marks("e", **sheets, errors="=1")).total == Decimal("72.119")


def test_athletics_by_the_points_formula() -> None:
    """The published tables of combined events: 10.40 s is 999, 7.76 m is 1000, 3:53.79 is 1000 points."""
    found = score("athletics", marks("e", n100m="=10.40", long__jump="=776", n1500m="=233.79"))
    assert [found.parts[key] for key in ("100m", "long-jump", "1500m")] == [999, 1000, 1000]


def test_biathlon_the_shorter_time_with_penalties_wins() -> None:
    rows = order("biathlon", a=marks("a", time="=1500.5", misses="=2"), b=marks("b", time="=1580", misses="=0"))
    assert [(s.entrant, s.score.total) for s in rows] == [("b", 1580), ("a", Decimal("1620.5"))]


def test_boulders_by_tops_zones_and_attempts() -> None:
    one = {"B1_top": "=1", "B1_zone": "=1", "B2_top": "=0", "B2_zone": "=1"}
    rows = order(
        "boulder",
        a=boulder("a", one, 2, 3),
        b=boulder("b", one, 1, 4),
        c=boulder("c", one | {"B2_zone": "=0"}, 1, 1),
        d=boulder("d", one, 1, 3),
    )
    assert places(rows) == [
        ("d", 1, None), ("b", 2, "attempts to zones"), ("a", 3, "attempts to tops"), ("c", 4, "zones")]  # fmt: skip


def boulder(entrant: str, made: dict[str, str], tops: int, zones: int) -> list[Mark]:
    attempts = (("B1.top_attempts", tops), ("B1.zone_attempts", zones))
    return marks(entrant, **made) + [Mark(entrant, key, "", Decimal(n)) for key, n in attempts]


def test_combined_climbing_multiplies_the_places() -> None:
    rows = {
        "a": {"speed": "=5.9", "boulder": "=20", "lead": "=30"},  # 1 x 3 x 3
        "b": {"speed": "=6.9", "boulder": "=40", "lead": "=50"},  # 3 x 1 x 1
        "c": {"speed": "=6.5", "boulder": "=30", "lead": "=40"},  # 2 x 2 x 2
    }
    standings = order("combined", **{e: marks(e, **row) for e, row in rows.items()})
    assert [s.entrant for s in standings] == ["b", "c", "a"]
    assert [chain_values(example("combined"), standings)[e]["points"] for e in "bca"] == [(3,), (8,), (9,)]


def test_weightlifting_counts_good_lifts_and_the_lighter_lifter_wins() -> None:
    lifts = {"S1_kg": "=100", "S1_good": "=1", "S2_kg": "=105", "S2_good": "=0", "J1_kg": "=130", "J1_good": "=1"}
    rows = order("weightlifting", a=marks("a", **lifts, bodyweight="=67.1"), b=marks("b", **lifts, bodyweight="=66.9"))
    assert places(rows) == [("b", 1, None), ("a", 2, "bodyweight")] and rows[0].score.total == 230


def test_the_second_best_run_parts_equal_bests() -> None:
    rows = order(
        "slopestyle", a=runs("a", 80, 50, 60), b=runs("b", 20, 80, 70), c=runs("c", 80, 60, 50), d=runs("d", 80)
    )
    assert [(s.entrant, s.rank) for s in rows] == [("b", 1), ("a", 2), ("c", 2), ("d", 4)]
    assert rows[1].decided_by == "countback(R#)"


def runs(entrant: str, *points: int) -> list[Mark]:
    return [mark for n, p in enumerate(points, 1) for mark in marks(entrant, **{f"R{n}": " ".join([str(p)] * 6)})]


def test_robotics_the_time_of_the_best_run_parts_equals() -> None:
    slow_best = {"R1_tasks": "=8", "R1_touches": "=1", "R1_time": "=120", "R2_tasks": "=3", "R2_time": "=40"}
    fast_best = {"R1_tasks": "=2", "R1_time": "=99", "R2_tasks": "=8", "R2_touches": "=1", "R2_time": "=110"}
    rows = order("robotics", a=marks("a", **slow_best), b=marks("b", **fast_best))
    assert places(rows) == [("b", 1, None), ("a", 2, "time of the best run")] and rows[0].score.total == 77


def test_sailing_discards_the_worst_and_breaks_ties_by_single_places_then_the_last_race() -> None:
    rows = order("sailing", a=races("a", 1, 3, 2, 9, 4), b=races("b", 2, 2, 2, 4, 8), c=races("c", 4, 2, 3, 1, 9))
    assert [s.score.total for s in rows] == [10, 10, 10]
    assert places(rows) == [
        ("a", 1, None), ("c", 2, "latest(R#)"), ("b", 3, "countback(R#)")]  # fmt: skip


def races(entrant: str, *finished: int) -> list[Mark]:
    return [Mark(entrant, f"R{n}", "", Decimal(place)) for n, place in enumerate(finished, 1)]


def test_a_dance_final_by_the_majority_of_places() -> None:
    """Three first places of five win; then more for second; the sum of those within parts equal majorities."""
    given = {
        "51": (1, 1, 1, 4, 2),
        "52": (4, 2, 2, 1, 1),
        "53": (3, 3, 3, 2, 5),
        "54": (2, 4, 5, 5, 3),
        "55": (5, 5, 4, 3, 4),
    }
    rows = order(
        "dance", **{e: [Mark(e, f"W{n}", "", Decimal(p)) for n, p in enumerate(row, 1)] for e, row in given.items()}
    )
    assert [s.entrant for s in rows] == ["51", "52", "53", "54", "55"]
    values = chain_values(example("dance"), rows)
    assert values["51"]["majority"][:3] == (1, 3, 3) and values["52"]["majority"][:3] == (2, 4, 6)


def test_welding_a_film_of_the_fourth_grade_voids_the_piece() -> None:
    piece = {"width": "=2.2", "undercut": "=3", "breach": "=1"}
    assert score("welding", marks("e", grade="=2", **piece)).total == 40 + (20 - 15) + 24 - 5
    assert score("welding", marks("e", grade="=4", **piece)).total == -5


def test_cooking_with_blind_tasting_and_overtime() -> None:
    given = marks("e", taste="36 34 35 30 38", texture="25 25 25 25 25", look="27 27 27 27 27")
    given += marks("e", knife="50 52 54", order="35 35 36", hygiene="=1", overtime="=2.5")
    found = score("cooking", given)
    assert (found.parts["tasting"], found.parts["skill"]) == (87, Decimal("82.33"))
    assert found.total == Decimal("85.13")


def test_surveying_and_the_share_of_time() -> None:
    assert score("surveying", marks("e", closure="=8", records="=1", minutes="=50")).total == 45 + 18 + 10
    with pytest.raises(SchemeRefused, match=r"tagged time are worth 20\.48%"):
        load_scheme(
            TEXTS["surveying"].replace("points: 20, by: { deduct", "points: 17.66, by: { deduct"), file="s.yaml"
        )


def test_typing_counts_only_when_accurate() -> None:
    good = {"wrong": "=3", "written": "=1000", "strokes": "=997", "minutes": "=5"}
    assert score("typing", marks("e", **good)).total == 10 + Decimal("199.4")
    assert score("typing", marks("e", **good | {"wrong": "=11"})).total == 0


def test_a_share_of_the_best_can_rank() -> None:
    chain = "rank: [{ sum: [x, { by: y, better: lower }], as: percent_of_best, name: shares }]"
    aspects = "criteria: [{ key: c, aspects: [{ key: x }, { key: y }] }]"
    scheme = load_scheme(f"scheme: s\n{chain}\n{aspects}", file="s.yaml")
    rows: dict[str, dict[str, Any]] = {"a": {"x": "=50", "y": "=10"}, "b": {"x": "=40", "y": "=8"}}
    standings = rank(scheme, score_all(scheme, [mark for e, row in rows.items() for mark in marks(e, **row)]))
    assert {e: v["shares"] for e, v in chain_values(scheme, standings).items()} == {"a": (180,), "b": (180,)}


def test_places_can_earn_points() -> None:
    chain = "rank: [{ sum: [x, y], as: placings, worth: { lookup: { 1: 25, 2: 18, 3: 15 } }, name: points }]"
    aspects = "criteria: [{ key: c, aspects: [{ key: x }, { key: y }] }]"
    scheme = load_scheme(f"scheme: s\n{chain}\n{aspects}", file="s.yaml")
    rows: dict[str, dict[str, Any]] = {
        "a": {"x": "=3", "y": "=1"},
        "b": {"x": "=1", "y": "=2"},
        "c": {"x": "=2", "y": "=2"},
    }
    standings = rank(scheme, score_all(scheme, [mark for e, row in rows.items() for mark in marks(e, **row)]))
    assert [(s.entrant, s.rank) for s in standings] == [("c", 1), ("a", 2), ("b", 2)]
    assert chain_values(scheme, standings)["c"]["points"] == (43,)


def test_the_mistakes_of_the_page_are_answered_as_it_says() -> None:
    fitter, show = TEXTS["fitter"], TEXTS["floor-show"]
    answers = {
        fitter.replace("weight: 30%", "wieght: 30%"): "unknown field wieght; the fields known here are: key, note,",
        fitter.replace(
            "weight: 70%", "weight: 60%"
        ): "should add up to 100%, but come to 90% (theory 30%, practical 60%)",
        show.replace("panel: five", "panel: nine"): "should be a name defined under `panels`: five",
        "rank: [totl]\n" + show: "there is nothing named totl; known are: total, show, art, craft",
        fitter.replace("[0, 60]", "[0, 50]"): "its full score is 90; say `out_of: 90`",
    }
    for text, answer in answers.items():
        with pytest.raises(SchemeRefused) as refused:
            load_scheme(text, file="my.yaml")
        assert answer in str(refused.value)
