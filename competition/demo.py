"""A sample competition in progress: the same set-up, sockets and actions as a real one, with invented people.

Simulated judges pair a tablet each, read their own mark sheets and mark at a human pace. Nobody is
told a result: each entrant has an ability drawn from its code, and every judge sees it through own eyes.
"""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from random import Random

import msgspec

from competition.client import Person, Tablet
from competition.events.schemas import CompetitionMade, CompetitionSetUp, JudgeView
from competition.live.messages import EnterMark
from competition.marking.schemas import JudgeDesk
from competition.marking.sheet_schemas import EventSheetsView, LockSheets, SheetPlace
from rules.conversions import Loss, Within
from rules.scheme import Aspect, Scheme, shipped_scheme

SAMPLE = Path(__file__).parent / "sample" / "competition.yaml"
MARKER = "this-is-a-demo"
SECONDS_A_MARK = 4.0
SECONDS_A_SIGNATURE = 30.0
LEFT_UNLOCKED = 4
"""The chief judge's sheets of so many entrants are left to whoever watches the demo."""
LEFT_TO_VISITOR = "J5"
"""This judge's tablet leaves the last entrant to whoever watches the demo."""


def fresh_folder(data: Path) -> Path:
    """An empty folder for the demo; what an earlier demo left there is gone, anything else is refused."""
    if data.exists() and any(data.iterdir()) and not (data / MARKER).exists():
        raise FileExistsError(f"{data} holds something that is not a demo; name another folder with --data")
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(parents=True)
    (data / MARKER).touch()
    return data


@dataclass(frozen=True, slots=True)
class Sample:
    """The sample competition as it stands on the server."""

    made: CompetitionMade
    scheme: Scheme

    @property
    def event(self) -> str:
        return self.made.competition.events[0].id

    def judge(self, seat: str) -> JudgeView:
        return next(judge for judge in self.made.judges if judge.seat == seat)


async def set_up_sample(organiser: Person) -> Sample:
    """The sample competition stands, like any other."""
    asked = msgspec.yaml.decode(SAMPLE.read_bytes(), type=CompetitionSetUp)
    made = await organiser.set_up(asked)
    return Sample(made, shipped_scheme(asked.events[0].scheme))


async def simulate(
    organiser: Person,
    sample: Sample,
    speed: float,
    told: Callable[[int, int], None],
    chief: Person | None = None,
) -> None:
    """Every judge has marked all but what is left to the visitor; `told` hears how many are stored, of how many.

    With a chief judge the judges sign too, and all is locked that is ready but for the last entrants.
    """
    judges = [await _Judge.paired(organiser, judge) for judge in sample.made.judges if judge.seat]
    total = sum(len(judge.to_mark) for judge in judges)

    async def count() -> None:
        while True:
            told(sum(len(judge.tablet.stored) for judge in judges), total)
            await asyncio.sleep(0.2)

    async def finish() -> None:
        for judge in judges:
            await judge.tablet.sign_what_is_ready(judge.done_with)
        if chief is not None:
            await _lock(chief, sample)

    async def go_on_finishing() -> None:
        while True:
            await asyncio.sleep(SECONDS_A_SIGNATURE / speed)
            await finish()

    counting = asyncio.create_task(count())
    finishing = asyncio.create_task(go_on_finishing()) if chief is not None else None
    try:
        async with asyncio.TaskGroup() as marking:
            for judge in judges:
                marking.create_task(judge.tablet.send(judge.marks(sample.scheme, speed)))
    finally:
        counting.cancel()
        if finishing is not None:
            finishing.cancel()
    if chief is not None:
        await finish()
    told(sum(len(judge.tablet.stored) for judge in judges), total)


async def _lock(chief: Person, sample: Sample) -> None:
    where = f"/api/events/{sample.event}/sheets"
    found = msgspec.convert(await chief.get(where), EventSheetsView, strict=False)
    ready = [
        SheetPlace(stage=one.stage, entrant=entrant.code, sub_criterion=one.sub_criterion)
        for entrant in found.entrants[:-LEFT_UNLOCKED]
        for one in entrant.panels
        if one.ready
    ]
    if ready:
        await chief.post(f"{where}/lock", LockSheets(sheets=ready))


@dataclass(frozen=True, slots=True)
class _Judge:
    """A simulated judge at a seat, with the (event, stage, entrant, aspect) that the own mark sheets ask for."""

    seat: str
    tablet: Tablet
    to_mark: list[tuple[str, str, str, str]]

    @classmethod
    async def paired(cls, organiser: Person, judge: JudgeView) -> "_Judge":
        tablet = await organiser.pair_tablet(judge)
        async with tablet.person() as reader:
            desk = msgspec.convert(await reader.get("/api/judge/sheets"), JudgeDesk)
        last = -1 if judge.seat == LEFT_TO_VISITOR else None
        to_mark = [
            (sheets.event, sheets.stage, entrant, aspect.key)
            for sheets in desk.sheets
            for entrant in sheets.entrants[:last]
            for sub in sheets.sub_criteria
            for aspect in sub.aspects
        ]
        return cls(judge.seat, tablet, to_mark)

    @property
    def done_with(self) -> set[str]:
        """The entrants of whom every mark is stored. Marks are sent in order."""
        left = self.to_mark[len(self.tablet.stored) :]
        return {entrant for _, _, entrant, _ in self.to_mark} - {entrant for _, _, entrant, _ in left}

    async def marks(self, scheme: Scheme, speed: float) -> AsyncIterator[EnterMark]:
        pace = Random(self.seat)
        for event, stage, entrant, aspect in self.to_mark:
            await asyncio.sleep(SECONDS_A_MARK * pace.uniform(0.4, 1.6) / speed)
            value = plausible(scheme.aspect(aspect, stage), entrant, self.seat)
            yield self.tablet.mark(event, entrant, aspect, value, stage=stage)


def plausible(aspect: Aspect, entrant: str, seat: str) -> Decimal:
    """A mark such as this judge might give this entrant: the same every time, and one that the aspect takes."""
    ability = min(max(Random(entrant).gauss(0.74, 0.13), 0.2), 0.98)
    seen = Random(f"{entrant}/{aspect.key}/{seat}")
    if aspect.kind in ("penalty", "bonus"):
        return Decimal(seen.choices((0, 1, 2), (ability, 0.2, 0.05))[0])
    if aspect.input == "yes_no":
        return Decimal(int(seen.random() < ability + 0.15))
    low, high = aspect.minimum or Decimal(0), aspect.maximum or Decimal(100)
    match aspect.by:
        case Within(low=least, high=most):
            half = (most - least) / 2
            aim = (least + most) / 2 + half * _decimal(seen.gauss(0, 1.25 - ability))
        case Loss(target=target, free=free):
            aim = target + free * _decimal(abs(seen.gauss(0.9, 1.1 - ability)) + 0.1)
        case _:
            aim = low + (high - low) * _decimal(seen.gauss(ability, 0.06))
    step = aspect.step or Decimal("0.1")
    return min(max(low + ((aim - low) / step).quantize(Decimal(1)) * step, low), high)


def _decimal(number: float) -> Decimal:
    return Decimal(f"{number:.6f}")
