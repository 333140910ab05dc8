"""Awards capped by delegation or person: who is passed over is said, and whether the next moves up is a setting."""

from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.award_limits import Awarding, AwardLimit, give_within_limits
from rules.awards import Award, give_awards
from rules.scheme import Scheme, SchemeRefused, load_scheme
from rules.values import Text
from tests.rules.made import few
from tests.rules.test_awards import standings

PRIZES = """
scheme: prizes
awards:
  - { key: first, title: { zh: 一等奖, en: first prize }, rank: [1, 1] }
  - { key: second, title: { zh: 二等奖, en: second prize }, rank: [2, 3] }
  - { key: third, title: { zh: 三等奖, en: third prize }, rank: [4, 6] }
award_limits: [{ %s }]
criteria: [{ key: a, aspects: [{ key: m, range: [0, 100] }] }]
"""
HOMES = {"01": "SH", "02": "SH", "03": "SH", "04": "JS", "05": "SH", "06": "ZJ", "07": "JS", "08": "AH"}


def prizes(limit: str) -> Scheme:
    return load_scheme(PRIZES % limit, file="prizes.yaml")


def awarded(limit: str, totals: list[int], homes: Mapping[str, str] = HOMES) -> Awarding:
    scheme = prizes(limit)
    names = {"delegation": {entrant: [home] for entrant, home in homes.items()}}
    return give_within_limits(scheme.awards, scheme.award_limits, standings(*totals), names)


def keys(awarding: Awarding) -> dict[str, str]:
    return {entrant: award.key for entrant, award in sorted(awarding.given.items())}


def test_behind_who_is_passed_over_everyone_moves_up() -> None:
    found = awarded("per: delegation, most: 2, next: moves_up", [90, 89, 88, 87, 86, 85, 84, 83])
    assert keys(found) == {
        "01": "first", "02": "second", "04": "second", "06": "third", "07": "third", "08": "third"}  # fmt: skip
    assert [p.text("en") for p in found.passed_over] == [
        "03 does not receive second prize: SH has 2; the next one moves up",
        "05 does not receive third prize: SH has 2; the next one moves up",
    ]
    assert found.passed_over[0].text("zh") == "03 不授予二等奖：SH 获奖已达 2 个；由后一名递补"


def test_or_the_place_stays_empty() -> None:
    found = awarded("per: delegation, most: 2, next: stays_empty", [90, 89, 88, 87, 86, 85, 84, 83])
    assert keys(found) == {"01": "first", "02": "second", "04": "third", "06": "third"}
    assert [p.entrant for p in found.passed_over] == ["03", "05"]


def test_a_limit_can_be_on_some_awards_only() -> None:
    found = awarded("per: delegation, most: 1, of: [first, second], next: stays_empty", [90, 89, 88, 87, 86, 85])
    assert keys(found) == {"01": "first", "04": "third", "05": "third", "06": "third"}


def test_entrants_who_share_a_rank_stay_together() -> None:
    found = awarded("per: delegation, most: 2, next: moves_up", [90, 88, 88, 80])
    assert keys(found) == {"01": "first", "02": "second", "03": "second", "04": "third"}


def test_a_person_in_several_entrants_counts_in_each() -> None:
    scheme = prizes("per: person, most: 1, next: moves_up")
    names = {"person": {"01": ["Li", "Wang"], "02": ["Wang", "Zhao"], "03": ["Chen", "Sun"]}}
    found = give_within_limits(scheme.awards, scheme.award_limits, standings(90, 80, 70), names)
    assert keys(found) == {"01": "first", "03": "second"} and found.passed_over[0].name == "Wang"


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        ("per: delegation, most: 2", "next: the field next is missing"),
        ("per: delegation, next: moves_up", "most: the field most is missing"),
        ("per: club, most: 2, next: moves_up", "should be one of: delegation, person"),
        ("per: person, most: 2, of: [gold], next: moves_up", "keys of `awards`: first, second, third"),
    ],
)
def test_a_limit_says_all_that_must_be_said(limit: str, said: str) -> None:
    with pytest.raises(SchemeRefused) as refused:
        prizes(limit)
    assert said in str(refused.value)


def test_rewards_go_by_their_own_ranks_where_they_differ() -> None:
    """山西 2023: who was honoured before is ranked and not rewarded; the second is first in line for rewards."""
    awards = [Award("title", Text("技术能手", "title"), ranks=(1, 1)), Award("prize", Text("", ""), ranks=(2, 3))]
    given = give_awards(awards, standings(95, 90, 85, 80), {"01": None, "02": 1, "03": 2, "04": 3})
    assert {entrant: award.key for entrant, award in given.items()} == {"02": "title", "03": "prize", "04": "prize"}


@few
@given(
    st.lists(st.tuples(st.integers(0, 9), st.sampled_from("XYZ")), min_size=1, max_size=12),
    st.integers(1, 3),
    st.booleans(),
)
def test_no_delegation_has_more_than_it_may_but_by_a_tie(
    rows: list[tuple[int, str]], most: int, moves_up: bool
) -> None:
    awards = [Award("prize", Text("", ""), top=Decimal(60))]
    homes = {f"{n:02}": [home] for n, (_, home) in enumerate(rows, 1)}
    table = standings(*(total for total, _ in rows))
    limit = AwardLimit("delegation", most, ("prize",), moves_up)
    found = give_within_limits(awards, [limit], table, {"delegation": homes})
    ranks = {s.entrant: s.rank or 0 for s in table}
    for entrant in found.given:
        before = [e for e in found.given if homes[e] == homes[entrant] and ranks[e] < ranks[entrant]]
        assert len(before) < most
    everyone = set(give_awards(awards, table))
    assert everyone - set(found.given) <= {p.entrant for p in found.passed_over}
    assert moves_up or set(found.given) <= everyone
