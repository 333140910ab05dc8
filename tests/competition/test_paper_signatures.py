"""A judge's signature on paper: attested by the chief judge, it counts as one on a tablet, and the ledger says so."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
import pytest_asyncio

from competition.client import Person
from competition.events.plan import PlannedSeat
from competition.identifiers import uuid7
from competition.marking.errors import LedgerBroken, OnePersonsWork, SignedByOther, SignedOther
from competition.marking.ledger import ATTESTED, MARK, SIGNED, Entry
from competition.marking.on_paper import PAPER
from competition.marking.sheets import EventSheets
from competition.marking.verification import check_sheets
from competition.paper_entry.printing import print_sheets
from competition.paper_entry.sheets import chosen_sheets, signed_by
from competition.standings.ledger_file import entries_in, plan_in, read_ledger_file
from competition.standings.verification import verify
from tests.competition.test_sheet_properties import PLAN
from tests.paper_desk import confirmed, desk, does, keys_in, paper_rows, sheet
from tests.papers import pages_of
from tests.sheets import TWO_ASPECTS, history, lock, overview, panel_sheets, reopen, sign, standing
from tests.situations import Situation, a_small_competition, refused, sheet_code

pytestmark = pytest.mark.asyncio(loop_scope="module")
SEATS = {"K1": "80", "J1": "9 9", "J2": "8 8", "J3": "7 8"}


@pytest_asyncio.fixture(loop_scope="module")
async def event(people: dict[str, Person]) -> Situation:
    return await a_small_competition(people["organiser"], "A", scheme=TWO_ASPECTS)


async def on_paper(people: dict[str, Person], event: Situation, seats: dict[str, str]) -> dict[str, str]:
    """The sheets of these seats were keyed in and confirmed; their numbers."""
    codes = {seat: await sheet_code(event, seat, "A") for seat in seats}
    for seat, marks in seats.items():
        await confirmed(people, event, codes[seat], marks)
    return codes


async def test_sheets_kept_on_paper_alone_are_signed_and_locked(people: dict[str, Person], event: Situation) -> None:
    """No tablet has been near the event; the ledger says whose signature it is, who saw it, and on which paper."""
    chief, codes = people["chief"], await on_paper(people, event, SEATS)
    for code in codes.values():
        for _ in range(2):  # twice is once
            found = await does(chief, event, "signatures", code=code)
            assert found.signature and (found.signature.on_paper, found.signature.who) == (True, "裁判长")
    assert all(row.signed for row in (await desk(chief, event)).sheets)
    before = await overview(chief, event)
    assert (before.signed, before.sheets, before.ready) == (4, 4, 2)
    assert all(one.on_paper for one in (await panel_sheets(chief, event)).sheets)
    assert await chief.post(f"/api/events/{event.event}/sheets/lock-ready") == {"locked": 2, "left": 0}
    [line, *_] = [line for line in (await history(chief, event)).lines if line.kind == "attested"]
    assert (line.seat, line.by, line.in_force) == ("J1", "裁判长", True) and codes["J1"] in line.reason
    rows = [row for row in await paper_rows(event) if row["kind"] == "attested"]
    assert [row["judge"] for row in rows] == list(SEATS) and all(row["digest"] for row in rows)
    assert (await standing(event, "J1")).state == "locked"
    verify(read_ledger_file(await people["organiser"].text(f"/api/events/{event.event}/ledger")))


async def test_who_may_not_attest_a_signature_and_what_comes_first(people: dict[str, Person], event: Situation) -> None:
    code = await sheet_code(event, "J1", "A")
    async with refused("paper.entries_missing", 409):
        await does(people["chief"], event, "signatures", code=code)
    await keys_in(people["clerk"], event, code, "9 9")
    await keys_in(people["chief-clerk"], event, code, "9 9")
    async with refused("paper.not_confirmed", 409):
        await does(people["chief"], event, "signatures", code=code)
    await does(people["third-clerk"], event, "confirmations", code=code)
    for who in ("third-clerk", "clerk", "organiser"):
        async with refused("accounts.not_allowed", 403):
            await does(people[who], event, "signatures", code=code)
    async with refused("paper.not_blind", 403):
        await does(people["chief-clerk"], event, "signatures", code=code)
    async with refused("marking.panel_incomplete", 409):
        await does(people["chief"], event, "signatures", code=code)


async def test_a_paper_signs_for_nothing_but_what_it_says(people: dict[str, Person], event: Situation) -> None:
    """A mark that was corrected since, or was decided otherwise, is signed for on a tablet."""
    codes, chief = await on_paper(people, event, SEATS), people["chief"]
    await does(chief, event, "signatures", code=codes["J1"])
    await event.enters("J1", "A", "8.5", aspect="P1")
    assert (await sheet(chief, event, codes["J1"])).signature is None, "a later mark clears this signature too"
    async with refused("paper.differs", 409) as said:
        await does(chief, event, "signatures", code=codes["J1"])
    assert "P1" in said[0].zh and "P2" not in said[0].zh
    assert (await sign(event, "J1")).state == "signed"
    shown = (await sheet(chief, event, codes["J1"])).signature
    assert shown and (shown.on_paper, shown.who) == (False, "裁判J1")
    for seat in ("J2", "J3"):
        await does(chief, event, "signatures", code=codes[seat])
    await lock(chief, event)
    await reopen(chief, event, "J2 的纸面漏签")
    await event.enters("J2", "A", "8", aspect="P1")
    await does(chief, event, "signatures", code=codes["J2"])
    assert (await panel_sheets(chief, event)).ready
    verify(read_ledger_file(await people["organiser"].text(f"/api/events/{event.event}/ledger")))


async def test_a_spread_is_settled_before_a_paper_signs(people: dict[str, Person], event: Situation) -> None:
    """The panel's reason, which it gave on paper too, is recorded by the chief judge."""
    chief, codes = people["chief"], await on_paper(people, event, {**SEATS, "J3": "6 4"})
    async with refused("marking.spread_open", 409):
        await does(chief, event, "signatures", code=codes["J1"])
    said = {"stage": "", "entrant": "A", "aspect": "P2", "reason": "合议：J3 近处看到漏装护罩"}
    where = f"/api/events/{event.event}/sheets/justify"
    async with refused("accounts.not_allowed", 403):
        await people["organiser"].post(where, said)
    async with refused("marking.no_spread", 409):
        await chief.post(where, {**said, "aspect": "P1"})
    await chief.post(where, said)
    for seat in ("J1", "J2", "J3"):
        await does(chief, event, "signatures", code=codes[seat])
    assert (await lock(chief, event))["locked"] == 1
    [line] = [line for line in (await history(chief, event)).lines if line.kind == "justified"]
    assert (line.seat, line.by, line.reason) == ("", "裁判长", "合议：J3 近处看到漏装护罩")
    verify(read_ledger_file(await people["organiser"].text(f"/api/events/{event.event}/ledger")))


