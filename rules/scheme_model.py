"""A marking scheme: what is marked, how marks become scores, and by what entrants are ranked.

    Scheme -> Stage -> Criterion -> SubCriterion -> Aspect

Every level is a `Node`, and every node's score is made in the same order of steps:

    combine what is below  ->  `by`  ->  add `start`  ->  multiply (what is entered, then `factor`)
    ->  round  ->  floor and cap  ->  what the level above takes of it (all, or by `weight`)

A key with `#` names a family: `E##.grade` stands for E01.grade, E02.grade, … as many as an entrant
has. A run of n `#` is a number of at least n digits; a member of a family inside a family shares the
outer number.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from rules.award_limits import AwardLimit
from rules.awards import Award
from rules.conversions import Conversion
from rules.cuts import Cut
from rules.keys import match_key
from rules.mark_errors import AspectUnknown, MarkOffStep, MarkOutOfRange, StageUnknown
from rules.medal_rule import MedalRule
from rules.metrics import TOTAL, Metric
from rules.numbers import Rounding
from rules.panels import Panel
from rules.values import Text

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Combine:
    """How a node puts together what is below it: `sum`, `mean`, `median` or `product`.

    So many of the highest and lowest are left out first, where there are at least `drop_from`; then only the `best`
    highest, or the `lowest`, are taken.
    """

    form: str = "sum"
    best: int | None = None
    lowest: int | None = None
    drop_high: int = 0
    drop_low: int = 0
    drop_from: int = 0

    @property
    def takes_all(self) -> bool:
        return self.best is None and self.lowest is None and not self.drop_high and not self.drop_low

    def __str__(self) -> str:
        if self.best is None and self.lowest is None:
            return self.form
        taken = f"best {self.best}" if self.best is not None else f"lowest {self.lowest}"
        return taken if self.form == "sum" else f"{taken} {self.form}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """What every level has.

    `by` turns what was combined (of an aspect, what was entered) into points, of which `points` are the most.
    `out_of` is the full score; `weight` the percentage that the level above takes. `needs` names another node of the
    stage without whose points (or pass) this one counts nothing.
    """

    key: str
    title: Text
    combine: Combine = Combine()
    by: Conversion | None = None
    points: Decimal | None = None
    start: Decimal = Decimal(0)
    factor: Decimal = Decimal(1)
    round: Rounding | None = None
    round_parts: Rounding | None = None
    floor: Decimal | None = None
    cap: Decimal | None = None
    out_of: Decimal | None = None
    weight: Decimal | None = None
    pass_mark: Decimal | None = None
    needs: str | None = None
    required: bool = True

    @property
    def panel_of_sheets(self) -> Panel | None:
        """The panel whose whole sheets are put together here; only a sub-criterion can have one."""
        return self.panel if isinstance(self, SubCriterion) else None

    @property
    def repeats(self) -> bool:
        """Whether this is a family, of which an entrant has any number."""
        return "#" in self.key


@dataclass(frozen=True, slots=True, kw_only=True)
class Aspect(Node):
    """The smallest thing that is marked.

    `kind` is measurement, judgement (0 to 3), panel, penalty or bonus; `input` is number, yes_no
    (entered as 1 and 0), count or choice. With `each_judge` every judge of the panel enters a mark;
    otherwise there is one value, entered with an empty judge. `use` says what the score does in the
    level above: `add`, `multiply` (a difficulty) or `divide` (a time), or `note` (kept for ranking, counts nothing);
    `of` names another node that is multiplied or divided in place of the level above.
    A penalty's score is negative.
    """

    kind: str = "measurement"
    input: str = "number"
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    step: Decimal | None = None
    choices: tuple[Decimal, ...] = ()
    unit: str | None = None
    descriptors: tuple[Text, ...] = ()
    panel: Panel | None = None
    use: str = "add"
    of: str | None = None
    spread: Decimal | None = None
    reason_required: bool = False
    section: str | None = None
    tags: tuple[str, ...] = ()

    @property
    def each_judge(self) -> bool:
        return self.panel is not None

    def spread_broken(self, values: Sequence[Decimal]) -> bool:
        """Whether the judges' marks lie further apart than the scheme allows, so that the sheet cannot be signed."""
        return self.spread is not None and bool(values) and max(values) - min(values) > self.spread

    def check(self, value: Decimal) -> None:
        """Return if a judge may enter this value; raise MarkOutOfRange or MarkOffStep if not."""
        low, high = self.minimum, self.maximum
        outside = not value.is_finite() or (low is not None and value < low) or (high is not None and value > high)
        if outside or len(value.as_tuple().digits) > 24 or abs(value.adjusted()) > 24:
            raise MarkOutOfRange(
                aspect=self.key,
                value=value,
                minimum="-∞" if low is None else low,
                maximum="∞" if high is None else high,
            )
        if self.choices and value not in self.choices:
            raise MarkOffStep(aspect=self.key, value=value, allowed=", ".join(map(str, self.choices)))
        if self.step is not None and (value - (low or 0)) % self.step:
            first = "0" if low is None else low
            raise MarkOffStep(aspect=self.key, value=value, allowed=f"{first} + n × {self.step}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SubCriterion(Node):
    """What is marked on one sheet. One that a criterion's own aspects imply has the criterion's key.

    With a `panel` the judges' *sheets* are put together: each judge's marks are added up first, and highest and
    lowest are dropped among these sums. A judge whose sheet lacks something required is left out.
    """

    aspects: tuple[Aspect, ...]
    panel: Panel | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion(Node):
    sub_criteria: tuple[SubCriterion, ...]


@dataclass(frozen=True, slots=True)
class Located:
    """Where an aspect stands. `aspect` has its own key, the levels above are as written; `numbers` fill the `#`."""

    criterion: Criterion
    sub_criterion: SubCriterion
    aspect: Aspect
    pattern: str
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage(Node):
    """A round of an event. The only stage of a scheme without `stages:` has an empty key.

    `advance` is the cut to the next stage, None where there is none.
    """

    criteria: tuple[Criterion, ...]
    advance: Cut | None = None
    _found: dict[str, Located] = field(default_factory=dict, compare=False, repr=False)

    def locate(self, key: str) -> Located:
        """The aspect that a mark's key means, families filled in; raises AspectUnknown."""
        if key not in self._found:
            self._found[key] = self._search(key)
        return self._found[key]

    def _search(self, key: str) -> Located:
        for criterion in self.criteria:
            for sub in criterion.sub_criteria:
                for aspect in sub.aspects:
                    numbers = match_key(aspect.key, key)
                    if numbers is not None:
                        member = replace(aspect, key=key) if aspect.repeats else aspect
                        return Located(criterion, sub, member, aspect.key, numbers)
        known = [a.key for criterion in self.criteria for sub in criterion.sub_criteria for a in sub.aspects]
        raise AspectUnknown(aspect=key, known=", ".join(known[:SHOWN]) + (", …" if len(known) > SHOWN else ""))

    def nodes(self) -> Iterator[Node]:
        """Every criterion, sub-criterion and aspect, families as written, each key once."""
        for criterion in self.criteria:
            yield criterion
            for sub in criterion.sub_criteria:
                if sub.key != criterion.key:
                    yield sub
                yield from sub.aspects


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the occupational standard; the aspects that name it make up about `weight` percent of the total."""

    key: str
    title: Text
    weight: Decimal


@dataclass(frozen=True, slots=True)
class Scheme:
    """A marking scheme. `digest` is over the content, so comments and layout do not change it.

    `source` is the scheme as one self-contained text that loads back to an equal scheme; it is what
    to keep where a scheme must not change under a running event.
    """

    key: str
    title: Text
    stages: tuple[Stage, ...]
    total: Node
    ranking: tuple[Metric, ...]
    ties: str = "shared"
    awards: tuple[Award, ...] = ()
    award_limits: tuple[AwardLimit, ...] = ()
    medals: MedalRule | None = None
    sections: tuple[Section, ...] = ()
    digest: str = field(default="", compare=False)
    source: str = field(default="", compare=False, repr=False)

    def stage(self, key: str = "") -> Stage:
        """The stage of that key; the empty key is the first. Raises StageUnknown."""
        for stage in self.stages:
            if key in ("", stage.key):
                return stage
        raise StageUnknown(stage=key, known=", ".join(stage.key for stage in self.stages) or "-")

    def only(self, key: str) -> "Scheme":
        """This scheme with that stage alone, ranked by those metrics that the stage has. Raises StageUnknown."""
        stage = replace(self.stage(key), weight=None)
        own = (stage.key, "total")
        kept = tuple(m for m in self.ranking if all(p in own or p.startswith(f"{stage.key}/") for p in m.parts))
        return replace(self, stages=(stage,), ranking=kept or (TOTAL,))

    def aspect(self, key: str, stage: str = "") -> Aspect:
        """The aspect that a mark's key means, a family's member with its own key. Raises AspectUnknown."""
        return self.stage(stage).locate(key).aspect


def children_of(node: Node) -> Sequence[Node]:
    """The nodes right below, as the scheme lists them."""
    match node:
        case Stage(criteria=criteria):
            return criteria
        case Criterion(sub_criteria=subs):
            return subs
        case SubCriterion(aspects=aspects):
            return aspects
    return ()
