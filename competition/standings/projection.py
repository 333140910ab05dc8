"""Keeps the standings in step with the ledger, in the ledger's own transactions and in those of other processes.

A `Projection` holds a `Board` for each event that this process has touched. What it shows is never ahead
of the database: a board whose newest entry is not the event's newest one catches up from the ledger first.
One whose newest entry is not the one the database has under that number is thrown away: the database was
restored, and tells of another past.

What another process stores is told by a notice in its transaction; whoever missed it looks again.

Organisers and officials are sent all of it, the public what each event's `Curtain` lets out.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from uuid import UUID
from weakref import WeakValueDictionary

import msgspec

from competition.clock import now
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
from competition.live.messages import EventState, Frame, Snapshot
from competition.marking.appending import Consequence
from competition.marking.ledger import CURTAIN, DRAWN, Entry
from competition.marking.queries import entries_between
from competition.standings.board import Board, Change
from competition.standings.curtain import Curtain
from competition.standings.frames import newest_frames, token_of, tokens_between

FRAME = "frame"
"""The kind of the notice that a frame was stored; its key is the event, its number the frame's."""
STORE = f"""
    INSERT INTO frame (id, event, seq, body, made_at)
    SELECT $1::uuid, id, $2::bigint, $3::bytea, $4::timestamptz FROM moved RETURNING {TELL.format("$5")}
"""

CLOCK_SECONDS = 1.0
"""How often at least the clock is looked at while something waits for its time: it may be set meanwhile."""

log = logging.getLogger("jinji")


async def _nothing(event: UUID, seq: int) -> None:
    """Nothing else follows."""


