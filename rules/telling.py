"""Why a decision is what it is, in sentences an official would write and condition by condition."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cached_property

from rules.block_texts import block_text
from rules.conditions import Condition
from rules.decision import Reason
from rules.effects import Certificate
from rules.rank_conditions import shown_rank
from rules.rulebook_model import Clause
from rules.rules_in_force import Rules, applies, concerns
from rules.settling import Block, Outcome
from rules.situation import Finding, Situation
from rules.terms import name_of
from rules.values import Text


class Teller:
    """Tells one outcome. Texts of conditions are made once for all, in `asks`."""

    def __init__(self, rules: Rules, at: Situation, outcome: Outcome, asks: dict[int, Text]) -> None:
        self.rules, self.at, self.outcome, self.asks = rules, at, outcome, asks
        self.found: dict[int, Finding] = {}
        self.concerning = {clause.number for clause in rules.clauses if concerns(clause, at)}

    def reasons(self) -> tuple[Reason, ...]:
        """The deciding or nearest clause first, then what stands against it, then the others that concern this case."""
        first = self.outcome.clause or self.nearest
        against = [block.clause for block in self.outcome.blocks]

        def key(clause: Clause) -> tuple[bool, bool, bool]:
            return clause is not first, clause.number not in against, clause.number not in self.concerning

        clauses = sorted(self.rules.clauses, key=key)
        return tuple(reason for clause in clauses for reason in self.of(clause)) + tuple(self.about_the_book())

    def finding(self, condition: Condition) -> Finding:
        key = id(condition)
        if key not in self.found:
            self.found[key] = condition.finding(self.at)
        return self.found[key]

    def of(self, clause: Clause) -> Iterator[Reason]:
        for condition in (*clause.concerns, *clause.conditions):
            found = self.finding(condition)
            yield Reason(
                clause.number,
                self.ask(condition),
                found.value,
                found.shown,
                found.met,
                found.near,
                found.places,
                found.marks,
            )
        for number in clause.unless:
            applied = number in self.applying()
            shown = Text("已适用", "it applies") if applied else Text("不适用", "it does not apply")
            yield Reason(
                clause.number, Text(f"不适用第{number}条", f"clause {number} does not apply"), "", shown, not applied
            )
        yield from (
            self.limit(block) for block in self.outcome.blocks if block.clause == clause.number and block.kind != "gate"
        )

    def limit(self, block: Block) -> Reason:
        text = block_text(self.rules, self.at, block)
        return Reason(block.clause, text, block.kind, text, False)

    def ask(self, condition: Condition) -> Text:
        key = id(condition)
        if key not in self.asks:
            self.asks[key] = condition.text(self.rules.ladder)
        return self.asks[key]

    def applying(self) -> set[str]:
        return {clause.number for clause, _ in self.outcome.met} | set(self.outcome.applied)

    def about_the_book(self) -> Iterator[Reason]:
        """That the text speaks of other contests, which is shown and bars nobody."""
        tiers, tier = self.rules.book.speaks_of, self.at.contest.tier
        if not tiers or tier in tiers:
            return
        names = [name_of("tier", key) for key in tiers]
        zh, en = "、".join(n.zh for n in names), ", ".join(n.en for n in names)
        found = name_of("tier", tier)
        yield Reason(
            "",
            Text(f"本规则所述赛事为{zh}", f"the rulebook speaks of contests that are {en}"),
            tier,
            Text(
                f"{found.zh}：规则未述及，按所选规则适用", f"{found.en}: not spoken of, applied because it was chosen"
            ),
            True,
        )

    def findings(self, clause: Clause) -> list[tuple[Condition, Finding]]:
        return [(c, f) for c in (*clause.concerns, *clause.conditions) if not (f := self.finding(c)).met]

    @cached_property
    def nearest(self) -> Clause | None:
        """Of the clauses on levels that concern this case, the one that fails by the fewest conditions and by least."""
        clauses = [clause for clause, _ in self.rules.levels]

        def shortfall(clause: Clause) -> tuple[int, Decimal, bool]:
            missed = self.findings(clause)
            brings = any(clause is met and level for met, level in self.outcome.met)
            return len(missed), sum((f.distance for _, f in missed), Decimal(0)), not brings

        return min([c for c in clauses if c.number in self.concerning] or clauses, key=shortfall, default=None)

    def met(self) -> frozenset[str]:
        return frozenset(clause.number for clause in self.rules.clauses if applies(clause, self.at))

    def summary(self) -> Text:
        beginning, parts = self.beginning(), [self.main()]
        at, outcome = self.at, self.outcome
        if outcome.may_apply:
            title = at.ladder.title(outcome.may_apply)
            parts.append(Text(f"并可申报{title.zh}", f"and may apply for {title.en}"))
        for clause in outcome.grants:
            if isinstance(clause.effect, Certificate):
                name = clause.effect.name
                parts.append(
                    Text(f"依据第{clause.number}条授予{name.zh}", f"receives the {name.en} by clause {clause.number}")
                )
        return Text(
            "，".join([beginning.zh, *(p.zh for p in parts)]), ", ".join([beginning.en, *(p.en for p in parts)])
        )

    def beginning(self) -> Text:
        at = self.at
        held, rank, award = at.ladder.title(at.held), shown_rank(at), self.outcome.award
        zh, en = rank.zh, rank.en
        if award is not None:
            zh, en = f"{zh}（{award.name.zh}）", f"{en} ({award.name.en})"
        return Text(f"{zh}，{'原为' if at.held else '原'}{held.zh}", f"{en}, held {held.en}")

    def main(self) -> Text:
        outcome, at = self.outcome, self.at
        if outcome.clause and outcome.level:
            level, number = at.ladder.title(outcome.level), outcome.clause.number
            if outcome.outcome == "promote":
                return Text(f"依据第{number}条晋升{level.zh}", f"promoted to {level.en} by clause {number}")
            if outcome.outcome == "may_apply":
                return Text(f"依据第{number}条可申报{level.zh}", f"may apply for {level.en} by clause {number}")
            return Text(
                f"本年度已由竞赛晋升，第{number}条的{level.zh}不再授予",
                f"already promoted by a contest this year, so {level.en} by clause {number} is not granted",
            )
        top, barred = at.ladder.title(at.ladder.top), {block.kind for block in outcome.blocks} & {"gate", "displaced"}
        if not at.ladder.is_above(at.ladder.top, at.held) and self.rules.levels and not barred:
            return Text(f"未获晋升：竞赛晋升最高至{top.zh}", f"not promoted: contests lead no higher than {top.en}")
        if outcome.blocks:
            said = block_text(self.rules, at, outcome.blocks[0])
            return Text(f"未获晋升：{said.zh}", f"not promoted: {said.en}")
        return self.missed(self.nearest)

    def missed(self, clause: Clause | None) -> Text:
        if clause is None:
            return Text("本规则无晋升条款", "the rulebook promotes nobody")
        if clause.number not in self.concerning:
            ask = next(self.ask(condition) for condition in clause.concerns if not self.finding(condition).met)
            return Text(
                f"无适用的晋升条款（第{clause.number}条限于{ask.zh}）",
                f"no clause on promotion applies (clause {clause.number} only where {ask.en})",
            )
        missed = [(self.ask(condition), finding) for condition, finding in self.findings(clause)]
        missed += [(r.condition, Finding("", r.shown, False)) for r in self.of(clause) if not r.met and not r.value]
        zh = "；".join(f"{ask.zh}{f'（{f.near.zh}）' if f.near else ''}" for ask, f in _once(missed))
        en = "; ".join(f"{ask.en}{f' ({f.near.en})' if f.near else ''}" for ask, f in _once(missed))
        return Text(f"未获晋升：第{clause.number}条要求{zh}", f"not promoted: clause {clause.number} asks for {en}")


def _once(pairs: Sequence[tuple[Text, Finding]]) -> list[tuple[Text, Finding]]:
    return list({ask: (ask, finding) for ask, finding in reversed(pairs)}.values())[::-1]
