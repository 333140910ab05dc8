"""From marks to scores: one entrant's marks, worked up the scheme's tree.

A `Tally` holds the marks of one entrant and remembers what every node came to. A new mark makes it
forget only the nodes on its own path, so the rest is not worked again; `score_entrant` is a tally
filled at once. Both go through the same lines, and so cannot differ.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType

from rules.mark_errors import MarkRefused
from rules.scheme_model import Scheme
from rules.tree import Numbers, Place, Spot, Tree, trees_of
from rules.values import Mark, Score
from rules.worked import Worked
from rules.working import held, work_aspect, work_node

NO_MARKS: Mapping[str, Decimal] = MappingProxyType({})


class MarkTwice(MarkRefused):
    code = "rules.mark_twice"
    zh = "参赛单元 {entrant} 的评分点 {aspect}（裁判 {judge}）有两个打分；请只保留一个"
    en = "entrant {entrant} has two marks for {aspect} by judge {judge}; keep one of them"


class Tally:
    """One entrant's marks and what they come to, kept up to date mark by mark.

    Tallies of one scheme may share its `trees`, and should where there are many.
    """

    def __init__(self, scheme: Scheme, entrant: str, trees: Sequence[Tree] = ()) -> None:
        self.scheme, self.entrant = scheme, entrant
        self._sheets = {tree.stage.key: _StageTally(tree) for tree in trees or trees_of(scheme)}

    def enter(self, mark: Mark) -> Decimal | None:
        """Take in a mark; an earlier one of the same judge for the same aspect is replaced, and its value returned.

        Raises AspectUnknown or StageUnknown. Whether the value fits its aspect is `Aspect.check`'s question.
        """
        return self._sheets[self.scheme.stage(mark.stage).key].enter(mark.aspect, mark.judge, mark.value)

    def withdraw(self, aspect: str, judge: str, stage: str = "") -> Decimal | None:
        """Forget a mark and return its value; nothing happens if there is none."""
        return self._sheets[self.scheme.stage(stage).key].withdraw(aspect, judge)

    def total(self) -> Worked:
        """The whole tree, worked as far as the marks go."""
        return work_node(self.scheme.total, "total", [sheet.worked() for sheet in self._sheets.values()])

    def score(self) -> Score:
        """What ranking needs of the tree."""
        top = self.total()
        parts: dict[str, Decimal] = {}
        gates: dict[str, bool | None] = {}
        for sheet in self._sheets.values():
            parts |= sheet.parts
        if top.node.pass_mark is not None or any(sheet.tree.has_gates for sheet in self._sheets.values()):
            _gates(top, gates)
        return Score(self.entrant, top.value, parts, top.complete, top.marked, top.expected, gates)


class _StageTally:
    """The marks of one entrant in one stage. `done` is what has been worked, `parts` its values by their names."""

    __slots__ = ("done", "marks", "parts", "tree")

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.marks: dict[str, dict[str, Decimal]] = {}
        self.done: dict[Place, Worked] = {}
        self.parts: dict[str, Decimal] = {}

    def enter(self, aspect: str, judge: str, value: Decimal) -> Decimal | None:
        path = self.tree.path(aspect)
        marks = self.marks.setdefault(aspect, {})
        before, marks[judge] = marks.get(judge), value
        self.forget(path)
        return before

    def withdraw(self, aspect: str, judge: str) -> Decimal | None:
        marks = self.marks.get(aspect, {})
        before = marks.pop(judge, None)
        if not marks:
            self.marks.pop(aspect, None)
        self.forget(self.tree.path(aspect))
        return before

    def forget(self, path: Iterable[Place]) -> None:
        """Drop what the mark's path came to. Where parts need each other, the whole stage is worked again."""
        if self.tree.entangled:
            self.done.clear()
            self.parts.clear()
            return
        for place in path:
            if (worked := self.done.pop(place, None)) is not None:
                self.parts.pop(worked.part, None)

    def worked(self) -> Worked:
        return self.work(self.tree.top, ())

    def work(self, spot: Spot, numbers: Numbers) -> Worked:
        place = spot, numbers[: spot.runs]
        worked = self.done.get(place)
        if worked is None:
            worked = self.done[place] = self.work_anew(spot, numbers)
            if worked.part:
                self._note(worked.part, worked.value)
        return worked

    def _note(self, part: str, value: Decimal | None) -> None:
        if value is not None:
            self.parts[part] = value
        else:
            self.parts.pop(part, None)

    def work_anew(self, spot: Spot, numbers: Numbers) -> Worked:
        key, part = spot.named(numbers[: spot.runs])
        multipliers = [self.work(other, numbers[: other.runs]) for other in spot.multipliers]
        if not spot.children:
            worked = work_aspect(self.tree.stage.locate(key).aspect, part, self.marks.get(key, NO_MARKS), multipliers)
        else:
            worked = work_node(spot.node, part, self.below(spot, numbers), multipliers, endless=spot.endless)
        return held(worked, self.work(spot.condition, ())) if spot.condition else worked

    def below(self, spot: Spot, numbers: Numbers) -> list[Worked]:
        """The nodes below, worked; a family as its members, in the order of their numbers."""
        if not numbers and not spot.endless:
            return [self.done.get((child, numbers)) or self.work(child, numbers) for child in spot.children]
        found: list[Worked] = []
        for child in spot.children:
            if child.runs <= len(numbers):
                found.append(self.work(child, numbers))
            else:
                found += [self.work(child, member) for member in self.members(child, numbers)]
        return found

    def members(self, family: Spot, outer: Numbers) -> list[Numbers]:
        places = (self.tree.stage.locate(key) for key in self.marks)
        found = {place.numbers[: family.runs] for place in places if place.pattern in family.patterns}
        return sorted((m for m in found if m[: len(outer)] == outer), key=lambda m: ([int(n) for n in m], m))


def score_entrant(scheme: Scheme, entrant: str, marks: Iterable[Mark]) -> Score:
    """The entrant's score from its marks alone; marks of others are passed over. The order of marks is irrelevant.

    Raises MarkTwice where a judge marked an aspect twice, AspectUnknown and StageUnknown.
    """
    return tally_of(scheme, entrant, marks).score()


def tally_of(scheme: Scheme, entrant: str, marks: Iterable[Mark], trees: Sequence[Tree] = ()) -> Tally:
    """A tally filled with the entrant's marks; raises as score_entrant does."""
    tally, seen = Tally(scheme, entrant, trees), set()
    for mark in marks:
        if mark.entrant != entrant:
            continue
        place = (scheme.stage(mark.stage).key, mark.aspect, mark.judge)
        if place in seen:
            raise MarkTwice(entrant=entrant, aspect=mark.aspect, judge=mark.judge or "-")
        seen.add(place)
        tally.enter(mark)
    return tally


def score_all(scheme: Scheme, marks: Iterable[Mark]) -> list[Score]:
    """A score for every entrant that has a mark, in the order of their keys."""
    by_entrant: dict[str, list[Mark]] = {}
    for mark in marks:
        by_entrant.setdefault(mark.entrant, []).append(mark)
    trees = trees_of(scheme)
    return [tally_of(scheme, entrant, own, trees).score() for entrant, own in sorted(by_entrant.items())]


def _gates(worked: Worked, gates: dict[str, bool | None]) -> None:
    """Whether each pass mark is reached, by part; a sheet that its criterion implies is one with it."""
    if worked.node.pass_mark is not None:
        gates[worked.part] = worked.passed
    for child in worked.children:
        for below in (child,) if child.part != worked.part else child.children:
            _gates(below, gates)
