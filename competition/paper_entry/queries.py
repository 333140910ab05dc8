"""Reading paper sheets: how far each is, and, once two clerks have keyed it in, what they read."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

import msgspec

from competition.accounts.principal import Principal
from competition.accounts.queries import account_names
from competition.clock import iso
from competition.errors import NotAllowed
from competition.events.access import require_chief
from competition.events.judging import event_moment, plan_of
from competition.marking.acts import Act
from competition.marking.book import Book
from competition.marking.on_paper import OnPaper
from competition.marking.queries import Held, marks_in_force, sub_criterion_view
from competition.marking.sheets import EventSheets
from competition.paper_entry.access import require_paper_desk
from competition.paper_entry.fields import OPEN, Field, FieldState, Marks, Ruling, fields_of
from competition.paper_entry.schemas import (
    KeyedIn,
    PaperDesk,
    PaperField,
    PaperForm,
    PaperRow,
    PaperSheetView,
    PaperSignature,
    RulingView,
    SheetStage,
)
from competition.paper_entry.sheets import Form, Sheet, forms_of, sheet_by_code, sheets_of, signed_by
from competition.paper_entry.tables import PaperConfirmation, PaperEntry, PaperRuling, PaperSheet
from rules.keys import runs

READ, MARK = "read", "mark"


async def any_keyed_in(event: UUID) -> bool:
    """Whether any paper sheet of the event has come back and was keyed in."""
    return await PaperSheet.exists().where(PaperSheet.event == event)


@dataclass(frozen=True, slots=True)
class Entered:
    account: UUID
    at: str
    marks: Marks


@dataclass(slots=True)
class Kept:
    """What is stored of one sheet that came back."""

    id: UUID
    entries: list[Entered] = field(default_factory=list)
    rulings: dict[str, dict[str, list[Ruling]]] = field(default_factory=lambda: {READ: {}, MARK: {}})
    confirmed: Mapping[str, Any] | None = None

    @property
    def keys(self) -> list[str]:
        """Every field that a clerk has keyed in, once both have; nobody learns before what rows the first one added."""
        return sorted({key for entry in self.entries for key in entry.marks}) if len(self.entries) == 2 else []

    def entered_by(self, account: UUID) -> bool:
        return any(entry.account == account for entry in self.entries)

    def on_paper(self, sheet: Sheet) -> OnPaper:
        """How the ledger names it, once two clerks have keyed it in."""
        first, second = self.entries
        return OnPaper(sheet.code, first.account, second.account)

    def fields(self, sheet: Sheet, held: Held) -> list[Field]:
        """Every field, once two clerks have keyed the sheet in; nothing before."""
        if len(self.entries) < 2:
            return []
        form = sheet.form
        aspects = [aspect for _, of_it in form.parts_with(self.keys) for aspect in of_it]
        mine = {
            aspect.key: found
            for aspect in aspects
            if (found := held.get((form.duty.stage.key, sheet.entrant.id, aspect.key, form.judge(aspect))))
        }
        entries = [entry.marks for entry in self.entries]
        return fields_of(aspects, entries, mine, self.rulings[READ], self.rulings[MARK])

    def stage(self, fields: Sequence[Field]) -> SheetStage:
        if self.confirmed:
            return "confirmed"
        if len(self.entries) < 2:
            return "once" if self.entries else "none"
        states = {field.state for field in fields}
        if FieldState.DIFFERS in states:
            return "differs"
        return "conflicts" if FieldState.CONFLICTS in states else "ready"

    def changed(self, fields: Sequence[Field]) -> bool:
        """Whether the ledger says something else by now than was confirmed."""
        return bool(self.confirmed) and any(f.state in (FieldState.CONFLICTS, FieldState.TO_ADD) for f in fields)


Place = tuple[str, int, str, UUID]


def place_of(sheet: Sheet) -> Place:
    form = sheet.form
    return form.duty.stage.key, form.panel + 1, form.seat, sheet.entrant.id


async def kept_of(event: UUID, sheet: Sheet | None = None) -> dict[Place, Kept]:
    """What is stored of the event's sheets, or of one of them."""
    query = PaperSheet.select().where(PaperSheet.event == event)
    if sheet is not None:
        stage, panel, seat, entrant = place_of(sheet)
        query = query.where(
            (PaperSheet.stage == stage)
            & (PaperSheet.panel == panel)
            & (PaperSheet.seat == seat)
            & (PaperSheet.entrant == entrant)
        )
    rows = await query
    found = {row["id"]: Kept(row["id"]) for row in rows}
    if found:
        await _fill(found)
    return {(row["stage"], row["panel"], row["seat"], row["entrant"]): found[row["id"]] for row in rows}


async def _fill(found: Mapping[UUID, Kept]) -> None:
    ids = list(found)
    for row in await PaperEntry.select().where(PaperEntry.sheet.is_in(ids)).order_by(PaperEntry.place):
        marks = msgspec.json.decode(row["marks"], type=dict[str, Decimal | None])
        found[row["sheet"]].entries.append(Entered(row["account"], iso(row["entered_at"]), marks))
    for row in await PaperRuling.select().where(PaperRuling.sheet.is_in(ids)).order_by(PaperRuling.id):
        ruling = Ruling(row["value"], row["account"], iso(row["made_at"]), row["reason"], row["ledger_seq"])
        found[row["sheet"]].rulings[row["kind"]].setdefault(row["aspect"], []).append(ruling)
    for row in await PaperConfirmation.select().where(PaperConfirmation.sheet.is_in(ids)):
        found[row["sheet"]].confirmed = row


