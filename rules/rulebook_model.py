"""A rulebook: the notice that grants skill levels to winners, as dated and cited data."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from rules.conditions import Condition
from rules.effects import Displaces, Effect, PerYear
from rules.errors import Refusal
from rules.levels import Ladder
from rules.situation import Award
from rules.values import Text


class ClauseUnknown(Refusal, LookupError):
    code = "rules.clause_unknown"
    zh = "规则 {id} 没有第{number}条；请核对条款号和版本"
    en = "rulebook {id} has no clause {number}; check its number and the edition"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule was read. `grade` is A (official text), B (report of the notice) or C (a copy)."""

    key: str
    text: Text
    grade: str
    where: str
    checked_on: date


@dataclass(frozen=True, slots=True)
class Clause:
    """One numbered rule, in our own words, in force from `since` until the day before `until`.

    It speaks of those for whom all of `concerns` hold, and brings `effect` where all of `conditions` hold too and
    none of the clauses numbered in `unless` applies. `approval` says who must agree: automatic, authority (核准) or
    manual_review (资格审定).
    """

    number: str
    text: Text
    effect: Effect
    conditions: tuple[Condition, ...]
    source: Source
    since: date
    until: date | None = None
    concerns: tuple[Condition, ...] = ()
    unless: tuple[str, ...] = ()
    approval: str = "automatic"

    def in_force(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on < self.until)


@dataclass(frozen=True, slots=True)
class Setting:
    """What the text leaves open and how it is taken here; `stated` says that the rulebook itself chose it."""

    key: str
    value: str
    stated: bool


@dataclass(frozen=True, slots=True)
class Explained:
    """A finding of the analysis that the source text really contains, and why it stays."""

    finding: str
    clauses: frozenset[str]
    reason: Text


@dataclass(frozen=True, slots=True)
class Rulebook:
    """An edition of a set of rules, from `since` until the day before `until`, when `successor` takes its place.

    `speaks_of` are the tiers the text is about; empty where it is about any. `awards` stand best first.
    """

    id: str
    edition: str
    title: Text
    authority: Text
    ladder: Ladder
    sources: tuple[Source, ...]
    clauses: tuple[Clause, ...]
    since: date
    silent: tuple[Text, ...] = ()
    until: date | None = None
    successor: str | None = None
    speaks_of: tuple[str, ...] = ()
    awards: tuple[Award, ...] = ()
    settings: tuple[Setting, ...] = ()
    assume: Mapping[str, str] = field(default_factory=dict)
    issuer: str = "unstated"
    issuer_text: Text | None = None
    explained: tuple[Explained, ...] = ()
    digest: str = field(default="", compare=False)
    _document: Mapping[str, object] = field(default_factory=dict, compare=False, repr=False)

    def clause(self, number: str, on: date | None = None) -> Clause:
        """The clause of that number, as on that day or else in its latest version; raises ClauseUnknown."""
        found = [c for c in self.clauses if c.number == number and (on is None or c.in_force(on))]
        if not found:
            raise ClauseUnknown(id=self.id, number=number)
        return max(found, key=lambda clause: clause.since)

    def setting(self, key: str) -> str:
        return next(setting.value for setting in self.settings if setting.key == key)

    def award(self, written: str | None) -> Award | None:
        """The award of that name in either language, None where the rulebook has none of that name."""
        return next((a for a in self.awards if written in (a.name.zh, a.name.en)), None) if written else None

    def in_force(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on < self.until)

    def nearest_day(self, on: date) -> date:
        """The day itself, or the day of the rulebook's life that is nearest to it."""
        if self.until is not None and on >= self.until:
            return self.until - timedelta(days=1)
        return max(on, self.since)

    @property
    def per_year(self) -> int | None:
        return next((c.effect.times for c in self.clauses if isinstance(c.effect, PerYear)), None)

    @property
    def displaced(self) -> frozenset[str]:
        return frozenset[str]().union(*(c.effect.honours for c in self.clauses if isinstance(c.effect, Displaces)))

    def document(self) -> dict[str, object]:
        """The rulebook as JSON-able content, from which `rulebook_from` makes an equal one."""
        copied: dict[str, object] = json.loads(json.dumps(self._document))
        return copied


SETTINGS: Mapping[str, tuple[str, ...]] = {
    "rounding": ("floor", "ceiling"),
    "denominator": ("started", "entered"),
    "second_result": ("first", "better"),
    "overlap": ("declared", "highest"),
    "approval": ("automatic", "authority", "manual_review"),
}
ISSUERS = ("unstated", "authority", "host", "evaluation_body", "one_contest")
