"""Numbers are drawn so that nobody can steer it and anybody can repeat it, and no judge learns who is who."""

import asyncio
import base64
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner

from competition.cli import main
from competition.client import Person
from competition.draws.checking import check_record
from competition.draws.errors import RecordUntrue
from competition.draws.schemas import DrawRecord
from competition.events.schemas import CompetitionSetUp, JudgeSetUp, WaiverSetUp
from competition.standings.ledger_file import read_ledger_file
from competition.standings.verification import verify
from rules.lots import commitment, drawn
from tests.conftest import PASSWORD
from tests.live.test_sockets import watching
from tests.papers import pages_of
from tests.situations import NAMES, PATIENCE, Situation, a_set_up, a_small_competition, ask, refused, sheet_code
from tests.watching import Page

pytestmark = pytest.mark.asyncio(loop_scope="module")

replace = msgspec.structs.replace


async def draws_of(situation: Situation, way: str = "", body: Any = None) -> Any:
    address = f"/api/events/{situation.event}/draws{way}"
    return await (situation.organiser.get(address) if body is None else situation.organiser.post(address, body))


async def draw(situation: Situation, word: str = "六点三", **more: str) -> DrawRecord:
    """A seed is sealed, and the numbers are drawn with it and the word; the record."""
    sealed = (await draws_of(situation, "/seal", {}))["sealed"]
    await draws_of(situation, "", {"commitment": sealed["commitment"], "word": word, **more})
    return msgspec.convert(await draws_of(situation, "/record"), DrawRecord, strict=False)


async def holders(situation: Situation) -> dict[str, str]:
    """Who holds which number, as the desk's standings say."""
    desk = await situation.organiser.get(f"/api/events/{situation.event}/standings")
    return {row["code"]: row["row"]["name"] for row in desk["rows"]}


async def test_what_is_drawn_is_what_seed_and_word_say_and_it_stands_everywhere(organiser: Person) -> None:
    situation = await a_small_competition(organiser)
    assert await holders(situation) == {code: name for code, (name, _) in NAMES.items()}
    sealed = await draws_of(situation, "/seal", {})
    assert sealed["sealed"]["commitment"] == (await draws_of(situation, "/seal", {}))["sealed"]["commitment"]
    [secret] = await ask("SELECT seed FROM sealed_draw WHERE commitment = $1", sealed["sealed"]["commitment"])
    assert secret["seed"] not in str(sealed) and commitment(secret["seed"]) == sealed["sealed"]["commitment"]
    record = await draw(situation)
    assert [lot.after for lot in record.draw.lots] == list(drawn(secret["seed"], "六点三", "ABCD"))
    check_record(record)
    said = {lot.after: lot.name for lot in record.draw.lots}
    assert await holders(situation) == said and {row.name for row in (await situation.board()).rows} == {*said.values()}
    members = await ask(
        "SELECT entrant.code, entrant.name, holder.name AS person FROM member JOIN entrant ON entrant.id = entrant "
        "JOIN holder ON holder.id = holder WHERE entrant.event = $1",
        situation.event,
    )
    assert {row["code"]: row["person"] for row in members} == said


async def test_the_ledger_keeps_both_steps_and_verifies(organiser: Person) -> None:
    situation = await a_small_competition(organiser)
    record = await draw(situation)
    await situation.enters("K1", "A", "80")
    file = read_ledger_file(await organiser.text(f"/api/events/{situation.event}/ledger"))
    verify(file)
    assert [(row.kind, row.digest) for row in file.entries] == [
        ("sealed", record.draw.sealed.commitment),
        ("drawn", record.draw.digest),
        ("mark", ""),
    ]


