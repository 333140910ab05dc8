"""Reading competitions, events and plans."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec

from competition.clock import iso
from competition.errors import NotFound
from competition.events.judging import plan_of
from competition.events.schemas import (
    ClauseView,
    CompetitionView,
    EventSummary,
    PanelView,
    RulebookDetail,
    RulebookView,
    SeatView,
    SourceView,
    WaiverView,
)
from competition.events.tables import Competition, ConflictWaiver, Entrant, Event, Member, Panel, PinnedRulebook, Seat
from rules.promotion import Contest
from rules.rulebook import Rulebook, rulebook_from
from rules.values import Text

_rulebooks: dict[str, Rulebook] = {}


async def event_head(event: UUID) -> tuple[int, bytes]:
    """The number and the hash of the event's newest ledger entry. Raises `NotFound`."""
    row = await Event.select(Event.last_seq, Event.head).where(Event.id == event).first()
    if row is None:
        raise NotFound(Text("赛项", "event"), event)
    return row["last_seq"], row["head"]


async def event_heads(events: Sequence[UUID]) -> dict[UUID, tuple[int, bytes]]:
    """The same of those among these events that there are."""
    if not events:
        return {}
    rows = await Event.select(Event.id, Event.last_seq, Event.head).where(Event.id.is_in(list(events)))
    return {row["id"]: (row["last_seq"], row["head"]) for row in rows}


@dataclass(frozen=True, slots=True)
class EventFacts:
    """What promotion and certificates need to know of an event."""

    id: UUID
    title: Text
    state: str
    competition: Text
    organiser: Text
    tier: str
    occupation: str
    direction: Text | None
    team_size: int
    track: str | None
    exam_standard: str | None
    selection: bool
    merged_with_selection: bool
    sample: bool
    rulebook: Rulebook | None

    def contest(self, entrants: int, entered: int) -> Contest:
        """What a rulebook's clauses ask about the event, of which so many took part among so many who entered."""
        return Contest(
            tier=self.tier,
            team_size=self.team_size,
            entrants=entrants,
            track=self.track,
            exam_standard=self.exam_standard,
            merged_with_selection=self.merged_with_selection,
            entered=entered,
            selection=self.selection,
        )


async def event_facts(event: UUID) -> EventFacts:
    """Raises `NotFound`."""
    row = await Event.select(*Event.all_columns(), *Event.competition.all_columns()).where(Event.id == event).first()
    if row is None:
        raise NotFound(Text("赛项", "event"), event)
    return EventFacts(
        id=event,
        title=Text(row["title_zh"], row["title_en"]),
        state=row["state"],
        competition=Text(row["competition.title_zh"], row["competition.title_en"]),
        organiser=Text(row["competition.organiser_zh"], row["competition.organiser_en"]),
        tier=row["competition.tier"],
        occupation=row["occupation"],
        direction=Text(row["direction_zh"], row["direction_en"]) if row["direction_zh"] else None,
        team_size=row["team_size"],
        track=row["track"],
        exam_standard=row["exam_standard"],
        selection=row["selection"],
        merged_with_selection=row["merged_with_selection"],
        sample=row["competition.sample"],
        rulebook=await pinned_rulebook(row["competition.rulebook"]) if row["competition.rulebook"] else None,
    )


async def pinned_rulebook(digest: str) -> Rulebook:
    """The rulebook as it was when it was pinned, read once per process: its digest is of what it says."""
    if digest not in _rulebooks:
        row = await PinnedRulebook.select(PinnedRulebook.document).where(PinnedRulebook.digest == digest).first()
        assert row is not None
        _rulebooks[digest] = rulebook_from(msgspec.json.decode(row["document"]))
    return _rulebooks[digest]


async def members_of(event: UUID) -> list[tuple[UUID, UUID, UUID]]:
    """(member, entrant, holder) of everybody in the event, in entrants' order."""
    rows = (
        await Member.select(Member.id, Member.entrant, Member.holder)
        .where(Member.entrant.event == event)
        .order_by(Member.entrant.position)
        .order_by(Member.position)
    )
    return [(row["id"], row["entrant"], row["holder"]) for row in rows]


async def event_position(event: UUID) -> int:
    """The event's place among those of its competition, from 0. Raises `NotFound`."""
    row = await Event.select(Event.position).where(Event.id == event).first()
    if row is None:
        raise NotFound(Text("赛项", "event"), event)
    return int(row["position"])


async def event_summaries(competition: UUID | None = None) -> dict[UUID, list[EventSummary]]:
    """The events of one competition or of all, by competition."""
    query = Event.select(
        Event.id,
        Event.competition,
        Event.title_zh,
        Event.title_en,
        Event.state,
        Event.occupation.name_zh,
        Event.occupation.name_en,
    )
    query = query.order_by(Event.position).order_by(Event.id)
    rows = await (query.where(Event.competition == competition) if competition else query)
    counted = await Entrant.raw("SELECT event, count(*) AS entrants FROM entrant GROUP BY event")
    counts = {row["event"]: row["entrants"] for row in counted}
    found: dict[UUID, list[EventSummary]] = {}
    for row in rows:
        found.setdefault(row["competition"], []).append(_summary(row, counts.get(row["id"], 0)))
    return found


