"""The mark sheets of an event as papers: what stands on each, and the text by which a sheet is found again.

A sheet is of one seat and one entrant in one stage. Families of aspects, of which each entrant has its own number, have
boxes for their first members; one that needs more is written on the back and keyed in as an added row. What a panel
establishes together stands on its first recorder's sheet only.
"""

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from unicodedata import normalize
from urllib.parse import quote, unquote
from uuid import UUID

import msgspec

from competition.events.plan import Duty, Plan, PlannedEntrant, PlannedSeat
from competition.marking.sheets import EventSheets, PanelSheets, Where
from competition.paper_entry.errors import NothingChosen, SheetOutdated, SheetUnknown
from rules.keys import fill_numbers, runs
from rules.scheme import Aspect, AspectUnknown, SubCriterion

PREFIX = "JJ1"
MEMBERS = {1: 12, 2: 6}
"""Boxes that a family has on a form, by how many numbers its key takes: the first so many of each number."""


@dataclass(frozen=True)
class Form:
    """What one seat marks for any entrant in one stage. `panel` and `stage` are places in the plan, from 0."""

    plan: Plan
    duty: Duty
    stage: int
    panel: int

    @property
    def seat(self) -> str:
        return self.duty.seat.key

    @property
    def key(self) -> str:
        """Stage, panel and seat, as they stand in the code of a sheet."""
        return f"{self.stage + 1}:{self.panel + 1}:{quote(self.seat, safe='')}"

    @cached_property
    def parts(self) -> tuple[tuple[SubCriterion, tuple[Aspect, ...]], ...]:
        """What stands on the form, families as written."""
        own = (
            (sub, tuple(aspect for aspect in aspects if self._own(aspect))) for sub, aspects in self.duty.sub_criteria
        )
        return tuple((sub, aspects) for sub, aspects in own if aspects)

    @cached_property
    def aspects(self) -> dict[str, Aspect]:
        """Every field of the form by its key; of a family, the members that it has boxes for."""
        return {one.key: one for _, aspects in self.parts for aspect in aspects for one in boxes_of(aspect)}

    @cached_property
    def families(self) -> tuple[Aspect, ...]:
        return tuple(aspect for _, aspects in self.parts for aspect in aspects if aspect.repeats)

    def aspect(self, key: str) -> Aspect | None:
        """The field of that key, be it printed or a further member of a family; None where the form has none."""
        if key in self.aspects:
            return self.aspects[key]
        own = {family.key for family in self.families}
        try:
            found = self.plan.located(key, self.duty.stage.key)
        except AspectUnknown:
            return None
        return found.aspect if found.pattern in own else None

    def parts_with(self, keys: Collection[str]) -> Iterator[tuple[SubCriterion, list[Aspect]]]:
        """Every field by sub-criterion, those of these keys with them that are not printed."""
        more = [aspect for key in keys if key not in self.aspects and (aspect := self.aspect(key))]
        for sub, aspects in self.parts:
            printed = [one for aspect in aspects for one in boxes_of(aspect)]
            yield sub, [*printed, *(one for one in more if self._sub_of(one.key) == sub.key)]

    @cached_property
    def signatories(self) -> tuple[PlannedSeat, ...]:
        """Who signs it: its seat, and of recorders all, since what they establish together stands here alone."""
        recorders = tuple(seat for seat in self.duty.panel.seats if seat.recorder)
        return recorders if self.duty.seat.recorder else (self.duty.seat,)

    @cached_property
    def version(self) -> str:
        """Six hexadecimal digits over what the form asks: another scheme or another division of work is another one."""
        asked = [
            [one.key, one.title.zh, one.input, one.minimum, one.maximum, one.step, list(one.choices)]
            for one in self.aspects.values()
        ]
        said = msgspec.json.encode([self.plan.scheme.digest, self.seat, asked])
        return hashlib.sha256(said).hexdigest()[:6].upper()

    def judge(self, aspect: Aspect) -> str:
        """The seat under which the ledger keeps a mark of the aspect; empty for what a panel establishes together."""
        return self.seat if aspect.each_judge else ""

    def _sub_of(self, key: str) -> str:
        return self.plan.located(key, self.duty.stage.key).sub_criterion.key

    def _own(self, aspect: Aspect) -> bool:
        return aspect.each_judge or self.duty.panel.seats_for(aspect)[0] == self.duty.seat


def boxes_of(aspect: Aspect) -> list[Aspect]:
    """The aspect itself, or the members of the family that have boxes on a form, in their order."""
    if not aspect.repeats:
        return [aspect]
    numbers = range(1, MEMBERS.get(runs(aspect.key), 3) + 1)
    return [replace(aspect, key=fill_numbers(aspect.key, each)) for each in product(numbers, repeat=runs(aspect.key))]


@dataclass(frozen=True)
class Sheet:
    """One form for one entrant."""

    form: Form
    entrant: PlannedEntrant

    @cached_property
    def code(self) -> str:
        """Event, stage, panel, seat, entrant's code and version: what the QR code says and a hand scanner types."""
        form = self.form
        return f"{PREFIX}:{_tail(form.plan.event)}:{form.key}:{quote(self.entrant.code, safe='')}:{form.version}"


def signed_by(sheet: Sheet, sheets: EventSheets) -> Iterator[tuple[str, PanelSheets]]:
    """The mark sheets of the ledger that a signature on the paper is for, each with its seat."""
    form = sheet.form
    for sub, _ in form.duty.sub_criteria:
        found = sheets.at(Where(form.duty.stage.key, sheet.entrant.id, sub.key))
        assert found is not None
        yield from ((seat.key, found) for seat in form.signatories if seat in found.layout.seats)


def forms_of(plan: Plan) -> list[Form]:
    """Every form of the event, in the order of stages, panels and seats."""
    stages, panels = plan.scheme.stages, plan.panels
    forms = [Form(plan, duty, stages.index(duty.stage), panels.index(duty.panel)) for duty in plan.duties]
    return [form for form in forms if form.parts]


def sheets_of(plan: Plan) -> Iterator[Sheet]:
    """Every sheet of the event, the sheets of a seat together."""
    for form in forms_of(plan):
        for entrant in plan.entrants:
            yield Sheet(form, entrant)


def chosen_sheets(plan: Plan, forms: Collection[str] | None, entrants: Collection[str] | None) -> list[Sheet]:
    """The sheets of these forms (by key) and entrants (by code), of all where none is named. Raises `NothingChosen`."""
    chosen = [
        sheet
        for sheet in sheets_of(plan)
        if (not forms or sheet.form.key in forms) and (not entrants or sheet.entrant.code in entrants)
    ]
    if not chosen:
        raise NothingChosen()
    return chosen


def sheet_by_code(plan: Plan, scanned: str) -> Sheet:
    """The sheet that this text means, as scanned or typed in full. Raises `SheetUnknown`, `SheetOutdated`."""
    text = normalize("NFKC", scanned).strip()
    parts = text.split(":")
    if len(parts) != 7 or parts[0].upper() != PREFIX or parts[1].upper() != _tail(plan.event):
        raise SheetUnknown(code=text[:80])
    key, entrant = ":".join(parts[2:5]), plan.by_code.get(unquote(parts[5]))
    for form in forms_of(plan):
        if entrant is not None and form.key == key:
            if form.version != parts[6].upper():
                raise SheetOutdated(code=text, version=parts[6][:20], current=form.version)
            return Sheet(form, entrant)
    raise SheetUnknown(code=text[:80])


def _tail(event: UUID) -> str:
    """The last eight digits of the event's id, which are random; the first ones are its time."""
    return event.hex[-8:].upper()
