"""What a scheme can say, one thing a test, each worked by hand."""

from decimal import Decimal
from typing import Any

import pytest

from rules.ranking import rank
from rules.scheme import Scheme, SchemeRefused, load_scheme
from rules.scoring import score_all, score_entrant, tally_of
from rules.values import Mark, Score
from rules.worked import Worked


def one(aspect: str, more: str = "") -> Scheme:
    return load_scheme(
        f"scheme: t\n{more}\ncriteria:\n  - key: c\n    aspects:\n      - {{ key: m, {aspect} }}", file="t.yaml"
    )


def worth(scheme: Scheme, *values: str, key: str = "m") -> Decimal | None:
    judges = [f"J{n}" for n in range(1, len(values) + 1)] if scheme.aspect(key).each_judge else [""]
    marks = [Mark("e", key, judge, Decimal(v)) for judge, v in zip(judges, values, strict=True)]
    return score_entrant(scheme, "e", marks).parts.get(key)


def D(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


@pytest.mark.parametrize(
    ("aspect", "value", "points"),
    [
        ("input: yes_no, points: 0.25", "1", "0.25"),
        ("input: yes_no, points: 0.25", "0", "0"),
        ("range: [0, 50], points: 10", "20", "4"),
        ("range: [0, 99], points: 1, by: { within: [39.98, 40.02] }", "40.02", "1"),
        ("range: [0, 99], points: 1, by: { within: [39.98, 40.02] }", "40.03", "0"),
        ("input: count, points: 2, by: { deduct: 0.25 }", "3", "1.25"),
        ("input: count, points: 0.5, by: { deduct: 0.1 }", "9", "0"),
        ("input: count, points: 1, by: { add: 0.1 }", "7", "0.7"),
        ("input: count, points: 1, by: { add: 0.1 }", "12", "1"),
        ("range: [0, 99], points: 1, by: { loss: { target: 50, lose: 0.1 } }", "47", "0.7"),
        ("range: [0, 99], points: 1, by: { loss: { target: 50, lose: 0.1, free: 1, started: true } }", "52.5", "0.8"),
        ("range: [0, 100], by: { bands: [{ from: 97.5, points: 2 }, { from: 96.5, to: 97.4, points: 1 }] }", "97", "1"),
        ("range: [0, 100], by: { bands: [{ from: 97.5, points: 2 }, { from: 96.5, to: 97.4, points: 1 }] }", "96", "0"),
        ("input: choice, choices: [0, 1, 2, 4], by: { lookup: { 0: 0, 1: 0.5, 2: 1, 4: 3 } }", "4", "3"),
        ("range: [0, 90], unit: min, by: { line: [[30, 5], [60, 0]] }", "48", "2"),
        ("range: [0, 90], unit: min, by: { line: [[30, 5], [60, 0]] }", "10", "5"),
        ("range: [0, 300], by: { linear: { at: 120, points: 60, each: 1.8 } }", "123.5", "66.3"),
        ("range: [0, 300], by: { linear: { at: 120, points: 60, each: 1.8 } }", "118", "56.4"),
        ("range: [0, 300], by: { linear: { at: 60, each: -1, per: 5, steps: started } }", "66", "-2"),
        ("range: [0, 300], by: { linear: { at: 60, each: -1, per: 5, steps: full } }", "66", "-1"),
        ("range: [0, 300], by: { linear: { at: 60, each: -1, per: 5, steps: full } }", "54", "1"),
        ("range: [0, 99], by: { power: { times: 2, at: 4, exponent: 1.5 } }", "13", "54"),
        ("range: [0, 99], by: { power: { times: 2, at: 4, exponent: 1.5 } }", "3", "0"),
        ("range: [0, 99], by: { power: { times: 2, at: 14, exponent: 2, better: lower } }", "11", "18"),
        ("range: [0, 99], by: { linear: { each: 1, per: 3 } }, round: { to: 0.5 }", "10", "3.5"),
        ("input: count, kind: penalty, by: { add: 2 }, cap: 5", "3", "-5"),
        ("kind: bonus, range: [0, 3]", "2", "2"),
    ],
)
def test_how_a_value_becomes_points(aspect: str, value: str, points: str) -> None:
    assert worth(one(aspect), value) == Decimal(points)


@pytest.mark.parametrize(
    ("panel", "marks", "value"),
    [
        ("drop: 1", "80 82 84 90 95", "85.33333"),
        ("method: sum, drop: 2", "7 7.5 8 8 8.5 9 6", "23.5"),
        ("method: median", "6 9 7 7.5", "7.25"),
        ("method: highest", "6 9 7", "9"),
        ("method: sum, keep: 2", "6 9 7", "16"),
        ("drop: { high: 0, low: 1 }", "6 9 7", "8"),
        ("drop: 1, at_least: 5", "6 9 7 8", None),
        ("drop: 1", "6 9", None),
        ("drop: { high: 1, low: 1, from: 5 }", "6 9 7 8", "7.5"),
        ("drop: { high: 1, low: 1, from: 5 }", "6 9 7 8 1", "7"),
        ("middle: 3, method: sum", "6 9 7 8 1", "21"),
        ("middle: 3, method: sum", "6 9 7 8 1 10 2", "21"),
        ("middle: 3, method: sum", "6 9", "15"),
        ("middle: 2", "6 9 7 8", "7.5"),
        ("middle: 2, method: sum", "6 9 7 8 1", "21"),
        ("each: { by: { lookup: { 1: 12, 2: 10 } } }, method: sum", "1 2 2 3", "32"),
        ("each: { by: { linear: { each: 100, per: 30 } }, round: 0 }", "10 20", "50"),
        ("round: { to: 0.25 }", "7 7 8", "7.25"),
        ("round: { to: 0.25, mode: up }", "7 7 8", "7.5"),
        ("method: majority", "1 1 0", "1"),
        ("method: majority", "1 1 0 0", None),
    ],
)
def test_how_judges_become_one(panel: str, marks: str, value: str | None) -> None:
    found = worth(one(f"kind: panel, range: [0, 100], panel: {{ {panel} }}"), *marks.split())
    assert (None if found is None else round(found, 5)) == (None if value is None else round(Decimal(value), 5))


FOUR = "descriptors: [low, meets, better, best]"


def test_judgement_is_a_third_of_the_points_a_step() -> None:
    scheme = one(f"kind: judgement, points: 1.5, round: 4, {FOUR}")
    assert worth(scheme, "1", "2", "2") == Decimal("0.8333")
    assert not scheme.aspect("m").spread_broken([Decimal(1), Decimal(2), Decimal(2)])


def test_judges_two_apart_cannot_be_signed() -> None:
    aspect = one(f"kind: judgement, {FOUR}").aspect("m")
    assert aspect.spread_broken([Decimal(0), Decimal(2), Decimal(1)])
    wider = one(f"kind: judgement, spread: 2, {FOUR}").aspect("m")
    assert not wider.spread_broken([Decimal(0), Decimal(2), Decimal(1)])


def test_thirds_are_exact_and_round_as_they_should() -> None:
    """0.9 × 5/9 is one half; in decimals of any length it is a little less, and would round down."""
    assert worth(one(f"kind: judgement, points: 0.9, round: 0, {FOUR}"), "1", "2", "2") == 1


DIVING = """
scheme: diving
rank: [total]
criteria:
  - key: dives
    sub_criteria:
      - key: D#
        aspects:
          - { key: D#.mark, kind: panel, range: [0, 10], step: 0.5, panel: { judges: 7, method: sum, drop: 2 } }
          - { key: D#.difficulty, range: [1, 5], use: multiply }
"""


def dive(number: int, difficulty: str, *marks: str, entrant: str = "e") -> list[Mark]:
    judged = [Mark(entrant, f"D{number}.mark", f"J{n}", Decimal(v)) for n, v in enumerate(marks, 1)]
    return [*judged, Mark(entrant, f"D{number}.difficulty", "", Decimal(difficulty))]


def test_diving_is_the_middle_three_times_the_difficulty_over_all_dives() -> None:
    marks = [*dive(1, "3.2", *"7 7.5 8 8 8.5 9 6".split()), *dive(2, "2.0", *"5 5 5 5 5 5 5".split())]
    score = score_entrant(load_scheme(DIVING, file="d.yaml"), "e", marks)
    assert (score.parts["D1"], score.parts["D2"], score.total) == (Decimal("75.2"), 30, Decimal("105.2"))


def test_a_dive_whose_difficulty_is_missing_has_no_score_yet() -> None:
    score = score_entrant(load_scheme(DIVING, file="d.yaml"), "e", dive(1, "3.2", *"7777777")[:7])
    assert score.total is None and not score.complete and score.marked == 7


def nested(content: str, **marks: Any) -> Score:
    scheme = load_scheme(content, file="n.yaml")
    return score_entrant(scheme, "e", [Mark("e", k.replace("_", "."), "", Decimal(v)) for k, v in marks.items()])


def test_the_best_two_waves_count() -> None:
    content = "scheme: w\ncriteria: [{ key: waves, combine: { best: 2 }, aspects: [{ key: W#, range: [0, 10] }] }]"
    assert nested(content, W1="6.5", W2="8.2", W10="7").total == Decimal("15.2")


def test_discards_leave_out_the_highest() -> None:
    races = "{ key: races, combine: { drop: { high: 1, low: 0 } }, aspects: [{ key: R#, range: [1, 99] }] }"
    content = f"scheme: s\ncriteria: [{races}]"
    assert nested(content, R1="3", R2="40", R3="1").total == 4
    assert nested(content, R1="3").total is None


def test_a_lift_counts_only_when_it_was_good() -> None:
    content = """
scheme: lifts
rank: [total, { by: bodyweight, better: lower }]
criteria:
  - key: snatch
    combine: { best: 1 }
    sub_criteria:
      - key: S#
        aspects: [{ key: S#.kg, range: [1, 300] }, { key: S#.good, input: yes_no, use: multiply }]
  - { key: body, required: false, aspects: [{ key: bodyweight, range: [30, 200], use: note }] }
"""
    score = nested(content, S1_kg="100", S1_good="1", S2_kg="105", S2_good="0", bodyweight="67.1")
    assert score.total == 100 and score.parts["bodyweight"] == Decimal("67.1")


def test_deductions_are_taken_from_a_start() -> None:
    content = (
        "scheme: d\ncriteria: [{ key: a, start: 100, floor: 0, aspects: [{ key: p, kind: penalty, required: true }] }]"
    )
    assert nested(content, p="3.5").total == Decimal("96.5")
    assert nested(content, p="130").total == 0


def test_a_start_comes_before_the_multipliers() -> None:
    content = """
scheme: d
criteria:
  - key: a
    start: 10
    aspects: [{ key: p, kind: penalty, required: true }, { key: d, range: [1, 5], use: multiply }]
"""
    assert nested(content, p="2", d="3").total == 24


def test_without_its_hold_point_a_part_counts_nothing() -> None:
    content = """
scheme: h
criteria:
  - { key: hold, aspects: [{ key: h, input: yes_no, points: 1 }] }
  - { key: rest, needs: hold, aspects: [{ key: r, range: [0, 10] }] }
"""
    assert nested(content, h="1", r="7").total == 8
    assert nested(content, h="0", r="7").total == 0
    assert not nested(content, r="7").complete


def test_judges_sheets_are_added_up_before_the_highest_and_lowest_go() -> None:
    content = """
scheme: sheets
criteria:
  - key: show
    panel: { judges: 3, drop: 1 }
    aspects:
      - { key: a, kind: panel, range: [0, 50] }
      - { key: b, kind: panel, range: [0, 50] }
"""
    scheme = load_scheme(content, file="s.yaml")
    rows = {"J1": ("50", "10"), "J2": ("20", "20"), "J3": ("10", "49"), "J4": ("50", None)}
    marks = [Mark("e", k, j, Decimal(v)) for j, pair in rows.items() for k, v in zip("ab", pair, strict=True) if v]
    score = score_entrant(scheme, "e", marks)
    assert (score.total, score.parts["a"]) == (59, Decimal("32.5"))


def test_pass_marks_are_open_until_all_is_marked() -> None:
    content = """
scheme: g
criteria:
  - { key: t, weight: 30%, pass: 60, aspects: [{ key: t1, range: [0, 100] }] }
  - { key: p, weight: 70%, pass: 60, aspects: [{ key: p1, range: [0, 100] }] }
"""
    assert nested(content, t1="61").passed is None
    assert nested(content, t1="61", p1="59").passed is False
    assert nested(content, t1="60", p1="60").passed is True
    assert nested(content, t1="61", p1="59").gates == {"t": True, "p": False}


@pytest.mark.parametrize(("total", "expected"), [("round: 2", "80.01"), ("round_parts: 2", "80.02")])
def test_the_weighted_parts_may_be_rounded_each(total: str, expected: str) -> None:
    content = f"""
scheme: r
total: {{ {total} }}
criteria:
  - {{ key: t, weight: 50%, aspects: [{{ key: t1, range: [0, 100] }}] }}
  - {{ key: p, weight: 50%, aspects: [{{ key: p1, range: [0, 100] }}] }}
"""
    assert nested(content, t1="80.01", p1="80.01").total == Decimal(expected)


def test_full_scores_other_than_a_hundred_are_brought_to_the_weights() -> None:
    content = """
scheme: o
total: { out_of: 1000 }
criteria:
  - { key: t, weight: 20%, out_of: 50, aspects: [{ key: t1, range: [0, 50] }] }
  - { key: p, weight: 80%, out_of: 200, aspects: [{ key: p1, range: [0, 200] }] }
"""
    assert nested(content, t1="40", p1="100").total == 160 + 400


def test_the_number_of_firsts_can_decide() -> None:
    content = """
scheme: f
rank: [total, { firsts: [x, y, z], name: firsts }]
criteria:
  - { key: c, aspects: [{ key: x, range: [0, 9] }, { key: y, range: [0, 9] }, { key: z, range: [0, 9] }] }
"""
    rows = {"A": "9 0 3", "B": "5 4 3", "C": "1 4 7"}
    scheme = load_scheme(content, file="f.yaml")
    marks = [Mark(e, k, "", Decimal(v)) for e, row in rows.items() for k, v in zip("xyz", row.split(), strict=True)]
    standings = rank(scheme, score_all(scheme, marks))
    assert [(s.entrant, s.rank, s.decided_by) for s in standings] == [
        ("C", 1, None), ("A", 2, "firsts"), ("B", 2, None)]  # fmt: skip


def below(worked: Worked) -> Decimal:
    return sum((Decimal(t.numerator) / t.denominator for t in worked.taken if t is not None), Decimal(0))


def test_what_is_taken_from_below_sums_to_the_total() -> None:
    scheme = load_scheme(DIVING, file="d.yaml")
    tree = tally_of(scheme, "e", [*dive(1, "3.2", *"7 7.5 8 8 8.5 9 6".split()), *dive(2, "2", *"5555555")]).total()
    criterion = tree.children[0].children[0]
    assert below(tree) == below(criterion) == tree.value
    assert [(g.value, g.kept) for g in criterion.children[0].children[0].given if not g.kept] == [
        (Decimal(7), False), (Decimal("8.5"), False), (Decimal(9), False), (Decimal(6), False)]  # fmt: skip


def limited(*fulls: str, timed: int = 0) -> Scheme:
    tagged = [", tags: [time]" if n < timed else "" for n in range(len(fulls))]
    aspects = ", ".join(f"{{ key: a{n}, range: [0, {full}]{tagged[n]} }}" for n, full in enumerate(fulls))
    limits = "limits: { aspect: 5%, tags: { time: 20% } }"
    return load_scheme(f"scheme: l\n{limits}\ncriteria: [{{ key: c, aspects: [{aspects}] }}]", file="l.yaml")


def test_a_scheme_that_gives_one_aspect_or_tag_too_much_is_refused() -> None:
    assert limited(*["5"] * 20, timed=4)
    with pytest.raises(SchemeRefused, match=r"a0 is worth 5\.24%"):
        limited("5", *["4.76"] * 19)
    with pytest.raises(SchemeRefused, match=r"tagged time are worth 25\.00%"):
        limited(*["5"] * 20, timed=5)


def test_sections_of_the_standard_may_be_five_percent_off() -> None:
    content = """
scheme: s
sections: [{ key: one, weight: 40%% }, { key: two, weight: 60%% }]
criteria: [{ key: c, aspects: [{ key: a, range: [0, %s], section: one }, { key: b, range: [0, %s], section: two }] }]
"""
    assert load_scheme(content % (44, 56), file="s.yaml").sections[0].weight == 40
    with pytest.raises(SchemeRefused, match="section one weighs 40%"):
        load_scheme(content % (46, 54), file="s.yaml")
