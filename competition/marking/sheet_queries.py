"""Reading mark sheets: how each stands, what remains, and what was done on one of them."""

from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from competition.accounts.principal import Principal
from competition.accounts.queries import account_names
from competition.clock import iso
from competition.db.unit_of_work import unit_of_work
from competition.events.access import require_overseer
from competition.events.judging import event_moment, events_of_judge
from competition.events.plan import Duty
from competition.live.messages import SheetNews, SheetState
from competition.marking.acts import CORRECTION
from competition.marking.book import Book, alerts_of, news_of
from competition.marking.errors import EntrantUnknown
from competition.marking.ledger import JUSTIFIED, MARK, OVERTAKEN
from competition.marking.queries import entry_of
from competition.marking.sheet_errors import SheetUnknown
from competition.marking.sheet_schemas import (
    EntrantSheets,
    EventSheetsView,
    HistoryLine,
    JudgeSheets,
    PanelSheetsView,
    SeatSheet,
    SheetHistory,
    SheetTitle,
)
from competition.marking.sheets import EventSheets, PanelSheets, Where

HISTORY = """
    SELECT * FROM judging_entry WHERE event = $1 AND stage = $2 AND entrant = $3 ORDER BY seq
"""


async def standing_of(judge: Principal, book: Book) -> list[SheetNews]:
    """How every sheet of the judge stands, in all events."""
    found = []
    for event in await events_of_judge(judge.id):
        sheets = await book.read(event)
        found += [
            news_of(one, seat.key, sheets.seq)
            for one in sheets
            for seat in one.layout.seats
            if seat.account == judge.id
        ]
    return found


async def event_sheets(overseer: Principal, event: UUID, book: Book) -> EventSheetsView:
    """How all sheets of the event stand. Raises `NotAllowed`, `NotFound`."""
    await require_overseer(overseer, event)
    sheets = await book.read(event)
    state = (await event_moment(event))[0]
    every = list(sheets)
    due = [one for one in every if one.needed]
    names = await _names(every)
    return EventSheetsView(
        event=str(event),
        seq=sheets.seq,
        state=state,
        sheets=sum(len(one.layout.seats) for one in due),
        signed=sum(len(one.layout.seats) - len(one.unsigned) for one in due),
        panels=len(due),
        ready=sum(one.ready for one in due),
        locked=sum(one.locked is not None for one in due),
        alerts=sum(len(one.unsettled) for one in due),
        titles=_titles(sheets),
        judges=_judges(sheets, due, names),
        entrants=[_entrant(code, of_it, names) for code, of_it in _by_entrant(every).items()],
    )


async def sheet_history(
    overseer: Principal, event: UUID, book: Book, stage: str, entrant: str, sub_criterion: str
) -> SheetHistory:
    """Everything entered and decided on the panel's sheets there. Raises `NotAllowed`, `SheetUnknown`, `NotFound`."""
    await require_overseer(overseer, event)
    sheets = await book.read(event)
    if entrant not in sheets.plan.by_code:
        raise EntrantUnknown(entrant=entrant)
    stage = sheets.plan.scheme.stage(stage).key
    found = sheets.at(Where(stage, sheets.plan.by_code[entrant].id, sub_criterion))
    if found is None:
        raise SheetUnknown(entrant=entrant, sub_criterion=sub_criterion)
    return SheetHistory(
        stage=stage,
        entrant=entrant,
        sub_criterion=sub_criterion,
        title=found.layout.sub_criterion.title,
        lines=await _lines(sheets, found),
    )


async def _lines(sheets: EventSheets, of: PanelSheets) -> list[HistoryLine]:
    async with unit_of_work() as work:
        rows = await work.connection.fetch(HISTORY, sheets.plan.event, of.layout.stage, of.entrant.id)
    entries = [entry for entry in map(entry_of, rows) if sheets.of_entry(entry) is of]
    newest = {(entry.judge, entry.aspect): entry.seq for entry in entries if entry.kind == MARK}
    names = await account_names({entry.account for entry in entries})
    signatures = {act.seq for act in of.signatures.values()}
    others = {act.seq for act in (of.locked, of.reopened, *(alert.justified for alert in of.alerts)) if act}
    return [
        HistoryLine(
            seq=entry.seq,
            at=iso(entry.stored_at),
            kind=entry.kind,  # type: ignore[arg-type]
            seat=entry.judge,
            by=names[entry.account],
            aspect=entry.aspect if entry.kind in (MARK, OVERTAKEN, JUSTIFIED) else "",
            value=entry.value,
            reason=entry.reason,
            digest=entry.digest,
            in_force=newest[entry.judge, entry.aspect] == entry.seq
            if entry.kind == MARK
            else entry.seq in signatures | others,
            corrected=entry.device == CORRECTION,
        )
        for entry in entries
    ]


