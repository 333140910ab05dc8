"""Worked cases of a rulebook, written to be read by an official, and held against its clauses.

A case gives one entrant's result and what is expected: the outcome, the level, the titles, the clause
that decides, and in `refuses` the clauses that must not be met.
"""

from dataclasses import dataclass
from datetime import date

from rules.conditions import Candidate, Contest, Placed
from rules.errors import FileRefused
from rules.placed import Notes, parse
from rules.promotion import Decision, propose
from rules.reading import Fields
from rules.rulebook import FOLDER, Rulebook


class CasesRefused(FileRefused):
    """A file of worked cases that cannot be read."""

    code = "rules.cases_refused"


@dataclass(frozen=True, slots=True)
class WorkedCase:
    name: str
    contest: Contest
    placed: Placed
    candidate: Candidate
    on: date
    outcome: str
    level: str | None
    clause: str | None
    refuses: tuple[str, ...]
    titles: tuple[str, ...]
    honours: tuple[str, ...]

    def differences(self, rulebook: Rulebook) -> list[str]:
        """What the rulebook decides otherwise than the case expects; empty when it agrees."""
        decision = propose(rulebook, self.contest, [self.placed], [self.candidate], self.on)[0]
        pairs = {
            "outcome": (decision.outcome, self.outcome),
            "level": (decision.level, self.level),
            "clause": (decision.clause, self.clause),
            "titles": (tuple(t.zh for t in decision.titles), self.titles),
            "honours": (tuple(t.zh for t in decision.honours), self.honours),
        }
        found = [f"{what} {is_!r}, expected {expected!r}" for what, (is_, expected) in pairs.items() if is_ != expected]
        return found + [f"clause {number} is met" for number in self.refuses if not _refused(number, decision)]


def _refused(number: str, decision: Decision) -> bool:
    """Whether some condition of the clause is not met."""
    return any(reason.clause == number and not reason.met for reason in decision.reasons)


def shipped_cases(rulebook: Rulebook) -> list[WorkedCase]:
    """The cases beside a shipped rulebook's clauses."""
    path = FOLDER / rulebook.id / "cases.yaml"
    return read_cases(path.read_text(encoding="utf-8"), file=f"{rulebook.id}/{path.name}", rulebook=rulebook)


def read_cases(text: str, *, file: str, rulebook: Rulebook) -> list[WorkedCase]:
    """The cases of a file; raises CasesRefused with every fault and its line."""
    notes = Notes(file)
    table = parse(text, notes)
    cases = [_case(item, rulebook) for item in Fields(table, "", notes).tables("cases")] if table else []
    if notes.problems:
        raise CasesRefused(file, notes.problems)
    return cases


def _case(fields: Fields, rulebook: Rulebook) -> WorkedCase:
    on = fields.day("on") or max(clause.since for clause in rulebook.clauses)
    contest = Contest(
        fields.word("tier", "-"),
        fields.whole("team_size", 1) or 1,
        fields.whole("entrants", 1, 100000) or 30,
        fields.word("track", "") or None,
        fields.word("exam_standard", "") or None,
        fields.flag("merged_with_selection", False),
    )
    placed = Placed(
        "1",
        fields.whole("rank", 1, 100000),
        fields.number("total"),
        fields.word("award", "") or None,
        _maybe(fields, "passed"),
        fields.number("theory"),
        fields.number("practical"),
    )
    candidate = Candidate(
        "1",
        "1",
        fields.word("name", "-"),
        fields.word("group", "worker"),
        rulebook.ladder.code(fields.word("level", "无等级")),
        fields.day("held_since"),
        fields.flag("promoted_this_year", False),
        frozenset(fields.words("holds_honours")),
    )
    case = WorkedCase(
        fields.word("case"),
        contest,
        placed,
        candidate,
        on,
        fields.choice("outcome", ("promote", "may_apply", "blocked", "none")),
        rulebook.ladder.code(fields.word("to", "无等级")),
        fields.word("clause", "") or None,
        fields.words("refuses"),
        fields.words("titles"),
        fields.words("honours"),
    )
    fields.close()
    return case


def _maybe(fields: Fields, name: str) -> bool | None:
    return fields.flag(name, False) if fields.has(name) else None
