"""Whether a competition can be set up as asked, before anything is stored.

Every check names its place in the input, such as `events[0].panels[2].sub_criteria`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from competition.events.conflicts import check_conflicts
from competition.events.errors import SetUpRefused, together
from competition.events.schemas import CompetitionSetUp, EntrantSetUp, EventSetUp
from competition.registry.queries import DOCUMENT_TYPES
from rules.levels import ladder
from rules.scheme import Scheme, load_scheme, shipped_scheme

TIERS = (
    "world", "nat_comp", "nat_1", "nat_2", "prov_comp", "prov_1", "prov_2",
    "city_1", "city_2", "district", "enterprise", "school", "special",
)  # fmt: skip

LEVELS = tuple(level.code for level in ladder().levels)


def scheme_of(asked: EventSetUp, place: str) -> Scheme:
    """The scheme that the event asks for: a shipped one by name, or its own text. Raises `SchemeRefused`."""
    if "\n" in asked.scheme:
        return load_scheme(asked.scheme, file=f"{place}.scheme")
    return shipped_scheme(asked.scheme)


def numbered(asked: CompetitionSetUp) -> CompetitionSetUp:
    """The same; entrants of events without any code have the numbers 01, 02 … as they are listed."""
    return replace(asked, events=[_numbered(event) for event in asked.events])


def _numbered(event: EventSetUp) -> EventSetUp:
    if any(entrant.code for entrant in event.entrants):
        return event
    digits = max(2, len(str(len(event.entrants))))
    entrants = [replace(one, code=f"{number:0{digits}}") for number, one in enumerate(event.entrants, 1)]
    return replace(event, entrants=entrants)


def check_set_up(asked: CompetitionSetUp, schemes: list[Scheme]) -> None:
    """Return if the competition can be set up; raise `SetUpRefused` with every place that does not fit.

    Raises `ConflictOfInterest` once all else does.
    """
    faults = list(_faults(asked, schemes))
    if faults:
        raise together(faults)
    check_conflicts(asked)


def _faults(asked: CompetitionSetUp, schemes: list[Scheme]) -> Iterator[SetUpRefused]:
    if asked.tier not in TIERS:
        yield _refused(
            "tier",
            f"未知的竞赛层级“{asked.tier}”，可用：{'、'.join(TIERS)}",
            f"unknown tier {asked.tier}; known are {', '.join(TIERS)}",
        )
    if asked.ends_on < asked.starts_on:
        yield _refused("endsOn", "结束日期早于开始日期", "the competition ends before it starts")
    if not asked.events:
        yield _refused("events", "至少要有一个赛项", "there is no event")
    for index, (event, scheme) in enumerate(zip(asked.events, schemes, strict=True)):
        place = f"events[{index}]"
        yield from _check_entrants(event, f"{place}.entrants")
        yield from _check_panels(event, scheme, f"{place}.panels")


def _check_entrants(event: EventSetUp, place: str) -> Iterator[SetUpRefused]:
    if event.exam_standard is not None and event.exam_standard not in LEVELS:
        yield _refused(place, f"未知的命题等级“{event.exam_standard}”", f"unknown exam standard {event.exam_standard}")
    if not event.entrants:
        yield _refused(place, "至少要有一个参赛单元", "there is no entrant")
    for code in _twice(entrant.code for entrant in event.entrants):
        yield _refused(
            place, f"加密号“{code}”重复，加密号必须唯一", f"the code {code} is used twice; codes must differ"
        )
    for index, entrant in enumerate(event.entrants):
        if not entrant.code:
            yield _refused(
                f"{place}[{index}].code",
                "缺少加密号；要么全部填写，要么全部留空、由系统编号后抽签",
                "the code is missing; give every entrant one, or none for numbers that are drawn later",
            )
        if _tells_who(entrant):
            yield _refused(
                f"{place}[{index}].code",
                f"代号“{entrant.code}”含有选手的姓名或证件号码，裁判会据此认出选手；请改用加密号或抽签号",
                f"the code {entrant.code} has the name or document number of its entrant in it, which judges must not "
                "learn; give a blind code or a drawn start number",
            )
        for position, member in enumerate(entrant.members):
            here = f"{place}[{index}].members[{position}]"
            if member.document_type not in DOCUMENT_TYPES:
                yield _refused(
                    here,
                    f"未知的证件类型“{member.document_type}”，可用：{'、'.join(DOCUMENT_TYPES)}",
                    f"unknown document type {member.document_type}; known are {', '.join(DOCUMENT_TYPES)}",
                )
            if member.level is not None and member.level not in LEVELS:
                yield _refused(
                    here,
                    f"未知的技能等级“{member.level}”，可用：{'、'.join(LEVELS)}",
                    f"unknown skill level {member.level}; known are {', '.join(LEVELS)}",
                )
            if (member.level is None) != (member.level_since is None):
                yield _refused(here, "已持有等级时必须同时填写取得日期", "a level held needs the day it was obtained")


def _tells_who(entrant: EntrantSetUp) -> bool:
    """Whether the code itself names a person behind it, or has the end of a document's number."""
    code = entrant.code.casefold()
    return any(
        told and len(told) > 1 and told.casefold() in code
        for member in entrant.members
        for told in (member.name, member.romanised, member.document_number[-6:])
    )


