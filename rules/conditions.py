"""What a clause asks of a result and its holder. Each condition says its text, what it found, and how near that was."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from rules.levels import Ladder
from rules.values import Text

SELECTION_ONLY = Text("成绩仅用于选拔", "the result counts only for selection")
NOT_RANKED = Text("未排名", "not ranked")
UNKNOWN = Text("未知", "unknown")
GROUPS: Mapping[str, Text] = {
    "worker": Text("职工", "worker"),
    "student": Text("学生", "student"),
    "teacher": Text("教师", "teacher"),
    "disabled": Text("残疾人", "disabled"),
    "senior": Text("高级组", "senior group"),
    "intermediate": Text("中级组", "intermediate group"),
}

FACTS: Mapping[str, Text] = {
    "group": Text("组别", "group"),
    "tier": Text("赛事级别", "tier"),
    "track": Text("赛道", "track"),
    "exam_standard": Text("命题标准", "exam standard"),
    "award": Text("奖项", "award"),
    "team_size": Text("每队人数", "team size"),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """One member of an entrant, and what the register knows of that person in this occupation.

    `level` is the level held, None for none; `honours` are the honours already held, by their Chinese names.
    """

    entrant: str
    holder: str
    name: str
    group: str
    level: str | None
    held_since: date | None = None
    promoted_this_year: bool = False
    honours: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Contest:
    """What the clauses ask about the contest. `entrants` is how many took part in the event and group."""

    tier: str
    team_size: int
    entrants: int
    track: str | None = None
    exam_standard: str | None = None
    merged_with_selection: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """One entrant's final standing. `rank` is None for who was not ranked; a team has one."""

    entrant: str
    rank: int | None
    total: Decimal | None = None
    award: str | None = None
    passed: bool | None = None
    theory: Decimal | None = None
    practical: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything that a condition may look at. `rank` is the rank for rewards, which displacement may have moved."""

    contest: Contest
    placed: Placed
    candidate: Candidate
    rank: int | None
    ladder: Ladder
    on: date
    total_at: Callable[[int], Decimal | None]


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found, as data and as shown. `near` says how far a miss was; `distance` orders misses, nearest first."""

    value: str
    shown: Text
    met: bool
    near: Text | None = None
    distance: Decimal = field(default=Decimal(0))


@dataclass(frozen=True, slots=True)
class RankBetween:
    first: int
    last: int

    def text(self, ladder: Ladder) -> Text:
        return Text(f"名次在第{self.first}至{self.last}名之间", f"rank from {self.first} to {self.last}")

    def check(self, at: Situation) -> Finding:
        return _within_ranks(at, self.first, self.last)


@dataclass(frozen=True, slots=True)
class TopFraction:
    """The best so many percent of the entrants, a part of an entrant not counting (`floor`) or counting (`ceiling`)."""

    percent: Decimal
    rounding: str = "floor"
    after: int = 0

    def last(self, entrants: int) -> int:
        whole, rest = divmod(entrants * self.percent, 100)
        return int(whole) + (1 if rest and self.rounding == "ceiling" else 0)

    def text(self, ladder: Ladder) -> Text:
        zh = f"名次在参赛单元前{self.percent}%（{'向上' if self.rounding == 'ceiling' else '向下'}取整）"
        en = (
            f"among the best {self.percent}% of the entrants (rounded {'up' if self.rounding == 'ceiling' else 'down'})"
        )
        return Text(zh, en)

    def check(self, at: Situation) -> Finding:
        return _within_ranks(at, self.after + 1, self.last(at.contest.entrants))


def shown_rank(at: Situation) -> Text:
    """The rank as people should read it: with the rank for rewards beside it where displacement has moved that."""
    rank = at.placed.rank
    if rank is None:
        return NOT_RANKED
    if at.rank is None:
        return Text(
            f"第{rank}名（已获同类荣誉，不占奖励名次）", f"rank {rank} (honoured before, so without a rank for rewards)"
        )
    if at.rank != rank:
        return Text(f"第{rank}名（奖励名次第{at.rank}名）", f"rank {rank} (rank {at.rank} for rewards)")
    return Text(f"第{rank}名", f"rank {rank}")


def _within_ranks(at: Situation, first: int, last: int) -> Finding:
    shown = shown_rank(at)
    if at.rank is None:
        return Finding("", shown, False, distance=Decimal(10**6))
    value = str(at.rank)
    if first <= at.rank <= last:
        return Finding(value, shown, True)
    if at.rank < first:
        return Finding(value, shown, False, distance=Decimal(first - at.rank))
    away, line = at.rank - last, at.total_at(last)
    zh, en = f"差{away}名", f"{away} place{'s' if away > 1 else ''} short"
    if line is not None and at.placed.total is not None and last > 0:
        behind = line - at.placed.total
        zh, en = f"{zh}，与第{last}名相差{behind}分", f"{en}, {behind} marks behind rank {last}"
    return Finding(value, shown, False, Text(zh, en), Decimal(away))


