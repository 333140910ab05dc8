"""Decisions as text: a table for people, CSV and JSON for programs, and one decision explained in full."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from datetime import date

from rules.decision import Decision, Reason
from rules.errors import Language
from rules.report import columns, in_both, number, say
from rules.rulebook_model import Rulebook
from rules.situation import Candidate, Placed
from rules.values import Text

FIXED = ("entrant", "holder", "decision", "level", "titles", "clause", "reason")
MORE = (
    "name",
    "rank",
    "reward_rank",
    "award",
    "honours",
    "certificates",
    "may_apply",
    "given",
    "blocked_by",
    "approval",
)
OUTCOMES = {
    "promote": Text("晋升", "promote"),
    "may_apply": Text("可申报", "may apply"),
    "blocked": Text("受限", "blocked"),
    "none": Text("不晋升", "none"),
}
HEADS = {
    "rank": Text("名次", "rank"),
    "entrant": Text("参赛单元", "entrant"),
    "holder": Text("持证人", "holder"),
    "name": Text("姓名", "name"),
    "decision": Text("结果", "decision"),
    "level": Text("等级", "level"),
    "clause": Text("条款", "clause"),
    "titles": Text("称号", "titles"),
    "reason": Text("理由", "reason"),
}


def decisions_csv(
    decisions: Iterable[Decision], placed: Sequence[Placed], people: Sequence[Candidate], language: Language = "zh"
) -> str:
    """CSV that begins `entrant,holder,decision,level,titles,clause,reason`. Several names in a cell stand with `;`.

    Names of titles and awards are the Chinese ones, which are the official ones; the reason is in the language asked.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*FIXED, *MORE])
    ranks, names = {row.entrant: row.rank for row in placed}, {(p.entrant, p.holder): p.name for p in people}
    for d in decisions:
        rank = ranks.get(d.entrant)
        writer.writerow(
            [
                d.entrant,
                d.holder,
                d.outcome,
                d.level or "",
                _names(d.titles),
                d.clause or "",
                say(d.summary, language),
                names.get((d.entrant, d.holder), ""),
                "" if rank is None else rank,
                "" if d.reward_rank is None else d.reward_rank,
                d.award.zh if d.award else "",
                _names(d.honours),
                _names(d.names("certificate")),
                d.may_apply or "",
                _names([given.name for given in d.incentives]),
                ";".join(block.clause for block in d.blocks),
                d.approval,
            ]
        )
    return out.getvalue()


def decisions_table(
    book: Rulebook, decisions: Iterable[Decision], people: Sequence[Candidate], language: Language = "zh"
) -> str:
    """A table for a terminal."""
    names = {(p.entrant, p.holder): p.name for p in people}
    wanted = ("entrant", "holder", "name", "decision", "level", "clause", "titles", "reason")
    rows = [[say(HEADS[name], language) for name in wanted]]
    for d in decisions:
        rows.append(
            [
                d.entrant,
                d.holder,
                names.get((d.entrant, d.holder), ""),
                say(OUTCOMES[d.outcome], language),
                say(book.ladder.title(d.level), language) if d.level else "",
                d.clause or "",
                " ".join(say(title, language) for title in d.titles),
                say(d.summary, language),
            ]
        )
    return columns(rows)


def decisions_json(book: Rulebook, on: date, decisions: Iterable[Decision]) -> str:
    """The rulebook, the day, and every decision with its whole reason; every number is a string."""
    data = {
        "rulebook": book.id,
        "edition": book.edition,
        "digest": book.digest,
        "on": on.isoformat(),
        "decisions": [decision_data(book, decision) for decision in decisions],
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def decision_data(book: Rulebook, d: Decision) -> dict[str, object]:
    """A decision as JSON-able content."""
    return {
        "entrant": d.entrant,
        "holder": d.holder,
        "decision": d.outcome,
        "level": d.level,
        "levelTitle": in_both(book.ladder.title(d.level)) if d.level else None,
        "titles": [in_both(title) for title in d.titles],
        "honours": [in_both(honour) for honour in d.honours],
        "award": in_both(d.award) if d.award else None,
        "mayApply": d.may_apply,
        "clause": d.clause,
        "clauseText": in_both(book.clause(d.clause).text) if d.clause else None,
        "approval": d.approval,
        "rewardRank": d.reward_rank,
        "given": [
            {"kind": g.kind, "clause": g.clause, "name": in_both(g.name), "amount": number(g.amount) or None}
            for g in d.given
        ],
        "blocks": [
            {"kind": b.kind, "clause": b.clause, "level": b.level, "grantingClause": b.granting} for b in d.blocks
        ],
        "applied": list(d.applied),
        "summary": in_both(d.summary),
        "reasons": [_reason(reason) for reason in d.reasons],
    }


def explained(book: Rulebook, d: Decision, person: Candidate, language: Language = "zh") -> str:
    """One decision in full: the sentence, what comes with it, and every condition of every clause."""
    lines = [
        f"{person.name} ({d.entrant} · {d.holder})  {say(OUTCOMES[d.outcome], language)}",
        say(d.summary, language),
    ]
    lines += [f"  + {say(given.name, language)}  ({given.clause or '-'})" for given in d.given]
    shown = None
    for reason in d.reasons:
        if reason.clause != shown:
            shown = reason.clause
            lines += ["", _heading(book, shown, language)]
        lines.append(f"  {'✓' if reason.met else '✗'} {say(reason.condition, language)}: {_found(reason, language)}")
    return "\n".join(lines) + "\n"


def _heading(book: Rulebook, number: str, language: Language) -> str:
    if not number:
        return say(Text("规则", "the rulebook"), language)
    clause = book.clause(number)
    title = Text(f"第{number}条（{book.id} {book.edition}）", f"clause {number} ({book.id} {book.edition})")
    return f"{say(title, language)} {say(clause.text, language)}"


def _found(reason: Reason, language: Language) -> str:
    near = f" — {say(reason.near, language)}" if reason.near else ""
    return f"{say(reason.shown, language)}{near}"


def _reason(reason: Reason) -> dict[str, object]:
    return {
        "clause": reason.clause,
        "condition": in_both(reason.condition),
        "value": reason.value,
        "shown": in_both(reason.shown),
        "met": reason.met,
        "near": in_both(reason.near) if reason.near else None,
        "places": reason.places,
        "marks": number(reason.marks) or None,
    }


def _names(texts: Iterable[Text]) -> str:
    return ";".join(text.zh for text in texts)
