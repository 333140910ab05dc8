"""Reading ceremonies and screens, and writing a script from the standings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from competition.accounts.principal import Principal
from competition.accounts.qr import qr_svg
from competition.ceremony.documents import KeptLine, KeptScript
from competition.ceremony.schemas import (
    Ceremonies,
    CeremonyView,
    FaultView,
    LineView,
    MakeCeremony,
    Screens,
    ScreenView,
    Shows,
)
from competition.ceremony.script import Fault, Script, faults_of
from competition.ceremony.tables import Ceremony, Screen
from competition.clock import iso, now
from competition.db.unit_of_work import Work
from competition.errors import NotFound
from competition.events.photos import picture, pictured
from competition.events.roll import roll_of
from competition.identifiers import token_hash
from competition.live.screen_messages import CeremonyRow, CeremonyShown, ScreenState
from competition.promotion.queries import decisions_of
from competition.standings.awarding import awards_given
from competition.standings.board import Board
from rules.awards import Award
from rules.values import Standing, Text

HERE = timedelta(seconds=10)
PROMOTED = Text("晋升技能等级", "Promotion to a skill level")


@dataclass(frozen=True, slots=True)
class CeremonyRecord:
    id: UUID
    event: UUID
    rehearsal: bool
    document: KeptScript
    position: int
    presenter: str
    made_at: datetime

    @property
    def script(self) -> Script:
        return self.document.script


async def ceremony_record(work: Work, ceremony: UUID) -> CeremonyRecord:
    """The ceremony, locked until the transaction ends. Raises `NotFound`."""
    row = await work.connection.fetchrow("SELECT * FROM ceremony WHERE id = $1 FOR UPDATE", ceremony)
    if row is None:
        raise NotFound(Text("颁奖", "ceremony"), ceremony)
    return _record(row)


async def read_ceremony(ceremony: UUID) -> CeremonyRecord:
    """Raises `NotFound`."""
    row = await Ceremony.select().where(Ceremony.id == ceremony).first()
    if row is None:
        raise NotFound(Text("颁奖", "ceremony"), ceremony)
    return _record(row)


def _record(row: Any) -> CeremonyRecord:
    return CeremonyRecord(
        id=row["id"],
        event=row["event"],
        rehearsal=row["rehearsal"],
        document=msgspec.json.decode(row["script"], type=KeptScript, strict=False),
        position=row["position"],
        presenter=row["presenter"],
        made_at=row["made_at"],
    )


async def write_script(organiser: Principal, board: Board, asked: MakeCeremony) -> KeptScript:
    """The script of the event's standings: a line for each award and for the promotions, rows best first."""
    standings = [standing for standing in board.standings if standing.rank is not None]
    shown = [one for one in standings if not asked.places or (one.rank or 0) <= asked.places]
    given = await awards_given(board)
    special = {award.code: award.title for award in asked.special}
    rows = await _rows(board, shown, given, special)
    lines = _award_lines(shown, given)
    promoted = {d.code for d in await decisions_of(organiser, board.plan.event) if d.outcome == "promote"}
    last = max((one.rank or 0 for one in shown if one.entrant in promoted), default=0)
    if last:
        lines.append(KeptLine(title=PROMOTED, after=last))
    return KeptScript(
        title=board.plan.title,
        competition=board.plan.competition,
        rows=rows,
        lines=lines,
        awarded=list(special),
        incomplete=[one.entrant for one in shown if not one.score.complete],
    )


async def _rows(
    board: Board, shown: Sequence[Standing], given: dict[str, Award], special: dict[str, Text]
) -> list[CeremonyRow]:
    roll, ids = await roll_of(board.plan.event), {code: one.id for code, one in board.plan.by_code.items()}
    photos = await pictured([ids[one.entrant] for one in shown])
    rows = []
    for one in shown:
        known, award = roll.get(ids[one.entrant]), given.get(one.entrant)
        rows.append(
            CeremonyRow(
                entrant=str(ids[one.entrant]),
                code=one.entrant,
                rank=one.rank or 0,
                tied=one.tied,
                name=known.name if known else "",
                delegation=known.delegation if known else None,
                total=one.score.total,
                award=special.get(one.entrant) or (award.title if award else None),
                photo=ids[one.entrant] in photos,
            )
        )
    return rows


def _award_lines(shown: Sequence[Standing], given: dict[str, Award]) -> list[KeptLine]:
    """A line under the last who receives each award."""
    last: dict[str, KeptLine] = {}
    for one in shown:
        if (award := given.get(one.entrant)) is not None:
            last[award.key] = KeptLine(title=award.title, after=one.rank or 0)
    return list(last.values())


