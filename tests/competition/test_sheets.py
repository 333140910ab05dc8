"""Mark sheets from the first mark to the lock, and back."""

import hashlib
from dataclasses import replace
from decimal import Decimal
from typing import Any

import msgspec
import pytest
import pytest_asyncio

from competition.client import Person
from competition.identifiers import uuid7
from competition.live.messages import Receipt, Refused
from competition.marking.errors import MarkedUnderLock, SignedOther
from competition.marking.sheets import EventSheets
from competition.marking.verification import check_sheets
from competition.serving import Serving
from competition.standings.ledger_file import entries_in, plan_in, read_ledger_file
from competition.standings.verification import verify
from rules.values import State
from tests.competition.test_sheet_properties import PLAN
from tests.conftest import PASSWORD
from tests.sheets import (
    TWO_ASPECTS,
    history,
    justify,
    lock,
    overview,
    panel_sheets,
    reopen,
    shown,
    sign,
    signed,
    standing,
)
from tests.situations import Situation, a_small_competition, refused

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chief(server: Serving) -> Any:
    async with await Person.sign_in(server.url, "chief", PASSWORD) as person:
        yield person


async def an_event(organiser: Person, codes: str = "AB") -> Situation:
    return await a_small_competition(organiser, codes, scheme=TWO_ASPECTS)


async def whole(event: Situation) -> None:
    """The event's ledger verifies, with everything that was done on its sheets."""
    verify(read_ledger_file(await event.organiser.text(f"/api/events/{event.event}/ledger")))


def correction(aspect: str, seat: str, value: str | None, reason: str, **more: str) -> dict[str, Any]:
    said = {"id": str(uuid7()), "stage": "", "entrant": "A", "aspect": aspect, "seat": seat}
    return {**said, "value": value, "reason": reason, **more}


async def test_a_signature_is_over_exactly_what_the_judge_saw(organiser: Person) -> None:
    event = await an_event(organiser)
    await event.enters("K1", "A", "80.5")
    answer = await sign(event, "K1")
    content = msgspec.json.encode(["jinji mark sheet", event.event, "", "A", "theory", "K1", [["T1", "80.5"]]])
    assert (answer.state, answer.digest) == ("signed", hashlib.sha256(content).hexdigest())
    await whole(event)


async def test_signing_is_refused_where_the_server_holds_something_else(organiser: Person) -> None:
    """And says which aspects differ: another value, one that was not seen, one that is not there."""
    event = await an_event(organiser)
    for seat in ("J1", "J2", "J3"):
        await event.enters(seat, "A", "8", aspect="P1")
        await event.enters(seat, "A", "8", aspect="P2")
    for seen, differing in (
        ({"P1": "8", "P2": "7.5"}, "P2"),
        ({"P1": "8"}, "P2"),
        ({"P1": "9", "P2": "8"}, "P1"),
        ({"P1": "9"}, "P1"),
    ):
        async with refused("marking.sheet_differs", 409) as said:
            await sign(event, "J1", seen=seen)
        assert differing in said[0].zh and differing in said[0].en
        assert ("P1" in said[0].en) == ("P1" not in seen or seen["P1"] != "8")
    assert (await sign(event, "J1", seen={"P1": "8.0", "P2": "8.00"})).state == "signed"


async def test_signing_is_refused_while_something_is_missing(organiser: Person) -> None:
    """Of one's own, or of the panel."""
    event = await an_event(organiser)
    await event.enters("J1", "A", "8", aspect="P1")
    async with refused("marking.sheet_incomplete", 409) as said:
        await sign(event, "J1")
    assert "P2" in said[0].zh and "P1" not in said[0].zh
    await event.enters("J1", "A", "8", aspect="P2")
    async with refused("marking.panel_incomplete", 409) as said:
        await sign(event, "J1")
    assert "2" in said[0].zh


async def test_nobody_signs_for_another(organiser: Person) -> None:
    event = await an_event(organiser)
    await event.enters("K1", "A", "80")
    asked = {"event": event.event, "stage": "", "entrant": "A"}
    theory = {"subCriterion": "theory", "marks": [{"aspect": "T1", "value": "80"}]}
    async with (await event.tablet("J1")).person() as judge:
        async with refused("marking.not_your_sheet", 403):
            await judge.post("/api/judge/sheets/sign", {**asked, "sheets": [theory]})
        async with refused("marking.sheet_unknown", 404):
            await judge.post("/api/judge/sheets/sign", {**asked, "sheets": [{"subCriterion": "no", "marks": []}]})
    async with refused("accounts.not_allowed", 403):
        await organiser.post("/api/judge/sheets/sign", {**asked, "sheets": [theory]})


