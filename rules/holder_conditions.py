"""What clauses ask of a holder: the level held, since when, honours, and marks in both parts."""

from dataclasses import dataclass
from decimal import Decimal

from rules.conditions import FAR, UNKNOWN
from rules.levels import Ladder
from rules.situation import Finding, Situation
from rules.values import Text


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
