"""Who marks what in an event: the scheme in force, the blind codes and the seats, as plain values.

A *sub-criterion* belongs to one panel. Of its aspects, those that every judge marks belong to every
judge's seat of the panel; those that the panel establishes together belong to its recorder, or to
its first judge where it has no recorder.
"""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from competition.errors import NotFound
from rules.scheme import Aspect, Scheme, Stage, SubCriterion
from rules.scheme_model import Located
from rules.values import State, Text


@dataclass(frozen=True, slots=True)
class PlannedEntrant:
    """An entrant as judging knows it. The `id` is for the ledger: the public board shows it beside a name."""

    id: UUID
    code: str
    state: State


@dataclass(frozen=True, slots=True)
class PlannedSeat:
    account: UUID
    key: str
    recorder: bool


@dataclass(frozen=True, slots=True)
class PlannedPanel:
    title: Text
    sub_criteria: tuple[str, ...]
    seats: tuple[PlannedSeat, ...]

    @property
    def judges(self) -> tuple[PlannedSeat, ...]:
        """The seats whose holders mark each on their own."""
        return tuple(seat for seat in self.seats if not seat.recorder)

    def seats_for(self, aspect: Aspect) -> tuple[PlannedSeat, ...]:
        """The seats that may enter a mark for this aspect."""
        if aspect.each_judge:
            return self.judges
        return tuple(seat for seat in self.seats if seat.recorder) or self.judges[:1]


@dataclass(frozen=True, slots=True)
class Duty:
    """What one seat marks in one stage: aspects by sub-criterion, for every entrant."""

    stage: Stage
    panel: PlannedPanel
    seat: PlannedSeat
    sub_criteria: tuple[tuple[SubCriterion, tuple[Aspect, ...]], ...]

    @property
    def required(self) -> int:
        """How many marks one entrant needs from this seat.

        Families count nothing, since each entrant has its own number of members; what several
        recorders may enter is counted for the first of them.
        """
        return sum(
            1
            for sub, aspects in self.sub_criteria
            for aspect in aspects
            if sub.required
            and aspect.required
            and not aspect.repeats
            and (aspect.each_judge or self.panel.seats_for(aspect)[0] == self.seat)
        )


@dataclass(frozen=True)
class Plan:
    """Everything about an event that marking needs and that does not change from mark to mark.

    It names no entrant; who is behind a code, the roll says (`competition.events.roll`).
    """

    event: UUID
    title: Text
    competition: Text
    sample: bool
    scheme: Scheme
    entrants: tuple[PlannedEntrant, ...]
    panels: tuple[PlannedPanel, ...]

    @cached_property
    def by_code(self) -> dict[str, PlannedEntrant]:
        return {entrant.code: entrant for entrant in self.entrants}

    @cached_property
    def by_id(self) -> dict[UUID, PlannedEntrant]:
        return {entrant.id: entrant for entrant in self.entrants}

    @cached_property
    def _seats(self) -> dict[tuple[str, str], tuple[PlannedSeat, ...]]:
        return {}

    def entrant(self, code: str) -> PlannedEntrant:
        """The entrant of that code. Raises `NotFound`."""
        if code not in self.by_code:
            raise NotFound(Text("参赛单元", "entrant"), code)
        return self.by_code[code]

    def located(self, aspect: str, stage: str) -> Located:
        """The aspect and where it stands. Raises `AspectUnknown`, `StageUnknown`."""
        return self.scheme.stage(stage).locate(aspect)

    def is_required(self, aspect: str, stage: str) -> bool:
        """Whether an entrant's marks are incomplete without this one. Raises as `located` does."""
        found = self.located(aspect, stage)
        return found.sub_criterion.required and found.aspect.required

    def seat_for(self, account: UUID, aspect: str, stage: str) -> PlannedSeat | None:
        """The seat from which this judge may mark the aspect, or None. Raises `AspectUnknown`, `StageUnknown`."""
        if (stage, aspect) not in self._seats:
            found = self.located(aspect, stage)
            panel = next((panel for panel in self.panels if found.sub_criterion.key in panel.sub_criteria), None)
            self._seats[stage, aspect] = panel.seats_for(found.aspect) if panel else ()
        return next((seat for seat in self._seats[stage, aspect] if seat.account == account), None)

    @cached_property
    def duties(self) -> tuple[Duty, ...]:
        """What each seat marks, by stage and panel; seats that mark nothing are left out."""
        return tuple(
            Duty(stage, panel, seat, marked)
            for stage in self.scheme.stages
            for panel in self.panels
            for seat in panel.seats
            if (marked := _marked(stage, panel, seat))
        )


def _marked(
    stage: Stage, panel: PlannedPanel, seat: PlannedSeat
) -> tuple[tuple[SubCriterion, tuple[Aspect, ...]], ...]:
    mine = (
        (sub, tuple(aspect for aspect in sub.aspects if seat in panel.seats_for(aspect)))
        for criterion in stage.criteria
        for sub in criterion.sub_criteria
        if sub.key in panel.sub_criteria
    )
    return tuple((sub, aspects) for sub, aspects in mine if aspects)
