"""Mark sheets on paper: printed by code, keyed in twice and blind, settled, and posted into the ledger."""

import asyncio
import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from urllib.parse import quote

import asyncpg
import httpx
import pytest
import pytest_asyncio

from competition.client import Person
from competition.db.errors import DatabaseRefusal
from competition.db.unit_of_work import unit_of_work
from competition.paper_entry.schemas import PaperSheetView
from competition.papers import qr
from competition.serving import Serving
from competition.standings.ledger_file import read_ledger_file
from competition.standings.verification import verify
from tests.paper_desk import desk, does, field, keys_in, paper_rows, sheet, states
from tests.papers import drawn_code, pages_of
from tests.sheets import lock, shown, sign
from tests.situations import ELEMENTS, ON_PAPER, Situation, a_small_competition, ask, refused, sheet_code

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def event(people: dict[str, Person]) -> Situation:
    return await a_small_competition(people["organiser"], scheme=ON_PAPER)


async def printed(person: Person, event: Situation, asked: str) -> httpx.Response:
    return await person.http.get(f"/api/events/{event.event}/paper/sheets.pdf?{asked}")


async def test_a_sheet_of_each_seat_for_each_entrant_by_code_only(
    people: dict[str, Person], event: Situation, tmp_path: Path
) -> None:
    """One page each, with everything a judge needs and nothing that names who is judged."""
    answer = await printed(people["clerk"], event, "language=both")
    assert answer.headers["content-type"] == "application/pdf"
    pages = pages_of(answer.content, tmp_path)
    assert len(pages) == 4 * 4
    page = pages[4]
    assert all(said in page for said in ("小赛项", "A small event", "裁判席", "J1", "加密号", "工艺", "Workmanship"))
    assert all(
        said in page for said in ("0 – 10", "步长 0.5", "裁判签名", "第 1 页 / 共 1 页", "page 1 of 1", "孔 Ø20")
    )
    code = await sheet_code(event, "J1", "A")
    assert code in page
    assert drawn_code(answer.content, 4, right=12, top=10, side=30, like=code) == qr.modules(code)
    everything = "".join(pages)
    for entrant in event.asked.events[0].entrants:
        assert entrant.name not in everything and entrant.members[0].document_number not in everything
    assert "申江造船厂" not in everything


async def test_a_choice_of_sheets_in_one_language(people: dict[str, Person], event: Situation, tmp_path: Path) -> None:
    answer = await printed(people["organiser"], event, "language=en&form=1:2:J2&entrant=B&entrant=D")
    pages = pages_of(answer.content, tmp_path)
    assert [("J2" in page, "Entrant code" in page, "加密号" in page) for page in pages] == [(True, True, False)] * 2
    nothing = await printed(people["organiser"], event, "entrant=Z")
    assert nothing.json()["code"] == "paper.nothing_chosen"
    assert (await printed(people["official"], event, "")).status_code == 403


async def test_two_clerks_who_agree_and_a_third_who_confirms(
    people: dict[str, Person], event: Situation, server: Serving
) -> None:
    """The marks are the judge's, the account the confirmer's; standings and frame come with them."""
    code = await sheet_code(event, "J1", "A")
    once = await keys_in(people["clerk"], event, code, "9 8.5 -")
    assert (once.state, once.fields) == ("once", [])
    twice = await keys_in(people["second-clerk"], event, code, "9.0 8.5 -")
    assert (twice.state, states(twice)) == ("ready", {"P1": "to_add", "P2": "to_add", "P3": "empty"})
    done = await does(people["third-clerk"], event, "confirmations", code=code)
    assert (done.state, done.added, states(done)) == ("confirmed", 2, {"P1": "same", "P2": "same", "P3": "empty"})
    rows = await paper_rows(event)
    assert [(row["kind"], row["judge"], row["aspect"], row["value"]) for row in rows] == [
        ("mark", "J1", "P1", Decimal(9)),
        ("mark", "J1", "P2", Decimal("8.5")),
    ]
    accounts = {row["sign_in"]: row["id"] for row in await ask("SELECT sign_in, id FROM account")}
    assert {row["account"] for row in rows} == {accounts["third-clerk"]}
    assert all(said in rows[0]["reason"] for said in (code, str(accounts["clerk"]), str(accounts["second-clerk"])))
    board = await event.board()
    assert board.seq == 2 and next(row.marked for row in board.rows if row.name == "王堃") == 2
    verify(read_ledger_file(await people["organiser"].text(f"/api/events/{event.event}/ledger")))
    frames = await ask("SELECT seq FROM frame WHERE event = $1", event.event)
    assert [frame["seq"] for frame in frames] == [2]
    await does(people["chief"], event, "confirmations", code=code)
    assert len(await paper_rows(event)) == 2


