"""Who stands where, and what decided it.

Entrants are compared metric by metric in the scheme's order; who is equal in all of them shares the
rank, and the next rank is skipped (1, 2, 2, 4). Chance never decides: where a scheme forbids ties, an
unresolved one is an error that asks for a decision. What an entrant has no value for stands behind
every value.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from types import MappingProxyType

from rules.errors import Refusal
from rules.metrics import Key, Metric, Parts, Values, compare, metric_values, sort_key
from rules.scheme_model import Scheme
from rules.values import Score, Standing, State

NO_STATES: Mapping[str, State] = MappingProxyType({})


class TiesForbidden(Refusal):
    code = "rules.ties_forbidden"
    zh = "参赛单元 {entrants} 在全部排名依据上相同，而本评分标准不允许并列；请由裁判长裁定后补充排名依据"
    en = "{entrants} are equal in every metric and this scheme forbids ties; the chief judge must decide between them"


def rank(
    scheme: Scheme, scores: Iterable[Score], states: Mapping[str, State] = NO_STATES, *, running: bool = False
) -> list[Standing]:
    """One standing for each score: those ranked by rank and then entrant, then those not ranked.

    Not ranked is who is not competing and who has no total yet. Raises TiesForbidden, but not while the event
    is `running`: then ties are to be expected, and are shown as shared.
    """
    rows = list(scores)
    competing = [s for s in rows if states.get(s.entrant, State.COMPETING) is State.COMPETING and s.total is not None]
    compared = compare(scheme.ranking, competing)
    keyed = sorted(
        ((ranking_key(scheme, s, compared), s) for s in competing), key=lambda pair: (pair[0], pair[1].entrant)
    )
    standings: list[Standing] = []
    above: Key | None = None
    for key, group in groupby(keyed, key=lambda pair: pair[0]):
        tied = [score for _, score in group]
        if len(tied) > 1 and scheme.ties == "forbidden" and not running:
            raise TiesForbidden(entrants=", ".join(score.entrant for score in tied))
        standings += _share(len(standings) + 1, tied, decided(scheme.ranking, above, key))
        above = key
    ranked = {standing.entrant for standing in standings}
    return standings + unranked((score for score in rows if score.entrant not in ranked), states)


def unranked(scores: Iterable[Score], states: Mapping[str, State]) -> list[Standing]:
    """The rows below the ranking: by state, then entrant."""
    rows = [Standing(s.entrant, None, False, None, s, states.get(s.entrant, State.COMPETING)) for s in scores]
    order = list(State)
    return sorted(rows, key=lambda standing: (order.index(standing.state), standing.entrant))


def _share(rank: int, tied: list[Score], decided_by: str | None) -> list[Standing]:
    first, *others = (Standing(score.entrant, rank, len(tied) > 1, decided_by, score) for score in tied)
    return [first, *(replace(standing, decided_by=None) for standing in others)]


def decided(metrics: Sequence[Metric], above: Key | None, key: Key) -> str | None:
    """The first link in which an entrant differs from the one above; None where nobody is above, or nothing differs."""
    return None if above is None or above == key else parted(metrics, above, key)


def parted(metrics: Sequence[Metric], above: Key, key: Key) -> str:
    """The first link in which two keys that differ do so."""
    for link, (theirs, own) in enumerate(zip(above[:-1], key[:-1], strict=True)):
        if theirs != own:
            return metrics[link].name
    return metrics[len(key) - 1].name


def ranking_key(scheme: Scheme, score: Score, compared: Mapping[Metric, Mapping[str, Parts]]) -> Key:
    """What sorts the entrant, one link after the other; see `metrics.sort_key`."""
    stages = [stage.key for stage in scheme.stages]
    return tuple(sort_key(metric, metric_values(metric, score, stages, compared)) for metric in scheme.ranking)


def chain_values(scheme: Scheme, standings: Iterable[Standing]) -> dict[str, dict[str, Values]]:
    """What every ranked entrant has of each link of the chain, by the link's name."""
    scores = [standing.score for standing in standings if standing.rank is not None]
    compared, stages = compare(scheme.ranking, scores), [stage.key for stage in scheme.stages]
    return {
        score.entrant: {metric.name: metric_values(metric, score, stages, compared) for metric in scheme.ranking}
        for score in scores
    }
