"""Judges who would mark their own: the same organisation, or the same delegation where entrants compete for one.

A judge has an interest in every entrant of the judge's own organisation (执裁回避); at WorldSkills no Expert marks a
compatriot, and there an entrant's organisation is the Member. Such a judge is not seated, unless somebody waives the
conflict and says why; the waiver is kept with the seat and shown beside it. An organisation that is stated at one seat
holds for every seat of that name, since one name is one judge.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from competition.events.errors import ConflictOfInterest, SetUpRefused
from competition.events.schemas import CompetitionSetUp, EventSetUp, JudgeSetUp
from rules.values import Text

Organisations = Mapping[str, list[Text]]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Whom of the event the judge has an interest in: the codes of the organisation's entrants."""

    organisation: Text
    entrants: tuple[str, ...]


def organisations_of(asked: CompetitionSetUp) -> Organisations:
    """Every organisation that is stated of a judge, by the judge's name."""
    stated: defaultdict[str, list[Text]] = defaultdict(list)
    for event in asked.events:
        for _, judge in _seats(event):
            if judge.organisation:
                stated[judge.name].append(judge.organisation)
    return stated


def conflict_of(judge: JudgeSetUp, event: EventSetUp, organisations: Organisations) -> Conflict | None:
    for organisation in organisations.get(judge.name, ()):
        own = [one.code for one in event.entrants if one.organisation and _same(one.organisation, organisation)]
        if own:
            return Conflict(organisation, tuple(own))
    return None


def check_conflicts(asked: CompetitionSetUp) -> None:
    """Return if nobody would mark their own without a waiver.

    Raises `ConflictOfInterest`, or `SetUpRefused` for a waiver that says nothing or waives nothing.
    """
    organisations = organisations_of(asked)
    for index, event in enumerate(asked.events):
        for place, judge in _seats(event):
            conflict = conflict_of(judge, event, organisations)
            _check(f"events[{index}].{place}", judge, conflict)


def _check(place: str, judge: JudgeSetUp, conflict: Conflict | None) -> None:
    if judge.waiver is None:
        if conflict:
            raise ConflictOfInterest(
                place=place,
                judge=judge.name,
                organisation_zh=conflict.organisation.zh,
                organisation_en=conflict.organisation.en,
                entrants=", ".join(conflict.entrants),
            )
        return
    if not judge.waiver.reason.strip() or not judge.waiver.by.strip():
        raise SetUpRefused(
            place=f"{place}.waiver",
            zh=f"裁判“{judge.name}”的回避豁免没有写明理由或批准人",
            en=f"the waiver for {judge.name} does not say why, or by whom",
        )
    if conflict is None:
        raise SetUpRefused(
            place=f"{place}.waiver",
            zh=f"裁判“{judge.name}”没有需要豁免的回避情形，请删去 waiver，或填写裁判的单位",
            en=f"{judge.name} has no conflict to waive; take the waiver out, or state the judge's organisation",
        )


def _seats(event: EventSetUp) -> Iterator[tuple[str, JudgeSetUp]]:
    """Each judge with the place in the event's set-up."""
    for index, panel in enumerate(event.panels):
        for position, judge in enumerate(panel.judges):
            yield f"panels[{index}].judges[{position}]", judge


def _same(one: Text, other: Text) -> bool:
    """Whether both name the same organisation; either language will do."""
    return any(
        mine.strip().casefold() == theirs.strip().casefold() and mine.strip()
        for mine, theirs in ((one.zh, other.zh), (one.en, other.en))
    )
