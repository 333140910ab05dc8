"""Keeps the standings in step with the ledger, in the ledger's own transactions and in those of other processes.

A `Projection` holds a `Board` for each event that this process has touched. What it shows is never ahead
of the database: a board whose newest entry is not the event's newest one catches up from the ledger first.
One whose newest entry is not the one the database has under that number is thrown away: the database was
restored, and tells of another past.

What another process stores is told by a notice in its transaction; whoever missed it looks again.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from uuid import UUID

import msgspec

from competition.db.notices import TELL, Notice
from competition.db.unit_of_work import Work, unit_of_work
from competition.errors import NotFound
from competition.events.actions import LockedEvent
from competition.events.judging import forget_plan, plan_of
from competition.events.plan import Plan
from competition.events.queries import event_head, event_heads
from competition.events.roll import roll_of
from competition.identifiers import uuid7
from competition.live.feed import Encoded
from competition.live.hub import Hub
from competition.live.messages import EventState, Frame
from competition.marking.appending import Consequence
from competition.marking.ledger import Entry
from competition.marking.queries import entries_between
from competition.standings.board import Board, Change
from competition.standings.frames import newest_frames, token_of, tokens_between

FRAME = "frame"
"""The kind of the notice that a frame was stored; its key is the event, its number the frame's."""
STORE = f"""
    INSERT INTO frame (id, event, seq, body, made_at)
    SELECT $1::uuid, id, $2::bigint, $3::bytea, $4::timestamptz FROM moved RETURNING {TELL.format("$5")}
"""

log = logging.getLogger("jinji")


async def _nothing(event: UUID) -> None:
    """Nothing else follows."""


