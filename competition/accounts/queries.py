"""Reading accounts."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from competition.accounts.principal import Principal
from competition.accounts.schemas import TabletView
from competition.accounts.tables import Account, PairingCode, Session
from competition.clock import iso, now
from competition.identifiers import token_hash

SEEN_EVERY = timedelta(minutes=1)


async def principal_of(token: str | None) -> Principal | None:
    """Who holds this session token, or None if nobody does (any more)."""
    if not token:
        return None
    account = Session.account
    session = (
        await Session.select(account.id, account.name, account.roles, account.body, Session.last_seen_at)
        .where((Session.token_hash == token_hash(token)) & (Session.expires_at > now()) & account.disabled_at.is_null())
        .first()
    )
    if session is None:
        return None
    await _saw(token_hash(token), session["last_seen_at"])
    return Principal(
        session["account.id"], session["account.name"], frozenset(session["account.roles"]), session["account.body"]
    )


async def is_signed_in(session: bytes) -> bool:
    """Whether the session of this hash still stands: neither ended here or by another process, nor run out."""
    found = (
        await Session.select(Session.last_seen_at)
        .where((Session.token_hash == session) & (Session.expires_at > now()))
        .first()
    )
    if found is not None:
        await _saw(session, found["last_seen_at"])
    return found is not None


async def ended_among(sessions: Collection[bytes]) -> set[bytes]:
    """The sessions of these hashes that do not stand; the others are in use."""
    if not sessions:
        return set()
    rows = await Session.select(Session.token_hash, Session.last_seen_at).where(
        Session.token_hash.is_in(list(sessions)) & (Session.expires_at > now())
    )
    for row in rows:
        await _saw(row["token_hash"], row["last_seen_at"])
    return set(sessions) - {row["token_hash"] for row in rows}


async def _saw(session: bytes, before: datetime | None) -> None:
    if before is None or now() - before >= SEEN_EVERY:
        await Session.update({Session.last_seen_at: now()}).where(Session.token_hash == session)


async def tablets_of(account: UUID, connected: Collection[bytes], heard: Collection[str]) -> list[TabletView]:
    """The tablets signed in as this judge, newest first.

    `connected` are the sessions with a socket here, `heard` the devices that some process is connected to: where one
    has signed in again, that is its newest session.
    """
    rows = (
        await Session.select()
        .where((Session.account == account) & (Session.expires_at > now()))
        .order_by(Session.opened_at, ascending=False)
    )
    newest = {row["device"]: row["token_hash"] for row in reversed(rows) if row["device"] in heard}
    return [
        TabletView(
            id=str(tablet_id(row["token_hash"])),
            device=row["device"],
            name=row["device_name"],
            paired_at=iso(row["opened_at"]),
            last_seen_at=iso(row["last_seen_at"] or row["opened_at"]),
            connected=row["token_hash"] in connected or newest.get(row["device"]) == row["token_hash"],
        )
        for row in rows
    ]


def tablet_id(session: bytes) -> UUID:
    """What names a session to people: half of the hash that is kept of its token."""
    return UUID(bytes=session[:16])


async def paired_accounts(accounts: Collection[UUID]) -> set[UUID]:
    """Which of these accounts have at least one signed-in device."""
    if not accounts:
        return set()
    rows = await Session.select(Session.account).where(
        Session.account.is_in(list(accounts)) & (Session.expires_at > now())
    )
    return {row["account"] for row in rows}


async def account_names(accounts: Collection[UUID]) -> dict[UUID, str]:
    if not accounts:
        return {}
    rows = await Account.select(Account.id, Account.name).where(Account.id.is_in(list(accounts)))
    return {row["id"]: row["name"] for row in rows}


async def any_account() -> bool:
    return await Account.exists()


async def live_codes() -> set[bytes]:
    """The hashes of all pairing codes that would pair a tablet now."""
    rows = await PairingCode.select(PairingCode.code_hash).where(
        PairingCode.used_at.is_null() & (PairingCode.expires_at > now())
    )
    return {row["code_hash"] for row in rows}