MARK = re.compile(rb"(?<!\d)7\.5(?!\d)")
"""The mark 7.5, and not the seconds of a time."""


async def test_the_first_entry_is_seen_by_nobody_before_the_second(people: dict[str, Person], event: Situation) -> None:
    """No answer of the server to anyone holds a value, and the same account does not make both."""
    code = await sheet_code(event, "J2", "B")
    await keys_in(people["clerk"], event, code, "7.5 6.5 5.5")
    for person in people.values():
        if person is people["official"]:
            continue
        for path in ("paper", f"paper/sheet?code={quote(code)}", "paper/sheets.pdf?form=1:2:J2&entrant=B"):
            answer = await person.http.get(f"/api/events/{event.event}/{path}")
            assert answer.is_success and not MARK.search(answer.content) and b'"first":' not in answer.content
    await keys_in(people["clerk"], event, code, "7.5 6.5 5.5")  # the same again, as after a lost answer
    async with refused("paper.entered_already", 409):
        await keys_in(people["clerk"], event, code, "7.5 6.5 9")
    assert len(await ask("SELECT 1 FROM paper_entry")) >= 1
    rows = {row.code: row for row in (await desk(people["second-clerk"], event)).sheets}
    assert (rows[code].state, rows[code].mine, [one.clerk for one in rows[code].entries]) == ("once", False, ["录分员"])
    async with refused("paper.entries_missing", 409):
        await does(people["chief"], event, "confirmations", code=code)


async def test_a_difference_is_settled_by_somebody_who_entered_neither(
    people: dict[str, Person], event: Situation
) -> None:
    code = await sheet_code(event, "J1", "B")
    await keys_in(people["clerk"], event, code, "7 6 5")
    found = await keys_in(people["second-clerk"], event, code, "7 9 -")
    assert (found.state, states(found)) == ("differs", {"P1": "to_add", "P2": "differs", "P3": "differs"})
    assert (field(found, "P2").first, field(found, "P2").second, field(found, "P2").on_paper) == (6, 9, None)
    for clerk in ("clerk", "second-clerk"):
        async with refused("paper.not_blind", 403):
            await does(people[clerk], event, "readings", code=code, aspect="P2", value="6")
        async with refused("paper.not_blind", 403):
            await does(people[clerk], event, "confirmations", code=code)
    async with refused("paper.fields_open", 409) as said:
        await does(people["chief"], event, "confirmations", code=code)
    assert "P2, P3" in said[0].en
    async with refused("paper.nothing_to_decide", 409):
        await does(people["chief"], event, "readings", code=code, aspect="P1", value="8")
    async with refused("rules.mark_off_step", 422):
        await does(people["chief"], event, "readings", code=code, aspect="P2", value="6.3")
    await does(people["third-clerk"], event, "readings", code=code, aspect="P2", value="6")
    settled = await does(people["chief"], event, "readings", code=code, aspect="P3", value=None)
    assert (settled.state, field(settled, "P2").on_paper) == ("ready", 6)
    said = [(one.kind, one.value, one.who) for one in field(settled, "P2").rulings]
    assert said == [("read", 6, "第三录分员")]
    await does(people["third-clerk"], event, "confirmations", code=code)
    assert {row["aspect"]: row["value"] for row in await paper_rows(event)} == {"P1": 7, "P2": 6}
    async with refused("paper.confirmed_already", 409):
        await does(people["chief"], event, "readings", code=code, aspect="P2", value="9")