def _summary(row: dict[str, Any], entrants: int) -> EventSummary:
    return EventSummary(
        id=str(row["id"]),
        title=Text(row["title_zh"], row["title_en"]),
        state=row["state"],
        entrants=entrants,
        occupation=Text(row["occupation.name_zh"], row["occupation.name_en"]),
    )


async def event_summary(event: UUID) -> EventSummary:
    """Raises `NotFound`."""
    for summaries in (await event_summaries()).values():
        for summary in summaries:
            if summary.id == str(event):
                return summary
    raise NotFound(Text("赛项", "event"), event)


async def competitions(only: UUID | None = None) -> list[CompetitionView]:
    """All competitions or one, newest first, each with its events and the rulebook it pinned."""
    query = Competition.select(*Competition.all_columns(), Competition.rulebook.document).order_by(
        Competition.made_at, ascending=False
    )
    rows = await (query.where(Competition.id == only) if only else query)
    events = await event_summaries(only)
    return [
        CompetitionView(
            id=str(row["id"]),
            title=Text(row["title_zh"], row["title_en"]),
            organiser=Text(row["organiser_zh"], row["organiser_en"]),
            tier=row["tier"],
            starts_on=row["starts_on"],
            ends_on=row["ends_on"],
            rulebook=_rulebook_view(row["rulebook.document"]) if row["rulebook"] else None,
            sample=row["sample"],
            events=events.get(row["id"], []),
        )
        for row in rows
    ]


def _rulebook_view(document: str) -> RulebookView:
    rulebook = rulebook_from(msgspec.json.decode(document))
    return RulebookView(id=rulebook.id, edition=rulebook.edition, title=rulebook.title, digest=rulebook.digest)


async def panels_of(event: UUID) -> list[PanelView]:
    """The panels in their order, with judges, organisations and waivers. Raises `NotFound`."""
    plan = await plan_of(event)
    titles = {
        sub.key: sub.title
        for stage in plan.scheme.stages
        for criterion in stage.criteria
        for sub in criterion.sub_criteria
    }
    panels = await Panel.select().where(Panel.event == event).order_by(Panel.position)
    seats = (
        await Seat.select(*Seat.all_columns(), Seat.account.name, Seat.organisation.name_zh, Seat.organisation.name_en)
        .where(Seat.panel.event == event)
        .order_by(Seat.position)
    )
    waivers = await ConflictWaiver.select(*ConflictWaiver.all_columns(), ConflictWaiver.recorded_by.name).where(
        ConflictWaiver.seat.is_in([seat["id"] for seat in seats])
    )
    waived = {row["seat"]: row for row in waivers}
    return [
        PanelView(
            title=Text(panel["title_zh"], panel["title_en"]),
            sub_criteria=[titles[key] for key in panel["sub_criteria"]],
            judges=[_seat_view(seat, waived.get(seat["id"])) for seat in seats if seat["panel"] == panel["id"]],
        )
        for panel in panels
    ]


def _seat_view(seat: dict[str, Any], waiver: dict[str, Any] | None) -> SeatView:
    return SeatView(
        account=str(seat["account"]),
        seat=seat["key"],
        name=seat["account.name"],
        recorder=seat["recorder"],
        organisation=Text(seat["organisation.name_zh"], seat["organisation.name_en"]) if seat["organisation"] else None,
        waiver=WaiverView(
            reason=waiver["reason"],
            by=waiver["waived_by"],
            recorded_by=waiver["recorded_by.name"],
            recorded_at=iso(waiver["recorded_at"]),
            entrants=waiver["entrants"],
        )
        if waiver
        else None,
    )


async def rulebook_of(competition: UUID) -> RulebookDetail:
    """The edition that the competition pinned. Raises `NotFound`, also where it pinned none."""
    row = await Competition.select(Competition.rulebook).where(Competition.id == competition).first()
    if row is None or row["rulebook"] is None:
        raise NotFound(Text("晋升规则", "rulebook of"), competition)
    rulebook = await pinned_rulebook(row["rulebook"])
    return RulebookDetail(
        id=rulebook.id,
        edition=rulebook.edition,
        title=rulebook.title,
        authority=rulebook.authority,
        digest=rulebook.digest,
        sources=[
            SourceView(
                key=source.key,
                text=source.text,
                grade=source.grade,
                where=source.where,
                checked_on=source.checked_on,
            )
            for source in rulebook.sources
        ],
        clauses=[
            ClauseView(
                number=clause.number,
                text=clause.text,
                source=clause.source.key,
                since=clause.since,
                until=clause.until,
            )
            for clause in rulebook.clauses
        ],
        silent=list(rulebook.silent),
    )
