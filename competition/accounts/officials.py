"""The certification body's own people: whoever is in charge adds and disables them and gives them new passwords.

The body's people are the accounts that are officials and nothing else. Somebody who is an organiser too is not theirs
to manage: a new password would let the body sign in as the competition's organiser. Beside them stand the accounts of
*authorities*: other bodies that may end a certificate themselves. Which body such an account acts for is settled when
it is added and never changes; whoever comes to act for another gets another account.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from competition.accounts.audit import enter_act
from competition.accounts.errors import NameMissing, NameTaken, NotYourself
from competition.accounts.passwords import hash_password, new_password
from competition.accounts.principal import Principal
from competition.accounts.sessions import Ended, end_sessions
from competition.accounts.tables import Account, Session
from competition.clock import now
from competition.db.unit_of_work import unit_of_work
from competition.errors import NotFound
from competition.wire import Wire
from rules.values import Text

OF_THE_BODY = frozenset({"official", "lead_official", "authority"})
LONGEST = 200


class AddOfficial(Wire, frozen=True):
    """`lead` is for somebody who is in charge too; `body` names the authority that somebody else's account acts for."""

    sign_in: str
    name: str
    lead: bool = False
    body: str = ""


class OfficialView(Wire, frozen=True):
    """One of the body's people, or of the authority `body`'s; `last_seen_at` is of a session that still stands."""

    id: str
    sign_in: str
    name: str
    lead: bool
    body: str | None
    disabled_at: datetime | None
    last_seen_at: datetime | None


class OfficialsView(Wire, frozen=True):
    officials: list[OfficialView]


class NewPassword(Wire, frozen=True):
    """A password that is shown this once; only its hash is kept."""

    official: OfficialView
    password: str


async def officials(reader: Principal) -> list[OfficialView]:
    """The body's people and those of authorities, those in office first, by name."""
    reader.require("lead_official")
    rows = await Account.select().where(Account.sign_in.is_not_null()).order_by(Account.name)
    seen = {
        row["account"]: row["last_seen_at"]
        for row in await Session.select(Session.account, Session.last_seen_at).order_by(Session.last_seen_at)
    }
    found = [_view(row, seen.get(row["id"])) for row in rows if _is_theirs(row["roles"])]
    return sorted(found, key=lambda one: one.disabled_at is not None)


async def add_official(lead: Principal, asked: AddOfficial, cost: int) -> NewPassword:
    """Who was added can sign in, with a password made here. Raises `NameMissing`, `NameTaken`."""
    lead.require("lead_official")
    sign_in, name, body = asked.sign_in.strip(), asked.name.strip(), asked.body.strip()
    if not (0 < len(sign_in) <= 100 and 0 < len(name) <= LONGEST and len(body) <= LONGEST):
        raise NameMissing()
    password = new_password()
    hashed = await hash_password(password, cost)
    async with unit_of_work():
        if await Account.exists().where(Account.sign_in == sign_in):
            raise NameTaken(name=sign_in)
        roles = ["authority"] if body else ["official", "lead_official"] if asked.lead else ["official"]
        account = Account(name=name, sign_in=sign_in, password_hash=hashed, roles=roles, body=body or None)
        await account.save()
        await enter_act(lead, "official.added", " · ".join(filter(None, (f"{name}（{sign_in}）", body))))
    return NewPassword(official=await _one(account.id), password=password)


async def disable_official(lead: Principal, official: UUID) -> Ended:
    """The official is signed out everywhere and cannot sign in. Raises `NotFound`, `NotYourself`."""
    lead.require("lead_official")
    if official == lead.id:
        raise NotYourself()
    async with unit_of_work() as work:
        account = await _locked(official)
        if account.disabled_at is None:
            await Account.update({Account.disabled_at: now()}).where(Account.id == official)
            await enter_act(lead, "official.disabled", account.name)
        return await end_sessions(work, official)


async def enable_official(lead: Principal, official: UUID) -> None:
    """The official can sign in again, with the password as it was. Raises `NotFound`."""
    lead.require("lead_official")
    async with unit_of_work():
        account = await _locked(official)
        if account.disabled_at is not None:
            await Account.update({Account.disabled_at: None}).where(Account.id == official)
            await enter_act(lead, "official.enabled", account.name)


async def reset_password(lead: Principal, official: UUID, cost: int) -> tuple[NewPassword, Ended]:
    """The official has another password and is signed out everywhere. Raises `NotFound`."""
    lead.require("lead_official")
    password = new_password()
    hashed = await hash_password(password, cost)
    async with unit_of_work() as work:
        account = await _locked(official)
        await Account.update({Account.password_hash: hashed}).where(Account.id == official)
        await enter_act(lead, "official.password_reset", account.name)
        ended = await end_sessions(work, official)
    return NewPassword(official=await _one(official), password=password), ended


def _is_theirs(roles: Sequence[str]) -> bool:
    return bool(roles) and OF_THE_BODY.issuperset(roles)


async def _locked(official: UUID) -> Account:
    found = await Account.objects().where(Account.id == official).lock_rows("UPDATE").first()
    if found is None or not _is_theirs(found.roles):
        raise NotFound(Text("本机构人员", "official of this body"), official)
    return found


async def _one(official: UUID) -> OfficialView:
    row = await Account.select().where(Account.id == official).first()
    assert row is not None
    return _view(row, None)


def _view(row: dict[str, Any], seen: datetime | None) -> OfficialView:
    return OfficialView(
        id=str(row["id"]),
        sign_in=row["sign_in"],
        name=row["name"],
        lead="lead_official" in row["roles"],
        body=row["body"],
        disabled_at=row["disabled_at"],
        last_seen_at=seen,
    )
