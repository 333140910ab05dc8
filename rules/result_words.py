"""Results and persons from the cells of a table, whose columns may be named in Chinese or in English."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import TypeVar

from rules.levels import Ladder, LevelUnknown
from rules.reading import NUMBER, Fields
from rules.situation import NOT_RECORDED, Candidate, Contest, Placed
from rules.terms import TermUnknown, term

T = TypeVar("T")
YES, NO = ("true", "1", "yes", "是", "合格", "y"), ("false", "0", "no", "否", "不合格", "n")
COLUMNS = {
    "rank": "名次",
    "total": "总分",
    "award": "公布奖项",
    "passed": "合格",
    "theory": "理论",
    "practical": "实操",
    "name": "姓名",
    "group": "组别",
    "level": "原等级",
    "held_since": "持有自",
    "promoted_this_year": "本年已晋升",
    "began_year_with": "年初等级",
    "honours": "已获荣誉",
}


class CellRefused(ValueError):
    """A cell that cannot be read: its column, and what it should be."""

    def __init__(self, column: str, zh: str, en: str) -> None:
        self.column, self.zh, self.en = column, zh, en
        super().__init__(en)


def placed_of(cells: Mapping[str, str], entrant: str) -> Placed:
    """The standing of an entrant; empty cells are unknown."""
    rank = _cell(cells, "rank", _whole)
    return Placed(
        entrant,
        rank,
        _cell(cells, "total", _decimal),
        _cell(cells, "award", str),
        _cell(cells, "passed", _yes),
        _cell(cells, "theory", _decimal),
        _cell(cells, "practical", _decimal),
    )


def person_of(cells: Mapping[str, str], key: str, ladder: Ladder, entrant: str | None = None) -> Candidate:
    """A member; without a group a worker, without a level one who holds none."""

    def level(written: str) -> str | None:
        return ladder.code(written)

    began = _cell(cells, "began_year_with", level) if _text(cells, "began_year_with") else NOT_RECORDED
    honours = _text(cells, "honours")
    for mark in "；、|，,":
        honours = honours.replace(mark, ";")
    return Candidate(
        entrant=entrant if entrant is not None else key,
        holder=key,
        name=_text(cells, "name") or "-",
        group=_cell(cells, "group", lambda word: term("group", word)) or "worker",
        level=_cell(cells, "level", level),
        held_since=_cell(cells, "held_since", date.fromisoformat),
        promoted_this_year=_cell(cells, "promoted_this_year", _times) or 0,
        honours=frozenset(word.strip() for word in honours.split(";") if word.strip()),
        began_year_with=began,
    )


def contest_of(fields: Fields, ladder: Ladder, entrants: int, tier: str | None = None) -> Contest:
    """The contest from its fields, with so many entrants and of that tier unless they say; faults go to their notes."""
    contest = Contest(
        tier=_word(fields, "tier", lambda word: term("tier", word), tier) or "",
        team_size=fields.whole("team_size", 1, 99) or 1,
        entrants=fields.whole("entrants", 0, 100_000) or 0 if fields.has("entrants") else entrants,
        track=_word(fields, "track", lambda word: term("track", word), ""),
        exam_standard=_word(fields, "exam_standard", lambda word: ladder.code(word) or "", ""),
        merged_with_selection=fields.flag("merged_with_selection", False),
        entered=fields.whole("entered", 0, 100_000),
        selection=fields.flag("selection", False),
    )
    fields.close()
    return contest


def _word(fields: Fields, name: str, read: Callable[[str], str], default: str | None) -> str | None:
    word = fields.word(name, default)
    if not word:
        return None
    try:
        return read(word)
    except (TermUnknown, LevelUnknown) as unknown:
        fields.refused(name, unknown)
        return None


def _text(cells: Mapping[str, str], name: str) -> str:
    return (cells.get(name) or cells.get(COLUMNS[name]) or "").strip()


def _cell(cells: Mapping[str, str], name: str, read: Callable[[str], T]) -> T | None:
    word = _text(cells, name)
    if not word:
        return None
    column = name if name in cells else COLUMNS[name]
    try:
        return read(word)
    except (TermUnknown, LevelUnknown) as unknown:
        said = unknown.both()
        raise CellRefused(column, said.zh, said.en) from unknown
    except ValueError as wrong:
        zh, en = SHAPES.get(name, ("有效的内容", "readable"))
        raise CellRefused(column, f"应为{zh}（现为 {word[:60]}）", f"should be {en} (not {word[:60]})") from wrong


SHAPES = {
    "rank": ("正整数名次", "a rank such as 3"),
    "held_since": ("日期，如 2024-05-01", "a day such as 2024-05-01"),
    "passed": ("是或否（true、false）", "true or false"),
    "promoted_this_year": ("是、否或次数（true、false、1）", "true, false or a number of times"),
    **dict.fromkeys(("total", "theory", "practical"), ("数字，如 85.5", "a number such as 85.5")),
}


def _whole(word: str) -> int:
    if not word.isascii() or not word.isdecimal() or not 1 <= int(word[:9]) <= 999_999:
        raise ValueError(word)
    return int(word)


def _decimal(word: str) -> Decimal:
    if not NUMBER.fullmatch(word):
        raise ValueError(word)
    return Decimal(word)


def _yes(word: str) -> bool:
    if word.casefold() not in (*YES, *NO):
        raise ValueError(word)
    return word.casefold() in YES


def _times(word: str) -> int:
    return int(word) if word.isascii() and word.isdecimal() and len(word) < 3 else int(_yes(word))
