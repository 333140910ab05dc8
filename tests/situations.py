"""Whole situations, built as people build them: over HTTP and over the judges' sockets.

    event = await a_small_competition(organiser)
    await event.with_marks({"A": "90 9 8 7", "B": "80 8 8 8"})
    await event.ended()

The competition is as small as one can be that still has everything: a written examination that a recorder enters,
a practical that three judges mark, gates on both, a rulebook.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any, TypeVar
from uuid import UUID

import msgspec
import pytest
import websockets

from competition.accounts.routes import COOKIE
from competition.client import Person, ServerRefused, Tablet
from competition.db.engine import DB
from competition.events.judging import plan_of
from competition.events.schemas import (
    CompetitionMade,
    CompetitionSetUp,
    EntrantSetUp,
    EventSetUp,
    JudgeSetUp,
    JudgeView,
    MemberSetUp,
    OccupationSetUp,
    PanelSetUp,
)
from competition.live.messages import EnterMark, JudgeMessage, Receipt, Refused, Snapshot, StandingRow
from competition.paper_entry.sheets import sheets_of
from competition.promotion.schemas import Decisions, DecisionView
from rules.values import Text

T = TypeVar("T")

SCHEME = """\
scheme: small
title: { zh: 小赛项, en: A small event }
panels:
  three: { judges: 3, at_least: 3, method: mean, round: 2 }
rank: [total, practical]
total: { out_of: 100, round: 2 }
criteria:
  - key: theory
    title: { zh: 理论, en: Theory }
    weight: 40%
    out_of: 100
    pass: 60
    aspects:
      - { key: T1, title: { zh: 笔试, en: Written examination }, range: [0, 100], step: 0.5 }
  - key: practical
    title: { zh: 实操, en: Practical }
    weight: 60%
    out_of: 100
    pass: 60
    aspects:
      - { key: P1, title: { zh: 工艺, en: Workmanship }, kind: panel, range: [0, 10], step: 0.5, panel: three,
          points: 100 }
"""
ON_PAPER = """\
scheme: on-paper
title: { zh: 纸上赛项, en: An event on paper }
panels:
  three: { judges: 3, at_least: 3, method: mean, round: 2 }
rank: [total]
criteria:
  - key: theory
    title: { zh: 理论, en: Theory }
    aspects:
      - { key: T1, title: { zh: 笔试, en: Written examination }, range: [0, 100], step: 0.5 }
  - key: practical
    title: { zh: 实操, en: Practical }
    defaults: { kind: panel, range: [0, 10], step: 0.5, panel: three }
    aspects:
      - { key: P1, title: { zh: 工艺, en: Workmanship } }
      - { key: P2, title: { zh: 孔 ⌀20, en: Bore ⌀20 } }
      - { key: P3, title: { zh: 外观, en: Finish } }
