"""Reading accounts."""

from collections.abc import Collection
from uuid import UUID

from competition.accounts.principal import Principal
from competition.accounts.tables import Account, Session
from competition.clock import now
from competition.identifiers import token_hash


async def principal_of(token: str | None) -> Principal | None:
    """Who holds this session token, or None if nobody does (any more)."""
    if not token:
        return None
    session = (
        await Session.select(Session.account.id, Session.account.name, Session.account.roles)
        .where((Session.token_hash == token_hash(token)) & (Session.expires_at > now()))
        .first()
    )
    if session is None:
        return None
    return Principal(session["account.id"], session["account.name"], frozenset(session["account.roles"]))


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
