"""What shows when all inputs that matter on a day are tried: conflicts, gaps and inversions."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from rules.analysis_finding import Finding
from rules.analysis_grid import Column, Grid, shown
from rules.effects import Incentive, MayApply, Named
from rules.rules_in_force import Rules
from rules.settling import Outcome, settle
from rules.situation import Situation
from rules.values import Text


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


class Trial:
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
