"""Changing one's own password: whoever knows the old one, in a session of one's own."""

from competition.accounts.audit import enter_act
from competition.accounts.door import Door
from competition.accounts.errors import OldPasswordWrong, PasswordUnfit
from competition.accounts.known import new_mark
from competition.accounts.officials import OF_THE_BODY
from competition.accounts.passwords import hash_password, password_fits
from competition.accounts.principal import Principal
from competition.accounts.schemas import ChangePassword
from competition.accounts.sessions import Ended, end_sessions
from competition.accounts.tables import Account
from competition.db.unit_of_work import unit_of_work

SHORTEST, LONGEST = 10, 200


async def change_password(
    person: Principal, session: bytes, client: str, door: Door, asked: ChangePassword, cost: int
) -> tuple[Ended, str]:
    """The person has the new password and is signed out everywhere but in this session.

    Returns what was ended, and the mark that the browser is to keep. Wrong old passwords make this session wait, as
    they do at the door. Raises `OldPasswordWrong`, `PasswordUnfit`, `TooManyTries`.
    """
    if not SHORTEST <= len(asked.new) <= LONGEST or asked.new == asked.old:
        raise PasswordUnfit(least=SHORTEST)
    known = f"session {session.hex()}"
    door.let_try("", client, known)
    account = await Account.objects().get(Account.id == person.id)
    assert account is not None
    fits = await password_fits(account.password_hash, asked.old)
    door.tried("", client, known, right=fits)
    if not fits:
        raise OldPasswordWrong()
    hashed = await hash_password(asked.new, cost)
    async with unit_of_work() as work:
        changed = (
            await Account.update({Account.password_hash: hashed})
            .where((Account.id == person.id) & (Account.password_hash == account.password_hash))
            .returning(Account.id)
        )
        if not changed:  # somebody else set another one meanwhile
            raise OldPasswordWrong()
        if OF_THE_BODY.intersection(person.roles):
            await enter_act(person, "official.password_changed", account.name)
        ended = await end_sessions(work, person.id, keep=session)
    return ended, new_mark(hashed)
