"""What entrants are ranked by: the links of a ranking chain, and what an entrant has of each.

A link looks at one entrant alone, or, with `compared`, puts the parts of all entrants side by side first: their
places in each part, or each part as a percentage of the best one's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from rules.conversions import Conversion
from rules.keys import fill_key, match_key
from rules.numbers import to_decimal
from rules.values import Score

Parts = Mapping[str, Decimal]
Values = tuple[Decimal, ...]
Key = tuple[Values, ...]
FORMS = ("sum", "mean", "median", "product", "best", "count", "firsts", "countback", "latest", "majority")
COMPARED = ("placings", "mean_placings", "percent_of_best")
RESERVED = ("stages", "passed")
NOTHING: Parts = MappingProxyType({})
ABSENT, PRESENT = Decimal(1), Decimal(0)


@dataclass(frozen=True, slots=True)
class Metric:
    """One link of the ranking chain.

    `form` is `value` (one part of the score), `stages` (how many stages have marks), `passed` (1 where all pass marks
    are reached), or how several `parts` become one: `sum`, `mean`, `median`, `product`, `best`, `count` (of those
    within `at_least` and `at_most`), `firsts` (in how many nobody was better). Three forms are compared value by
    value: `countback` (the best, then the second best, …), `latest` (the last, then the one before, …) and `majority`
    (the place that more than half reach, by how many, their sum, then the other places).
    `drop` leaves out so many, and `take` takes only the n best. `lower_parts` are those of the parts in which less is
    better; `worth` turns what they were compared to into points. `at_best` names the family in which the member that
    `parts` are read of is the best one.
    """

    name: str
    form: str = "value"
    parts: tuple[str, ...] = ()
    lower_is_better: bool = False
    compared: str = ""
    lower_parts: tuple[str, ...] = ()
    drop_high: int = 0
    drop_low: int = 0
    take: int | None = None
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    at_best: str | None = None
    worth: Conversion | None = None

    @property
    def looks_at_all(self) -> bool:
        return bool(self.compared)


TOTAL = Metric("total", parts=("total",))


def sort_key(metric: Metric, values: Values) -> Values:
    """Sorts ascending, best first; a missing value sorts behind all."""
    found: list[Decimal] = []
    for n, value in enumerate(values):
        lower = metric.lower_is_better if metric.form != "majority" else n != 1
        found += [PRESENT, value if lower else -value]
    return (*found, ABSENT)


def part_values(part: str, score: Score) -> dict[str, Decimal]:
    """What the entrant has of a part: one value, or one for each member of a family, in the order of their numbers."""
    if part == "total":
        return {} if score.total is None else {part: score.total}
    if "#" not in part:
        return {part: score.parts[part]} if part in score.parts else {}
    found = {key: numbers for key in score.parts if (numbers := match_key(part, key)) is not None}
    return {key: score.parts[key] for key in sorted(found, key=lambda key: [int(n) for n in found[key]])}


def compare(metrics: Sequence[Metric], scores: Sequence[Score]) -> dict[Metric, dict[str, Parts]]:
    """For each link that looks at all entrants, what it puts in place of each entrant's parts."""
    return {metric: _compared(metric, scores) for metric in metrics if metric.looks_at_all}


def metric_values(
    metric: Metric, score: Score, stages: Sequence[str], compared: Mapping[Metric, Mapping[str, Parts]]
) -> Values:
    """What the entrant has of the link, in the order in which it is compared; nothing where it has nothing."""
    if metric.form == "stages":
        return (Decimal(sum(stage in score.parts for stage in stages)),)
    if metric.form == "passed":
        return (Decimal(score.passed is True),)
    if metric.looks_at_all:
        given = list(compared[metric].get(score.entrant, NOTHING).values())
    elif metric.at_best:
        given = _at_best(metric, metric.at_best, score)
    else:
        given = [value for part in metric.parts for value in part_values(part, score).values()]
    if metric.form in ("count", "firsts"):
        return (Decimal(sum(_between(metric, value) for value in given)),)
    return _taken_together(metric, given) if given else ()


def _taken_together(metric: Metric, given: list[Decimal]) -> Values:
    if metric.form == "latest":
        return tuple(reversed(given))
    ascending = sorted(given)[metric.drop_low : len(given) - metric.drop_high]
    best_first = ascending if metric.lower_is_better else ascending[::-1]
    taken = best_first[: metric.take]
    if not taken:
        return ()
    exact = [Fraction(value) for value in taken]
    match metric.form:
        case "countback":
            return tuple(taken)
        case "majority":
            place = ascending[len(ascending) // 2]
            within = [value for value in ascending if value <= place]
            return (place, Decimal(len(within)), sum(within, Decimal(0)), *ascending[len(within) :])
        case "best" | "value":
            return (taken[0],)
        case "mean":
            return (to_decimal(sum(exact, Fraction(0)) / len(exact)),)
        case "median":
            return (to_decimal((sorted(exact)[(len(exact) - 1) // 2] + sorted(exact)[len(exact) // 2]) / 2),)
        case "product":
            product = Fraction(1)
            for value in exact:
                product *= value
            return (to_decimal(product),)
        case _:
            return (to_decimal(sum(exact, Fraction(0))),)


def _between(metric: Metric, value: Decimal) -> bool:
    high_enough = metric.at_least is None or value >= metric.at_least
    return high_enough and (metric.at_most is None or value <= metric.at_most)


def _at_best(metric: Metric, family: str, score: Score) -> list[Decimal]:
    """The part of that member of the family which is the best one; of several, the better part."""
    members = part_values(family, score)
    best = [key for key, value in members.items() if value == max(members.values())]
    own = [fill_key(metric.parts[0], match_key(family, key) or ()) for key in best]
    return sorted((score.parts[key] for key in own if key in score.parts), reverse=not metric.lower_is_better)


def _compared(metric: Metric, scores: Sequence[Score]) -> dict[str, Parts]:
    columns: dict[str, dict[str, Decimal]] = {}
    lower: dict[str, bool] = {}
    for score in scores:
        for part in metric.parts:
            for key, value in part_values(part, score).items():
                columns.setdefault(key, {})[score.entrant] = value
                lower[key] = part in metric.lower_parts
    found: dict[str, dict[str, Decimal]] = {score.entrant: {} for score in scores}
    for key in columns:
        for entrant, value in _column(metric.compared, columns[key], lower[key]).items():
            found[entrant][key] = to_decimal(metric.worth(Fraction(value))) if metric.worth else value
    return dict(found)


def _column(compared: str, column: Mapping[str, Decimal], lower: bool) -> dict[str, Decimal]:
    if compared == "percent_of_best":
        best = min(column.values()) if lower else max(column.values())
        return {entrant: _percent(value, best, lower) for entrant, value in column.items()}
    ordered = sorted(column.values(), reverse=not lower)
    first: dict[Decimal, int] = {}
    for n, value in enumerate(ordered, 1):
        first.setdefault(value, n)
    if compared == "placings":
        return {entrant: Decimal(first[value]) for entrant, value in column.items()}
    return {e: Decimal(first[v]) + Decimal(ordered.count(v) - 1) / 2 for e, v in column.items()}


def _percent(value: Decimal, best: Decimal, lower: bool) -> Decimal:
    share, whole = (best, value) if lower else (value, best)
    return to_decimal(100 * Fraction(share) / Fraction(whole)) if whole > 0 else Decimal(100 * (value == best))
