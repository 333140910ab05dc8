"""What the server publishes and answers about the certificates it issued."""

from typing import Any

import msgspec
import pytest

from competition.certificates.data_integrity import verified_by
from competition.certificates.issuing_keys import PublicKey, public_key
from competition.certificates.paper_check import check_paper
from competition.certificates.record import read_record
from competition.certificates.status_list import status_in
from competition.client import Person
from competition.clock import now
from tests.situations import a_decided_competition, ask, refused

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def issued(organiser: Person, official: Person, codes: str = "A") -> list[dict[str, Any]]:
    """Certificates of a competition of their own, best entrant first."""
    event = await a_decided_competition(organiser, codes)
    made = []
    for decision in await event.decisions():
        await official.post(f"/api/decisions/{decision.id}/approve")
        made.append((await official.post(f"/api/decisions/{decision.id}/certificate"))["certificate"])
    return made


def token_of(certificate: dict[str, Any]) -> str:
    return str(certificate["verify"].rpartition("/")[2])


async def published_keys(person: Person) -> list[PublicKey]:
    document = await person.get("/.well-known/did.json")
    return [public_key(one["publicKeyMultibase"]) for one in document["verificationMethod"]]


async def test_a_certificate_proves_itself_with_what_is_published(organiser: Person, official: Person) -> None:
    """Signed paper, attached credential and the record in the code agree, and the status list says that it holds."""
    (certificate,) = await issued(organiser, official)
    async with Person(organiser.url) as anybody:
        keys = await published_keys(anybody)
        credential = await anybody.get(f"/api/verify/{token_of(certificate)}/credential")
        listed = await anybody.get("/api/status/0")
    paper = check_paper((await official.http.get(certificate["pdf"])).content)
    assert paper.state == "intact" and paper.credential is not None
    assert msgspec.json.decode(paper.credential) == credential
    assert verified_by(credential, keys) == keys[-1]
    assert credential["credentialSubject"]["licenseNumber"] == certificate["number"]
    (row,) = await ask("SELECT record, status FROM certificate WHERE number = $1", certificate["number"])
    record, signed_by = read_record(row["record"], keys)
    assert signed_by == keys[-1] and record.number == certificate["number"] and record.name == "王堃"
    assert str(record.status) == credential["credentialStatus"]["statusListIndex"] == str(row["status"])
    assert credential["credentialStatus"]["statusListCredential"] == listed["id"]
    assert status_in(listed, record.status, keys, now()) == "holds"


async def test_what_is_published_names_no_document_and_may_be_read_by_any_page(organiser: Person) -> None:
    for address in ("/.well-known/did.json", "/api/status/0"):
        answer = await organiser.http.get(address)
        assert answer.headers["Access-Control-Allow-Origin"] == "*" and "max-age=300" in answer.headers["Cache-Control"]
    async with refused("competition.not_found", 404):
        await organiser.get("/api/status/7")
