"""Sign in, sign out, pair a tablet. One transaction each; nothing secret is ever stored in the clear."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from competition.accounts.errors import NameTaken, PairingRefused, WrongPassword
from competition.accounts.passwords import hash_password, password_fits
from competition.accounts.principal import Principal, Role
from competition.accounts.tables import Account, PairingCode, Session
from competition.clock import iso, now
from competition.db.unit_of_work import unit_of_work
from competition.errors import NotFound
from competition.identifiers import new_token, token_hash
from rules.values import Text

SESSION_LASTS = timedelta(days=7)
PAIRING_LASTS = timedelta(hours=12)


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


async def sign_in(name: str, password: str) -> tuple[Principal, str]:
    """A session is open; returns its holder and its token. Raises `WrongPassword`."""
    account = await Account.objects().where(Account.sign_in == name).first()
    fits = await password_fits(account.password_hash if account else None, password)
    if account is None or not fits:
        raise WrongPassword()
    async with unit_of_work():
        token = await _open_session(account, device="")
    return Principal(account.id, account.name, frozenset(account.roles)), token


async def sign_out(token: str) -> None:
    """The session is closed; closing it twice is harmless."""
    async with unit_of_work():
        await Session.delete().where(Session.token_hash == token_hash(token))


async def make_pairing_code(organiser: Principal, account: UUID) -> tuple[str, str]:
    """A one-time code that pairs one tablet to this judge; returns it and when it expires (ISO 8601)."""
    organiser.require("organiser")
    code, expires_at = new_token(), now() + PAIRING_LASTS
    async with unit_of_work():
        judge = await Account.objects().where(Account.id == account).first()
        if judge is None or not {"judge", "chief_judge"}.intersection(judge.roles):
            raise NotFound(Text("裁判", "judge"), account)
        await PairingCode(code_hash=token_hash(code), account=judge, made_by=organiser.id, expires_at=expires_at).save()
    return code, iso(expires_at)


async def pair(code: str, device: str) -> tuple[Principal, str]:
    """The tablet is signed in as the judge; the code is spent. Raises `PairingRefused`."""
    async with unit_of_work():
        spent = (
            await PairingCode.update({PairingCode.used_at: now()})
            .where(
                (PairingCode.code_hash == token_hash(code))
                & (PairingCode.used_at.is_null())
                & (PairingCode.expires_at > now())
            )
            .returning(PairingCode.account)
        )
        if not spent:
            raise PairingRefused()
        judge = await Account.objects().where(Account.id == spent[0]["account"]).first()
        assert judge is not None
        token = await _open_session(judge, device)
    return Principal(judge.id, judge.name, frozenset(judge.roles)), token


async def _open_session(account: Account, device: str) -> str:
    token = new_token()
    await Session(
        token_hash=token_hash(token),
        account=account.id,
        device=device[:100],
        opened_at=now(),
        expires_at=now() + SESSION_LASTS,
    ).save()
    return token
