"""From the fields under `for` and `when` to conditions."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from rules.conditions import Condition, EntrantsAtLeast, Flag, OneOf, TeamSize
from rules.holder_conditions import BothPassed, Held, HeldMonths, HoldsNoneOf, PromotedTo
from rules.levels import Ladder, LevelUnknown
from rules.placed import Items, Scalar
from rules.rank_conditions import NO_AWARD, AwardAtLeast, AwardIs, RankBetween, TopShare
from rules.reading import Fields
from rules.situation import Award
from rules.terms import KINDS, TermUnknown, term
from rules.values import Text

SHARE = re.compile(r"(\d{1,4})/(\d{1,4})")
LAST = 100_000


@dataclass(frozen=True, slots=True)
class Ground:
    """What conditions are read against: the book's ladder, its awards, and how it takes shares of a field."""

    ladder: Ladder
    awards: Sequence[Award]
    rounding: str
    denominator: str

    def level(self, fields: Fields, name: str, written: str | None = None) -> str:
        """A level that a contest may grant, else the lowest of the ladder and a fault."""
        word = fields.word(name) if written is None else written
        try:
            code = self.ladder.code(word)
        except LevelUnknown as unknown:
            fields.wrong(name, f"技能等级（{unknown.text('zh')}）", f"a skill level ({unknown.text('en')})")
            return self.ladder.levels[0].code
        if code is None or not self.ladder.levels[self.ladder.height(code)].by_contest:
            top = self.ladder.title(self.ladder.top)
            fields.wrong(
                name,
                f"竞赛可以授予的等级，最高为{top.zh}（现为 {word}）",
                f"a level that a contest may grant, at most {top.en} (not {word})",
            )
            return self.ladder.levels[0].code
        return code

    def award(self, fields: Fields, name: str, written: str) -> Award:
        found = next((award for award in self.awards if written in (award.name.zh, award.name.en)), None)
        if found is None:
            listed = [award.name for award in self.awards]
            fields.wrong(
                name,
                f"awards 中的奖项之一：{'、'.join(n.zh for n in listed)}（现为 {written}）",
                f"one of the awards under `awards`: {', '.join(n.en for n in listed)} (not {written})",
            )
        return found or Award(Text(written, written), 0)


def conditions(ground: Ground, fields: Fields, name: str, allowed: Mapping[str, "Reader"]) -> tuple[Condition, ...]:
    """The conditions under `for` or `when`, in the order of `allowed`."""
    inner = fields.inside(name)
    if inner is None:
        return ()
    found = [read(ground, inner, key) for key, read in allowed.items() if inner.has(key)]
    inner.close()
    return tuple(condition for condition in found if condition is not None)


def words_of(fields: Fields, name: str) -> tuple[str, ...]:
    """A list of words, or one word alone."""
    value = fields.get(name)
    words = (value.value,) if isinstance(value, Scalar) else fields.words(name)
    if not any(words):
        fields.wrong(name, "一项或若干项", "one or several words")
    return words


def terms_of(fields: Fields, name: str, kind: str) -> tuple[str, ...]:
    """A list of terms of the kind, or one alone."""
    found = []
    for word in words_of(fields, name):
        try:
            found.append(term(kind, word))
        except TermUnknown as unknown:
            fields.refused(name, unknown)
    return tuple(found)


def _terms(ground: Ground, fields: Fields, name: str) -> Condition:
    return OneOf(name, terms_of(fields, name, name))


def _no_terms(ground: Ground, fields: Fields, name: str) -> Condition:
    kind = name.removesuffix("_not")
    found = words_of(fields, name)
    for word in found:
        if word not in KINDS[kind]:
            listed = ", ".join(KINDS[kind])
            fields.wrong(name, f"下列之一：{listed}（现为 {word}）", f"one of: {listed} (not {word})")
    return OneOf(kind, found, among=False)


def _standards(ground: Ground, fields: Fields, name: str) -> Condition:
    return OneOf(name, tuple(ground.level(fields, name, word) for word in words_of(fields, name)))


