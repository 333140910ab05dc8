"""What must hold between the parts of a scheme: keys once, weights and full scores adding up, names that exist."""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from rules.conversions import Proportion, most
from rules.keys import match_key, runs
from rules.metrics import RESERVED
from rules.placed import Notes, Place
from rules.reading import Fields
from rules.scheme_model import Aspect, Combine, Criterion, Node, Scheme, Stage, SubCriterion, children_of

HUNDRED = Decimal(100)


class SchemeChecks:
    """Adds to the notes what is wrong with a scheme as a whole."""

    def __init__(self, scheme: Scheme, places: dict[tuple[str, str], Place], notes: Notes, top: Fields) -> None:
        self.scheme, self.places, self.notes, self.top = scheme, places, notes, top

    def run(self) -> None:
        sound = not self.notes.problems
        self.names_of_stages()
        for stage in self.scheme.stages:
            self.keys(stage)
            self.families(stage)
            self.needs(stage)
            self.multipliers(stage)
            self.weights(stage, stage, stage.criteria, sound)
            for criterion in stage.criteria:
                self.weights(stage, criterion, criterion.sub_criteria, sound)
                self.full(stage, criterion, sound)
                for sub in criterion.sub_criteria:
                    self.weights(stage, sub, sub.aspects, sound)
                    if sub.key != criterion.key:
                        self.full(stage, sub, sound)
        self.weights(None, self.scheme.total, self.scheme.stages, sound)
        self.ranking()

    def fault(self, code: str, stage: Stage | None, key: str, zh: str, en: str) -> None:
        place = self.places.get((stage.key if stage else "", key)) or self.top.table.place
        self.notes.add(code, place, key or "criteria", zh, en)

    def names_of_stages(self) -> None:
        for key, times in Counter(stage.key for stage in self.scheme.stages).items():
            if times > 1:
                self.fault(
                    "duplicate_key", None, key, f"阶段 {key} 出现 {times} 次", f"the stage {key} appears {times} times"
                )

    def keys(self, stage: Stage) -> None:
        for key, times in Counter(node.key for node in stage.nodes()).items():
            if key and (times > 1 or key in ("total", *RESERVED)):
                self.fault(
                    "duplicate_key",
                    stage,
                    key,
                    f"编号 {key} 重复或为保留字；每个模块、子模块、评分点的编号须各不相同",
                    f"the key {key} is used twice or is reserved; every level and aspect needs its own",
                )

    def families(self, stage: Stage) -> None:
        for criterion in stage.criteria:
            if criterion.repeats:
                self.fault(
                    "wrong_value", stage, criterion.key, "评分模块的编号不能含 #", "a criterion cannot be a family (#)"
                )
            for sub in criterion.sub_criteria:
                for aspect in sub.aspects if sub.repeats and not criterion.repeats else ():
                    if aspect.key and not aspect.key.startswith(sub.key):
                        self.fault(
                            "wrong_value",
                            stage,
                            aspect.key,
                            f"编号应以所属系列 {sub.key} 开头，如 {sub.key}.mark",
                            f"the key should begin with its family's, {sub.key}, as in {sub.key}.mark",
                        )

    def needs(self, stage: Stage) -> None:
        keys = {node.key: node for node in stage.nodes()}
        for node in keys.values():
            if node.needs is None:
                continue
            below = {child.key for child in _all_below(node)}
            if node.needs not in keys or "#" in node.needs or node.needs == node.key or node.needs in below:
                self.fault(
                    "unknown_reference",
                    stage,
                    node.key,
                    f"needs 指向的 {node.needs} 不存在或在其自身之内",
                    f"`needs` names {node.needs}, which does not exist or lies within itself",
                )
            elif keys[node.needs].needs is not None:
                self.fault(
                    "unknown_reference",
                    stage,
                    node.key,
                    f"needs 指向的 {node.needs} 自身不能再有 needs",
                    f"`needs` names {node.needs}, which may not have `needs` of its own",
                )

    def multipliers(self, stage: Stage) -> None:
        """What an aspect multiplies must exist, know which member is meant, and not be a multiplier itself."""
        for criterion in stage.criteria:
            for sub in criterion.sub_criteria:
                targets = {node.key: node for node in (*stage.nodes(), *sub.aspects) if not node.repeats}
                targets |= {node.key: node for node in (sub, *sub.aspects)}
                for aspect in sub.aspects:
                    if aspect.of is None:
                        continue
                    target = targets.get(aspect.of)
                    multiplies = aspect.use in ("multiply", "divide") and aspect.needs is None
                    plain = target is not None and not (isinstance(target, Aspect) and target.of is not None)
                    if not multiplies or not plain or runs(aspect.key) > runs(aspect.of):
                        self.fault(
                            "unknown_reference",
                            stage,
                            aspect.key,
                            f"of 指向的 {aspect.of} 应在本子模块之内或其上级；仅与 use: multiply 或 divide 合用",
                            f"`of` names {aspect.of}; it should name something in the same sub-criterion or above it, "
                            "and goes with `use: multiply` or `divide` only",
                        )

    def weights(self, stage: Stage | None, parent: Node, children: Sequence[Node], sound: bool) -> None:
        children = [child for child in children if _counts(child)]
        given = [child.weight for child in children if child.weight is not None]
        if not given:
            return
        total = sum(given)
        if len(given) != len(children) or total != HUNDRED:
            place = self.places.get((stage.key if stage else children[0].key, f"{children[0].key} weight"))
            listed = ", ".join(f"{child.key} {child.weight or '?'}%" for child in children)
            self.notes.add(
                "weights",
                place or self.top.table.place,
                f"{parent.key or 'criteria'}.weight",
                f"各项权重之和应为 100%，现为 {total}%（{listed}）；请调整权重",
                f"the weights should add up to 100%, but come to {total}% ({listed}); adjust them",
            )
        for child in children:
            found = full_score(child) if sound else None
            if child.out_of is None and found is not None and found > 0 and found != HUNDRED:
                self.fault(
                    "full_score",
                    child if isinstance(child, Stage) else stage,
                    child.key,
                    f"满分为 {found}；按权重折算须写明 out_of: {found}（若只需乘以系数，请用 factor）",
                    f"its full score is {found}; say `out_of: {found}`, which the weight is a share of "
                    "(for a plain multiplier write `factor`)",
                )
        if parent.combine != Combine():
            self.fault(
                "weights", stage, parent.key, "使用权重时 combine 应为 sum", "with weights, `combine` should be `sum`"
            )

    def full(self, stage: Stage, node: Criterion | SubCriterion, sound: bool) -> None:
        """Only where every number could be read: otherwise the sum would be a second fault for the same reason."""
        found = full_score(node) if sound else None
        if node.out_of is not None and found is not None and found != node.out_of:
            self.fault(
                "full_score",
                stage,
                node.key,
                f"满分写为 {node.out_of}，但各评分点之和为 {found}；请核对分值",
                f"the full score is given as {node.out_of}, but what is marked adds up to {found}; check the points",
            )

    def ranking(self) -> None:
        known = list(part_keys(self.scheme))
        named = [(part, "rank") for metric in self.scheme.ranking for part in metric.parts]
        named += [(metric.at_best, "rank") for metric in self.scheme.ranking if metric.at_best is not None]
        named += [(part, "awards") for award in self.scheme.awards for part in (award.of, *award.any_of)]
        for part, field in named:
            if part not in RESERVED and not any(k == part or match_key(k, part) is not None for k in known):
                self.top.fault(
                    "unknown_reference",
                    field,
                    f"所指的 {part} 不存在；可用：{'、'.join(known)}",
                    f"there is nothing named {part}; known are: {', '.join(known)}",
                )


