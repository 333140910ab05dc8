"""The clauses of a rulebook in force on a day, and whether one speaks of a situation and holds in it."""

from datetime import date

from rules.effects import (
    Cap,
    Certificate,
    Displaces,
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
from rules.rulebook_model import Clause, Rulebook
from rules.situation import Award, Finding, Situation

ON_LEVEL = (SetTo, SetToOrStep, RaiseBy, MayApply)


class Rules:
    """The clauses of a rulebook in force on a day, sorted by what they bring."""

    def __init__(self, book: Rulebook, on: date) -> None:
        self.book, self.ladder, self.on = book, book.ladder, on
        self.clauses = tuple(clause for clause in book.clauses if clause.in_force(on))
        self.prizes = [(c, c.effect) for c in self.clauses if isinstance(c.effect, Prize)]
        self.levels = [(c, c.effect) for c in self.clauses if isinstance(c.effect, ON_LEVEL)]
        self.grants = [c for c in self.clauses if isinstance(c.effect, Named | Certificate | Incentive)]
        self.gates = [c for c in self.clauses if isinstance(c.effect, Gate)]
        self.caps = [(c, c.effect) for c in self.clauses if isinstance(c.effect, Cap)]
        self.limits = [(c, c.effect) for c in self.clauses if isinstance(c.effect, PerYear)]
        self.displacing = [(c, c.effect) for c in self.clauses if isinstance(c.effect, Displaces)]
        self.displaced = frozenset[str]().union(*(effect.honours for _, effect in self.displacing))
        self.better = book.setting("second_result") == "better"

    def award(self, at: Situation) -> Award | None:
        """The award as published, else the first that a clause brings."""
        if at.placed.award:
            return self.book.award(at.placed.award)
        for clause, prize in self.prizes:
            if applies(clause, at):
                return Award(prize.name, prize.standing, clause.number)
        return None

    def award_short(self, at: Situation, standing: int) -> Finding | None:
        """How far off an award of that standing was, where a clause brings it."""
        for clause, prize in self.prizes:
            if prize.standing == standing and concerns(clause, at):
                return next((f for c in clause.conditions if not (f := c.finding(at)).met), None)
        return None


def concerns(clause: Clause, at: Situation) -> bool:
    return all(condition.holds(at) for condition in clause.concerns)


def holds(clause: Clause, at: Situation) -> bool:
    return all(condition.holds(at) for condition in clause.conditions)


def applies(clause: Clause, at: Situation) -> bool:
    return concerns(clause, at) and holds(clause, at)
