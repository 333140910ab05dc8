"""The ladder: its levels run downwards in number and are never compared as numbers."""

import pytest

from rules.levels import LevelUnknown, ladder

FIVE = ladder("five")


def test_level_one_is_the_highest() -> None:
    assert [level.code for level in FIVE.levels] == ["L5", "L4", "L3", "L2", "L1"]
    assert FIVE.is_above("L1", "L2") and not FIVE.is_above("L5", "L4") and FIVE.is_above("L5", None)


def test_the_next_above_ends_at_the_top() -> None:
    assert [FIVE.next_above(code) for code in (None, "L5", "L3", "L1")] == ["L5", "L4", "L2", None]


def test_no_contest_leads_above_level_one() -> None:
    eight = ladder("eight")
    assert eight.next_above("L1") is None and eight.is_above("LS", "L1")


def test_a_level_is_known_by_code_and_by_either_name() -> None:
    written = ("L2", "二级/技师", "二级", "技师", "Level 2 / Technician")
    assert {FIVE.code(name) for name in written} == {"L2"}
    assert FIVE.title("L2").zh == "二级/技师" and FIVE.code("") is None


def test_an_unknown_level_names_the_known_ones() -> None:
    with pytest.raises(LevelUnknown) as refused:
        FIVE.height("L9")
    assert "L5, L4, L3, L2, L1" in refused.value.text("zh")
