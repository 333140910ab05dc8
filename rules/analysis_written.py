"""What can be seen in a rulebook as it is written: its versions in time, its levels, its tiers."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from rules.analysis_finding import Finding
from rules.conditions import OneOf
from rules.effects import Cap, MayApply, RaiseBy, SetTo, SetToOrStep
from rules.rulebook_model import Rulebook
from rules.values import Text


def change_days(book: Rulebook) -> list[date]:
    """The first day of every stretch in which the clauses stay the same."""
    days = {book.since, *(clause.since for clause in book.clauses)}
    days |= {clause.until for clause in book.clauses if clause.until}
    return sorted(day for day in days if book.in_force(day))


def in_time(book: Rulebook) -> Iterator[Finding]:
    for number in dict.fromkeys(clause.number for clause in book.clauses):
        versions = sorted((c for c in book.clauses if c.number == number), key=lambda clause: clause.since)
        for one, other in pairwise(versions):
            if one.until is None or one.until > other.since:
                yield Finding(
                    "version_overlap",
                    (number,),
                    Text(
                        f"第{number}条自{other.since}起有两个版本",
                        f"clause {number} has two versions from {other.since}",
                    ),
                )
            elif one.until < other.since:
                yield Finding(
                    "version_hole",
                    (number,),
                    Text(
                        f"第{number}条在{one.until}至{other.since}前没有版本",
                        f"clause {number} has no version from {one.until} to the day before {other.since}",
                    ),
                )
    for day in change_days(book):
        if not any(clause.in_force(day) for clause in book.clauses):
            yield Finding("version_hole", (), Text(f"{day}没有任何条款生效", f"no clause at all is in force on {day}"))


def as_written(book: Rulebook) -> Iterator[Finding]:
    """What can be seen in the clauses as written."""
    for clause in book.clauses:
        effect, n = clause.effect, (clause.number,)
        if isinstance(effect, SetTo | SetToOrStep | Cap | RaiseBy | MayApply):
            levels = _levels_of(effect)
            if any(book.ladder.is_above(level, book.ladder.top) for level in levels):
                yield Finding(
                    "above_ladder",
                    n,
                    Text(
                        f"第{n[0]}条高于竞赛可授的最高等级", f"clause {n[0]} leads above the highest level of contests"
                    ),
                )
        if isinstance(effect, SetTo | SetToOrStep | RaiseBy) and not clause.conditions:
            yield Finding(
                "unconditional", n, Text(f"第{n[0]}条晋升所有人", f"clause {n[0]} promotes everybody it concerns")
            )
        for condition in clause.concerns:
            if book.speaks_of and isinstance(condition, OneOf) and condition.fact == "tier":
                if others := [tier for tier in condition.listed if tier not in book.speaks_of]:
                    named = ", ".join(others)
                    yield Finding(
                        "not_spoken_of",
                        n,
                        Text(f"第{n[0]}条的赛事 {named} 不在本规则所述之列", f"clause {n[0]} is about {named}"),
                    )


def _levels_of(effect: SetTo | SetToOrStep | Cap | RaiseBy | MayApply) -> tuple[str, ...]:
    if isinstance(effect, MayApply):
        return effect.levels
    return (effect.cap if isinstance(effect, RaiseBy) else effect.level,)