async def test_what_tablets_sent_is_reconciled_by_the_chief_judge(people: dict[str, Person], event: Situation) -> None:
    """The same adds nothing, another mark waits for a decision, and a decision about an older mark does not hold."""
    for aspect, value in (("P1", "8"), ("P2", "7"), ("P3", "6")):
        await event.enters("J3", "A", value, aspect=aspect)
    code = await sheet_code(event, "J3", "A")
    await keys_in(people["clerk"], event, code, "8 7.5 9")
    found = await keys_in(people["second-clerk"], event, code, "8 7.5 9")
    assert (found.state, states(found)) == ("conflicts", {"P1": "same", "P2": "conflicts", "P3": "conflicts"})
    seq = {one.aspect: one.held_seq for one in found.fields}
    about = {"code": code, "aspect": "P2", "seq": seq["P2"], "value": "7.5"}
    async with refused("accounts.not_allowed", 403):
        await does(people["third-clerk"], event, "decisions", **about, reason="纸面为准")
    async with refused("paper.reason_missing", 422):
        await does(people["chief"], event, "decisions", **about, reason="  ")
    async with refused("paper.not_a_value_seen", 422):
        await does(people["chief"], event, "decisions", **{**about, "value": "9"}, reason="纸面为准")
    await does(people["chief"], event, "decisions", **about, reason="纸面为准，平板误触")
    kept = {"code": code, "aspect": "P3", "seq": seq["P3"], "value": "6", "reason": "平板上的较新"}
    decided = await does(people["chief"], event, "decisions", **kept)
    [why] = field(decided, "P3").rulings
    assert (decided.state, why.kind, why.who, why.reason) == ("ready", "mark", "裁判长", "平板上的较新")
    await event.enters("J3", "A", "6.5", aspect="P2")
    again = await sheet(people["chief"], event, code)
    assert states(again)["P2"] == "conflicts"
    async with refused("paper.nothing_to_decide", 409):
        await does(people["chief"], event, "decisions", **about, reason="纸面为准")
    await does(people["chief"], event, "decisions", **{**about, "seq": field(again, "P2").held_seq}, reason="纸面为准")
    done = await does(people["third-clerk"], event, "confirmations", code=code)
    assert (done.added, states(done)) == (1, {"P1": "same", "P2": "same", "P3": "kept"})
    assert [(row["aspect"], row["value"]) for row in await paper_rows(event)] == [("P2", Decimal("7.5"))]
    await event.enters("J3", "A", "4", aspect="P1")
    rows = {row.code: row for row in (await desk(people["chief"], event)).sheets}
    assert rows[code].changed


@pytest.mark.parametrize(
    ("marks", "why", "names"),
    [
        ({"P1": "9", "P2": "11", "P3": None}, "rules.mark_out_of_range", "P2"),
        ({"P1": "9.2", "P2": "1", "P3": None}, "rules.mark_off_step", "P1"),
        ({"P1": "9", "P2": "1"}, "paper.fields_wrong", "P3"),
        ({"P1": "9", "P2": "1", "P3": "2", "T1": "3"}, "paper.fields_wrong", "T1"),
    ],
)
async def test_what_does_not_fit_the_scheme_is_refused_with_its_field(
    people: dict[str, Person], event: Situation, marks: Mapping[str, str | None], why: str, names: str
) -> None:
    code = await sheet_code(event, "J1", "C")
    async with refused(why, 422) as said:
        await does(people["clerk"], event, "entries", code=code, marks=marks)
    assert names in said[0].zh and names in said[0].en


async def test_a_sheet_of_another_event_or_another_version_is_refused(
    people: dict[str, Person], event: Situation
) -> None:
    code = await sheet_code(event, "J1", "D")
    other = await a_small_competition(people["organiser"], scheme=ON_PAPER)
    for wrong, why, status in (
        (await sheet_code(other, "J1", "D"), "paper.sheet_unknown", 404),
        (code[:-6] + "000000", "paper.sheet_outdated", 409),
        ("A07", "paper.sheet_unknown", 404),
        (code.replace(":J1:", ":J9:"), "paper.sheet_unknown", 404),
    ):
        async with refused(why, status):
            await sheet(people["clerk"], event, wrong)
    assert (await sheet(people["clerk"], event, f" {code.lower().replace(':j1:d:', ':J1:D:')} \n")).entrant == "D"


