"""Reads `rank:`, the links of the ranking chain."""

from decimal import Decimal

from rules.conversion_reading import conversion_of
from rules.metrics import COMPARED, FORMS, RESERVED, TOTAL, Metric
from rules.node_reading import read_drop
from rules.placed import Items, Scalar, Table, Value
from rules.reading import Fields


def read_chain(fields: Fields) -> tuple[Metric, ...]:
    chain = tuple(_metric(value, fields) for value in fields.items("rank"))
    twice = {metric.name for metric in chain if sum(other.name == metric.name for other in chain) > 1}
    for name in sorted(twice):
        zh, en = f"排名依据 {name} 重复；请用 name 另起名称", f"{name} is there twice; give one of them a `name`"
        fields.fault("duplicate_key", "rank", zh, en)
    return chain or (TOTAL,)


def _metric(value: Value, fields: Fields) -> Metric:
    if isinstance(value, Scalar):
        return Metric(value.value, value.value if value.value in RESERVED else "value", (value.value,))
    if isinstance(value, Items):
        zh, en = "每项应为一个编号或一组字段", "each item should be a key or fields"
        fields.notes.add("wrong_value", value.place, "rank", zh, en)
        return TOTAL
    inner = Fields(value, "rank", fields.notes)
    form = next((f for f in FORMS if f in value.entries), "value")
    metric = _several(inner, form) if form != "value" else _one(inner)
    inner.close()
    return metric


def _one(inner: Fields) -> Metric:
    by = inner.word("by")
    form = by if by in RESERVED else "value"
    at_best = inner.word("at_best", "") or None
    if at_best is not None and at_best.count("#") != by.count("#"):
        zh, en = "与 by 同属一个系列的编号（含 #）", "a family (#) with as many numbers as `by`"
        inner.wrong("at_best", zh, en)
        at_best = None
    return Metric(inner.word("name", by or "-"), form, (by,), _lower(inner, False), at_best=at_best)


def _several(inner: Fields, form: str) -> Metric:
    pairs = [_part(item, inner, form) for item in inner.items(form)]
    if not pairs:
        inner.wrong(form, "至少一个编号", "at least one key")
    parts, compared = (
        tuple(part for part, _ in pairs),
        inner.choice("as", COMPARED, "placings" if form == "firsts" else ""),
    )
    high, low, least = read_drop(inner)
    if least:
        inner.wrong("drop", "个数，或 { high: 1, low: 2 }", "a number, or { high: 1, low: 2 }")
    at_least, at_most = inner.number("at_least"), inner.number("at_most")
    if form == "count" and at_least is None and at_most is None:
        inner.missing("at_least")
    worth, given = inner.inside("worth"), None
    if worth is not None:
        given = conversion_of(worth)
        if not compared:
            inner.wrong("worth", "与 as 同时使用", "used together with `as`")
    places = (
        given is None
        and form not in ("count", "firsts")
        and (form == "majority" or compared in ("placings", "mean_placings"))
    )
    return Metric(
        inner.word("name", f"{form}({','.join(parts)})"),
        form,
        parts,
        _lower(inner, places) if form != "firsts" else False,
        compared,
        tuple(part for part, lower in pairs if lower),
        high,
        low,
        inner.whole("take", 1),
        at_least,
        Decimal(1) if form == "firsts" else at_most,
        worth=given,
    )


def _part(item: Value, inner: Fields, form: str) -> tuple[str, bool]:
    """A part, and whether less of it is better."""
    if isinstance(item, Scalar):
        return item.value, False
    if not isinstance(item, Table):
        zh, en = "编号，或 { by: 编号, better: lower }", "a key, or { by: key, better: lower }"
        inner.notes.add("wrong_value", item.place, f"rank.{form}", f"应为{zh}", f"should be {en}")
        return "total", False
    fields = Fields(item, f"rank.{form}", inner.notes)
    pair = fields.word("by"), _lower(fields, False)
    fields.close()
    return pair


def _lower(fields: Fields, unless_stated: bool) -> bool:
    return fields.choice("better", ("higher", "lower"), "lower" if unless_stated else "higher") == "lower"
