"""What the clauses in force on a day bring in one situation. No texts are made here: `telling` does that when asked.

Awards come first, because clauses on levels ask for them; then levels; then caps, gates and the limit of
promotions a year, each of which may stand against a level; last what is given besides.
"""

from dataclasses import dataclass
from typing import Literal

from rules.effects import MayApply, OnLevel
from rules.rulebook_model import Clause
from rules.rules_in_force import Rules, applies, concerns, holds
from rules.situation import NOT_RECORDED, Award, Situation

Against = Literal["annual_limit", "already_held", "cap", "gate", "displaced"]


@dataclass(frozen=True, slots=True)
class Block:
    """What stood against a level: `clause` is the clause that stands against it, `level` what would have come.

    `granting` is the clause that would have brought it.
    """

    kind: Against
    clause: str
    level: str | None
    granting: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """`met` are the clauses on levels whose conditions hold, each with the level it would bring; see Decision."""

    outcome: str
    level: str | None
    may_apply: str | None
    clause: Clause | None
    award: Award | None
    grants: tuple[Clause, ...]
    blocks: tuple[Block, ...]
    applied: tuple[str, ...]
    met: tuple[tuple[Clause, str | None], ...]


def settle(rules: Rules, at: Situation) -> Outcome:
    """What all clauses come to. Fills `award`, `held` and `promoted_to` of the situation in."""
    candidate, ladder = at.candidate, rules.ladder
    before = int(candidate.promoted_this_year)
    if rules.better and before and candidate.began_year_with != NOT_RECORDED:
        at.held, before = candidate.began_year_with, 0
    at.award_short = lambda standing: rules.award_short(at, standing)
    at.award = rules.award(at)
    met = _met(rules, at)
    best, level = _best(rules, [m for m in met if not isinstance(m[1], MayApply)], at)
    applying, may_apply = _best(rules, [m for m in met if isinstance(m[1], MayApply)], at)
    blocks = [] if level else _held_back(met, at)
    if level and best:
        level, capped = _cap(rules, level, best, at)
        blocks += capped
    if level and best and not ladder.is_above(level, candidate.level):
        blocks.append(Block("already_held", best.number, level, best.number))
        level = None
    barred = _barred(rules, at, level or may_apply, best or applying)
    if barred:
        blocks, level, may_apply = [*barred, *blocks], None, None
    limit = next((c for c, limit in rules.limits if before >= limit.times and concerns(c, at)), None)
    outcome = "promote" if level else "may_apply" if may_apply else "none"
    if level and best and limit:
        outcome = "blocked"
        blocks.insert(0, Block("annual_limit", limit.number, level, best.number))
    at.promoted_to = level if outcome == "promote" else None
    grants = () if barred else _grants(rules, at)
    clause = best if level else applying if may_apply else None
    applied = [at.award.clause] if at.award and at.award.clause and not barred else []
    applied += [best.number] if outcome == "promote" and best else []
    applied += [applying.number] if may_apply and applying and outcome != "blocked" else []
    applied += [grant.number for grant in grants]
    applied += [block.clause for block in blocks if block.clause != block.granting]
    return Outcome(
        outcome,
        level if level else may_apply,
        may_apply if level else None,
        clause,
        None if barred else at.award,
        grants,
        tuple(blocks),
        tuple(dict.fromkeys(applied)),
        tuple((c, effect.brings(at.held, ladder)[0]) for c, effect in met),
    )


def _met(rules: Rules, at: Situation) -> list[tuple[Clause, OnLevel]]:
    """The clauses on levels that apply, those left out that give way to another that applies."""
    met: list[tuple[Clause, OnLevel]] = []
    numbers: set[str] = set()
    for clause, effect in rules.levels:
        if applies(clause, at) and numbers.isdisjoint(clause.unless):
            met.append((clause, effect))
            numbers.add(clause.number)
    return met


def _best(rules: Rules, met: list[tuple[Clause, OnLevel]], at: Situation) -> tuple[Clause | None, str | None]:
    best: tuple[Clause | None, str | None] = (None, None)
    for clause, effect in met:
        level, _ = effect.brings(at.held, rules.ladder)
        if level and (best[1] is None or rules.ladder.is_above(level, best[1])):
            best = clause, level
    return best


def _held_back(met: list[tuple[Clause, OnLevel]], at: Situation) -> list[Block]:
    """Why the clauses that apply bring nothing."""
    blocks = []
    for clause, effect in met:
        level, why = effect.brings(at.held, at.ladder)
        if level is None:
            wanted = at.ladder.next_above(at.held) if why == "cap" else getattr(effect, "level", None)
            blocks.append(Block("cap" if why == "cap" else "already_held", clause.number, wanted, clause.number))
    return blocks


def _cap(rules: Rules, level: str, best: Clause, at: Situation) -> tuple[str | None, list[Block]]:
    """The level as far as the caps allow it."""
    for clause, cap in rules.caps:
        if rules.ladder.is_above(level, cap.level) and applies(clause, at):
            block = Block("cap", clause.number, level, best.number)
            return cap.level if rules.ladder.is_above(cap.level, at.held) else None, [block]
    return level, []


def _barred(rules: Rules, at: Situation, level: str | None, granting: Clause | None) -> list[Block]:
    number = granting.number if granting else None
    blocks = [
        Block("displaced", clause.number, level, number)
        for clause, effect in rules.displacing
        if effect.honours & at.candidate.honours or (at.rank is None and at.placed.rank is not None)
    ]
    return blocks[:1] + [
        Block("gate", clause.number, level, number)
        for clause in rules.gates
        if concerns(clause, at) and not holds(clause, at)
    ]


def _grants(rules: Rules, at: Situation) -> tuple[Clause, ...]:
    """What is given besides; like levels, a clause gives way to one it names that applies."""
    found: list[Clause] = []
    for clause in rules.grants:
        if applies(clause, at) and not any(other.number in clause.unless for other in found):
            found.append(clause)
    return tuple(found)
