"""What crosses the wire about competitions, events and their marking schemes."""

from datetime import date
from decimal import Decimal

import msgspec

from competition.wire import Wire
from rules.values import Text


class EventSummary(Wire, frozen=True):
    """`state` is open or ended, as stored: the public may be told later."""

    id: str
    title: Text
    state: str
    entrants: int
    occupation: Text


class RulebookView(Wire, frozen=True):
    id: str
    edition: str
    title: Text
    digest: str


class CompetitionView(Wire, frozen=True):
    id: str
    title: Text
    organiser: Text
    tier: str
    starts_on: date
    ends_on: date
    rulebook: RulebookView | None
    sample: bool
    events: list[EventSummary]


class AspectView(Wire, frozen=True):
    """What a tablet needs to take a mark: `input` is number, yes_no, count or choice."""

    key: str
    title: Text
    kind: str
    input: str
    minimum: Decimal | None
    maximum: Decimal | None
    step: Decimal | None
    unit: str | None
    descriptors: list[Text]
    required: bool


class SubCriterionView(Wire, frozen=True):
    key: str
    title: Text
    criterion: Text
    aspects: list[AspectView]


class MemberSetUp(Wire, frozen=True):
    """A person in an entrant; `level` is the skill level already held in the event's occupation, such as L3.

    `honours` are those already held, by their Chinese names.
    """

    name: str
    document_number: str
    document_type: str = "resident_id"
    romanised: str | None = None
    level: str | None = None
    level_since: date | None = None
    honours: list[str] = msgspec.field(default_factory=list)


class EntrantSetUp(Wire, frozen=True):
    """`code` is what judges see; `group` is worker, student or another group of the rulebook.

    Where no entrant of an event has a code, they are numbered as they stand here, for a draw to come.
    """

    name: str
    code: str = ""
    members: list[MemberSetUp] = msgspec.field(default_factory=list)
    group: str = "worker"
    organisation: Text | None = None


class WaiverSetUp(Wire, frozen=True):
    """Why a judge may mark entrants of the judge's own organisation; `by` says who decided that."""

    reason: str
    by: str


class JudgeSetUp(Wire, frozen=True):
    """A judge at a seat; one `name` is one judge. A recorder enters what the panel establishes together.

    `organisation` is the judge's own: who has entrants of it in the event is not seated without a `waiver`.
    """

    seat: str
    name: str
    recorder: bool = False
    organisation: Text | None = None
    waiver: WaiverSetUp | None = None


class PanelSetUp(Wire, frozen=True):
    title: Text
    sub_criteria: list[str]
    judges: list[JudgeSetUp]


class OccupationSetUp(Wire, frozen=True):
    code: str
    title: Text
    direction: Text | None = None


class EventSetUp(Wire, frozen=True):
    """`scheme` is the marking scheme as YAML, or the name of a shipped one. `chief_judge` may sit on a panel too.

    The last four are what rulebooks may ask of an event: its track, the level its papers are set at (such as L3),
    whether it selects for a squad, and whether it was merged with a selection heat.
    """

    title: Text
    occupation: OccupationSetUp
    scheme: str
    entrants: list[EntrantSetUp]
    panels: list[PanelSetUp]
    team_size: int = 1
    track: str | None = None
    exam_standard: str | None = None
    selection: bool = False
    merged_with_selection: bool = False
    chief_judge: str | None = None


class CompetitionSetUp(Wire, frozen=True):
    """A whole competition, set up in one act or not at all."""

    title: Text
    organiser: Text
    tier: str
    starts_on: date
    ends_on: date
    events: list[EventSetUp]
    rulebook: str | None = None
    sample: bool = False


class JudgeView(Wire, frozen=True):
    """`seat` is empty for the chief judge."""

    account: str
    name: str
    seat: str
    event: str


class WaiverView(Wire, frozen=True):
    """A conflict that was waived: who decided it and why, who entered it and when, and whom the judge marks so."""

    reason: str
    by: str
    recorded_by: str
    recorded_at: str
    entrants: list[str]


class SeatView(Wire, frozen=True):
    account: str
    seat: str
    name: str
    recorder: bool
    organisation: Text | None
    waiver: WaiverView | None


class PanelView(Wire, frozen=True):
    """Who marks together, and what: `sub_criteria` are the titles."""

    title: Text
    sub_criteria: list[Text]
    judges: list[SeatView]


class CompetitionMade(Wire, frozen=True):
    """What was set up; every judge has an account, to which a tablet can be paired."""

    competition: CompetitionView
    judges: list[JudgeView]


class SourceView(Wire, frozen=True):
    """Where a rule was read; `grade` is A (official text), B (report of the notice) or C (a copy)."""

    key: str
    text: Text
    grade: str
    where: str
    checked_on: date


class ClauseView(Wire, frozen=True):
    """A clause in our own words; `source` is the key of its source."""

    number: str
    text: Text
    source: str
    since: date
    until: date | None


class RulebookDetail(Wire, frozen=True):
    """The edition that a competition pinned, readable beside its sources; `silent` says what the text leaves open."""

    id: str
    edition: str
    title: Text
    authority: Text
    digest: str
    sources: list[SourceView]
    clauses: list[ClauseView]
    silent: list[Text]
