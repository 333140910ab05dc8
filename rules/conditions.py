"""What a clause asks of a contest, a result and its holder.

Each condition says its text, whether it holds, and what was found: `holds` is quick and asked for every entrant,
`finding` is asked when somebody wants to know why. Here is what is asked of contests and of results as such; the rest
is in `rank_conditions` and `holder_conditions`.
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
