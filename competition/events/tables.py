"""Competitions, their events, the scheme in force, entrants and panels."""

from piccolo.columns import (
    JSONB,
    UUID,
    Array,
    BigInt,
    Boolean,
    Bytea,
    Date,
    ForeignKey,
    Integer,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from competition.accounts.tables import Account
from competition.identifiers import uuid7
from competition.registry.tables import Holder, Occupation, Organisation


class PinnedRulebook(Table):
    """A rulebook edition as it was when a competition pinned it, so that it can be applied years later."""

    digest = Varchar(length=64, primary_key=True)
    document = JSONB()


class StoredScheme(Table):
    """A marking scheme as its author wrote it; the digest is of its content, not of its formatting."""

    digest = Varchar(length=64, primary_key=True)
    source = Text()


class Competition(Table):
    id = UUID(primary_key=True, default=uuid7)
    title_zh = Varchar(length=300)
    title_en = Varchar(length=300)
    organiser_zh = Varchar(length=300)
    organiser_en = Varchar(length=300)
    tier = Varchar(length=20)
    starts_on = Date()
    ends_on = Date()
    rulebook = ForeignKey(PinnedRulebook, null=True, default=None)
    sample = Boolean(default=False)
    made_at = Timestamptz()


class Event(Table):
    """One contested occupation. The row's lock orders everything that happens in the event.

    Where no `chief_judge` is named, every account with that role leads the event.

    `last_seq` and `head` are the number and the hash of the newest ledger entry.
    """

    id = UUID(primary_key=True, default=uuid7)
    competition = ForeignKey(Competition, null=False)
    position = Integer()
    title_zh = Varchar(length=300)
    title_en = Varchar(length=300)
    occupation = ForeignKey(Occupation, null=False)
    direction_zh = Varchar(length=200, null=True, default=None)
    direction_en = Varchar(length=200, null=True, default=None)
    scheme = ForeignKey(StoredScheme, null=False)
    state = Varchar(length=10, default="open")
    team_size = Integer(default=1)
    track = Varchar(length=40, null=True, default=None)
    exam_standard = Varchar(length=10, null=True, default=None)
    selection = Boolean(default=False)
    merged_with_selection = Boolean(default=False)
    chief_judge = ForeignKey(Account, null=True, default=None)
    last_seq = BigInt(default=0)
    head = Bytea(default=b"")
    event_known_state = Check((state == "open") | (state == "ended"))


class Stage(Table):
    """A round of an event; `key` is the stage's key in the marking scheme."""

    id = UUID(primary_key=True, default=uuid7)
    event = ForeignKey(Event, null=False)
    position = Integer()
    key = Varchar(length=40)
    stage_once = Unique([event, key])


class Entrant(Table):
    """Who is ranked: a person, pair or team. `code` is all that judges see."""

    id = UUID(primary_key=True, default=uuid7)
    event = ForeignKey(Event, null=False)
    position = Integer()
    code = Varchar(length=40)
    name = Varchar(length=200)
    category = Varchar(length=20, default="worker")
    organisation = ForeignKey(Organisation, null=True, default=None)
    state = Varchar(length=20, default="competing")
    entrant_code_once = Unique([event, code])


class EntrantPhoto(Table):
    """A picture of an entrant, as it was handed in."""

    entrant = ForeignKey(Entrant, primary_key=True, null=False)
    media_type = Varchar(length=20)
    content = Bytea()


class Member(Table):
    """A person in an entrant."""

    id = UUID(primary_key=True, default=uuid7)
    entrant = ForeignKey(Entrant, null=False)
    holder = ForeignKey(Holder, null=False)
    position = Integer()
    member_once = Unique([entrant, holder])


class Panel(Table):
    """Who marks together; `sub_criteria` are the keys of what they mark."""

    id = UUID(primary_key=True, default=uuid7)
    event = ForeignKey(Event, null=False)
    position = Integer()
    title_zh = Varchar(length=200)
    title_en = Varchar(length=200)
    sub_criteria = Array(base_column=Varchar(length=80))


class Seat(Table):
    """A judge's place on a panel. A recorder enters what the panel establishes together.

    `organisation` is the judge's own, where it was stated.
    """

    id = UUID(primary_key=True, default=uuid7)
    panel = ForeignKey(Panel, null=False)
    account = ForeignKey(Account, null=False)
    position = Integer()
    key = Varchar(length=20)
    recorder = Boolean(default=False)
    organisation = ForeignKey(Organisation, null=True, default=None)
    seat_one_place = Unique([panel, account])
    seat_one_judge = Unique([panel, key])


class ConflictWaiver(Table):
    """Why a judge marks entrants of the judge's own organisation all the same; `entrants` are their codes.

    `waived_by` decided it, in words; `recorded_by` entered it.
    """

    id = UUID(primary_key=True, default=uuid7)
    seat = ForeignKey(Seat, null=False, unique=True)
    entrants = Array(base_column=Varchar(length=40))
    reason = Text()
    waived_by = Varchar(length=200)
    recorded_by = ForeignKey(Account, null=False)
    recorded_at = Timestamptz()
