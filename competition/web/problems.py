"""The one shape of every error answer: a stable code and what to say, in both languages."""

from competition.wire import Wire
from rules.values import Text


class ProblemView(Wire, frozen=True):
    """`values` fill the texts and let a program act; `status` repeats the HTTP status."""

    status: int
    code: str
    text: Text
    values: dict[str, str]