def faults_of_ceremony(known: CeremonyRecord, board: Board) -> list[Fault]:
    """What would go wrong if it began now; nothing can in a rehearsal."""
    if known.rehearsal:
        return []
    ids = {code: str(one.id) for code, one in board.plan.by_code.items()}
    names = dict.fromkeys(ids, "-") | {row.code: row.name for row in known.document.rows if row.code in ids}
    standings = {one.entrant: one for one in board.standings}
    stale = [row.code for row in known.document.rows if _differs(row, standings.get(row.code))]
    found = faults_of(known.script, names, known.document.awarded, board.state == "ended", known.document.incomplete)
    if stale:
        said = "、".join(stale)
        found.append(
            Fault(
                "ceremony.stale",
                True,
                Text(
                    f"脚本写成后名次或总分已有变化（{said}），请重新编排。",
                    f"Ranks or totals have changed since the script was written ({', '.join(stale)}); write it anew.",
                ),
            )
        )
    return found


def _differs(row: CeremonyRow, standing: Standing | None) -> bool:
    return standing is None or (standing.rank, standing.score.total) != (row.rank, row.total)


def ceremony_view(known: CeremonyRecord, board: Board) -> CeremonyView:
    script, steps = known.script, known.script.steps
    return CeremonyView(
        id=str(known.id),
        event=str(known.event),
        rehearsal=known.rehearsal,
        position=known.position,
        steps=len(steps),
        presenter=known.presenter,
        shown=shown_of(known),
        following=list(steps[known.position]) if known.position < len(steps) else [],
        lines=[
            LineView(title=line.title, after=line.after, movable=not script.line_shown(n, known.position))
            for n, line in enumerate(script.lines)
        ],
        faults=[
            FaultView(code=fault.code, grave=fault.grave, text=fault.text) for fault in faults_of_ceremony(known, board)
        ],
        made_at=iso(known.made_at),
    )


def shown_of(known: CeremonyRecord) -> CeremonyShown:
    """What the screens show: nothing that is not revealed, nor how much there is of it."""
    script = known.script
    newest = script.steps[known.position - 1] if known.position else ()
    return CeremonyShown(
        title=known.document.title,
        competition=known.document.competition,
        rehearsal=known.rehearsal,
        items=script.shown(known.position),
        newest=len(newest),
    )


async def ceremonies_of(organiser: Principal, board: Board) -> Ceremonies:
    """The event's ceremonies, the newest first."""
    organiser.require("organiser")
    rows = await Ceremony.select().where(Ceremony.event == board.plan.event).order_by(Ceremony.made_at, ascending=False)
    return Ceremonies(ceremonies=[ceremony_view(_record(row), board) for row in rows])


async def screens(organiser: Principal, made: UUID | None = None, address: str = "") -> Screens:
    """Every screen by name; the address only of the one just `made`."""
    organiser.require("organiser")
    rows = await Screen.select().order_by(Screen.name, Screen.made_at)
    return Screens(
        screens=[
            ScreenView(
                id=str(row["id"]),
                name=row["name"],
                shows=_shown_by(row),
                seen_at=iso(row["seen_at"]) if row["seen_at"] else None,
                here=bool(row["seen_at"] and row["seen_at"] > now() - HERE),
                address=address if row["id"] == made else "",
                qr=qr_svg(address) if row["id"] == made else "",
            )
            for row in rows
        ]
    )


def _shown_by(row: dict[str, Any]) -> Shows:
    """What the screen was told to show; nothing, where that is a ceremony which is gone."""
    shows = msgspec.json.decode(row["shows"], type=Shows)
    return Shows(language=shows.language) if shows.view == "ceremony" and row["ceremony"] is None else shows


async def screen_state(token: str) -> ScreenState | None:
    """What the screen with this address shows now, and it counts as seen; None where there is none."""
    rows = (
        await Screen.update({Screen.seen_at: now()})
        .where(Screen.token_hash == token_hash(token))
        .returning(Screen.name, Screen.shows, Screen.ceremony, Screen.identify_until)
    )
    if not rows:
        return None
    row, moment = rows[0], now()
    shows = _shown_by(row)
    known = await read_ceremony(row["ceremony"]) if shows.view == "ceremony" else None
    return ScreenState(
        name=row["name"],
        view=shows.view,
        event=str(shows.event or ""),
        query=shows.query,
        language=shows.language,
        identify=bool(row["identify_until"] and row["identify_until"] > moment),
        ceremony=shown_of(known) if known else None,
        at=iso(moment),
    )


async def revealed_picture(token: str, entrant: UUID) -> tuple[str, bytes]:
    """The picture of an entrant whom the screen's ceremony has revealed. Raises `NotFound` for every other one."""
    state = await screen_state(token)
    shown = state.ceremony.items if state and state.ceremony else []
    if not any(item.row and item.row.entrant == str(entrant) for item in shown):
        raise NotFound(Text("照片", "picture"), "-")
    return await picture(entrant)
