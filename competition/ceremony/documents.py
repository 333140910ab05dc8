"""A ceremony's script as it is kept: rows and lines as they were when it was written, and what was amiss then."""

import msgspec

from competition.ceremony.rehearsal import rehearsal
from competition.ceremony.script import Line, Script
from competition.live.screen_messages import CeremonyRow
from competition.wire import Wire
from rules.values import Text

REHEARSAL = Text("彩排（虚构数据）", "Rehearsal (invented data)")


class KeptLine(Wire, frozen=True):
    title: Text
    after: int


class KeptScript(Wire, frozen=True):
    """`awarded` are the codes that special awards named; `incomplete` those whose marks were not all in."""

    title: Text
    competition: Text
    rows: list[CeremonyRow]
    lines: list[KeptLine]
    awarded: list[str]
    incomplete: list[str]

    @property
    def script(self) -> Script:
        return Script(tuple(self.rows), tuple(Line(line.title, line.after) for line in self.lines))


def rehearsed() -> KeptScript:
    """A made-up one, which does not even say what it is a rehearsal of."""
    script = rehearsal()
    return KeptScript(
        title=REHEARSAL,
        competition=REHEARSAL,
        rows=list(script.rows),
        lines=lines_of(script),
        awarded=[],
        incomplete=[],
    )


def lines_of(script: Script) -> list[KeptLine]:
    return [KeptLine(title=line.title, after=line.after) for line in script.lines]


def encoded(document: Wire) -> str:
    return msgspec.json.encode(document).decode()