async def test_signing_twice_is_signing_once(organiser: Person) -> None:
    event = await an_event(organiser)
    await event.enters("K1", "A", "80")
    first, second = await sign(event, "K1"), await sign(event, "K1")
    assert first == second and (await standing(event, "K1")).seq == 2


async def test_a_later_mark_clears_the_signature_it_touches(organiser: Person) -> None:
    """Also one of the same value, and one that was taken back; the others' signatures stay."""
    event = await an_event(organiser)
    await signed(event)
    for value in ("9.5", "9.5", None):
        await event.enters("J1", "A", value, aspect="P1")
        assert (await standing(event, "J1")).state == "open"
        assert [(await standing(event, seat)).state for seat in ("J2", "J3")] == ["signed", "signed"]
        if value is not None:
            assert (await sign(event, "J1")).state == "signed"
    async with refused("marking.sheet_incomplete", 409):
        await sign(event, "J1")
    await whole(event)


async def test_each_judge_sees_only_own_marks_until_all_are_in(organiser: Person) -> None:
    event = await an_event(organiser)
    for seat, value in (("J1", "9"), ("J2", "8"), ("J3", "7")):
        await event.enters(seat, "A", value, aspect="P1")
    for seat in ("J1", "J2"):
        await event.enters(seat, "A", "8", aspect="P2")
    before = await standing(event, "J1")
    assert (before.revealed, before.marks, before.waiting_for) == (False, [], 1)
    assert await shown(event, "J1") == {"P1": Decimal(9), "P2": Decimal(8)}
    await event.enters("J3", "A", "8", aspect="P2")
    for seat in ("J1", "J2", "J3"):
        after = await standing(event, seat)
        assert after.revealed and after.waiting_for == 0
        assert {mark.seat: mark.value for mark in after.marks if mark.aspect == "P1"} == {"J1": 9, "J2": 8, "J3": 7}
    assert not (await standing(event, "J1", "B")).revealed


async def test_a_broken_spread_is_marked_again_or_justified(organiser: Person) -> None:
    """Before that nobody signs; both rounds are in the ledger."""
    event = await an_event(organiser)
    for seat, value in (("J1", "9"), ("J2", "8"), ("J3", "6")):
        await event.enters(seat, "A", value, aspect="P1")
        await event.enters(seat, "A", value, aspect="P2")
    [alert] = (await standing(event, "J1")).alerts
    assert (alert.aspect, alert.lowest, alert.highest, alert.allowed, alert.reason) == ("P2", 6, 9, 2, "")
    async with refused("marking.spread_open", 409) as said:
        await sign(event, "J1")
    assert "P2" in said[0].en and "P1" not in said[0].en
    async with refused("marking.reason_missing", 422):
        await justify(event, "J1", "P2", " ")
    async with refused("marking.no_spread", 409):
        await justify(event, "J1", "P1", "J3 看得更清楚")
    assert (await justify(event, "J3", "P2", "J3 近处看到漏装护罩")).alerts[0].reason == "J3 近处看到漏装护罩"
    assert (await sign(event, "J1")).state == "signed"

    await event.enters("J2", "A", "7", aspect="P2")
    assert [alert.reason for alert in (await standing(event, "J1")).alerts] == [""], "another spread, another reason"
    await event.enters("J3", "A", "7.5", aspect="P2")
    assert (await standing(event, "J1")).alerts == []
    for seat in ("J2", "J3"):
        assert (await sign(event, seat)).state == "signed"
    lines = (await history(organiser, event)).lines
    assert [line.value for line in lines if (line.seat, line.aspect, line.kind) == ("J3", "P2", "mark")] == [
        6,
        Decimal("7.5"),
    ]
    assert [line.reason for line in lines if line.kind == "justified"] == ["J3 近处看到漏装护罩"]
    await whole(event)


async def test_a_locked_sheet_takes_no_mark(organiser: Person, chief: Person) -> None:
    """A late one gets its own answer, one that was stored before gets its old receipt, and so does none in a file."""
    event = await an_event(organiser)
    late = await event.mark("J1", "A", "1", aspect="P1")
    old = await event.mark("J1", "A", "9", aspect="P1")
    await event.sends("J1", old)
    await signed(event)
    assert await lock(chief, event) == {"locked": 1, "left": 3}
    [answer] = await event.sends("J1", late)
    assert isinstance(answer, Refused) and answer.code == "marking.sheet_locked" and "裁判长" in answer.text.zh
    [again] = await event.sends_raw("J1", old)
    assert isinstance(again, Receipt) and (again.repeated, again.seq) == (True, 1)
    assert isinstance(await event.enters("J1", "B", "5", aspect="P1"), Receipt), "another entrant's sheet is open"
    assert {(await standing(event, seat)).state for seat in ("J1", "J2", "J3")} == {"locked"}

    await event.enters("K1", "A", "80")
    await sign(event, "K1")
    await lock(chief, event, subCriterion="theory")
    async with refused("marking.sheet_locked", 409):
        await organiser.post(
            f"/api/events/{event.event}/marks-file", {"csv": "entrant,aspect,judge,value\nB,T1,,70\nA,T1,,90\n"}
        )
    await whole(event)


