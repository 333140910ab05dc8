"""Marking schemes: loading them from YAML, and those that ship with the product.

The language is taught by examples in SCHEMES.md. A scheme may begin with `extends: NAME` to take over
a shipped one; its own top-level fields replace those, and `override: { KEY: { field: value } }` changes
single fields of a stage, criterion, sub-criterion or aspect.
"""

import hashlib
import json
from dataclasses import replace
from functools import cache
from pathlib import Path

from rules.errors import FileRefused, Refusal
from rules.mark_errors import AspectUnknown, MarkOffStep, MarkOutOfRange, MarkRefused, StageUnknown
from rules.metrics import Metric
from rules.placed import Items, Notes, Scalar, Table, Value, parse, plain
from rules.reading import Fields
from rules.scheme_checks import SchemeChecks
from rules.scheme_model import Aspect, Combine, Criterion, Node, Scheme, Stage, SubCriterion
from rules.scheme_reading import SchemeReader

__all__ = [
    "Aspect",
    "AspectUnknown",
    "Combine",
    "Criterion",
    "MarkOffStep",
    "MarkOutOfRange",
    "MarkRefused",
    "Metric",
    "Node",
    "Scheme",
    "SchemeRefused",
    "SchemeUnknown",
    "Stage",
    "StageUnknown",
    "SubCriterion",
    "load_scheme",
    "shipped_scheme",
    "shipped_schemes",
]

FOLDER = Path(__file__).parent / "schemes"


class SchemeRefused(FileRefused):
    """A marking scheme that cannot be used, with every fault found in it."""

    code = "rules.scheme_refused"


class SchemeUnknown(Refusal, LookupError):
    code = "rules.scheme_unknown"
    zh = "没有名为 {name} 的评分标准；可用：{known}"
    en = "there is no marking scheme {name}; known are: {known}"


def load_scheme(text: str, *, file: str) -> Scheme:
    """The scheme that a YAML text describes; raises SchemeRefused with every fault and its line."""
    notes = Notes(file)
    table = parse(text, notes)
    if table is not None and (whole := _expand(table, notes)) is not None:
        reader, fields = SchemeReader(notes), Fields(whole, "", notes)
        scheme = reader.scheme(fields)
        SchemeChecks(scheme, reader.places, notes, fields).run()
        if not notes.problems:
            source = json.dumps(plain(whole), ensure_ascii=False, sort_keys=True, indent=1)
            return replace(scheme, digest=hashlib.sha256(source.encode()).hexdigest(), source=source)
    raise SchemeRefused(file, notes.problems)