async def test_pictures_and_waivers_go_with_the_entrants(organiser: Person) -> None:
    asked = a_set_up()
    [event] = asked.events
    shipyard = event.entrants[0].organisation
    judge = JudgeSetUp(seat="J1", name="裁判J1", organisation=shipyard, waiver=WaiverSetUp(reason="缺人", by="仲裁组"))
    entrants = [event.entrants[0], *(replace(one, organisation=None) for one in event.entrants[1:])]
    panels = [event.panels[0], replace(event.panels[1], judges=[judge, *event.panels[1].judges[1:]])]
    asked = replace(asked, events=[replace(event, entrants=entrants, panels=panels)])
    situation = Situation(organiser, asked, await organiser.set_up(asked))
    for code in "AB":
        picture = base64.b64encode(b"\x89PNG\r\n\x1a\n" + code.encode()).decode()
        await organiser.put(f"/api/events/{situation.event}/entrants/{code}/photo", {"content": picture})
    now = {lot.before: lot.after for lot in (await draw(situation)).draw.lots}
    for code in "AB":
        answer = await organiser.http.get(f"/api/events/{situation.event}/entrants/{now[code]}/photo")
        assert answer.content.endswith(code.encode())
    _, marking = await organiser.get(f"/api/events/{situation.event}/panels")
    assert marking["judges"][0]["waiver"]["entrants"] == [now["A"]]


async def test_another_draw_needs_a_reason_and_both_records_stay(organiser: Person) -> None:
    situation = await a_small_competition(organiser)
    first = await draw(situation)
    sealed = (await draws_of(situation, "/seal", {}))["sealed"]
    async with refused("marking.reason_missing", 422):
        await draws_of(situation, "", {"commitment": sealed["commitment"], "word": "再来"})
    second = await draw(situation, "再来", reason="乙队未到场，签表有误")
    found = await draws_of(situation)
    assert [(one["number"], one["reason"]) for one in found["draws"]] == [(2, "乙队未到场，签表有误"), (1, "")]
    assert found["draws"][1]["lots"] == msgspec.to_builtins(first)["draw"]["lots"]
    assert [lot.name for lot in second.draw.lots] == [
        lot.name for lot in sorted(first.draw.lots, key=lambda lot: lot.after)
    ]


async def test_asking_for_the_same_draw_again_changes_nothing(organiser: Person) -> None:
    situation = await a_small_competition(organiser)
    record = await draw(situation)
    await draws_of(situation, "", {"commitment": record.draw.sealed.commitment, "word": " 六点三 "})
    assert len((await draws_of(situation))["draws"]) == 1
    assert await holders(situation) == {lot.after: lot.name for lot in record.draw.lots}


async def test_nothing_is_drawn_without_a_sealed_seed_or_a_word(organiser: Person) -> None:
    situation = await a_small_competition(organiser)
    async with refused("draws.not_sealed", 409):
        await draws_of(situation, "", {"commitment": "0" * 64, "word": "六点三"})
    sealed = (await draws_of(situation, "/seal", {}))["sealed"]
    async with refused("draws.seal_differs", 409):
        await draws_of(situation, "", {"commitment": "0" * 64, "word": "六点三"})
    async with refused("draws.word_missing", 422):
        await draws_of(situation, "", {"commitment": sealed["commitment"], "word": " \n"})


async def test_no_draw_once_a_mark_is_stored(organiser: Person) -> None:
    situation = await a_small_competition(organiser)
    sealed = (await draws_of(situation, "/seal", {}))["sealed"]
    await situation.enters("K1", "A", "80")
    async with refused("draws.marked", 409):
        await draws_of(situation, "", {"commitment": sealed["commitment"], "word": "六点三"})
    assert (await draws_of(situation))["closed"]


async def test_no_draw_once_a_paper_sheet_is_keyed_in(organiser: Person, people: dict[str, Person]) -> None:
    situation = await a_small_competition(organiser)
    code = await sheet_code(situation, "K1", "A")
    await people["clerk"].post(f"/api/events/{situation.event}/paper/entries", {"code": code, "marks": {"T1": "80"}})
    async with refused("draws.marked", 409):
        await draws_of(situation, "/seal", {})


async def test_only_organisers_draw_and_read_who_drew_what(organiser: Person, people: dict[str, Person]) -> None:
    situation = await a_small_competition(organiser)
    await draw(situation)
    for name in ("chief", "clerk", "official"):
        for way in ("", "/record", "/record.pdf"):
            answer = await people[name].http.get(f"/api/events/{situation.event}/draws{way}")
            assert answer.status_code == 403
        assert (await people[name].http.post(f"/api/events/{situation.event}/draws/seal")).status_code == 403


