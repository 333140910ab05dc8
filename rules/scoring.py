"""From marks to scores: one entrant's marks, worked up the scheme's tree.

A `Tally` holds the marks of one entrant and remembers what every node came to. A new mark makes it
forget only the nodes on its own path, so the rest is not worked again; `score_entrant` is a tally
filled at once. Both go through the same lines, and so cannot differ.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from rules.keys import fill_key, runs
from rules.scheme_model import Aspect, MarkRefused, Node, Scheme, Stage, SubCriterion, children_of
from rules.values import Mark, Score
from rules.working import Worked, held, work_aspect, work_node


class MarkTwice(MarkRefused):
    code = "rules.mark_twice"
    zh = "参赛单元 {entrant} 的评分点 {aspect}（裁判 {judge}）有两个打分；请只保留一个"
    en = "entrant {entrant} has two marks for {aspect} by judge {judge}; keep one of them"


Memo = tuple[type[Node], str]


class Tally:
    """One entrant's marks and what they come to, kept up to date mark by mark."""

    def __init__(self, scheme: Scheme, entrant: str) -> None:
        self.scheme, self.entrant = scheme, entrant
        self._sheets = {stage.key: _StageTally(stage) for stage in scheme.stages}

    def enter(self, mark: Mark) -> None:
        """Take in a mark; an earlier one of the same judge for the same aspect is replaced.

        Raises AspectUnknown or StageUnknown. Whether the value fits its aspect is `Aspect.check`'s question.
        """
        self._sheets[self.scheme.stage(mark.stage).key].enter(mark.aspect, mark.judge, mark.value)

    def withdraw(self, aspect: str, judge: str, stage: str = "") -> None:
        """Forget a mark; nothing happens if there is none."""
        self._sheets[self.scheme.stage(stage).key].withdraw(aspect, judge)

    def total(self) -> Worked:
        """The whole tree, worked as far as the marks go."""
        return work_node(self.scheme.total, "total", tuple(sheet.worked() for sheet in self._sheets.values()))

    def score(self) -> Score:
        """What ranking needs of the tree."""
        top = self.total()
        parts: dict[str, Decimal] = {}
        gates: dict[str, bool | None] = {}
        _flatten(top, parts, gates)
        parts.pop("total", None)
        return Score(self.entrant, top.value, parts, top.complete, top.marked, top.expected, gates)


class _StageTally:
    """The marks of one entrant in one stage."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        nodes = {node.key: node for node in stage.nodes()}
        self.conditions = {node.key: nodes[node.needs] for node in nodes.values() if node.needs}
        self.multipliers = _multipliers(stage)
        self.marks: dict[str, dict[str, Decimal]] = {}
        self.done: dict[Memo, Worked] = {}

    def enter(self, aspect: str, judge: str, value: Decimal) -> None:
        self.stage.locate(aspect)
        self.marks.setdefault(aspect, {})[judge] = value
        self.forget(aspect)

    def withdraw(self, aspect: str, judge: str) -> None:
        marks = self.marks.get(aspect, {})
        marks.pop(judge, None)
        if not marks:
            self.marks.pop(aspect, None)
        self.forget(aspect)

    def forget(self, aspect: str) -> None:
        """Drop what the mark's path came to. Where parts need each other, the whole stage is worked again."""
        if self.conditions or self.multipliers:
            self.done.clear()
            return
        place = self.stage.locate(aspect)
        for node in (place.aspect, place.sub_criterion, place.criterion, self.stage):
            self.done.pop((type(node), fill_key(node.key, place.numbers)), None)

    def worked(self) -> Worked:
        return self.work(self.stage, ())

    def work(self, node: Node, numbers: tuple[str, ...]) -> Worked:
        key = fill_key(node.key, numbers)
        memo = (type(node), key)
        if (done := self.done.get(memo)) is None:
            done = self.done[memo] = self.work_anew(node, key, numbers)
        return done

    def work_anew(self, node: Node, key: str, numbers: tuple[str, ...]) -> Worked:
        part = "/".join(filter(None, (self.stage.key, key if node is not self.stage else "")))
        multipliers = [
            self.work(aspect, numbers[: runs(aspect.key)]) for aspect in self.multipliers.get(_name(node), ())
        ]
        if not children_of(node):
            worked = work_aspect(self.stage.locate(key).aspect, part, self.marks.get(key, {}), multipliers)
        else:
            below = tuple(self.work(child, of) for child, of in self.children(node, numbers))
            worked = work_node(node, part, below, multipliers)
        condition = self.conditions.get(node.key) if node.needs else None
        return held(worked, self.work(condition, ())) if condition else worked

    def children(self, node: Node, numbers: tuple[str, ...]) -> Iterator[tuple[Node, tuple[str, ...]]]:
        """The nodes below; a family as its members, in the order of their numbers."""
        for child in children_of(node):
            if runs(child.key) <= len(numbers):
                yield child, numbers
                continue
            for member in self.members(child, numbers):
                yield child, member

    def members(self, family: Node, outer: tuple[str, ...]) -> list[tuple[str, ...]]:
        patterns = {a.key for a in family.aspects} if isinstance(family, SubCriterion) else {family.key}
        places = (self.stage.locate(key) for key in self.marks)
        found = {place.numbers[: runs(family.key)] for place in places if place.pattern in patterns}
        return sorted((m for m in found if m[: len(outer)] == outer), key=lambda m: ([int(n) for n in m], m))


def _name(node: Node) -> Memo:
    return type(node), node.key


def _multipliers(stage: Stage) -> dict[Memo, list[Aspect]]:
    """By what each node is multiplied or divided from elsewhere. A criterion and the sheet it implies are one node."""
    found: dict[Memo, list[Aspect]] = {}
    nodes = {node.key: node for node in stage.nodes()}
    for criterion in stage.criteria:
        for sub in criterion.sub_criteria:
            nodes[sub.key] = sub
            for aspect in sub.aspects:
                if aspect.of is not None:
                    found.setdefault(_name(nodes[aspect.of]), []).append(aspect)
    return found


def score_entrant(scheme: Scheme, entrant: str, marks: Iterable[Mark]) -> Score:
    """The entrant's score from its marks alone; marks of others are passed over. The order of marks is irrelevant.

    Raises MarkTwice where a judge marked an aspect twice, AspectUnknown and StageUnknown.
    """
    return tally_of(scheme, entrant, marks).score()


def tally_of(scheme: Scheme, entrant: str, marks: Iterable[Mark]) -> Tally:
    """A tally filled with the entrant's marks; raises as score_entrant does."""
    tally, seen = Tally(scheme, entrant), set()
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
    return [score_entrant(scheme, entrant, own) for entrant, own in sorted(by_entrant.items())]


def _flatten(worked: Worked, parts: dict[str, Decimal], gates: dict[str, bool | None]) -> None:
    if worked.value is not None and worked.part:
        parts[worked.part] = worked.value
    if worked.node.pass_mark is not None:
        gates[worked.part] = worked.passed
    for child in worked.children:
        if child.part != worked.part:
            _flatten(child, parts, gates)
        else:
            for grandchild in child.children:
                _flatten(grandchild, parts, gates)
