"""Who of a finished event would be decided otherwise under another edition or draft, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rules.decision import Decision
from rules.promotion import propose
from rules.result_files import Results
from rules.rulebook_model import Rulebook
from rules.situation import Candidate
from rules.values import Text

WHAT = {
    "outcome": Text("结果", "outcome"),
    "level": Text("等级", "level"),
    "may_apply": Text("可申报等级", "level that may be applied for"),
    "titles": Text("称号", "titles"),
    "honours": Text("可申报荣誉", "honours"),
    "award": Text("奖项", "award"),
    "incentives": Text("奖励", "rewards"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One person decided otherwise: `what` names the fields that differ; the sentences of both say why."""

    candidate: Candidate
    before: Decision
    after: Decision
    what: tuple[str, ...]


def differences(old: Rulebook, new: Rulebook, results: Results, on: date | None = None) -> list[Change]:
    """Everybody who would be decided otherwise, in the order of the standings.

    Both are asked on the same day, or each on the day of its own life that is nearest to it; without a day, each on its
    first. A clause that is only numbered otherwise is no change.
    """
    before, after = (_decided(book, results, on) for book in (old, new))
    people = {(person.entrant, person.holder): person for person in results.candidates}
    found = []
    for one, other in zip(before, after, strict=True):
        what = tuple(name for name in WHAT if _value(one, name) != _value(other, name))
        if what:
            found.append(Change(people[one.entrant, one.holder], one, other, what))
    return found


def _decided(book: Rulebook, results: Results, on: date | None) -> Sequence[Decision]:
    day = book.nearest_day(on) if on else max(clause.since for clause in book.clauses)
    return propose(book, results.contest, results.placed, results.candidates, day)


def _value(decision: Decision, name: str) -> object:
    if name == "incentives":
        return [(given.kind, given.amount) for given in decision.incentives]
    value: object = getattr(decision, name)
    return value
