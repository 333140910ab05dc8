"""From final standings and what holders already hold to proposed decisions, each with its whole reason.

Nothing is granted here: a decision is *proposed*, and people approve it. All clauses of the edition
that are in force are tried; of the levels they would bring the highest is proposed, titles add up.
Whoever falls short is told which clause came nearest and by how much.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import accumulate

from rules.conditions import Candidate, Contest, Finding, Placed, Situation, shown_rank
from rules.errors import Refusal
from rules.rulebook import Clause, Rulebook
from rules.values import Text

__all__ = ["Candidate", "Contest", "Decision", "Placed", "Reason", "RulebookNotInForce", "propose", "reward_ranks"]


class RulebookNotInForce(Refusal):
    code = "rules.rulebook_not_in_force"
    zh = "规则 {id} 在 {on} 尚无生效条款；请核对日期或选用另一版本"
    en = "rulebook {id} has no clause in force on {on}; check the day or choose another edition"


@dataclass(frozen=True, slots=True)
class Reason:
    """One condition of one clause: what it asks, what was found (`value` is data, `shown` text), whether it is met."""

    clause: str
    condition: Text
    value: str
    shown: Text
    met: bool
    near: Text | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What is proposed for one member of an entrant.

    `outcome` is `promote` (to `level`), `may_apply` (for `level`), `blocked` (a limit stands against a
    promotion to `level`) or `none`. `titles` are given with it, `honours` may be applied for.
    `clause` is the deciding clause, None where none applies. `reasons` begin with the deciding clause's.
    """

    entrant: str
    holder: str
    outcome: str
    level: str | None
    titles: tuple[Text, ...]
    clause: str | None
    reasons: tuple[Reason, ...]
    summary: Text
    honours: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class _Tried:
    """A clause held against a situation. `level` is what it would bring, None if it brings no higher level.

    `asks` are the conditions as text, made once for all candidates.
    """

    clause: Clause
    asks: tuple[Text, ...]
    findings: tuple[Finding, ...]
    level: str | None

    @property
    def met(self) -> bool:
        return all(finding.met for finding in self.findings)

    @property
    def shortfall(self) -> tuple[int, Decimal]:
        missed = [finding for finding in self.findings if not finding.met]
        return len(missed), sum((finding.distance for finding in missed), Decimal(0))


def propose(
    rulebook: Rulebook, contest: Contest, placed: Sequence[Placed], candidates: Sequence[Candidate], on: date
) -> list[Decision]:
    """One decision for each candidate: by rank, then entrant, then holder; who is not ranked comes last.

    A team's rank holds for every member, each by the level that member holds.
    Raises RulebookNotInForce and LevelUnknown.
    """
    clauses = [clause for clause in rulebook.clauses if clause.in_force(on)]
    if not clauses:
        raise RulebookNotInForce(id=rulebook.id, on=on)
    rules = [(c, tuple(condition.text(rulebook.ladder) for condition in c.conditions)) for c in clauses]
    standing = {row.entrant: row for row in placed}
    ranks = reward_ranks(rulebook, placed, candidates)
    lines = _Lines(placed, ranks)

    def situation(candidate: Candidate) -> Situation:
        row = standing.get(candidate.entrant, Placed(candidate.entrant, None))
        rank = ranks.get(candidate.entrant)
        return Situation(contest, row, candidate, rank, rulebook.ladder, on, lines.at)

    order = sorted(
        candidates,
        key=lambda c: (standing[c.entrant].rank or 10**9 if c.entrant in standing else 10**9, c.entrant, c.holder),
    )
    return [_decide(rulebook, rules, situation(candidate)) for candidate in order]


def reward_ranks(
    rulebook: Rulebook, placed: Sequence[Placed], candidates: Sequence[Candidate]
) -> Mapping[str, int | None]:
    """The rank that counts for rewards. Where a rulebook displaces holders of certain honours, those below move up."""
    displaced = {c.entrant for c in candidates if c.honours & rulebook.displaced}
    gone = sorted(row.rank for row in placed if row.entrant in displaced and row.rank is not None)
    return {
        row.entrant: None if row.rank is None or row.entrant in displaced else row.rank - bisect_left(gone, row.rank)
        for row in placed
    }


class _Lines:
    """The total that each rank line took: the lowest among the ranks up to it."""

    def __init__(self, placed: Sequence[Placed], ranks: Mapping[str, int | None]) -> None:
        rows = [(r, row.total) for row in placed if (r := ranks[row.entrant]) is not None and row.total is not None]
        rows.sort()
        self._ranks = [rank for rank, _ in rows]
        self._lowest = list(accumulate((total for _, total in rows), min))

    def at(self, line: int) -> Decimal | None:
        n = bisect_right(self._ranks, line)
        return self._lowest[n - 1] if n else None


