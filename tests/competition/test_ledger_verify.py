"""A ledger that was touched is found out, and the row is named; one that was not is proved whole, by `jinji` too."""

import asyncio
import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
import pytest_asyncio
from click.testing import CliRunner, Result

from competition.cli import main
from competition.client import Person
from competition.identifiers import uuid7
from competition.live.messages import Frame, StandingRow
from competition.marking.errors import LedgerBroken
from competition.marking.signing import SignedHead, open_signer
from competition.standings.board import Board
from competition.standings.errors import LedgerFileUnreadable, StandingDiffers
from competition.standings.ledger_file import LedgerFile, LedgerRow, entries_in, plan_in, read_ledger_file
from competition.standings.verification import nameless, verify
from tests.conftest import PASSWORD
from tests.situations import NAMES, SCHEME, Situation, a_small_competition, ask, refused

pytestmark = pytest.mark.asyncio(loop_scope="module")
change = msgspec.structs.replace


async def exported(event: Situation) -> LedgerFile:
    return read_ledger_file(await event.organiser.text(f"/api/events/{event.event}/ledger"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ended(organiser: Person) -> Situation:
    """Four entrants marked by all, one mark corrected, taken back and entered again; ended."""
    event = await a_small_competition(organiser)
    await event.with_marks({"A": "80 9 8 7", "B": "70 6 6 6", "C": "90 9 9 9", "D": "75 7 7 7"})
    for value in ("6", None, "8.5"):
        await event.enters("J1", "A", value)
    await event.ended()
    return event


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def whole(ended: Situation) -> LedgerFile:
    return await exported(ended)


async def test_an_ended_event_with_marks_taken_back_is_whole(whole: LedgerFile) -> None:
    verify(whole)
    assert (whole.head.seq, whole.standings.state, whole.standings.seq) == (20, "ended", 20)


async def test_an_event_is_whole_at_any_time(organiser: Person) -> None:
    """Before the first mark, in the middle, and after one was taken back."""
    event = await a_small_competition(organiser, "AB")
    verify(await exported(event))
    for seat, value in (("K1", "80"), ("J1", "9"), ("J1", None)):
        await event.enters(seat, "A", value)
        verify(await exported(event))


async def test_a_server_that_was_started_again_sent_the_same_frames(whole: LedgerFile) -> None:
    """Before each of them, here: a board that catches up in one go goes on as one that saw every mark."""
    plan, entries, noon = plan_in(whole), entries_in(whole), datetime(2026, 5, 1, 12, tzinfo=UTC)
    frames, last = [], 0
    for sent in whole.frames:
        board = Board(plan, {})
        if last:
            board.accept(board.advance(entries[:last], "open", noon))
        frames.append(nameless(board.advance(entries[last : sent.seq], sent.state, noon).frame))
        last = sent.seq
    verify(change(whole, frames=frames))


async def test_a_value_altered_in_a_file_is_named(whole: LedgerFile) -> None:
    rows = [change(row, value=Decimal(1)) if row.seq == 7 else row for row in whole.entries]
    with pytest.raises(LedgerBroken) as caught:
        verify(change(whole, entries=rows))
    assert (caught.value.code, caught.value.seq, caught.value.id) == ("marking.row_altered", 7, whole.entries[6].id)


IN_DATABASE = {
    "a tampered row": ("UPDATE ledger SET value = value - 1 WHERE seq = 3 AND {event}", "row_altered"),
    "a removed row": ("DELETE FROM ledger WHERE seq = 3 AND {event}", "row_missing"),
    "a swapped pair": (
        "UPDATE ledger SET seq = -5 WHERE seq = 5 AND {event}; UPDATE ledger SET seq = 5 WHERE seq = 3 AND {event};"
        "UPDATE ledger SET seq = 3 WHERE seq = -5 AND {event}",
        "row_moved",
    ),
    "a changed hash": ("UPDATE ledger SET hash = sha256(hash) WHERE seq = 3 AND {event}", "hash_changed"),
    "a predecessor's hash": ("UPDATE ledger SET previous = sha256(hash) WHERE seq = 3 AND {event}", "hash_changed"),
    "a reason": ("UPDATE ledger SET reason = '错行' WHERE seq = 3 AND {event}", "row_altered"),
    "a digest": ("UPDATE ledger SET digest = repeat('ab', 32) WHERE seq = 3 AND {event}", "row_altered"),
    "a kind": ("UPDATE ledger SET kind = 'overtaken' WHERE seq = 3 AND {event}", "row_altered"),
}


@pytest.mark.parametrize(("statement", "code"), IN_DATABASE.values(), ids=IN_DATABASE)
async def test_what_was_done_in_the_database_is_named(organiser: Person, statement: str, code: str) -> None:
    """By somebody who can put the database's own guard aside."""
    event = await a_small_competition(organiser, "AB")
    await event.with_marks({"A": "80 9 8 7", "B": "70 6 6 6"})
    statement = statement.format(event=f"event = '{event.event}'")
    await ask(f"DO $$ BEGIN SET LOCAL session_replication_role = replica; {statement}; END $$")
    result = await jinji("ledger", "verify", "--event", event.event, "--url", organiser.url)
    assert result.exit_code == 1 and "ow 3 of the ledger" in result.stderr and code in result.stderr, result.stderr
    found = await ask("SELECT id FROM ledger WHERE event = $1 AND seq BETWEEN 2 AND 4", event.event)
    assert any(str(row["id"]) in result.stderr for row in found)


def without(rows: list[LedgerRow], place: int) -> list[LedgerRow]:
    return rows[:place] + rows[place + 1 :]


IN_FILE: dict[str, tuple[Callable[[list[LedgerRow]], list[LedgerRow]], str]] = {
    "a tampered row": (lambda rows: [*rows[:2], change(rows[2], value=Decimal(1)), *rows[3:]], "row_altered"),
    "a removed row": (lambda rows: without(rows, 2), "row_missing"),
    "a swapped pair": (lambda rows: [*rows[:2], rows[3], rows[2], *rows[4:]], "row_moved"),
    "a changed hash": (lambda rows: [*rows[:2], change(rows[2], hash="00" * 32), *rows[3:]], "hash_changed"),
    "a reason": (lambda rows: [*rows[:2], change(rows[2], reason="错行"), *rows[3:]], "row_altered"),
    "a digest": (lambda rows: [*rows[:2], change(rows[2], digest="ab" * 32), *rows[3:]], "row_altered"),
}


@pytest.mark.parametrize(("tamper", "code"), IN_FILE.values(), ids=IN_FILE)
async def test_what_was_done_in_an_export_is_named(
    whole: LedgerFile, tmp_path: Path, tamper: Callable[[list[LedgerRow]], list[LedgerRow]], code: str
) -> None:
    file = tmp_path / "ledger.json"
    file.write_bytes(msgspec.json.encode(change(whole, entries=tamper(whole.entries))))
    result = await jinji("ledger", "verify", str(file))
    assert result.exit_code == 1 and "ow 3 of the ledger" in result.stderr and code in result.stderr, result.stderr
    assert any(str(row.id) in result.stderr for row in whole.entries[1:4])


def cut(whole: LedgerFile) -> LedgerFile:
    """Without its last row, as if that had never been, but for the signature."""
    last = whole.entries[-2]
    head = change(whole.head, seq=last.seq, hash=last.hash)
    return change(whole, entries=whole.entries[:-1], frames=whole.frames[:-1], head=head)


FORGED: dict[str, Callable[[LedgerFile], LedgerFile]] = {
    "a signature": lambda whole: change(whole, head=change(whole.head, signature="00" * 64)),
    "no signature": lambda whole: change(whole, head=change(whole.head, signature="", key="")),
    "no hex": lambda whole: change(whole, head=change(whole.head, signature="signed")),
    "the day": lambda whole: change(whole, head=change(whole.head, day=date(2020, 1, 1))),
    "the end and the head": cut,
}


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED)
async def test_a_head_that_was_not_signed_so_is_found(
    whole: LedgerFile, forge: Callable[[LedgerFile], LedgerFile]
) -> None:
    with pytest.raises(LedgerBroken) as caught:
        verify(forge(whole))
    assert caught.value.code == "marking.signature_false"


def other_codes(whole: LedgerFile) -> LedgerFile:
    """A and B have changed places."""
    first, second, *others = whole.plan.entrants
    entrants = [change(first, code=second.code), change(second, code=first.code), *others]
    return change(whole, plan=change(whole.plan, entrants=entrants))


def other_weights(whole: LedgerFile) -> LedgerFile:
    scheme = SCHEME.replace("40%", "30%").replace("60%", "70%")
    return change(whole, plan=change(whole.plan, scheme=scheme))


@pytest.mark.parametrize("alter", [other_codes, other_weights])
async def test_what_the_marks_mean_cannot_be_exchanged(
    whole: LedgerFile, alter: Callable[[LedgerFile], LedgerFile]
) -> None:
    with pytest.raises(LedgerBroken) as caught:
        verify(alter(whole))
    assert caught.value.code == "marking.plan_changed"


def signed_again(file: LedgerFile, folder: Path) -> LedgerFile:
    """By somebody else."""
    head = SignedHead(
        event=file.event, seq=file.head.seq, hash=file.head.hash, plan=file.plan.digest(), day=file.head.day
    )
    return change(file, head=open_signer(folder).sign(head))


async def test_another_scheme_leads_to_other_frames(whole: LedgerFile, tmp_path: Path) -> None:
    with pytest.raises(StandingDiffers) as caught:
        verify(signed_again(other_weights(whole), tmp_path))
    assert caught.value.code == "standings.frame_differs"


def with_standing(rows: list[StandingRow], place: int, **changes: object) -> list[StandingRow]:
    return [change(row, **changes) if at == place else row for at, row in enumerate(rows)]


@pytest.mark.parametrize(
    "changes", [{"rank": 1}, {"total": Decimal("99")}, {"total": Decimal("83.000")}, {"parts": {}}]
)
async def test_a_changed_standing_is_named(whole: LedgerFile, changes: dict[str, object]) -> None:
    """The second on the board is A; not one digit may differ."""
    rows = with_standing(whole.standings.rows, 1, **changes)
    with pytest.raises(StandingDiffers) as caught:
        verify(change(whole, standings=change(whole.standings, rows=rows)))
    assert (caught.value.code, caught.value.values["entrant"]) == ("standings.standing_differs", "A")


async def test_a_standing_left_out_is_named(whole: LedgerFile) -> None:
    with pytest.raises(StandingDiffers) as caught:
        verify(change(whole, standings=change(whole.standings, rows=whole.standings.rows[:-1])))
    assert caught.value.values["entrant"] == "B"


def with_frame(whole: LedgerFile, place: int, alter: Callable[[Frame], Frame]) -> LedgerFile:
    frames = [alter(frame) if at == place else frame for at, frame in enumerate(whole.frames)]
    return change(whole, frames=frames)


async def test_a_changed_frame_is_named(whole: LedgerFile) -> None:
    """The frame of the corrected mark, row 17, brought A's row."""
    place = next(at for at, frame in enumerate(whole.frames) if frame.seq == 17)
    with pytest.raises(StandingDiffers) as caught:
        verify(with_frame(whole, place, lambda frame: change(frame, rows=with_standing(frame.rows, 0, marked=3))))
    assert caught.value.code == "standings.frame_differs"
    assert (caught.value.values["seq"], caught.value.values["entrant"]) == ("17", "A")


async def test_a_frame_may_have_been_sent_at_any_time(whole: LedgerFile) -> None:
    verify(with_frame(whole, 0, lambda frame: change(frame, at="2026-05-01T12:00:00.000Z")))


@pytest.mark.parametrize("kept", [-1, 0])
async def test_frames_that_stop_too_early_are_found(whole: LedgerFile, kept: int) -> None:
    with pytest.raises(StandingDiffers) as caught:
        verify(change(whole, frames=whole.frames[:kept]))
    assert caught.value.code == "standings.frame_missing"


async def test_a_removed_frame_is_found_at_the_next(organiser: Person) -> None:
    """That one would have brought A's row, too."""
    event = await a_small_competition(organiser, "AB")
    for code, value in (("A", "80"), ("B", "70")):
        await event.enters("K1", code, value)
    file = await exported(event)
    with pytest.raises(StandingDiffers) as caught:
        verify(change(file, frames=file.frames[1:]))
    assert (caught.value.code, caught.value.values["seq"]) == ("standings.frame_differs", "2")


async def test_a_frame_altered_in_the_database_is_found(organiser: Person) -> None:
    """Also where only a name was, which the export leaves out."""
    event = await a_small_competition(organiser, "AB")
    await event.enters("K1", "A", "80")
    await ask(
        f"""DO $$ BEGIN SET LOCAL session_replication_role = replica;
        UPDATE frame SET body = convert_to(replace(convert_from(body, 'UTF8'), '王堃', '王坤'), 'UTF8')
        WHERE event = '{event.event}'; END $$"""
    )
    with pytest.raises(StandingDiffers) as caught:
        verify(await exported(event))
    assert caught.value.code == "standings.frame_differs"


async def test_an_export_names_nobody(ended: Situation) -> None:
    """No entrant, judge, organisation or document number; codes and seats only."""
    text = await ended.organiser.text(f"/api/events/{ended.event}/ledger")
    people = [*(name for names in NAMES.values() for name in names), "沈玉兰", "裁判J1", "测试组委会"]
    places = ["申江", "Shenjiang", *(ended.document(code) for code in "ABCD")]
    assert [word for word in people + places if word in text] == []
    assert '"code":"A"' in text and '"key":"J1"' in text


async def test_only_an_organiser_exports(ended: Situation, official: Person) -> None:
    async with (await ended.tablet("J1")).person() as judge:
        for person in (official, judge):
            async with refused("accounts.not_allowed", 403):
                await person.get(f"/api/events/{ended.event}/ledger")


@pytest.mark.parametrize("text", [b"", b"{}", b"\xff\xfe", b"[1]"])
async def test_what_is_no_export_is_refused(text: bytes) -> None:
    with pytest.raises(LedgerFileUnreadable):
        read_ledger_file(text)


async def test_a_key_is_made_once_and_is_its_owners_only(tmp_path: Path) -> None:
    head = SignedHead(event=uuid7(), seq=1, hash="00", plan="00", day=date(2026, 5, 1))
    first, again = (open_signer(tmp_path / "keys").sign(head) for _ in range(2))
    assert first == again and (tmp_path / "keys" / "ledger.key").stat().st_mode & 0o777 == 0o600
    first.check()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with nothing in it but a damaged export."""
    (tmp_path / "damaged.json").write_text("{")
    monkeypatch.chdir(tmp_path)
    return tmp_path


async def jinji(*arguments: str) -> Result:
    """What the program answers in English, with the organiser's password set."""
    environment = {"JINJI_LANG": "en", "JINJI_PASSWORD": PASSWORD}
    return await asyncio.to_thread(CliRunner().invoke, main, arguments, env=environment)


async def test_an_export_is_verified_without_a_server(ended: Situation, tmp_path: Path) -> None:
    file = tmp_path / "ledger.json"
    made = await jinji("ledger", "export", ended.event, str(file), "--url", ended.organiser.url)
    assert made.exit_code == 0 and "20 rows" in made.stderr
    found = await jinji("ledger", "verify", str(file))
    assert found.exit_code == 0 and "intact: 20 rows" in found.stderr
    key = read_ledger_file(file.read_bytes()).head.key
    assert key in found.stderr and (await jinji("ledger", "verify", str(file), "--key", key)).exit_code == 0


async def test_a_running_servers_event_is_verified(ended: Situation) -> None:
    found = await jinji("ledger", "verify", "--event", ended.event, "--url", ended.organiser.url)
    assert found.exit_code == 0 and "intact: 20 rows" in found.stderr


async def test_a_file_that_was_signed_by_another_is_told_by_the_key(whole: LedgerFile, tmp_path: Path) -> None:
    """It is whole in itself: who wrote it all anew signed it anew."""
    file = tmp_path / "ledger.json"
    file.write_bytes(msgspec.json.encode(signed_again(whole, tmp_path)))
    assert (await jinji("ledger", "verify", str(file))).exit_code == 0
    told = await jinji("ledger", "verify", str(file), "--key", whole.head.key)
    assert told.exit_code == 1 and "key_differs" in told.stderr


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["verify", "damaged.json"], 1),
        (["verify", "none.json"], 2),
        (["verify"], 2),
        (["verify", "damaged.json", "--event", str(uuid7())], 2),
        (["verify", "--event", "the-final"], 2),
        (["verify", "--event", str(uuid7()), "--url", "SERVER"], 1),
        (["export", str(uuid7()), "new.json", "--url", "SERVER"], 1),
        (["export", "the-final", "new.json"], 2),
    ],
)
async def test_the_exit_status_tells_refused_from_wrongly_asked(
    organiser: Person, folder: Path, arguments: list[str], status: int
) -> None:
    answer = await jinji("ledger", *(organiser.url if one == "SERVER" else one for one in arguments))
    assert answer.exit_code == status and "Traceback" not in answer.output
    assert os.listdir(folder) == ["damaged.json"]
