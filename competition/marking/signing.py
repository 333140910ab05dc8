"""The signed head of a ledger: what a server vouches for, to be checked without it.

A chain shows that rows were touched, not that all of them were written anew. The head, signed with an Ed25519 key and
handed out with exports, does: who holds an earlier head, or knows the key from elsewhere, cannot be shown another past.
"""

from datetime import date
from pathlib import Path
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from competition.marking.errors import SignatureFalse
from competition.private_files import made_once
from competition.wire import Wire


class SignedHead(Wire, frozen=True):
    """The event's last entry by number and hash, and on which day this was said; all that is binary is in hex.

    `plan` is the SHA-256 of what the marks mean: the scheme, the codes, the seats.
    """

    event: UUID
    seq: int
    hash: str
    plan: str
    day: date
    key: str = ""
    signature: str = ""

    def statement(self) -> bytes:
        """What the signature covers."""
        return msgspec.json.encode(["jinji ledger head", self.event, self.seq, self.hash, self.plan, self.day])

    def check(self) -> None:
        """Return if the key signed this head; raise `SignatureFalse` if not."""
        try:
            key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.key))
            key.verify(bytes.fromhex(self.signature), self.statement())
        except (InvalidSignature, ValueError) as error:
            raise SignatureFalse(self.seq, self.event, key=self.key) from error


class Signer:
    """Signs heads with this server's key."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key

    def sign(self, head: SignedHead) -> SignedHead:
        return msgspec.structs.replace(
            head,
            key=self._key.public_key().public_bytes_raw().hex(),
            signature=self._key.sign(head.statement()).hex(),
        )


def open_signer(folder: Path) -> Signer:
    """The signer under a key file in `folder` that is made once, mode 600."""
    kept = made_once(folder / "ledger.key", lambda: Ed25519PrivateKey.generate().private_bytes_raw().hex().encode())
    return Signer(Ed25519PrivateKey.from_private_bytes(bytes.fromhex(kept.decode().strip())))
