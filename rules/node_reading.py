"""Reads what any level of a scheme may have: keys, rounding, ways of combining, panels, links of the ranking."""

import re
from decimal import Decimal

from rules.numbers import MODES, Rounding
from rules.panels import METHODS, Panel
from rules.placed import Items, Scalar, Table, Value
from rules.reading import Fields
from rules.scheme_model import Combine, Metric

KEY = re.compile(r"[\w#][\w.#-]{0,59}")
COMBINES = ("sum", "mean", "median")


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
    inner = Fields(value, f"{fields.path}.{name}", fields.notes)
    places, mode = inner.whole("places", -3, 9), inner.choice("mode", MODES, "half_up")
    if places is None and not inner.has("places"):
        inner.missing("places")
    inner.close()
    return Rounding(places or 0, mode)


def read_combine(fields: Fields) -> Combine:
    value = fields.get("combine")
    if isinstance(value, Table):
        inner = Fields(value, f"{fields.path}.combine", fields.notes)
        best = inner.whole("best", 1)
        form = inner.choice("form", COMBINES, "sum") if best is None else "best"
        high, low = read_drop(inner)
        inner.close()
        return Combine(form, best or 1, high, low)
    return Combine(fields.choice("combine", COMBINES, "sum"))


def read_drop(fields: Fields) -> tuple[int, int]:
    """How many of the highest and of the lowest are left out: one number for both, or `{ high: 1, low: 2 }`."""
    if not isinstance(fields.get("drop"), Table):
        both = fields.whole("drop") or 0
        return both, both
    inner = fields.inside("drop")
    assert inner is not None
    high, low = inner.whole("high") or 0, inner.whole("low") or 0
    inner.close()
    return high, low


def read_panel(fields: Fields) -> Panel:
    high, low = read_drop(fields)
    judges, keep = fields.whole("judges", 1), fields.whole("keep", 1)
    at_least = fields.whole("at_least", 1) or high + low + 1
    panel = Panel(
        fields.choice("method", METHODS, "mean"), high, low, keep, at_least, judges, read_rounding(fields, "round")
    )
    if at_least <= high + low or (judges is not None and judges < at_least):
        fields.fault(
            "wrong_value",
            "at_least" if fields.has("at_least") else "judges",
            f"去掉 {high + low} 个打分后应至少剩一个，且 at_least 不大于 judges",
            f"a mark must remain after dropping {high + low}, and `at_least` may not exceed `judges`",
        )
    fields.close()
    return panel


def read_metric(value: Value, fields: Fields) -> Metric:
    if isinstance(value, Scalar):
        form = value.value if value.value == "stages" else "value"
        return Metric(value.value, form, (value.value,))
    if isinstance(value, Items):
        fields.notes.add(
            "wrong_value", value.place, "rank", "每项应为一个编号或一组字段", "each item should be a key or fields"
        )
        return Metric("total", parts=("total",))
    inner = Fields(value, "rank", fields.notes)
    lower = inner.choice("better", ("higher", "lower"), "higher") == "lower"
    form = next((f for f in ("sum", "best", "firsts") if inner.has(f)), "value")
    parts = inner.words(form) if form != "value" else (inner.word("by"),)
    if not parts:
        inner.wrong(form, "至少一个编号", "at least one key")
    name = inner.word("name", parts[0] if form == "value" else f"{form}({','.join(parts)})")
    inner.close()
    return Metric(name, "stages" if parts == ("stages",) else form, parts, lower)
