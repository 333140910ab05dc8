"""From final standings and what holders already hold to proposed decisions, each with its whole reason.

Nothing is granted here: a decision is *proposed*, and people approve it. All clauses of the edition that are in
force are tried; of the levels they would bring the highest is proposed, what is given besides adds up. Whoever
falls short is told which clause came nearest and by how much.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import accumulate

from rules.decision import Decision, Given, Reason, Telling
from rules.effects import UNITS, Certificate, Incentive, Named
from rules.errors import Refusal
from rules.rulebook_model import Clause, Rulebook
from rules.rules_in_force import Rules
from rules.settling import Block, Outcome, settle
from rules.situation import Candidate, Contest, Placed, Situation
from rules.telling import Teller
from rules.values import Text

__all__ = [
    "Block",
    "Candidate",
    "Contest",
    "Decision",
    "Given",
    "Placed",
    "Reason",
    "RulebookNotInForce",
    "propose",
    "reward_ranks",
    "situations",
]
UNRANKED = 10**9


class RulebookNotInForce(Refusal):
    code = "rules.rulebook_not_in_force"
    zh = "规则 {id} 在 {on} 没有生效的条款；请核对日期或选用另一版本"
    en = "rulebook {id} has no clause in force on {on}; check the day or choose another edition"


def propose(
    rulebook: Rulebook, contest: Contest, placed: Sequence[Placed], candidates: Sequence[Candidate], on: date
) -> list[Decision]:
    """One decision for each candidate: by rank, then entrant, then holder; who is not ranked comes last.

    A team's rank holds for every member, each by the level that member holds.
    Raises RulebookNotInForce and LevelUnknown.
    """
    rules = rules_on(rulebook, on)
    asks: dict[int, Text] = {}
    return [_decision(rules, at, asks) for at in situations(rules, contest, placed, candidates)]


def rules_on(rulebook: Rulebook, on: date) -> Rules:
    """The clauses in force on a day; raises RulebookNotInForce where there is none."""
    rules = Rules(rulebook, on)
    if not rules.clauses:
        raise RulebookNotInForce(id=rulebook.id, on=on)
    return rules


def situations(
    rules: Rules, contest: Contest, placed: Sequence[Placed], candidates: Sequence[Candidate]
) -> list[Situation]:
    """What the clauses are held against, for each candidate, in the order of the decisions."""
    if contest.track is None and "track" in rules.book.assume:
        contest = replace(contest, track=rules.book.assume["track"])
    standing = {row.entrant: row for row in placed}
    ranks = _reward_ranks(rules.displaced, placed, candidates)
    times = Counter(row.rank for row in placed)
    lines = _Lines(placed, ranks)

    def situation(candidate: Candidate) -> Situation:
        row = standing.get(candidate.entrant) or Placed(candidate.entrant, None)
        shared = row.rank is not None and times[row.rank] > 1
        rank = ranks.get(candidate.entrant)
        return Situation(contest, row, candidate, rank, shared, rules.ladder, rules.on, lines.at, candidate.level)

    def key(candidate: Candidate) -> tuple[int, str, str]:
        row = standing.get(candidate.entrant)
        return (row and row.rank) or UNRANKED, candidate.entrant, candidate.holder

    return [situation(candidate) for candidate in sorted(candidates, key=key)]


def reward_ranks(
    rulebook: Rulebook, placed: Sequence[Placed], candidates: Sequence[Candidate]
) -> Mapping[str, int | None]:
    """The rank that counts for rewards. Where a rulebook displaces holders of certain honours, those below move up."""
    return _reward_ranks(rulebook.displaced, placed, candidates)


def _reward_ranks(
    honours: frozenset[str], placed: Sequence[Placed], candidates: Sequence[Candidate]
) -> Mapping[str, int | None]:
    displaced = {c.entrant for c in candidates if c.honours & honours}
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


def _decision(rules: Rules, at: Situation, asks: dict[int, Text]) -> Decision:
    outcome = settle(rules, at)
    teller = Teller(rules, at, outcome, asks)
    return Decision(
        at.candidate.entrant,
        at.candidate.holder,
        outcome.outcome,
        outcome.level,
        outcome.clause.number if outcome.clause else _certifying(outcome),
        given(outcome, at),
        outcome.blocks,
        outcome.applied,
        outcome.may_apply,
        at.rank,
        outcome.clause.approval if outcome.clause else rules.book.setting("approval"),
        telling=Telling(teller.reasons, teller.summary, teller.met),
    )


def _certifying(outcome: Outcome) -> str | None:
    return next((clause.number for clause in outcome.grants if isinstance(clause.effect, Certificate)), None)


def given(outcome: Outcome, at: Situation) -> tuple[Given, ...]:
    """The award and everything else that comes besides a level."""
    award = outcome.award
    first = (Given("award", award.clause, award.name),) if award else ()
    return first + tuple(_given(clause, at) for clause in outcome.grants)


def _given(clause: Clause, at: Situation) -> Given:
    match clause.effect:
        case Named(kind, name):
            return Given(kind, clause.number, name)
        case Certificate(_, name):
            return Given("certificate", clause.number, name)
        case Incentive(unit, amount, factor):
            if factor and all(condition.holds(at) for condition in factor.conditions):
                amount *= factor.by
            said = f"{amount.normalize():f}"
            pattern = UNITS[unit]
            return Given(unit, clause.number, Text(pattern.zh.format(said), pattern.en.format(said)), amount)
    raise AssertionError(clause.effect)
