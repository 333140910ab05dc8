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

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from rules.analysis_grid import Column, Grid, shown
from rules.conditions import OneOf
from rules.effects import Cap, Incentive, Informs, MayApply, Named, RaiseBy, SetTo, SetToOrStep
from rules.rulebook_model import Rulebook
from rules.settling import Outcome, Rules, settle
from rules.situation import Situation
from rules.values import Text


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: the clauses it is about, what is wrong, and a smallest example, where there is one."""

    kind: str
    clauses: tuple[str, ...]
    text: Text
    example: Text | None = None


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
    yield from _versions(book)
    yield from _written(book)
    applied: set[str] = set()
    for day in change_days(book):
        rules = Rules(book, day)
        if rules.clauses:
            yield from _Tried(rules, applied).findings()
    for clause in book.clauses:
        if clause.number not in applied and not isinstance(clause.effect, Informs):
            yield Finding(
                "dead",
                (clause.number,),
                Text(f"第{clause.number}条永不生效", f"clause {clause.number} never takes effect"),
            )


def change_days(book: Rulebook) -> list[date]:
    """The first day of every stretch in which the clauses stay the same."""
    days = {book.since, *(clause.since for clause in book.clauses)}
    days |= {clause.until for clause in book.clauses if clause.until}
    return sorted(day for day in days if book.in_force(day))


def _versions(book: Rulebook) -> Iterator[Finding]:
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


def _written(book: Rulebook) -> Iterator[Finding]:
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


@dataclass(frozen=True, slots=True)
class _Cell:
    at: Situation
    outcome: Outcome

    @property
    def clauses(self) -> tuple[str, ...]:
        return tuple(clause.number for clause, _ in self.outcome.met)

    def height(self) -> int:
        """How high the person stands afterwards, the yearly limit aside."""
        level = self.outcome.level if self.outcome.outcome in ("promote", "blocked") else None
        return max(self.at.ladder.height(self.at.candidate.level), self.at.ladder.height(level))

    def named(self) -> dict[str, str]:
        return {c.effect.name.zh: c.number for c in self.outcome.grants if isinstance(c.effect, Named)}

    def money(self) -> dict[str, Decimal]:
        sums: dict[str, Decimal] = {}
        for clause in self.outcome.grants:
            if isinstance(clause.effect, Incentive):
                sums[clause.effect.unit] = sums.get(clause.effect.unit, Decimal(0)) + clause.effect.amount
        return sums

    def paying(self, unit: str) -> tuple[str, ...]:
        found = (c for c in self.outcome.grants if isinstance(c.effect, Incentive) and c.effect.unit == unit)
        return tuple(clause.number for clause in found)


class _Tried:
    """All inputs that matter on one day, tried."""

    def __init__(self, rules: Rules, applied: set[str]) -> None:
        self.rules, self.applied, self.grid = rules, applied, Grid(rules)

    def cell(self, column: Column, rank: int, held: str | None, award: str | None) -> _Cell:
        at = self.grid.situation(column, rank, held, award)
        outcome = settle(self.rules, at)
        self.applied.update(outcome.applied)
        return _Cell(at, outcome)

    def findings(self) -> Iterator[Finding]:
        for column in self.grid.columns():
            ranks, awards = self.grid.ranks(column), self.grid.awards()
            cells = {
                (rank, award, held): self.cell(column, rank, held, award)
                for rank in ranks
                for award in awards
                for held in self.grid.levels
            }
            for cell in cells.values():
                yield from self.conflicts(cell)
            for held in self.grid.levels:
                for award in awards:
                    yield from self.along([cells[rank, award, held] for rank in ranks])
                for rank in ranks if len(awards) > 1 else ():
                    yield from self.inverted([cells[rank, award, held] for award in awards])
            for rank in ranks:
                for award in awards:
                    line = [cells[rank, award, held] for held in self.grid.levels]
                    yield from _holes(line, "level_gap", lambda cell: cell.outcome.level is not None)

    def conflicts(self, cell: _Cell) -> Iterator[Finding]:
        if self.rules.book.setting("overlap") == "highest":
            return
        brings = [(c, level) for c, level in cell.outcome.met if level and not isinstance(c.effect, MayApply)]
        for n, (clause, level) in enumerate(brings):
            for other, another in brings[:n]:
                if level != another:
                    pair = (other.number, clause.number)
                    zh = f"第{pair[0]}条与第{pair[1]}条结果不同，未写明以哪一条为准"
                    en = f"clauses {pair[0]} and {pair[1]} lead to different levels and nothing says which gives way"
                    yield Finding("conflict", pair, Text(zh, en), shown(cell.at))

    def along(self, cells: list[_Cell]) -> Iterator[Finding]:
        """From the best rank to the last, everything else equal."""
        yield from _holes(cells, "gap", lambda cell: bool(cell.outcome.met))
        if self.rules.prizes:
            yield from _holes(cells, "gap", lambda cell: cell.outcome.award is not None)
        yield from self.inverted(cells)

    def inverted(self, cells: list[_Cell]) -> Iterator[Finding]:
        for better, worse in pairwise(cells):
            clauses = _different(better, worse)
            if better.height() < worse.height():
                yield _inversion(better, worse, clauses, Text("等级反而更低", "ends at a lower level"))
            if lost := worse.named().keys() - better.named().keys():
                name = min(lost)
                yield _inversion(better, worse, (worse.named()[name],), Text(f"反而没有{name}", f"goes without {name}"))
            for unit, amount in worse.money().items():
                if better.money().get(unit, Decimal(0)) < amount:
                    less = Text("奖励反而更少", "receives less")
                    yield _inversion(better, worse, (*better.paying(unit), *worse.paying(unit)), less)


def _different(better: _Cell, worse: _Cell) -> tuple[str, ...]:
    deciding = worse.outcome.clause
    return tuple(dict.fromkeys((*better.clauses, *([deciding.number] if deciding else []))))


def _inversion(better: _Cell, worse: _Cell, clauses: Iterable[str], how: Text) -> Finding:
    first, then = shown(better.at), shown(worse.at)
    return Finding(
        "inverted",
        tuple(clauses),
        Text(f"名次或奖项较好者{how.zh}", f"the better rank or award {how.en}"),
        Text(f"{first.zh}；对比：{then.zh}", f"{first.en}; against: {then.en}"),
    )


def _holes(cells: list[_Cell], kind: str, has: Callable[[_Cell], bool]) -> Iterator[Finding]:
    """Cells without an outcome that stand between cells with one."""
    having = [n for n, cell in enumerate(cells) if has(cell)]
    for one, other in pairwise(having):
        if other > one + 1:
            before, hole, after = cells[one], cells[one + 1], cells[other]
            clauses = tuple(dict.fromkeys(_named(before) + _named(after)))
            joined = "、".join(clauses)
            what = Text("名次", "ranks") if kind == "gap" else Text("原等级", "levels held")
            zh, en = f"第{joined}条之间有{what.zh}落空", f"{what.en} without an outcome between clauses {joined}"
            yield Finding(kind, clauses, Text(zh, en), shown(hole.at))


def _named(cell: _Cell) -> list[str]:
    award = cell.outcome.award
    return [*cell.clauses] or ([award.clause] if award and award.clause else [])
