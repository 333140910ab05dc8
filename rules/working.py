"""The arithmetic of one node: what it comes to from what is below, step by step.

The order of steps is that of `scheme_model`. Every step that changes the value is kept, so that an
explanation shows what was done and not what should have been.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from rules.numbers import Rounding, to_decimal
from rules.panels import Panel, judge_together, together
from rules.scheme_model import Aspect, Combine, Node, children_of

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Given:
    """One mark as it was used: whether it counted or was dropped."""

    judge: str
    value: Decimal
    kept: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the arithmetic: what was done, with what, and the value after it."""

    what: str
    detail: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Worked:
    """A node with what it came to; `exact`, and `value`, its decimal form, are None while there is none.

    `taken` says of each child what this node takes of it, after the weight; None where it takes nothing.
    `complete` says that nothing required is missing below. `part` is the key among a score's parts.
    """

    node: Node
    part: str
    exact: Fraction | None
    complete: bool
    marked: int
    expected: int | None
    children: tuple["Worked", ...] = ()
    given: tuple[Given, ...] = ()
    steps: tuple[Step, ...] = ()
    taken: tuple[Fraction | None, ...] = ()

    @property
    def value(self) -> Decimal | None:
        return None if self.exact is None else to_decimal(self.exact, self.node.round)

    @property
    def passed(self) -> bool | None:
        """Whether the pass mark is reached; None while something is missing, or where there is no pass mark."""
        if self.exact is None or not self.complete or self.node.pass_mark is None:
            return None
        return self.exact >= self.node.pass_mark


class _Running:
    """A value on its way through the steps."""

    def __init__(self, value: Fraction) -> None:
        self.value = value
        self.steps: list[Step] = []

    def to(self, what: str, detail: object, value: Fraction, always: bool = False) -> None:
        if always or value != self.value:
            self.steps.append(Step(what, str(detail), to_decimal(value)))
        self.value = value

    def rounded(self, rounding: Rounding | None) -> None:
        if rounding is not None:
            self.to("round", rounding, rounding.apply(self.value))

    def finish(self, node: Node, multipliers: Sequence[Worked] = ()) -> None:
        if node.by:
            self.to("points", type(node.by).__name__.lower(), node.by(self.value), always=True)
        self.to("start", node.start, self.value + Fraction(node.start))
        for worked in multipliers:
            if worked.exact is not None:
                self._by_entered(worked, worked.exact)
        self.to("factor", node.factor, self.value * Fraction(node.factor))
        self.rounded(node.round)
        if node.floor is not None:
            self.to("floor", node.floor, max(self.value, Fraction(node.floor)))
        if node.cap is not None:
            self.to("cap", node.cap, min(self.value, Fraction(node.cap)))

    def _by_entered(self, worked: Worked, factor: Fraction) -> None:
        divides = isinstance(worked.node, Aspect) and worked.node.use == "divide"
        value = self.value / factor if divides else self.value * factor
        self.to("divide" if divides else "multiply", f"{worked.part} {worked.value}", value)


def known(multipliers: Sequence[Worked]) -> bool:
    """Whether nothing that must be multiplied by is missing, and nothing is divided by zero."""
    for worked in multipliers:
        if worked.exact is None and worked.node.required:
            return False
        if worked.exact == 0 and isinstance(worked.node, Aspect) and worked.node.use == "divide":
            return False
    return True


def work_aspect(aspect: Aspect, part: str, marks: Mapping[str, Decimal], multipliers: Sequence[Worked] = ()) -> Worked:
    """What an aspect's marks, by judge, come to. A penalty comes out negative."""
    judges = sorted(marks)
    verdict = judge_together(aspect.panel or Panel(), [Fraction(marks[judge]) for judge in judges])
    given = tuple(Given(j, marks[j], kept) for j, kept in zip(judges, verdict.kept, strict=True))
    expected = _expected(aspect, len(marks))
    if verdict.value is None or not known(multipliers):
        return Worked(aspect, part, None, False, len(marks), expected, given=given)
    running = _Running(verdict.value)
    if aspect.panel:
        running.to("panel", aspect.panel.method, verdict.value, always=True)
        running.rounded(aspect.panel.round)
    running.finish(aspect, multipliers)
    if aspect.kind == "penalty":
        running.to("penalty", "", -running.value)
    return Worked(aspect, part, running.value, True, len(marks), expected, given=given, steps=tuple(running.steps))


def _expected(aspect: Aspect, marked: int) -> int | None:
    if not aspect.required:
        return marked
    return aspect.panel.judges if aspect.panel else 1


