"""Feeding a recorded set of marks through the sockets that judges use."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import date

from competition.client import Person
from competition.events.schemas import (
    CompetitionSetUp,
    EntrantSetUp,
    EventSetUp,
    JudgeSetUp,
    OccupationSetUp,
    PanelSetUp,
)
from competition.live.messages import EnterMark
from rules.scheme import Scheme
from rules.values import Mark, Text

RECORDER = "T"


@dataclass(frozen=True, slots=True)
class Replayed:
    """How a replay ended: the standings as the server exports them, and what the tablets saw."""

    event: str
    standings: str
    stored: int
    repeated: int
    refused: int
    reconnects: int


async def replay(
    organiser: Person,
    scheme: Scheme,
    marks: Sequence[Mark],
    *,
    on: date,
    pace: float = 0.0,
    told: Callable[[int, int], None] = lambda stored, total: None,
) -> Replayed:
    """All marks went in over the judges' sockets and the event has ended.

    Each judge sends own marks in the order of the record, with `pace` seconds after each; `told` hears
    the number stored so far.
    """
    made = await organiser.set_up(set_up_for(scheme, marks, on))
    event = made.competition.events[0].id
    tablets = {judge.seat: await organiser.pair_tablet(judge) for judge in made.judges if judge.seat}

    async def entered(seat: str) -> AsyncIterator[EnterMark]:
        for mark in marks:
            if (mark.judge or RECORDER) == seat:
                yield tablets[seat].mark(event, mark.entrant, mark.aspect, mark.value, stage=mark.stage)
                if pace:
                    await asyncio.sleep(pace)

    async def watch() -> None:
        while True:
            told(sum(len(tablet.stored) for tablet in tablets.values()), len(marks))
            await asyncio.sleep(0.1)

    watching = asyncio.create_task(watch())
    try:
        async with asyncio.TaskGroup() as judges:
            for seat, tablet in tablets.items():
                judges.create_task(tablet.send(entered(seat)))
    finally:
        watching.cancel()
    receipts = [receipt for tablet in tablets.values() for receipt in tablet.stored]
    told(len(receipts), len(marks))
    await organiser.post(f"/api/events/{event}/end")
    return Replayed(
        event=event,
        standings=await organiser.text(f"/api/events/{event}/standings.csv"),
        stored=len({receipt.id for receipt in receipts}),
        repeated=sum(receipt.repeated for receipt in receipts),
        refused=sum(len(tablet.refused) for tablet in tablets.values()),
        reconnects=sum(tablet.reconnects for tablet in tablets.values()),
    )


def set_up_for(scheme: Scheme, marks: Sequence[Mark], on: date) -> CompetitionSetUp:
    """A competition of one event in which exactly these marks can be entered, by one panel of all their judges."""
    judges = sorted({mark.judge for mark in marks if mark.judge})
    seats = [JudgeSetUp(seat=judge, name=f"裁判 {judge}") for judge in judges]
    if any(not mark.judge for mark in marks):
        seats.append(JudgeSetUp(seat=RECORDER, name="记录员", recorder=True))
    keys = [sub.key for stage in scheme.stages for criterion in stage.criteria for sub in criterion.sub_criteria]
    entrants = dict.fromkeys(mark.entrant for mark in marks)
    title = Text(f"重放：{scheme.title.zh}", f"Replay: {scheme.title.en}")
    return CompetitionSetUp(
        title=title,
        organiser=Text("重放", "Replay"),
        tier="special",
        starts_on=on,
        ends_on=on,
        events=[
            EventSetUp(
                title=scheme.title,
                occupation=OccupationSetUp(code=f"replay-{scheme.key}"[:40], title=scheme.title),
                scheme=scheme.source,
                entrants=[EntrantSetUp(code=code, name=code) for code in entrants],
                panels=[
                    PanelSetUp(title=Text("裁判组", "Panel"), sub_criteria=list(dict.fromkeys(keys)), judges=seats)
                ],
            )
        ],
    )