class Projection:
    """The boards of this process, and the way of their changes to the watchers.

    `also` is called with an event in which another process has stored something, for what else follows the ledger.
    """

    def __init__(self, hub: Hub, also: Callable[[UUID], Awaitable[object]] = _nothing) -> None:
        self._hub = hub
        self._also = also
        self._boards: dict[UUID, Board] = {}
        self._loading: defaultdict[UUID, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._behind: set[UUID] = set()
        self._following: asyncio.Task[None] | None = None

    async def derive(
        self, work: Work | None, plan: Plan, event: LockedEvent, entries: Sequence[Entry], state: str
    ) -> Consequence | None:
        """The frame that these entries make is to be stored with them; watchers get it once they are.

        The other processes get a notice, in the same transaction.
        """
        board = self._boards.get(event.id)
        if board is None or (board.seq, board.head) != (event.last_seq, event.head):
            if work is None:
                return None
            board = await self._caught_up(work, event)
        change = board.advance(entries, state, entries[-1].stored_at)
        frame_id = uuid7()
        frame = _numbered(change, board.seq, token_of(frame_id))
        body = msgspec.json.encode(frame)
        notice = Notice(kind=FRAME, key=str(event.id), seq=change.seq)
        return Consequence(
            STORE,
            (frame_id, change.seq, body, entries[-1].stored_at, notice.payload()),
            (lambda: self._show(board, change, entries, frame, {}, body),),
        )

    async def board(self, event: UUID) -> Board:
        """The event's board with everything that is stored, by whichever process. Raises `NotFound`."""
        await self.catch_up(event)
        return self._boards[event]

    async def shown(self, event: UUID) -> Board:
        """The event's board as this process shows it: what others store follows within moments. Raises `NotFound`."""
        if event not in self._boards:
            await self.catch_up(event)
        return self._boards[event]

    async def public(self, event: UUID) -> Encoded:
        """The event's board as the public sees it here. Raises `NotFound`."""
        await self.shown(event)
        return self._hub.snapshot(event)

    async def catch_up(self, event: UUID) -> None:
        """The board here is what is stored, and watchers here are sent what they lack. Raises `NotFound`."""
        async with unit_of_work() as work, self._loading[event]:
            board = self._boards.get(event)
            known = board.seq if board else 0
            try:
                last_seq, head = await event_head(event)
            except NotFound:
                self._forget(event)
                raise
            if board is None or last_seq < known or (last_seq == board.seq and head != board.head):
                await self._load(work, event, last_seq)
            elif last_seq > board.seq:
                await self._follow(work, board, last_seq)

    def hear(self, notice: Notice) -> None:
        """Another process has stored a frame; if its event is shown here, the board follows."""
        event = UUID(notice.key)
        board = self._boards.get(event)
        if board.seq >= notice.seq if board else not self._hub.connected:
            return
        self._behind.add(event)
        if self._following is None or self._following.done():
            self._following = asyncio.create_task(self._catch_all_up(), name="boards follow")

    async def look(self) -> None:
        """Every board here is what is stored, whatever notice was missed. Raises what the database raises."""
        heads = await event_heads(list(self._boards))
        for event, board in list(self._boards.items()):
            if heads.get(event) != (board.seq, board.head):
                try:
                    await self.catch_up(event)
                    await self._also(event)
                except NotFound:
                    log.warning("event %s is not in the database any more", event)

    async def _catch_all_up(self) -> None:
        while self._behind:
            event = self._behind.pop()
            try:
                await self.catch_up(event)
                await self._also(event)
            except Exception as error:  # the next look finds what is missing
                log.warning("the board of %s could not follow: %s", event, error)

    def _forget(self, event: UUID) -> None:
        """The event is not there: the database is another one than it was."""
        if self._boards.pop(event, None):
            self._hub.close(event)
            forget_plan(event)

    def _show(
        self,
        board: Board,
        change: Change,
        entries: Sequence[Entry],
        frame: Frame,
        tokens: Mapping[int, str],
        body: bytes | None = None,
    ) -> None:
        """What these entries change is stored: watchers see it, and judges what concerns them."""
        if not board.accept(change):
            return
        self._hub.publish(board.plan.event, frame, tokens, body)
        if any(entry.ends for entry in entries):
            self._hub.tell_judges(EventState(event=str(board.plan.event), state=change.frame.state))

    async def _caught_up(self, work: Work, event: LockedEvent) -> Board:
        async with self._loading[event.id]:
            board = self._boards.get(event.id)
            if board is None or board.seq > event.last_seq:
                return await self._load(work, event.id, event.last_seq)
            if board.seq == event.last_seq and board.head != event.head:
                return await self._load(work, event.id, event.last_seq)
            if board.seq < event.last_seq:
                return await self._follow(work, board, event.last_seq)
            return board

    async def _follow(self, work: Work, board: Board, last_seq: int) -> Board:
        """The board goes on to `last_seq`, if that is where it can get from what it knows."""
        event = board.plan.event
        entries = await entries_between(work, event, board.seq, last_seq)
        if not entries or entries[0].previous != board.head:
            return await self._load(work, event, last_seq)
        tokens = await tokens_between(work, event, board.seq, last_seq)
        change = _advance(board, entries)
        self._show(board, change, entries, _numbered(change, board.seq, tokens.get(last_seq, "")), tokens)
        return board

    async def _load(self, work: Work, event: UUID, last_seq: int) -> Board:
        plan = await plan_of(event)
        board = Board(plan, await roll_of(event))
        if last_seq:
            board.accept(_advance(board, await entries_between(work, event, 0, last_seq)))
        self._boards[event] = board
        past, tokens = await newest_frames(work, event, last_seq)
        snapshot = msgspec.structs.replace(board.snapshot(), token=tokens.get(board.seq, ""))
        self._hub.open(event, snapshot, past, tokens)
        if board.state == "ended":
            self._hub.tell_judges(EventState(event=str(event), state=board.state))
        return board


def _advance(board: Board, entries: Sequence[Entry]) -> Change:
    state = "ended" if any(entry.ends for entry in entries) else board.state
    return board.advance(entries, state, entries[-1].stored_at)


def _numbered(change: Change, since: int, token: str) -> Frame:
    return msgspec.structs.replace(change.frame, since=since, token=token)
