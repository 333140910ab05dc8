"""Document numbers: sealed at rest, found by a keyed fingerprint, masked on screens.

AES-GCM with a random nonce seals a number; HMAC-SHA-256 under a second key derived from the same
secret finds its holder again without opening anything. Both need the key, so a copy of the database
alone reveals no number.
"""

import hashlib
import hmac
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from competition.private_files import made_once

NONCE = 12


class Vault:
    """Seals and opens the numbers of identity documents."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(hashlib.sha256(b"seal" + key).digest())
        self._fingerprint_key = hashlib.sha256(b"find" + key).digest()

    def seal(self, number: str) -> bytes:
        nonce = secrets.token_bytes(NONCE)
        return nonce + self._cipher.encrypt(nonce, number.encode(), None)

    def open(self, sealed: bytes) -> str:
        return self._cipher.decrypt(sealed[:NONCE], sealed[NONCE:], None).decode()

    def fingerprint(self, document_type: str, number: str) -> bytes:
        return hmac.digest(self._fingerprint_key, f"{document_type}:{number}".encode(), "sha256")


def open_vault(key: str | None, folder: Path) -> Vault:
    """The vault under the key given in hex, else under a key file in `folder` that is made once, mode 600."""
    kept = key or made_once(folder / "identity.key", lambda: secrets.token_hex(32).encode()).decode()
    return Vault(bytes.fromhex(kept.strip()))


def masked(number: str) -> str:
    """The number with all but its first three and last two characters covered."""
    return number[:3] + "*" * max(len(number) - 5, 4) + number[-2:] if len(number) > 5 else "*" * len(number)
