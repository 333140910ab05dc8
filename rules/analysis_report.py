"""Findings and differences as text and as data."""

import json
from collections.abc import Iterable, Mapping, Sequence

from rules.analysis import Finding
from rules.difference import WHAT, Change
from rules.errors import Language
from rules.promotion_report import OUTCOMES, decision_data
from rules.report import columns, in_both, say
from rules.rulebook_model import Rulebook
from rules.values import Text

KINDS: Mapping[str, Text] = {
    "conflict": Text("条款冲突", "conflict"),
    "gap": Text("名次落空", "gap"),
    "level_gap": Text("等级落空", "level gap"),
    "dead": Text("永不生效", "dead clause"),
    "inverted": Text("优劣倒置", "inverted"),
    "unconditional": Text("无条件晋升", "unconditional"),
    "version_hole": Text("版本空档", "version hole"),
    "version_overlap": Text("版本重叠", "version overlap"),
    "above_ladder": Text("超出等级上限", "above the ladder"),
    "not_spoken_of": Text("赛事不符", "tier not spoken of"),
    "stale": Text("声明失效", "stale exception"),
    "case": Text("案例不符", "case differs"),
}

HEADS = (Text("原", "before"), Text("新", "after"), Text("不同", "what"))


def findings_text(book: Rulebook, findings: Sequence[Finding], language: Language = "zh") -> str:
    """One line for a clean rulebook; else a line for each finding, with its example below."""
    if not findings:
        explained = len(book.explained)
        told = Text(f"，已说明 {explained} 处" if explained else "", f", {explained} explained" if explained else "")
        return f"{book.id} {book.edition}: {say(Text(f'未发现问题{told.zh}', f'clean{told.en}'), language)}\n"
    lines = [f"{book.id} {book.edition}: {say(Text(f'{len(findings)} 处', f'{len(findings)} finding(s)'), language)}"]
    for finding in findings:
        lines.append(f"  [{say(KINDS[finding.kind], language)}] {say(finding.text, language)}")
        if finding.example:
            lines.append(f"      {say(Text('例', 'for instance'), language)}: {say(finding.example, language)}")
    return "\n".join(lines) + "\n"


def findings_json(found: Iterable[tuple[Rulebook, Sequence[Finding]]]) -> str:
    """Every rulebook with its findings."""
    data = [
        {
            "rulebook": book.id,
            "edition": book.edition,
            "digest": book.digest,
            "findings": [
                {
                    "kind": f.kind,
                    "clauses": list(f.clauses),
                    "text": in_both(f.text),
                    "example": in_both(f.example) if f.example else None,
                }
                for f in findings
            ],
        }
        for book, findings in found
    ]
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def differences_text(old: Rulebook, new: Rulebook, changes: Sequence[Change], language: Language = "zh") -> str:
    """Who is decided otherwise, what differs, and both sentences."""
    title = Text(
        f"{old.id} {old.edition} → {new.id} {new.edition}：{len(changes)} 人结果不同",
        f"{old.id} {old.edition} → {new.id} {new.edition}: {len(changes)} decided otherwise",
    )
    lines = [say(title, language)]
    if changes:
        rows = [["", "", *(say(head, language) for head in HEADS)]]
        rows += [
            [
                c.candidate.entrant,
                c.candidate.name if c.candidate.name != "-" else c.candidate.holder,
                _short(old, c, language, after=False),
                _short(new, c, language, after=True),
                " ".join(say(WHAT[what], language) for what in c.what),
            ]
            for c in changes
        ]
        lines.append(columns(rows))
    for c in changes:
        lines.append(f"{c.candidate.entrant} {c.candidate.name}")
        lines.append(f"  − {say(c.before.summary, language)}")
        lines.append(f"  + {say(c.after.summary, language)}")
    return "\n".join(lines) + "\n"


def differences_json(old: Rulebook, new: Rulebook, changes: Sequence[Change]) -> str:
    """Both decisions of everybody who is decided otherwise."""
    data = {
        "before": {"rulebook": old.id, "edition": old.edition, "digest": old.digest},
        "after": {"rulebook": new.id, "edition": new.edition, "digest": new.digest},
        "changes": [
            {
                "entrant": c.candidate.entrant,
                "holder": c.candidate.holder,
                "what": list(c.what),
                "before": decision_data(old, c.before),
                "after": decision_data(new, c.after),
            }
            for c in changes
        ],
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _short(book: Rulebook, change: Change, language: Language, after: bool) -> str:
    decision = change.after if after else change.before
    level = say(book.ladder.title(decision.level), language) if decision.level else ""
    clause = f" ({decision.clause})" if decision.clause else ""
    return f"{say(OUTCOMES[decision.outcome], language)} {level}".strip() + clause
