"""Who stands where, and what decided it.

Entrants are compared metric by metric in the scheme's order; who is equal in all of them shares the
rank, and the next rank is skipped (1, 2, 2, 4). Chance never decides: where a scheme forbids ties, an
unresolved one is an error that asks for a decision. What an entrant has no value for stands behind
every value.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import groupby
from types import MappingProxyType

from rules.errors import Refusal
from rules.keys import match_key
from rules.scheme_model import Metric, Scheme
from rules.values import Score, Standing, State

NO_STATES: Mapping[str, State] = MappingProxyType({})
Key = tuple[tuple[bool, Decimal], ...]


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
    firsts = count_firsts(scheme.ranking, competing)
    keyed = sorted(
        ((ranking_key(scheme, s, firsts), s) for s in competing), key=lambda pair: (pair[0], pair[1].entrant)
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
    if above is None:
        return None
    return next(metric.name for metric, a, b in zip(metrics, above, key, strict=True) if a != b)


def ranking_key(scheme: Scheme, score: Score, firsts: Mapping[str, Mapping[str, int]]) -> Key:
    """Sorts ascending, best first; a missing value sorts behind all."""
    key = []
    for metric in scheme.ranking:
        known = metric.form != "firsts"
        value = metric_value(scheme, metric, score) if known else Decimal(firsts[metric.name][score.entrant])
        key.append((value is None, Decimal(0) if value is None else value if metric.lower_is_better else -value))
    return tuple(key)


def metric_value(scheme: Scheme, metric: Metric, score: Score) -> Decimal | None:
    """What the entrant has of a metric, None where it has nothing. `firsts` needs the others too."""
    if metric.form == "stages":
        return Decimal(sum(stage.key in score.parts for stage in scheme.stages))
    found = [value for part in metric.parts for value in _values(part, score)]
    if not found:
        return None
    if metric.form == "best":
        return min(found) if metric.lower_is_better else max(found)
    return sum(found, Decimal(0))


def _values(part: str, score: Score) -> list[Decimal]:
    if part == "total":
        return [] if score.total is None else [score.total]
    if "#" in part:
        return [value for key, value in score.parts.items() if match_key(part, key) is not None]
    return [score.parts[part]] if part in score.parts else []


def count_firsts(metrics: Sequence[Metric], scores: Sequence[Score]) -> dict[str, dict[str, int]]:
    """For each `firsts` metric, on how many of its parts nobody did better than the entrant."""
    counts: dict[str, dict[str, int]] = {}
    for metric in metrics:
        if metric.form != "firsts":
            continue
        count = counts[metric.name] = {score.entrant: 0 for score in scores}
        for part in {
            key
            for score in scores
            for key in score.parts
            if any(key == p or match_key(p, key) is not None for p in metric.parts)
        }:
            best = max(score.parts[part] for score in scores if part in score.parts)
            for score in scores:
                count[score.entrant] += score.parts.get(part) == best
    return counts
