"""Reads what any level of a scheme may have: keys, rounding, ways of combining, panels."""

import re
from decimal import Decimal

from rules.conversion_reading import read_conversion
from rules.numbers import MODES, Rounding
from rules.panels import METHODS, Panel
from rules.placed import Table, join
from rules.reading import Fields
from rules.scheme_model import Combine

KEY = re.compile(r"[\w#][\w.#-]{0,59}")
COMBINES = ("sum", "mean", "median", "product")


def read_key(fields: Fields, name: str) -> str:
    word = fields.word(name)
    if word and not KEY.fullmatch(word):
        fields.wrong(
            name,
            "由字母、数字、-、_、. 组成的编号（可含 #），不超过 60 字",
            "a key of letters, digits, -, _ and . (with # for a family), at most 60 characters",
        )
    return word


def read_factor(fields: Fields) -> Decimal:
    given = fields.number("factor")
    if given is not None and given < 0:
        fields.wrong("factor", "不小于 0 的数（扣分请用 kind: penalty）", "0 or more (to subtract: `kind: penalty`)")
    return Decimal(1) if given is None else given


def read_above_zero(fields: Fields, name: str) -> Decimal | None:
    given = fields.number(name)
    if given is not None and given <= 0:
        fields.wrong(name, "大于 0 的数", "more than 0")
        return None
    return given


def read_rounding(fields: Fields, name: str) -> Rounding | None:
    value = fields.get(name)
    if not isinstance(value, Table):
        places = fields.whole(name, -3, 9)
        return None if places is None else Rounding(places)
    inner = Fields(value, join(fields.path, name), fields.notes)
    places, mode, to = (
        inner.whole("places", -3, 9),
        inner.choice("mode", MODES, "half_up"),
        read_above_zero(inner, "to"),
    )
    if inner.has("places") == inner.has("to"):
        inner.fault("missing_field", "places", "应有 places 或 to 其中之一", "needs either `places` or `to`")
    inner.close()
    return Rounding(places or 0, mode) if to is None else Rounding(_places(to), mode, to)


def _places(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def read_combine(fields: Fields) -> Combine:
    value = fields.get("combine")
    if not isinstance(value, Table):
        word = fields.word("combine", "sum")
        if word not in COMBINES:
            listed = ", ".join(COMBINES)
            fields.wrong(
                "combine", f"{listed} 之一，或如 {{ best: 2 }} 的字段", f"one of {listed}, or fields: {{ best: 2 }}"
            )
        return Combine(word if word in COMBINES else "sum")
    inner = Fields(value, join(fields.path, "combine"), fields.notes)
    best, lowest = inner.whole("best", 1), inner.whole("lowest", 1)
    if best is not None and lowest is not None:
        inner.wrong("lowest", "不与 best 同时使用", "left out where `best` is given")
    form, dropped = inner.choice("form", COMBINES, "sum"), read_drop(inner)
    inner.close()
    return Combine(form, best, lowest, *dropped)


def read_drop(fields: Fields) -> tuple[int, int, int]:
    """How many of the highest and of the lowest are left out, and of how many at least.

    One number for both, or `{ high: 1, low: 2, from: 5 }`.
    """
    if not isinstance(fields.get("drop"), Table):
        both = fields.whole("drop") or 0
        return both, both, 0
    inner = fields.inside("drop")
    assert inner is not None
    high, low, least = inner.whole("high") or 0, inner.whole("low") or 0, inner.whole("from", 1) or 0
    if least and least <= high + low:
        inner.wrong("from", f"大于 {high + low}（所去掉的个数）的整数", f"more than the {high + low} that are dropped")
    inner.close()
    return high, low, least


def read_panel(fields: Fields) -> Panel:
    high, low, least = read_drop(fields)
    judges, keep = fields.whole("judges", 1), fields.whole("keep", 1)
    middle = fields.whole("middle", 1)
    if middle is not None and fields.has("drop"):
        fields.wrong("middle", "不与 drop 同时使用", "left out where `drop` is given")
    at_least = fields.whole("at_least", 1) or (1 if least else high + low + 1)
    each = fields.inside("each")
    panel = Panel(
        fields.choice("method", METHODS, "mean"),
        high,
        low,
        keep,
        at_least,
        judges,
        read_rounding(fields, "round"),
        least,
        read_conversion(each, each.number("points")) if each else None,
        read_rounding(each, "round") if each else None,
        middle,
    )
    if each:
        each.close()
    if (not least and at_least <= high + low) or (judges is not None and judges < at_least):
        fields.fault(
            "wrong_value",
            "at_least" if fields.has("at_least") else "judges",
            f"去掉 {high + low} 个打分后应至少剩一个，且 at_least 不大于 judges",
            f"a mark must remain after dropping {high + low}, and `at_least` may not exceed `judges`",
        )
    fields.close()
    return panel
