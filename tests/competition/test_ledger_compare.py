"""Two exports of one event: the later one goes on from the earlier one, or the first row that does not is named."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
import pytest_asyncio

from competition.client import Person
from competition.clock import now
from competition.identifiers import uuid7
from competition.marking.ledger import Entry
from competition.marking.signing import SignedHead, Signer, open_signer
from competition.serving import Serving
from competition.standings.board import Board
from competition.standings.ledger_file import LedgerFile, entries_in, plan_in, rows_of
from competition.standings.verification import nameless, standings_of, verify
from tests.competition.test_ledger_verify import change, exported, jinji, other_codes, other_weights
from tests.situations import Situation, a_small_competition

pytestmark = pytest.mark.asyncio(loop_scope="module")
Chain = list[Entry]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def event(organiser: Person) -> Situation:
    return await a_small_competition(organiser, "AB")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def earlier(event: Situation) -> LedgerFile:
    await event.with_marks({"A": "80 9 8 7", "B": "70 6 6 6"})
    return await exported(event)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def later(event: Situation, earlier: LedgerFile) -> LedgerFile:
    """One mark corrected, and the event ended."""
    await event.enters("J1", "A", "6")
    await event.ended()
    return await exported(event)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def signer(server: Serving, tmp_path_factory: pytest.TempPathFactory, earlier: LedgerFile) -> Signer:
    """The server's own key, in the hands of somebody who should not have it."""
    keys = tmp_path_factory.getbasetemp().glob("data*/keys/ledger.key")
    signers = [open_signer(key.parent) for key in keys]
    return next(one for one in signers if one.sign(earlier.head).key == earlier.head.key)


def rewritten(file: LedgerFile, entries: Chain, signer: Signer) -> LedgerFile:
    """Everything made anew from these entries: the chain, every frame, the standings, the signed head."""
    chain: Chain = []
    for seq, entry in enumerate(entries, 1):
        chain.append(replace(entry, seq=seq).after(chain[-1].hash if chain else b""))
    board, frames = Board(plan_in(file), {}), []
    for entry in chain:
        step = board.advance([entry], "ended" if entry.kind == "ended" else board.state, now())
        board.accept(step)
        frames.append(nameless(step.frame))
    head = SignedHead(
        event=file.event, seq=len(chain), hash=chain[-1].hash.hex(), plan=file.plan.digest(), day=file.head.day
    )
    return change(file, entries=rows_of(chain), frames=frames, standings=standings_of(board), head=signer.sign(head))


async def compared(tmp_path: Path, before: LedgerFile, after: LedgerFile) -> tuple[int, str]:
    """The exit status of `jinji ledger compare` and what it said."""
    names = [tmp_path / "earlier.json", tmp_path / "later.json"]
    for name, file in zip(names, (before, after), strict=True):
        name.write_bytes(msgspec.json.encode(file))
    found = await jinji("ledger", "compare", *map(str, names))
    return found.exit_code, found.stderr


async def test_a_later_export_goes_on_from_an_earlier_one(
    earlier: LedgerFile, later: LedgerFile, tmp_path: Path
) -> None:
    status, said = await compared(tmp_path, earlier, later)
    assert status == 0 and "first 8 rows are the same" in said and "2 are new" in said
    status, said = await compared(tmp_path, earlier, earlier)
    assert status == 0 and "0 are new" in said


REWRITTEN: dict[str, tuple[Callable[[Chain], Chain], int]] = {
    "a value": (lambda chain: [*chain[:2], replace(chain[2], value=Decimal(5)), *chain[3:]], 3),
    "a row left out": (lambda chain: chain[:4] + chain[5:], 5),
    "two rows exchanged": (lambda chain: [chain[1], chain[0], *chain[2:]], 1),
    "a row put in": (lambda chain: [*chain[:6], replace(chain[5], id=uuid7()), *chain[6:]], 7),
    "when it was stored": (lambda chain: [replace(chain[0], stored_at=now()), *chain[1:]], 1),
}


@pytest.mark.parametrize(("rewrite", "seq"), REWRITTEN.values(), ids=REWRITTEN)
async def test_a_past_that_was_written_and_signed_anew_is_found(
    earlier: LedgerFile, later: LedgerFile, signer: Signer, tmp_path: Path, rewrite: Callable[[Chain], Chain], seq: int
) -> None:
    """With the right key: it verifies by itself, and the earlier export tells which row is not what it was."""
    forged = rewritten(later, rewrite(entries_in(later)), signer)
    verify(forged)
    status, said = await compared(tmp_path, earlier, forged)
    assert status == 1 and "past_rewritten" in said
    assert f"Row {seq} " in said and str(earlier.entries[seq - 1].id) in said


async def test_an_end_that_was_cut_off_is_found(
    earlier: LedgerFile, later: LedgerFile, signer: Signer, tmp_path: Path
) -> None:
    """The rest is as it was. So it looks when the two files are swapped."""
    forged = rewritten(earlier, entries_in(earlier)[:6], signer)
    verify(forged)
    for before, after, last in ((earlier, forged, 6), (later, earlier, 8)):
        status, said = await compared(tmp_path, before, after)
        assert status == 1 and "past_shorter" in said and f"ends at row {last}" in said


@pytest.mark.parametrize("alter", [other_codes, other_weights])
async def test_marks_that_mean_something_else_are_found(
    earlier: LedgerFile,
    later: LedgerFile,
    signer: Signer,
    tmp_path: Path,
    alter: Callable[[LedgerFile], LedgerFile],
) -> None:
    forged = rewritten(alter(later), entries_in(later), signer)
    verify(forged)
    status, said = await compared(tmp_path, earlier, forged)
    assert status == 1 and "plan_replaced" in said


async def test_another_key_is_found(earlier: LedgerFile, later: LedgerFile, tmp_path: Path) -> None:
    forged = rewritten(later, entries_in(later), open_signer(tmp_path))
    verify(forged)
    status, said = await compared(tmp_path, earlier, forged)
    assert status == 1 and "key_differs" in said


async def test_exports_of_two_events_are_not_compared(organiser: Person, earlier: LedgerFile, tmp_path: Path) -> None:
    status, said = await compared(tmp_path, earlier, await exported(await a_small_competition(organiser, "A")))
    assert status == 1 and "other_event" in said


async def test_a_file_that_is_not_whole_itself_is_named(earlier: LedgerFile, tmp_path: Path) -> None:
    status, said = await compared(tmp_path, earlier, change(earlier, entries=earlier.entries[1:]))
    assert status == 1 and "later.json:" in said and "row_missing" in said


async def test_wrong_usage_has_its_own_status(earlier: LedgerFile, tmp_path: Path) -> None:
    (tmp_path / "one.json").write_bytes(msgspec.json.encode(earlier))
    assert (await jinji("ledger", "compare", str(tmp_path / "one.json"))).exit_code == 2
    assert (await jinji("ledger", "compare", str(tmp_path / "one.json"), str(tmp_path / "none.json"))).exit_code == 2
