"""What crosses the wire about people who sign in."""

from competition.wire import Wire


class SignIn(Wire, frozen=True):
    name: str
    password: str


class ChangePassword(Wire, frozen=True):
    """A person's own password: the one that holds, and the one to be."""

    old: str
    new: str


class Pair(Wire, frozen=True):
    """`code` as scanned or typed; `device` is what the tablet calls itself, `name` what a person would call it."""

    code: str
    device: str
    name: str = ""


class AccountView(Wire, frozen=True):
    """`roles` are of: organiser, official, lead_official, authority, judge, chief_judge, clerk.

    Who is an authority acts for `body`.
    """

    id: str
    name: str
    roles: list[str]
    body: str | None = None


class SessionView(Wire, frozen=True):
    account: AccountView | None


class PairingView(Wire, frozen=True):
    """A one-time link for one judge's tablet, with its QR code as SVG."""

    url: str
    qr: str
    expires_at: str


class TypedCodeView(Wire, frozen=True):
    """A one-time code that is typed where nothing can be scanned."""

    code: str
    expires_at: str


class TabletView(Wire, frozen=True):
    """A tablet that is signed in as a judge. `device` is what it calls itself; `last_seen_at` is true to the minute."""

    id: str
    device: str
    name: str
    paired_at: str
    last_seen_at: str
    connected: bool


class TriedFrom(Wire, frozen=True):
    """Wrong tries of one client; of an IPv6 address, its /64."""

    client: str
    times: int
    first_at: str
    last_at: str


class WrongTries(Wire, frozen=True):
    """What was tried wrongly since the server process began; the clients heard of last come first, twenty at most."""

    times: int
    clients: list[TriedFrom]


class TriesView(Wire, frozen=True):
    pairing: WrongTries
    sign_in: WrongTries
