"""How a name is covered where the public is not to be told it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.certificates.disclosure import name_shown
from competition.certificates.schemas import Disclosed

COVERED = Disclosed(name="covered", document="hidden")


@pytest.mark.parametrize(
    "name, covered",
    [
        ("王堃", "王*"),
        ("阿卜杜热西提·麦麦提", "阿*****·麦**"),
        ("Anna-Lena Müller", "A***-L*** M*****"),
        ("𠮷田", "𠮷*"),
    ],
)
def test_a_covered_name_keeps_the_first_letter_of_each_part(name: str, covered: str) -> None:
    assert name_shown(name, COVERED) == covered


@given(st.text(min_size=1, max_size=12))
def test_a_covered_name_is_as_long_and_shows_nothing_new(name: str) -> None:
    covered = name_shown(name, COVERED)
    assert len(covered) == len(name) and all(said in (was, "*") for was, said in zip(name, covered, strict=True))
