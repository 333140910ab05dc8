"""Making and presenting ceremonies, directing screens. One transaction each; screens hear of it at once."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import msgspec

from competition.accounts.principal import Principal
from competition.ceremony.documents import encoded, lines_of, rehearsed
from competition.ceremony.errors import LinesCross, LineShown, OtherPresenter, ScriptFaulty, StepPassed
from competition.ceremony.queries import ceremony_record, faults_of_ceremony, write_script
from competition.ceremony.schemas import DirectScreen, MakeCeremony, MoveLine, Present, Shows
from competition.ceremony.script import LinesMeet
from competition.ceremony.tables import Ceremony, Screen
from competition.clock import now
from competition.db.notices import Notice, send_notice
from competition.db.unit_of_work import Work, unit_of_work
from competition.errors import NotFound
from competition.events.judging import plan_of
from competition.identifiers import new_token, token_hash
from competition.live.screens import DIRECTED
from competition.standings.board import Board
from rules.values import Text

IDENTIFY = timedelta(seconds=8)

Tell = Callable[[], None]


async def make_ceremony(organiser: Principal, board: Board, asked: MakeCeremony) -> UUID:
    """A ceremony with its script stands, nothing of it shown. A rehearsal's script is made up."""
    organiser.require("organiser")
    document = rehearsed() if asked.rehearsal else await write_script(organiser, board, asked)
    ceremony = Ceremony(
        event=board.plan.event,
        rehearsal=asked.rehearsal,
        script=encoded(document),
        made_by=organiser.id,
        made_at=now(),
    )
    async with unit_of_work():
        await ceremony.save()
    return ceremony.id


async def present(organiser: Principal, board: Board, ceremony: UUID, asked: Present, tell: Tell) -> None:
    """So many steps of the ceremony are shown, on every screen that shows it.

    Raises `OtherPresenter`, `StepPassed`, `ScriptFaulty`, `NotFound`.
    """
    organiser.require("organiser")
    async with unit_of_work() as work:
        known = await ceremony_record(work, ceremony)
        if known.presenter not in ("", asked.presenter) and not asked.take_over:
            raise OtherPresenter()
        if known.position != asked.seen or not 0 <= asked.position <= len(known.script.steps):
            raise StepPassed(position=known.position)
        if asked.position and (grave := [fault for fault in faults_of_ceremony(known, board) if fault.grave]):
            raise ScriptFaulty(grave)
        await work.connection.execute(
            "UPDATE ceremony SET position = $2, presenter = $3 WHERE id = $1", ceremony, asked.position, asked.presenter
        )
        await _tell_screens(work, tell)


async def move_line(organiser: Principal, ceremony: UUID, asked: MoveLine, tell: Tell) -> None:
    """The line stands elsewhere, with whoever it passes; what is shown stays the same.

    Raises `LinesCross`, `LineShown`, `NotFound`.
    """
    organiser.require("organiser")
    async with unit_of_work() as work:
        known = await ceremony_record(work, ceremony)
        if not 0 <= asked.line < len(known.script.lines):
            raise NotFound(Text("线", "line"), asked.line)
        try:
            script, position = known.script.moved(asked.line, asked.after, known.position)
        except LinesMeet as met:
            raise LinesCross(other_zh=met.other.title.zh, other_en=met.other.title.en) from met
        except ValueError as error:
            raise LineShown() from error
        document = msgspec.structs.replace(known.document, lines=lines_of(script), rows=list(script.rows))
        await work.connection.execute(
            "UPDATE ceremony SET script = $2, position = $3 WHERE id = $1", ceremony, encoded(document), position
        )
        await _tell_screens(work, tell)


async def remove_ceremony(organiser: Principal, ceremony: UUID, tell: Tell) -> None:
    """The ceremony is gone, and screens that showed it are blank. Raises `NotFound`."""
    organiser.require("organiser")
    async with unit_of_work() as work:
        await ceremony_record(work, ceremony)
        await work.connection.execute("UPDATE screen SET ceremony = NULL WHERE ceremony = $1", ceremony)
        await work.connection.execute("DELETE FROM ceremony WHERE id = $1", ceremony)
        await _tell_screens(work, tell)


async def make_screen(organiser: Principal, name: str) -> tuple[UUID, str]:
    """A screen stands, blank; its id and the secret part of its address, which is told only now."""
    organiser.require("organiser")
    token = new_token()
    screen = Screen(token_hash=token_hash(token), name=_named(name), shows=encoded(Shows()), made_at=now())
    async with unit_of_work():
        await screen.save()
    return screen.id, token


async def direct_screen(organiser: Principal, screen: UUID, asked: DirectScreen, tell: Tell) -> None:
    """The screen shows what it was told to, under the name it was given. Raises `NotFound`."""
    organiser.require("organiser")
    async with unit_of_work() as work:
        found = await Screen.objects().where(Screen.id == screen).lock_rows().first()
        if found is None:
            raise NotFound(Text("屏幕", "screen"), screen)
        if asked.name is not None:
            found.name = _named(asked.name)
        if asked.shows is not None:
            if asked.shows.event:
                await plan_of(asked.shows.event)
            if asked.shows.ceremony:
                await ceremony_record(work, asked.shows.ceremony)
            found.shows = encoded(asked.shows)
            found.ceremony = asked.shows.ceremony
        if asked.identify:
            found.identify_until = now() + IDENTIFY
        await found.save()
        await _tell_screens(work, tell)


async def remove_screen(organiser: Principal, screen: UUID, tell: Tell) -> None:
    """The screen's address leads nowhere any more; removing it twice is harmless."""
    organiser.require("organiser")
    async with unit_of_work() as work:
        await Screen.delete().where(Screen.id == screen)
        await _tell_screens(work, tell)


async def _tell_screens(work: Work, tell: Tell) -> None:
    """Every screen looks once this is stored: those of this process by `tell`, all others by a notice."""
    await send_notice(work, Notice(DIRECTED, ""))
    work.after_commit(tell)


def _named(name: str) -> str:
    return name.strip()[:80] or "屏幕"
