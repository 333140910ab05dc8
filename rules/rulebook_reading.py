"""From the fields of a rulebook file to its clauses."""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from rules.conditions import (
    BothPassed,
    Condition,
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
from rules.levels import LevelUnknown, ladder
from rules.placed import Notes, Scalar
from rules.reading import Fields
from rules.rulebook_model import Clause, Effect, Rulebook, Source
from rules.values import Text

GRADES = ("A", "B", "C")
ACTS = ("set", "raise", "may_apply", "title", "honour", "none")


class RulebookReader:
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
Reader = Callable[[RulebookReader, Fields, str], Condition | None]
READERS: Mapping[str, Reader] = {
    "rank": RulebookReader.ranks,
    "top": RulebookReader.top,
    "award": RulebookReader.one_of,
    "passed": lambda reader, when, name: Passed() if when.flag(name, True) else None,
    "both_pass": lambda reader, when, name: BothPassed(when.number(name) or Decimal(0)),
    "level_below": lambda reader, when, name: LevelBelow(reader.level(when, name)),
    "level_is": lambda reader, when, name: LevelIs(reader.level(when, name)),
    "held_months": lambda reader, when, name: HeldMonths(when.whole(name) or 0),
    "group": RulebookReader.one_of,
    "tier": RulebookReader.one_of,
    "track": RulebookReader.one_of,
    "team_size": RulebookReader.one_of,
    "exam_standard": RulebookReader.one_of,
    "entrants_at_least": lambda reader, when, name: EntrantsAtLeast(when.whole(name) or 0),
    "not_merged": lambda reader, when, name: NotMergedWithSelection() if when.flag(name, True) else None,
}
