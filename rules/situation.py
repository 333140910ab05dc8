"""What a decision is made from: a contest, final standings, and what the register knows of each person."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rules.levels import Ladder
from rules.values import Text

NOT_RECORDED = "?"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One member of an entrant, and what the register knows of that person in this occupation.

    `level` is the level held, None for none; `honours` are the honours already held, by their Chinese names;
    `promoted_this_year` is how often a contest has promoted the person this year (True for once).
    `began_year_with` is the level held when the year began; only rulebooks by which the better of two results
    of one year counts ask for it.
    """

    entrant: str
    holder: str
    name: str
    group: str
    level: str | None
    held_since: date | None = None
    promoted_this_year: int = 0
    honours: frozenset[str] = frozenset()
    began_year_with: str | None = NOT_RECORDED


@dataclass(frozen=True, slots=True)
class Contest:
    """What the clauses ask about the contest. `entrants` is how many took part in the event and group.

    `entered` is how many had entered, where that is another number; `selection` says that this is a project by
    which a squad is selected, `merged_with_selection` that it was merged with a selection heat.
    """

    tier: str
    team_size: int
    entrants: int
    track: str | None = None
    exam_standard: str | None = None
    merged_with_selection: bool = False
    entered: int | None = None
    selection: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """One entrant's final standing. `rank` is None for who was not ranked; a team has one.

    `award` is the award as published, None where it is left to the rulebook to work out.
    """

    entrant: str
    rank: int | None
    total: Decimal | None = None
    award: str | None = None
    passed: bool | None = None
    theory: Decimal | None = None
    practical: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Award:
    """A prize of a rulebook. `standing` is its place among them, 0 for the best; `clause` gives it, if one does."""

    name: Text
    standing: int
    clause: str = ""


@dataclass(slots=True)
class Situation:
    """Everything that a condition may look at.

    `rank` is the rank for rewards, which displacement may have moved. `award` and `promoted_to` are filled in
    while a decision is being made, because later clauses build on them; `award_short` says, once asked, how far
    off an award was.
    """

    contest: Contest
    placed: Placed
    candidate: Candidate
    rank: int | None
    shared: bool
    ladder: Ladder
    on: date
    total_at: Callable[[int], Decimal | None]
    held: str | None
    award: Award | None = None
    promoted_to: str | None = None
    award_short: Callable[[int], "Finding | None"] | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found, as data and as shown.

    `near` says how far a miss was; `places` and `marks` say it as data. `distance` orders misses, nearest first.
    """

    value: str
    shown: Text
    met: bool
    near: Text | None = None
    distance: Decimal = Decimal(0)
    places: int | None = None
    marks: Decimal | None = None