FORGED: dict[str, tuple[str, Callable[[Entry], Entry], type[LedgerBroken]]] = {
    "attested by who keyed it in": (
        ATTESTED,
        lambda entry: replace(entry, account=second_clerk(entry)),
        OnePersonsWork,
    ),
    "attested of no paper": (ATTESTED, lambda entry: replace(entry, reason="裁判长核认"), OnePersonsWork),
    "confirmed by who keyed it in": (MARK, lambda entry: replace(entry, account=second_clerk(entry)), OnePersonsWork),
    "attested of other marks": (ATTESTED, lambda entry: replace(entry, digest="0" * 64), SignedOther),
    "signed for another": (ATTESTED, lambda entry: replace(entry, kind=SIGNED, device="", reason=""), SignedByOther),
}


def second_clerk(entry: Entry) -> UUID:
    return UUID(entry.reason[-36:])


async def test_a_forged_signature_is_found_in_the_ledger(people: dict[str, Person], event: Situation) -> None:
    """By whoever wrote it and chained it rightly: its rows alone show that nobody signed so."""
    codes = await on_paper(people, event, {"K1": "80"})
    await does(people["chief"], event, "signatures", code=codes["K1"])
    file = read_ledger_file(await people["organiser"].text(f"/api/events/{event.event}/ledger"))
    plan, entries = plan_in(file), entries_in(file)
    assert [(entry.kind, entry.device) for entry in entries] == [(MARK, PAPER), (ATTESTED, PAPER)]
    check_sheets(plan, entries)
    for what, (kind, forge, why) in FORGED.items():
        with pytest.raises(why) as caught:
            check_sheets(plan, [forge(entry) if entry.kind == kind else entry for entry in entries])
        assert caught.value.seq == (1 if kind == MARK else 2), what


async def test_recorders_sign_the_one_sheet_of_what_they_establish_together(tmp_path: Path) -> None:
    recorders = tuple(PlannedSeat(uuid7(), key, recorder=True) for key in ("K1", "K2"))
    plan = replace(PLAN, panels=(replace(PLAN.panels[0], sub_criteria=("theory",), seats=recorders),))
    [together] = chosen_sheets(plan, None, None)
    assert [(seat, of.layout.sub_criterion.key) for seat, of in signed_by(together, EventSheets(plan))] == [
        ("K1", "theory"),
        ("K2", "theory"),
    ]
    page = pages_of(print_sheets([together], {}, "both"), tmp_path)[0]
    assert "K1 签名" in page and "Signature K2" in page
