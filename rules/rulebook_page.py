"""A rulebook as a page: what each clause says and brings, what was left open and how it is taken, its sources.

The README.md of every shipped rulebook is this page in both languages; a test holds them together.
"""

from collections.abc import Callable, Iterator

from rules.effects import (
    UNITS,
    Cap,
    Certificate,
    Displaces,
    Effect,
    Gate,
    Incentive,
    MayApply,
    Named,
    PerYear,
    Prize,
    RaiseBy,
    SetTo,
    SetToOrStep,
)
from rules.levels import Ladder
from rules.rulebook_model import Clause, Rulebook
from rules.terms import TRACKS, name_of
from rules.values import Text

Say = Callable[[Text], str]
GRADES = {
    "A": Text("A：官方文本", "A: official text"),
    "B": Text("B：报道，未见通知原文", "B: a report, the notice itself was not read"),
    "C": Text("C：转载文本", "C: a copy"),
}
SETTING_TEXTS = {
    "rounding": Text("比例的取整", "rounding of shares"),
    "denominator": Text("比例的基数", "what shares are taken of"),
    "second_result": Text("同年两次成绩", "two results in one year"),
    "overlap": Text("两条同时适用", "two clauses that both apply"),
    "approval": Text("审批方式", "approval"),
    "floor": Text("向下取整", "down"),
    "ceiling": Text("向上取整", "up"),
    "started": Text("实际参赛", "those who took part"),
    "entered": Text("全体报名", "those who entered"),
    "first": Text("先取得者有效", "the first counts"),
    "better": Text("较高者有效", "the better counts"),
    "declared": Text("由条款写明", "the clauses say which gives way"),
    "highest": Text("取较高者", "the higher one"),
    "automatic": Text("达到条件即可", "no separate approval"),
    "authority": Text("经主管部门核准", "by the authority"),
    "manual_review": Text("经资格审定", "after a review of qualifications"),
}
ISSUER_TEXTS = {
    "unstated": Text("未述及", "not said"),
    "authority": Text("主管部门", "the authority"),
    "host": Text("承办单位", "the host"),
    "evaluation_body": Text("评价机构", "an evaluation body"),
    "one_contest": Text("一赛一授权", "one authorisation a contest"),
}
NAMED = {
    "nominate": Text("称号：{}", "title: {}"),
    "honour": Text("可申报：{}", "may apply for: {}"),
    "select": Text("入选：{}", "selected: {}"),
}


def page(book: Rulebook) -> str:
    """The page in both languages, as Markdown."""
    return "\n".join(_lines(book, lambda text: text.zh if text.zh == text.en else f"{text.zh} · {text.en}"))


def page_in(book: Rulebook, language: str) -> str:
    """The page in one language."""
    return "\n".join(_lines(book, lambda text: text.zh if language == "zh" else text.en))


def _lines(book: Rulebook, say: Say) -> Iterator[str]:
    yield f"# {book.id} · {say(book.title)}"
    yield ""
    until = Text(f"，至{book.until}前一日", f" until the day before {book.until}") if book.until else Text("", "")
    after = Text(f"，其后为 {book.successor}", f", then {book.successor}") if book.successor else Text("", "")
    yield f"- {say(Text('版本', 'edition'))} {book.edition}; {say(book.authority)}"
    yield f"- {say(Text(f'自{book.since}起{until.zh}{after.zh}', f'from {book.since}{until.en}{after.en}'))}"
    if book.speaks_of:
        names = [name_of("tier", tier) for tier in book.speaks_of]
        zh, en = "、".join(n.zh for n in names), ", ".join(n.en for n in names)
        yield f"- {say(Text(f'所述赛事：{zh}', f'speaks of contests that are: {en}'))}"
    for source in book.sources:
        yield f"- {say(source.text)} ({say(GRADES[source.grade])}; {source.where}; {source.checked_on})"
    yield ""
    for clause in book.clauses:
        yield from _clause(book.ladder, clause, say)
    yield ""
    yield from _open(book, say)


