"""What is wrong with a rulebook, found by trying all inputs that matter on every stretch of its life.

    conflict        two clauses lead to different levels and nothing says which gives way
    gap             ranks without an outcome between ranks with one
    level_gap       levels held without an outcome between levels with one
    dead            a clause that never takes effect
    inverted        a better rank or award comes off worse
    unconditional   a clause that promotes everybody
    version_hole    days between two versions of a clause without it, or days without any clause
    version_overlap two versions of a clause on one day
    above_ladder    a clause that leads above what contests may grant
    not_spoken_of   a clause for a tier that the rulebook says it does not speak of
    stale           a declared exception that explains nothing

A finding that the source text really contains is declared in the rulebook under `explained`, with its reason; that
silences exactly it.
"""

from collections.abc import Iterator

from rules.analysis_finding import Finding
from rules.analysis_trial import Trial
from rules.analysis_written import as_written, change_days, in_time
from rules.effects import Informs
from rules.rulebook_model import Rulebook
from rules.rules_in_force import Rules
from rules.values import Text

__all__ = ["Finding", "analyse"]


def analyse(book: Rulebook) -> list[Finding]:
    """Every finding that the rulebook does not explain, the first example of each; empty when it is clean."""
    found: dict[tuple[str, frozenset[str]], Finding] = {}
    for finding in _all(book):
        found.setdefault((finding.kind, frozenset(finding.clauses)), finding)
    explained = {(e.finding, e.clauses) for e in book.explained}
    stale = [
        Finding(
            "stale", tuple(sorted(e.clauses)), Text(f"已声明的例外 {e.finding} 并不出现", f"no {e.finding} is found")
        )
        for e in book.explained
        if (e.finding, e.clauses) not in found
    ]
    return [finding for key, finding in found.items() if key not in explained] + stale


def _all(book: Rulebook) -> Iterator[Finding]:
    yield from in_time(book)
    yield from as_written(book)
    applied: set[str] = set()
    for day in change_days(book):
        rules = Rules(book, day)
        if rules.clauses:
            yield from Trial(rules, applied).findings()
    for clause in book.clauses:
        if clause.number not in applied and not isinstance(clause.effect, Informs):
            yield Finding(
                "dead",
                (clause.number,),
                Text(f"第{clause.number}条永不生效", f"clause {clause.number} never takes effect"),
            )
