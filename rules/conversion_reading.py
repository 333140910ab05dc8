"""Reads `by:`, the way an entered value becomes points."""

from decimal import Decimal

from rules.conversions import Add, Band, Bands, Conversion, Deduct, Line, Linear, Lookup, Loss, Power, Within
from rules.placed import Items, Scalar, Table
from rules.reading import Fields

FORMS = ("deduct", "add", "within", "loss", "bands", "lookup", "line", "linear", "power")
ZERO = Decimal(0)


def read_conversion(fields: Fields, points: Decimal | None) -> Conversion | None:
    """The one conversion under `by`, or None with the fault noted."""
    by = fields.inside("by")
    return None if by is None else conversion_of(by, points)


def conversion_of(by: Fields, points: Decimal | None = None) -> Conversion | None:
    """The one conversion that these fields are."""
    form = next((name for name in FORMS if name in by.table.entries), None)
    if form is None or len(by.table.entries) != 1:
        listed = ", ".join(FORMS)
        zh, en = f"应为下列换算方式中的一种：{listed}", f"should be exactly one of: {listed}"
        by.notes.add("wrong_value", by.table.place, by.path, zh, en)
        return None
    if points is None and form in ("deduct", "within", "loss"):
        zh, en = f"{form} 需要 points（满分）", f"{form} needs `points`, the full points"
        by.fault("missing_field", form, zh, en)
    full = points or ZERO
    match form:
        case "deduct":
            return Deduct(full, by.number(form) or ZERO)
        case "add":
            return Add(by.number(form) or ZERO, points)
        case "within":
            low, high = _pair(by, form)
            return Within(full, low, high)
        case "loss":
            return _loss(by, full)
        case "bands":
            return _bands(by)
        case "lookup":
            return _lookup(by)
        case "linear":
            return _linear(by)
        case "power":
            return _power(by)
        case _:
            return _line(by)


def _pair(by: Fields, form: str) -> tuple[Decimal, Decimal]:
    ends = [by.decimal(value, form) for value in by.items(form)]
    if len(ends) != 2 or ends[0] is None or ends[1] is None or ends[0] > ends[1]:
        by.wrong(form, "[下限, 上限]，如 [39.98, 40.02]", "[low, high] such as [39.98, 40.02]")
        return ZERO, ZERO
    return ends[0], ends[1]


def _loss(by: Fields, full: Decimal) -> Loss | None:
    inner = by.inside("loss")
    if inner is None:
        return None
    for name in ("target", "lose"):
        if not inner.has(name):
            inner.missing(name)
    per = inner.number("per") if inner.has("per") else Decimal(1)
    if per is not None and per <= 0:
        inner.wrong("per", "大于 0 的数", "more than 0")
        per = None
    loss = Loss(
        full,
        inner.number("target") or ZERO,
        inner.number("lose") or ZERO,
        per or Decimal(1),
        inner.number("free") or ZERO,
        inner.flag("started", False),
    )
    inner.close()
    return loss


def _bands(by: Fields) -> Bands | None:
    bands = []
    for item in by.tables("bands"):
        if not item.has("points"):
            item.missing("points")
        bands.append(Band(item.number("from"), item.number("to"), item.number("points") or ZERO))
        item.close()
    if not bands:
        by.wrong("bands", "至少一档", "at least one band")
        return None
    return Bands(tuple(bands))


def _lookup(by: Fields) -> Lookup | None:
    table = by.get("lookup")
    if not isinstance(table, Table) or not table.entries:
        by.wrong("lookup", "“录入值: 得分”对照表", "a table of `entered: points`")
        return None
    pairs = (
        (by.decimal(Scalar(name, value.place), "lookup"), by.decimal(value, "lookup"))
        for name, value in table.entries.items()
    )
    return Lookup(tuple((entered, points) for entered, points in pairs if entered is not None and points is not None))


def _line(by: Fields) -> Line | None:
    corners: list[tuple[Decimal, Decimal]] = []
    for item in by.items("line"):
        pair = [by.decimal(value, "line") for value in item.items] if isinstance(item, Items) else []
        if len(pair) == 2 and pair[0] is not None and pair[1] is not None:
            corners.append((pair[0], pair[1]))
    values = [x for x, _ in corners]
    if len(corners) < 2 or len(corners) != len(by.items("line")) or values != sorted(set(values)):
        by.wrong(
            "line",
            "两个以上 [录入值, 得分]，录入值由小到大",
            "two or more [entered, points], the entered values rising",
        )
        return None
    return Line(tuple(corners))


def _linear(by: Fields) -> Linear | None:
    inner = by.inside("linear")
    if inner is None:
        return None
    if not inner.has("each"):
        inner.missing("each")
    per = inner.number("per") if inner.has("per") else Decimal(1)
    if per is not None and per <= 0:
        inner.wrong("per", "大于 0 的数", "more than 0")
        per = None
    linear = Linear(
        inner.number("each") or ZERO,
        inner.number("at") or ZERO,
        inner.number("points") or ZERO,
        per or Decimal(1),
        inner.choice("steps", ("exact", "full", "started"), "exact"),
    )
    inner.close()
    return linear


def _power(by: Fields) -> Power | None:
    inner = by.inside("power")
    if inner is None:
        return None
    for name in ("times", "at", "exponent"):
        if not inner.has(name):
            inner.missing(name)
    exponent = inner.number("exponent") or Decimal(1)
    if not 0 < exponent <= 5:
        inner.wrong("exponent", "大于 0 且不大于 5 的数", "more than 0 and at most 5")
        exponent = Decimal(1)
    lower = inner.choice("better", ("higher", "lower"), "higher") == "lower"
    power = Power(inner.number("times") or ZERO, inner.number("at") or ZERO, exponent, lower)
    inner.close()
    return power
