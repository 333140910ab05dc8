"""Keeps the standings in step with the ledger, in the ledger's own transactions.

A `Projection` holds a `Board` for each event that this process has touched. It is never ahead of the
database: a board whose newest entry is not the event's newest one catches up from the ledger first,
and one that worked a batch whose commit failed, or ended nobody knows how, is thrown away.
"""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

import msgspec

from competition.clock import now
from competition.db.unit_of_work import Work, unit_of_work
from competition.events.actions import LockedEvent
from competition.events.judging import event_moment, plan_of
from competition.events.plan import Plan
from competition.events.roll import roll_of
from competition.identifiers import uuid7
from competition.live.hub import Hub
from competition.live.messages import EventState
from competition.marking.ledger import ENDED, Entry
from competition.marking.queries import entries_between
from competition.standings.board import Board, Change


class Projection:
    """The boards of this process, and the way of their changes to the watchers."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._boards: dict[UUID, Board] = {}
        self._loading: defaultdict[UUID, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def derive(self, work: Work, plan: Plan, event: LockedEvent, entries: Sequence[Entry], state: str) -> None:
        """The frame that these entries make is stored with them; watchers get it after the commit."""
        board = await self._caught_up(work, event.id, event.last_seq)
        change = board.advance(entries, state, now())
        body = msgspec.json.encode(change.frame)
        await work.connection.execute(
            "INSERT INTO frame (id, event, seq, body, made_at) VALUES ($1, $2, $3, $4, $5)",
            uuid7(),
            event.id,
            change.seq,
            body,
            now(),
        )
        ended = any(entry.kind == ENDED for entry in entries)
        work.after_commit(lambda: self._show(board, change, body, ended))

    async def board(self, event: UUID) -> Board:
        """The event's board as last stored. Raises `NotFound`."""
        if event not in self._boards:
            async with unit_of_work(isolation="repeatable_read") as work:
                _, last_seq = await event_moment(event)
                async with self._loading[event]:
                    if event not in self._boards:
                        await self._load(work, event, last_seq)
        return self._boards[event]

    def _show(self, board: Board, change: Change, body: bytes, ended: bool) -> None:
        board.accept(change)
        self._hub.publish(board.plan.event, change.seq, body)
        if ended:
            self._hub.tell_judges(EventState(event=str(board.plan.event), state=change.frame.state))

    async def _caught_up(self, work: Work, event: UUID, last_seq: int) -> Board:
        async with self._loading[event]:
            board = self._boards.get(event)
            if board is None or board.worked > last_seq or board.worked != board.seq:
                return await self._load(work, event, last_seq)
            if board.worked < last_seq:
                change = _advance(board, await entries_between(work, event, board.worked, last_seq))
                board.accept(change)
                self._hub.publish(event, change.seq, msgspec.json.encode(change.frame))
            return board

    async def _load(self, work: Work, event: UUID, last_seq: int) -> Board:
        plan = await plan_of(event)
        board = Board(plan, await roll_of(event))
        if last_seq:
            board.accept(_advance(board, await entries_between(work, event, 0, last_seq)))
        self._boards[event] = board
        self._hub.open(event, lambda: msgspec.json.encode(self._boards[event].snapshot()), board.seq)
        return board


def _advance(board: Board, entries: Sequence[Entry]) -> Change:
    state = "ended" if any(entry.kind == ENDED for entry in entries) else board.state
    return board.advance(entries, state, entries[-1].stored_at)
