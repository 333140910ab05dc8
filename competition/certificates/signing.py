"""Signs papers: PAdES (ETSI EN 319 142-1), level B-B; B-T where a time-stamping authority is set; B-LT where asked."""

import asyncio
import hashlib
import threading
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography import x509

from competition.certificates.archival import Attachment
from competition.certificates.errors import LongTermIncomplete, TimestampFailed
from competition.certificates.keys import (
    DocumentKey,
    TokenKey,
    known_certificates,
    open_document_key,
    require_in_force,
)
from competition.certificates.layout import CertificateFacts
from competition.certificates.rendering import render
from competition.certificates.signature_field import Place, fill
from competition.clock import now
from competition.settings import SigningSettings

if TYPE_CHECKING:
    from pyhanko.sign.signers import Signer
    from pyhanko.sign.timestamps import TimeStamper

    from competition.certificates.cms import Template
    from competition.certificates.long_term import Evidence

SPARE = 512
"""Bytes kept beside the size of a trial signature: serial numbers and signatures vary by a few."""


class PaperSigner:
    """Makes signed papers with one key, which is read once. Safe to use from several threads.

    `known` are all certificates that signed papers here, this one and those before.
    """

    def __init__(
        self,
        key: DocumentKey | TokenKey,
        timestamps: str | None = None,
        known: tuple[x509.Certificate, ...] = (),
        *,
        long_term: bool = False,
    ) -> None:
        if long_term and timestamps is None:
            raise LongTermIncomplete()
        self.known = known
        self._key = key
        self._timestamps = timestamps
        self._long_term = long_term
        self._token, self._looking = threading.Lock(), threading.Lock()
        self._kept: Evidence | None = None

    @property
    def development(self) -> bool:
        return self._key.development

    @property
    def certificate(self) -> x509.Certificate:
        return self._key.certificates[0]

    @property
    def level(self) -> str:
        """Of PAdES."""
        return "B-LT" if self._long_term else "B-T" if self._timestamps else "B-B"

    def paper(self, facts: CertificateFacts, *attached: Attachment) -> bytes:
        """The certificate as a signed PDF/A file.

        What `render` raises, and `TimestampFailed`, `RevocationUnknown`, and `SigningKeyUnusable` once the signer's
        certificate has run out.
        """
        require_in_force(self.certificate, self._key.name)
        place = Place(
            signer=self._key.name or facts.issuer.zh,
            reason="开发密钥，不具效力 / development key" if self.development else "签发证书 / certificate issued",
            signed_at=now(),
            size=self._size,
            evidence=self._evidence() if self._long_term else None,
        )
        return fill(render(facts, attached, place), self._sign)

    @cached_property
    def _signer(self) -> "Signer":
        return self._key.signer()

    @cached_property
    def _authority(self) -> "TimeStamper | None":
        if self._timestamps is None:
            return None
        from competition.certificates.cms import Authority

        return Authority(self._timestamps)

    @cached_property
    def _trial(self) -> bytes:
        return self._sign(bytes(32))

    @property
    def _size(self) -> int:
        return len(self._trial) + SPARE

    def _evidence(self) -> "Evidence":
        from competition.certificates.cms import time_stampers
        from competition.certificates.long_term import gathered

        with self._looking:
            if self._kept is None or self._kept.until <= now():
                self._kept = gathered([*self._key.certificates, *time_stampers(self._trial)])
            return self._kept

    def _sign(self, digest: bytes) -> bytes:
        """The CMS signature over a file's digest."""
        return self._built(digest) if self._template is None else self._template.signed(digest)

    @cached_property
    def _template(self) -> "Template | None":
        """What every signature of a key in memory has in common; none where each has a time stamp of its own."""
        from competition.certificates.cms import LoadedKeySigner, Template

        signer = self._signer
        if self._timestamps or not isinstance(signer, LoadedKeySigner):
            return None
        digest = hashlib.sha256(b"a digest that no other part of a signature can hold by chance").digest()
        return Template(self._built(digest), digest, signer.sign_raw)

    def _built(self, digest: bytes) -> bytes:
        """The signature as pyHanko builds it. One at a time, since a token has one session."""
        from pyhanko.sign.timestamps.common_utils import TimestampRequestError

        with self._token:
            signing = self._signer.async_sign(digest, "sha256", use_pades=True, timestamper=self._authority)
            try:
                return bytes(asyncio.run(signing).dump())
            except TimestampRequestError as error:
                raise TimestampFailed(url=self._timestamps, why=error) from error


def open_paper_signer(settings: SigningSettings, folder: Path) -> PaperSigner:
    """The signer that the settings ask for, with all certificates that ever signed papers from this folder.

    Raises `SigningKeyUnusable`, `LongTermIncomplete`.
    """
    key = open_document_key(settings, folder)
    known = known_certificates(key, folder / "paper-certificates")
    return PaperSigner(key, settings.timestamp_url, known, long_term=settings.long_term)
