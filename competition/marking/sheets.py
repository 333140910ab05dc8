"""Mark sheets: how each of them stands, as it follows from the ledger's entries. No I/O.

A *sheet* is one seat's marks for one entrant and sub-criterion of a stage:

    open -> signed by its judge, on a tablet or on paper -> locked by the chief judge -> reopened, with a reason

The sheets of all seats of the panel for the same entrant and sub-criterion are revealed, locked and reopened together.
What a panel established together stands on the sheet of every seat that may enter it.
A signature is in force until a mark of its sheet is entered or taken back, even if the value is the same again.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

import msgspec

from competition.events.plan import Plan, PlannedEntrant
from competition.live.messages import SheetState
from competition.marking.acts import CORRECTION, Act, Alert, OnSheets
from competition.marking.layout import Layout, Place, layouts_of
from competition.marking.ledger import ATTESTED, JUSTIFIED, LOCKED, MARK, OVERTAKEN, REOPENED, SIGNED, Entry, plain
from competition.marking.ledger import Place as MarkPlace
from rules.scheme import Aspect
from rules.values import State

Reads = Callable[[UUID, str], bool]
"""Whether the judge of the account reads here on another tablet than the one of that name."""


def nobody_reads(account: UUID, device: str) -> bool:
    """Nobody does."""
    return False


class Where(NamedTuple):
    """Which sheets of a panel: `entrant` is the id, `sub_criterion` the key."""

    stage: str
    entrant: UUID
    sub_criterion: str


class PanelSheets:
    """The sheets of one panel for one entrant and sub-criterion."""

    def __init__(self, plan: Plan, layout: Layout, entrant: PlannedEntrant, tally: defaultdict[UUID, OnSheets]) -> None:
        self.plan, self.layout, self.entrant = plan, layout, entrant
        self._tally = tally
        self.signatures: dict[str, Act] = {}
        self.locked: Act | None = None
        self.reopened: Act | None = None
        self.revealed = False
        self.corrected: dict[Place, str] = {}
        """The marks in force that the chief judge entered in place of a seat, and why."""
        self._values: dict[Place, Decimal] = {}
        self._justified: dict[str, Act] = {}
        self.waiting: set[str] = set()
        self._weigh(layout.everybody)

    @property
    def needed(self) -> bool:
        """Whether anybody must sign these sheets.

        One that may be left out needs nothing until somebody begins it, nor does that of who did not start.
        """
        expected = self.layout.sub_criterion.required and self.entrant.state in (State.COMPETING, State.UNOFFICIAL)
        return expected or bool(self._values)

    @property
    def values(self) -> Mapping[Place, Decimal]:
        """Every mark in force of the panel."""
        return self._values

    def held(self, seat: str) -> dict[str, Decimal]:
        """The marks in force on the seat's sheet, by aspect."""
        return {aspect: value for (judge, aspect), value in self._values.items() if seat in self.layout.holders(judge)}

    def missing(self, seat: str) -> tuple[str, ...]:
        """The aspects without which the seat's sheet cannot be signed."""
        if not self.needed:
            return ()
        values = self._values
        missing = [place[1] for place in self.layout.required[seat] if place not in values]
        for family in self.layout.families[seat]:
            judge = seat if family.each_judge else ""
            missing += [key for key in self._members(family) if (judge, key) not in values]
        return tuple(missing)

    def digest(self, seat: str, marks: Mapping[str, Decimal]) -> str:
        """SHA-256, in hex, of what a judge at the seat who sees these marks would sign."""
        where = (self.layout.stage, self.entrant.code, self.layout.sub_criterion.key, seat)
        said = [[aspect, plain(value)] for aspect, value in sorted(marks.items())]
        return hashlib.sha256(msgspec.json.encode(["jinji mark sheet", self.plan.event, *where, said])).hexdigest()

    def state(self, seat: str) -> SheetState:
        if self.locked:
            return "locked"
        if seat in self.signatures:
            return "signed"
        return "reopened" if self.reopened else "open"

    @property
    def unsigned(self) -> tuple[str, ...]:
        """The seats whose signature is due and not there."""
        return tuple(seat.key for seat in self.layout.seats if self.needed and seat.key not in self.signatures)

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """Where the marks lie too far apart; nothing before they are revealed."""
        if not self.revealed:
            return ()
        of_aspect: dict[str, list[Decimal]] = {}
        for (judge, aspect), value in self._values.items():
            if judge:
                of_aspect.setdefault(aspect, []).append(value)
        found = ((self.plan.located(key, self.layout.stage).aspect, values) for key, values in of_aspect.items())
        return tuple(
            Alert(aspect.key, min(values), max(values), aspect.spread, self._justified.get(aspect.key))
            for aspect, values in found
            if aspect.spread is not None and aspect.spread_broken(values)
        )

    @property
    def unsettled(self) -> tuple[str, ...]:
        """The aspects whose spread was neither mended nor justified."""
        return tuple(alert.aspect for alert in self.alerts if alert.justified is None)

    @property
    def ready(self) -> bool:
        """Whether the chief judge may lock them."""
        return self.needed and not (self.locked or self.waiting or self.unsigned or self.unsettled)

    def take(self, entry: Entry) -> tuple[str, ...]:
        """The entry is done. Returns the seats whose judges must hear of it.

        Of a mark that is all of them once marks are revealed; before that those who have finished, for whom they wait.
        """
        if entry.kind == MARK:
            return self._mark(entry)
        if entry.kind == OVERTAKEN:
            return ()
        act = Act(entry.seq, entry.account, entry.stored_at, entry.reason, entry.digest, entry.kind == ATTESTED)
        if entry.kind in (SIGNED, ATTESTED):
            self.signatures[entry.judge] = act
            self._reveal()
        elif entry.kind == JUSTIFIED:
            self._justified[entry.aspect] = act
        else:
            self.locked, self.reopened = (act, None) if entry.kind == LOCKED else (None, act)
        return self.layout.everybody

    def _mark(self, entry: Entry) -> tuple[str, ...]:
        place, layout = (entry.judge, entry.aspect), self.layout
        waited, needed, holders = len(self.waiting), self.needed, layout.holders(entry.judge)
        more = (entry.value is not None) - (place in self._values)
        if entry.value is None:
            self._values.pop(place, None)
        else:
            self._values[place] = entry.value
        if entry.device == CORRECTION:
            self.corrected[place] = entry.reason
        else:
            self.corrected.pop(place, None)
        for account in layout.accounts(entry.judge):
            self._tally[account].add(more, entry.stored_at)
        signed = [self.signatures.pop(seat) for seat in holders if seat in self.signatures]
        self._justified.pop(entry.aspect, None)
        self._weigh(layout.everybody if layout.growing or needed != self.needed else holders)
        self._reveal()
        if signed or entry.reason:
            return layout.everybody
        if len(layout.everybody) == 1 or (waited == len(self.waiting) and not self.revealed):
            return ()
        return tuple(seat for seat in layout.everybody if self.revealed or seat not in self.waiting)

    def read_elsewhere(self, mark: Entry, reads: Reads) -> tuple[str, ...]:
        """The seats on whose sheets the mark stands and whose judges have it before them where it did not come from."""
        holders = zip(self.layout.holders(mark.judge), self.layout.accounts(mark.judge), strict=True)
        return tuple(seat for seat, account in holders if reads(account, mark.device))

    def _weigh(self, seats: Sequence[str]) -> None:
        for seat in seats:
            if seat in self.layout.required and self._lacks_any(seat):
                self.waiting.add(seat)
            else:
                self.waiting.discard(seat)

    def _lacks_any(self, seat: str) -> bool:
        """Whether anything is missing at the seat; without naming it, which takes as long as the sheet is wide."""
        if self.layout.growing or not self.needed:
            return bool(self.missing(seat))
        return not self._values.keys() >= self.layout.required[seat]

    def _reveal(self) -> None:
        """Once everybody's marks are in, all are shown to all, and stay so: what was seen cannot be unseen."""
        if not self.waiting and self._values and (self.layout.plain_reveal or not self.unsigned):
            self.revealed = True

    def _members(self, family: Aspect) -> tuple[str, ...]:
        """Every member of the family that anybody of the panel has marked; at least one must be."""
        keys, stage = dict.fromkeys(key for _, key in self._values), self.layout.stage
        return tuple(key for key in keys if self.plan.located(key, stage).pattern == family.key) or (family.key,)


