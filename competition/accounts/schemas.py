"""What crosses the wire about people who sign in."""

from competition.wire import Wire


class SignIn(Wire, frozen=True):
    name: str
    password: str


class Pair(Wire, frozen=True):
    code: str
    device: str


class AccountView(Wire, frozen=True):
    """`roles` are of: organiser, official, judge, chief_judge, clerk."""

    id: str
    name: str
    roles: list[str]


class SessionView(Wire, frozen=True):
    account: AccountView | None


class PairingView(Wire, frozen=True):
    """A one-time link for one judge's tablet, with its QR code as SVG."""

    url: str
    qr: str
    expires_at: str
