"""What crosses the wire about people who sign in."""

from competition.wire import Wire


class SignIn(Wire):
    name: str
    password: str


class Pair(Wire):
    code: str
    device: str


class AccountView(Wire):
    """`roles` are of: organiser, official, judge."""

    id: str
    name: str
    roles: list[str]


class SessionView(Wire):
    account: AccountView | None


class PairingView(Wire):
    """A one-time link for one judge's tablet, with its QR code as SVG."""

    url: str
    qr: str
    expires_at: str
