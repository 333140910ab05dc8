"""How many are checked again before results are published."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.review import Review


def test_of_forty_the_best_ten_and_at_least_five_others() -> None:
    """15 % of the other 30 are 4.5, and four would be less than 15 %."""
    assert Review().least(40) == (10, 5)


@pytest.mark.parametrize(("entrants", "expected"), [(0, (0, 0)), (10, (10, 0)), (11, (10, 1)), (30, (10, 3))])
def test_small_fields(entrants: int, expected: tuple[int, int]) -> None:
    """Nobody is checked twice, and one beyond the best ten is still a share of the others."""
    assert Review().least(entrants) == expected


@given(st.integers(0, 3000), st.integers(0, 50), st.decimals(0, 100, places=1))
def test_the_share_is_always_reached_and_never_exceeded_by_one(entrants: int, top: int, share: Decimal) -> None:
    best, others = Review(top, share).least(entrants)
    rest = entrants - best
    assert 0 <= others <= rest
    assert rest * share <= others * 100 < rest * share + 100


@pytest.mark.parametrize(
    ("checked", "wrong", "all_again"), [(100, 5, False), (100, 6, True), (15, 1, True), (0, 0, False)]
)
def test_more_errors_than_one_in_twenty_ask_for_everything(checked: int, wrong: int, all_again: bool) -> None:
    """Exactly 5 % is not yet more than 5 %."""
    assert Review().asks_for_all(checked, wrong) is all_again
