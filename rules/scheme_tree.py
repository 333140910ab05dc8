"""A scheme as text, for a look before it is used: the tree with its arithmetic, the ranking, and the marks it takes."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from rules.errors import Language
from rules.explain import WORDS
from rules.metrics import Metric
from rules.panels import Panel
from rules.report import number, say
from rules.scheme_model import Aspect, Combine, Node, Scheme, children_of
from rules.values import Text

SEATS = 3


def scheme_tree(scheme: Scheme, language: Language = "zh") -> str:
    """The scheme as an indented tree, what entrants are ranked by, and the first lines of a file of marks for it."""
    return "\n".join(_Teller(language).lines(scheme)) + "\n"


class _Teller:
    def __init__(self, language: Language) -> None:
        self.language = language

    def say(self, zh: str, en: str) -> str:
        return say(Text(zh, en), self.language)

    def lines(self, scheme: Scheme) -> Iterator[str]:
        yield f"{scheme.key} · {say(scheme.title, self.language)} · {scheme.digest[:12]}"
        for stage in scheme.stages:
            for node in [stage] if stage.key else stage.criteria:
                yield from self.tree(node, 1)
        top = scheme.total if scheme.stages[0].key else scheme.stages[0]
        if facts := dict.fromkeys([*self.facts(top), *self.facts(scheme.total)]):
            yield self.say("总分：", "total: ") + self.listed(facts)
        chain = " → ".join(self.metric(metric) for metric in scheme.ranking)
        ties = (
            self.say("不允许并列", "ties forbidden")
            if scheme.ties == "forbidden"
            else self.say("再相同则并列", "then ties")
        )
        yield self.say("排名依据：", "ranked by: ") + f"{chain} → {ties}"
        if scheme.awards:
            named = self.listed(f"{a.key} {say(a.title, self.language)}" for a in scheme.awards)
            yield self.say("奖项：", "awards: ") + named
        yield self.say("打分文件示例：", "marks begin like this:")
        yield from (f"  {line}" for line in self.example(scheme))

    def tree(self, node: Node, depth: int, above: Node | None = None) -> Iterator[str]:
        implied = above is not None and above.key == node.key
        if not implied:
            title = say(node.title, self.language)
            name = " ".join(filter(None, [node.key, title if title != node.key else "", *self.shares(node)]))
            facts = [*(self.entered(node) if isinstance(node, Aspect) else ()), *self.facts(node)]
            if node.key in {child.key for child in children_of(node)}:
                facts += [fact for child in children_of(node) for fact in self.facts(child) if fact not in facts]
            yield "  " * depth + name + (self.say("：", ": ") + self.listed(facts) if facts else "")
        for child in children_of(node):
            yield from self.tree(child, depth + (not implied), node)

    def listed(self, facts: Iterable[str]) -> str:
        return self.say("；", "; ").join(facts)

    def shares(self, node: Node) -> Iterator[str]:
        if node.weight is not None:
            yield f"{node.weight}%"
        if node.out_of:
            yield f"/ {node.out_of}"
        if node.pass_mark is not None:
            yield f"≥ {node.pass_mark}"

    def entered(self, aspect: Aspect) -> Iterator[str]:
        """What may be entered, by whom, and what it is for."""
        yield self.values(aspect)
        if aspect.panel:
            yield self.panel(aspect.panel)
        if aspect.kind == "penalty":
            yield self.say("扣分", "a penalty")
        if aspect.use == "note":
            yield self.say("只记录，不计分", "only noted")
        elif aspect.use != "add":
            of = aspect.of or self.say("上一级", "the level above")
            verb = ("乘", "multiplies") if aspect.use == "multiply" else ("除", "divides")
            yield f"{self.say(*verb)} {of}"

    def values(self, aspect: Aspect) -> str:
        unit = f" {aspect.unit}" if aspect.unit else ""
        if aspect.choices:
            return ", ".join(map(number, aspect.choices)) + unit
        ends = ["" if end is None else number(end) for end in (aspect.minimum, aspect.maximum)]
        step = (
            self.say(f"，步长 {aspect.step}", f" by {aspect.step}") if aspect.step and aspect.input == "number" else ""
        )
        if aspect.input == "yes_no":
            return self.say("是 1 / 否 0", "yes 1 / no 0")
        return (
            (f"{ends[0] or '-∞'}…{ends[1] or '∞'}" if any(ends) else self.say("任意数值", "any number")) + unit + step
        )

    def panel(self, panel: Panel) -> str:
        seats = (
            self.say(f"{panel.judges} 名裁判", f"{panel.judges} judges")
            if panel.judges
            else self.say("各裁判", "each judge")
        )
        words = [say(WORDS[panel.method], self.language)]
        if panel.each_by or panel.each_round:
            words.insert(0, self.say("逐人换算", "each converted"))
        words += self.dropped(panel.drop_high, panel.drop_low, panel.drop_from)
        if panel.middle:
            words.append(self.say(f"取中间 {panel.middle} 个", f"the middle {panel.middle}"))
        if panel.keep:
            words.append(self.say(f"取最高 {panel.keep} 个", f"best {panel.keep} kept"))
        if panel.at_least > panel.drop_high + panel.drop_low + 1:
            words.append(self.say(f"至少 {panel.at_least} 个", f"at least {panel.at_least}"))
        if panel.round:
            words.append(self.rounding(str(panel.round)))
        return f"{seats} ({', '.join(words)})"

    def dropped(self, high: int, low: int, least: int) -> Iterator[str]:
        if high or low:
            of = self.say(f"（满 {least} 个时）", f" of {least} or more") if least else ""
            yield self.say(f"去 {high} 高 {low} 低", f"{high} highest and {low} lowest dropped") + of

    def rounding(self, detail: str) -> str:
        places, mode = detail.split()
        return self.say("修约 ", "rounded to ") + f"{places} {say(WORDS[mode], self.language)}"

    def facts(self, node: Node) -> Iterator[str]:
        """The arithmetic of a level, in the order in which it is done."""
        panel = node.panel_of_sheets
        if panel:
            yield self.say("按裁判合计：", "judges' sums: ") + self.panel(panel)
        if node.round_parts:
            yield self.say("各部分", "each part ") + self.rounding(str(node.round_parts))
        how = node.combine
        if how != Combine():
            words = [say(WORDS[how.form], self.language), *self.dropped(how.drop_high, how.drop_low, how.drop_from)]
            if how.best or how.lowest:
                words.append(
                    f"{self.say('最高', 'best') if how.best else self.say('最低', 'lowest')} {how.best or how.lowest}"
                )
            yield ", ".join(words)
        if node.by:
            full = f" ≤ {node.points}" if node.points is not None else ""
            yield say(WORDS[type(node.by).__name__.lower()], self.language) + full
        for sign, value, idle in (("+", node.start, Decimal(0)), ("×", node.factor, Decimal(1))):
            if value != idle:
                yield f"{sign} {value}"
        if node.round:
            yield self.rounding(str(node.round))
        if node.floor is not None:
            yield self.say(f"不低于 {node.floor}", f"at least {node.floor}")
        if node.cap is not None:
            yield self.say(f"不高于 {node.cap}", f"at most {node.cap}")
        if node.needs:
            yield self.say(f"以 {node.needs} 为前提", f"only with {node.needs}")
        if not node.required and not (isinstance(node, Aspect) and node.kind in ("penalty", "bonus")):
            yield self.say("可缺", "may be missing")

    def metric(self, metric: Metric) -> str:
        less = metric.lower_is_better and metric.form != "majority"
        return metric.name + (self.say("（小者优）", " (less is better)") if less else "")

    def example(self, scheme: Scheme) -> Iterator[str]:
        staged = bool(scheme.stages[0].key)
        yield ",".join((*(["stage"] if staged else []), "entrant", "aspect", "judge", "value"))
        stage = scheme.stages[0]
        for aspect in list(_aspects(stage))[:2]:
            key = aspect.key.replace("##", "01").replace("#", "1")
            seats = [f"J{n}" for n in range(1, SEATS)] if aspect.each_judge else [""]
            for seat in seats:
                yield ",".join((*([stage.key] if staged else []), "07", key, seat, _some(aspect)))


def _aspects(node: Node) -> Iterator[Aspect]:
    for child in children_of(node):
        if isinstance(child, Aspect):
            yield child
        else:
            yield from _aspects(child)


def _some(aspect: Aspect) -> str:
    """A value that the aspect takes."""
    return number(
        aspect.choices[-1] if aspect.choices else aspect.maximum if aspect.maximum is not None else Decimal(1)
    )
