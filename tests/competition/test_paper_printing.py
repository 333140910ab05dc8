"""Every shipped scheme fits on paper: whatever it marks stands on a sheet with its range, in either language."""

from dataclasses import replace
from pathlib import Path

import pytest

from competition.events.plan import Plan, PlannedEntrant, PlannedPanel, PlannedSeat
from competition.identifiers import uuid7
from competition.paper_entry.blocks import blocks_of, pages_of
from competition.paper_entry.printing import print_sheets
from competition.paper_entry.sheets import MEMBERS, Sheet, boxes_of, forms_of, sheet_by_code, sheets_of
from competition.papers.tongue import PaperLanguage
from rules.keys import fill_numbers
from rules.scheme import shipped_scheme
from rules.values import State, Text
from tests.papers import pages_of as text_of

SHIPPED = sorted(path.stem for path in (Path(__file__).parents[2] / "rules" / "schemes").glob("*.yaml"))
CODES = ("A07", "选手 3/甲", "x:y%z")


def a_plan(scheme: str) -> Plan:
    """Two judges and a recorder who mark everything in the scheme."""
    found = shipped_scheme(scheme)
    subs = [sub.key for stage in found.stages for criterion in stage.criteria for sub in criterion.sub_criteria]
    seats = tuple(PlannedSeat(uuid7(), key, key == "K1") for key in ("J1", "J2", "K1"))
    return Plan(
        event=uuid7(),
        title=found.title,
        competition=Text("测试大赛", "A competition"),
        sample=True,
        scheme=found,
        entrants=tuple(PlannedEntrant(uuid7(), code, State.COMPETING) for code in CODES),
        panels=(PlannedPanel(Text("裁判组", "Judges"), tuple(subs), seats),),
    )


@pytest.mark.parametrize(
    ("scheme", "language"), [*((scheme, "both") for scheme in SHIPPED), ("tiling", "zh"), ("tiling", "en")]
)
def test_what_a_seat_marks_stands_on_its_sheet(scheme: str, language: PaperLanguage, tmp_path: Path) -> None:
    plan = a_plan(scheme)
    for form in forms_of(plan):
        text = "".join(text_of(print_sheets([Sheet(form, plan.entrants[0])], {}, language), tmp_path)).split()
        assert {key for key in form.aspects if key not in text} == set()
        assert "A07" in text and form.seat in text


@pytest.mark.parametrize("scheme", SHIPPED)
def test_every_mark_has_one_sheet(scheme: str) -> None:
    """What each judge marks has one a seat, what is established together has one; families have one a box."""
    plan = a_plan(scheme)
    asked = [(form.stage, key, form.judge(aspect)) for form in forms_of(plan) for key, aspect in form.aspects.items()]
    assert len(asked) == len(set(asked))
    expected = {
        (place, box.key, seat)
        for place, stage in enumerate(plan.scheme.stages)
        for criterion in stage.criteria
        for sub in criterion.sub_criteria
        for aspect in sub.aspects
        for box in boxes_of(aspect)
        for seat in (("J1", "J2") if aspect.each_judge else ("",))
    }
    assert set(asked) == expected


@pytest.mark.parametrize("scheme", SHIPPED)
def test_a_code_leads_back_to_its_sheet(scheme: str) -> None:
    plan = a_plan(scheme)
    sheets = list(sheets_of(plan))
    assert len({sheet.code for sheet in sheets}) == len(sheets)
    for sheet in sheets:
        assert (found := sheet_by_code(plan, sheet.code)).code == sheet.code and found.entrant == sheet.entrant


def test_a_long_sheet_goes_on_a_second_page_and_no_title_is_left_alone(tmp_path: Path) -> None:
    plan = a_plan("bricklaying")
    form = max(forms_of(plan), key=lambda form: len(form.aspects))
    pages = text_of(print_sheets([Sheet(form, plan.entrants[0])], {}, "zh"), tmp_path)
    assert len(pages) == 2 and "第 1 页 / 共 2 页" in pages[0] and "第 2 页 / 共 2 页" in pages[1]
    blocks = blocks_of(form, "zh")
    for room in range(40, 200, 7):
        divided = list(pages_of(blocks, float(room)))
        assert [block for page in divided for block in page] == blocks
        assert not any(page[-1].heads for page in divided)


def test_families_have_numbered_boxes_and_further_members_belong_to_the_sheet_too(tmp_path: Path) -> None:
    """Elements of a skating programme are as many as are shown: a box for each of the first, more on the back."""
    plan = a_plan("skating-2017-ladies-free-skating")
    form = next(form for form in forms_of(plan) if form.families)
    family = form.families[0]
    first, beyond = (fill_numbers(family.key, (number,)) for number in (1, MEMBERS[1] + 1))
    words = "".join(text_of(print_sheets([Sheet(form, plan.entrants[0])], {}, "en"), tmp_path)).split()
    assert {first, family.key} <= set(words) and beyond not in words and "written on the back" in " ".join(words)
    assert beyond not in form.aspects and form.aspect(beyond) == plan.located(beyond, "").aspect
    assert form.aspect("nothing") is None and form.aspect(family.key) is None
    [added] = [one for _, of_it in form.parts_with([beyond]) for one in of_it if one.key == beyond]
    assert added.key == beyond


def test_a_family_within_a_family_has_boxes_for_each_pair_of_numbers() -> None:
    aspect = shipped_scheme("skating-2017-ladies-free-skating").stages[0].criteria[0].sub_criteria[0].aspects[0]
    boxes = boxes_of(replace(aspect, key="J#.skill##"))
    assert (len(boxes), boxes[0].key, boxes[-1].key) == (MEMBERS[2] ** 2, "J1.skill01", "J6.skill06")
