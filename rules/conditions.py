"""What a clause asks of a contest, a result and its holder.

Each condition says its text, whether it holds, and what was found: `holds` is quick and asked for every entrant,
`finding` is asked when somebody wants to know why. Conditions about ranks and awards are in `rank_conditions`.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from rules.levels import Ladder
from rules.situation import Finding, Situation
from rules.terms import NAMES, name_of
from rules.values import Text

UNKNOWN = Text("未知", "unknown")
FAR = Decimal(1000)


class Condition(Protocol):
    def text(self, ladder: Ladder) -> Text: ...
    def holds(self, at: Situation) -> bool: ...
    def finding(self, at: Situation) -> Finding: ...


@dataclass(frozen=True, slots=True)
class OneOf:
    """A named fact is one of those listed, or none of them; `fact` is tier, group, track or exam_standard."""

    fact: str
    listed: tuple[str, ...]
    among: bool = True

    def value(self, at: Situation) -> str | None:
        if self.fact == "group":
            return at.candidate.group
        found: str | None = getattr(at.contest, self.fact)
        return found

    def shown(self, value: str | None, ladder: Ladder) -> Text:
        if value is None:
            return UNKNOWN
        if self.fact != "exam_standard":
            return name_of(self.fact, value)
        return ladder.title(value) if value in ladder else Text(value, value)

    def text(self, ladder: Ladder) -> Text:
        shown = [self.shown(value, ladder) for value in self.listed]
        zh, en = "或".join(s.zh for s in shown), " or ".join(s.en for s in shown)
        name = NAMES[self.fact]
        return Text(f"{name.zh}{'' if self.among else '不'}为{zh}", f"{name.en} is {'' if self.among else 'not '}{en}")

    def holds(self, at: Situation) -> bool:
        return (self.value(at) in self.listed) is self.among

    def finding(self, at: Situation) -> Finding:
        value = self.value(at)
        return Finding(value or "", self.shown(value, at.ladder), self.holds(at), distance=FAR)


@dataclass(frozen=True, slots=True)
class TeamSize:
    """Teams of so many members; `most` is None where larger teams count too."""

    least: int
    most: int | None

    def text(self, ladder: Ladder) -> Text:
        if self.most is None:
            return Text(f"每队{self.least}人及以上", f"teams of {self.least} or more")
        if self.least == self.most:
            return Text(_SIZES.get(self.least, f"{self.least}人赛项"), f"teams of {self.least}")
        return Text(f"每队{self.least}至{self.most}人", f"teams of {self.least} to {self.most}")

    def holds(self, at: Situation) -> bool:
        return self.least <= at.contest.team_size and (self.most is None or at.contest.team_size <= self.most)

    def finding(self, at: Situation) -> Finding:
        size = at.contest.team_size
        return Finding(str(size), Text(f"{size}人", str(size)), self.holds(at), distance=FAR)


_SIZES = {1: "单人赛项", 2: "双人赛项", 3: "三人赛项"}


@dataclass(frozen=True, slots=True)
class Flag:
    """A yes or no about the contest, the result or the holder; `fact` is one of FLAGS."""

    fact: str
    wanted: bool

    def value(self, at: Situation) -> bool | None:
        if self.fact == "passed":
            return at.placed.passed
        if self.fact == "shared_rank":
            return at.shared
        if self.fact == "ranked":
            return at.rank is not None
        found: bool = getattr(at.contest, self.fact)
        return found

    def text(self, ladder: Ladder) -> Text:
        return FLAGS[self.fact][self.wanted]

    def holds(self, at: Situation) -> bool:
        return self.value(at) is self.wanted

    def finding(self, at: Situation) -> Finding:
        value = self.value(at)
        shown = UNKNOWN if value is None else FLAGS[self.fact][value]
        return Finding("" if value is None else str(value).lower(), shown, value is self.wanted, distance=Decimal(10))


FLAGS = {
    "passed": {True: Text("成绩合格", "passed"), False: Text("成绩不合格", "not passed")},
    "ranked": {True: Text("有名次", "ranked"), False: Text("无名次", "not ranked")},
    "shared_rank": {True: Text("名次并列", "rank is shared"), False: Text("名次不并列", "rank is not shared")},
    "selection": {
        True: Text("世赛选拔项目", "a project that selects for WorldSkills"),
        False: Text("非世赛选拔项目", "not a project that selects for WorldSkills"),
    },
    "merged_with_selection": {
        True: Text(
            "与选拔赛合并，成绩仅用于选拔", "merged with a selection heat, the result counts only for selection"
        ),
        False: Text("未与选拔赛合并", "not merged with a selection heat"),
    },
}


@dataclass(frozen=True, slots=True)
class Held:
    """The level held is below, is, or is at least the named one; `how` is below, is or at_least."""

    how: str
    level: str

    def text(self, ladder: Ladder) -> Text:
        zh, en = _HELD[self.how]
        title = ladder.title(self.level)
        return Text(f"{zh}{title.zh}{'及以上' if self.how == 'at_least' else ''}", f"{en} {title.en}")

    def holds(self, at: Situation) -> bool:
        held, asked = at.ladder.height(at.held), at.ladder.height(self.level)
        return held < asked if self.how == "below" else held == asked if self.how == "is" else held >= asked

    def finding(self, at: Situation) -> Finding:
        above = at.ladder.height(at.held) - at.ladder.height(self.level)
        away = Decimal(-above) if above < 0 else FAR  # a level held cannot be lowered to fit a clause
        return Finding(at.held or "", at.ladder.title(at.held), self.holds(at), distance=away)


_HELD = {
    "below": ("原等级低于", "held level below"),
    "is": ("原等级为", "held level is"),
    "at_least": ("持有", "held level at least"),
}


@dataclass(frozen=True, slots=True)
class HeldMonths:
    months: int

    def text(self, ladder: Ladder) -> Text:
        return Text(f"持有现等级满{self.months}个月", f"present level held for {self.months} months")

    def held(self, at: Situation) -> int | None:
        since = at.candidate.held_since
        if since is None:
            return None
        return (at.on.year - since.year) * 12 + at.on.month - since.month - (at.on.day < since.day)

    def holds(self, at: Situation) -> bool:
        held = self.held(at)
        return held is not None and held >= self.months

    def finding(self, at: Situation) -> Finding:
        held = self.held(at)
        if held is None:
            return Finding("", UNKNOWN, False, distance=FAR)
        short = self.months - held
        near = Text(f"差{short}个月", f"{short} months short") if short > 0 else None
        shown = Text(f"已持有{held}个月", f"held for {held} months")
        return Finding(str(held), shown, short <= 0, near, Decimal(max(short, 0)))


@dataclass(frozen=True, slots=True)
class HoldsNoneOf:
    """None of these honours is held yet."""

    honours: tuple[str, ...]

    def text(self, ladder: Ladder) -> Text:
        return Text(f"未获得{'、'.join(self.honours)}", f"holds none of: {', '.join(self.honours)}")

    def holds(self, at: Situation) -> bool:
        return at.candidate.honours.isdisjoint(self.honours)

    def finding(self, at: Situation) -> Finding:
        held = "、".join(sorted(at.candidate.honours.intersection(self.honours)))
        shown = Text(f"已获{held}", f"holds {held}") if held else Text("未获得", "none held")
        return Finding(held, shown, not held, distance=FAR)


@dataclass(frozen=True, slots=True)
class BothPassed:
    """Theory and practical both reach the mark."""

    mark: Decimal

    def text(self, ladder: Ladder) -> Text:
        return Text(f"理论与实操均不低于{self.mark}分", f"theory and practical both at least {self.mark}")

    def holds(self, at: Situation) -> bool:
        theory, practical = at.placed.theory, at.placed.practical
        return theory is not None and practical is not None and theory >= self.mark and practical >= self.mark

    def finding(self, at: Situation) -> Finding:
        theory, practical = at.placed.theory, at.placed.practical
        if theory is None or practical is None:
            return Finding("", UNKNOWN, False, distance=FAR)
        short = max(self.mark - theory, self.mark - practical, Decimal(0))
        near = Text(f"差{short}分", f"{short} marks short") if short else None
        shown = Text(f"理论{theory}，实操{practical}", f"theory {theory}, practical {practical}")
        return Finding(f"{theory} {practical}", shown, not short, near, short, marks=short or None)


@dataclass(frozen=True, slots=True)
class EntrantsAtLeast:
    number: int

    def text(self, ladder: Ladder) -> Text:
        return Text(f"参赛单元不少于{self.number}个", f"at least {self.number} entrants")

    def holds(self, at: Situation) -> bool:
        return at.contest.entrants >= self.number

    def finding(self, at: Situation) -> Finding:
        number, short = at.contest.entrants, self.number - at.contest.entrants
        near = Text(f"少{short}个", f"{short} too few") if short > 0 else None
        return Finding(str(number), Text(f"{number}个", str(number)), short <= 0, near, Decimal(max(short, 0)))


@dataclass(frozen=True, slots=True)
class PromotedTo:
    """This decision promotes to one of the levels; what is given on top of a certificate asks for it."""

    levels: tuple[str, ...]

    def text(self, ladder: Ladder) -> Text:
        titles = [ladder.title(level) for level in self.levels]
        zh, en = "或".join(t.zh for t in titles), " or ".join(t.en for t in titles)
        return Text(f"本次取得{zh}证书", f"gains the certificate of {en} here")

    def holds(self, at: Situation) -> bool:
        return at.promoted_to in self.levels

    def finding(self, at: Situation) -> Finding:
        level = at.promoted_to
        shown = at.ladder.title(level) if level else Text("未取得", "none gained")
        return Finding(level or "", shown, self.holds(at), distance=FAR)
