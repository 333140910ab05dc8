"""What clauses ask of a rank or an award, and how near a miss was."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from rules.levels import Ladder
from rules.situation import Finding, Situation
from rules.values import Text

NOT_RANKED = Text("未排名", "not ranked")
NO_AWARD = Text("无奖项", "no award")


@dataclass(frozen=True, slots=True)
class RankBetween:
    first: int
    last: int

    def text(self, ladder: Ladder) -> Text:
        if self.first == self.last:
            return Text(f"名次为第{self.first}名", f"rank {self.first}")
        return Text(f"名次在第{self.first}至{self.last}名之间", f"rank from {self.first} to {self.last}")

    def holds(self, at: Situation) -> bool:
        return at.rank is not None and self.first <= at.rank <= self.last

    def finding(self, at: Situation) -> Finding:
        return _within(at, self.first, self.last, shown_rank(at))


@dataclass(frozen=True, slots=True)
class TopShare:
    """The best part of the field, after the first so many ranks.

    A part of an entrant does not count (`floor`) or counts (`ceiling`); the field is who `started` or who `entered`.
    """

    share: Fraction
    rounding: str = "floor"
    of: str = "started"
    after: int = 0

    def last(self, at: Situation) -> int:
        contest = at.contest
        field = contest.entered if self.of == "entered" and contest.entered is not None else contest.entrants
        whole, rest = divmod(field * self.share.numerator, self.share.denominator)
        return whole + (1 if rest and self.rounding == "ceiling" else 0)

    def text(self, ladder: Ladder) -> Text:
        zh = "全体报名" if self.of == "entered" else "实际参赛"
        en = "those entered" if self.of == "entered" else "those who took part"
        zh = f"名次在{zh}单元的前{self.said()}（{'向上' if self.rounding == 'ceiling' else '向下'}取整）"
        en = f"a rank among the best {self.said()} of {en} (rounded {'up' if self.rounding == 'ceiling' else 'down'})"
        if self.after:
            zh, en = f"第{self.after}名以后，{zh}", f"after rank {self.after}, {en}"
        return Text(zh, en)

    def said(self) -> str:
        percent = self.share * 100
        return f"{percent}%" if percent.denominator == 1 and self.share.denominator > 3 else str(self.share)

    def holds(self, at: Situation) -> bool:
        return at.rank is not None and self.after < at.rank <= self.last(at)

    def finding(self, at: Situation) -> Finding:
        shown, last = shown_rank(at), self.last(at)
        shown = Text(f"{shown.zh}，界线为第{last}名", f"{shown.en}, the line is rank {last}")
        return _within(at, self.after + 1, last, shown)


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


def _within(at: Situation, first: int, last: int, shown: Text) -> Finding:
    if at.rank is None:
        return Finding("", shown, False, distance=Decimal(10**6))
    value = str(at.rank)
    if first <= at.rank <= last:
        return Finding(value, shown, True)
    if at.rank < first:
        return Finding(value, shown, False, distance=Decimal(first - at.rank))
    away, line = at.rank - last, at.total_at(last) if last > 0 else None
    zh, en, behind = f"差{away}名", f"{away} place{'s' if away > 1 else ''} short", None
    if line is not None and at.placed.total is not None:
        behind = line - at.placed.total
        zh, en = f"{zh}，与第{last}名相差{behind}分", f"{en}, {behind} marks behind rank {last}"
    return Finding(value, shown, False, Text(zh, en), Decimal(away), away, behind)


@dataclass(frozen=True, slots=True)
class AwardAtLeast:
    """This award or a better one."""

    name: Text
    standing: int

    def text(self, ladder: Ladder) -> Text:
        return Text(f"获{self.name.zh}及以上", f"{self.name.en} or better")

    def holds(self, at: Situation) -> bool:
        return at.award is not None and at.award.standing <= self.standing

    def finding(self, at: Situation) -> Finding:
        return _award_finding(at, self.holds(at), self.standing)


@dataclass(frozen=True, slots=True)
class AwardIs:
    """One of these awards; None among the standings means no award at all."""

    names: tuple[Text, ...]
    standings: tuple[int | None, ...]

    def text(self, ladder: Ladder) -> Text:
        zh, en = "或".join(n.zh for n in self.names), " or ".join(n.en for n in self.names)
        return Text(f"奖项为{zh}", f"award is {en}")

    def holds(self, at: Situation) -> bool:
        return (None if at.award is None else at.award.standing) in self.standings

    def finding(self, at: Situation) -> Finding:
        return _award_finding(at, self.holds(at), max((s for s in self.standings if s is not None), default=0))


def _award_finding(at: Situation, met: bool, standing: int) -> Finding:
    award = at.award
    if award is None and at.placed.award is not None:
        shown = Text(at.placed.award, at.placed.award)
    elif award is None:
        shown = NO_AWARD
    elif award.clause:
        shown = Text(f"{award.name.zh}（按第{award.clause}条）", f"{award.name.en} (by clause {award.clause})")
    else:
        shown = award.name
    value = award.name.zh if award else at.placed.award or ""
    short = at.award_short(standing) if at.award_short and not met else None
    if short is None:
        return Finding(value, shown, met, distance=Decimal(0 if met else 100))
    return Finding(value, shown, met, short.near, short.distance, short.places, short.marks)
