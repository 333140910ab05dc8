"""Certificates as other systems are told of them: what the paper says but for the document number."""

from collections.abc import Collection
from uuid import UUID

import msgspec

from competition.certificates.schemas import CertificateRecord
from competition.certificates.tables import Certificate
from competition.wire import Wire


class CertificateTold(Wire, frozen=True):
    """A certificate as it was issued, which number it replaced and which replaced it.

    `status` is its place in the status lists.
    """

    number: str
    record: CertificateRecord
    status: int | None
    replaces: str | None
    replaced_by: str | None


async def certificates_told(certificates: Collection[UUID]) -> dict[UUID, CertificateTold]:
    if not certificates:
        return {}
    rows = await Certificate.select(
        Certificate.id,
        Certificate.number,
        Certificate.facts,
        Certificate.status,
        Certificate.replaces.number.as_alias("replaced"),
    ).where(Certificate.id.is_in(list(certificates)))
    after = await Certificate.select(Certificate.number, Certificate.replaces).where(
        Certificate.replaces.is_in(list(certificates))
    )
    successors = {row["replaces"]: row["number"] for row in after}
    told = {}
    for row in rows:
        told[row["id"]] = CertificateTold(
            number=row["number"],
            record=msgspec.json.decode(row["facts"], type=CertificateRecord),
            status=row["status"],
            replaces=row["replaced"],
            replaced_by=successors.get(row["id"]),
        )
    return told
