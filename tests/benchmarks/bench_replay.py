"""All eight skating events through the judges' sockets: how many published totals and ranks come out the same.

`bare` is the number published, so the ratio must be 1.00; marks a second are printed beside it.
"""

import asyncio
import time
from collections.abc import Iterator

from competition.cli_server import thrown_away
from competition.client import Person
from competition.clock import today
from competition.replay import replay
from tests.benchmarks.figures import Figure
from tests.published import EVENTS, exported, published, recorded


def run() -> Iterator[Figure]:
    equal, total, marks, seconds = asyncio.run(_replay_all())
    yield Figure("replay-equal-to-published", equal, total, "performances", ">=1.00")
    yield Figure("replay-stored-marks", marks, sum(len(recorded(event)[1]) for event in EVENTS), "marks", ">=1.00")
    print(f"# {marks / seconds:.0f} acknowledged marks a second over nine to ten sockets")


async def _replay_all() -> tuple[int, int, int, float]:
    equal = total = marks = 0
    seconds = 0.0
    async with thrown_away() as (url, password), await Person.sign_in(url, "organiser", password) as organiser:
        for event in EVENTS:
            scheme, entered = recorded(event)
            begun = time.perf_counter()
            result = await replay(organiser, scheme, entered, on=today())
            seconds += time.perf_counter() - begun
            ours, theirs = exported(result.standings), published(event)
            equal += sum(ours.get(entrant) == place for entrant, place in theirs.items())
            total += len(theirs)
            marks += result.stored
    return equal, total, marks, seconds
