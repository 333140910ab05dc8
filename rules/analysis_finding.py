"""What the analysis says of a rulebook."""

from dataclasses import dataclass

from rules.values import Text


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: the clauses it is about, what is wrong, and a smallest example, where there is one."""

    kind: str
    clauses: tuple[str, ...]
    text: Text
    example: Text | None = None
