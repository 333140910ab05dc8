"""All inputs that matter to a rulebook on a day: for every fact asked about, one value on each side of its lines.

Between two lines nothing changes, so these values stand for all. Contest, group, rank, level held and marks are crossed
with each other; what is asked for by few clauses (a shared rank, honours, months held, a promotion this year, a merged
heat) is varied one at a time from a case in which it does no harm.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import product

from rules.conditions import Condition, EntrantsAtLeast, Flag, OneOf, TeamSize
from rules.effects import Incentive
from rules.holder_conditions import BothPassed, HeldMonths, HoldsNoneOf
from rules.rank_conditions import AwardAtLeast, AwardIs, RankBetween, TopShare, shown_rank
from rules.rulebook_model import Clause
from rules.rules_in_force import Rules
from rules.situation import Candidate, Contest, Placed, Situation
from rules.terms import GROUPS, TIERS, TRACKS, name_of
from rules.values import Text

FIELD = (41, 100)
LONG_AGO = date(1990, 1, 1)


@dataclass(frozen=True, slots=True)
class Column:
    """One contest and person apart from rank and level held; along these the outcome is watched."""

    contest: Contest
    placed: Placed
    candidate: Candidate
    shared: bool = False


class Grid:
    """The inputs that matter to the clauses in force on a day."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.asked = [condition for clause in rules.clauses for condition in conditions_of(clause)]
        self.levels: tuple[str | None, ...] = (
            None,
            *(level.code for level in rules.ladder.levels if level.by_contest),
        )
        self.published = not rules.prizes and any(isinstance(c, AwardAtLeast | AwardIs) for c in self.asked)

    def ranks(self, column: Column) -> list[int]:
        """The ranks next to every line, from the best, and one beyond all lines."""
        at, lines = self.situation(column, 1, None), {1}
        for condition in self.asked:
            if isinstance(condition, RankBetween):
                lines |= {condition.first - 1, condition.first, condition.last, condition.last + 1}
            elif isinstance(condition, TopShare):
                last = condition.last(at)
                lines |= {condition.after, condition.after + 1, last, last + 1}
        return sorted(line for line in lines if line >= 1)

    def awards(self) -> list[str | None]:
        """The published awards, best first, and none; only None where the clauses bring the awards."""
        return [*(award.name.zh for award in self.rules.book.awards), None] if self.published else [None]

    def situation(self, column: Column, rank: int, held: str | None, award: str | None = None) -> Situation:
        placed = replace(column.placed, rank=rank, award=award)
        candidate = replace(column.candidate, level=held)
        reward = None if candidate.honours & self.rules.displaced else rank
        return Situation(
            column.contest,
            placed,
            candidate,
            reward,
            column.shared,
            self.rules.ladder,
            self.rules.on,
            lambda line: None,
            held,
        )

    def columns(self) -> Iterator[Column]:
        for contest in self.contests():
            for group in self.listed("group", GROUPS, "worker"):
                for placed in self.marks():
                    column = Column(contest, placed, Candidate("1", "1", "-", group, None, LONG_AGO))
                    yield column
                    yield from self.varied(column)

    def contests(self) -> Iterator[Contest]:
        spoken = self.rules.book.speaks_of
        for tier, size, entrants, track, standard, selection in product(
            self.listed("tier", TIERS, spoken[0] if spoken else "special"),
            self.sizes(),
            self.entrants(),
            self.tracks(),
            self.standards(),
            self.flag("selection"),
        ):
            yield Contest(tier, size, entrants, track, standard, False, None, selection)

    def varied(self, column: Column) -> Iterator[Column]:
        if any(self.flag("merged_with_selection")):
            yield replace(column, contest=replace(column.contest, merged_with_selection=True))
        if any(self.flag("shared_rank")):
            yield replace(column, shared=True)
        for honour in sorted(self.honours()):
            yield replace(column, candidate=replace(column.candidate, honours=frozenset({honour})))
        for months in sorted({c.months for c in self.asked if isinstance(c, HeldMonths)}):
            yield replace(
                column, candidate=replace(column.candidate, held_since=_months_ago(self.rules.on, months - 1))
            )
        if self.rules.limits:
            yield replace(column, candidate=replace(column.candidate, promoted_this_year=True))

    def listed(self, fact: str, known: Iterable[str], default: str) -> list[str]:
        """Every listed value of the fact, and one that is not listed."""
        named = {value for c in self.asked if isinstance(c, OneOf) and c.fact == fact for value in c.listed}
        if not named:
            return [default]
        return [*sorted(named), *[value for value in known if value not in named][:1]]

    def tracks(self) -> list[str | None]:
        assumed = self.rules.book.assume.get("track")
        return [*self.listed("track", TRACKS, assumed or "skill")]

    def standards(self) -> list[str | None]:
        levels = [level for level in self.levels if level]
        named = self.listed("exam_standard", levels, "")
        return [value or None for value in named]

    def sizes(self) -> list[int]:
        sizes = {1}
        for condition in self.asked:
            if isinstance(condition, TeamSize):
                sizes |= {condition.least, (condition.most or condition.least) + 1}
        return sorted(sizes)

    def entrants(self) -> list[int]:
        wanted = set(FIELD) if any(isinstance(c, TopShare) for c in self.asked) else {FIELD[1]}
        for condition in self.asked:
            if isinstance(condition, EntrantsAtLeast):
                wanted |= {condition.number - 1, condition.number}
        return sorted(wanted)

    def marks(self) -> Iterator[Placed]:
        """Marks on each side of every pass line."""
        lines = sorted({c.mark for c in self.asked if isinstance(c, BothPassed)})
        marks: list[tuple[Decimal | None, Decimal | None]] = [(line, line) for line in lines]
        marks += [(line - 1, line) for line in lines]
        for (theory, practical), passed in product(marks or [(None, None)], self.flag("passed", first=True)):
            yield Placed("1", 1, None, None, passed, theory, practical)

    def flag(self, fact: str, first: bool = False) -> list[bool]:
        asked = any(isinstance(c, Flag) and c.fact == fact for c in self.asked)
        return [first, not first] if asked else [first]

    def honours(self) -> set[str]:
        asked = {honour for c in self.asked if isinstance(c, HoldsNoneOf) for honour in c.honours}
        return asked | self.rules.displaced


