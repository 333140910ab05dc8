"""Reading the ledger: entries in order, the marks in force, how far each judge is."""

from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from competition.accounts.principal import Principal
from competition.accounts.queries import account_names, paired_accounts
from competition.clock import iso
from competition.db.unit_of_work import Work
from competition.events.access import require_overseer
from competition.events.judging import event_moment, events_of_judge, plan_of
from competition.events.plan import Duty, Plan
from competition.events.schemas import AspectView, SubCriterionView
from competition.marking.ledger import Entry
from competition.marking.schemas import (
    EntrantProgress,
    EventProgress,
    JudgeDesk,
    JudgeProgress,
    OwnMark,
    SheetsView,
)
from competition.marking.tables import LedgerEntry
from rules.scheme import Aspect, SubCriterion

IN_FORCE = """
    SELECT DISTINCT ON (stage, entrant, aspect, judge) account, entrant, stage, aspect, judge, value, seq, stored_at
    FROM judging_entry WHERE event = {} AND kind = 'mark' AND (judge = ANY({}::text[]) OR {})
    ORDER BY stage, entrant, aspect, judge, seq DESC
"""

Row = dict[str, Any]


async def rows_in_force(event: UUID, seats: Collection[str] | None = None) -> list[Row]:
    """Every mark of the event that holds, with who entered it, where and when; what was taken back is not there.

    Only those of these seats, where some are given; of what a panel establishes together the seat is empty.
    """
    rows = await LedgerEntry.raw(IN_FORCE, event, list(seats or ()), seats is None)
    return [row for row in rows if row["value"] is not None]


async def any_mark(event: UUID) -> bool:
    """Whether a mark of the event has ever been stored."""
    any_of = "SELECT 1 FROM judging_entry WHERE event = {} AND kind IN ('mark', 'overtaken') LIMIT 1"
    return bool(await LedgerEntry.raw(any_of, event))


async def entries_by_id(work: Work, ids: Sequence[UUID]) -> dict[UUID, Entry]:
    """The entries among these ids that are stored."""
    rows = await work.connection.fetch("SELECT * FROM judging_entry WHERE id = ANY($1::uuid[])", ids)
    return {row["id"]: entry_of(row) for row in rows}


async def entries_between(work: Work, event: UUID, after: int, last: int) -> list[Entry]:
    """The event's entries after the one number up to the other, in order."""
    rows = await work.connection.fetch(
        "SELECT * FROM judging_entry WHERE event = $1 AND seq > $2 AND seq <= $3 ORDER BY seq", event, after, last
    )
    return [entry_of(row) for row in rows]


@dataclass(frozen=True, slots=True)
class MarkInForce:
    """A mark that holds, and the number of its ledger entry."""

    value: Decimal
    seq: int


Held = Mapping[tuple[str, UUID, str, str], MarkInForce]
"""By stage, entrant, aspect and seat, which is empty for what a panel establishes together."""


async def marks_in_force(event: UUID) -> Held:
    """The marks that hold, by where they stand."""
    return {
        (row["stage"], row["entrant"], row["aspect"], row["judge"]): MarkInForce(row["value"], row["seq"])
        for row in await rows_in_force(event)
    }


def entry_of(row: Any) -> Entry:
    return Entry(**dict(row))


async def desk_of(judge: Principal) -> JudgeDesk:
    """All that this judge marks: codes and aspects and the marks on own sheets; nothing that names an entrant.

    How the sheets stand is not in it yet.
    """
    sheets = [
        sheet
        for event in await events_of_judge(judge.id)
        for sheet in await _sheets(judge, await plan_of(event), await event_moment(event))
    ]
    return JudgeDesk(judge=judge.name, sheets=sheets, standing=[])


async def _sheets(judge: Principal, plan: Plan, moment: tuple[str, int]) -> list[SheetsView]:
    """Read after the moment: all marks up to its number are there, and perhaps later ones."""
    state, last_seq = moment
    own = [(place, duty) for place, duty in enumerate(plan.duties) if duty.seat.account == judge.id]
    marks = _by_duty(plan, await rows_in_force(plan.event, ["", *(duty.seat.key for _, duty in own)]), _on_sheet)
    return [
        SheetsView(
            event=str(plan.event),
            title=plan.title,
            competition=plan.competition,
            state=state,
            seq=last_seq,
            stage=duty.stage.key,
            seat=duty.seat.key,
            panel=duty.panel.title,
            sub_criteria=[sub_criterion_view(duty, sub, aspects) for sub, aspects in duty.sub_criteria],
            entrants=[entrant.code for entrant in plan.entrants],
            marks=[
                OwnMark(
                    entrant=plan.by_id[row["entrant"]].code, aspect=row["aspect"], value=row["value"], seq=row["seq"]
                )
                for row in marks[place]
            ],
        )
        for place, duty in own
    ]