class Projection:
    """The boards of this process, and the way of their changes to the watchers.

    `hub` has the public, `desk` those who may see everything. `also` is called with an event and the number of an entry
    that another process may have stored in it, for what else follows the ledger.
    """

    def __init__(
        self, hub: Hub, also: Callable[[UUID, int], Awaitable[object]] = _nothing, desk: Hub | None = None
    ) -> None:
        self._hub, self._desk = hub, desk or Hub()
        self._also = also
        self._boards: dict[UUID, Board] = {}
        self._curtains: dict[UUID, Curtain] = {}
        self._timers: dict[UUID, asyncio.TimerHandle] = {}
        self._loading: WeakValueDictionary[UUID, asyncio.Lock] = WeakValueDictionary()
        """Each is there for as long as somebody holds it or waits for it: anybody may ask for any id."""
        self._behind: dict[UUID, int] = {}
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
            (lambda: self._show(board, change, entries, frame, body),),
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

    def worked(self, event: UUID, seq: int) -> int:
        """The number in the ledger of the newest entry behind what the public is shown, whose own number is `seq`."""
        return self._curtains[event].worked if event in self._curtains else seq

    def withheld(self, event: UUID) -> int:
        """How many entries of an event that is shown here the public does not know of."""
        return self._curtains[event].withheld

    async def catch_up(self, event: UUID) -> None:
        """The board here is what is stored, and watchers here are sent what they lack. Raises `NotFound`."""
        async with unit_of_work() as work, self._loading_of(event):
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
        """Another process has stored a frame; if its event is shown here, the board follows, and what else does."""
        event = UUID(notice.key)
        if event in self._boards or self._hub.connected:
            self._catch_up_soon(event, notice.seq)

    def _catch_up_soon(self, event: UUID, seq: int) -> None:
        self._behind[event] = max(seq, self._behind.get(event, 0))
        if self._following is None or self._following.done():
            self._following = asyncio.create_task(self._catch_all_up(), name="boards follow")

    async def look(self) -> None:
        """Every board here is what is stored, whatever notice was missed. Raises what the database raises."""
        heads = await event_heads(list(self._boards))
        for event, board in list(self._boards.items()):
            try:
                if heads.get(event) != (board.seq, board.head):
                    await self.catch_up(event)
                await self._also(event, self._boards[event].seq)
            except NotFound:
                log.warning("event %s is not in the database any more", event)

    async def _catch_all_up(self) -> None:
        while self._behind:
            event, seq = self._behind.popitem()
            board = self._boards.get(event)
            try:
                if board is None or board.seq < seq:
                    await self.catch_up(event)
                await self._also(event, seq)
            except Exception as error:  # the next look finds what is missing
                log.warning("the board of %s could not follow: %s", event, error)

    def _loading_of(self, event: UUID) -> asyncio.Lock:
        return self._loading.setdefault(event, asyncio.Lock())

    def _forget(self, event: UUID) -> None:
        """The event is not there: the database is another one than it was."""
        if self._boards.pop(event, None):
            del self._curtains[event]
            self._stop_waiting(event)
            self._hub.close(event)
            self._desk.close(event)
            forget_plan(event)

    def _show(self, board: Board, change: Change, entries: Sequence[Entry], frame: Frame, body: bytes) -> None:
        """What these entries change is stored: the desk sees it, the public what it may, judges what concerns them."""
        read_anew = self._boards.get(board.plan.event) is not board  # meanwhile, with these entries or before them
        if read_anew or _renames(entries):
            self._catch_up_soon(board.plan.event, entries[-1].seq)
            return
        if not board.accept(change):
            return
        self._curtains[board.plan.event].take(entries, frame, board.rows)
        self._desk.publish(board.plan.event, frame, {}, body)
        self._tell_judges(board, entries)
        self._let_out(board.plan.event, {}, frame.seq, body)

    def _tell_judges(self, board: Board, entries: Sequence[Entry]) -> None:
        if any(entry.ends for entry in entries):
            self._hub.tell_judges(EventState(event=str(board.plan.event), state=board.state))

    def _let_out(
        self, event: UUID, tokens: Mapping[int, str] | None = None, seq: int = 0, body: bytes | None = None
    ) -> None:
        """The public is sent what it may know by now; what it may know later follows in its time.

        `body` is the desk's frame `seq` as JSON, and `tokens` belong to the desk's numbers.
        """
        curtain, moment = self._curtains[event], now()
        for message, plain in curtain.let_out(moment):
            if isinstance(message, Snapshot):
                self._hub.open(event, message, tokens={message.seq: message.token})
            elif plain:
                self._hub.publish(event, message, tokens, body if message.seq == seq else None)
            else:
                self._hub.publish(event, message)
        self._stop_waiting(event)
        if curtain.next_due:
            wait = min(max(0.0, (curtain.next_due - moment).total_seconds()), CLOCK_SECONDS)
            self._timers[event] = asyncio.get_running_loop().call_later(wait, self._let_out, event)

    def _stop_waiting(self, event: UUID) -> None:
        if timer := self._timers.pop(event, None):
            timer.cancel()

    async def _caught_up(self, work: Work, event: LockedEvent) -> Board:
        async with self._loading_of(event.id):
            board = self._boards.get(event.id)
            if board is not None and (board.seq, board.head) == (event.last_seq, event.head):
                return board
            if board is None or board.seq >= event.last_seq:
                return await self._load(work, event.id, event.last_seq)
            return await self._follow(work, board, event.last_seq)

    async def _follow(self, work: Work, board: Board, last_seq: int) -> Board:
        """The board goes on to `last_seq`, if that is where it can get from what it knows."""
        event = board.plan.event
        entries = await entries_between(work, event, board.seq, last_seq)
        if not entries or entries[0].previous != board.head or _renames(entries):
            return await self._load(work, event, last_seq)
        tokens = await tokens_between(work, event, board.seq, last_seq)
        for frame in self._work(board, entries, tokens):
            self._desk.publish(event, frame, tokens)
        self._tell_judges(board, entries)
        self._let_out(event, tokens)
        return board

    def _work(self, board: Board, entries: Sequence[Entry], tokens: Mapping[int, str]) -> list[Frame]:
        """The stored entries are taken in, as far as they go together at once; what they change."""
        curtain, moment, frames = self._curtains[board.plan.event], now(), []
        while entries:
            count = curtain.alike(entries, moment)
            alike, entries = entries[:count], entries[count:]
            change = board.advance_stored(alike)
            frames.append(_numbered(change, board.seq, tokens.get(change.seq, "")))
            board.accept(change)
            curtain.take(alike, frames[-1], board.rows)
        return frames

    async def _load(self, work: Work, event: UUID, last_seq: int) -> Board:
        plan = await plan_of(event)
        board = Board(plan, await roll_of(event))
        unmarked = board.snapshot()
        entries = await entries_between(work, event, 0, last_seq) if last_seq else []
        past, tokens = await newest_frames(work, event, last_seq)
        if any(entry.kind in CURTAIN for entry in entries):
            tokens |= await tokens_between(work, event, 0, last_seq)
        codes = {str(entrant.id): entrant.code for entrant in plan.entrants}
        curtain = self._curtains[event] = Curtain(unmarked.head, unmarked.rows, codes)
        self._boards[event] = board
        self._work(board, entries, tokens)
        self._desk.open(event, msgspec.structs.replace(board.snapshot(), token=tokens.get(board.seq, "")), past, tokens)
        curtain.let_out(now())
        if curtain.open:
            after = curtain.turned_at
            past = [sent for sent in past if sent.since >= after]
            tokens = {seq: token for seq, token in tokens.items() if seq >= after}
        else:
            past, tokens = [], {curtain.number: curtain.snapshot().token}
        self._hub.open(event, curtain.snapshot(), past, tokens)
        self._let_out(event)
        if board.state == "ended":
            self._hub.tell_judges(EventState(event=str(event), state=board.state))
        return board


def _renames(entries: Sequence[Entry]) -> bool:
    """Whether a board that knows who is behind the numbers has to be made anew: others hold them."""
    return any(entry.kind == DRAWN for entry in entries)


def _numbered(change: Change, since: int, token: str) -> Frame:
    return msgspec.structs.replace(change.frame, since=since, token=token)
