"""Reading what was shown, and the ledger beside it, as they stand in the database."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import msgspec

from competition.clock import today
from competition.db.unit_of_work import Work, unit_of_work
from competition.events.queries import event_head
from competition.live.messages import Frame
from competition.marking.queries import entries_between
from competition.marking.signing import SignedHead, Signer
from competition.standings.board import Board
from competition.standings.ledger_file import LedgerFile, coded_plan, rows_of
from competition.standings.result_sheet import Results
from competition.standings.verification import nameless, standings_of

WHOLE = 2**63 - 1


async def ledger_of(board: Board, signer: Signer) -> LedgerFile:
    """The event's ledger as it is stored, whatever state it is in, and its head signed today."""
    plan, shown = board.plan, board.snapshot()
    standings = standings_of(board)
    named = {row.entrant: (row.name, row.delegation) for row in shown.rows}
    coded = coded_plan(plan)
    async with unit_of_work(isolation="repeatable_read") as work:
        last_seq, head = await event_head(plan.event)
        entries = await entries_between(work, plan.event, 0, WHOLE)
        frames = [_as_sent(seq, body, named) for seq, body in await _stored_frames(work, plan.event)]
    signed = signer.sign(SignedHead(event=plan.event, seq=last_seq, hash=head.hex(), plan=coded.digest(), day=today()))
    return LedgerFile(
        event=plan.event,
        title=plan.title,
        plan=coded,
        entries=rows_of(entries),
        frames=frames,
        standings=standings,
        head=signed,
    )


def results_of(board: Board, signer: Signer) -> Results:
    """What the board shows now, and the ledger's head at the very entry that it shows, signed today."""
    plan, shown, desk = board.plan, board.snapshot(), board.for_desk()
    digest = coded_plan(plan).digest()
    head = SignedHead(event=plan.event, seq=board.seq, hash=board.head.hex(), plan=digest, day=today())
    return Results(
        competition=plan.competition,
        event=plan.title,
        stage=shown.head.stage if len(plan.scheme.stages) > 1 else None,
        sample=plan.sample,
        ended=shown.state == "ended",
        at=datetime.fromisoformat(shown.at) if shown.at else None,
        columns=desk.columns,
        rows=desk.rows,
        head=signer.sign(head),
    )


async def _stored_frames(work: Work, event: UUID) -> list[tuple[int, bytes]]:
    rows = await work.connection.fetch("SELECT seq, body FROM frame WHERE event = $1 ORDER BY seq", event)
    return [(row["seq"], row["body"]) for row in rows]


def _as_sent(seq: int, body: bytes, named: Mapping[str, tuple[object, object]]) -> Frame:
    """The frame without names; without rows, as none ever was, where it cannot be read or names somebody else."""
    try:
        frame = msgspec.json.decode(body, type=Frame)
        if frame.seq == seq and all(named[row.entrant] == (row.name, row.delegation) for row in frame.rows):
            return nameless(frame)
    except (msgspec.DecodeError, KeyError):
        pass
    return Frame(seq=seq, at="", state="", rows=[])
