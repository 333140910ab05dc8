"""What the body signs with, as whoever is in charge is told it: never the keys themselves."""

from datetime import date

from cryptography.hazmat.primitives import hashes

from competition.accounts.principal import Principal
from competition.certificates.credential import Issuer
from competition.certificates.keys import common_name
from competition.certificates.signing import PaperSigner
from competition.wire import Wire


class SigningKeyView(Wire, frozen=True):
    """The key that signs papers, by its certificate. `level` is that of PAdES: B-B, B-T, B-LT.

    `known` counts the certificates that ever signed papers here, all of which are still recognised.
    """

    name: str
    authority: str
    since: date
    until: date
    fingerprint: str
    development: bool
    level: str
    known: int


class BodyKeysView(Wire, frozen=True):
    """`papers` signs papers; of `credentials`, oldest first, the last signs credentials and codes, and all verify."""

    papers: SigningKeyView
    credentials: list[str]


def body_keys(reader: Principal, signer: PaperSigner, issuer: Issuer) -> BodyKeysView:
    """As this process signs."""
    reader.require("lead_official")
    present = signer.certificate
    return BodyKeysView(
        papers=SigningKeyView(
            name=common_name(present),
            authority=common_name(present, issuer=True),
            since=present.not_valid_before_utc.astimezone().date(),
            until=present.not_valid_after_utc.astimezone().date(),
            fingerprint=present.fingerprint(hashes.SHA256()).hex(),
            development=signer.development,
            level=signer.level,
            known=len(signer.known),
        ),
        credentials=[key.multibase for key in issuer.keys.public],
    )