def _clause(ladder: Ladder, clause: Clause, say: Say) -> Iterator[str]:
    dated = ""
    if clause.until:
        dated = f" ({clause.since} – {clause.until})"
    yield f"**{clause.number}**{dated} {say(clause.text)}"
    yield ""
    asks = [condition.text(ladder) for condition in (*clause.concerns, *clause.conditions)]
    asks += [Text(f"不适用第{number}条", f"clause {number} does not apply") for number in clause.unless]
    brings = effect_text(clause.effect, ladder)
    if brings is not None:
        approval = SETTING_TEXTS[clause.approval]
        zh, en = "；".join(ask.zh for ask in asks) or "一律", "; ".join(ask.en for ask in asks) or "always"
        tail = Text(f"（{approval.zh}）", f" ({approval.en})") if clause.approval != "automatic" else Text("", "")
        yield f"- {say(Text(f'{zh} → {brings.zh}{tail.zh}', f'{en} → {brings.en}{tail.en}'))}"
        yield ""


def effect_text(effect: Effect, ladder: Ladder) -> Text | None:
    """What a clause brings, None for one that only informs."""
    match effect:
        case SetTo(level):
            title = ladder.title(level)
            return Text(f"晋升{title.zh}", f"promoted to {title.en}")
        case SetToOrStep(level):
            title = ladder.title(level)
            return Text(
                f"晋升{title.zh}，已为此级的再晋一级", f"promoted to {title.en}, or one level further if that is held"
            )
        case RaiseBy(steps, cap):
            title = ladder.title(cap)
            return Text(f"晋升{steps}级，最高至{title.zh}", f"raised by {steps}, at most to {title.en}")
        case MayApply(levels):
            titles = [ladder.title(level) for level in levels]
            zh, en = "、".join(t.zh for t in titles), " or ".join(t.en for t in titles)
            return Text(f"可申报{zh}", f"may apply for {en}")
        case Prize(name, _):
            return Text(f"奖项：{name.zh}", f"award: {name.en}")
        case Named(kind, name):
            return Text(NAMED[kind].zh.format(name.zh), NAMED[kind].en.format(name.en))
        case Certificate(_, name):
            return name
        case Incentive(unit, amount, factor):
            by = f" × {factor.by}" if factor else ""
            pair = UNITS[unit]
            asks = [condition.text(ladder) for condition in factor.conditions] if factor else []
            zh, en = "".join(f"（{a.zh}）" for a in asks), "".join(f" ({a.en})" for a in asks)
            return Text(f"{pair.zh.format(amount)}{by}{zh}", f"{pair.en.format(amount)}{by}{en}")
        case Gate():
            return Text("不符合的一律不予奖励、晋升", "whoever does not meet this gets nothing")
        case Cap(level):
            title = ladder.title(level)
            return Text(f"最高至{title.zh}", f"at most {title.en}")
        case PerYear(times):
            return Text(f"每年最多{times}次晋升", f"at most {times} promotion(s) a year")
        case Displaces(honours):
            named = "、".join(sorted(honours))
            return Text(f"已获{named}者不占奖励名次，依次递补", f"holders of {named} take no rank for rewards")
    return None


def _open(book: Rulebook, say: Say) -> Iterator[str]:
    """What the text leaves open: silences, settings with their defaults, declared findings."""
    yield f"## {say(Text('原文未述及之处与取法', 'Where the text is silent, and how it is taken'))}"
    yield ""
    for text in book.silent:
        yield f"- {say(text)}"
    for setting in book.settings:
        name, value = SETTING_TEXTS[setting.key], SETTING_TEXTS[setting.value]
        how = Text("本规则指定", "stated here") if setting.stated else Text("默认", "default")
        yield f"- {say(Text(f'{name.zh}：{value.zh}（{how.zh}）', f'{name.en}: {value.en} ({how.en})'))}"
    for track in book.assume.values():
        name = TRACKS[track]
        yield f"- {say(Text(f'未注明赛道的按{name.zh}', f'a track that is not given is taken as {name.en}'))}"
    issuer = ISSUER_TEXTS[book.issuer]
    more = book.issuer_text or Text("", "")
    zh, en = f"{issuer.zh}{f'（{more.zh}）' if more.zh else ''}", f"{issuer.en}{f' ({more.en})' if more.en else ''}"
    yield f"- {say(Text(f'发证：{zh}', f'certificates issued by: {en}'))}"
    for explained in book.explained:
        yield f"- {explained.finding} {', '.join(sorted(explained.clauses))}: {say(explained.reason)}"
    yield ""
