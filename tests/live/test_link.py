"""The link to a judge's tablet, without a network: what is taken when, and what becomes of it."""

import asyncio
from contextlib import ExitStack
from decimal import Decimal

import msgspec
import pytest

from competition.db.errors import Unavailable
from competition.identifiers import uuid7
from competition.live.link import IN_FLIGHT, Answer, Link, Words
from competition.live.messages import EnterMark, JudgeMessage, Ping, Pong, Receipt, Refused
from competition.live.wire import Listener, Reader
from rules.values import Text
from tests.watching import text_messages


class Tablet:
    """A tablet and the way to it; marks that its link has taken wait for the answer."""

    reader: Reader | None = None
    listener: Listener | None = None

    def __init__(self) -> None:
        self.received = b""
        self.parcels = 0
        self.held = False
        self.taken: list[tuple[str, Answer]] = []
        self.link = Link(self, self.submit)
        self.opened = ExitStack()
        self.opened.enter_context(self.link.open())

    def submit(self, mark: EnterMark) -> Answer:
        self.taken.append((mark.id, asyncio.get_running_loop().create_future()))
        return self.taken[-1][1]

    def push(self, wire: bytes) -> None:
        self.received += wire
        self.parcels += 1

    def hold(self) -> None:
        self.held = True

    def release(self) -> None:
        self.held = False

    def sends(self, message: EnterMark | Ping) -> None:
        assert self.listener is not None
        self.listener.heard(msgspec.json.encode(message))

    def marks(self, number: int) -> list[str]:
        marks = [a_mark() for _ in range(number)]
        for mark in marks:
            self.sends(mark)
        return [mark.id for mark in marks]

    @property
    def heard(self) -> list[JudgeMessage]:
        return [msgspec.json.decode(body, type=JudgeMessage) for body in text_messages(self.received)]


def a_mark() -> EnterMark:
    return EnterMark(str(uuid7()), "tablet", 1, "an event", "", "A", "theory", Decimal(1), "")


async def stored(tablet: Tablet, number: int) -> None:
    for mark, answer in [one for one in tablet.taken if not one[1].done()][:number]:
        answer.set_result(Receipt(id=mark, event="an event", seq=1, hash="", repeated=False, overtaken=False))
    for _ in ("answered", "sent"):
        await asyncio.sleep(0)


async def test_a_mark_is_answered_once_it_is_stored() -> None:
    tablet = Tablet()
    sent = tablet.marks(3)
    assert not tablet.heard
    await stored(tablet, 3)
    assert [message.id for message in tablet.heard if isinstance(message, Receipt)] == sent


async def test_what_is_answered_together_is_sent_together() -> None:
    tablet = Tablet()
    sent = tablet.marks(3)
    await stored(tablet, 2)
    assert tablet.parcels == 1 and [message.id for message in tablet.heard if isinstance(message, Receipt)] == sent[:2]
    tablet.taken[2][1].set_result(Refused(id=sent[2], code="", text=Text("", "")))
    await asyncio.sleep(0)
    tablet.link.tell(b"news")
    assert tablet.parcels == 2 and list(text_messages(tablet.received))[-1] == b"news"
    await asyncio.sleep(0)
    assert tablet.parcels == 2


async def test_no_more_is_taken_than_may_be_unanswered_and_all_in_order() -> None:
    tablet = Tablet()
    sent = tablet.marks(IN_FLIGHT + 10)
    assert len(tablet.taken) == IN_FLIGHT and tablet.held
    await stored(tablet, 4)
    assert len(tablet.taken) == IN_FLIGHT + 4 and tablet.held
    await stored(tablet, 100)
    assert [mark for mark, _ in tablet.taken] == sent and not tablet.held


async def test_of_a_tablet_that_does_not_read_nothing_is_taken_and_it_is_told_no_news() -> None:
    """The receipts of what it has sent go out all the same."""
    tablet = Tablet()
    tablet.marks(2)
    assert tablet.reader is not None
    tablet.reader.paused()
    tablet.marks(1)
    tablet.link.tell(b"news")
    await stored(tablet, 2)
    assert len(tablet.taken) == 2 == len(tablet.heard) and tablet.held
    tablet.reader.resumed()
    assert len(tablet.taken) == 3 and not tablet.held


async def test_its_words_about_itself_are_kept_for_who_answers_them() -> None:
    """As few at a time as marks."""
    tablet = Tablet()
    for number in range(IN_FLIGHT + 1):
        tablet.sends(Ping(number, "tablet", 0, 0, 0, None))
    words: list[Words] = []
    while not tablet.link.words.empty():
        words.append(tablet.link.words.get_nowait())
        tablet.link.answer(Pong(number=words[-1].number, at="", elsewhere=None))
    assert [message.number for message in tablet.heard if isinstance(message, Pong)] == list(range(IN_FLIGHT + 1))


async def test_what_is_no_mark_is_refused_under_its_id() -> None:
    tablet = Tablet()
    assert tablet.listener is not None
    for message in (b'{"id": "one"}', b"not JSON", b"\xff", b"[]"):
        tablet.listener.heard(message)
    assert [(type(one), one.id) for one in tablet.heard if isinstance(one, Refused)] == [
        (Refused, "one"),
        (Refused, ""),
        (Refused, ""),
        (Refused, ""),
    ]


async def test_a_mark_that_cannot_be_stored_fails_the_link() -> None:
    tablet = Tablet()
    tablet.marks(2)
    for _, answer in tablet.taken:
        answer.set_exception(Unavailable(reason="away"))
    with pytest.raises(Unavailable):
        await tablet.link.failed
    assert not tablet.heard


async def test_once_it_is_closed_nothing_is_taken() -> None:
    tablet = Tablet()
    tablet.marks(IN_FLIGHT + 1)
    tablet.opened.close()
    await stored(tablet, 1)
    assert len(tablet.taken) == IN_FLIGHT and tablet.reader is None is tablet.listener
