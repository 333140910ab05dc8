"""The script of a ceremony: from the last place up, with a line wherever something begins. No I/O.

A script is a list of steps. Each shows one place (everybody who shares it), or a *line*: what is still hidden receives
that award, or is promoted. A screen is told of the steps shown so far and of nothing else, so it does not know how
many places are left above a line, and nobody in the hall does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import msgspec

from competition.live.screen_messages import CeremonyItem, CeremonyRow
from rules.values import Text


@dataclass(frozen=True, slots=True)
class Line:
    """Whoever stands at rank `after` or above lies beyond the line."""

    title: Text
    after: int


class LinesMeet(Exception):
    """An award's line would leave nobody between itself and the other one's."""

    def __init__(self, other: Line) -> None:
        self.other = other


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a script. With a `grave` one the ceremony cannot begin."""

    code: str
    grave: bool
    text: Text


@dataclass(frozen=True)
class Script:
    """Rows best first; every one has a rank. Lines in any order."""

    rows: tuple[CeremonyRow, ...]
    lines: tuple[Line, ...]

    @cached_property
    def steps(self) -> list[tuple[CeremonyItem, ...]]:
        """What each step adds, in the order of showing: the entrants of one place, or one line."""
        found: list[tuple[CeremonyItem, ...]] = []
        left = sorted(self.lines, key=lambda line: -line.after)[::-1]
        places: dict[int, list[CeremonyItem]] = {}
        for row in self.rows:
            places.setdefault(row.rank, []).append(CeremonyItem(row=row, line=None))
        for rank in sorted(places, reverse=True):
            while left and left[-1].after >= rank:
                found.append((CeremonyItem(row=None, line=left.pop().title),))
            found.append(tuple(places[rank]))
        return found

    def shown(self, position: int) -> list[CeremonyItem]:
        """Everything shown after so many steps, the best on top."""
        return [item for step in reversed(self.steps[:position]) for item in step]

    def line_shown(self, line: int, position: int) -> bool:
        """Whether the line is among the first so many steps."""
        order = sorted(range(len(self.lines)), key=lambda n: -self.lines[n].after)
        return line in order[: sum(item.line is not None for item in self.shown(position))]

    def moved(self, line: int, after: int, position: int) -> tuple["Script", int]:
        """With the line elsewhere, and the position at which exactly the same is shown.

        Whom an award's line passes receives that award, or no longer. Raises `LinesMeet` where there would be nobody
        left between two awards' lines, ValueError where the line's old or new place was shown already.
        """
        if self.line_shown(line, position):
            raise ValueError(line)
        lines = (*self.lines[:line], replace(self.lines[line], after=after), *self.lines[line + 1 :])
        new, shown = replace(self, lines=lines, rows=self._rows_awarded(line, after)), self.shown(position)
        for at in range(len(new.steps) + 1):
            if new.shown(at) == shown:
                return new, at
        raise ValueError(after)

    def _rows_awarded(self, line: int, after: int) -> tuple[CeremonyRow, ...]:
        """The rows with what each receives once the line stands there; all others as they are."""
        given, before = {row.award for row in self.rows}, self.lines[line]
        others = [one for one in self.lines if one is not before and one.title in given]
        if before.title not in given:
            return self.rows
        for other in others:
            low, high = sorted((other.after, after))
            crossed = (other.after < before.after) != (other.after < after)
            if crossed or not any(low < row.rank <= high for row in self.rows):
                raise LinesMeet(other)
        below = min((one for one in others if one.after > after), key=lambda one: one.after, default=None)
        passed = range(min(before.after, after) + 1, max(before.after, after) + 1)

        def receives(row: CeremonyRow) -> Text | None:
            lower = below.title if below and row.rank <= below.after else None
            if row.rank not in passed or row.award not in (before.title, lower):
                return row.award
            return before.title if row.rank <= after else lower

        return tuple(msgspec.structs.replace(row, award=receives(row)) for row in self.rows)


def faults_of(
    script: Script, known: Mapping[str, str], awarded: Sequence[str], ended: bool, incomplete: Sequence[str]
) -> list[Fault]:
    """What would go wrong on stage. `known` is the event's entrants: by code, the name or "" where it is hidden.

    `awarded` are the codes that special awards name, `incomplete` those whose marks are not all in.
    """
    found: list[Fault] = []

    def fault(code: str, zh: str, en: str, grave: bool = True) -> None:
        found.append(Fault(f"ceremony.{code}", grave, Text(zh, en)))

    if not script.rows:
        fault("empty", "没有可揭晓的名次，请先打分并结束赛项。", "Nobody has a rank; mark and end the event first.")
    if not ended:
        fault(
            "not_ended",
            "赛项尚未结束，名次仍可能变化，请先结束赛项。",
            "The event has not ended and ranks may still change; end it first.",
        )
    for row in script.rows:
        if not known.get(row.code):
            fault(
                "hidden_winner",
                f"第{row.rank}名 {row.code} 没有可公布的姓名，请补全名单后重新编排。",
                f"{row.code}, rank {row.rank}, has no name to be shown; complete the roll and write the script anew.",
            )
    for code in awarded:
        if code not in known:
            fault(
                "unknown_entrant",
                f"单项奖写给了加密号“{code}”，本赛项没有这个参赛单元；请改正。",
                f"An award is given to {code}, whom this event does not know; correct it.",
            )
    lowest = max((row.rank for row in script.rows), default=0)
    for line in script.lines:
        if not 1 <= line.after <= lowest:
            fault(
                "line_outside",
                f"“{line.title.zh}”线划在第{line.after}名之后，不在揭晓的名次之内；请移动。",
                f"The line {line.title.en} after rank {line.after} is not among the ranks that are shown; move it.",
            )
    if incomplete:
        fault(
            "incomplete",
            f"{len(incomplete)} 个参赛单元打分未齐：{'、'.join(incomplete)}。",
            f"Not all marks are in for {', '.join(incomplete)}.",
            grave=False,
        )
    return found
