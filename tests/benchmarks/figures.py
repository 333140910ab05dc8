"""One line a figure, as every benchmark prints it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured, ours beside the bare library (or what was published), and what we aim at."""

    name: str
    ours: float
    bare: float
    unit: str
    aim: str

    def __str__(self) -> str:
        ratio = self.ours / self.bare
        return (
            f"bench {self.name} ratio={ratio:.2f} aim{self.aim} ours={self.ours:g} bare={self.bare:g} unit={self.unit}"
        )
