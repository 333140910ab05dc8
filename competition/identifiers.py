"""Identifiers made here: UUID version 7 for rows, random tokens for people.

PostgreSQL 18 has `uuidv7()`, but any PostgreSQL from 15 on must do, so the key is made by the program.
"""

import hashlib
import secrets
import time
import uuid


def uuid7() -> uuid.UUID:
    """A UUID that sorts roughly by the time it was made, so that indexes grow at one end."""
    value = (time.time_ns() // 1_000_000) << 80 | 7 << 76 | secrets.randbits(12) << 64 | 2 << 62 | secrets.randbits(62)
    return uuid.UUID(int=value)


def new_token() -> str:
    """A secret nobody can guess: 256 random bits, URL-safe."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """What is stored of a token; a random token needs no salt and no slow hash."""
    return hashlib.sha256(token.encode()).digest()