def sub_criterion_view(duty: Duty, sub: SubCriterion, aspects: Sequence[Aspect]) -> SubCriterionView:
    criterion = next(criterion for criterion in duty.stage.criteria if sub in criterion.sub_criteria)
    return SubCriterionView(
        key=sub.key,
        title=sub.title,
        criterion=criterion.title,
        aspects=[
            AspectView(
                key=aspect.key,
                title=aspect.title,
                kind=aspect.kind,
                input=aspect.input,
                minimum=aspect.minimum,
                maximum=aspect.maximum,
                step=aspect.step,
                unit=aspect.unit,
                descriptors=list(aspect.descriptors),
                required=aspect.required,
            )
            for aspect in aspects
        ],
    )


async def progress_of(
    overseer: Principal, event: UUID, connected: Callable[[Collection[UUID]], Awaitable[set[UUID]]]
) -> EventProgress:
    """How far each judge is. `connected` tells which of these judges have a tablet that is connected."""
    await require_overseer(overseer, event)
    plan = await plan_of(event)
    state, last_seq = await event_moment(event)
    marks = _by_duty(plan, await rows_in_force(event), _asked_for)
    accounts = {duty.seat.account for duty in plan.duties}
    names, paired = await account_names(accounts), await paired_accounts(accounts)
    there = await connected(accounts)
    judges = []
    for place, duty in enumerate(plan.duties):
        own = marks[place]
        per_entrant = Counter(row["entrant"] for row in own)
        judges.append(
            JudgeProgress(
                account=str(duty.seat.account),
                judge=names[duty.seat.account],
                seat=duty.seat.key,
                panel=duty.panel.title,
                paired=duty.seat.account in paired,
                connected=duty.seat.account in there,
                stored=len(own),
                expected=duty.required * len(plan.entrants),
                per_entrant=duty.required,
                last_stored_at=iso(max(row["stored_at"] for row in own)) if own else None,
                entrants=[
                    EntrantProgress(code=entrant.code, stored=per_entrant[entrant.id]) for entrant in plan.entrants
                ],
            )
        )
    return EventProgress(
        event=str(event),
        state=state,
        last_seq=last_seq,
        stored=sum(judge.stored for judge in judges),
        expected=sum(judge.expected for judge in judges),
        judges=judges,
    )


def _by_duty(
    plan: Plan, rows: Iterable[Row], has: Callable[[Plan, Duty, str, str, str], bool]
) -> defaultdict[int, list[Row]]:
    """The marks that each duty has, by its place among the plan's. Of each aspect and seat it is asked once."""
    found: defaultdict[int, list[Row]] = defaultdict(list)
    known: dict[tuple[str, str, str], list[int]] = {}
    for row in rows:
        where = row["stage"], row["aspect"], row["judge"]
        if where not in known:
            known[where] = [place for place, duty in enumerate(plan.duties) if has(plan, duty, *where)]
        for place in known[where]:
            found[place].append(row)
    return found


def _on_sheet(plan: Plan, duty: Duty, stage: str, aspect: str, judge: str) -> bool:
    """Whether the mark stands on a sheet of the seat, whoever entered it: a file or the chief judge may have."""
    if stage != duty.stage.key or judge not in ("", duty.seat.key):
        return False
    found = plan.located(aspect, stage)
    return found.sub_criterion.key in duty.panel.sub_criteria and duty.seat in duty.panel.seats_for(found.aspect)


def _asked_for(plan: Plan, duty: Duty, stage: str, aspect: str, judge: str) -> bool:
    """Whether the mark is one that the seat's duty asks for, whoever entered it: a file stands in for a recorder."""
    if stage != duty.stage.key or not plan.is_required(aspect, stage):
        return False
    found = plan.located(aspect, stage)
    if found.sub_criterion.key not in duty.panel.sub_criteria:
        return False
    return judge == duty.seat.key if found.aspect.each_judge else duty.panel.seats_for(found.aspect)[0] == duty.seat