def _team_size(ground: Ground, fields: Fields, name: str) -> Condition | None:
    word = fields.word(name)
    found = re.fullmatch(r"(\d{1,2})(\+|-(\d{1,2}))?", word)
    least, most = (int(found[1]), int(found[3] or found[1])) if found else (0, 0)
    if found is None or not 1 <= least <= most:
        fields.wrong(name, "人数，如 1、2-3 或 3+", "a number of members such as 1, 2-3 or 3+")
        return None
    return TeamSize(least, None if found[2] == "+" else most)


def _ranks(ground: Ground, fields: Fields, name: str) -> Condition | None:
    value = fields.get(name)
    items = value.items if isinstance(value, Items) else ()
    ends = [int(i.value) for i in items if isinstance(i, Scalar) and re.fullmatch(r"[0-9]{1,5}", i.value)]
    if len(ends) != 2 or len(items) != 2 or not 1 <= ends[0] <= ends[1]:
        fields.wrong(name, "[首名, 末名]，如 [1, 5]", "[first, last] such as [1, 5]")
        return None
    return RankBetween(*ends)


def _top(ground: Ground, fields: Fields, name: str) -> Condition | None:
    inner = fields.inside(name)
    if inner is None:
        return None
    part = share(inner, "share")
    rounding = inner.choice("rounding", ("floor", "ceiling"), ground.rounding)
    of = inner.choice("of", ("started", "entered"), ground.denominator)
    after = inner.whole("after", 0, LAST) or 0
    inner.close()
    return TopShare(part, rounding, of, after)


def share(fields: Fields, name: str) -> Fraction:
    """A part of the field, written `30%` or `1/2`."""
    word = fields.word(name)
    found = SHARE.fullmatch(word)
    if found and 0 < int(found[1]) <= int(found[2]):
        return Fraction(int(found[1]), int(found[2]))
    if re.fullmatch(r"\d{1,3}%", word) and 0 < int(word[:-1]) <= 100:
        return Fraction(int(word[:-1]), 100)
    fields.wrong(name, "一部分，如 30% 或 1/2", "a part such as 30% or 1/2")
    return Fraction(1)


def _award_at_least(ground: Ground, fields: Fields, name: str) -> Condition:
    award = ground.award(fields, name, fields.word(name))
    return AwardAtLeast(award.name, award.standing)


def _award(ground: Ground, fields: Fields, name: str) -> Condition:
    words = words_of(fields, name)
    awards = [None if word == NO_AWARD.zh else ground.award(fields, name, word) for word in words]
    return AwardIs(tuple(a.name if a else NO_AWARD for a in awards), tuple(a.standing if a else None for a in awards))


def _flag(fact: str) -> "Reader":
    return lambda ground, fields, name: Flag(fact, fields.flag(name, True))


def _held(how: str) -> "Reader":
    return lambda ground, fields, name: Held(how, ground.level(fields, name))


Reader = Callable[[Ground, Fields, str], Condition | None]
CONCERNS: Mapping[str, Reader] = {
    "tier": _terms,
    "group": _terms,
    "track": _terms,
    "team_size": _team_size,
    "exam_standard": _standards,
    "selection": _flag("selection"),
}
CONDITIONS: Mapping[str, Reader] = {
    "ranked": _flag("ranked"),
    "rank": _ranks,
    "top": _top,
    "award": _award,
    "award_at_least": _award_at_least,
    "passed": _flag("passed"),
    "both_pass": lambda ground, fields, name: BothPassed(fields.number(name) or Decimal(0)),
    "level_below": _held("below"),
    "level_is": _held("is"),
    "level_at_least": _held("at_least"),
    "held_months": lambda ground, fields, name: HeldMonths(fields.whole(name, 1) or 1),
    "entrants_at_least": lambda ground, fields, name: EntrantsAtLeast(fields.whole(name, 1) or 1),
    "merged_with_selection": _flag("merged_with_selection"),
    "shared_rank": _flag("shared_rank"),
    "group_not": _no_terms,
    "holds_none_of": lambda ground, fields, name: HoldsNoneOf(words_of(fields, name)),
    "promoted_to": lambda ground, fields, name: PromotedTo(
        tuple(ground.level(fields, name, word) for word in words_of(fields, name))
    ),
}
