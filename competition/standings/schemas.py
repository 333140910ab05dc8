"""What crosses the wire about standings beside the board's own messages."""

from competition.live.messages import Column, StandingRow
from competition.wire import Wire
from rules.values import Text


class Explanation(Wire, frozen=True):
    """Every mark, what was dropped, every step of the arithmetic and what decided the rank, as indented text."""

    code: str
    text: Text


class DeskRow(Wire, frozen=True):
    """A row of the board with what only the desk may know; `passed` is None while that cannot be said."""

    code: str
    group: str
    passed: bool | None
    row: StandingRow


class DeskStandings(Wire, frozen=True):
    """The standings as organisers and officials see them, best first."""

    event: str
    seq: int
    state: str
    columns: list[Column]
    rows: list[DeskRow]
