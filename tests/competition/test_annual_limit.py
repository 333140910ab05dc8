"""One promotion a year, and no level twice: also when two officials approve at the same moment."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
import pytest
import pytest_asyncio

from competition.client import Person, ServerRefused
from competition.events.schemas import OccupationSetUp
from competition.promotion.queries import approved_of, promoted_in_year
from competition.serving import Serving
from rules.values import Text
from tests.conftest import PASSWORD
from tests.situations import Situation, a_decided_competition, a_set_up, ask, refused

pytestmark = pytest.mark.asyncio(loop_scope="module")

MILLING = OccupationSetUp(code="6-18-01-02", title=Text("铣工", "Milling machine operator"))
TURNING = OccupationSetUp(code="6-18-01-01", title=Text("车工", "Lathe operator"))
MARKS = {"A": "90 9 9 9", "B": "80 8 8 8"}


async def two_wins(
    organiser: Person, rulebook: str, *occupations: OccupationSetUp
) -> tuple[list[Situation], list[str]]:
    """The same people win two competitions of one year; the best one's two decisions await approval."""
    asked = a_set_up("AB", rulebook=rulebook)
    won, decisions = [], []
    for occupation in occupations:
        event = msgspec.structs.replace(asked.events[0], occupation=occupation)
        whole = msgspec.structs.replace(asked, events=[event])
        situation = Situation(organiser, whole, await organiser.set_up(whole))
        await situation.with_marks(MARKS)
        await situation.ended()
        won.append(situation)
    for situation in won:
        await organiser.post(f"/api/events/{situation.event}/proposals")
        best = (await situation.decisions())[0]
        assert best.outcome == "promote"
        decisions.append(best.id)
    return won, decisions


@pytest_asyncio.fixture(loop_scope="module")
async def other_official(server: Serving) -> AsyncIterator[Person]:
    async with await Person.sign_in(server.url, "other", PASSWORD) as person:
        yield person


async def approve(official: Person, decision: str) -> Any:
    """The decision after approval, or the code of the refusal."""
    try:
        return (await official.post(f"/api/decisions/{decision}/approve"))["state"]
    except ServerRefused as refusal:
        return refusal.problem.code


async def test_of_two_promotions_in_one_year_exactly_one_is_approved(
    organiser: Person, official: Person, other_official: Person
) -> None:
    """Two officials approve at the same moment, in two occupations, under a book that allows one a year."""
    _, (first, second) = await two_wins(organiser, "RS-TJ-2024", MILLING, TURNING)
    answers = await asyncio.gather(approve(official, first), approve(other_official, second))
    assert sorted(answers) == ["approved", "promotion.annual_limit"]


async def test_the_same_level_is_approved_once(organiser: Person, official: Person, other_official: Person) -> None:
    """Two officials approve at the same moment the same level in the same occupation, under a book without a limit."""
    _, (first, second) = await two_wins(organiser, "RS-NAT1-2021", MILLING, MILLING)
    answers = await asyncio.gather(approve(official, first), approve(other_official, second))
    assert sorted(answers) == ["approved", "promotion.already_held"]
    async with refused("promotion.already_held", 409) as said:
        await official.post(f"/api/decisions/{(first, second)[answers.index('promotion.already_held')]}/approve")
    assert "级/" in said[0].zh and "级/" not in said[0].en


async def test_the_database_itself_holds_the_limits(organiser: Person, official: Person) -> None:
    """Whatever a program thinks, the second approval of the year does not fit into the table."""
    _, (first, second) = await two_wins(organiser, "RS-TJ-2024", MILLING, TURNING)
    assert await approve(official, first) == "approved"
    with pytest.raises(Exception, match="promotion_decision_one_a_year"):
        await ask(
            f"UPDATE promotion_decision SET state = 'approved', limited_year = "
            f"(SELECT limited_year FROM promotion_decision WHERE id = '{first}') WHERE id = '{second}'"
        )


async def test_the_year_is_the_one_at_the_machines_place(
    organiser: Person, official: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is approved in China at one in the morning of New Year's Day counts for the new year, as the limit asks."""
    event = await a_decided_competition(organiser, "A", rulebook="RS-TJ-2024")
    (decision,) = await event.decisions()
    assert await approve(official, decision.id) == "approved"
    holder, moment = UUID(decision.holder), datetime(2026, 12, 31, 17, tzinfo=UTC)
    await ask("UPDATE promotion_decision SET decided_at = $1 WHERE id = $2", moment, UUID(decision.id))
    try:
        monkeypatch.setenv("TZ", "Asia/Shanghai")
        time.tzset()
        assert [year for _, _, year in await approved_of(holder)] == [2027]
        assert [await promoted_in_year([holder], year) for year in (2026, 2027)] == [frozenset(), {holder}]
    finally:
        monkeypatch.undo()
        time.tzset()


async def test_a_batch_is_approved_whole_or_not_at_all(organiser: Person, official: Person) -> None:
    """One decision that cannot be approved keeps the whole batch from being approved."""
    won, (first, _) = await two_wins(organiser, "RS-TJ-2024", MILLING, TURNING)
    assert await approve(official, first) == "approved"
    others = [one.id for one in await won[1].decisions()]
    with pytest.raises(ServerRefused) as refusal:
        await official.post(f"/api/events/{won[1].event}/decisions/approve", {"decisions": others})
    assert refusal.value.problem.code == "promotion.annual_limit"
    assert {one.state for one in await won[1].decisions()} == {"proposed"}


async def test_a_holders_history_tells_both(organiser: Person, official: Person) -> None:
    """The holder's record has the levels held and every decision, newest first."""
    won, (first, _) = await two_wins(organiser, "RS-TJ-2024", MILLING, TURNING)
    assert await approve(official, first) == "approved"
    holder = (await won[0].decisions())[0].holder
    history = await official.get(f"/api/holders/{holder}/history")
    assert {one["decision"]["state"] for one in history["decisions"]} == {"proposed", "approved"}
    assert {one["occupation"]["zh"] for one in history["levels"]} == {"铣工", "车工"}
