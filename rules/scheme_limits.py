"""Limits on how a scheme spreads its points: sections of a standard, the largest aspect, the share of a tag.

Each aspect's worth is its share of the full score, in percent, through all weights above it.
"""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from rules.numbers import to_decimal
from rules.reading import Fields
from rules.scheme_checks import full_score
from rules.scheme_model import Aspect, Node, Scheme, children_of

DEVIATION = 5


def worths(scheme: Scheme) -> list[tuple[Aspect, Fraction]]:
    """Every aspect that adds points, with its share of the full score in percent; empty where there are none."""
    found = [pair for stage in scheme.stages for pair in _below(stage, Fraction(1))]
    total = sum((worth for _, worth in found), Fraction(0))
    return [(aspect, 100 * worth / total) for aspect, worth in found] if total else []


def _below(node: Node, share: Fraction) -> Iterator[tuple[Aspect, Fraction]]:
    for child in children_of(node):
        weight = Fraction(1)
        if child.weight is not None:
            weight = Fraction(child.weight) / 100 * Fraction(node.out_of or 100) / Fraction(child.out_of or 100)
        if isinstance(child, Aspect):
            full = full_score(child)
            if child.use == "add" and child.kind not in ("penalty", "bonus") and full is not None:
                yield child, Fraction(full) * weight * share
        else:
            yield from _below(child, share * weight * Fraction(child.factor))


def check_limits(scheme: Scheme, fields: Fields) -> None:
    """Note every section, aspect and tag whose share of the full score is not what the scheme allows."""
    limits = fields.inside("limits")
    shares = worths(scheme)
    _sections(scheme, shares, fields)
    if limits is None:
        return
    most = limits.percent("aspect")
    for aspect, worth in shares if most is not None else []:
        if most is not None and worth > most:
            limits.fault(
                "limit",
                "aspect",
                f"{aspect.key} 占总分 {_show(worth)}%，超过 {most}%",
                f"{aspect.key} is worth {_show(worth)}% of the total, more than {most}%",
            )
    tags = limits.inside("tags")
    for tag in tags.table.entries if tags else ():
        allowed = tags.percent(tag) if tags else None
        worth = sum((w for aspect, w in shares if tag in aspect.tags), Fraction(0))
        if tags and allowed is not None and worth > allowed:
            tags.fault(
                "limit",
                tag,
                f"标记 {tag} 的评分点共占 {_show(worth)}%，超过 {allowed}%",
                f"the aspects tagged {tag} are worth {_show(worth)}% together, more than {allowed}%",
            )
    limits.close()


def _sections(scheme: Scheme, shares: list[tuple[Aspect, Fraction]], fields: Fields) -> None:
    if not scheme.sections:
        return
    total = sum(section.weight for section in scheme.sections)
    if total != 100:
        fields.fault(
            "weights",
            "sections",
            f"各标准模块权重之和应为 100%，现为 {total}%",
            f"the sections should add up to 100%, but come to {total}%",
        )
    for section in scheme.sections:
        worth = sum((w for aspect, w in shares if aspect.section == section.key), Fraction(0))
        if abs(worth - Fraction(section.weight)) > DEVIATION:
            is_, should = f"{_show(worth)}%", f"{section.weight}%"
            fields.fault(
                "limit",
                "sections",
                f"模块 {section.key} 权重 {should}，评分点合计 {is_}，偏差超过 {DEVIATION}%",
                f"section {section.key} weighs {should}, its aspects {is_}: more than {DEVIATION}% apart",
            )
    keys = {section.key for section in scheme.sections}
    for aspect, _ in shares:
        if aspect.section not in keys:
            fields.fault(
                "unknown_reference",
                "sections",
                f"{aspect.key} 应归入一个标准模块（section）",
                f"{aspect.key} should name one of the sections",
            )


def _show(worth: Fraction) -> Decimal:
    return round(to_decimal(worth), 2)
