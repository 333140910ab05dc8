"""From the fields of a rulebook file to its clauses."""

import hashlib
import json
from collections.abc import Iterator
from datetime import date

from rules.condition_reading import CONCERNS, CONDITIONS, Ground, conditions, terms_of, words_of
from rules.effect_reading import effect
from rules.levels import ladder, ladders
from rules.placed import Notes
from rules.reading import Fields
from rules.rulebook_dates import versions
from rules.rulebook_model import ISSUERS, SETTINGS, Clause, Explained, Rulebook, Setting, Source
from rules.situation import Award
from rules.terms import TRACKS
from rules.values import Text

GRADES = ("A", "B", "C")
_NO_SOURCE = Source("", Text("", ""), "C", "", date.min)


class RulebookReader:
    """Reads one file. Faults go to the notes, and reading goes on."""

    def __init__(self, notes: Notes, content: object) -> None:
        self.notes, self.content = notes, content
        self.sources: dict[str, Source] = {}
        self.settings: dict[str, Setting] = {}
        self.ground = Ground(ladder(), (), "floor", "started")
        self.since = date.max
        self.until: date | None = None

    def read(self, fields: Fields) -> Rulebook:
        book_id, edition = fields.word("rulebook"), fields.word("edition")
        title, authority = fields.text("title"), fields.text("authority")
        steps = ladder(fields.choice("ladder", ladders(), "eight"))
        self.since, self.until = self.day(fields, "since"), fields.day("until")
        self.settings = {setting.key: setting for setting in self.chosen(fields)}
        self.sources = {source.key: source for source in map(self.source, fields.tables("sources"))}
        awards = tuple(self.awards(fields))
        self.ground = Ground(steps, awards, self.setting("rounding"), self.setting("denominator"))
        clauses = tuple(clause for item in fields.tables("clauses") for clause in self.versions(item))
        if not clauses:
            fields.missing("clauses")
        self.numbers(fields, clauses)
        issuer, issuer_text = self.issuer(fields)
        book = Rulebook(
            id=book_id,
            edition=edition,
            title=title,
            authority=authority,
            ladder=steps,
            sources=tuple(self.sources.values()),
            clauses=clauses,
            since=self.since,
            silent=tuple(self.silent(fields)),
            until=self.until,
            successor=fields.word("successor", "") or None,
            speaks_of=terms_of(fields, "speaks_of", "tier") if fields.has("speaks_of") else (),
            awards=awards,
            settings=tuple(self.settings.values()),
            assume=self.assumed(fields),
            issuer=issuer,
            issuer_text=issuer_text,
            explained=tuple(self.explained(fields)),
            digest=hashlib.sha256(json.dumps(self.content, sort_keys=True, ensure_ascii=False).encode()).hexdigest(),
            _document=self.content if isinstance(self.content, dict) else {},
        )
        fields.close()
        return book

    def day(self, fields: Fields, name: str) -> date:
        if not fields.has(name):
            fields.missing(name)
        return fields.day(name) or date.max

    def setting(self, key: str) -> str:
        return self.settings[key].value

    def chosen(self, fields: Fields) -> Iterator[Setting]:
        inner = fields.inside("settings")
        for key, options in SETTINGS.items():
            stated = inner is not None and inner.has(key)
            yield Setting(key, inner.choice(key, options, options[0]) if inner else options[0], stated)
        if inner is not None:
            inner.close()

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

    def awards(self, fields: Fields) -> Iterator[Award]:
        for standing, item in enumerate(fields.tables("awards")):
            yield Award(Text(item.word("zh"), item.word("en")), standing)
            item.close()

    def silent(self, fields: Fields) -> Iterator[Text]:
        for item in fields.tables("silent"):
            yield item.text("text")
            item.close()

    def issuer(self, fields: Fields) -> tuple[str, Text | None]:
        inner = fields.inside("issuer")
        if inner is None:
            return "unstated", None
        found = inner.choice("mode", ISSUERS), inner.text("text") if inner.has("text") else None
        inner.close()
        return found

    def assumed(self, fields: Fields) -> dict[str, str]:
        inner = fields.inside("assume")
        if inner is None:
            return {}
        track = inner.choice("track", tuple(TRACKS))
        inner.close()
        return {"track": track}

    def explained(self, fields: Fields) -> Iterator[Explained]:
        for item in fields.tables("explained"):
            yield Explained(item.word("finding"), frozenset(words_of(item, "clauses")), item.text("reason"))
            item.close()

    def versions(self, item: Fields) -> Iterator[Clause]:
        """The clause, once for each stretch of days in which its values stay the same."""
        for version in versions(item.table, self.notes, item.path):
            yield self.clause(Fields(version.table, item.path, self.notes), version.since, version.until)

    def clause(self, fields: Fields, since: date | None, until: date | None) -> Clause:
        number, text, key = fields.word("number"), fields.text("text"), fields.word("source")
        if key and key not in self.sources:
            known = self.sources
            fields.wrong(
                "source", f"sources 中的编号：{'、'.join(known)}", f"a key under `sources`: {', '.join(known)}"
            )
        first, last = fields.day("since") or self.since, fields.day("until") or self.until
        clause = Clause(
            number=number,
            text=text,
            effect=effect(self.ground, fields),
            conditions=conditions(self.ground, fields, "when", CONDITIONS),
            source=self.sources.get(key) or _NO_SOURCE,
            since=max(first, since) if since else first,
            until=min((day for day in (last, until) if day), default=None),
            concerns=conditions(self.ground, fields, "for", CONCERNS),
            unless=words_of(fields, "unless") if fields.has("unless") else (),
            approval=fields.choice("approval", SETTINGS["approval"], self.setting("approval")),
        )
        fields.close()
        return clause

    def numbers(self, fields: Fields, clauses: tuple[Clause, ...]) -> None:
        """One version of each clause in force at a time; what `unless` names stands before."""
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
            for number in clause.unless:
                if number not in [other.number for other in clauses[:n]]:
                    fields.fault(
                        "wrong_value",
                        "clauses",
                        f"第{clause.number}条的 unless 应指向其前面的条款（现为 {number}）",
                        f"`unless` of clause {clause.number} should name a clause before it (not {number})",
                    )