async def test_who_watches_sees_the_names_at_their_numbers_at_once(organiser: Person) -> None:
    """Ids stand for numbers: whoever reads the board sees other names at them, with and without a reload."""
    situation = await a_small_competition(organiser)
    async with watching(situation) as socket:
        page = Page()
        page.hear(await socket.recv())
        await draw(situation)
        async with asyncio.timeout(PATIENCE):
            while page.seq < 2:
                page.hear(await socket.recv())
        board = await situation.board()
        assert {one: row.name for one, row in page.rows.items()} == {row.entrant: row.name for row in board.rows}


async def test_what_judges_read_stays_the_same_but_for_the_ledger_s_number(organiser: Person) -> None:
    situation = await a_small_competition(organiser)
    async with (await situation.tablet("J1")).person() as judge:
        before = await judge.text("/api/judge/sheets")
        await draw(situation)
        after = await judge.text("/api/judge/sheets")
    assert re.sub(r'"seq":\d+', "", before) == re.sub(r'"seq":\d+', "", after)


async def test_entrants_without_codes_are_numbered_and_a_single_gap_is_named(organiser: Person) -> None:
    asked = a_set_up()
    [event] = asked.events
    without = replace(asked, events=[replace(event, entrants=[replace(one, code="") for one in event.entrants])])
    situation = Situation(organiser, without, await organiser.set_up(without))
    assert [*await holders(situation)] == ["01", "02", "03", "04"]
    gap = replace(asked, events=[replace(event, entrants=[replace(event.entrants[0], code=""), *event.entrants[1:]])])
    async with refused("events.set_up_refused", 422) as said:
        await organiser.set_up(msgspec.convert(gap, CompetitionSetUp))
    assert "events[0].entrants[0].code" in said[0].zh


async def test_the_record_is_a_paper_and_a_file_that_anybody_can_check(organiser: Person, tmp_path: Path) -> None:
    situation = await a_small_competition(organiser)
    record = await draw(situation)
    answer = await organiser.http.get(f"/api/events/{situation.event}/draws/record.pdf")
    [page] = pages_of(answer.content, tmp_path)
    assert all(text in page for text in (record.draw.seed, record.draw.sealed.commitment, "六点三", "王堃", "孙䶮"))
    file = tmp_path / "draw.json"
    file.write_text(await organiser.text(f"/api/events/{situation.event}/draws/record"), encoding="utf-8")
    good = await asyncio.to_thread(CliRunner().invoke, main, ["draw", "check", str(file)])
    assert good.exit_code == 0 and record.draw.digest in good.stderr
    file.write_text(file.read_text(encoding="utf-8").replace("六点三", "六点四"), encoding="utf-8")
    bad = await asyncio.to_thread(CliRunner().invoke, main, ["draw", "check", str(file)])
    assert bad.exit_code == 1 and "draws.record_untrue" in bad.stderr
    file.write_text(file.read_text(encoding="utf-8"), encoding="gb18030")
    other = await asyncio.to_thread(CliRunner().invoke, main, ["draw", "check", str(file)])
    assert other.exit_code == 1 and "draws.record_unreadable" in other.stderr


async def test_each_thing_that_could_be_altered_in_a_record_is_found(organiser: Person) -> None:
    record = await draw(await a_small_competition(organiser))
    made, lots = record.draw, record.draw.lots
    exchanged = [replace(lots[0], after=lots[1].after), replace(lots[1], after=lots[0].after), *lots[2:]]
    for altered in (
        replace(made, seed="0" * 64),
        replace(made, lots=exchanged),
        replace(made, digest="0" * 64),
        replace(made, method="dice"),
    ):
        with pytest.raises(RecordUntrue):
            check_record(replace(record, draw=altered))


async def test_the_command_draws_like_the_console(organiser: Person, tmp_path: Path) -> None:
    situation = await a_small_competition(organiser)
    file = tmp_path / "draw.json"
    run = ["draw", "run", situation.event, "--url", organiser.url, "--password", PASSWORD, "--record", str(file)]
    result = await asyncio.to_thread(CliRunner().invoke, main, run, input="六点三\n")
    assert result.exit_code == 0, result.stderr
    printed = dict(line.split("\t") for line in result.stdout.splitlines() if "\t" in line)
    assert printed == await holders(situation)
    check_record(msgspec.json.decode(file.read_bytes(), type=DrawRecord))
