"""Results in the columns that WorldSkills' ceremony software reads, one row for each member of an entrant.

Source of the columns and of how they are read: worldskills/worldskills-ceremonies, August 2026 (rows of one team are
grouped by Member, rows without names passed over, "07" and "7" are one skill).
"""

import csv
import io
from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from competition.events.queries import event_position, members_of
from competition.events.roll import roll_of
from competition.registry.queries import holders
from competition.standings.awarding import awards_given
from competition.standings.board import Board
from competition.standings.export import BOM
from rules.awards import best_of_each
from rules.medal_rule import MedalRule
from rules.report import number

COLUMNS = (
    "Position", "Member", "Member Name", "Skill Number", "Medal", "First Name", "Last Name", "WorldSkills Scale Score",
)  # fmt: skip
MEDALS = {"gold": "Gold", "silver": "Silver", "bronze": "Bronze", "medallion": "Medal for Excellence"}
UNOFFICIAL = "median-700"
"""The scale where the scheme names none; WorldSkills' own formula is not published."""
COMPOUND = frozenset("欧阳 上官 司马 诸葛 皇甫 尉迟 公孙 慕容 令狐 司徒 夏侯 东方 端木 西门 南宫 宇文 长孙".split())

Rows = list[Sequence[object]]


async def world_skills_csv(board: Board) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([COLUMNS, *(await _results(board))])
    return BOM + out.getvalue()


async def world_skills_workbook(board: Board) -> bytes:
    """Two sheets: results, and the best of each delegation."""
    import openpyxl  # slow to import, and seldom asked for

    results = await _results(board)
    book = openpyxl.Workbook()
    first = book.worksheets[0]
    first.title = "Results"
    for row in (COLUMNS, *results):
        first.append(list(row))
    sheet, best = book.create_sheet("Best of Nation"), await _best(board)
    for row in (COLUMNS, *(row for row in results if row[0] in best)):
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


async def _results(board: Board) -> Rows:
    standings = [one for one in board.standings if one.rank is not None]
    given, scaled = await awards_given(board), _scaled(board)
    roll, people = await roll_of(board.plan.event), await _people(board)
    skill = f"{await event_position(board.plan.event) + 1:02d}"
    rows: Rows = []
    for standing in standings:
        entrant = board.plan.by_code[standing.entrant].id
        home, award = roll[entrant].delegation, given.get(standing.entrant)
        medal = "" if award is None else MEDALS.get(award.key, award.title.en)
        for first, last in people.get(entrant) or [name_parts(roll[entrant].name)]:
            member = (home.zh, home.en) if home else ("", "")
            rows.append((standing.rank, *member, skill, medal, first, last, number(scaled.get(standing.entrant))))
    return rows


async def _best(board: Board) -> set[int]:
    """The positions of the best of each delegation."""
    roll = await roll_of(board.plan.event)
    homes = {
        code: known.delegation.zh for code, one in board.plan.by_code.items() if (known := roll[one.id]).delegation
    }
    best = {code for codes in best_of_each(_scaled(board), homes).values() for code in codes}
    return {one.rank for one in board.standings if one.rank is not None and one.entrant in best}


def _scaled(board: Board) -> dict[str, Decimal]:
    rule = board.plan.scheme.medals
    return (rule if rule and rule.scale else MedalRule(UNOFFICIAL)).scaled(board.standings)


async def _people(board: Board) -> dict[UUID, list[tuple[str, str]]]:
    """First and last name of every member, by entrant."""
    members = await members_of(board.plan.event)
    known = await holders([holder for _, _, holder in members])
    found: dict[UUID, list[tuple[str, str]]] = {}
    for _, entrant, holder in members:
        person = known[holder]
        found.setdefault(entrant, []).append(name_parts(person.name_romanised or person.name))
    return found


def name_parts(name: str) -> tuple[str, str]:
    """First and last name: "Zhang Weimin" and 张伟民 both begin with the family's."""
    if " " in name:
        last, _, first = name.partition(" ")
        return first, last
    length = 2 if name[:2] in COMPOUND else 1
    return name[length:], name[:length]