"""
"""Each judge of the practical marks three aspects, so that a sheet has several fields."""
ELEMENTS = ON_PAPER.replace(
    "- { key: P2, title: { zh: 孔 ⌀20, en: Bore ⌀20 } }", "- { key: E##, title: { zh: 动作, en: Element } }"
)
"""The same with a family: each entrant shows as many elements as it likes."""
PATIENCE = 10
"""Seconds after which a test has waited in vain."""
IMPATIENCE = 0.3
"""Seconds after which a tablet on a bad network takes an unanswered mark for lost."""
RECORDER, JUDGES = "K1", ("J1", "J2", "J3")
NAMES = {"A": ("王堃", "Wang Kun"), "B": ("李喆", "Li Zhe"), "C": ("赵㛃", "Zhao Jie"), "D": ("孙䶮", "Sun Yan")}


_people = count(1)


def a_document() -> str:
    """The number of an identity document that nobody can have, another one each time."""
    return f"000000190001{next(_people):06d}"


def a_set_up(
    codes: str = "ABCD",
    *,
    scheme: str = SCHEME,
    names: Mapping[str, str] | None = None,
    homes: Mapping[str, str] | None = None,
    rulebook: str | None = "RS-NAT1-2021",
) -> CompetitionSetUp:
    """What an organiser sends in to have the small competition set up; `homes` are delegations by code."""
    return CompetitionSetUp(
        title=Text("小型大赛", "A small competition"),
        organiser=Text("测试组委会", "Committee for tests"),
        tier="city_1",
        starts_on=date(2026, 5, 1),
        ends_on=date(2026, 5, 2),
        rulebook=rulebook,
        events=[
            EventSetUp(
                title=Text("小赛项", "A small event"),
                occupation=OccupationSetUp(code="6-18-01-02", title=Text("铣工", "Milling machine operator")),
                scheme=scheme,
                entrants=[_an_entrant(code, (names or {}).get(code), (homes or {}).get(code)) for code in codes],
                panels=[
                    PanelSetUp(
                        title=Text("阅卷组", "Examiners"),
                        sub_criteria=["theory"],
                        judges=[JudgeSetUp(seat=RECORDER, name="沈玉兰", recorder=True)],
                    ),
                    PanelSetUp(
                        title=Text("裁判组", "Judges"),
                        sub_criteria=["practical"],
                        judges=[JudgeSetUp(seat=seat, name=f"裁判{seat}") for seat in JUDGES],
                    ),
                ],
            )
        ],
    )


def _an_entrant(code: str, name: str | None, home: str | None) -> EntrantSetUp:
    known, romanised = NAMES.get(code, (f"选手{code}", None))
    member = MemberSetUp(
        name=name or known,
        romanised=romanised,
        document_number=a_document(),
        level="L3",
        level_since=date(2020, 1, 15),
    )
    organisation = Text(home, home) if home else Text("申江造船厂", "Shenjiang Shipyard")
    return EntrantSetUp(code=code, name=name or known, members=[member], organisation=organisation)


def cookie_of(tablet: Tablet) -> dict[str, str]:
    """The headers by which the server knows the tablet."""
    return {"Cookie": f"{COOKIE}={tablet._cookie}"}


@dataclass
class Situation:
    """One event of a competition that stands on the server, and what its people can do."""

    organiser: Person
    asked: CompetitionSetUp
    made: CompetitionMade
    way: str = ""
    """The address by which tablets reach the server, where it is not the server's own."""
    _tablets: dict[str, Tablet] = field(default_factory=dict)

    @property
    def event(self) -> str:
        return self.made.competition.events[0].id

    def document(self, code: str) -> str:
        """The number of the identity document of the entrant's only member."""
        entrants = self.asked.events[0].entrants
        return next(entrant.members[0].document_number for entrant in entrants if entrant.code == code)

    def judge(self, seat: str) -> JudgeView:
        return next(judge for judge in self.made.judges if judge.seat == seat)

    async def tablet(self, seat: str) -> Tablet:
        """The tablet of the judge at the seat, paired when it is first asked for."""
        if seat not in self._tablets:
            options = {"way": self.way, "patience": IMPATIENCE, "window": 8} if self.way else {}
            self._tablets[seat] = await self.organiser.pair_tablet(self.judge(seat), **options)
        return self._tablets[seat]

    async def mark(self, seat: str, entrant: str, value: str | None, *, aspect: str = "", **more: str) -> EnterMark:
        """A mark that the judge at the seat is about to send; of the one aspect of the seat, unless it says which."""
        number = None if value is None else Decimal(value)
        tablet = await self.tablet(seat)
        return tablet.mark(self.event, entrant, aspect or ("T1" if seat == RECORDER else "P1"), number, **more)

    async def sends(self, seat: str, *marks: EnterMark) -> list[Receipt | Refused]:
        """The judge at the seat has sent the marks; the server's answers to them, in the marks' order."""
        tablet = await self.tablet(seat)
        stored, refused = len(tablet.stored), len(tablet.refused)
        async with asyncio.timeout(PATIENCE):
            await tablet.send(marks)
        answers = {answer.id: answer for answer in (*tablet.stored[stored:], *tablet.refused[refused:])}
        return [answers[mark.id] for mark in marks]

    async def socket(self, seat: str) -> websockets.ClientConnection:
        """A bare socket of the judge at the seat, past the server's welcome."""
        tablet = await self.tablet(seat)
        socket = await websockets.connect(
            f"{tablet.url.replace('http', 'ws', 1)}/live/judge", additional_headers=cookie_of(tablet)
        )
        await socket.recv()
        return socket

    async def sends_raw(self, seat: str, *marks: EnterMark) -> list[Receipt | Refused]:
        """The marks have been sent over one socket, as they are and at once; the answers in the order they came."""
        async with asyncio.timeout(PATIENCE), await self.socket(seat) as socket:
            for mark in marks:
                await socket.send(msgspec.json.encode(mark), text=True)
            answers: list[Receipt | Refused] = []
            while len(answers) < len(marks):
                message = msgspec.json.decode(await socket.recv(), type=JudgeMessage)
                if isinstance(message, Receipt | Refused):
                    answers.append(message)
            return answers

    async def enters(self, seat: str, entrant: str, value: str | None, **more: str) -> Receipt | Refused:
        """The judge has entered one mark; the server's answer."""
        return (await self.sends(seat, await self.mark(seat, entrant, value, **more)))[0]

    async def with_marks(self, sheets: Mapping[str, str]) -> None:
        """All judges have marked at once: to each entrant the recorder's mark and one of each judge, as `90 9 8 7`."""
        seats = (RECORDER, *JUDGES)
        columns = zip(*(sheet.split() for sheet in sheets.values()), strict=True)
        async with asyncio.TaskGroup() as judges:
            for seat, column in zip(seats, columns, strict=False):
                marks = [await self.mark(seat, *mark) for mark in zip(sheets, column, strict=True)]
                judges.create_task(self.sends(seat, *marks))

    async def ended(self) -> None:
        await self.organiser.post(f"/api/events/{self.event}/end")

    async def final(self) -> None:
        await self.organiser.post(f"/api/events/{self.event}/curtain/final", {"reason": "公示期满，无异议"})

    async def board(self) -> Snapshot:
        """The board as the public reads it."""
        found = await self.organiser.get(f"/api/public/events/{self.event}/standings")
        return msgspec.convert(found, Snapshot, strict=False)

    async def rows(self) -> dict[str, StandingRow]:
        """The board's rows, by the entrants' names."""
        return {row.name or "": row for row in (await self.board()).rows}

    async def ranks(self) -> dict[str, tuple[int | None, Decimal | None]]:
        """Rank and total by name, best first."""
        return {name: (row.rank, row.total) for name, row in (await self.rows()).items()}

    async def proposed(self) -> list[DecisionView]:
        return _decisions(await self.organiser.post(f"/api/events/{self.event}/proposals"))

    async def decisions(self) -> list[DecisionView]:
        return _decisions(await self.organiser.get(f"/api/events/{self.event}/decisions"))


