"""Ladders of skill levels. Ask the ladder which of two levels is higher; their numbers run downwards."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from rules.errors import Refusal
from rules.placed import Notes, parse
from rules.reading import Fields
from rules.values import Text

FILE = Path(__file__).parent / "ladders.yaml"
NO_LEVEL = Text("无等级", "no level")


class LevelUnknown(Refusal, LookupError):
    code = "rules.level_unknown"
    zh = "没有技能等级 {level}；可用：{known}"
    en = "there is no skill level {level}; known are: {known}"


@dataclass(frozen=True, slots=True)
class Level:
    """`by_contest` says whether a contest may grant it; what stands higher is appointed, not won."""

    code: str
    title: Text
    by_contest: bool = True


@dataclass(frozen=True, slots=True)
class Ladder:
    """Levels from the lowest to the highest. No level at all stands below the lowest and is written None."""

    key: str
    levels: tuple[Level, ...]
    _heights: dict[str | None, int] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        heights: dict[str | None, int] = {None: -1, **{level.code: height for height, level in enumerate(self.levels)}}
        object.__setattr__(self, "_heights", heights)

    def height(self, code: str | None) -> int:
        """How high a level stands: -1 for none. Raises LevelUnknown."""
        if code not in self._heights:
            raise LevelUnknown(level=code, known=", ".join(level.code for level in self.levels))
        return self._heights[code]

    def __contains__(self, code: object) -> bool:
        return code in self._heights

    def is_above(self, a: str | None, b: str | None) -> bool:
        return self.height(a) > self.height(b)

    def next_above(self, code: str | None) -> str | None:
        """The next level that a contest may grant, None at the top."""
        higher = self.levels[self.height(code) + 1 :]
        return next((level.code for level in higher if level.by_contest), None)

    @property
    def top(self) -> str:
        """The highest level that a contest may grant."""
        return next(level.code for level in reversed(self.levels) if level.by_contest)

    def title(self, code: str | None) -> Text:
        return NO_LEVEL if code is None else self.levels[self.height(code)].title

    def code(self, written: str) -> str | None:
        """The code of a level written as code or as title in either language; empty or 无等级 is none."""
        if written in ("", NO_LEVEL.zh, NO_LEVEL.en):
            return None
        for level in self.levels:
            if written.upper() == level.code or written in (level.title.zh, level.title.en, *level.title.zh.split("/")):
                return level.code
        raise LevelUnknown(level=written, known=", ".join(level.title.zh for level in self.levels))


def ladders() -> tuple[str, ...]:
    """The names of all ladders."""
    notes = Notes(FILE.name)
    table = parse(FILE.read_text(encoding="utf-8"), notes)
    assert table is not None, notes.problems
    return tuple(table.entries)


@cache
def ladder(key: str = "five") -> Ladder:
    """The ladder of that name. Raises LevelUnknown."""
    notes = Notes(FILE.name)
    table = parse(FILE.read_text(encoding="utf-8"), notes)
    assert table is not None, notes.problems
    fields = Fields(table, "", notes)
    if not fields.has(key):
        raise LevelUnknown(level=key, known=", ".join(table.entries))
    levels = tuple(
        Level(item.word("code"), Text(item.word("zh"), item.word("en")), item.flag("by_contest", True))
        for item in fields.tables(key)
    )
    return Ladder(key, levels)
