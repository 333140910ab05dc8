"""YAML that a person wrote, read with the place of every value, so that every fault can name its line.

Nothing is guessed from how a scalar looks: it is its characters, and the field that reads it says
whether they must be a number. So `1.0` never passes through a binary float and `NO` stays `NO`.
Anchors and aliases are refused: a small file must not be able to mean a large one.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import yaml

from rules.errors import Problem
from rules.values import Text

NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,12})?")
DEEPEST = 30


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands; `line` counts from 1."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Scalar:
    value: str
    place: Place


@dataclass(frozen=True, slots=True)
class Items:
    items: tuple["Value", ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Table:
    entries: dict[str, "Value"]
    place: Place


Value = Scalar | Items | Table


@dataclass
class Notes:
    """The faults found so far. Reading goes on after a fault, so that one run reports them all."""

    file: str
    problems: list[Problem] = field(default_factory=list)

    def add(self, code: str, place: Place | None, path: str, zh: str, en: str) -> None:
        at = place or Place(self.file, 1)
        self.problems.append(Problem(f"rules.{code}", at.file, at.line, path, zh, en))


def parse(text: str, notes: Notes) -> Table | None:
    """The file as one table, or None with the reason in `notes`."""
    try:
        _refuse_what_could_explode(text)
        loader = yaml.SafeLoader(text)
        node = loader.get_single_node()
    except _Unsafe as fault:
        notes.add("not_yaml", Place(notes.file, fault.line), "-", fault.zh, fault.en)
        return None
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        why = getattr(fault, "problem", None) or str(fault).splitlines()[0]
        line = Place(notes.file, mark.line + 1 if mark else 1)
        notes.add(
            "not_yaml",
            line,
            "-",
            f"不是有效的 YAML（{why}）；请检查缩进、冒号和引号",
            f"this is not valid YAML ({why}); check indentation, colons and quotes",
        )
        return None
    value = _convert(node, Place(notes.file, 1), notes, "") if node is not None else None
    if isinstance(value, Table):
        return value
    notes.add("not_yaml", None, "-", "文件应由“字段: 值”组成", "the file should consist of `field: value` lines")
    return None


class _Unsafe(Exception):
    def __init__(self, line: int, zh: str, en: str) -> None:
        self.line, self.zh, self.en = line, zh, en
        super().__init__(en)


def _refuse_what_could_explode(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _Unsafe(
                line,
                "不允许使用锚点（&）和引用（*）；请用 defaults 或 extends",
                "anchors (&) and aliases (*) are not allowed; use `defaults` or `extends`",
            )
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise _Unsafe(line, f"嵌套超过 {DEEPEST} 层", f"nested more than {DEEPEST} levels deep")


def _convert(node: yaml.Node, place: Place, notes: Notes, path: str) -> Value:
    if isinstance(node, yaml.ScalarNode):
        return Scalar(str(node.value).strip(), place)
    if isinstance(node, yaml.SequenceNode):
        places = [Place(notes.file, item.start_mark.line + 1) for item in node.value]
        return Items(
            tuple(
                _convert(item, at, notes, f"{path}[{n}]")
                for n, (item, at) in enumerate(zip(node.value, places, strict=True), 1)
            ),
            place,
        )
    entries: dict[str, Value] = {}
    for key, value in node.value:
        at = Place(notes.file, key.start_mark.line + 1)
        if not isinstance(key, yaml.ScalarNode):
            notes.add("not_yaml", at, path or "-", "字段名应为一个词", "a field's name should be one word")
            continue
        name = str(key.value)
        if name in entries:
            notes.add(
                "duplicate_key",
                at,
                join(path, name),
                f"字段 {name} 写了两次；请删去一处",
                f"the field {name} is written twice; remove one",
            )
        entries[name] = _convert(value, at, notes, join(path, name))
    return Table(entries, place)


def join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def plain(value: Value) -> object:
    """The value as nested dicts, lists and strings: JSON, and so YAML that reads back the same."""
    match value:
        case Scalar(text):
            return text
        case Items(items):
            return [plain(item) for item in items]
        case Table(entries):
            return {name: plain(entry) for name, entry in entries.items()}


class Fields:
    """A table read field by field. `close` reports what nobody asked for."""

    def __init__(self, table: Table, path: str, notes: Notes) -> None:
        self.table, self.path, self.notes = table, path, notes
        self._known: list[str] = []

    def get(self, name: str) -> Value | None:
        if name not in self._known:
            self._known.append(name)
        return self.table.entries.get(name)

    def has(self, name: str) -> bool:
        return self.get(name) is not None

    def fault(self, code: str, name: str, zh: str, en: str) -> None:
        value = self.table.entries.get(name)
        self.notes.add(code, value.place if value else self.table.place, join(self.path, name), zh, en)

    def missing(self, name: str) -> None:
        self.fault("missing_field", name, f"缺少字段 {name}；请补上", f"the field {name} is missing; add it")

    def wrong(self, name: str, zh: str, en: str) -> None:
        self.fault("wrong_value", name, f"应为{zh}", f"should be {en}")

    def word(self, name: str, default: str | None = None) -> str:
        """The characters of a scalar; required where no default is given."""
        value = self.get(name)
        if value is None:
            if default is None:
                self.missing(name)
            return default or ""
        if not isinstance(value, Scalar) or not value.value:
            self.wrong(name, "一段文字", "a piece of text")
            return default or ""
        return value.value

    def choice(self, name: str, options: Sequence[str], default: str | None = None) -> str:
        word = self.word(name, default)
        if word in options or not word:
            return word
        listed = ", ".join(options)
        self.wrong(name, f"下列之一：{listed}（现为 {word}）", f"one of: {listed} (not {word})")
        return default or options[0]

    def text(self, name: str, default: str | None = None) -> Text:
        """A text in both languages: `{ zh: …, en: … }`, or one text that serves for both."""
        value = self.get(name)
        if isinstance(value, Table):
            pair = Fields(value, join(self.path, name), self.notes)
            both = Text(pair.word("zh"), pair.word("en"))
            pair.close()
            return both
        word = self.word(name, default)
        return Text(word, word)

    def flag(self, name: str, default: bool) -> bool:
        return self.choice(name, ("true", "false"), str(default).lower()) == "true"

    def number(self, name: str) -> Decimal | None:
        """A decimal number, or None where the field is absent."""
        value = self.get(name)
        return None if value is None else self.decimal(value, name)

    def decimal(self, value: Value, name: str) -> Decimal | None:
        if isinstance(value, Scalar) and NUMBER.fullmatch(value.value):
            return Decimal(value.value)
        shown = value.value if isinstance(value, Scalar) else "…"
        self.notes.add(
            "wrong_value",
            value.place,
            join(self.path, name),
            f"应为数字，如 2.5（现为 {shown}）",
            f"should be a number such as 2.5 (not {shown})",
        )
        return None

    def whole(self, name: str, low: int = 0, high: int = 1000) -> int | None:
        value = self.get(name)
        if value is None:
            return None
        if isinstance(value, Scalar) and re.fullmatch(r"-?[0-9]{1,6}", value.value) and low <= int(value.value) <= high:
            return int(value.value)
        self.wrong(name, f"{low} 到 {high} 之间的整数", f"a whole number from {low} to {high}")
        return None

    def percent(self, name: str) -> Decimal | None:
        """A share written `30%`, as the number 30."""
        value = self.get(name)
        if value is None:
            return None
        digits = value.value.removesuffix("%").strip() if isinstance(value, Scalar) else ""
        if not digits or digits == getattr(value, "value", "") or not NUMBER.fullmatch(digits):
            self.wrong(name, "百分比，如 30%", "a percentage such as 30%")
            return None
        return Decimal(digits)

    def day(self, name: str) -> date | None:
        value = self.get(name)
        if value is None:
            return None
        try:
            return date.fromisoformat(value.value if isinstance(value, Scalar) else "")
        except ValueError:
            self.wrong(name, "日期，如 2026-05-01", "a day such as 2026-05-01")
            return None

    def items(self, name: str) -> tuple[Value, ...]:
        value = self.get(name)
        if value is None or isinstance(value, Items):
            return value.items if value else ()
        self.wrong(name, "列表（每项以 - 开头）", "a list (each item begins with -)")
        return ()

    def tables(self, name: str) -> Iterator["Fields"]:
        """The items of a list of tables, each ready to be read."""
        for n, item in enumerate(self.items(name), 1):
            path = f"{join(self.path, name)}[{n}]"
            if isinstance(item, Table):
                yield Fields(item, path, self.notes)
            else:
                self.notes.add(
                    "wrong_value",
                    item.place,
                    path,
                    "应为“字段: 值”组成的一项",
                    "should be an item of `field: value` lines",
                )

    def words(self, name: str) -> tuple[str, ...]:
        words = tuple(item.value for item in self.items(name) if isinstance(item, Scalar))
        if len(words) != len(self.items(name)):
            self.wrong(name, "一列文字", "a list of words")
        return words

    def inside(self, name: str) -> "Fields | None":
        value = self.get(name)
        if value is None or isinstance(value, Table):
            return Fields(value, join(self.path, name), self.notes) if value else None
        self.wrong(name, "“字段: 值”组成的一组", "a group of `field: value` lines")
        return None

    def close(self, also: Iterable[str] = ()) -> None:
        """Report every field that was never asked for."""
        known = [*self._known, *also]
        for name in self.table.entries:
            if name not in known:
                self.fault(
                    "unknown_key",
                    name,
                    f"未知字段 {name}；可用字段：{'、'.join(known)}",
                    f"unknown field {name}; the fields known here are: {', '.join(known)}",
                )
