"""From the fields under `effect` to what a clause brings."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from rules.condition_reading import CONCERNS, Ground, conditions, words_of
from rules.effects import (
    UNITS,
    Cap,
    Certificate,
    Displaces,
    Effect,
    Factor,
    Gate,
    Incentive,
    Informs,
    MayApply,
    Named,
    PerYear,
    Prize,
    RaiseBy,
    SetTo,
    SetToOrStep,
)
from rules.levels import LevelUnknown, ladder
from rules.reading import Fields
from rules.values import Text


def effect(ground: Ground, clause: Fields) -> Effect:
    """What the clause brings; a clause without `effect` informs."""
    inner = clause.inside("effect")
    if inner is None:
        return Informs()
    acts = [act for act in ACTS if inner.has(act)]
    if len(acts) != 1:
        listed = ", ".join(ACTS)
        clause.wrong("effect", f"下列之一：{listed}", f"one of: {listed}")
        return Informs()
    found = ACTS[acts[0]](ground, inner, acts[0])
    inner.close()
    return found


def _raise_by(ground: Ground, fields: Fields, name: str) -> Effect:
    inner = fields.inside(name)
    if inner is None:
        return Informs()
    steps = inner.whole("levels", 1, 5) or 1
    cap = ground.level(inner, "cap") if inner.has("cap") else ground.ladder.top
    inner.close()
    return RaiseBy(steps, cap)


def _may_apply(ground: Ground, fields: Fields, name: str) -> Effect:
    levels = [ground.level(fields, name, word) for word in words_of(fields, name)]
    return MayApply(tuple(sorted(levels, key=ground.ladder.height)))


def _prize(ground: Ground, fields: Fields, name: str) -> Effect:
    award = ground.award(fields, name, fields.word(name))
    return Prize(award.name, award.standing)


def _certificate(ground: Ground, fields: Fields, name: str) -> Effect:
    inner = fields.inside(name)
    if inner is None:
        return Informs()
    key, word = inner.word("ladder"), inner.word("level")
    inner.close()
    try:
        other = ladder(key)
        code = other.code(word)
    except LevelUnknown as unknown:
        inner.refused("level", unknown)
        return Informs()
    title = other.title(code)
    return Certificate(code or "", Text(f"{title.zh}证书", f"{title.en} Certificate"))


def _incentive(ground: Ground, fields: Fields, name: str) -> Effect:
    inner = fields.inside(name)
    units = [unit for unit in UNITS if inner and inner.has(unit)]
    if inner is None or len(units) != 1:
        listed = ", ".join(UNITS)
        fields.wrong(name, f"下列之一：{listed}", f"one of: {listed}")
        return Informs()
    amount, factor = inner.number(units[0]) or Decimal(0), None
    if (scaled := inner.inside("factor")) is not None:
        factor = Factor(scaled.number("by") or Decimal(1), conditions(ground, scaled, "for", CONCERNS))
        scaled.close()
    inner.close()
    return Incentive(units[0], amount, factor)


def _gate(ground: Ground, fields: Fields, name: str) -> Effect:
    return Gate() if fields.flag(name, True) else Informs()


def _named(ground: Ground, fields: Fields, name: str) -> Effect:
    return Named(name, fields.text(name))


Reader = Callable[[Ground, Fields, str], Effect]
ACTS: Mapping[str, Reader] = {
    "set_to": lambda ground, fields, name: SetTo(ground.level(fields, name)),
    "set_to_or_step": lambda ground, fields, name: SetToOrStep(ground.level(fields, name)),
    "raise_by": _raise_by,
    "may_apply": _may_apply,
    "award": _prize,
    "nominate": _named,
    "honour": _named,
    "select": _named,
    "certificate": _certificate,
    "incentive": _incentive,
    "gate": _gate,
    "cap": lambda ground, fields, name: Cap(ground.level(fields, name)),
    "per_year": lambda ground, fields, name: PerYear(fields.whole(name, 1, 12) or 1),
    "displaces": lambda ground, fields, name: Displaces(frozenset(words_of(fields, name))),
    "none": lambda ground, fields, name: Informs(),
}
