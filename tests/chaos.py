"""A day on which everything goes wrong, and the books at the end of it.

Judges mark through networks that cut, repeat, reorder, delay, drop and fall silent, and they change their minds; the
server is killed, and PostgreSQL under it. What they meant is written to a file as they mean it. At the end the file,
what the tablets believe, the ledger and the standings are compared, row by row.
"""

import asyncio
import csv
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

import msgspec
import websockets
from click.testing import CliRunner

from competition.cli import main
from competition.client import Person, Tablet
from competition.events.schemas import (
    CompetitionMade,
    CompetitionSetUp,
    EntrantSetUp,
    EventSetUp,
    JudgeSetUp,
    JudgeView,
    OccupationSetUp,
    PanelSetUp,
)
from competition.live.messages import BoardMessage, EnterMark, Frame, Outlook, Pulse, Snapshot, StandingRow
from competition.marking.ledger import ENDED, OVERTAKEN
from competition.standings.ledger_file import read_ledger_file
from competition.standings.schemas import DeskStandings
from rules.ranking import rank
from rules.scheme import load_scheme
from rules.scoring import score_all
from rules.values import Mark, Text
from tests.network import CALM, Network, Weather
from tests.processes import Jinji

STORM = Weather(repeat=0.05, reorder=0.05, delay=0.02, drop=0.01, cut=0.004, silence=0.001)
SCHEME = """\
scheme: stormy
panels:
  all: {{ judges: {judges}, at_least: 1, method: mean, round: 2 }}
rank: [total, made]
total: {{ out_of: 100, round: 2 }}
criteria:
  - key: measured
    weight: 30%
    out_of: 100
    aspects:
{measured}
  - key: made
    weight: 70%
    out_of: 100
    aspects:
{judged}
"""
MEASURED = "      - {{ key: M{n}, range: [0, 100], step: 0.5, points: 50 }}"
JUDGED = "      - {{ key: P{n}, kind: panel, range: [0, 10], step: 0.5, panel: all, points: 20 }}"
ASPECTS = {"measured": ["M0", "M1"], "made": ["P0", "P1", "P2", "P3", "P4"]}
PATIENCE = 1.0
"""Seconds after which a tablet takes an unanswered mark for lost."""
Place = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Day:
    """How much is marked, and what goes wrong. A server is killed when a share of the marks is acknowledged."""

    judges: int
    marks: int
    events: int
    entrants: int
    server_dies_at: tuple[float, ...]
    postgres_dies_at: tuple[float, ...]
    pace: float = 0.01
    weather: Weather = STORM
    seed: int = 1


@dataclass(slots=True)
class Books:
    """What happened, in numbers. `lost` were meant and are not in the ledger; `doubled` are in it more than once."""

    marks: int = 0
    acknowledged: int = 0
    resent: int = 0
    repeated: int = 0
    overtaken: int = 0
    lost: int = 0
    doubled: int = 0
    kills: int = 0
    reconnects: int = 0
    seconds: float = 0.0
    happened: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Meant:
    """One judge: the places this judge marks, and the tablet with its network."""

    places: list[Place]
    tablet: Tablet
    network: Network
    random: Random
    marks: int

    async def changing_mind(self, pace: float, file: "IntendedFile") -> AsyncIterator[EnterMark]:
        """Every place in a random order, and in between other values for earlier ones, or none."""
        open_places, done = self.random.sample(self.places, len(self.places)), list[Place]()
        for number in range(self.marks):
            if done and (not open_places or self.random.random() < 0.2):
                place = self.random.choice(done)
            else:
                place = open_places.pop()
                done.append(place)
            taken_back = number < self.marks * 0.9 and self.random.random() < 0.05
            highest = 200 if place[2].startswith("M") else 20
            value = None if taken_back else Decimal(self.random.randint(0, highest)) / 2
            mark = self.tablet.mark(place[0], place[1], place[2], value)
            file.add(mark, place[3])
            yield mark
            await asyncio.sleep(self.random.expovariate(1 / pace))


