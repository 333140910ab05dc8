"""What a signature can be checked with after its authorities are gone (PAdES B-LT, ETSI EN 319 142-1, 5.4).

The certificates of the signer and of the time-stamping authority, those between them and a root, which are fetched
where nobody sent them, and the revocation list that each of them names are laid into the file as its *document
security store*. It is written before the file is signed, so that the paper stays one revision which its signature
covers as a whole; B-LT asks that it be there, not that it come later.
Revocation is read from lists (CRL, RFC 5280); a certificate that names only an OCSP responder is refused.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import AuthorityInformationAccessOID

from competition.certificates.errors import RevocationUnknown
from competition.clock import now

CA_ISSUERS = AuthorityInformationAccessOID.CA_ISSUERS
LONGEST = timedelta(hours=1)
"""A list is asked for anew after that, though it says that it holds for longer."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is laid into a file, in DER, and until when it may be laid into others."""

    certificates: tuple[bytes, ...]
    revocations: tuple[bytes, ...]
    until: datetime


def gathered(certificates: Iterable[x509.Certificate], seconds: float = 10) -> Evidence:
    """The certificates and those above them, each but a root's with the list that it names.

    Raises `RevocationUnknown` when one cannot be had.
    """
    held = list({one.public_bytes(Encoding.DER): one for one in certificates}.values())
    until, lists = now() + LONGEST, dict[bytes, None]()
    with httpx.Client(timeout=seconds) as http:
        for one in held:  # which grows by those that nobody had sent along
            if one.issuer != one.subject:
                above = next((other for other in held if _issued(other, one)), None)
                if above is None and (above := _fetched_above(one, http)) is not None:
                    held.append(above)
                listed = _list_of(one, above, http)
                until = min(until, listed.next_update_utc or until)
                lists[listed.public_bytes(Encoding.DER)] = None
    return Evidence(tuple(one.public_bytes(Encoding.DER) for one in held), tuple(lists), until)


def _issued(above: x509.Certificate, one: x509.Certificate) -> bool:
    try:
        one.verify_directly_issued_by(above)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _fetched_above(one: x509.Certificate, http: httpx.Client) -> x509.Certificate | None:
    """The certificate of who issued it, from where it says; None where it does not, as under a root it need not."""
    try:
        described = one.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    except x509.ExtensionNotFound:
        return None
    places = [str(d.access_location.value) for d in described if d.access_method == CA_ISSUERS]
    why: object = None
    for address in filter(_over_http, places):
        try:
            above = x509.load_der_x509_certificate(http.get(address).raise_for_status().content)
        except (httpx.HTTPError, ValueError) as error:
            why = f"{address}: {error}"
            continue
        if _issued(above, one):
            return above
        why = f"{address} is not the certificate of its authority"
    if why is not None:
        raise RevocationUnknown(certificate=one.subject.rfc4514_string(), why=why)
    return None


def _list_of(
    certificate: x509.Certificate, above: x509.Certificate | None, http: httpx.Client
) -> x509.CertificateRevocationList:
    name, why = certificate.subject.rfc4514_string(), "it names no revocation list"
    for address in _addresses(certificate):
        try:
            answer = http.get(address).raise_for_status()
            listed = x509.load_der_x509_crl(answer.content)
        except (httpx.HTTPError, ValueError) as error:
            why = f"{address}: {error}"
            continue
        if listed.issuer != certificate.issuer:
            why = f"{address} is another authority's list"
        elif above is not None and not listed.is_signature_valid(above.public_key()):  # type: ignore[arg-type]
            why = f"{address} is not signed by that authority"
        elif listed.next_update_utc is not None and listed.next_update_utc <= now():
            why = f"{address} is out of date"
        elif listed.get_revoked_certificate_by_serial_number(certificate.serial_number) is not None:
            why = f"{address} says that it was revoked"
        else:
            return listed
    raise RevocationUnknown(certificate=name, why=why)


def _addresses(certificate: x509.Certificate) -> list[str]:
    try:
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except x509.ExtensionNotFound:
        return []
    names = [name.value for point in points for name in point.full_name or ()]
    return [str(one) for one in names if _over_http(str(one))]


def _over_http(address: str) -> bool:
    return address.startswith(("http://", "https://"))
