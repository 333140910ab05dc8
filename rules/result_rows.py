"""Rows of cells by their columns, each with its line: from CSV, or from a block of text or a list in a file."""

import csv
import io
from collections.abc import Iterator, Mapping

from rules.placed import Notes, Place, Scalar, Table
from rules.reading import Fields

Rows = Iterator[tuple[int, Mapping[str, str]]]
NOTHING = ("null", "~", "None")


def kept_rows(fields: Fields, name: str, needed: tuple[str, ...]) -> Rows:
    """The rows of a table that is kept in a field, as a block of CSV text or as a list of groups."""
    value = fields.get(name)
    if value is None:
        fields.missing(name)
    elif isinstance(value, Scalar):
        yield from csv_rows(value.value, fields.notes, needed, value.place.line)
    else:
        for item in fields.tables(name):
            cells = {key: _cell(item, key) for key in item.table.entries}
            for key in needed:
                if key not in cells or (key != "rank" and not cells[key]):
                    item.missing(key)
            yield item.table.place.line, {**dict.fromkeys(needed, ""), **cells}


def _cell(item: Fields, name: str) -> str:
    value = item.table.entries[name]
    if isinstance(value, Table):
        item.wrong(name, "一个值", "one value")
        return ""
    words = [value.value] if isinstance(value, Scalar) else list(item.words(name))
    return ";".join(word for word in words if word not in NOTHING)


def csv_rows(text: str, notes: Notes, needed: tuple[str, ...], above: int = 0) -> Rows:
    """The rows of a CSV text, by column, with their lines; `above` lines of the file stand before it."""
    if "\ufffd" in text or "\0" in text:
        notes.add("wrong_encoding", None, "-", "文件不是 UTF-8 编码", "the file is not UTF-8; save it as UTF-8 CSV")
        return
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    try:
        head = [name.strip() for name in next(reader, [])]
        for name in needed:
            if name not in head:
                notes.add(
                    "missing_column",
                    Place(notes.file, above + 1),
                    name,
                    f"缺少列 {name}；首行应写明各列，至少有 {','.join(needed)}",
                    f"the column {name} is missing; the first line names the columns, at least {','.join(needed)}",
                )
        if not set(needed) <= set(head):
            return
        for row in reader:
            if any(cell.strip() for cell in row):
                line = above + reader.line_num
                cells = [cell.strip() for cell in row] + [""] * (len(head) - len(row))
                found = dict(zip(head, cells, strict=False))
                if empty := [name for name in needed if name != "rank" and not found[name]]:
                    notes.add(
                        "missing_field", Place(notes.file, line), empty[0], f"{empty[0]} 为空", f"{empty[0]} is empty"
                    )
                yield line, found
    except csv.Error as fault:
        at = Place(notes.file, above + (reader.line_num or 1))
        notes.add("not_csv", at, "-", f"不是有效的 CSV（{fault}）", f"this is not valid CSV ({fault})")
