"""A rulebook: the notice that grants skill levels to winners, as dated and cited data."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from rules.conditions import Conditions
from rules.errors import Refusal
from rules.levels import Ladder
from rules.values import Text


class ClauseUnknown(Refusal, LookupError):
    code = "rules.clause_unknown"
    zh = "规则 {id} 没有第 {number} 条"
    en = "rulebook {id} has no clause {number}"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule was read. `grade` is A (official text), B (report of the notice) or C (a copy)."""

    key: str
    text: Text
    grade: str
    where: str
    checked_on: date


@dataclass(frozen=True, slots=True)
class Effect:
    """What a clause brings when its conditions hold.

    `act` is `set` (to `level`), `raise` (one step, not above `level`), `may_apply` (for `level`), `title`
    (named `name`, given), `honour` (named `name`, may be applied for), or `none` (the clause only informs).
    """

    act: str
    level: str | None = None
    name: Text | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """One numbered rule, in our own words, in force from `since` until the day before `until`."""

    number: str
    text: Text
    effect: Effect
    conditions: Conditions
    source: Source
    since: date
    until: date | None = None

    @property
    def source_grade(self) -> str:
        return self.source.grade

    def in_force(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on < self.until)


@dataclass(frozen=True, slots=True)
class Rulebook:
    """An edition of a set of rules. `per_year` is how many promotions from contests one holder may get in a year."""

    id: str
    edition: str
    title: Text
    authority: Text
    ladder: Ladder
    sources: tuple[Source, ...]
    clauses: tuple[Clause, ...]
    silent: tuple[Text, ...] = ()
    per_year: int | None = None
    displaced: frozenset[str] = frozenset()
    digest: str = field(default="", compare=False)
    _document: Mapping[str, object] = field(default_factory=dict, compare=False, repr=False)

    def clause(self, number: str) -> Clause:
        """The clause of that number; raises ClauseUnknown."""
        for clause in self.clauses:
            if clause.number == number:
                return clause
        raise ClauseUnknown(id=self.id, number=number)

    def document(self) -> dict[str, object]:
        """The rulebook as JSON-able content, from which `rulebook_from` makes an equal one."""
        copied: dict[str, object] = json.loads(json.dumps(self._document))
        return copied
