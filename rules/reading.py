"""Reading the fields of a table one by one, each as what it must be. Every fault is noted, and reading goes on."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from rules.errors import Refusal
from rules.placed import Items, Notes, Scalar, Table, Value, join
from rules.values import Text

NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,12})?")


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

    def refused(self, name: str, why: Refusal) -> None:
        """The value is none that is known, as the refusal says."""
        said = why.both()
        self.fault("wrong_value", name, said.zh, said.en)

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
        written = isinstance(value, Scalar) and value.value.endswith("%")
        if not written or not NUMBER.fullmatch(digits) or digits.startswith("-"):
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