def _titles(sheets: EventSheets) -> list[SheetTitle]:
    return [
        SheetTitle(
            stage=stage,
            sub_criterion=key,
            title=layout.sub_criterion.title,
            aspects={aspect.key: aspect.title for aspect in layout.sub_criterion.aspects},
        )
        for (stage, key), layout in sheets.layouts.items()
    ]


def _judges(sheets: EventSheets, due: Iterable[PanelSheets], names: dict[UUID, str]) -> list[JudgeSheets]:
    """One line a judge and panel, as the organiser's progress has it."""
    total, unmarked, unsigned = (Counter[tuple[str, str, UUID]]() for _ in range(3))
    for one in due:
        for seat in one.layout.seats:
            place = (one.layout.stage, seat.key, seat.account)
            total[place] += 1
            unmarked[place] += seat.key in one.waiting
            unsigned[place] += seat.key not in one.signatures
    duties: dict[tuple[str, str, UUID], Duty] = {
        (duty.stage.key, duty.seat.key, duty.seat.account): duty for duty in sheets.plan.duties
    }
    return [
        JudgeSheets(
            account=str(duty.seat.account),
            judge=names[duty.seat.account],
            seat=duty.seat.key,
            panel=duty.panel.title,
            sheets=total[place],
            unmarked=unmarked[place],
            unsigned=unsigned[place],
        )
        for place, duty in duties.items()
    ]


def _by_entrant(sheets: Iterable[PanelSheets]) -> dict[str, list[PanelSheets]]:
    found: dict[str, list[PanelSheets]] = {}
    for one in sheets:
        found.setdefault(one.entrant.code, []).append(one)
    return found


def _entrant(code: str, sheets: list[PanelSheets], names: dict[UUID, str]) -> EntrantSheets:
    due = [one for one in sheets if one.needed]
    return EntrantSheets(
        code=code,
        unsigned=sum(len(one.unsigned) for one in due),
        unlocked=sum(one.locked is None for one in due),
        panels=[_panel(one, names) for one in sheets],
    )


def _panel(one: PanelSheets, names: dict[UUID, str]) -> PanelSheetsView:
    return PanelSheetsView(
        stage=one.layout.stage,
        sub_criterion=one.layout.sub_criterion.key,
        state=_state(one),
        needed=one.needed,
        revealed=one.revealed,
        ready=one.ready,
        sheets=[_seat(one, seat.key, seat.account) for seat in one.layout.seats],
        alerts=alerts_of(one),
        locked_at=iso(one.locked.at) if one.locked else None,
        locked_by=names[one.locked.account] if one.locked else "",
        reopened_at=iso(one.reopened.at) if one.reopened else None,
        reopened_for=one.reopened.reason if one.reopened else "",
    )


def _state(one: PanelSheets) -> SheetState:
    """Of all together: signed only once everybody has signed."""
    if one.locked:
        return "locked"
    if one.needed and not one.unsigned:
        return "signed"
    return "reopened" if one.reopened else "open"


def _seat(one: PanelSheets, seat: str, account: UUID) -> SeatSheet:
    signature = one.signatures.get(seat)
    return SeatSheet(
        seat=seat,
        account=str(account),
        state=one.state(seat),
        missing=list(one.missing(seat)),
        signed_at=iso(signature.at) if signature else None,
        on_paper=signature is not None and signature.on_paper,
        digest=signature.digest if signature else "",
    )


async def _names(sheets: Iterable[PanelSheets]) -> dict[UUID, str]:
    accounts: set[UUID] = set()
    for one in sheets:
        accounts.update(seat.account for seat in one.layout.seats)
        if one.locked:
            accounts.add(one.locked.account)
    return await account_names(accounts)


async def unfinished_of(overseer: Principal, event: UUID, book: Book) -> tuple[int, int]:
    """How many judges' sheets are not signed, and how many panels' not locked. Raises `NotAllowed`, `NotFound`."""
    await require_overseer(overseer, event)
    due = [one for one in await book.read(event) if one.needed]
    return sum(len(one.unsigned) for one in due), sum(one.locked is None for one in due)
