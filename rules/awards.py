"""Who receives which award: places, bands, score lines, and medals with a window.

The awards of a scheme are tried in their order, and an entrant receives the first that fits: so 优胜奖
after three medals, "within the best half", means rank above 3 *and* within the best half. Entrants tied
at a line are on the same side of it. How many of a delegation may receive one is in `award_limits`.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from rules.cuts import share_of
from rules.values import Score, Standing, Text

NOBODY_BARRED: Mapping[str, Collection[str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Award:
    """What must hold for an award; conditions left out are not asked.

    `ranks` is a band of ranks; `top` the best so many percent of all ranked; `share` so many percent
    following those of the awards before; `at_least` points in `of` (the total where not named);
    `any_of` a list of parts of which one must reach `any_at_least`; `passed` asks for all pass marks.
    """

    key: str
    title: Text
    ranks: tuple[int, int] | None = None
    top: Decimal | None = None
    share: Decimal | None = None
    rounding: str = "floor"
    at_least: Decimal | None = None
    of: str = "total"
    any_of: tuple[str, ...] = ()
    any_at_least: Decimal | None = None
    passed: bool = False


def give_awards(
    awards: Sequence[Award],
    standings: Sequence[Standing],
    ranks: Mapping[str, int | None] | None = None,
    barred: Mapping[str, Collection[str]] = NOBODY_BARRED,
) -> dict[str, Award]:
    """The award of each entrant that receives one.

    `ranks` are the ranks for rewards, where they differ from those of the competition (see `promotion.reward_ranks`).
    `barred` names the awards that an entrant cannot receive; `award_limits` is who fills it.
    """
    rewarded = {s.entrant: s.rank if ranks is None else ranks.get(s.entrant) for s in standings}
    entrants = sum(rank is not None for rank in rewarded.values())
    given: dict[str, Award] = {}
    shared = 0
    for award in awards:
        shared += share_of(entrants, award.share, award.rounding) if award.share is not None else 0
        for standing in standings:
            rank, free = rewarded[standing.entrant], award.key not in barred.get(standing.entrant, ())
            if rank is not None and free and standing.entrant not in given:
                if _fits(award, rank, standing.score, entrants, shared):
                    given[standing.entrant] = award
    return given


def _fits(award: Award, rank: int, score: Score, entrants: int, shared: int) -> bool:
    if award.ranks is not None and not award.ranks[0] <= rank <= award.ranks[1]:
        return False
    if award.top is not None and rank > share_of(entrants, award.top, award.rounding):
        return False
    if award.share is not None and rank > shared:
        return False
    if award.at_least is not None and not _reaches(score, award.of, award.at_least):
        return False
    if award.any_at_least is not None and not any(_reaches(score, part, award.any_at_least) for part in award.any_of):
        return False
    return not award.passed or score.passed is True


def _reaches(score: Score, part: str, least: Decimal) -> bool:
    value = score.total if part == "total" else score.parts.get(part)
    return value is not None and value >= least


def medals(
    scaled: Mapping[str, Decimal], window: Decimal = Decimal(2), medallion: Decimal | None = None
) -> dict[str, str]:
    """Medals on a standardised scale: `gold`, `silver`, `bronze`, and `medallion` for the others from a line on.

    Scores within the window of the best of a medal share it. Two golds: no silver, then bronze. Three golds
    or more: no silver, and bronze only within the window of the last gold. (Published for the 2015
    WorldSkills Competition. What follows a silver tie was not seen; here no bronze is given then.)
    """
    left = sorted(scaled, key=lambda entrant: (-scaled[entrant], entrant))
    given: dict[str, str] = {}

    def take(medal: str, last: Decimal | None = None) -> int:
        best = scaled[left[0]] if left else Decimal(0)
        tied = [e for e in left if best - scaled[e] <= window and (last is None or last - scaled[e] <= window)]
        for entrant in tied:
            given[entrant] = medal
            left.remove(entrant)
        return len(tied)

    golds = take("gold")
    silvers = take("silver") if golds == 1 else 0
    if golds == 2 or silvers == 1:
        take("bronze")
    elif golds > 2:
        take("bronze", min(scaled[entrant] for entrant in given))
    for entrant in left if medallion is not None else []:
        if medallion is not None and scaled[entrant] >= medallion:
            given[entrant] = "medallion"
    return given


def best_of_each(scaled: Mapping[str, Decimal], delegation: Mapping[str, str]) -> dict[str, list[str]]:
    """The best of every delegation, by entrant; all who share it, in the order of their keys."""
    best: dict[str, list[str]] = {}
    for entrant in sorted(scaled, key=lambda e: (-scaled[e], e)):
        held = best.setdefault(delegation.get(entrant, ""), [])
        if not held or scaled[held[0]] == scaled[entrant]:
            held.append(entrant)
    best.pop("", None)
    return best
