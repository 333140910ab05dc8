"""Whether what was shown follows from the ledger: every frame and the standings worked again. No I/O."""

from collections.abc import Sequence

import msgspec

from competition.events.plan import Plan
from competition.live.messages import Frame, StandingRow
from competition.marking.errors import EntrantUnknown, HeadBeyond, HeadElsewhere, HeadNotInChain, PlanChanged
from competition.marking.ledger import Entry
from competition.marking.signing import SignedHead
from competition.marking.verification import check_chain, check_overtaken, check_sheets
from competition.standings.board import Board
from competition.standings.errors import FrameDiffers, FrameMissing, KeyDiffers, StandingDiffers
from competition.standings.ledger_file import LedgerFile, binary, entries_in, plan_in


def verify(file: LedgerFile) -> None:
    """Return if everything in the file follows from its entries, and its head is signed; raise for what does not.

    Raises the family of `LedgerBroken`, that of `StandingDiffers`, and what reading the file raises.
    """
    entries = entries_in(file)
    check_chain(entries, file.head.seq, binary(file.head.hash))
    check_overtaken(entries)
    file.head.check()
    if file.head.event != file.event or file.head.plan != file.plan.digest():
        raise PlanChanged(file.head.seq, file.event)
    plan = plan_in(file)
    check_sheets(plan, entries)
    check_frames(plan, entries, file.frames)
    check_standings(plan, entries, file.standings)


def check_printed(file: LedgerFile, head: SignedHead) -> None:
    """Return if a head that was printed is in the chain of the file, which is known to be whole; raise if not.

    A head of an earlier entry must be found where it was. Raises `SignatureFalse`, `HeadElsewhere`, `KeyDiffers`,
    `HeadBeyond`, `HeadNotInChain`, `PlanChanged`.
    """
    head.check()
    if head.event != file.event:
        raise HeadElsewhere(paper=head.event, event=file.event)
    if head.key != file.head.key:
        raise KeyDiffers(key=file.head.key, asked=head.key)
    if head.seq > len(file.entries):
        raise HeadBeyond(len(file.entries) + 1, file.entries[-1].id if file.entries else None, paper=head.seq)
    row = file.entries[head.seq - 1] if head.seq else None
    if head.hash != (row.hash if row else ""):
        raise HeadNotInChain(head.seq, row.id if row else None)
    if head.plan != file.plan.digest():
        raise PlanChanged(head.seq, head.event)


def check_frames(plan: Plan, entries: Sequence[Entry], frames: Sequence[Frame]) -> None:
    """Return if each frame, worked again from the entries since the one before, is the same but for its time.

    A frame that is gone is found at the next one, unless that brought every row of it again.
    """
    board = Board(plan, {})
    for frame in frames:
        if not board.seq < frame.seq <= len(entries):
            raise FrameDiffers(seq=frame.seq, entrant="-")
        compare(plan, frame, _work(board, entries[board.seq : frame.seq]), FrameDiffers)
    if board.seq < len(entries):
        raise FrameMissing(seq=board.seq, entrant=_first(plan, _work(board, entries[board.seq :]).rows))


def check_standings(plan: Plan, entries: Sequence[Entry], shown: Frame) -> None:
    """Return if the standings, worked in one go from all entries up to theirs, are the same."""
    board = Board(plan, {})
    if not 0 <= shown.seq <= len(entries):
        raise StandingDiffers(seq=shown.seq, entrant="-")
    if shown.seq:
        _work(board, entries[: shown.seq])
    compare(plan, shown, standings_of(board), StandingDiffers)


def standings_of(board: Board) -> Frame:
    """Every row that the board shows, without names."""
    snapshot = board.snapshot()
    return nameless(Frame(seq=snapshot.seq, at=snapshot.at, state=snapshot.state, rows=snapshot.rows))


def nameless(frame: Frame) -> Frame:
    """What the frame says of codes; without what only its way to watchers needs."""
    rows = [msgspec.structs.replace(row, name=None, delegation=None) for row in frame.rows]
    return msgspec.structs.replace(frame, since=0, token="", rows=rows)


def compare(plan: Plan, said: Frame, worked: Frame, refusal: type[StandingDiffers]) -> None:
    """Return if both say the same to the last digit, whenever they said it; raise the refusal if not."""
    if _encoded(msgspec.structs.replace(said, at=worked.at)) == _encoded(worked):
        return
    pairs = zip([*said.rows, None], [*worked.rows, None], strict=False)
    differing = [right or shown for shown, right in pairs if _encoded(shown) != _encoded(right)]
    raise refusal(seq=said.seq, entrant=_first(plan, differing))


def _work(board: Board, entries: Sequence[Entry]) -> Frame:
    for entry in entries:
        if entry.entrant is not None and entry.entrant not in board.plan.by_id:
            raise EntrantUnknown(entrant=entry.entrant)
    change = board.advance_stored(entries)
    board.accept(change)
    return nameless(change.frame)


def _encoded(said: Frame | StandingRow | None) -> bytes:
    return msgspec.json.encode(said)


def _first(plan: Plan, rows: Sequence[StandingRow | None]) -> str:
    """The code of the first of the rows, as far as it can be told."""
    codes = {str(entrant.id): entrant.code for entrant in plan.entrants}
    return next((codes.get(row.entrant, row.entrant) for row in rows if row), "-")
