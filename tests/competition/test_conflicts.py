"""No judge marks entrants of the judge's own organisation, unless somebody waived it and said why."""

from typing import Any

import msgspec
import pytest

from competition.client import Person
from competition.events.schemas import CompetitionSetUp
from tests.situations import a_set_up, ask, in_both_languages, refused

pytestmark = pytest.mark.asyncio(loop_scope="module")

SHIPYARD = {"zh": "申江造船厂", "en": "Shenjiang Shipyard"}
COLLEGE = {"zh": "临港工程学院", "en": "Lingang Engineering College"}
WAIVER = {"reason": "本工种全市只有两名合格裁判", "by": "仲裁组 周敏"}


def set_up_with(*, everybody: dict[str, str] | None = None, **judge: Any) -> Any:
    """The small competition, its third judge of workmanship changed so; `everybody` is of one organisation."""
    asked = msgspec.to_builtins(a_set_up())
    for place, entrant in enumerate(asked["events"][0]["entrants"]):
        entrant["organisation"] = everybody or (SHIPYARD if place in (1, 3) else COLLEGE)
    asked["events"][0]["panels"][1]["judges"][2].update(judge)
    return asked


async def panels(organiser: Person, asked: Any) -> Any:
    made = await organiser.set_up(msgspec.convert(asked, CompetitionSetUp, strict=False))
    return await organiser.get(f"/api/events/{made.competition.events[0].id}/panels")


@pytest.mark.parametrize(
    "organisation",
    [SHIPYARD, {"zh": "申江造船厂 ", "en": "Shipyard"}, {"zh": "船厂", "en": "SHENJIANG shipyard"}],
    ids=["the same", "in Chinese", "in English"],
)
async def test_a_judge_of_the_entrants_organisation_is_not_seated(
    organiser: Person, organisation: dict[str, str]
) -> None:
    """The refusal names the place, the judge, the organisation, and the entrants by their codes."""
    async with refused("events.conflict_of_interest", 422) as said:
        await organiser.post("/api/competitions", set_up_with(organisation=organisation))
    assert in_both_languages(said[0])
    for text in (said[0].zh, said[0].en):
        assert "events[0].panels[1].judges[2]" in text and "裁判J3" in text and "B, D" in text
    assert organisation["zh"] in said[0].zh and organisation["en"] in said[0].en


async def test_a_compatriot_is_not_seated(organiser: Person) -> None:
    """Where entrants compete for a delegation, that is their organisation."""
    country = {"zh": "瑞士", "en": "Switzerland"}
    async with refused("events.conflict_of_interest", 422):
        await organiser.post("/api/competitions", set_up_with(everybody=country, organisation=country))


async def test_an_organisation_without_entrants_is_no_conflict(organiser: Person) -> None:
    elsewhere = {"zh": "云间精密制造", "en": "Yunjian Precision"}
    _, workmanship = await panels(organiser, set_up_with(organisation=elsewhere))
    assert workmanship["judges"][2]["organisation"] == elsewhere
    assert [judge["waiver"] for judge in workmanship["judges"]] == [None] * 3


async def test_a_waived_conflict_is_recorded_and_shown(organiser: Person) -> None:
    """Who decided it, why, who entered it and when, and whom the judge marks so."""
    _, workmanship = await panels(organiser, set_up_with(organisation=SHIPYARD, waiver=WAIVER))
    waiver = workmanship["judges"][2]["waiver"]
    assert {key: waiver[key] for key in ("reason", "by")} == WAIVER
    assert waiver["entrants"] == ["B", "D"] and waiver["recordedBy"] == "赛务组织者"
    assert waiver["recordedAt"].endswith("Z")


async def test_what_is_stated_at_one_seat_holds_at_every_seat_of_the_name(organiser: Person) -> None:
    """A waiver for one panel is none for the other."""
    asked = set_up_with(organisation=SHIPYARD, waiver=WAIVER)
    asked["events"][0]["panels"][0]["judges"].append({"seat": "K2", "name": "裁判J3"})
    async with refused("events.conflict_of_interest", 422) as said:
        await organiser.post("/api/competitions", asked)
    assert "events[0].panels[0].judges[1]" in said[0].en


async def test_the_other_event_is_no_conflict(organiser: Person) -> None:
    """A judge may mark an event in which nobody of the own organisation competes."""
    asked = set_up_with(organisation=SHIPYARD)
    other = msgspec.to_builtins(a_set_up("EFG"))["events"][0]
    for entrant in other["entrants"]:
        entrant["organisation"] = SHIPYARD
    for panel in other["panels"]:
        for judge in panel["judges"]:
            judge["name"] += "二"
    for entrant in asked["events"][0]["entrants"]:
        entrant["organisation"] = COLLEGE
    asked["events"].append(other)
    assert await panels(organiser, asked)


@pytest.mark.parametrize(
    "judge",
    [
        {"organisation": SHIPYARD, "waiver": {"reason": "  ", "by": "仲裁组"}},
        {"organisation": SHIPYARD, "waiver": {"reason": "没有别人", "by": ""}},
        {"organisation": COLLEGE | {"zh": "无人单位", "en": "Nobody's"}, "waiver": WAIVER},
        {"waiver": WAIVER},
    ],
    ids=["no reason", "by nobody", "no entrants", "no organisation"],
)
async def test_a_waiver_that_says_or_waives_nothing_is_refused(organiser: Person, judge: dict[str, Any]) -> None:
    async with refused("events.set_up_refused", 422) as said:
        await organiser.post("/api/competitions", set_up_with(**judge))
    assert "events[0].panels[1].judges[2].waiver" in said[0].en


async def test_judges_do_not_see_who_has_an_interest(organiser: Person) -> None:
    """Nor does a waiver go without its seat."""
    made = await organiser.set_up(
        msgspec.convert(set_up_with(organisation=SHIPYARD, waiver=WAIVER), CompetitionSetUp, strict=False)
    )
    event = made.competition.events[0].id
    tablet = await organiser.pair_tablet(next(judge for judge in made.judges if judge.seat == "J3"))
    async with tablet.person() as judge:
        assert SHIPYARD["zh"] not in str(await judge.get("/api/judge/sheets"))
        async with refused("accounts.not_allowed", 403):
            await judge.get(f"/api/events/{event}/panels")
    [kept] = await ask(
        "SELECT count(*) FROM conflict_waiver JOIN seat ON seat.id = conflict_waiver.seat "
        "JOIN panel ON panel.id = seat.panel WHERE panel.event = $1",
        event,
    )
    assert kept["count"] == 1
