"""YAML that a person wrote, with the place of every value, so that every fault can name its line.

Nothing is guessed from how a scalar looks: it is its characters, and the field that reads it says
whether they must be a number. So `1.0` never passes through a binary float and `NO` stays `NO`.
Anchors and aliases are refused: a small file must not be able to mean a large one.
"""

from dataclasses import dataclass, field

import yaml

from rules.errors import Problem

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
