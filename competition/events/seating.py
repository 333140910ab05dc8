"""Judges and their seats, as a part of setting a competition up. Each function is inside the caller's transaction."""

from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID

from competition.accounts.actions import create_judge
from competition.accounts.principal import Principal, Role
from competition.clock import now
from competition.events.conflicts import Conflict, Organisations, conflict_of
from competition.events.schemas import CompetitionSetUp, EventSetUp, JudgeSetUp, JudgeView
from competition.events.tables import ConflictWaiver, Panel, Seat
from competition.registry.actions import enter_organisation


async def enter_judges(asked: CompetitionSetUp) -> dict[str, UUID]:
    """The accounts of all who mark or lead, by name: one name is one person."""
    roles: defaultdict[str, list[Role]] = defaultdict(list)
    for name in dict.fromkeys(judge.name for event in asked.events for panel in event.panels for judge in panel.judges):
        roles[name].append("judge")
    for name in dict.fromkeys(event.chief_judge for event in asked.events if event.chief_judge):
        roles[name].append("chief_judge")
    return {name: await create_judge(name, held) for name, held in roles.items()}


async def seat_panels(
    organiser: Principal, event: UUID, asked: EventSetUp, judges: Mapping[str, UUID], organisations: Organisations
) -> list[JudgeView]:
    """Every judge has the seat that the set-up gives, and every conflict of interest among them a waiver."""
    seated = []
    for position, panel in enumerate(asked.panels):
        made = Panel(
            event=event,
            position=position,
            title_zh=panel.title.zh,
            title_en=panel.title.en,
            sub_criteria=panel.sub_criteria,
        )
        await made.save()
        for place, judge in enumerate(panel.judges):
            account = judges[judge.name]
            seat = await _seat(made.id, place, judge, account, organisations)
            conflict = conflict_of(judge, asked, organisations)
            if conflict:
                await _waive(organiser, seat, judge, conflict)
            seated.append(JudgeView(account=str(account), name=judge.name, seat=judge.seat, event=str(event)))
    return seated


async def _seat(panel: UUID, place: int, judge: JudgeSetUp, account: UUID, organisations: Organisations) -> UUID:
    own = organisations.get(judge.name)
    seat = Seat(
        panel=panel,
        account=account,
        position=place,
        key=judge.seat,
        recorder=judge.recorder,
        organisation=await enter_organisation(own[0]) if own else None,
    )
    await seat.save()
    made: UUID = seat.id
    return made


async def _waive(organiser: Principal, seat: UUID, judge: JudgeSetUp, conflict: Conflict) -> None:
    assert judge.waiver is not None  # `check_conflicts` has seen to it
    await ConflictWaiver(
        seat=seat,
        entrants=list(conflict.entrants),
        reason=judge.waiver.reason.strip(),
        waived_by=judge.waiver.by.strip(),
        recorded_by=organiser.id,
        recorded_at=now(),
    ).save()