async def test_an_ended_event_takes_no_paper(people: dict[str, Person], event: Situation) -> None:
    code, late = await sheet_code(event, "K1", "A"), await sheet_code(event, "K1", "B")
    await keys_in(people["clerk"], event, code, "88")
    await keys_in(people["second-clerk"], event, code, "88")
    await event.ended()
    async with refused("marking.event_ended", 409):
        await does(people["third-clerk"], event, "confirmations", code=code)
    async with refused("marking.event_ended", 409):
        await keys_in(people["clerk"], event, late, "70")


async def test_two_first_entries_at_once_are_a_first_and_a_second(people: dict[str, Person], event: Situation) -> None:
    code = await sheet_code(event, "J2", "D")
    clerks = ("clerk", "second-clerk", "third-clerk")
    answers = await asyncio.gather(
        *(keys_in(people[clerk], event, code, "5 5 5") for clerk in clerks), return_exceptions=True
    )
    assert sum(isinstance(answer, PaperSheetView) for answer in answers) == 2
    rows = await ask(
        "SELECT place, account FROM paper_entry WHERE sheet IN (SELECT id FROM paper_sheet WHERE event = $1)",
        event.event,
    )
    assert sorted(row["place"] for row in rows) == [1, 2] and len({row["account"] for row in rows}) == 2


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE paper_entry SET place = 1",
        "DELETE FROM paper_ruling",
        "TRUNCATE paper_confirmation",
        "INSERT INTO paper_confirmation (id, sheet, account, added, last_seq, confirmed_at) "
        "SELECT gen_random_uuid(), sheet, account, 0, 0, now() FROM paper_entry ORDER BY id DESC LIMIT 1",
    ],
)
async def test_the_database_itself_refuses_changes_and_one_person_s_work(
    people: dict[str, Person], event: Situation, statement: str
) -> None:
    code = await sheet_code(event, "J2", "C")
    await keys_in(people["clerk"], event, code, "5 5 5")
    await keys_in(people["second-clerk"], event, code, "5 5 6")
    await does(people["chief"], event, "readings", code=code, aspect="P3", value="6")
    with pytest.raises(DatabaseRefusal) as caught:
        async with unit_of_work() as work:
            await work.connection.execute(statement)
    assert isinstance(caught.value.__cause__, asyncpg.RestrictViolationError)


async def test_who_has_no_business_with_paper_is_refused(people: dict[str, Person], event: Situation) -> None:
    code = await sheet_code(event, "J1", "A")
    async with refused("accounts.not_allowed", 403):
        await people["official"].get(f"/api/events/{event.event}/paper")
    for other in ("organiser", "chief"):
        async with refused("accounts.not_allowed", 403):
            await keys_in(people[other], event, code, "9 9 9")


async def test_a_locked_sheet_takes_no_paper_and_the_judge_s_tablet_shows_what_came_from_paper(
    people: dict[str, Person], event: Situation
) -> None:
    """Judges sign what is in force, whoever brought it in; once the chief judge has locked it, paper is refused too."""
    code, late = await sheet_code(event, "K1", "A"), await sheet_code(event, "K1", "B")
    for one, mark in ((code, "88"), (late, "70")):
        await keys_in(people["clerk"], event, one, mark)
        await keys_in(people["second-clerk"], event, one, mark)
    await does(people["third-clerk"], event, "confirmations", code=code)
    assert await shown(event, "K1", "A") == {"T1": 88}
    await sign(event, "K1", "A")
    await lock(people["chief"], event, subCriterion="theory")
    await event.enters("K1", "B", "71")
    await sign(event, "K1", "B")
    await lock(people["chief"], event, subCriterion="theory", entrant="B")
    held = field(await sheet(people["chief"], event, late), "T1")
    about = {"code": late, "aspect": "T1", "seq": held.held_seq, "value": "70", "reason": "纸面为准"}
    await does(people["chief"], event, "decisions", **about)
    async with refused("marking.sheet_locked", 409):
        await does(people["third-clerk"], event, "confirmations", code=late)