def work_node(node: Node, part: str, children: tuple[Worked, ...], multipliers: Sequence[Worked] = ()) -> Worked:
    """What a node comes to from the nodes below it; what has no score below is left out, and not taken as zero.

    `multipliers` are entered elsewhere; those entered right below and for nothing else are found here.
    """
    sheets = _sheets(node, children)
    taken = tuple(None if sheets and _on_sheet(child) else _taken(node, child) for child in children)
    multipliers = [*(child for child in children if _multiplies_above(child.node)), *multipliers]
    sound = known(multipliers)
    complete = sound and all(child.complete for child in children if child.node.required or child.marked)
    marked, expected = sum(child.marked for child in children), _expected_below(node, children)
    counting = [value for value in taken if value is not None]
    given, running = sheets.given if sheets else (), _Running(Fraction(0))
    if sheets and sheets.value is not None and node.panel_of_sheets:
        running.to("sheets", node.panel_of_sheets.method, sheets.value, always=True)
        running.rounded(node.panel_of_sheets.round)
        counting.insert(0, running.value)
    combined = _combine(node, counting) if sound and not (sheets and sheets.value is None) else None
    if combined is None:
        nothing_needed = not any(child.required for child in children_of(node))
        return Worked(node, part, None, complete and nothing_needed, marked, expected, children, given, taken=taken)
    running.to("combine", _how(node.combine), combined, always=not sheets)
    running.finish(node, multipliers)
    return Worked(node, part, running.value, complete, marked, expected, children, given, tuple(running.steps), taken)


def _multiplies_above(node: Node) -> bool:
    return isinstance(node, Aspect) and node.use in ("multiply", "divide") and node.of is None


def _how(combine: Combine) -> str:
    if combine.best is None and combine.lowest is None:
        return combine.form
    taken = f"best {combine.best}" if combine.best is not None else f"lowest {combine.lowest}"
    return taken if combine.form == "sum" else f"{taken} {combine.form}"


@dataclass(frozen=True, slots=True)
class _Sheets:
    """The judges' sums over the aspects of a sheet, and what they come to."""

    given: tuple[Given, ...]
    value: Fraction | None


def _on_sheet(child: Worked) -> bool:
    return isinstance(child.node, Aspect) and child.node.each_judge and child.node.use == "add"


def _sheets(node: Node, children: tuple[Worked, ...]) -> _Sheets | None:
    if node.panel_of_sheets is None:
        return None
    aspects = [child for child in children if _on_sheet(child)]
    sums: dict[str, Fraction] = {}
    for judge in sorted({given.judge for child in aspects for given in child.given}):
        values = [_of_one_judge(child, judge) for child in aspects]
        if all(value is not None or not child.node.required for child, value in zip(aspects, values, strict=True)):
            sums[judge] = sum((value for value in values if value is not None), Fraction(0))
    verdict = judge_together(node.panel_of_sheets, list(sums.values()))
    shown = zip(sums.items(), verdict.kept, strict=True)
    return _Sheets(tuple(Given(judge, to_decimal(value), kept) for (judge, value), kept in shown), verdict.value)


def _of_one_judge(child: Worked, judge: str) -> Fraction | None:
    mark = next((given.value for given in child.given if given.judge == judge), None)
    if mark is None or not isinstance(child.node, Aspect):
        return None
    return work_aspect(replace(child.node, panel=None), child.part, {judge: mark}).exact


def _taken(node: Node, child: Worked) -> Fraction | None:
    if child.exact is None or (isinstance(child.node, Aspect) and child.node.use != "add"):
        return None
    value = child.exact
    if child.node.weight is not None:
        full = Fraction(child.node.out_of or HUNDRED)
        value *= Fraction(child.node.weight) / 100 / full * Fraction(node.out_of or HUNDRED)
    return node.round_parts.apply(value) if node.round_parts else value


def _combine(node: Node, values: list[Fraction]) -> Fraction | None:
    """The values in one; None where there are none, or none is left after those to be left out."""
    how = node.combine
    ascending = sorted(values)
    if len(values) >= how.drop_from:
        ascending = ascending[how.drop_low : max(len(values) - how.drop_high, 0)]
    if how.best is not None:
        ascending = ascending[-how.best :]
    ascending = ascending[: how.lowest]
    return together(how.form, ascending) if ascending else None


def _expected_below(node: Node, children: tuple[Worked, ...]) -> int | None:
    if any(child.repeats and not node.repeats for child in children_of(node)):
        return None
    expected = [child.marked if not child.node.required else child.expected for child in children]
    return None if None in expected else sum(n for n in expected if n is not None)


def held(worked: Worked, condition: Worked) -> Worked:
    """The node, or nothing where its condition has no points or not its pass mark; incomplete while that is open."""
    if condition.exact is None:
        return replace(worked, complete=False)
    mark = condition.node.pass_mark
    met = condition.exact > 0 if mark is None else condition.exact >= mark
    if met or worked.exact is None:
        return worked
    return replace(worked, exact=Fraction(0), steps=(*worked.steps, Step("needs", condition.part, Decimal(0))))