def _decide(rulebook: Rulebook, rules: Sequence[tuple[Clause, tuple[Text, ...]]], at: Situation) -> Decision:
    tried = [_try(clause, asks, at) for clause, asks in rules if clause.effect.act != "none"]
    met = [t for t in tried if t.met]
    granting = [t for t in met if t.level and t.clause.effect.act in ("set", "raise")]
    applying = [t for t in met if t.level and t.clause.effect.act == "may_apply"]
    best = max(granting or applying, key=lambda t: at.ladder.height(t.level), default=None)
    blocked = bool(granting) and rulebook.per_year is not None and at.candidate.promoted_this_year
    outcome = "blocked" if blocked else "promote" if granting else "may_apply" if applying else "none"
    nearest = best or _nearest(tried)
    first = [nearest] if nearest else []
    reasons = tuple(reason for t in (*first, *(t for t in tried if t is not nearest)) for reason in _reasons(t))
    return Decision(
        at.candidate.entrant,
        at.candidate.holder,
        outcome,
        best.level if best else None,
        tuple(t.clause.effect.name for t in met if t.clause.effect.act == "title" and t.clause.effect.name),
        best.clause.number if best else None,
        reasons,
        _summary(outcome, at, best, nearest),
        tuple(t.clause.effect.name for t in met if t.clause.effect.act == "honour" and t.clause.effect.name),
    )


def _try(clause: Clause, asks: tuple[Text, ...], at: Situation) -> _Tried:
    return _Tried(clause, asks, tuple(condition.check(at) for condition in clause.conditions), _brings(clause, at))


def _brings(clause: Clause, at: Situation) -> str | None:
    """The level a clause would bring, None where it is not above the one held."""
    held, effect = at.candidate.level, clause.effect
    if effect.act == "raise":
        above = at.ladder.next_above(held)
        return None if above is None or at.ladder.is_above(above, effect.level) else above
    return effect.level if at.ladder.is_above(effect.level, held) else None


def _nearest(tried: Sequence[_Tried]) -> _Tried | None:
    """The clause about levels that fails by the fewest conditions, then by the least."""
    levels = [t for t in tried if t.clause.effect.level]
    return min(levels, key=lambda t: (*t.shortfall, t.level is None), default=None)


def _reasons(tried: _Tried) -> list[Reason]:
    return [
        Reason(tried.clause.number, asks, finding.value, finding.shown, finding.met, finding.near)
        for asks, finding in zip(tried.asks, tried.findings, strict=True)
    ]


def _summary(outcome: str, at: Situation, best: _Tried | None, nearest: _Tried | None) -> Text:
    held = at.ladder.title(at.candidate.level)
    rank = shown_rank(at)
    zh = f"{rank.zh}，{'原为' if at.candidate.level else '原'}{held.zh}"
    en = f"{rank.en}, held {held.en}"
    if best and best.level:
        level, number = at.ladder.title(best.level), best.clause.number
        ending = {
            "promote": (f"依据第{number}条晋升{level.zh}", f"promoted to {level.en} by clause {number}"),
            "may_apply": (f"依据第{number}条可申报{level.zh}", f"may apply for {level.en} by clause {number}"),
            "blocked": (
                f"本年度已由竞赛晋升，第{number}条的{level.zh}不再授予",
                f"already promoted by a contest this year, so {level.en} by clause {number} is not granted",
            ),
        }[outcome]
        return Text(f"{zh}，{ending[0]}", f"{en}, {ending[1]}")
    if nearest is None:
        return Text(f"{zh}，无适用条款", f"{en}, no clause applies")
    missing = [r for r in _reasons(nearest) if not r.met]
    if not missing:
        return Text(
            f"{zh}，所持等级已不低于第{nearest.clause.number}条所授等级",
            f"{en}, which is not below what clause {nearest.clause.number} grants",
        )
    zh_asks = "；".join(f"{r.condition.zh}{f'（{r.near.zh}）' if r.near else ''}" for r in missing)
    en_asks = "; ".join(f"{r.condition.en}{f' ({r.near.en})' if r.near else ''}" for r in missing)
    return Text(
        f"{zh}，未获晋升：第{nearest.clause.number}条要求{zh_asks}",
        f"{en}, not promoted: clause {nearest.clause.number} asks for {en_asks}",
    )