async def test_marks_on_paper_count_as_those_of_a_tablet(people: dict[str, Person]) -> None:
    """Tablets fail half way and the rest goes on paper: the standings are those of an event marked on tablets alone."""
    marks = {"A": "90 9.5 8 7", "B": "80 8 8.5 8", "C": "85 7 7 6.5", "D": "70 9 9 10"}
    seats = ("K1", "J1", "J2", "J3")

    async def mark(event: Situation, entrants: str) -> None:
        for code in entrants:
            for seat, value in zip(seats, marks[code].split(), strict=True):
                for aspect in ("T1",) if seat == "K1" else ("P1", "P2", "P3"):
                    await event.enters(seat, code, value, aspect=aspect)

    tablets = await a_small_competition(people["organiser"], scheme=ON_PAPER)
    await mark(tablets, "ABCD")
    paper = await a_small_competition(people["organiser"], scheme=ON_PAPER)
    await mark(paper, "AB")
    for entrant in "CD":
        for seat, value in zip(seats, marks[entrant].split(), strict=True):
            code, read = await sheet_code(paper, seat, entrant), " ".join([value] * (1 if seat == "K1" else 3))
            await keys_in(people["clerk"], paper, code, read)
            await keys_in(people["second-clerk"], paper, code, read)
            await does(people["third-clerk"], paper, "confirmations", code=code)
    assert await paper.ranks() == await tablets.ranks()
    assert all(row.complete for row in (await paper.board()).rows)
    verify(read_ledger_file(await people["organiser"].text(f"/api/events/{paper.event}/ledger")))


async def test_families_are_keyed_in_twice_settled_and_signed_like_all_else(
    people: dict[str, Person], tmp_path: Path
) -> None:
    """A box for each of the first members, an added row for what is on the back; with what tablets had sent."""
    event = await a_small_competition(people["organiser"], "A", scheme=ELEMENTS)
    code, clerk, second = await sheet_code(event, "J1", "A"), people["clerk"], people["second-clerk"]
    await event.enters("J1", "A", "9", aspect="E01")
    [page] = pages_of((await printed(clerk, event, "language=zh&form=1:2:J1")).content, tmp_path)
    assert all(key in page.split() for key in ("P1", "E01", "E12", "P3")) and "背面" in page
    empty = await sheet(clerk, event, code)
    [practical] = empty.sub_criteria
    assert [one.key for one in practical.aspects] == ["P1", *(f"E{n:02d}" for n in range(1, 13)), "P3"]
    assert empty.families == ["E##"]
    read: dict[str, str | None] = dict.fromkeys(one.key for one in practical.aspects)
    read |= {"P1": "8", "E01": "7", "E02": "6", "P3": "5"}
    async with refused("paper.fields_wrong", 422):
        await does(clerk, event, "entries", code=code, marks=read | {"F13": "5"})
    await does(clerk, event, "entries", code=code, marks=read | {"E13": "5"})
    assert "E13" not in [one.key for one in (await sheet(second, event, code)).sub_criteria[0].aspects]
    await does(second, event, "entries", code=code, marks=read | {"E02": "6.5"})
    found = await sheet(people["third-clerk"], event, code)
    assert {key: state for key, state in states(found).items() if state not in ("to_add", "empty")} == {
        "E01": "conflicts",
        "E02": "differs",
        "E13": "differs",
    }
    assert found.sub_criteria[0].aspects[-1].key == "E13"
    for aspect, value in {"E02": "6", "E13": "5"}.items():
        await does(people["third-clerk"], event, "readings", code=code, aspect=aspect, value=value)
    held = field(found, "E01").held_seq
    await does(
        people["chief"], event, "decisions", code=code, aspect="E01", value="7", seq=held, reason="平板误触，以纸面为准"
    )
    assert (await does(people["third-clerk"], event, "confirmations", code=code)).added == 5
    assert [(row["aspect"], row["value"]) for row in await paper_rows(event)] == [
        ("P1", 8),
        ("E01", 7),
        ("E02", 6),
        ("P3", 5),
        ("E13", 5),
    ]
    for seat in ("J2", "J3"):
        for aspect in ("P1", "P3", "E01", "E02", "E13"):
            await event.enters(seat, "A", "7", aspect=aspect)
    signed = await does(people["chief"], event, "signatures", code=code)
    assert signed.signature and signed.signature.on_paper
    verify(read_ledger_file(await people["organiser"].text(f"/api/events/{event.event}/ledger")))
