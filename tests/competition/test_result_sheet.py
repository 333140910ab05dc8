"""The result sheet carries the ledger's signed head, and a ledger that was written anew since does not have it."""

import asyncio
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result

from competition.cli import main
from competition.client import Person
from competition.identifiers import uuid7
from competition.marking.errors import HeadBeyond, HeadElsewhere, HeadNotInChain, HeadUnreadable, SignatureFalse
from competition.marking.head_text import fingerprint, grouped, head_in, head_text
from competition.marking.signing import SignedHead, Signer, open_signer
from competition.marking.verification import check_chain
from competition.papers import qr
from competition.standings.errors import KeyDiffers
from competition.standings.ledger_file import LedgerFile, entries_in, read_ledger_file, rows_of
from competition.standings.result_sheet import END, FOOT, LEFT
from competition.standings.verification import check_printed, verify
from tests.papers import drawn_code, pages_of
from tests.situations import Situation, a_small_competition, refused

pytestmark = pytest.mark.asyncio(loop_scope="module")
change = msgspec.structs.replace
MARKS = {"A": "90 9 8 7", "B": "80 8 8 8", "C": "80 8 8 8", "D": "70 7 7 7"}


async def sheet_of(situation: Situation, language: str = "both") -> bytes:
    answer = await situation.organiser.http.get(f"/api/events/{situation.event}/results.pdf?language={language}")
    assert answer.headers["content-type"] == "application/pdf", answer.text
    return answer.content


async def export_of(situation: Situation) -> LedgerFile:
    return read_ledger_file(await situation.organiser.text(f"/api/events/{situation.event}/ledger"))


def text_of(pdf: bytes, folder: Path) -> str:
    return "\f".join(pages_of(pdf, folder))


def rewritten(file: LedgerFile, signer: Signer) -> LedgerFile:
    """The file with another first mark, every row chained and the head signed anew."""
    first, *others = entries_in(file)
    chain = [replace(first, value=Decimal(55)).after(b"")]
    for entry in others:
        chain.append(entry.after(chain[-1].hash))
    head = signer.sign(change(file.head, hash=chain[-1].hash.hex()))
    return change(file, entries=rows_of(chain), head=head)


async def cli(*arguments: str) -> Result:
    return await asyncio.to_thread(CliRunner().invoke, main, arguments)


async def test_the_standings_as_a_paper(organiser: Person, tmp_path: Path) -> None:
    """Ranks, codes, names, ties, what is missing, the state; the head in groups of digits and as a code."""
    situation = await a_small_competition(organiser)
    await situation.with_marks({code: sheet for code, sheet in MARKS.items() if code != "D"})
    provisional = text_of(await sheet_of(situation), tmp_path)
    assert "临时成绩" in provisional and "已打 0/4" in provisional and "marked 0 of 4" in provisional
    await situation.enters("K1", "D", "70")
    await situation.ended()
    pdf = await sheet_of(situation)
    said, export = text_of(pdf, tmp_path), await export_of(situation)
    head = export.head
    assert head.seq == 14 and "打分已结束" in said and "截至台账第 14 条" in said and "as of ledger row 14" in said
    assert all(
        one in said for one in ("王堃", "李喆", "赵㛃", "孙䶮", "申江造船厂", "Shenjiang Shipyard", "裁判长", "监督")
    )
    assert all(one in said for one in ("并列", "tied", "理论", "Practical", "第 1 页 / 共 1 页", "page 1 of 1"))
    compact = "".join(said.split())
    for digits in (head.hash, head.signature, fingerprint(head.key)):
        assert digits.upper() in compact or all(group in said for group in grouped(digits).split())
    place = {"right": LEFT - 3, "top": 297 - FOOT - END + 22, "side": 46.0}
    assert drawn_code(pdf, -1, **place, like=head_text(head)) == qr.modules(head_text(head))
    english = text_of(await sheet_of(situation, "en"), tmp_path)
    assert "Marking has ended" in english and "成绩单" not in english and "Shenjiang Shipyard" in english


