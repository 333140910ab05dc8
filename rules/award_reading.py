"""Reads `awards:`, `award_limits:`, `medals:`, `advance:` and `sections:` of a scheme."""

from decimal import Decimal

from rules.award_limits import AwardLimit
from rules.awards import Award
from rules.cuts import Cut
from rules.medal_rule import MedalRule
from rules.placed import Scalar
from rules.reading import Fields
from rules.scale import SCALES
from rules.scheme_model import Section


def read_cut(fields: Fields) -> Cut | None:
    """Who advances, or None where the scheme does not say."""
    inner = fields.inside("advance")
    if inner is None:
        return None
    cut = Cut(
        inner.whole("best", 1, 100000),
        inner.percent("percent"),
        inner.number("at_least"),
        inner.choice("rounding", ("floor", "ceiling"), "floor"),
        inner.choice("ties", ("all", "none"), "all"),
        inner.whole("per_delegation", 1),
    )
    if not any(inner.has(name) for name in ("best", "percent", "at_least")):
        inner.missing("best")
    inner.close()
    return cut


def read_awards(fields: Fields) -> tuple[Award, ...]:
    return tuple(_award(item) for item in fields.tables("awards"))


def read_award_limits(fields: Fields, awards: tuple[Award, ...]) -> tuple[AwardLimit, ...]:
    return tuple(_limit(item, tuple(award.key for award in awards)) for item in fields.tables("award_limits"))


def _limit(fields: Fields, known: tuple[str, ...]) -> AwardLimit:
    most, of = fields.whole("most", 1), fields.words("of") or known
    if not fields.has("most"):
        fields.missing("most")
    if not set(of) <= set(known):
        listed = ", ".join(known) or "-"
        fields.fault(
            "unknown_reference",
            "of",
            f"应为 awards 中的奖项编号：{listed}",
            f"should be keys of `awards`: {listed}",
        )
    per = fields.choice("per", ("delegation", "person"))
    limit = AwardLimit(per, most or 1, of, fields.choice("next", ("moves_up", "stays_empty")) == "moves_up")
    fields.close()
    return limit


def read_medals(fields: Fields) -> MedalRule | None:
    inner = fields.inside("medals")
    if inner is None:
        return None
    if fields.has("awards"):
        fields.wrong("medals", "不与 awards 同时使用", "left out where there are `awards`")
    scale = inner.choice("scale", ("none", *SCALES), "none")
    window = inner.number("window") if inner.has("window") else Decimal(2)
    if window is not None and window < 0:
        inner.wrong("window", "不小于 0 的数", "0 or more")
    rule = MedalRule(None if scale == "none" else scale, window or Decimal(0), inner.number("medallion"))
    inner.close()
    return rule


def _award(fields: Fields) -> Award:
    of_any, some = fields.inside("any"), ((), None)
    if of_any is not None:
        some = (of_any.words("of"), of_any.number("at_least"))  # type: ignore[assignment]
        for name in ("of", "at_least"):
            if not of_any.has(name):
                of_any.missing(name)
        of_any.close()
    key = fields.word("key")
    award = Award(
        key,
        fields.text("title", key or "-"),
        _ranks(fields),
        fields.percent("top"),
        fields.percent("share"),
        fields.choice("rounding", ("floor", "ceiling"), "floor"),
        fields.number("at_least"),
        fields.word("of", "total"),
        *some,
        fields.flag("passed", False),
    )
    fields.close()
    return award


def _ranks(fields: Fields) -> tuple[int, int] | None:
    if not fields.has("rank"):
        return None
    ends = [item.value for item in fields.items("rank") if isinstance(item, Scalar) and item.value.isdecimal()]
    if len(ends) != 2 or not 1 <= int(ends[0][:6]) <= int(ends[1][:6]):
        fields.wrong("rank", "[首名, 末名]，如 [1, 3]", "[first, last] such as [1, 3]")
        return None
    return int(ends[0][:6]), int(ends[1][:6])


def read_sections(fields: Fields) -> tuple[Section, ...]:
    """The sections of the occupational standard, each with its weight in percent."""
    sections = []
    for item in fields.tables("sections"):
        key = item.word("key")
        weight = item.percent("weight")
        if not item.has("weight"):
            item.missing("weight")
        sections.append(Section(key, item.text("title", key or "-"), weight or Decimal(0)))
        item.close()
    return tuple(sections)
