"""The arithmetic of one node: what it comes to from what is below, step by step.

The order of steps is that of `scheme_model`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from rules.numbers import Rounding, exact
from rules.panels import Panel, judge_together, together
from rules.scheme_model import Aspect, Node, children_of
from rules.worked import Done, Marks, Worked

HUNDRED = Decimal(100)
NOTHING = Fraction(0)
ALONE = Panel()


class _Running:
    """A value on its way through the steps."""

    __slots__ = ("done", "value")

    def __init__(self, value: Fraction) -> None:
        self.value = value
        self.done: list[Done] = []

    def to(self, what: str, detail: object, value: Fraction, always: bool = False) -> None:
        if always or value != self.value:
            self.done.append((what, detail, value))
        self.value = value

    def rounded(self, rounding: Rounding | None) -> None:
        if rounding is not None:
            self.to("round", rounding, rounding.apply(self.value))

    def finish(self, node: Node, multipliers: Iterable[Worked] = ()) -> None:
        if node.by:
            self.to("points", type(node.by).__name__.lower(), node.by(self.value), always=True)
        if node.start:
            self.to("start", node.start, self.value + exact(node.start))
        for worked in multipliers:
            if worked.exact is not None:
                self._by_entered(worked, worked.exact)
        if node.factor != 1:
            self.to("factor", node.factor, self.value * exact(node.factor))
        self.rounded(node.round)
        if node.floor is not None:
            self.to("floor", node.floor, max(self.value, exact(node.floor)))
        if node.cap is not None:
            self.to("cap", node.cap, min(self.value, exact(node.cap)))

    def _by_entered(self, worked: Worked, factor: Fraction) -> None:
        divides = isinstance(worked.node, Aspect) and worked.node.use == "divide"
        value = self.value / factor if divides else self.value * factor
        self.to("divide" if divides else "multiply", worked, value)


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
    values = [marks[judge] for judge in judges]
    panel = aspect.panel
    verdict = judge_together(panel or ALONE, [exact(value) for value in values])
    given = Marks(judges, values, verdict.counting)
    marked = len(judges)
    expected = marked if not aspect.required else panel.judges if panel else 1
    if verdict.value is None or not known(multipliers):
        return Worked(aspect, part, None, False, marked, expected, (), given)
    running = _Running(verdict.value)
    if panel:
        running.to("panel", panel.method, verdict.value, always=True)
        running.rounded(panel.round)
    running.finish(aspect, multipliers)
    if aspect.kind == "penalty":
        running.to("penalty", "", -running.value)
    return Worked(aspect, part, running.value, True, marked, expected, (), given, running.done)


def work_node(
    node: Node, part: str, children: Sequence[Worked], multipliers: Sequence[Worked] = (), *, endless: bool = False
) -> Worked:
    """What a node comes to from the nodes below it; what has no score below is left out, and not taken as zero.

    `multipliers` are entered elsewhere; those entered right below and for nothing else are found here. `endless` says
    that a family begins right below, so that nobody can say how many marks are to come.
    """
    sheets = _sheets(node, children)
    below = _look_below(node, children, sheets is not None)
    multipliers = [*below.multipliers, *multipliers]
    sound = known(multipliers)
    complete, marked, expected = below.complete and sound, below.marked, None if endless else below.expected
    counting = [value for value in below.taken if value is not None]
    given, running = sheets.marks if sheets else None, _Running(NOTHING)
    if sheets and sheets.value is not None and node.panel_of_sheets:
        running.to("sheets", node.panel_of_sheets.method, sheets.value, always=True)
        running.rounded(node.panel_of_sheets.round)
        counting.insert(0, running.value)
    combined = _combine(node, counting) if sound and not (sheets and sheets.value is None) else None
    if combined is None:
        nothing_needed = not any(child.required for child in children_of(node))
        complete = complete and nothing_needed
        return Worked(node, part, None, complete, marked, expected, children, given, (), below.taken)
    running.to("combine", node.combine, combined, always=not sheets)
    running.finish(node, multipliers)
    return Worked(node, part, running.value, complete, marked, expected, children, given, running.done, below.taken)


@dataclass(frozen=True, slots=True)
class _Below:
    """What the nodes right below are to a node; `taken`, `marked` and `expected` as in `Worked`."""

    taken: list[Fraction | None]
    multipliers: list[Worked]
    complete: bool
    marked: int
    expected: int | None


def _look_below(node: Node, children: Sequence[Worked], by_sheets: bool) -> _Below:
    taken: list[Fraction | None] = []
    multipliers: list[Worked] = []
    complete, marked, expected, as_it_is = True, 0, 0, node.round_parts is None
    open_ended = False
    for child in children:
        below, value = child.node, child.exact
        if isinstance(below, Aspect) and (by_sheets or below.use != "add"):
            if below.use in ("multiply", "divide") and below.of is None:
                multipliers.append(child)
            taken.append(None if below.use != "add" or below.each_judge else _taken(node, child))
        else:
            taken.append(value if value is None or (as_it_is and below.weight is None) else _taken(node, child))
        awaited = child.expected if below.required else child.marked
        if not child.complete and (below.required or child.marked):
            complete = False
        marked += child.marked
        expected += awaited or 0
        open_ended = open_ended or awaited is None
    return _Below(taken, multipliers, complete, marked, None if open_ended else expected)


@dataclass(frozen=True, slots=True)
class _Sheets:
    """The judges' sums over the aspects of a sheet, and what they come to."""

    marks: Marks
    value: Fraction | None


