"""What crosses the wire about standings beside the board's own messages."""

from competition.wire import Wire
from rules.values import Text


class Explanation(Wire, frozen=True):
    """Every mark, what was dropped, every step of the arithmetic and what decided the rank, as indented text."""

    code: str
    text: Text
