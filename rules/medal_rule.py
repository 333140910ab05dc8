"""Medals on a standardised scale, as a scheme asks for them: which scale, how wide a tie, the line of the medallion."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from rules.awards import Award, medals
from rules.scale import SCALES
from rules.values import Standing, Text

MEDALS = {
    award.key: award
    for award in (
        Award("gold", Text("金牌", "Gold medal")),
        Award("silver", Text("银牌", "Silver medal")),
        Award("bronze", Text("铜牌", "Bronze medal")),
        Award("medallion", Text("优胜奖", "Medallion for Excellence")),
    )
}


@dataclass(frozen=True, slots=True)
class MedalRule:
    """`scale` names one of `scale.SCALES`, None takes the totals as they are; see `awards.medals` for the rest."""

    scale: str | None = None
    window: Decimal = Decimal(2)
    medallion: Decimal | None = None

    def scaled(self, standings: Sequence[Standing]) -> dict[str, Decimal]:
        """Where every ranked entrant stands on the scale."""
        totals = {s.entrant: s.score.total for s in standings if s.rank is not None and s.score.total is not None}
        return totals if self.scale is None else SCALES[self.scale].apply(totals)

    def give(self, standings: Sequence[Standing]) -> dict[str, Award]:
        given = medals(self.scaled(standings), self.window, self.medallion)
        return {entrant: MEDALS[key] for entrant, key in given.items()}
