"""Who fills in which aspects of a sub-criterion: what is the same for every entrant's mark sheets. No I/O."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from uuid import UUID

from competition.events.plan import Plan, PlannedPanel, PlannedSeat
from rules.scheme import Aspect, SubCriterion

Place = tuple[str, str]
"""Seat (empty for what a panel establishes together) and aspect."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The sheets of one sub-criterion. `seats` are those that have one, `everybody` their keys.

    By seat: `required` are the places without which its sheet is not complete, `families` the required aspects of
    which an entrant has any number; with these the sheets are `growing`. On the sheets of the seats in `together`
    stands what the panel establishes together.
    `plain_reveal` says that marks are revealed once all required ones are in. Where nobody can know what a judge is yet
    to enter (all is optional, or there are as many as the entrant shows elements), it takes everybody's signature too.
    """

    stage: str
    sub_criterion: SubCriterion
    panel: PlannedPanel
    seats: tuple[PlannedSeat, ...]
    everybody: tuple[str, ...]
    together: tuple[str, ...]
    required: Mapping[str, Set[Place]]
    families: Mapping[str, tuple[Aspect, ...]]
    growing: bool
    plain_reveal: bool
    _accounts: Mapping[str, tuple[UUID, ...]]

    def holders(self, judge: str) -> tuple[str, ...]:
        """The seats on whose sheets a mark of this seat, or of all together, stands."""
        return (judge,) if judge else self.together

    def accounts(self, judge: str) -> tuple[UUID, ...]:
        """Who sits there."""
        return self._accounts.get(judge, ())


def layouts_of(plan: Plan) -> dict[tuple[str, str], Layout]:
    """By stage and sub-criterion, in the scheme's order."""
    return {
        (stage.key, sub.key): _layout(stage.key, sub, panel)
        for stage in plan.scheme.stages
        for criterion in stage.criteria
        for sub in criterion.sub_criteria
        for panel in plan.panels
        if sub.key in panel.sub_criteria
    }


def _layout(stage: str, sub: SubCriterion, panel: PlannedPanel) -> Layout:
    of = {seat.key: [aspect for aspect in sub.aspects if seat in panel.seats_for(aspect)] for seat in panel.seats}
    seats = tuple(seat for seat in panel.seats if of[seat.key])
    together = tuple(seat.key for seat in seats if any(not aspect.each_judge for aspect in of[seat.key]))
    each = [aspect for aspect in sub.aspects if aspect.each_judge]
    return Layout(
        stage=stage,
        sub_criterion=sub,
        panel=panel,
        seats=seats,
        everybody=tuple(seat.key for seat in seats),
        together=together,
        required={seat.key: _places(seat.key, of[seat.key]) for seat in seats},
        families={
            seat.key: tuple(aspect for aspect in of[seat.key] if aspect.required and aspect.repeats) for seat in seats
        },
        growing=any(aspect.repeats for aspect in sub.aspects),
        plain_reveal=not each
        or (any(aspect.required for aspect in each) and not any(aspect.repeats for aspect in each)),
        _accounts={
            "": tuple(seat.account for seat in seats if seat.key in together),
            **{seat.key: (seat.account,) for seat in seats},
        },
    )


def _places(seat: str, aspects: Iterable[Aspect]) -> Set[Place]:
    """In the scheme's order."""
    return {
        (seat if aspect.each_judge else "", aspect.key): None
        for aspect in aspects
        if aspect.required and not aspect.repeats
    }.keys()
