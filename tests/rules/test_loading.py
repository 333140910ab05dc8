"""Files that people write: what is refused, with which line, and that nothing else is ever raised."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.errors import FileRefused
from rules.marks_file import MarksRefused, read_marks
from rules.rulebook import FOLDER, RulebookRefused, load_rulebook
from rules.scheme import FOLDER as SCHEMES
from rules.scheme import SchemeRefused, SchemeUnknown, load_scheme, shipped_scheme, shipped_schemes

CNC = (SCHEMES / "cnc-milling.yaml").read_text(encoding="utf-8")
NAT1 = (FOLDER / "RS-NAT1-2021" / "clauses.yaml").read_text(encoding="utf-8")


def line_of(text: str, part: str) -> int:
    return 1 + text[: text.index(part)].count("\n")


def faults(text: str) -> list[tuple[str, int]]:
    with pytest.raises(SchemeRefused) as refused:
        load_scheme(text, file="my.yaml")
    for problem in refused.value.problems:
        assert problem.file == "my.yaml" and problem.zh and problem.en
    return [(problem.code, problem.line) for problem in refused.value.problems]


@pytest.mark.parametrize("name", shipped_schemes())
def test_a_shipped_scheme_loads_back_from_its_own_source(name: str) -> None:
    scheme = shipped_scheme(name)
    again = load_scheme(scheme.source, file="kept")
    assert (again, again.digest) == (scheme, scheme.digest)


def test_an_unknown_scheme_names_the_known_ones() -> None:
    with pytest.raises(SchemeUnknown) as refused:
        shipped_scheme("cnc-miling")
    assert "cnc-milling" in refused.value.text("zh")


def test_comments_and_layout_do_not_change_the_digest() -> None:
    assert load_scheme("# note\n\n" + CNC.replace("    unit: mm\n", "    unit:   mm  # mm\n"), file="x").digest == (
        shipped_scheme("cnc-milling").digest
    )


def test_a_shipped_scheme_can_be_taken_over_and_changed_in_one_place() -> None:
    mine = load_scheme("scheme: mine\nextends: cnc-milling\noverride: { S1: { points: 20 } }", file="mine.yaml")
    assert mine.aspect("S1").points == 20 and mine.aspect("S2") == shipped_scheme("cnc-milling").aspect("S2")
    with pytest.raises(SchemeRefused, match=r"mine\.yaml:3: override\.S9"):
        load_scheme("scheme: mine\nextends: cnc-milling\noverride: { S9: { points: 20 } }", file="mine.yaml")


def test_weights_that_do_not_add_up_are_refused_with_their_sum() -> None:
    wrong = CNC.replace("weight: 30%", "weight: 20%")
    assert faults(wrong) == [("rules.weights", line_of(wrong, "weight: 20%"))]
    with pytest.raises(SchemeRefused, match="come to 90%"):
        load_scheme(wrong, file="my.yaml")


MISTAKES = {
    "unknown field": ("    weight: 30%", "    wieght: 30%", "rules.unknown_key"),
    "field twice": ("    weight: 30%", "    weight: 30%\n    out_of: 90", "rules.duplicate_key"),
    "not a number": ("points: 8\n", "points: acht\n", "rules.wrong_value"),
    "a word not known": ("kind: penalty", "kind: penality", "rules.wrong_value"),
    "points not adding up": ("        out_of: 64", "        out_of: 60", "rules.full_score"),
    "a key twice": ("key: A2", "key: A1", "rules.duplicate_key"),
    "ranked by nothing": ("rank: [total, practical,", "rank: [total, pratical,", "rules.unknown_reference"),
    "a descriptor short": ("              - { zh: 全面优于", "              # - { zh: 全面优于", "rules.wrong_value"),
    "an anchor": ("scheme: cnc-milling", "scheme: &a cnc-milling", "rules.not_yaml"),
    "not YAML": ("scheme: cnc-milling", "scheme: [cnc-milling", "rules.not_yaml"),
}  # fmt: skip


@pytest.mark.parametrize(("was", "is_", "code"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_named_with_its_code(was: str, is_: str, code: str) -> None:
    assert was in CNC
    assert code in [found for found, _ in faults(CNC.replace(was, is_, 1))]


def test_all_mistakes_are_reported_at_once_in_the_files_order() -> None:
    wrong = (
        CNC.replace("weight: 30%", "weight: 20%")
        .replace("step: 0.5", "step: half", 1)
        .replace("title: { zh: 理论,", "titel: { zh: 理论,")
    )
    codes = [code for code, _ in faults(wrong)]
    lines = [line for _, line in faults(wrong)]
    assert {"rules.weights", "rules.wrong_value", "rules.unknown_key"} <= set(codes) and lines == sorted(lines)


MARKS = "entrant,aspect,judge,value\n01,T1,,80\n01,B1,J1,7.5\n"


def mark_faults(text: str) -> list[tuple[str, int, str]]:
    with pytest.raises(MarksRefused) as refused:
        read_marks(text, file="m.csv", scheme=shipped_scheme("cnc-milling"), entrants={"01", "02"})
    return [(p.code.removeprefix("rules."), p.line, p.field) for p in refused.value.problems]


def test_marks_are_read_with_or_without_a_byte_order_mark() -> None:
    cnc = shipped_scheme("cnc-milling")
    assert read_marks("\ufeff" + MARKS, file="m", scheme=cnc) == read_marks(MARKS, file="m", scheme=cnc) != []


@pytest.mark.parametrize(
    ("row", "code", "field"),
    [
        ("03,T1,,80", "entrant_unknown", "entrant"),
        ("01,T9,,80", "aspect_unknown", "aspect"),
        ("01,A8,,2", "mark_out_of_range", "value"),
        ("02,T1,,100.5", "mark_out_of_range", "value"),
        ("02,T1,,80.3", "mark_off_step", "value"),
        ("01,B1,J1,8", "mark_twice", "value"),
        ("02,T1,,NaN", "not_a_number", "value"),
        ("02,T1,,1e2", "not_a_number", "value"),
        ("02,B1,,7", "judge_missing", "judge"),
        ("02,T1,J1,70", "judge_not_wanted", "judge"),
        ("02,T1,80", "wrong_columns", "-"),
    ],
)
def test_a_row_that_does_not_fit_is_named(row: str, code: str, field: str) -> None:
    assert mark_faults(MARKS + row + "\n") == [(code, 4, field)]


def test_a_missing_column_is_named() -> None:
    assert mark_faults("entrant,aspect,value\n01,T1,80\n") == [("missing_column", 1, "judge")]


def test_another_encoding_is_refused_and_not_misread() -> None:
    text = "entrant,aspect,judge,value\n数控,T1,,80\n".encode("gb18030").decode("utf-8", errors="replace")
    assert mark_faults(text)[0][0] == "wrong_encoding"


# Whatever is thrown at the loaders, only their own refusals come out.

bits = st.sampled_from(
    ["&a ", "*a", "{", "}", "[", "]", "- ", ": ", "\n", "\n  ", "\t", "#", "%", "-1", "1e9", "9" * 40, "0", "true",
     "null", "''", "!!python/object:x ", "<<: ", "? ", "|", "E##", "key: ", "weight: ", "panel: ", "by: ", "\0",
     "\ud800"]
)  # fmt: skip


@st.composite
def spoiled(draw: st.DrawFn, text: str) -> str:
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        text = text[:start] + draw(bits | st.text(max_size=3)) + text[start + draw(st.integers(0, 30)) :]
    return text


@settings(max_examples=60, deadline=None)
@given(spoiled(CNC))
def test_a_spoiled_scheme_raises_only_its_refusal(text: str) -> None:
    try:
        load_scheme(text, file="x.yaml")
    except SchemeRefused as refused:
        assert refused.problems and all(p.line >= 1 and p.zh and p.en for p in refused.problems)


@settings(max_examples=40, deadline=None)
@given(spoiled(NAT1))
def test_a_spoiled_rulebook_raises_only_its_refusal(text: str) -> None:
    try:
        load_rulebook(text, file="x.yaml")
    except RulebookRefused as refused:
        assert refused.problems


def test_a_judge_too_many_is_a_name_misspelt() -> None:
    scheme = load_scheme(
        "scheme: dive\ncriteria:\n  - key: all\n    aspects:\n"
        "      - { key: D1, kind: panel, range: [0, 10], panel: { judges: 2, method: sum } }\n",
        file="dive.yaml",
    )
    with pytest.raises(MarksRefused, match=r"m:4: judge.*one too many"):
        read_marks("entrant,aspect,judge,value\n1,D1,J1,5\n1,D1,J2,5\n1,D1,J02,5\n", file="m", scheme=scheme)
    assert len(read_marks("entrant,aspect,judge,value\n1,D1,J1,5\n2,D1,J3,5\n", file="m", scheme=scheme)) == 2


@settings(max_examples=100, deadline=None)
@given(spoiled(MARKS) | st.text(max_size=60))
def test_spoiled_marks_raise_only_their_refusal(text: str) -> None:
    try:
        read_marks(text, file="x.csv", scheme=shipped_scheme("cnc-milling"))
    except MarksRefused as refused:
        assert refused.problems


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=80))
def test_any_text_at_all_is_read_or_refused(text: str) -> None:
    for load in (load_scheme, load_rulebook):
        with pytest.raises(FileRefused):
            load(text, file="x")
