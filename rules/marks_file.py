"""Marks from a CSV file in long form: `entrant,aspect,judge,value`, and `stage` where the scheme has stages."""

import csv
import io
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal

from rules.errors import FileRefused
from rules.mark_errors import MarkRefused
from rules.placed import Notes, Place
from rules.reading import NUMBER
from rules.scheme_model import Aspect, Scheme
from rules.values import Mark

COLUMNS = ("entrant", "aspect", "judge", "value")
LONGEST = 200


class MarksRefused(FileRefused):
    """A file of marks that cannot be used, with every fault found in it. Nothing of it counts."""

    code = "rules.marks_refused"


def read_marks(text: str, *, file: str, scheme: Scheme, entrants: Collection[str] | None = None) -> list[Mark]:
    """The marks of a file, in its order; raises MarksRefused with every fault and its line.

    Every mark fits its aspect; no judge marks an aspect of an entrant twice; with `entrants`, each is one of them.
    Rows whose value is empty are marks not given, and left out. Blank lines and a byte order mark do no harm.
    """
    reader = _MarksReader(scheme, file, entrants)
    return reader.done(reader.read(text.removeprefix("\ufeff")))


class _MarksReader:
    def __init__(self, scheme: Scheme, file: str, entrants: Collection[str] | None) -> None:
        self.scheme, self.entrants, self.notes = scheme, entrants, Notes(file)
        self.seen: dict[tuple[str, str, str, str], int] = {}
        self.judges: dict[tuple[str, str, str], set[str]] = {}
        self.line = 1

    def fault(self, code: str, field: str, zh: str, en: str) -> None:
        self.notes.add(code, Place(self.notes.file, self.line), field, zh, en)

    def refused(self, field: str, why: MarkRefused) -> None:
        said = why.both()
        self.fault(why.code.removeprefix("rules."), field, said.zh, said.en)

    def read(self, text: str) -> list[Mark]:
        if "\ufffd" in text or "\0" in text:
            self.fault(
                "wrong_encoding",
                "-",
                "文件不是 UTF-8 编码；请另存为 UTF-8 CSV",
                "the file is not UTF-8; save it as UTF-8 CSV",
            )
            return []
        rows = csv.reader(io.StringIO(text), strict=True)
        try:
            return self.rows((rows.line_num, row) for row in rows)
        except csv.Error as fault:
            self.line = rows.line_num or 1
            self.fault("not_csv", "-", f"不是有效的 CSV（{fault}）", f"this is not valid CSV ({fault})")
            return []

    def rows(self, numbered: Iterable[tuple[int, Sequence[str]]]) -> list[Mark]:
        rest = iter(numbered)
        self.line, head = next(((line, row) for line, row in rest if any(cell.strip() for cell in row)), (1, []))
        columns = _without_tail([name.strip() for name in head])
        if not self.columns(columns):
            return []
        return [mark for line, row in rest if (mark := self.row(columns, row, line)) is not None]

    def done(self, marks: list[Mark]) -> list[Mark]:
        if self.notes.problems:
            raise MarksRefused(self.notes.file, self.notes.problems)
        return marks

    def columns(self, columns: list[str]) -> bool:
        for name in COLUMNS:
            if name not in columns:
                self.fault(
                    "missing_column",
                    name,
                    f"缺少列 {name}；首行应为 {','.join(COLUMNS)}（可加 stage）",
                    f"the column {name} is missing; the first line should be {','.join(COLUMNS)} (and stage)",
                )
        for name in columns:
            if name not in (*COLUMNS, "stage") or columns.count(name) > 1:
                self.fault(
                    "unknown_column",
                    name or "-",
                    f"未知或重复的列 {name}",
                    f"the column {name} is unknown or there twice",
                )
        return not self.notes.problems

    def row(self, columns: list[str], row: Sequence[str], line: int) -> Mark | None:
        self.line = line
        cells = _without_tail([cell.strip() for cell in row])
        if not cells:
            return None
        cells += [""] * (min(len(row), len(columns)) - len(cells))
        if len(cells) != len(columns):
            self.fault(
                "wrong_columns",
                "-",
                f"应有 {len(columns)} 列，现有 {len(cells)} 列",
                f"should have {len(columns)} cells, has {len(cells)}",
            )
            return None
        cell = dict(zip(columns, cells, strict=True))
        return self.mark(cell["entrant"], cell["aspect"], cell["judge"], cell["value"], cell.get("stage", ""))

    def mark(self, entrant: str, key: str, judge: str, value: str, stage: str) -> Mark | None:
        before = len(self.notes.problems)
        if not entrant or (self.entrants is not None and entrant not in self.entrants):
            self.fault(
                "entrant_unknown",
                "entrant",
                f"没有参赛单元 {entrant[:LONGEST]}；请核对编号",
                f"there is no entrant {entrant[:LONGEST]}; check the key",
            )
        aspect = self.aspect(key[:LONGEST], stage[:LONGEST])
        if not value:
            return None
        number = self.number(value)
        if aspect is None or number is None:
            return None
        self.judge(aspect, judge)
        self.seats(aspect, (stage, entrant, key), judge)
        try:
            aspect.check(number)
        except MarkRefused as refusal:
            self.refused("value", refusal)
        mark = Mark(entrant, key, judge, number, self.scheme.stage(stage).key)
        self.once(mark)
        return mark if len(self.notes.problems) == before else None

    def aspect(self, key: str, stage: str) -> Aspect | None:
        try:
            return self.scheme.aspect(key, stage)
        except MarkRefused as refusal:
            self.refused("stage" if "stage" in refusal.code else "aspect", refusal)
            return None

    def number(self, value: str) -> Decimal | None:
        if not NUMBER.fullmatch(value):
            self.fault(
                "not_a_number",
                "value",
                f"{value[:LONGEST]} 不是数字；请改为如 8.5 的数字",
                f"{value[:LONGEST]} is not a number; write one such as 8.5",
            )
            return None
        return Decimal(value)

    def judge(self, aspect: Aspect, judge: str) -> None:
        if aspect.each_judge and not judge:
            self.fault(
                "judge_missing",
                "judge",
                f"{aspect.key} 由每位裁判分别打分；请填写裁判",
                f"each judge marks {aspect.key}; say which judge this is",
            )
        if not aspect.each_judge and judge:
            self.fault(
                "judge_not_wanted",
                "judge",
                f"{aspect.key} 只有一个共同数值；裁判一栏应为空，或在评分标准中为其设 panel",
                f"{aspect.key} has one value for everybody; leave the judge empty, or give it a `panel` in the scheme",
            )

    def seats(self, aspect: Aspect, place: tuple[str, str, str], judge: str) -> None:
        """A judge too many is a name misspelt, or a panel that is larger than the scheme says."""
        if aspect.panel is None or not aspect.panel.judges or not judge:
            return
        marking = self.judges.setdefault(place, set())
        marking.add(judge)
        if len(marking) > aspect.panel.judges:
            self.fault(
                "too_many_judges",
                "judge",
                f"{aspect.key} 由 {aspect.panel.judges} 名裁判打分，{judge[:LONGEST]} 多出；请核对裁判编号或评分标准",
                f"{aspect.panel.judges} judges mark {aspect.key} and {judge[:LONGEST]} is one too many; "
                "check the judge, or the scheme",
            )

    def once(self, mark: Mark) -> None:
        place = (mark.stage, mark.entrant, mark.aspect, mark.judge)
        first = self.seen.setdefault(place, self.line)
        if first != self.line:
            self.fault(
                "mark_twice",
                "value",
                f"与第 {first} 行重复：同一裁判对同一评分点打了两次分；请只保留一行",
                f"repeats line {first}: the same judge marks the same aspect twice; keep one of the lines",
            )


def _without_tail(cells: list[str]) -> list[str]:
    """The cells without the empty ones at the end, which spreadsheets like to add."""
    filled = [n for n, cell in enumerate(cells, 1) if cell]
    return cells[: max(filled, default=0)]