async def test_locking_needs_every_signature(organiser: Person, chief: Person) -> None:
    event = await an_event(organiser)
    async with refused("marking.panel_incomplete", 409):
        await lock(chief, event)
    await signed(event)
    await event.enters("J2", "A", "8", aspect="P1")
    async with refused("marking.not_signed", 409) as said:
        await lock(chief, event)
    assert "J2" in said[0].zh and "J1" not in said[0].zh
    await sign(event, "J2")
    assert (await lock(chief, event))["locked"] == 1 and (await lock(chief, event))["locked"] == 0
    locked = await panel_sheets(chief, event)
    assert (locked.state, locked.locked_by, locked.ready) == ("locked", "裁判长", False)


async def test_all_that_is_ready_is_locked_at_once(organiser: Person, chief: Person) -> None:
    event = await an_event(organiser)
    await signed(event, "A")
    await signed(event, "B", "8 8 7")
    await event.enters("K1", "A", "80")
    before = await overview(chief, event)
    assert (before.sheets, before.signed, before.panels, before.ready, before.locked) == (8, 6, 4, 2, 0)
    where = f"/api/events/{event.event}/sheets/lock-ready"
    assert await chief.post(where) == {"locked": 2, "left": 2}
    assert await chief.post(where) == {"locked": 0, "left": 2}
    await whole(event)


async def test_only_the_chief_judge_of_the_event_locks_reopens_and_corrects(
    server: Serving, organiser: Person, chief: Person
) -> None:
    event = await an_event(organiser, "A")
    await signed(event)
    tablet = await event.tablet("J1")
    async with tablet.person() as judge:
        for who in (organiser, judge):
            for act in (lock(who, event), reopen(who, event, "打错了")):
                async with refused("accounts.not_allowed", 403):
                    await act
            async with refused("accounts.not_allowed", 403):
                await who.post(f"/api/events/{event.event}/sheets/correct", correction("P1", "J1", "5", "打错了"))
        async with refused("accounts.not_allowed", 403):
            await overview(judge, event)
        async with refused("accounts.not_allowed", 403):
            await history(judge, event)
    led = msgspec.structs.replace(event.asked.events[0], chief_judge="方志远")
    other = await organiser.set_up(msgspec.structs.replace(event.asked, events=[led]))
    async with refused("accounts.not_allowed", 403):
        await chief.post(f"/api/events/{other.competition.events[0].id}/sheets/lock-ready")


async def test_a_reopened_sheet_takes_marks_again_and_keeps_untouched_signatures(
    organiser: Person, chief: Person
) -> None:
    event = await an_event(organiser, "A")
    await signed(event)
    async with refused("marking.not_locked", 409):
        await reopen(chief, event, "J2 记错一项")
    await lock(chief, event)
    async with refused("marking.reason_missing", 422):
        await reopen(chief, event, "")
    await reopen(chief, event, "J2 记错一项")
    await reopen(chief, event, "J2 记错一项")
    await event.enters("J2", "A", "7.5", aspect="P1")
    assert [(await standing(event, seat)).state for seat in ("J1", "J2", "J3")] == ["signed", "reopened", "signed"]
    assert (await standing(event, "J2")).reopened_for == "J2 记错一项"
    await sign(event, "J2")
    await lock(chief, event)
    kinds = [line.kind for line in (await history(chief, event)).lines]
    assert kinds[-5:] == ["locked", "reopened", "mark", "signed", "locked"]
    await whole(event)


