"""Sign in, sign out, pair a tablet. One transaction each; nothing secret is ever stored in the clear."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from competition.accounts.codes import PAIRING_LASTS, TYPED_LASTS, Code, new_typed_code, read_code
from competition.accounts.door import Door
from competition.accounts.errors import AccountDisabled, NameTaken, WrongPassword
from competition.accounts.known import is_known, new_mark
from competition.accounts.passwords import hash_password, password_fits
from competition.accounts.principal import Principal, Role
from competition.accounts.queries import tablet_id
from competition.accounts.tables import Account, PairingCode, Session
from competition.clock import iso, now
from competition.db.notices import Notice, send_notice
from competition.db.unit_of_work import Work, unit_of_work
from competition.errors import NotFound
from competition.identifiers import new_token, token_hash
from rules.values import Text

SESSION_ENDED = "session"
"""The kind of the notice that a session has ended; its key is the hash of its token, in hex."""
CODE_MADE = "code"
"""The kind of the notice that a code that pairs a tablet was made; its key is the code's hash, in hex."""

SESSION_LASTS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class TabletName:
    """What a tablet calls itself, and what a person would call it."""

    device: str
    name: str


async def create_account(sign_in: str, name: str, password: str, roles: Sequence[Role], cost: int) -> Principal:
    """The account exists and can sign in. Raises `NameTaken`."""
    hashed = await hash_password(password, cost)
    async with unit_of_work():
        if await Account.exists().where(Account.sign_in == sign_in):
            raise NameTaken(name=sign_in)
        account = Account(name=name, sign_in=sign_in, password_hash=hashed, roles=list(roles))
        await account.save()
    return Principal(account.id, name, frozenset(roles))


async def create_judge(name: str, roles: Sequence[Role]) -> UUID:
    """The judge, or chief judge, exists and can have a tablet paired; part of the caller's transaction."""
    judge = Account(name=name, roles=list(roles))
    await judge.save()
    return judge.id


@dataclass(frozen=True, slots=True)
class Browser:
    """Where somebody signs in from: the client's address, and the mark of an earlier sign-in if it bears one."""

    client: str
    mark: str = ""


async def sign_in(door: Door, name: str, password: str, browser: Browser) -> tuple[Principal, str, str]:
    """A session is open; returns its holder, its token, and the mark that the browser is to keep.

    Raises `WrongPassword`, `TooManyTries`, and `AccountDisabled` to whoever knows the password.
    """
    known = browser.mark if browser.mark and door.looks_at_marks() and await _left(browser.mark, name) else ""
    door.let_try(name, browser.client, known)
    account = await Account.objects().where(Account.sign_in == name).first()
    fits = await password_fits(account.password_hash if account else None, password)
    door.tried(name, browser.client, known, right=fits)
    if account is None or not fits:
        raise WrongPassword()
    async with unit_of_work():
        account = await _as_checked(account)
        token = await _open_session(account, TabletName("", ""))
    return (
        Principal(account.id, account.name, frozenset(account.roles), account.body),
        token,
        known or new_mark(account.password_hash),
    )


async def _as_checked(account: Account) -> Account:
    """The account, which keeps the password that was checked until the transaction ends.

    The check takes a while: whoever was given another password meanwhile, or was disabled, is not signed in by it.
    Raises `WrongPassword`, `AccountDisabled`.
    """
    same = (Account.id == account.id) & (Account.password_hash == account.password_hash)
    found = await Account.objects().where(same).lock_rows("SHARE").first()
    if found is None:
        raise WrongPassword()
    if found.disabled_at is not None:
        raise AccountDisabled(name=found.name)
    return found


async def _left(mark: str, name: str) -> bool:
    account = await Account.select(Account.password_hash).where(Account.sign_in == name).first()
    return account is not None and is_known(mark, account["password_hash"])


async def sign_out(token: str) -> bytes:
    """The session is closed; returns which. Closing it twice is harmless."""
    async with unit_of_work() as work:
        open_ones = Session.token_hash == token_hash(token)
        if await Session.delete().where(open_ones).returning(Session.token_hash):
            await send_notice(work, Notice(SESSION_ENDED, token_hash(token).hex()))
    return token_hash(token)


