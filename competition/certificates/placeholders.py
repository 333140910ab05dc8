"""What the placeholders of a template's texts stand for.

A text is taken apart once; filling it is then only putting strings together. Nothing in a text can reach further than
the names below: it is data that an organiser wrote.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from competition.certificates.layout import CertificateFacts
from competition.certificates.template import Kind
from competition.certificates.words import NOTHING, day_of
from rules.errors import Language
from rules.values import Text

COMMON = (
    "name", "document_type", "document_number", "occupation", "direction", "number", "issuer", "competition", "event",
    "day", "verify_url",
)  # fmt: skip
PLACEHOLDERS: Mapping[Kind, tuple[str, ...]] = {
    "promotion": (*COMMON, "level", "clause"),
    "award": (*COMMON, "award", "rank", "total", "entrants"),
    "transcript": (*COMMON, "rank", "total", "entrants"),
}
BRACES = re.compile(r"\{([^{}]*)\}|[{}]")
NAMED = re.compile(r"(\w+)(?:\.(zh|en))?")


@dataclass(frozen=True, slots=True)
class Slot:
    """A place to be filled with what `name` stands for, in `tongue`."""

    name: str
    tongue: Language


@dataclass(frozen=True, slots=True)
class Wording:
    """A text taken apart."""

    parts: tuple[str | Slot, ...]

    @property
    def fixed(self) -> bool:
        return not any(isinstance(part, Slot) for part in self.parts)

    def filled(self, values: Mapping[str, Text]) -> str:
        """The text; what has no English is said in Chinese."""
        return "".join(part if isinstance(part, str) else _said(values[part.name], part.tongue) for part in self.parts)

    def lacks(self, values: Mapping[str, Text]) -> bool:
        """Whether something in it is not known in the language that it asks for."""
        return any(isinstance(part, Slot) and not getattr(values[part.name], part.tongue) for part in self.parts)


class NotAPlaceholder(ValueError):
    """The text in braces, which stands for nothing; empty for a brace without its partner."""


def taken_apart(text: str, tongue: Language, known: tuple[str, ...]) -> Wording:
    """Raises `NotAPlaceholder` for braces that do not name one of `known`."""
    parts: list[str | Slot] = []
    at = 0
    for found in BRACES.finditer(text):
        named = NAMED.fullmatch(found[1] or "")
        if named is None or named[1] not in known:
            raise NotAPlaceholder(found[1] or "")
        explicit: Language = "en" if named[2] == "en" else "zh"
        parts += [text[at : found.start()], Slot(named[1], explicit if named[2] else tongue)]
        at = found.end()
    return Wording(tuple(part for part in (*parts, text[at:]) if part))


def values_of(facts: CertificateFacts) -> dict[str, Text]:
    """What every placeholder stands for on this paper."""
    nothing = Text(NOTHING, "")
    direction = facts.direction if facts.direction and facts.direction.zh else nothing
    return {
        "name": Text(facts.holder_name, facts.holder_name_romanised or ""),
        "document_type": facts.document_type,
        "document_number": _same(facts.document_number),
        "occupation": facts.occupation,
        "direction": direction,
        "level": facts.level or nothing,
        "clause": facts.clause or nothing,
        "award": facts.award or nothing,
        "rank": _same(facts.rank or NOTHING),
        "total": _same(facts.total or NOTHING),
        "entrants": _same(facts.entrants or NOTHING),
        "number": _same(facts.number),
        "issuer": facts.issuer,
        "competition": facts.competition,
        "event": facts.event or nothing,
        "day": day_of(facts.issued_on),
        "verify_url": _same(facts.verify_url),
    }


def _same(text: str) -> Text:
    return Text(text, text)


def _said(value: Text, tongue: Language) -> str:
    return value.zh if tongue == "zh" else value.en or value.zh