class IntendedFile:
    """What every judge meant, in each one's order: written before it is sent."""

    COLUMNS = ("id", "device", "counter", "event", "entrant", "aspect", "judge", "value")

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("w", newline="", encoding="utf-8")
        self._rows = csv.writer(self._file)
        self._rows.writerow(self.COLUMNS)

    def add(self, mark: EnterMark, judge: str) -> None:
        value = "" if mark.value is None else str(mark.value)
        self._rows.writerow([mark.id, mark.device, mark.counter, mark.event, mark.entrant, mark.aspect, judge, value])

    def read(self) -> list[dict[str, str]]:
        self._file.flush()
        with self.path.open(newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def close(self) -> None:
        self._file.close()


def a_competition(day: Day) -> CompetitionSetUp:
    """Its events share out the judges; the first judge of each event also sits in the next one."""
    share = [range(event, day.judges, day.events) for event in range(day.events)]
    return CompetitionSetUp(
        title=Text("风暴", "Storm"),
        organiser=Text("测试组委会", "Committee for tests"),
        tier="special",
        starts_on=date(2026, 5, 1),
        ends_on=date(2026, 5, 1),
        events=[_an_event(day, event, [*share[event], share[event - 1][0]]) for event in range(day.events)],
    )


def _an_event(day: Day, number: int, judges: list[int]) -> EventSetUp:
    seats = [JudgeSetUp(seat=f"J{judge:02d}", name=f"裁判{judge:02d}") for judge in dict.fromkeys(judges)]
    recorder = JudgeSetUp(seat=f"R{judges[0]:02d}", name=f"裁判{judges[0]:02d}", recorder=True)
    scheme = SCHEME.format(
        judges=len(seats),
        measured="\n".join(MEASURED.format(n=n) for n in range(2)),
        judged="\n".join(JUDGED.format(n=n) for n in range(5)),
    )
    return EventSetUp(
        title=Text(f"赛项{number}", f"Event {number}"),
        occupation=OccupationSetUp(code=f"storm-{number}", title=Text("风暴", "Storm")),
        scheme=scheme,
        entrants=[EntrantSetUp(code=f"E{n:02d}", name=f"选手{n:02d}") for n in range(day.entrants)],
        panels=[
            PanelSetUp(title=Text("测量组", "Measuring"), sub_criteria=["measured"], judges=[recorder]),
            PanelSetUp(title=Text("裁判组", "Judges"), sub_criteria=["made"], judges=seats),
        ],
    )


@dataclass(slots=True)
class Watcher:
    """Somebody before a big screen, whose link breaks again and again; `rows` are what is seen."""

    event: str
    network: Network
    seq: int | None = None
    token: str = ""
    rows: dict[str, StandingRow] = field(default_factory=dict)

    async def watch(self) -> None:
        """Goes on until it is cancelled. Fails when the number goes back: something not stored was shown then."""
        while True:
            address = f"{self.network.url.replace('http', 'ws')}/live/events/{self.event}"
            after = "" if self.seq is None else f"?after={self.seq}&token={self.token}"
            try:
                async with websockets.connect(address + after, compression=None, open_timeout=2) as socket:
                    async for text in socket:
                        self.take(msgspec.json.decode(text, type=BoardMessage))
            except (OSError, TimeoutError, websockets.ConnectionClosed, websockets.InvalidHandshake):
                pass
            await asyncio.sleep(0.1)

    def take(self, message: Snapshot | Frame | Outlook | Pulse) -> None:
        if isinstance(message, Outlook):
            return
        if isinstance(message, Pulse):
            assert self.seq is not None and message.seq <= self.seq, "a frame was left out"
            return
        assert self.seq is None or message.seq >= self.seq, "what was shown had not been stored"
        rows = {row.entrant: row for row in message.rows}
        if isinstance(message, Frame):
            assert self.seq is not None and message.since <= self.seq, "a frame was left out"
            rows = {**self.rows, **rows}
        self.rows, self.seq, self.token = rows, message.seq, message.token


async def storm(server: Jinji, day: Day, folder: Path) -> Books:
    """The day is over and its books are right. Raises AssertionError with the first thing that is not."""
    books, begun = Books(marks=day.judges * (day.marks // day.judges)), time.monotonic()
    assert server.passwords is not None
    random = Random(day.seed)
    async with AsyncExitStack() as until_end:
        organiser = await until_end.enter_async_context(
            await Person.sign_in(server.url, "organiser", server.passwords["organiser"])
        )
        made = await organiser.set_up(a_competition(day))
        events = [event.id for event in made.competition.events]
        file = IntendedFile(folder / "intended.csv")
        until_end.callback(file.close)
        judges = [await _a_judge(until_end, organiser, day, seats) for seats in _seats_by_account(made)]
        watchers = [Watcher(event, await until_end.enter_async_context(Network(server.url))) for event in events]
        networks = [judge.network for judge in judges] + [watcher.network for watcher in watchers]
        watching = [asyncio.create_task(watcher.watch()) for watcher in watchers]
        disturbing = asyncio.create_task(_disturb(networks, random))
        async with asyncio.TaskGroup() as all_together:
            all_together.create_task(_kill(server, day, judges, books))
            for judge in judges:
                all_together.create_task(judge.tablet.send(judge.changing_mind(day.pace, file)))
        disturbing.cancel()
        books.seconds = time.monotonic() - begun
        for network in networks:
            books.happened += network.happened
            network.weather = CALM
            network.resume()
        for event in events:
            await organiser.post(f"/api/events/{event}/end")
        await _compare_ledger(server, events, judges, file, books)
        await _compare_standings(organiser, made, file)
        for task in watching:
            assert not task.done(), task.result()
        await _compare_watchers(organiser, watchers)
        for task in (disturbing, *watching):
            task.cancel()
        await _verify(server, events)
    return books


def _seats_by_account(made: CompetitionMade) -> list[list[JudgeView]]:
    seats: dict[str, list[JudgeView]] = {}
    for seat in made.judges:
        seats.setdefault(seat.account, []).append(seat)
    return list(seats.values())


async def _a_judge(until_end: AsyncExitStack, organiser: Person, day: Day, seats: list[JudgeView]) -> Meant:
    """Paired in calm weather."""
    network = await until_end.enter_async_context(Network(organiser.url, seed=f"{day.seed}/{seats[0].name}"))
    tablet = await organiser.pair_tablet(seats[0], way=network.url, window=16, patience=PATIENCE)
    network.weather = day.weather
    places = [
        (seat.event, f"E{entrant:02d}", aspect, "" if seat.seat.startswith("R") else seat.seat)
        for seat in seats
        for aspect in ASPECTS["measured" if seat.seat.startswith("R") else "made"]
        for entrant in range(day.entrants)
    ]
    return Meant(places, tablet, network, Random(f"{day.seed}/{seats[0].name}"), day.marks // day.judges)


async def _disturb(networks: list[Network], random: Random) -> None:
    """Every now and then somebody walks out of reach, or a whole access point goes."""
    while True:
        await asyncio.sleep(random.expovariate(1.5))
        away = random.sample(networks, 1 if random.random() < 0.7 else len(networks) // 3)
        how = random.choice([Network.silence, Network.cut, Network.refuse])
        for network in away:
            how(network)
            network.happened[f"link {how.__name__}"] += 1
        asyncio.get_running_loop().call_later(random.random() * 2, _come_back, away)


def _come_back(networks: list[Network]) -> None:
    for network in networks:
        network.resume()


async def _kill(server: Jinji, day: Day, judges: list[Meant], books: Books) -> None:
    """Kills whenever the share of acknowledged marks is reached that the day says."""
    deaths = [(share, _kill_server) for share in day.server_dies_at]
    deaths += [(share, _kill_postgres) for share in day.postgres_dies_at]
    for share, kill in sorted(deaths, key=lambda death: death[0]):
        while sum(len(judge.tablet.stored) for judge in judges) < share * books.marks:  # noqa: ASYNC110
            await asyncio.sleep(0.005)
        await asyncio.to_thread(kill, server)
        books.kills += 1


def _kill_server(server: Jinji) -> None:
    server.kill()
    server.start()


def _kill_postgres(server: Jinji) -> None:
    server.kill_postgres()


async def _compare_ledger(
    server: Jinji, events: list[str], judges: list[Meant], file: IntendedFile, books: Books
) -> None:
    """Every mark meant has one row that says just that, under the number and hash that its tablet was told."""
    intended = {row["id"]: row for row in file.read()}
    receipts = [receipt for judge in judges for receipt in judge.tablet.stored]
    told = {receipt.id: (receipt.seq, receipt.hash) for receipt in receipts}
    assert len(told) == len({(one.id, one.seq, one.hash) for one in receipts}), "two receipts of a mark differ"
    refused = [refusal for judge in judges for refusal in judge.tablet.refused]
    assert not refused, refused[:3]
    rows = [row for event in events for row in await server.ledger(event) if row["kind"] != ENDED]
    held = Counter(str(row["id"]) for row in rows)
    books.lost = len(intended.keys() - held.keys())
    books.doubled = sum(held.values()) - len(held)
    books.doubled += len(rows) - len({(row["device"], row["counter"]) for row in rows})
    books.acknowledged, books.repeated = len(told), sum(receipt.repeated for receipt in receipts)
    books.overtaken = sum(row["kind"] == OVERTAKEN for row in rows)
    books.resent = sum(judge.tablet.resent for judge in judges)
    books.reconnects = sum(judge.tablet.reconnects for judge in judges)
    assert (books.lost, books.doubled, len(intended)) == (0, 0, books.marks), books
    assert held.keys() == told.keys() == intended.keys(), "the ledger has what nobody meant"
    for row in rows:
        meant = intended[str(row["id"])]
        said = {name: meant[name] for name in ("device", "aspect", "judge")}
        assert said == {name: row[name] for name in said}, (meant, row)
        assert (str(row["event"]), str(row["counter"])) == (meant["event"], meant["counter"])
        assert row["value"] == (Decimal(meant["value"]) if meant["value"] else None), (meant, row)
        assert told[meant["id"]] == (row["seq"], row["hash"].hex()), (meant, row)


async def _compare_standings(organiser: Person, made: CompetitionMade, file: IntendedFile) -> None:
    """What the server shows is what the rules make of what the judges meant last."""
    last: dict[Place, str] = {}
    for row in file.read():
        last[row["event"], row["entrant"], row["aspect"], row["judge"]] = row["value"]
    for event in made.competition.events:
        found = await organiser.get(f"/api/events/{event.id}/standings")
        shown = msgspec.convert(found, DeskStandings, strict=False)
        scheme = load_scheme(await _scheme_of(organiser, event.id), file="scheme")
        marks = [
            Mark(entrant, aspect, judge, Decimal(value))
            for (of, entrant, aspect, judge), value in last.items()
            if of == event.id and value
        ]
        right = {one.entrant: (one.rank, one.tied, one.score.total) for one in rank(scheme, score_all(scheme, marks))}
        assert {row.code: (row.row.rank, row.row.tied, row.row.total) for row in shown.rows} == right


async def _scheme_of(organiser: Person, event: str) -> str:
    return read_ledger_file(await organiser.text(f"/api/events/{event}/ledger")).plan.scheme


async def _compare_watchers(organiser: Person, watchers: list[Watcher]) -> None:
    """Everybody who watched sees at the end what somebody sees who comes just now."""
    for watcher in watchers:
        found = await organiser.get(f"/api/public/events/{watcher.event}/standings")
        snapshot = msgspec.convert(found, Snapshot, strict=False)
        async with asyncio.timeout(30):
            while watcher.seq != snapshot.seq:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        assert watcher.rows == {row.entrant: row for row in snapshot.rows}


async def _verify(server: Jinji, events: list[str]) -> None:
    """By the command that anybody has."""
    assert server.passwords is not None
    environment = {"JINJI_LANG": "en", "JINJI_PASSWORD": server.passwords["organiser"]}
    for event in events:
        arguments = ["ledger", "verify", "--event", event, "--url", server.url]
        found = await asyncio.to_thread(CliRunner().invoke, main, arguments, env=environment)
        assert found.exit_code == 0 and "intact" in found.stderr, found.output