def part_keys(scheme: Scheme) -> Iterator[str]:
    """The keys that a score's `parts` may have, families as written, and `total`."""
    yield "total"
    for stage in scheme.stages:
        if stage.key:
            yield stage.key
        for node in stage.nodes():
            yield f"{stage.key}/{node.key}" if stage.key else node.key


def _all_below(node: Node) -> Iterator[Node]:
    for child in children_of(node):
        yield child
        yield from _all_below(child)


def _counts(node: Node) -> bool:
    """Whether a node can add anything: not so what is only noted."""
    return node.use != "note" if isinstance(node, Aspect) else any(map(_counts, children_of(node)))


def full_score(node: Node) -> Decimal | None:
    """The highest score a node can come to by what is declared; None where that is open (a family, no range)."""
    low: Decimal | None = Decimal(0)
    if isinstance(node, Aspect):
        low, best = node.minimum, node.maximum
        if node.kind in ("penalty", "bonus"):
            return Decimal(0)
        if node.panel and (node.panel.method == "sum" or node.panel.each_by):
            best = None
    else:
        best = _combined_full(node)
    if node.by and not (best is None and isinstance(node.by, Proportion)):
        best = most(node.by, low, best)
    if best is None:
        return None
    best = (best + node.start) * node.factor
    best = best if node.cap is None else min(best, node.cap)
    return best if best == round(best, 9) else None


def _combined_full(node: Node) -> Decimal | None:
    counted = [child for child in children_of(node) if _counts(child)]
    if any(child.repeats or (isinstance(child, Aspect) and child.use != "add") for child in counted):
        return None
    if counted and counted[0].weight is not None:
        return node.out_of or HUNDRED
    fulls = [full for child in counted if (full := full_score(child)) is not None]
    if len(fulls) != len(counted) or node.combine != Combine() or node.panel_of_sheets:
        return None
    return sum(fulls, Decimal(0))
