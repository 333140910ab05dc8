"""Argon2id, off the event loop: one check takes some 40 ms of processor time."""

import asyncio
import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

MEMORY_KIB = 19 * 1024
LEGIBLE = "abcdefghjkmnpqrstuvwxyz23456789"


def new_password() -> str:
    """A password for a person to type once: some 59 random bits, without letters that look alike."""
    return "-".join("".join(secrets.choice(LEGIBLE) for _ in range(4)) for _ in range(3))


async def hash_password(password: str, cost: int) -> str:
    hasher = PasswordHasher(time_cost=cost, memory_cost=MEMORY_KIB, parallelism=1)
    return await asyncio.to_thread(hasher.hash, password)


async def password_fits(stored: str | None, password: str) -> bool:
    """Whether the password fits; takes as long for a name that does not exist, so that names cannot be tried."""
    hasher = PasswordHasher()
    try:
        await asyncio.to_thread(hasher.verify, stored or _nobody(), password)
    except VerificationError:
        return False
    return stored is not None


@cache
def _nobody() -> str:
    return PasswordHasher(time_cost=2, memory_cost=MEMORY_KIB, parallelism=1).hash("nobody")
