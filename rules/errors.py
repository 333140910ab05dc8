"""Refusals: what is wrong, why, and what to do next, in Chinese and in English.

    Refusal
        SchemeRefused       a marking scheme cannot be loaded         (scheme.py)
        MarkRefused         a mark does not fit its aspect            (mark_errors.py)
        RulebookRefused     a rulebook cannot be loaded               (rulebook.py)
        ...                 and the server's own, in competition/

A refusal has a stable `code`; its two texts are templates that its values fill. The code and the
values travel to the pages, the English text goes to the log.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Literal

from rules.values import Text

Language = Literal["zh", "en"]


class Refusal(Exception):
    """Something asked for that is not done; nothing was stored."""

    code: str
    zh: ClassVar[str]
    en: ClassVar[str]

    def __init__(self, **values: object) -> None:
        self.values = {name: str(value) for name, value in values.items()}
        super().__init__(self.text("en"))

    def __reduce__(self) -> tuple[object, ...]:
        """Another process is told the same; each kind is made from values of its own, which `args` are not."""
        return _revived, (type(self), self.args, dict(self.__dict__))

    def text(self, language: Language) -> str:
        return (self.zh if language == "zh" else self.en).format(**self.values)

    def both(self) -> Text:
        """What it says, in both languages."""
        return Text(self.text("zh"), self.text("en"))


def _revived(kind: type[Refusal], said: tuple[object, ...], known: dict[str, object]) -> Refusal:
    refusal = kind.__new__(kind, *said)
    refusal.__dict__.update(known)
    return refusal


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in a file that a person wrote, with its place. `line` counts from 1."""

    code: str
    file: str
    line: int
    field: str
    zh: str
    en: str

    def text(self, language: Language) -> str:
        return f"{self.file}:{self.line}: {self.field}: {self.zh if language == 'zh' else self.en} [{self.code}]"


class FileRefused(Refusal):
    """A file with at least one fault. All faults found are in `problems`, in the file's order."""

    code = "rules.file_refused"
    zh = "{file} 未被接受，共 {count} 处问题；改正后重新提交，本次未保存任何内容。\n{list}"
    en = "{file} was refused with {count} problem(s); correct them and try again, nothing was stored.\n{list}"

    def __init__(self, file: str, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda p: p.line))
        self.file = file
        super().__init__(file=file, count=len(self.problems), list="")

    def text(self, language: Language) -> str:
        lines = "\n".join(problem.text(language) for problem in self.problems)
        return (self.zh if language == "zh" else self.en).format(**{**self.values, "list": lines})