def conditions_of(clause: Clause) -> Iterator[Condition]:
    yield from clause.concerns
    yield from clause.conditions
    if isinstance(clause.effect, Incentive) and clause.effect.factor:
        yield from clause.effect.factor.conditions


def shown(at: Situation) -> Text:
    """A case in one line, as far as it differs from the plainest."""
    contest, candidate, placed = at.contest, at.candidate, at.placed
    parts = [name_of("tier", contest.tier), name_of("group", candidate.group), shown_rank(at)]
    held = at.ladder.title(candidate.level)
    parts.append(Text(f"原{held.zh}", f"held {held.en}"))
    if contest.team_size > 1:
        parts.append(Text(f"每队{contest.team_size}人", f"teams of {contest.team_size}"))
    if contest.entrants != FIELD[1]:
        parts.append(Text(f"{contest.entrants}个参赛单元", f"{contest.entrants} entrants"))
    if contest.exam_standard:
        level = at.ladder.title(contest.exam_standard)
        parts.append(Text(f"按{level.zh}标准命题", f"set at {level.en}"))
    if placed.award:
        parts.append(Text(placed.award, placed.award))
    if placed.theory is not None:
        parts.append(
            Text(
                f"理论{placed.theory}、实操{placed.practical}", f"theory {placed.theory}, practical {placed.practical}"
            )
        )
    if placed.passed is False:
        parts.append(Text("不合格", "not passed"))
    return Text("，".join(part.zh for part in parts), ", ".join(part.en for part in parts))


def _months_ago(on: date, months: int) -> date:
    whole = on.year * 12 + on.month - 1 - months
    return date(whole // 12, whole % 12 + 1, 1)
