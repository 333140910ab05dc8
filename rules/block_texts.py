"""What stood against a level, in a sentence, and what would have come otherwise."""

from rules.effects import Cap
from rules.rules_in_force import Rules
from rules.settling import Block
from rules.situation import Finding, Situation
from rules.values import Text


def block_text(rules: Rules, at: Situation, block: Block) -> Text:
    """What stood against a level, and what would have come otherwise."""
    title = rules.ladder.title(block.level) if block.level else None
    n = block.clause
    match block.kind:
        case "already_held":
            if title is None:
                return Text(f"第{n}条无更高等级可授", f"clause {n} has no higher level to bring")
            return Text(f"所持等级已不低于第{n}条的{title.zh}", f"what is held is not below {title.en} of clause {n}")
        case "cap":
            if title is None:
                return Text(
                    f"已为竞赛可授最高等级（第{n}条）", f"already at the highest level contests grant (clause {n})"
                )
            effect = next(clause.effect for clause in rules.clauses if clause.number == n)
            most = effect.level if isinstance(effect, Cap) else getattr(effect, "cap", rules.ladder.top)
            zh, en = rules.ladder.title(most).zh, rules.ladder.title(most).en
            return Text(
                f"第{n}条限定最高至{zh}，不得晋升{title.zh}", f"clause {n} caps at {en}, which is below {title.en}"
            )
        case "annual_limit":
            zh, en = f"第{n}条限定每年竞赛晋升次数", f"clause {n} limits promotions a year"
        case "displaced":
            zh, en = f"第{n}条：已获相应荣誉者不占奖励名次", f"clause {n}: holders of earlier honours take no reward"
        case "gate":
            clause = next(clause for clause in rules.clauses if clause.number == n)
            missed = [(c.text(rules.ladder), f) for c in clause.conditions if not (f := c.finding(at)).met]
            asks = [Text(f"{t.zh}（{_found(f).zh}）", f"{t.en} ({_found(f).en})") for t, f in missed]
            zh = f"第{n}条要求{'；'.join(ask.zh for ask in asks)}"
            en = f"clause {n} asks for {'; '.join(ask.en for ask in asks)}"
    if title is None:
        return Text(zh, en)
    return Text(
        f"{zh}；否则依据第{block.granting}条可至{title.zh}",
        f"{en}; otherwise clause {block.granting} leads to {title.en}",
    )


def _found(finding: Finding) -> Text:
    return finding.near or Text(f"现为{finding.shown.zh}", f"found: {finding.shown.en}")
