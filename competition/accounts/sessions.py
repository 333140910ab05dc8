"""Ending what somebody is signed in by."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from competition.accounts.actions import SESSION_ENDED
from competition.accounts.tables import Session
from competition.db.notices import Notice, send_notice
from competition.db.unit_of_work import Work


@dataclass(frozen=True, slots=True)
class Ended:
    """Sessions, by the hashes of their tokens, that stand no more."""

    sessions: Sequence[bytes]


async def end_sessions(work: Work, account: UUID, keep: bytes = b"") -> Ended:
    """The account is signed out everywhere but in the session of this hash, if any; every process hears of it."""
    others = (Session.account == account) & (Session.token_hash != keep)
    rows = await Session.delete().where(others).returning(Session.token_hash)
    for row in rows:
        await send_notice(work, Notice(SESSION_ENDED, row["token_hash"].hex()))
    return Ended([row["token_hash"] for row in rows])