class EventSheets:
    """All sheets of one event, as of the entry `seq`; `head` is its hash, and `state` the event's after it."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.seq, self.head, self.state = plan, 0, b"", "open"
        self.layouts = layouts_of(plan)
        self.on_sheets: defaultdict[UUID, OnSheets] = defaultdict(OnSheets)
        """By account, what stands on its sheets."""
        self.newest: dict[MarkPlace, int] = {}
        """The highest counter of each tablet for each place."""
        self._sheets: dict[Where, PanelSheets] = {}
        self._with_mark: dict[tuple[str, UUID | None, str], PanelSheets | None] = {}

    def take(self, entries: Sequence[Entry], reads: Reads = nobody_reads) -> list[tuple[PanelSheets, set[str]]]:
        """The entries are done, as far as they follow on what was taken so far; others are left to be taken in order.

        Returns the sheets of which judges must hear, with their seats. Who still marks is not told how far others are,
        but of every mark on the own sheet that came from elsewhere than where it is read.
        """
        news: dict[int, tuple[PanelSheets, set[str]]] = {}
        for entry in entries:
            if entry.seq != self.seq + 1:
                continue
            self.seq, self.head = entry.seq, entry.hash
            self.state = "ended" if entry.ends else self.state
            if entry.kind == MARK:
                self.newest[entry.place] = max(entry.counter, self.newest.get(entry.place, -1))
            sheets = self.of_entry(entry)
            if sheets is None:
                continue
            told = sheets.take(entry)
            if entry.kind == MARK:
                told += sheets.read_elsewhere(entry, reads)
            if told:
                news.setdefault(id(sheets), (sheets, set()))[1].update(told)
        return list(news.values())

    def of_entry(self, entry: Entry) -> PanelSheets | None:
        """The sheets that the entry is about, or None where it is about none."""
        if entry.kind != MARK:
            return self._found(entry)
        place = entry.stage, entry.entrant, entry.aspect
        if place not in self._with_mark:
            self._with_mark[place] = self._found(entry)
        return self._with_mark[place]

    def at(self, where: Where) -> PanelSheets | None:
        """The panel's sheets there, or None where no panel marks that."""
        layout = self.layouts.get((where.stage, where.sub_criterion))
        entrant = self.plan.by_id.get(where.entrant)
        if layout is None or entrant is None:
            return None
        if where not in self._sheets:
            self._sheets[where] = PanelSheets(self.plan, layout, entrant, self.on_sheets)
        return self._sheets[where]

    def with_aspect(self, stage: str, entrant: UUID, aspect: str) -> PanelSheets | None:
        """The sheets on which a mark of this aspect stands. Raises `AspectUnknown`, `StageUnknown`."""
        sub_criterion = self.plan.located(aspect, stage).sub_criterion
        return self.at(Where(self.plan.scheme.stage(stage).key, entrant, sub_criterion.key))

    def __iter__(self) -> Iterator[PanelSheets]:
        """Every panel's sheets, by entrant and in the scheme's order."""
        for entrant in self.plan.entrants:
            for stage, sub_criterion in self.layouts:
                sheets = self.at(Where(stage, entrant.id, sub_criterion))
                assert sheets is not None
                yield sheets

    def _found(self, entry: Entry) -> PanelSheets | None:
        if entry.entrant is None:
            return None
        if entry.kind in (MARK, OVERTAKEN, JUSTIFIED):
            return self.with_aspect(entry.stage, entry.entrant, entry.aspect)
        if entry.kind in (SIGNED, ATTESTED, LOCKED, REOPENED):
            return self.at(Where(entry.stage, entry.entrant, entry.aspect))
        return None
