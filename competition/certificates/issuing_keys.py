"""The Ed25519 keys that sign credentials and records: one signs, all that ever did are published.

A key is a file `credentials-0001.key` under the data folder; the highest number signs. Rotation adds a file, and what
the older keys signed stays valid. Who no longer trusts a key revokes what it signed; who must be sure that a retired
key can sign nothing more deletes its private half: a file `….pub` in its place keeps the public one.
"""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from competition.certificates.encodings import base58, from_base58
from competition.private_files import made_once

ED25519_PUBLIC = b"\xed\x01"
"""The multicodec prefix of such a key."""


@dataclass(frozen=True)
class PublicKey:
    """One issuing key as anybody may know it."""

    raw: bytes

    @cached_property
    def multibase(self) -> str:
        return "z" + base58(ED25519_PUBLIC + self.raw)

    @cached_property
    def short(self) -> bytes:
        """What a record in a QR code names its key by."""
        return hashlib.sha256(self.raw).digest()[:6]

    def verifies(self, signature: bytes, message: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, message)
        except InvalidSignature:
            return False
        return True


def public_key(multibase: str) -> PublicKey:
    """The key of a multibase text. Raises ValueError when it is none."""
    data = from_base58(multibase[1:]) if multibase.startswith("z") else b""
    if not data.startswith(ED25519_PUBLIC) or len(data) != 34:
        raise ValueError("not an Ed25519 key in multibase")
    return PublicKey(data[2:])


class IssuingKeys:
    """All keys of an issuer, oldest first; the newest signs."""

    def __init__(self, keys: list[Ed25519PrivateKey | PublicKey]) -> None:
        self.public = tuple(
            one if isinstance(one, PublicKey) else PublicKey(one.public_key().public_bytes_raw()) for one in keys
        )
        newest = keys[-1]
        assert isinstance(newest, Ed25519PrivateKey)
        self._newest = newest

    @property
    def current(self) -> PublicKey:
        return self.public[-1]

    def sign(self, message: bytes) -> bytes:
        return self._newest.sign(message)


def open_issuing_keys(folder: Path) -> IssuingKeys:
    """The keys of the folder; the first one is made if there is none."""
    if not _files(folder):
        _made(folder, 1)
    return IssuingKeys([_read(file) for file in _files(folder)])


def rotate(folder: Path) -> PublicKey:
    """A new key signs from the next start on; returns its public half."""
    number = int(files[-1].stem.rpartition("-")[2]) + 1 if (files := _files(folder)) else 1
    return PublicKey(_made(folder, number).public_key().public_bytes_raw())


def _made(folder: Path, number: int) -> Ed25519PrivateKey:
    file = folder / f"credentials-{number:04d}.key"
    kept = made_once(file, lambda: Ed25519PrivateKey.generate().private_bytes_raw().hex().encode())
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(kept.decode().strip()))


def _files(folder: Path) -> list[Path]:
    return sorted([*folder.glob("credentials-*.key"), *folder.glob("credentials-*.pub")], key=lambda file: file.stem)


def _read(file: Path) -> Ed25519PrivateKey | PublicKey:
    raw = bytes.fromhex(file.read_text().strip())
    return PublicKey(raw) if file.suffix == ".pub" else Ed25519PrivateKey.from_private_bytes(raw)
