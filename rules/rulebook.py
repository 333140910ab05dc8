"""Rulebooks: the notices that grant skill levels to winners, as dated and cited data.

One folder a rulebook below `rulebooks/`: `clauses.yaml` (what is computed), `README.md` (what the text
says and where it is silent), `cases.yaml` (worked cases), `CHANGES.md`. A competition keeps the
`document` of the edition it opened with, so an old final can be decided again under the old rule.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from rules.conditions import (
    BothPassed,
    Condition,
    Conditions,
    EntrantsAtLeast,
    HeldMonths,
    LevelBelow,
    LevelIs,
    NotMergedWithSelection,
    OneOf,
    Passed,
    RankBetween,
    TopFraction,
)
from rules.errors import FileRefused, Refusal
from rules.levels import Ladder, LevelUnknown, ladder
from rules.reading import Fields, Notes, Scalar, parse, plain
from rules.values import Text

FOLDER = Path(__file__).parent / "rulebooks"
GRADES = ("A", "B", "C")
ACTS = ("set", "raise", "may_apply", "title", "honour", "none")


class RulebookRefused(FileRefused):
    """A rulebook that cannot be used, with every fault found in it."""

    code = "rules.rulebook_refused"


class RulebookUnknown(Refusal, LookupError):
    code = "rules.rulebook_unknown"
    zh = "没有名为 {id} 的规则；可用：{known}"
    en = "there is no rulebook {id}; known are: {known}"


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


def load_rulebook(text: str, *, file: str) -> Rulebook:
    """The rulebook that a YAML text describes; raises RulebookRefused with every fault and its line."""
    notes = Notes(file)
    table = parse(text, notes)
    if table is not None:
        book = _RulebookReader(notes, plain(table)).read(Fields(table, "", notes))
        if not notes.problems:
            return book
    raise RulebookRefused(file, notes.problems)


def rulebook_from(document: Mapping[str, object]) -> Rulebook:
    """The rulebook that `Rulebook.document` wrote, with the same digest; raises RulebookRefused."""
    return load_rulebook(json.dumps(document, ensure_ascii=False), file=str(document.get("rulebook", "document")))


def shipped_rulebooks() -> tuple[str, ...]:
    return tuple(sorted(path.parent.name for path in FOLDER.glob("*/clauses.yaml")))


def shipped_rulebook(id: str) -> Rulebook:
    """The shipped rulebook of that id, in any case; raises RulebookUnknown."""
    for name in shipped_rulebooks():
        if name.casefold() == id.casefold():
            return _shipped(name)
    raise RulebookUnknown(id=id, known=", ".join(shipped_rulebooks()))


@cache
def _shipped(name: str) -> Rulebook:
    return load_rulebook((FOLDER / name / "clauses.yaml").read_text(encoding="utf-8"), file=f"{name}/clauses.yaml")


class _RulebookReader:
    def __init__(self, notes: Notes, content: object) -> None:
        self.notes, self.content = notes, content
        self.sources: dict[str, Source] = {}
        self.ladder = ladder()
        self.since: date | None = None

    def read(self, fields: Fields) -> Rulebook:
        book_id, edition = fields.word("rulebook"), fields.word("edition")
        title, authority = fields.text("title"), fields.text("authority")
        self.ladder = ladder(fields.choice("ladder", ("five", "eight"), "five"))
        self.since = self.day(fields, "since")
        for item in fields.tables("sources"):
            source = self.source(item)
            self.sources[source.key] = source
        clauses = tuple(self.clause(item) for item in fields.tables("clauses"))
        silent = tuple(item.text("text") for item in fields.tables("silent"))
        per_year = fields.whole("per_year", 1, 10)
        displaced = frozenset(fields.words("displaced"))
        if not clauses:
            fields.missing("clauses")
        self.numbers(fields, clauses)
        fields.close()
        digest = hashlib.sha256(json.dumps(self.content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
        content = self.content if isinstance(self.content, dict) else {}
        return Rulebook(
            book_id,
            edition,
            title,
            authority,
            self.ladder,
            tuple(self.sources.values()),
            clauses,
            silent,
            per_year,
            displaced,
            digest,
            content,
        )

    def day(self, fields: Fields, name: str) -> date:
        if not fields.has(name):
            fields.missing(name)
        return fields.day(name) or date.max

    def source(self, fields: Fields) -> Source:
        source = Source(
            fields.word("key"),
            fields.text("text"),
            fields.choice("grade", GRADES),
            fields.word("where"),
            self.day(fields, "checked_on"),
        )
        fields.close()
        return source

    def numbers(self, fields: Fields, clauses: tuple[Clause, ...]) -> None:
        """One version of each clause in force at a time."""
        for n, clause in enumerate(clauses):
            for other in clauses[:n]:
                apart = (clause.until and clause.until <= other.since) or (other.until and other.until <= clause.since)
                if clause.number == other.number and not apart:
                    fields.fault(
                        "duplicate_key",
                        "clauses",
                        f"第{clause.number}条在同一时期有两个版本",
                        f"clause {clause.number} has two versions in force at one time",
                    )

    def clause(self, fields: Fields) -> Clause:
        number, text, key = fields.word("number"), fields.text("text"), fields.word("source")
        if key and key not in self.sources:
            fields.wrong(
                "source",
                f"sources 中的编号：{'、'.join(self.sources)}",
                f"a key under `sources`: {', '.join(self.sources)}",
            )
        effect = self.effect(fields)
        conditions = self.conditions(fields)
        since = fields.day("since") or self.since or date.max
        clause = Clause(
            number, text, effect, conditions, self.sources.get(key) or _NO_SOURCE, since, fields.day("until")
        )
        fields.close()
        return clause

    def effect(self, fields: Fields) -> Effect:
        inner = fields.inside("effect")
        if inner is None:
            return Effect("none")
        act = next((act for act in ACTS if inner.has(act)), "none")
        if act in ("title", "honour"):
            effect = Effect(act, name=inner.text(act))
        elif act == "none":
            inner.wrong("effect", f"下列之一：{'、'.join(ACTS)}", f"one of: {', '.join(ACTS)}")
            effect = Effect(act)
        else:
            effect = Effect(act, self.level(inner, act))
            if effect.level and not self.ladder.levels[self.ladder.height(effect.level)].by_contest:
                inner.wrong(act, "竞赛可以授予的等级", "a level that a contest may grant")
        inner.close()
        return effect

    def level(self, fields: Fields, name: str) -> str:
        word = fields.word(name)
        try:
            return self.ladder.code(word) or ""
        except LevelUnknown as unknown:
            fields.wrong(name, f"技能等级（{unknown.text('zh')}）", f"a skill level ({unknown.text('en')})")
            return self.ladder.levels[0].code

    def conditions(self, fields: Fields) -> tuple[Condition, ...]:
        when = fields.inside("when")
        if when is None:
            return ()
        found = [read(self, when, name) for name, read in READERS.items() if when.has(name)]
        when.close()
        return tuple(condition for condition in found if condition is not None)

    def ranks(self, when: Fields, name: str) -> Condition | None:
        ends = [item.value for item in when.items(name) if isinstance(item, Scalar) and item.value.isdecimal()]
        if len(ends) != 2 or not 1 <= int(ends[0]) <= int(ends[1]):
            when.wrong(name, "[首名, 末名]，如 [1, 5]", "[first, last] such as [1, 5]")
            return None
        return RankBetween(int(ends[0]), int(ends[1]))

    def top(self, when: Fields, name: str) -> Condition | None:
        inner = when.inside(name)
        if inner is None:
            return None
        percent = inner.percent("percent") or Decimal(0)
        rounding, after = inner.choice("rounding", ("floor", "ceiling"), "floor"), inner.whole("after") or 0
        inner.close()
        return TopFraction(percent, rounding, after)

    def one_of(self, when: Fields, name: str) -> Condition:
        words = when.words(name)
        if not words:
            when.wrong(name, "至少一项的列表", "a list of at least one")
        return OneOf(name, words)


_NO_SOURCE = Source("", Text("", ""), "C", "", date.min)
Reader = Callable[[_RulebookReader, Fields, str], Condition | None]
READERS: Mapping[str, Reader] = {
    "rank": _RulebookReader.ranks,
    "top": _RulebookReader.top,
    "award": _RulebookReader.one_of,
    "passed": lambda reader, when, name: Passed() if when.flag(name, True) else None,
    "both_pass": lambda reader, when, name: BothPassed(when.number(name) or Decimal(0)),
    "level_below": lambda reader, when, name: LevelBelow(reader.level(when, name)),
    "level_is": lambda reader, when, name: LevelIs(reader.level(when, name)),
    "held_months": lambda reader, when, name: HeldMonths(when.whole(name) or 0),
    "group": _RulebookReader.one_of,
    "tier": _RulebookReader.one_of,
    "track": _RulebookReader.one_of,
    "team_size": _RulebookReader.one_of,
    "exam_standard": _RulebookReader.one_of,
    "entrants_at_least": lambda reader, when, name: EntrantsAtLeast(when.whole(name) or 0),
    "not_merged": lambda reader, when, name: NotMergedWithSelection() if when.flag(name, True) else None,
}
