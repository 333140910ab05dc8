"""Browsers that somebody has signed in with before: a guesser of that person's password must not keep them out.

Who signs in leaves a mark with the browser, a number and its HMAC under the account's own password hash. Nobody can
make one without the database, a new password makes all of them void, and nothing is stored. Wrong passwords from such
a browser slow down that browser alone, and those of everybody else do not slow it down.
"""

import hashlib
import hmac
import secrets
from datetime import timedelta

KNOWN_FOR = timedelta(days=365)


def new_mark(password_hash: str) -> str:
    """What the browser is to keep."""
    number = secrets.token_urlsafe(12)
    return f"{number}.{_mac(password_hash, number)}"


def is_known(mark: str, password_hash: str | None) -> bool:
    """Whether the mark was left by whoever has this password."""
    number, _, mac = mark.partition(".")
    return bool(password_hash and mac) and hmac.compare_digest(mac, _mac(password_hash or "", number))


def _mac(password_hash: str, number: str) -> str:
    key = hashlib.sha256(b"known browser" + password_hash.encode()).digest()
    return hmac.new(key, number.encode(), hashlib.sha256).hexdigest()
