"""From final standings, holders and the pinned rulebook to decisions, as documents to be kept. No I/O."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from competition.events.plan import Plan
from competition.events.queries import EventFacts
from competition.events.roll import Roll
from competition.promotion.schemas import DecisionDocument, IncentiveView, ReasonView
from competition.registry.queries import HeldLevel, HolderView
from rules.levels import ladder
from rules.promotion import Candidate, Decision, Placed, propose
from rules.rulebook import Rulebook
from rules.values import Standing


def highest(held: Sequence[HeldLevel]) -> HeldLevel | None:
    """The highest level among those held, by the ladder and never by its number."""
    best: HeldLevel | None = None
    for one in held:
        if best is None or ladder().is_above(one.level, best.level):
            best = one
    return best


def decide(
    rulebook: Rulebook,
    facts: EventFacts,
    plan: Plan,
    roll: Roll,
    standings: Sequence[Standing],
    members: Sequence[tuple[UUID, UUID, UUID]],
    holders: Mapping[UUID, HolderView],
    held: Mapping[UUID, Sequence[HeldLevel]],
    honours: Mapping[UUID, frozenset[str]],
    promoted_this_year: frozenset[UUID],
    on: date,
) -> list[tuple[UUID, UUID, Decision, DecisionDocument]]:
    """(member, holder, decision, document) for everybody in the event, best rank first."""
    placed = [_placed(standing) for standing in standings]
    codes = {entrant.id: entrant for entrant in plan.entrants}
    by_member = {(codes[entrant].code, str(holder)): member for member, entrant, holder in members}
    candidates = []
    for _, entrant, holder in members:
        level = highest(held[holder])
        began = highest([one for one in held[holder] if one.since < on.replace(month=1, day=1)])
        candidates.append(
            Candidate(
                entrant=codes[entrant].code,
                holder=str(holder),
                name=holders[holder].name,
                group=roll[entrant].group,
                level=level.level if level else None,
                held_since=level.since if level else None,
                promoted_this_year=holder in promoted_this_year,
                honours=honours[holder],
                began_year_with=began.level if began else None,
            )
        )
    contest = facts.contest(sum(1 for standing in standings if standing.rank is not None), len(plan.entrants))
    decisions = propose(rulebook, contest, placed, candidates, on)
    by_code = {one.entrant: one for one in placed}
    levels = {candidate.holder: candidate.level for candidate in candidates}
    return [
        (
            by_member[decision.entrant, decision.holder],
            UUID(decision.holder),
            decision,
            _document(rulebook, plan, decision, by_code[decision.entrant], levels[decision.holder], holders),
        )
        for decision in decisions
    ]


def _placed(standing: Standing) -> Placed:
    parts = standing.score.parts
    return Placed(
        entrant=standing.entrant,
        rank=standing.rank,
        total=standing.score.total,
        award=None,
        passed=standing.score.passed,
        theory=parts.get("theory"),
        practical=parts.get("practical"),
    )


def _document(
    rulebook: Rulebook,
    plan: Plan,
    decision: Decision,
    placed: Placed,
    held: str | None,
    holders: Mapping[UUID, HolderView],
) -> DecisionDocument:
    return DecisionDocument(
        entrant=str(plan.by_code[decision.entrant].id),
        code=decision.entrant,
        name=holders[UUID(decision.holder)].name,
        rank=placed.rank,
        total=placed.total,
        held=ladder().title(held) if held else None,
        level=ladder().title(decision.level) if decision.level else None,
        titles=list(decision.titles),
        honours=list(decision.honours),
        incentives=[IncentiveView(name=given.name, amount=given.amount) for given in decision.incentives],
        clause=decision.clause,
        clause_text=rulebook.clause(decision.clause).text if decision.clause else None,
        rulebook=rulebook.title,
        rulebook_digest=rulebook.digest,
        summary=decision.summary,
        reasons=[
            ReasonView(
                clause=reason.clause,
                condition=reason.condition,
                value=reason.value,
                shown=reason.shown,
                met=reason.met,
                near=reason.near,
            )
            for reason in decision.reasons
        ],
    )
