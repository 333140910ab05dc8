"""Why a score is what it is: every mark, what was dropped, every step of the arithmetic, up to the rank.

The tree explained is the one that was computed (`working.Worked`); nothing is worked again for the
explanation, so it cannot tell another story than the score.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from rules.errors import Language
from rules.numbers import to_decimal
from rules.ranking import chain_values
from rules.report import in_both, number, say, short
from rules.scheme_model import Aspect, Scheme
from rules.values import Standing, Text
from rules.worked import Given, Step, Worked

STEPS = {
    "panel": Text("裁判组合成", "panel"),
    "sheets": Text("各裁判合计", "judges' sums"),
    "points": Text("换算为分值", "as points"),
    "combine": Text("合成", "combined"),
    "start": Text("加基础分", "plus"),
    "multiply": Text("乘系数", "times"),
    "divide": Text("除以", "divided by"),
    "factor": Text("乘", "times"),
    "round": Text("修约", "rounded"),
    "floor": Text("不低于", "at least"),
    "cap": Text("不高于", "at most"),
    "penalty": Text("作为扣分", "taken away"),
    "needs": Text("前提未满足，记0分", "its condition failed"),
}
WORDS = {
    "mean": Text("平均", "mean"),
    "sum": Text("求和", "sum"),
    "median": Text("中位数", "median"),
    "highest": Text("最高", "highest"),
    "lowest": Text("最低", "lowest"),
    "majority": Text("多数", "majority"),
    "best": Text("取最好", "best"),
    "product": Text("相乘", "product"),
    "to_half_up": Text("的整数倍，四舍五入", "multiples, half up"),
    "to_half_even": Text("的整数倍，四舍六入五成双", "multiples, half to even"),
    "to_half_down": Text("的整数倍，五舍六入", "multiples, half down"),
    "to_down": Text("的整数倍，截去", "multiples, cut off"),
    "to_up": Text("的整数倍，进一", "multiples, up"),
    "half_up": Text("位小数，四舍五入", "places, half up"),
    "half_even": Text("位小数，四舍六入五成双", "places, half to even"),
    "half_down": Text("位小数，五舍六入", "places, half down"),
    "down": Text("位小数，截去", "places, cut off"),
    "up": Text("位小数，进一", "places, up"),
    "proportion": Text("按比例", "in proportion"),
    "deduct": Text("逐项扣减", "less for each"),
    "add": Text("逐项累加", "for each"),
    "within": Text("在公差内得满分", "full within tolerance"),
    "loss": Text("超差扣减", "less beyond tolerance"),
    "bands": Text("分档", "by bands"),
    "lookup": Text("查表", "looked up"),
    "line": Text("按线插值", "on a line"),
    "linear": Text("按比率折算", "at a rate"),
    "power": Text("按幂折算", "by a power"),
}


def explain(worked: Worked, language: Language = "zh") -> str:
    """The whole tree as indented text."""
    return "\n".join(_lines(worked, language, 0)) + "\n"


def explain_data(worked: Worked) -> dict[str, object]:
    """The whole tree as JSON-able content; every number is a string."""
    return {
        "part": worked.part,
        "title": in_both(worked.node.title),
        "value": number(worked.value) or None,
        "complete": worked.complete,
        "marks": [{"judge": g.judge, "value": number(g.value), "kept": g.kept} for g in worked.given],
        "steps": [{"what": s.what, "detail": s.detail, "value": number(s.value)} for s in worked.steps],
        "children": [
            {"taken": None if taken is None else number(to_decimal(taken)), **explain_data(child)}
            for child, taken in zip(worked.children, worked.taken, strict=True)
        ],
    }


def explain_rank(scheme: Scheme, standings: Sequence[Standing], entrant: str, language: Language = "zh") -> str:
    """One sentence: the rank, who stands above, and the metric that decided. Empty for who has no standing."""
    for n, row in enumerate(standings):
        if row.entrant != entrant:
            continue
        if row.rank is None:
            return say(Text("未排名", "not ranked"), language)
        here = say(Text(f"第{row.rank}名", f"rank {row.rank}"), language)
        same = [s.entrant for s in standings if s.rank == row.rank and s.entrant != entrant]
        if same:
            here += say(Text(f"，与{'、'.join(same)}并列", f", tied with {', '.join(same)}"), language)
        return here + _decided(scheme, standings, n, language)
    return ""


def _decided(scheme: Scheme, everyone: Sequence[Standing], position: int, language: Language) -> str:
    above, row = everyone[:position], everyone[position]
    higher = [s for s in above if s.rank is not None and row.rank is not None and s.rank < row.rank]
    if not higher:
        return ""
    rival = higher[-1]
    group = [s for s in above if s.rank == row.rank] + [row]
    name = next((s.decided_by for s in group if s.decided_by), None)
    if name is None:
        return ""
    chain = chain_values(scheme, everyone)
    mine, theirs = (", ".join(map(short, chain[s.entrant][name])) or "-" for s in (row, rival))
    by = metric_title(scheme, name)
    zh = f"；与上一名（{rival.entrant}）以{by.zh}区分：{theirs} 对 {mine}"
    return say(Text(zh, f"; parted from {rival.entrant} above by {by.en}: {theirs} against {mine}"), language)


def metric_title(scheme: Scheme, name: str) -> Text:
    """What a link of the ranking chain is called: the total, a part by its title, else its own name."""
    titles = {node.key: node.title for stage in scheme.stages for node in (stage, *stage.nodes())}
    return {"total": Text("总分", "total")}.get(name) or titles.get(name) or Text(f" {name} ", name)


def _lines(worked: Worked, language: Language, depth: int) -> Iterable[str]:
    pad = "  " * depth
    value = number(worked.value) or say(Text("未评分", "not marked"), language)
    key, title = worked.part.rsplit("/", 1)[-1], say(worked.node.title, language)
    name = f"{key} {title}" if title not in (key, worked.node.key) and "#" not in title else key
    yield f"{pad}{name}: {value}"
    if worked.given and (worked.steps or len(worked.given) > 1 or worked.exact is None):
        yield f"{pad}  {', '.join(_mark(given, language) for given in worked.given)}"
    if why := _why_none(worked):
        yield f"{pad}  {say(why, language)}"
    counted = sum(taken is not None for taken in worked.taken)
    for step in worked.steps:
        if step.what != "combine" or counted > 1:
            yield f"{pad}  {_step(step, language)} → {short(step.value)}"
    for child, taken in _shown(worked):
        yield from _lines(child, language, depth + 1)
        if child.node.weight is not None and taken is not None:
            share = say(Text("权重", "weight"), language)
            yield f"{pad}    {share} {child.node.weight}% → {short(to_decimal(taken))}"


def _why_none(worked: Worked) -> Text | None:
    """What keeps a level that has marks from having a score."""
    panel = worked.node.panel if isinstance(worked.node, Aspect) else worked.node.panel_of_sheets
    if worked.exact is not None or not worked.marked:
        return None
    if panel and len(worked.given) < panel.at_least:
        return Text(f"打分不足 {panel.at_least} 个，暂无得分", f"no score: fewer than {panel.at_least} marks")
    if panel and worked.given and panel.method == "majority":
        return Text("未形成多数，暂无得分", "no score: no majority")
    for child in worked.children:
        if child.part == worked.part:
            return _why_none(child)
        if isinstance(child.node, Aspect) and child.node.use in ("multiply", "divide") and child.exact is None:
            return Text(f"缺少 {child.part}，暂无得分", f"no score: {child.part} is missing")
    return None


def _shown(worked: Worked) -> Iterable[tuple[Worked, Fraction | None]]:
    """The nodes below; one that is only implied (a nameless stage, a criterion's own sub-criterion) is passed by."""
    for child, taken in zip(worked.children, worked.taken, strict=True):
        if child.part in ("", worked.part):
            yield from _shown(child)
        else:
            yield child, taken


def _mark(given: Given, language: Language) -> str:
    dropped = "" if given.kept else say(Text("（去掉）", " (dropped)"), language)
    return f"{given.judge} {number(given.value)}".strip() + dropped


def _step(step: Step, language: Language) -> str:
    words = [say(WORDS[word], language) if word in WORDS else word for word in step.detail.split()]
    return " ".join([say(STEPS[step.what], language), *words])
