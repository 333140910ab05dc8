"""Setting a competition up, and the lock that orders everything in an event."""

from dataclasses import dataclass
from uuid import UUID

import msgspec

from competition.accounts.actions import Revoked, make_pairing_code, make_typed_code, revoke_tablet
from competition.accounts.door import Door
from competition.accounts.principal import Principal
from competition.clock import now
from competition.db.unit_of_work import Work, unit_of_work
from competition.errors import NotFound
from competition.events.access import require_seated
from competition.events.conflicts import organisations_of
from competition.events.queries import competitions
from competition.events.schemas import (
    CompetitionMade,
    CompetitionSetUp,
    EntrantSetUp,
    EventSetUp,
    JudgeView,
)
from competition.events.seating import enter_judges, seat_panels
from competition.events.set_up import check_set_up, numbered, scheme_of
from competition.events.tables import (
    Competition,
    Entrant,
    Event,
    Member,
    PinnedRulebook,
    Stage,
    StoredScheme,
)
from competition.registry.actions import enter_holder, enter_honour, enter_level, enter_occupation, enter_organisation
from competition.registry.queries import AT_REGISTRATION
from competition.registry.vault import Vault
from rules.rulebook import shipped_rulebook
from rules.scheme import Scheme
from rules.values import Text


async def set_up_competition(organiser: Principal, vault: Vault, asked: CompetitionSetUp) -> CompetitionMade:
    """The competition stands, with its rulebook pinned and its events open for marking, or nothing was stored.

    Raises `SchemeRefused`, `SetUpRefused`, `ConflictOfInterest`, `HolderDiffers`, `RulebookUnknown`.
    """
    organiser.require("organiser")
    asked = numbered(asked)
    schemes = [scheme_of(event, f"events[{index}]") for index, event in enumerate(asked.events)]
    check_set_up(asked, schemes)
    seated: list[JudgeView] = []
    async with unit_of_work():
        judges = await enter_judges(asked)
        competition = Competition(
            title_zh=asked.title.zh,
            title_en=asked.title.en,
            organiser_zh=asked.organiser.zh,
            organiser_en=asked.organiser.en,
            tier=asked.tier,
            starts_on=asked.starts_on,
            ends_on=asked.ends_on,
            rulebook=await _pin(asked.rulebook) if asked.rulebook else None,
            sample=asked.sample,
            made_at=now(),
        )
        await competition.save()
        for position, (event, scheme) in enumerate(zip(asked.events, schemes, strict=True)):
            chief = judges[event.chief_judge] if event.chief_judge else None
            made = await _open_event(competition.id, position, event, scheme, chief)
            await _enter_entrants(made, vault, event)
            if event.chief_judge:
                seated.append(JudgeView(account=str(chief), name=event.chief_judge, seat="", event=str(made)))
            seated += await seat_panels(organiser, made, event, judges, organisations_of(asked))
    return CompetitionMade(competition=(await competitions(competition.id))[0], judges=seated)


async def _pin(rulebook_id: str) -> str:
    rulebook = shipped_rulebook(rulebook_id)
    await PinnedRulebook.insert(
        PinnedRulebook(digest=rulebook.digest, document=msgspec.json.encode(rulebook.document()).decode())
    ).on_conflict(action="DO NOTHING")
    return rulebook.digest


async def _open_event(competition: UUID, position: int, asked: EventSetUp, scheme: Scheme, chief: UUID | None) -> UUID:
    await enter_occupation(asked.occupation.code, asked.occupation.title)
    await StoredScheme.insert(StoredScheme(digest=scheme.digest, source=scheme.source)).on_conflict(action="DO NOTHING")
    direction = asked.occupation.direction
    event = Event(
        competition=competition,
        position=position,
        title_zh=asked.title.zh,
        title_en=asked.title.en,
        occupation=asked.occupation.code,
        direction_zh=direction.zh if direction else None,
        direction_en=direction.en if direction else None,
        scheme=scheme.digest,
        team_size=asked.team_size,
        track=asked.track,
        exam_standard=asked.exam_standard,
        selection=asked.selection,
        merged_with_selection=asked.merged_with_selection,
        chief_judge=chief,
    )
    await event.save()
    for place, stage in enumerate(scheme.stages):
        await Stage(event=event.id, position=place, key=stage.key).save()
    return event.id


async def _enter_entrants(event: UUID, vault: Vault, asked: EventSetUp) -> None:
    for position, one in enumerate(asked.entrants):
        entrant = Entrant(
            event=event,
            position=position,
            code=one.code,
            name=one.name,
            category=one.group,
            organisation=await enter_organisation(one.organisation) if one.organisation else None,
        )
        await entrant.save()
        await _enter_members(entrant.id, vault, asked.occupation.code, one)


async def _enter_members(entrant: UUID, vault: Vault, occupation: str, asked: EntrantSetUp) -> None:
    for position, one in enumerate(asked.members):
        holder = await enter_holder(vault, one.name, one.romanised, one.document_type, one.document_number)
        await Member(entrant=entrant, holder=holder, position=position).save()
        for honour in one.honours:
            await enter_honour(holder, honour)
        if one.level and one.level_since:
            await enter_level(holder, occupation, one.level, one.level_since, AT_REGISTRATION)


async def make_judge_pairing(organiser: Principal, door: Door, event: UUID, account: UUID) -> tuple[str, str]:
    """A one-time code that pairs one tablet to a judge or the chief judge of the event, and when it expires.

    Raises `NotFound`.
    """
    organiser.require("organiser")
    await require_seated(event, account)
    return await make_pairing_code(organiser, door, account)


async def make_judge_typed_code(organiser: Principal, door: Door, event: UUID, account: UUID) -> tuple[str, str]:
    """The same, short enough to be typed; the judge's earlier short one is void. Raises `NotFound`."""
    organiser.require("organiser")
    await require_seated(event, account)
    return await make_typed_code(organiser, door, account)


async def revoke_judge_tablet(organiser: Principal, event: UUID, account: UUID, tablet: UUID) -> Revoked:
    """The tablet is no longer the judge's, in any event. Raises `NotFound`."""
    organiser.require("organiser")
    await require_seated(event, account)
    return await revoke_tablet(organiser, account, tablet)


@dataclass(frozen=True, slots=True)
class LockedEvent:
    """The event's row while this transaction holds its lock: nothing else can happen in the event meanwhile."""

    id: UUID
    state: str
    last_seq: int
    head: bytes


async def lock_event(work: Work, event: UUID) -> LockedEvent:
    """The event is locked until the transaction ends. Raises `NotFound`."""
    row = await work.connection.fetchrow("SELECT state, last_seq, head FROM event WHERE id = $1 FOR UPDATE", event)
    if row is None:
        raise NotFound(Text("赛项", "event"), event)
    return LockedEvent(event, row["state"], row["last_seq"], row["head"])


ADVANCE = """
    UPDATE event SET last_seq = {}, head = {}, state = {}
    WHERE id = {} AND last_seq = {} AND head = {} AND state = {} RETURNING id
"""
"""SQL by which the event goes on to a newer ledger entry from exactly what is known of it, under its row's lock.

It changes nothing and answers no row if the event is not like that any more.
"""