def _check_panels(event: EventSetUp, scheme: Scheme, place: str) -> Iterator[SetUpRefused]:
    known = [sub.key for stage in scheme.stages for criterion in stage.criteria for sub in criterion.sub_criteria]
    known = list(dict.fromkeys(known))
    taken = [key for panel in event.panels for key in panel.sub_criteria]
    for index, panel in enumerate(event.panels):
        for key in panel.sub_criteria:
            if key not in known:
                yield _refused(
                    f"{place}[{index}]",
                    f"评分标准中没有子项“{key}”，可用：{'、'.join(known)}",
                    f"the scheme has no sub-criterion {key}; it has {', '.join(known)}",
                )
        if not panel.judges:
            yield _refused(f"{place}[{index}]", "裁判组没有裁判", "the panel has no judge")
            continue
        seated = sum(not judge.recorder for judge in panel.judges)
        if (least := _judges_needed(scheme, panel.sub_criteria)) > seated:
            yield _refused(
                f"{place}[{index}].judges",
                f"评分标准要求至少 {least} 名裁判打分，只安排了 {seated} 名",
                f"the scheme needs the marks of {least} judges at least, and {seated} are seated",
            )
        for seat in _twice(judge.seat for judge in panel.judges):
            yield _refused(f"{place}[{index}]", f"席位“{seat}”重复", f"the seat {seat} is used twice")
        for name in _twice(judge.name for judge in panel.judges):
            yield _refused(
                f"{place}[{index}]", f"裁判“{name}”在同一裁判组重复", f"the judge {name} is twice on the panel"
            )
    for key in _twice(taken):
        yield _refused(
            place, f"子项“{key}”分给了多个裁判组，只能由一个裁判组评", f"{key} is given to more than one panel"
        )
    for key in known:
        if key not in taken:
            yield _refused(place, f"子项“{key}”没有裁判组负责", f"no panel marks the sub-criterion {key}")


def _judges_needed(scheme: Scheme, sub_criteria: Sequence[str]) -> int:
    """The fewest judges without whom one of these sub-criteria can never have a score."""
    return max(
        (
            max(aspect.panel.at_least, 1)
            for stage in scheme.stages
            for criterion in stage.criteria
            for sub in criterion.sub_criteria
            if sub.key in sub_criteria
            for aspect in sub.aspects
            if aspect.panel is not None and aspect.required
        ),
        default=0,
    )


def _twice(keys: Iterable[str]) -> list[str]:
    return [key for key, times in Counter(keys).items() if times > 1]


def _refused(place: str, zh: str, en: str) -> SetUpRefused:
    return SetUpRefused(place=place, zh=zh, en=en)