def shipped_schemes() -> tuple[str, ...]:
    """The names of the schemes that ship with the product, abstract bases left out."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


@cache
def shipped_scheme(name: str) -> Scheme:
    """The shipped scheme of that name; raises SchemeUnknown."""
    if name not in shipped_schemes():
        raise SchemeUnknown(name=name, known=", ".join(shipped_schemes()))
    return load_scheme((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"), file=f"{name}.yaml")


def _expand(table: Table, notes: Notes) -> Table | None:
    """The table with `extends`, `like`, `override` and, after all of these, `defaults` worked in."""
    whole = _changed(table, notes)
    return None if whole is None else _spread_defaults(whole, notes)


def _changed(table: Table, notes: Notes) -> Table | None:
    entries = dict(table.entries)
    name, changes = entries.pop("extends", None), entries.pop("override", None)
    if name is not None:
        base = _base(name, notes)
        if base is None:
            return None
        entries = {**base.entries, **entries}
    whole: Value = _alike(Table(entries, table.place), notes)
    if isinstance(changes, Table):
        for key, change in changes.entries.items():
            whole, found = _override(whole, key, change)
            if not found:
                notes.add(
                    "unknown_reference",
                    change.place,
                    f"override.{key}",
                    f"没有编号为 {key} 的内容可供修改",
                    f"there is nothing with the key {key} to override",
                )
    elif changes is not None:
        notes.add("wrong_value", changes.place, "override", "应为“编号: 字段”", "should be `key: fields`")
    assert isinstance(whole, Table)
    return whole


def _base(name: Value, notes: Notes) -> Table | None:
    known = {path.stem: path for path in (*FOLDER.glob("*.yaml"), *FOLDER.glob("bases/*.yaml"))}
    path = known.get(name.value) if isinstance(name, Scalar) else None
    if path is None:
        notes.add(
            "unknown_reference",
            name.place,
            "extends",
            f"应为已有评分标准之一：{'、'.join(sorted(known))}",
            f"should be one of the shipped schemes: {', '.join(sorted(known))}",
        )
        return None
    inner = Notes(path.name, notes.problems)
    base = parse(path.read_text(encoding="utf-8"), inner)
    return _changed(base, inner) if base else None


def _override(value: Value, key: str, change: Value) -> tuple[Value, bool]:
    """The value with the fields of the table whose `key` is given changed, and whether it was there.

    `STAGE/KEY` changes it in that stage only.
    """
    if "/" in key and isinstance(value, Table):
        stage, inner_key = key.split("/", 1)
        return _in_stage(value, stage, inner_key, change)
    match value:
        case Items(items, place):
            done = [_override(item, key, change) for item in items]
            return Items(tuple(item for item, _ in done), place), any(found for _, found in done)
        case Table(entries, place):
            own = entries.get("key")
            if isinstance(own, Scalar) and own.value == key and isinstance(change, Table):
                return _merge(value, change), True
            inner = {name: _override(entry, key, change) for name, entry in entries.items()}
            return Table({name: entry for name, (entry, _) in inner.items()}, place), any(f for _, f in inner.values())
    return value, False


def _in_stage(whole: Table, stage: str, key: str, change: Value) -> tuple[Value, bool]:
    stages = whole.entries.get("stages")
    found, items = False, []
    for item in stages.items if isinstance(stages, Items) else ():
        own = item.entries.get("key") if isinstance(item, Table) else None
        if isinstance(own, Scalar) and own.value == stage and "/" not in key:
            item, found = _override(item, key, change)
        items.append(item)
    if not isinstance(stages, Items):
        return whole, False
    return Table({**whole.entries, "stages": Items(tuple(items), stages.place)}, whole.place), found


def _merge(base: Table, change: Table) -> Table:
    merged = dict(base.entries)
    for name, value in change.entries.items():
        old = merged.get(name)
        merged[name] = _merge(old, value) if isinstance(old, Table) and isinstance(value, Table) else value
    return Table(merged, base.place)


def _alike(table: Table, notes: Notes) -> Table:
    """Stages that say `like: KEY` take over that stage's fields."""
    stages = table.entries.get("stages")
    if not isinstance(stages, Items):
        return table
    done: dict[str, Table] = {}
    items: list[Value] = []
    for item in stages.items:
        if isinstance(item, Table):
            model = item.entries.get("like")
            if isinstance(model, Scalar) and model.value in done:
                taken = {n: v for n, v in done[model.value].entries.items() if n not in ("key", "title")}
                item = Table({**taken, **{n: v for n, v in item.entries.items() if n != "like"}}, item.place)
            elif model is not None:
                notes.add(
                    "unknown_reference",
                    model.place,
                    "stages.like",
                    "应为前面某个阶段的编号",
                    "should be the key of a stage above",
                )
                item = Table({n: v for n, v in item.entries.items() if n != "like"}, item.place)
            key = item.entries.get("key")
            if isinstance(key, Scalar):
                done[key.value] = item
        items.append(item)
    return Table({**table.entries, "stages": Items(tuple(items), stages.place)}, table.place)


def _spread_defaults(table: Table, notes: Notes, above: Table | None = None) -> Table:
    """Every aspect below a `defaults` has those fields, unless it has its own."""
    entries = dict(table.entries)
    own = entries.pop("defaults", None)
    if own is not None and not isinstance(own, Table):
        notes.add("wrong_value", own.place, "defaults", "应为一组评分点字段", "should be fields of an aspect")
    given = _merge(above, own) if above and isinstance(own, Table) else own if isinstance(own, Table) else above
    for name in ("stages", "criteria", "sub_criteria", "aspects"):
        inner = entries.get(name)
        if isinstance(inner, Items):
            spread = (_with(item, given if name == "aspects" else None, notes, given) for item in inner.items)
            entries[name] = Items(tuple(spread), inner.place)
    return Table(entries, table.place)


def _with(item: Value, fields: Table | None, notes: Notes, above: Table | None) -> Value:
    if not isinstance(item, Table):
        return item
    if fields is not None:
        return Table({**fields.entries, **item.entries}, item.place)
    return _spread_defaults(item, notes, above)
