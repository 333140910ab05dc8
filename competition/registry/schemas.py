"""What crosses the wire about holders in the register."""

from datetime import datetime

from competition.wire import Wire


class CorrectHolder(Wire, frozen=True):
    """What the register is to say. `romanised` may be empty; `document` is a number of the same type, None as it is."""

    name: str
    romanised: str
    reason: str
    document: str | None = None


class CorrectionView(Wire, frozen=True):
    """What the register said until then, and who mended it. `document` says that the number was changed, not which."""

    name: str
    romanised: str | None
    document: bool
    by: str
    at: datetime
    reason: str