def _on_sheet(child: Worked) -> bool:
    return isinstance(child.node, Aspect) and child.node.each_judge and child.node.use == "add"


def _sheets(node: Node, children: Sequence[Worked]) -> _Sheets | None:
    if node.panel_of_sheets is None:
        return None
    aspects = [(child, child.marks) for child in children if _on_sheet(child) and child.marks]
    sums: dict[str, Fraction] = {}
    for judge in sorted({judge for _, marks in aspects for judge in marks.judges}):
        values = [_of_one_judge(child, marks, judge) for child, marks in aspects]
        missing = (child.node.required for (child, _), value in zip(aspects, values, strict=True) if value is None)
        if not any(missing):
            sums[judge] = sum((value for value in values if value is not None), NOTHING)
    verdict = judge_together(node.panel_of_sheets, list(sums.values()))
    return _Sheets(Marks(list(sums), list(sums.values()), verdict.counting), verdict.value)


def _of_one_judge(child: Worked, marks: Marks, judge: str) -> Fraction | None:
    if judge not in marks.judges or not isinstance(child.node, Aspect):
        return None
    value = marks.values[marks.judges.index(judge)]
    assert isinstance(value, Decimal)
    return work_aspect(replace(child.node, panel=None), child.part, {judge: value}).exact


def _taken(node: Node, child: Worked) -> Fraction | None:
    value, below = child.exact, child.node
    if value is None:
        return None
    if below.weight is not None:
        full = exact(below.out_of or HUNDRED)
        value *= exact(below.weight) / 100 / full * exact(node.out_of or HUNDRED)
    return node.round_parts.apply(value) if node.round_parts else value


def _combine(node: Node, values: list[Fraction]) -> Fraction | None:
    """The values in one; None where there are none, or none is left after those to be left out."""
    how = node.combine
    if how.takes_all:
        return together(how.form, values if how.form == "sum" else sorted(values)) if values else None
    ascending = sorted(values)
    if len(values) >= how.drop_from:
        ascending = ascending[how.drop_low : max(len(values) - how.drop_high, 0)]
    if how.best is not None:
        ascending = ascending[-how.best :]
    ascending = ascending[: how.lowest]
    return together(how.form, ascending) if ascending else None


def held(worked: Worked, condition: Worked) -> Worked:
    """The node, or nothing where its condition has no points or not its pass mark; incomplete while that is open."""
    if condition.exact is None:
        return replace(worked, complete=False)
    mark = condition.node.pass_mark
    met = condition.exact > 0 if mark is None else condition.exact >= mark
    if met or worked.exact is None:
        return worked
    return replace(worked, exact=NOTHING, done=(*worked.done, ("needs", condition.part, NOTHING)))