@dataclass(frozen=True, slots=True)
class Revoked:
    """The session that was ended, and what its tablet calls itself."""

    session: bytes
    device: str


async def revoke_tablet(organiser: Principal, account: UUID, tablet: UUID) -> Revoked:
    """The tablet is no longer signed in as the judge. Raises `NotFound`."""
    organiser.require("organiser")
    async with unit_of_work() as work:
        kept = await Session.select(Session.token_hash, Session.device).where(Session.account == account)
        found = next((row for row in kept if tablet_id(row["token_hash"]) == tablet), None)
        if found is None:
            raise NotFound(Text("配对的平板", "paired tablet"), tablet)
        await Session.delete().where(Session.token_hash == found["token_hash"])
        await send_notice(work, Notice(SESSION_ENDED, found["token_hash"].hex()))
    return Revoked(found["token_hash"], found["device"])


async def make_pairing_code(organiser: Principal, door: Door, account: UUID) -> tuple[str, str]:
    """A one-time code that pairs one tablet to this judge; returns it and when it expires (ISO 8601)."""
    organiser.require("organiser")
    code, expires_at = new_token(), now() + PAIRING_LASTS
    async with unit_of_work() as work:
        await _keep_code(work, organiser, account, read_code(code), expires_at)
        work.after_commit(lambda: door.made(read_code(code)))
    return code, iso(expires_at)


async def make_typed_code(organiser: Principal, door: Door, account: UUID) -> tuple[str, str]:
    """A short code that does the same when it is typed; the judge's earlier short one is void from here on."""
    organiser.require("organiser")
    code, expires_at = new_typed_code(), now() + TYPED_LASTS
    async with unit_of_work() as work:
        await PairingCode.update({PairingCode.used_at: now()}).where(
            (PairingCode.account == account) & PairingCode.typed.eq(True) & PairingCode.used_at.is_null()
        )
        await _keep_code(work, organiser, account, read_code(code), expires_at)
        work.after_commit(lambda: door.made(read_code(code)))
    return code, iso(expires_at)


async def _keep_code(work: Work, organiser: Principal, account: UUID, code: Code, expires_at: datetime) -> None:
    judge = await Account.objects().where(Account.id == account).first()
    if judge is None or not {"judge", "chief_judge"}.intersection(judge.roles):
        raise NotFound(Text("裁判", "judge"), account)
    await PairingCode(
        code_hash=code.hash, account=judge, made_by=organiser.id, expires_at=expires_at, typed=code.typed
    ).save()
    await send_notice(work, Notice(CODE_MADE, code.hash.hex()))


async def pair(door: Door, given: str, tablet: TabletName, client: str) -> tuple[Principal, str]:
    """The tablet is signed in as the judge; the code is spent. Raises `PairingRefused`, `TooManyTries`.

    `client` is where the code was given in from.
    """
    code = read_code(given)
    await door.admit(code, client)
    async with unit_of_work() as work:
        spent = (
            await PairingCode.update({PairingCode.used_at: now()})
            .where(
                (PairingCode.code_hash == code.hash)
                & (PairingCode.used_at.is_null())
                & (PairingCode.expires_at > now())
            )
            .returning(PairingCode.account)
        )
        if not spent:
            door.turn_away(code, client)
        judge = await Account.objects().where(Account.id == spent[0]["account"]).first()
        assert judge is not None
        token = await _open_session(judge, tablet)
        work.after_commit(lambda: door.spent(code))
    return Principal(judge.id, judge.name, frozenset(judge.roles)), token


async def _open_session(account: Account, tablet: TabletName) -> str:
    token = new_token()
    await Session(
        token_hash=token_hash(token),
        account=account.id,
        device=tablet.device[:100],
        device_name=tablet.name[:100],
        opened_at=now(),
        last_seen_at=now(),
        expires_at=now() + SESSION_LASTS,
    ).save()
    return token
