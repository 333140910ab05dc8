"""How many awards one delegation, or one person, may receive; who is passed over, and whether the next moves up.

The best of a delegation come first, and entrants who share a rank stay together: they are passed over only
where the limit is reached by entrants strictly before them.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from rules.awards import Award, give_awards
from rules.errors import Language
from rules.values import Standing

Names = Mapping[str, Mapping[str, Collection[str]]]


@dataclass(frozen=True, slots=True)
class AwardLimit:
    """At most `most` of the awards `of` for each `per`, a delegation or a person.

    With `moves_up` those behind one who is passed over stand one rank higher for every award; otherwise the
    place stays empty.
    """

    per: str
    most: int
    of: tuple[str, ...]
    moves_up: bool


@dataclass(frozen=True, slots=True)
class PassedOver:
    """An entrant that does not receive `award`, because `name` has as many as the limit allows."""

    entrant: str
    award: Award
    limit: AwardLimit
    name: str

    def text(self, language: Language) -> str:
        if language == "zh":
            after = "由后一名递补" if self.limit.moves_up else "名额空缺，不递补"
            return f"{self.entrant} 不授予{self.award.title.zh}：{self.name} 获奖已达 {self.limit.most} 个；{after}"
        after = "the next one moves up" if self.limit.moves_up else "the place stays empty"
        return f"{self.entrant} does not receive {self.award.title.en}: {self.name} has {self.limit.most}; {after}"


@dataclass(frozen=True, slots=True)
class Awarding:
    given: dict[str, Award]
    passed_over: tuple[PassedOver, ...]


def give_within_limits(
    awards: Sequence[Award],
    limits: Sequence[AwardLimit],
    standings: Sequence[Standing],
    names: Names,
    ranks: Mapping[str, int | None] | None = None,
) -> Awarding:
    """The award of each entrant that receives one, and everyone passed over, best rank first.

    `names` says for `delegation` and `person` which names an entrant stands for: one delegation, the members of a
    team. Who has none is not limited. `ranks` as in `give_awards`.
    """
    own = {s.entrant: s.rank if ranks is None else ranks.get(s.entrant) for s in standings}
    barred: dict[str, set[str]] = {}
    passed: list[PassedOver] = []
    while True:
        vacant = [own[p.entrant] for p in passed if p.limit.moves_up]
        moved = {e: None if r is None else r - sum(v is not None and v < r for v in vacant) for e, r in own.items()}
        given = give_awards(awards, standings, moved, barred)
        over = next(_over(limits, own, given, names), None)
        if over is None:
            return Awarding(given, tuple(passed))
        passed.append(over)
        barred.setdefault(over.entrant, set()).update(over.limit.of)


def _over(
    limits: Sequence[AwardLimit], ranks: Mapping[str, int | None], given: Mapping[str, Award], names: Names
) -> Iterator[PassedOver]:
    """Who has an award beyond a limit, best rank first."""
    held: Counter[tuple[AwardLimit, str]] = Counter()
    ranked = sorted((rank, entrant) for entrant, rank in ranks.items() if rank is not None and entrant in given)
    for _, tied in groupby(ranked, key=lambda pair: pair[0]):
        taken = [
            (entrant, limit, name)
            for _, entrant in tied
            for limit in limits
            if given[entrant].key in limit.of
            for name in names.get(limit.per, {}).get(entrant, ())
        ]
        for entrant, limit, name in taken:
            if held[limit, name] >= limit.most:
                yield PassedOver(entrant, given[entrant], limit, name)
        held.update((limit, name) for _, limit, name in taken)