def _decisions(found: Any) -> list[DecisionView]:
    return msgspec.convert(found, Decisions, strict=False).decisions


async def a_small_competition(organiser: Person, codes: str = "ABCD", *, way: str = "", **changes: Any) -> Situation:
    """The small competition stands, and nothing is marked yet; its tablets reach the server by `way`."""
    asked = a_set_up(codes, **changes)
    return Situation(organiser, asked, await organiser.set_up(asked), way)


async def a_decided_competition(organiser: Person, codes: str = "ABCD", **changes: Any) -> Situation:
    """The same, marked so that the entrants rank in the order of their codes, final, and with promotions proposed."""
    situation = await a_small_competition(organiser, codes, **changes)
    await situation.with_marks({code: f"{90 - 5 * place} 9 8 7" for place, code in enumerate(codes)})
    await situation.ended()
    await situation.final()
    await situation.proposed()
    return situation


async def sheet_code(situation: Situation, seat: str, entrant: str) -> str:
    """What the QR code of the seat's paper sheet for the entrant says."""
    plan = await plan_of(UUID(situation.event))
    return next(one.code for one in sheets_of(plan) if (one.form.seat, one.entrant.code) == (seat, entrant))


async def ask(sql: str, *arguments: object) -> list[dict[str, Any]]:
    """Rows straight from the database that the server has open."""
    assert DB.pool is not None
    return [dict(row) for row in await DB.pool.fetch(sql, *arguments)]


async def contents() -> dict[str, str | None]:
    """A fingerprint of everything that is stored, table by table, but for when a session was last seen.

    Unlogged tables are not storage: what stands there of the tablets is written anew every second.
    """
    tables = await ask(
        "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_name NOT IN "
        "(SELECT relname FROM pg_class WHERE relpersistence = 'u')"
    )
    union = " UNION ALL ".join(
        f"SELECT '{one['name']}' AS name, md5(string_agg(said, '|' ORDER BY said)) AS print "
        f"FROM (SELECT (to_jsonb(t) - 'last_seen_at')::text AS said FROM {one['name']} t) rows"
        for one in tables
    )
    return {row["name"]: row["print"] for row in await ask(union)}


@asynccontextmanager
async def nothing_stored() -> AsyncIterator[None]:
    """Whatever happens inside, the whole database is afterwards as it was before."""
    before = await contents()
    yield
    assert await contents() == before


@asynccontextmanager
async def refused(code: str, status: int) -> AsyncIterator[list[Text]]:
    """What is asked inside is refused with this code, in both languages, and nothing is stored.

    The list holds what was said, once the block has ended.
    """
    said: list[Text] = []
    async with nothing_stored():
        with pytest.raises(ServerRefused) as caught:
            yield said
    problem = caught.value.problem
    assert (problem.code, problem.status) == (code, status), problem
    said.append(problem.text)
    assert in_both_languages(problem.text), problem.text


def in_both_languages(text: Text) -> bool:
    """Whether the Chinese text is in Chinese, the English one is a different one, and no hole was left in either."""
    chinese = sum("\u4e00" <= character <= "\u9fff" for character in text.zh)
    return chinese >= 4 and text.en.count(" ") >= 3 and text.en != text.zh and "{" not in text.zh + text.en


@asynccontextmanager
async def in_one_task(manager: AbstractAsyncContextManager[T]) -> AsyncIterator[T]:
    """The manager is entered and left by the same task, as one that holds a cancel scope has to be.

    The two halves of a pytest fixture run in different tasks.
    """
    entered: asyncio.Future[T] = asyncio.get_running_loop().create_future()
    leave = asyncio.Event()

    async def hold() -> None:
        async with manager as value:
            entered.set_result(value)
            await leave.wait()

    holding = asyncio.create_task(hold())
    await asyncio.wait((holding, entered), return_when=asyncio.FIRST_COMPLETED)
    if holding.done():
        await holding
    try:
        yield entered.result()
    finally:
        leave.set()
        await holding
