"""The curtain between the standings and the public: what of an event everybody may know, and when. No I/O.

It takes the ledger's entries as they are stored and lets out what may be known of them. What is withheld never gets
beyond it: the public feed, its snapshots, numbers, tags and times are made of what it lets out and of nothing else.

A *freeze* holds back every entry from a moment on, a *delay* for so many seconds after it was stored, and where
*organisers only* may see the standings nothing of them goes out. What people do about the curtain, and the end of
marking, everybody is told (under a delay, after it); another audience counts from the moment it is set.

The public has a number of its own: how many entries it knows of. Where nothing is withheld it is the ledger's.
"""

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, cast

import msgspec

from competition.clock import iso
from competition.live.messages import BoardHead, Frame, Snapshot, StandingRow
from competition.marking.ledger import AUDIENCE, FINAL, FROZEN, PUBLIC_ACTS, RECALLED, UNFROZEN, Entry
from competition.standings.schemas import SeenBy

AT_ONCE = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Audience:
    """Who may see the standings (all; all, by codes alone; organisers and officials), and how many seconds later."""

    seen: SeenBy = "open"
    delay: int = 0

    def due(self, stored_at: datetime) -> datetime:
        """From when on what is stored at that moment may be known."""
        return stored_at + timedelta(seconds=self.delay) if self.delay else AT_ONCE


class Acts:
    """Where an event's curtain stands, by what was done about it. `frozen_from` may lie ahead."""

    def __init__(self) -> None:
        self.audience = Audience()
        self.frozen_from: datetime | None = None
        self.frozen = False
        self.final = False

    def take(self, entry: Entry) -> None:
        """The entry is stored. From the first one of a freeze on, whatever its time says, all are under it."""
        self.frozen = self.freezes(entry.stored_at)
        if entry.kind == AUDIENCE:
            self.audience = Audience(cast(SeenBy, entry.aspect), int(entry.value or 0))
        elif entry.kind == FROZEN:
            self.frozen_from = datetime.fromisoformat(entry.aspect)
            self.frozen = self.freezes(entry.stored_at)
        elif entry.kind in (UNFROZEN, FINAL):
            self.frozen_from, self.frozen, self.final = None, False, entry.kind == FINAL
        elif entry.kind == RECALLED:
            self.final = False

    def freezes(self, moment: datetime) -> bool:
        """Whether what is stored next, at that moment, is held back."""
        return self.frozen or (self.frozen_from is not None and moment >= self.frozen_from)


class Step(NamedTuple):
    """What the public may know of so many entries from `due` on; with `lifted`, of all that was held back besides."""

    due: datetime
    entries: int
    act: bool
    lifted: bool
    upto: int
    """The number in the ledger of the newest entry that the rows follow from."""
    frame: Frame


class Out(NamedTuple):
    """What goes out to the public. `plain` says that it is word for word what the desk was sent."""

    message: Frame | Snapshot
    plain: bool