async def test_an_empty_event_and_a_long_one(organiser: Person, tmp_path: Path) -> None:
    """Nothing marked has a head too; many rows are divided with the signatures on the last page only."""
    codes = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklm"
    situation = await a_small_competition(organiser, codes)
    said = text_of(await sheet_of(situation), tmp_path)
    pages = said.split("\f")
    assert len(pages) == 3 and [("裁判长" in page) for page in pages] == [False, False, True]
    assert sum(page.count("选手") - 1 for page in pages) >= 35
    verify(await export_of(situation))
    async with refused("competition.not_found", 404):
        await organiser.get("/api/events/00000000-0000-0000-0000-000000000000/results.pdf")


async def test_a_name_that_cannot_be_drawn_is_named_and_nothing_is_printed(organiser: Person) -> None:
    situation = await a_small_competition(organiser, names={"A": "\U0002f8a6\u0e01"})
    async with refused("papers.characters_missing", 422) as said:
        await organiser.text(f"/api/events/{situation.event}/results.pdf")
    assert "U+0E01" in said[0].zh and "Entrant" in said[0].en


async def test_the_paper_s_head_is_found_in_the_chain(
    organiser: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also an earlier one; as the scanner typed it, or with spaces and small letters."""
    situation = await a_small_competition(organiser)
    await situation.enters("K1", "A", "90")
    await situation.enters("K1", "B", "80")
    earlier = head_text((await export_of(situation)).head)
    await situation.enters("K1", "C", "70")
    file = tmp_path / "ledger.json"
    export = await export_of(situation)
    file.write_bytes(msgspec.json.encode(export))
    for text in (earlier, f" {earlier.lower()[:90]}\n{earlier[90:]} ", head_text(export.head)):
        found = await cli("ledger", "verify", str(file), "--head", text)
        assert found.exit_code == 0, found.output
    monkeypatch.setenv("JINJI_LANG", "en")
    shown = await cli("ledger", "verify", str(file), "--head", earlier)
    assert "row 2" in shown.stderr and "1 rows since" in shown.stderr
    refusing = await cli("ledger", "verify", str(file), "--head", earlier[:-4])
    assert refusing.exit_code != 0


async def test_a_past_that_was_written_anew_is_found_out(organiser: Person, tmp_path: Path) -> None:
    """Whoever has the server's own key rewrites all rows and signs again: only the paper tells."""
    situation = await a_small_competition(organiser)
    for code, value in (("A", "90"), ("B", "80"), ("C", "70")):
        await situation.enters("K1", code, value)
    honest = await export_of(situation)
    signer = open_signer(tmp_path)
    printed = signer.sign(change(honest.head, key="", signature=""))
    forged = rewritten(honest, signer)
    check_chain(entries_in(forged), 3, bytes.fromhex(forged.head.hash))
    forged.head.check()
    check_printed(change(honest, head=printed), printed)
    with pytest.raises(HeadNotInChain, match="row 3"):
        check_printed(forged, printed)
    earlier = signer.sign(change(printed, seq=1, hash=honest.entries[0].hash))
    check_printed(change(honest, head=printed), earlier)
    with pytest.raises(HeadNotInChain, match="row 1"):
        check_printed(forged, earlier)


async def test_heads_that_prove_nothing(organiser: Person, tmp_path: Path) -> None:
    situation = await a_small_competition(organiser)
    await situation.enters("K1", "A", "90")
    file = await export_of(situation)
    head = file.head
    check_printed(file, head)
    with pytest.raises(SignatureFalse):
        check_printed(file, change(head, seq=0, hash=""))
    other = open_signer(tmp_path)
    with pytest.raises(KeyDiffers):
        check_printed(file, other.sign(head))
    ours = change(file, head=other.sign(head))
    with pytest.raises(HeadBeyond, match="row 2"):
        check_printed(ours, other.sign(change(head, seq=2)))
    elsewhere = await a_small_competition(organiser)
    with pytest.raises(HeadElsewhere):
        check_printed(file, (await export_of(elsewhere)).head)


@pytest.mark.parametrize("text", ["", "JJH1:", "JJ1:ABC:1:1:J1:A:000000", "A" * 400])
async def test_what_is_no_head_is_refused(text: str) -> None:
    with pytest.raises(HeadUnreadable):
        head_in(text)


async def test_a_head_survives_being_printed(tmp_path: Path) -> None:
    head = SignedHead(event=uuid7(), seq=0, hash="", plan="0f" * 32, day=date(2026, 5, 1))
    signed = open_signer(tmp_path).sign(head)
    assert head_in(head_text(signed)) == signed
    head_in(head_text(signed)).check()