@dataclass(frozen=True, slots=True)
class LevelBelow:
    level: str

    def text(self, ladder: Ladder) -> Text:
        title = ladder.title(self.level)
        return Text(f"原等级低于{title.zh}", f"held level below {title.en}")

    def check(self, at: Situation) -> Finding:
        return _held(at, at.ladder.is_above(self.level, at.candidate.level), self.level)


@dataclass(frozen=True, slots=True)
class LevelIs:
    level: str

    def text(self, ladder: Ladder) -> Text:
        title = ladder.title(self.level)
        return Text(f"原等级为{title.zh}", f"held level is {title.en}")

    def check(self, at: Situation) -> Finding:
        return _held(at, at.candidate.level == self.level, self.level)


def _held(at: Situation, met: bool, level: str) -> Finding:
    held = at.candidate.level
    steps = Decimal(abs(at.ladder.height(held) - at.ladder.height(level)))
    return Finding(held or "", at.ladder.title(held), met, distance=steps)


@dataclass(frozen=True, slots=True)
class OneOf:
    """The value of a named fact is one of those listed; `fact` is group, tier, track, exam_standard or award."""

    fact: str
    allowed: tuple[str, ...]

    def text(self, ladder: Ladder) -> Text:
        shown = [self.shown(value) for value in self.allowed]
        name = FACTS[self.fact]
        zh, en = "、".join(s.zh for s in shown), ", ".join(s.en for s in shown)
        return Text(f"{name.zh}为{zh}", f"{name.en} is {en}")

    def shown(self, value: str | None) -> Text:
        if value is None:
            return UNKNOWN
        return GROUPS.get(value, Text(value, value)) if self.fact == "group" else Text(value, value)

    def check(self, at: Situation) -> Finding:
        found = {
            "group": at.candidate.group,
            "tier": at.contest.tier,
            "track": at.contest.track,
            "exam_standard": at.contest.exam_standard,
            "award": at.placed.award,
            "team_size": str(at.contest.team_size),
        }[self.fact]
        return Finding(found or "", self.shown(found), found in self.allowed)


@dataclass(frozen=True, slots=True)
class BothPassed:
    """Theory and practical both reach the mark."""

    mark: Decimal

    def text(self, ladder: Ladder) -> Text:
        return Text(f"理论与实操均不低于{self.mark}分", f"theory and practical both at least {self.mark}")

    def check(self, at: Situation) -> Finding:
        theory, practical = at.placed.theory, at.placed.practical
        if theory is None or practical is None:
            return Finding("", UNKNOWN, False)
        short = max(self.mark - theory, self.mark - practical, Decimal(0))
        near = Text(f"差{short}分", f"{short} marks short") if short else None
        shown = Text(f"理论{theory}，实操{practical}", f"theory {theory}, practical {practical}")
        return Finding(f"{theory} {practical}", shown, not short, near, short)


@dataclass(frozen=True, slots=True)
class Passed:
    def text(self, ladder: Ladder) -> Text:
        return Text("成绩合格", "passed")

    def check(self, at: Situation) -> Finding:
        passed = at.placed.passed
        shown = UNKNOWN if passed is None else Text("合格", "passed") if passed else Text("不合格", "not passed")
        return Finding("" if passed is None else str(passed).lower(), shown, passed is True)


@dataclass(frozen=True, slots=True)
class EntrantsAtLeast:
    number: int

    def text(self, ladder: Ladder) -> Text:
        return Text(f"参赛单元不少于{self.number}个", f"at least {self.number} entrants")

    def check(self, at: Situation) -> Finding:
        short = self.number - at.contest.entrants
        near = Text(f"少{short}个", f"{short} too few") if short > 0 else None
        number = str(at.contest.entrants)
        return Finding(number, Text(f"{number}个", number), short <= 0, near)


@dataclass(frozen=True, slots=True)
class HeldMonths:
    months: int

    def text(self, ladder: Ladder) -> Text:
        return Text(f"持有现等级满{self.months}个月", f"present level held for {self.months} months")

    def check(self, at: Situation) -> Finding:
        since = at.candidate.held_since
        if since is None:
            return Finding("", UNKNOWN, False)
        held = (at.on.year - since.year) * 12 + at.on.month - since.month - (at.on.day < since.day)
        short = self.months - held
        near = Text(f"差{short}个月", f"{short} months short") if short > 0 else None
        return Finding(str(held), Text(f"{held}个月", f"{held} months"), short <= 0, near)


@dataclass(frozen=True, slots=True)
class NotMergedWithSelection:
    def text(self, ladder: Ladder) -> Text:
        return Text("未与选拔赛合并", "not merged with a selection heat")

    def check(self, at: Situation) -> Finding:
        merged = at.contest.merged_with_selection
        return Finding(str(merged).lower(), SELECTION_ONLY if merged else Text("未合并", "not merged"), not merged)


Condition = (
    RankBetween
    | TopFraction
    | LevelBelow
    | LevelIs
    | OneOf
    | BothPassed
    | Passed
    | EntrantsAtLeast
    | HeldMonths
    | NotMergedWithSelection
)
Conditions = Sequence[Condition]