class Curtain:
    """One event's curtain. `head` and `rows` are those of the event before any mark; `codes` are by entrants' ids."""

    def __init__(self, head: BoardHead, rows: Iterable[StandingRow], codes: Mapping[str, str]) -> None:
        self.acts = Acts()
        self.number = 0
        self.worked = 0
        """The number in the ledger of the newest entry behind what may be known."""
        self.turned_at = 0
        """The number in the ledger of the newest act."""
        self._head, self._codes = head, codes
        self._rows = {row.entrant: row for row in rows}
        self._said = Frame(seq=0, at="", state="open", rows=[])
        self._waiting: deque[Step] = deque()
        self._out: list[Out] = []
        self._upto = 0
        self._frozen = 0
        """Entries that a freeze holds back."""
        self._hidden = 0
        """Entries that have passed and that only organisers may know of."""

    @property
    def open(self) -> bool:
        """Whether the public is sent just what the desk is."""
        acts = self.acts
        return acts.audience == Audience() and acts.frozen_from is None and not acts.final and not self._waiting

    @property
    def next_due(self) -> datetime | None:
        """When something that waits may be let out."""
        return self._waiting[0].due if self._waiting else None

    @property
    def withheld(self) -> int:
        """How many entries the public does not know of."""
        return self._frozen + self._hidden + sum(step.entries for step in self._waiting)

    def alike(self, entries: Sequence[Entry], moment: datetime) -> int:
        """How many of the next entries are let out, or held back, together as of that moment. An act is by itself."""
        acts, first = self.acts, entries[0]
        frozen = acts.freezes(first.stored_at)
        for place, entry in enumerate(entries):
            if entry.kind in PUBLIC_ACTS:
                return place or 1
            if acts.freezes(entry.stored_at) != frozen:
                return place
            if not frozen and entry.stored_at != first.stored_at and acts.audience.due(entry.stored_at) > moment:
                return place
        return len(entries)

    def take(self, entries: Sequence[Entry], frame: Frame, now_shown: Callable[[], list[StandingRow]]) -> None:
        """These entries, alike, are stored; `frame` is what they change for who sees everything."""
        acts, last = self.acts, entries[-1]
        act, was_frozen = last.kind in PUBLIC_ACTS, self.acts.frozen
        self._pass_until(last.stored_at if act else AT_ONCE)
        acts.take(last)
        if act:
            self.turned_at = last.seq
        elif acts.frozen:
            self._frozen += len(entries)
            return
        if last.kind == AUDIENCE:
            self._turn(last, frame)
            return
        if lifted := was_frozen and not acts.frozen:
            frame = msgspec.structs.replace(frame, rows=now_shown())
        self._upto = self._upto if acts.frozen else last.seq
        if acts.final or acts.frozen_from:
            frozen = iso(acts.frozen_from) if acts.frozen_from else ""
            frame = msgspec.structs.replace(frame, state="final" if acts.final else frame.state, frozen=frozen)
        count = len(entries)
        if lifted:
            count, self._frozen = count + self._frozen, 0
        due = acts.audience.due(last.stored_at)
        due = max(due, self._waiting[-1].due) if self._waiting else due
        self._waiting.append(Step(due, count, act, lifted, self._upto, frame))

    def let_out(self, moment: datetime) -> list[Out]:
        """What may be known by then and was not, in order. Who hears it all knows everything that the public may."""
        self._pass_until(moment)
        out, self._out = self._out, []
        restated = any(isinstance(one.message, Snapshot) for one in out)
        return [Out(self.snapshot(), False)] if restated else out

    def snapshot(self) -> Snapshot:
        """All that the public may know."""
        said, seen = self._said, self.acts.audience.seen
        groups = {} if seen == "organisers" else {self._key(one): of for one, of in self._head.groups.items()}
        head = msgspec.structs.replace(self._head, groups=groups, seen=seen, delay=self.acts.audience.delay)
        return Snapshot(
            seq=self.number,
            token=said.token,
            at=said.at,
            state=said.state,
            frozen=said.frozen,
            head=head,
            rows=self._public(self._rows.values()),
        )

    def _turn(self, entry: Entry, frame: Frame) -> None:
        """Another audience from now on: what waits waits no longer than it would have to now; everybody starts over."""
        latest = self.acts.audience.due(entry.stored_at)
        self._waiting = deque(step._replace(due=min(step.due, latest)) for step in self._waiting)
        self.number += 1
        if self.acts.audience.seen != "organisers":
            self.number, self._hidden = self.number + self._hidden, 0
        self._said = msgspec.structs.replace(self._said, token=frame.token, at=frame.at)
        self._out.append(Out(self.snapshot(), False))

    def _pass_until(self, moment: datetime) -> None:
        while self._waiting and self._waiting[0].due <= moment:
            self._pass(self._waiting.popleft())

    def _pass(self, step: Step) -> None:
        rows, since, self.worked = step.frame.rows, self.number, step.upto
        if step.lifted:
            rows = [row for row in rows if self._rows.get(row.entrant) != row]
        self._rows.update({row.entrant: row for row in rows})
        if self.acts.audience.seen != "organisers":
            self.number += step.entries
        else:
            self._hidden += step.entries - step.act
            self.number += step.act
            if not step.act:
                return
        self._said, plain = step.frame, self._is_plain(step, since)
        if plain:
            self._out.append(Out(step.frame, True))
        else:
            public = self._public(rows)
            frame = msgspec.structs.replace(step.frame, since=since, seq=self.number, rows=public)
            self._out.append(Out(frame, False))

    def _is_plain(self, step: Step, since: int) -> bool:
        frame = step.frame
        altered = step.lifted or frame.frozen or frame.state == "final"
        return not altered and self.acts.audience.seen == "open" and (frame.since, frame.seq) == (since, self.number)

    def _public(self, rows: Iterable[StandingRow]) -> list[StandingRow]:
        match self.acts.audience.seen:
            case "open":
                return list(rows)
            case "codes":
                coded = msgspec.structs.replace
                return [coded(row, entrant=self._key(row.entrant), name=None, delegation=None) for row in rows]
            case "organisers":
                return []

    def _key(self, entrant: str) -> str:
        """The name by which the public knows an entrant: by the code alone, no id that stood beside a name before."""
        return self._codes[entrant] if self.acts.audience.seen == "codes" else entrant
