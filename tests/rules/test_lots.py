"""Drawing by lot: every line has a number of its own, anybody gets the same, and no number is likelier than another."""

import hashlib
from collections import Counter

import hypothesis.strategies as st
from hypothesis import given

from rules.lots import commitment, drawn, lot, record_digest

numbers = st.lists(st.text("0123456789A", min_size=1, max_size=3), min_size=1, max_size=40, unique=True)


@given(st.text(max_size=20), st.text(max_size=20), numbers)
def test_each_line_draws_one_number_and_always_the_same(seed: str, word: str, among: list[str]) -> None:
    once = drawn(seed, word, among)
    assert sorted(once) == sorted(among)
    assert once == drawn(seed, word, among)


@given(st.text(max_size=20), st.text(max_size=20), numbers)
def test_lines_take_the_numbers_in_the_order_of_their_lots(seed: str, word: str, among: list[str]) -> None:
    by_number = sorted(range(len(among)), key=lambda line: among.index(drawn(seed, word, among)[line]))
    lots = [lot(seed, word, line + 1) for line in by_number]
    assert lots == sorted(lots)


def test_no_order_is_likelier_than_another() -> None:
    """Chi-square over the 24 orders of four lines: 23 degrees of freedom, exceeded by chance once in a million."""
    draws = 4800
    seen = Counter(drawn(f"seed {n}", "word", "ABCD") for n in range(draws))
    expected = draws / 24
    assert len(seen) == 24
    assert sum((times - expected) ** 2 / expected for times in seen.values()) < 72


def test_the_word_alone_and_the_seed_alone_change_the_order() -> None:
    among = [f"{n:02d}" for n in range(1, 25)]
    assert len({drawn(seed, word, among) for seed in ("a", "b") for word in ("1", "2")}) == 4


def test_a_draw_can_be_repeated_with_nothing_but_sha256() -> None:
    def by_hand(text: str) -> str:
        return hashlib.sha256(text.encode()).hexdigest()

    lots = sorted((by_hand(f"a seed:六点三:{line}"), line) for line in (1, 2, 3))
    assert dict(zip((line for _, line in lots), "ABC", strict=True)) == dict(
        enumerate(drawn("a seed", "六点三", "ABC"), 1)
    )
    assert commitment("a seed") == by_hand("a seed")


def test_a_record_that_says_another_number_has_another_digest() -> None:
    said = record_digest("s", "w", "ABC", "BCA")
    assert len({said, record_digest("s", "w", "ABC", "BAC"), record_digest("s", "v", "ABC", "BCA")}) == 3
