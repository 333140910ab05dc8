"""A scheme's stage as scoring walks it: every node once, with what it needs and where its marks come from.

Made once a scheme and shared by all entrants: none of it depends on marks but which members a family has.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from rules.keys import fill_key, runs
from rules.scheme_model import Aspect, Node, Scheme, Stage, SubCriterion, children_of

Numbers = tuple[str, ...]
Place = tuple["Spot", Numbers]


@dataclass(slots=True, eq=False)
class Spot:
    """A node in its stage. A family's members share its spot and differ by their numbers.

    `patterns` are the keys of the aspects that stand for it in the marks; `runs` is how many numbers its key takes.
    `multipliers` and the `condition` stand elsewhere in the tree. `endless` says that a family begins right below.
    """

    node: Node
    stage: Stage
    runs: int
    patterns: frozenset[str]
    children: Sequence["Spot"]
    endless: bool
    multipliers: list["Spot"] = field(default_factory=list)
    condition: "Spot | None" = None
    _named: dict[Numbers, tuple[str, str]] = field(default_factory=dict)

    def named(self, numbers: Numbers) -> tuple[str, str]:
        """The key of the node, or of that member of a family, and what it is called among a score's parts."""
        if numbers not in self._named:
            key = fill_key(self.node.key, numbers)
            part = "/".join(filter(None, (self.stage.key, key if self.node is not self.stage else "")))
            self._named[numbers] = key, part
        return self._named[numbers]


class Tree:
    """The spots of one stage."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self._spots: dict[int, Spot] = {}
        self.top = self._spot(stage)
        self.entangled = self._join()
        self.has_gates = any(spot.node.pass_mark is not None for spot in self._spots.values())
        self._paths: dict[str, tuple[Place, ...]] = {}

    def path(self, aspect: str) -> tuple[Place, ...]:
        """What a mark for the aspect changes: its spot and those above it, the stage last. Raises AspectUnknown."""
        if aspect not in self._paths:
            place = self.stage.locate(aspect)
            sub = self._spots[id(place.sub_criterion)]
            own = next(spot for spot in sub.children if spot.node.key == place.pattern)
            spots = (own, sub, self._spots[id(place.criterion)], self.top)
            self._paths[aspect] = tuple((spot, place.numbers[: spot.runs]) for spot in spots)
        return self._paths[aspect]

    def _spot(self, node: Node) -> Spot:
        number = runs(node.key)
        keys = {aspect.key for aspect in node.aspects} if isinstance(node, SubCriterion) else {node.key}
        below = [self._spot(child) for child in children_of(node)]
        endless = not number and any(child.runs for child in below)
        spot = self._spots[id(node)] = Spot(node, self.stage, number, frozenset(keys), below, endless)
        return spot

    def _join(self) -> bool:
        """Spots that need each other know each other; whether there are any.

        A criterion and the sheet it implies are one node: what multiplies it, multiplies the sheet.
        """
        nodes = {node.key: node for node in self.stage.nodes()}
        sheets = {sub.key: sub for criterion in self.stage.criteria for sub in criterion.sub_criteria}
        joined = False
        for node in nodes.values():
            if node.needs is not None:
                self._spots[id(node)].condition = self._spots[id(nodes[node.needs])]
                joined = True
            if isinstance(node, Aspect) and node.of is not None:
                multiplied = sheets.get(node.of) or nodes[node.of]
                self._spots[id(multiplied)].multipliers.append(self._spots[id(node)])
                joined = True
        return joined


def trees_of(scheme: Scheme) -> tuple[Tree, ...]:
    """One for each stage, in their order."""
    return tuple(Tree(stage) for stage in scheme.stages)