async def paper_desk(reader: Principal, event: UUID, book: Book) -> PaperDesk:
    """Every sheet of the event and how far it is; no value, and no name of an entrant. Raises `NotFound`."""
    await require_paper_desk(reader, event)
    plan = await plan_of(event)
    kept = await kept_of(event)
    held = await marks_in_force(event) if any(len(one.entries) == 2 for one in kept.values()) else {}
    sheets = await book.read(event)
    forms = forms_of(plan)
    names = await _names(forms, kept.values())
    rows = []
    for sheet in sheets_of(plan):
        one = kept.get(place_of(sheet), Kept(event))
        fields = one.fields(sheet, held)
        rows.append(
            PaperRow(
                code=sheet.code,
                form=sheet.form.key,
                entrant=sheet.entrant.code,
                state=one.stage(fields),
                mine=one.entered_by(reader.id),
                left=sum(f.state in OPEN for f in fields),
                changed=one.changed(fields),
                signed=_signature(sheet, sheets) is not None,
                entries=_keyed_in(one, names),
            )
        )
    return PaperDesk(
        event=str(event),
        state=(await event_moment(event))[0],
        chief=await _leads(reader, event),
        forms=[_form(form, names) for form in forms],
        sheets=rows,
    )


async def paper_sheet(reader: Principal, event: UUID, code: str, book: Book) -> PaperSheetView:
    """The sheet that this text means. Raises `SheetUnknown`, `SheetOutdated`, `NotFound`."""
    await require_paper_desk(reader, event)
    sheet = sheet_by_code(await plan_of(event), code)
    one = (await kept_of(event, sheet)).get(place_of(sheet), Kept(event))
    fields = one.fields(sheet, await marks_in_force(event) if len(one.entries) == 2 else {})
    form = sheet.form
    signature = _signature(sheet, await book.read(event))
    names = await _names([form], [one], signature)
    confirmed = one.confirmed
    return PaperSheetView(
        code=sheet.code,
        entrant=sheet.entrant.code,
        seat=form.seat,
        judge=names.get(form.duty.seat.account, ""),
        stage=form.duty.stage.title,
        panel=form.duty.panel.title,
        state=one.stage(fields),
        mine=one.entered_by(reader.id),
        changed=one.changed(fields),
        entries=_keyed_in(one, names),
        confirmed=KeyedIn(clerk=names.get(confirmed["account"], ""), at=iso(confirmed["confirmed_at"]))
        if confirmed
        else None,
        added=confirmed["added"] if confirmed else 0,
        signature=PaperSignature(on_paper=signature.on_paper, who=names[signature.account], at=iso(signature.at))
        if signature
        else None,
        sub_criteria=[sub_criterion_view(form.duty, sub, aspects) for sub, aspects in form.parts_with(one.keys)],
        families=[family.key for family in form.families if runs(family.key) == 1],
        fields=[_field(one, names) for one in fields],
    )


async def judge_names(forms: Sequence[Form]) -> dict[UUID, str]:
    return await account_names({form.duty.seat.account for form in forms})


async def _names(forms: Sequence[Form], kept: Any, signature: Act | None = None) -> Mapping[UUID, str]:
    accounts = {form.duty.seat.account for form in forms} | ({signature.account} if signature else set())
    for one in kept:
        accounts |= {entry.account for entry in one.entries}
        for by_aspect in one.rulings.values():
            accounts |= {ruling.account for rulings in by_aspect.values() for ruling in rulings}
        if one.confirmed:
            accounts.add(one.confirmed["account"])
    return defaultdict(str, await account_names(accounts))


async def _leads(reader: Principal, event: UUID) -> bool:
    try:
        await require_chief(reader, event)
    except NotAllowed:
        return False
    return True


def _signature(sheet: Sheet, sheets: EventSheets) -> Act | None:
    """The newest signature, once all that the paper's signature is for is signed."""
    due = [one.signatures.get(seat) for seat, one in signed_by(sheet, sheets) if one.needed]
    made = [act for act in due if act]
    return max(made, key=lambda act: act.seq) if made and len(made) == len(due) else None


def _keyed_in(one: Kept, names: Mapping[UUID, str]) -> list[KeyedIn]:
    return [KeyedIn(clerk=names[entry.account], at=entry.at) for entry in one.entries]


def _form(form: Form, names: Mapping[UUID, str]) -> PaperForm:
    return PaperForm(
        key=form.key,
        stage=form.duty.stage.title,
        panel=form.duty.panel.title,
        seat=form.seat,
        judge=names[form.duty.seat.account],
        fields=len(form.aspects),
    )


def _field(one: Field, names: Mapping[UUID, str]) -> PaperField:
    kinds: tuple[tuple[Literal["read", "mark"], tuple[Ruling, ...]], ...]
    kinds = (("read", one.readings), ("mark", one.decisions))
    return PaperField(
        aspect=one.aspect.key,
        state=one.state.value,
        differs=one.differs,
        first=one.entered[0],
        second=one.entered[1],
        on_paper=None if one.state is FieldState.DIFFERS else one.on_paper,
        held=one.held.value if one.held else None,
        held_seq=one.held.seq if one.held else None,
        rulings=[
            RulingView(kind=kind, value=ruling.value, who=names[ruling.account], at=ruling.at, reason=ruling.reason)
            for kind, rulings in kinds
            for ruling in rulings
        ],
    )