async def test_a_correction_supersedes_and_what_it_supersedes_stays_readable(organiser: Person, chief: Person) -> None:
    """It stands for the seat, says who and why, clears the seat's signature, and comes twice without harm."""
    event = await an_event(organiser, "A")
    await signed(event)
    where = f"/api/events/{event.event}/sheets/correct"
    corrected = correction("P1", "J1", "6", "平板误触，J1 当场提出")
    await lock(chief, event)
    async with refused("marking.sheet_locked", 409):
        await chief.post(where, corrected)
    await reopen(chief, event, "J1 提出误触")
    for _ in range(2):
        await chief.post(where, corrected)
    async with refused("marking.id_reused", 409):
        await chief.post(where, {**corrected, "value": "5"})
    for wrong, code, status in (
        ({"reason": " "}, "marking.reason_missing", 422),
        ({"seat": "K1"}, "marking.seat_unknown", 422),
        ({"value": "99"}, "rules.mark_out_of_range", 422),
        ({"entrant": "Z"}, "marking.entrant_unknown", 422),
    ):
        async with refused(code, status):
            await chief.post(where, {**corrected, "id": str(uuid7()), **wrong})
    assert await shown(event, "J1") == {"P1": Decimal(6), "P2": Decimal(9)}
    assert (await standing(event, "J1")).state == "reopened"
    old, new = [line for line in (await history(chief, event)).lines if (line.seat, line.aspect) == ("J1", "P1")]
    assert (old.value, old.by, old.in_force, old.corrected) == (9, "裁判J1", False, False)
    assert (new.value, new.by, new.in_force, new.corrected, new.reason) == (
        6,
        "裁判长",
        True,
        True,
        "平板误触，J1 当场提出",
    )
    assert (await sign(event, "J1")).state == "signed"
    assert (await event.rows())["王堃"].parts["practical"] == Decimal("75")
    await whole(event)


async def test_after_the_end_sheets_are_signed_and_locked_but_not_opened(organiser: Person, chief: Person) -> None:
    event = await an_event(organiser, "A")
    await signed(event)
    await lock(chief, event)
    await event.enters("K1", "A", "80")
    await event.ended()
    assert (await sign(event, "K1")).state == "signed"
    assert (await chief.post(f"/api/events/{event.event}/sheets/lock-ready")) == {"locked": 1, "left": 0}
    async with refused("marking.over", 409):
        await reopen(chief, event, "更正")
    async with refused("marking.over", 409):
        await chief.post(f"/api/events/{event.event}/sheets/correct", correction("P1", "J1", "5", "更正"))
    assert (await event.board()).state == "ended"
    await whole(event)


async def test_what_remains_is_told_by_judge_and_by_entrant(organiser: Person, chief: Person) -> None:
    event = await an_event(organiser)
    await signed(event, "A")
    await event.enters("J1", "B", "7", aspect="P1")
    for person in (organiser, chief):
        found = await overview(person, event)
        assert {judge.seat: (judge.sheets, judge.unmarked, judge.unsigned) for judge in found.judges} == {
            "K1": (2, 2, 2),
            "J1": (2, 1, 1),
            "J2": (2, 1, 1),
            "J3": (2, 1, 1),
        }
        assert {one.code: (one.unsigned, one.unlocked) for one in found.entrants} == {"A": (1, 2), "B": (4, 2)}
        practical = next(one for one in found.entrants[1].panels if one.sub_criterion == "practical")
        assert {sheet.seat: sheet.missing for sheet in practical.sheets} == {
            "J1": ["P2"],
            "J2": ["P1", "P2"],
            "J3": ["P1", "P2"],
        }
    assert {title.sub_criterion: list(title.aspects) for title in found.titles} == {
        "theory": ["T1"],
        "practical": ["P1", "P2"],
    }


async def test_a_signature_or_a_lock_that_does_not_hold_is_found_in_the_ledger(
    organiser: Person, chief: Person
) -> None:
    """Whatever the server that wrote it thought: the file alone shows that the judge signed something else."""
    event = await an_event(organiser, "A")
    await signed(event)
    await lock(chief, event)
    await whole(event)
    file = read_ledger_file(await organiser.text(f"/api/events/{event.event}/ledger"))
    plan, entries = plan_in(file), entries_in(file)
    forged = [replace(entry, digest="0" * 64) if entry.seq == 8 else entry for entry in entries]
    with pytest.raises(SignedOther) as other:
        check_sheets(plan, forged)
    late = replace(entries[0], id=uuid7(), seq=len(entries) + 1)
    with pytest.raises(MarkedUnderLock) as under_lock:
        check_sheets(plan, [*entries, late])
    assert (other.value.seq, under_lock.value.seq, under_lock.value.id) == (8, 11, late.id)


async def test_who_did_not_start_needs_no_signature() -> None:
    absent = replace(PLAN, entrants=(replace(PLAN.entrants[0], state=State.DID_NOT_START),))
    [sheets] = [one for one in EventSheets(absent) if one.layout.sub_criterion.key == "practical"]
    assert not sheets.needed and sheets.unsigned == () and sheets.waiting == set()
