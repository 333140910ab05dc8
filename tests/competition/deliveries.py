"""Asking for a whole event's certificates, and taking apart what comes."""

import asyncio
import hashlib
import io
from typing import Any
from zipfile import ZipFile

import msgspec
import pypdf

from competition.certificates.data_integrity import verified_by
from competition.certificates.offline import trusted_from
from competition.client import Person
from tests.situations import Situation, a_decided_competition

CLONES = """
WITH first AS (SELECT * FROM promotion_decision WHERE event = $1 ORDER BY position LIMIT 1),
     people AS (INSERT INTO holder (id, name, document_type, document_sealed, document_print)
                SELECT gen_random_uuid(), '选手' || n, h.document_type, h.document_sealed,
                       sha256(convert_to(h.id::text || n, 'UTF8'))
                FROM first, holder h, generate_series(1, $2) n WHERE h.id = first.holder RETURNING id, name),
     members AS (INSERT INTO member (id, entrant, holder, position)
                 SELECT gen_random_uuid(), m.entrant, people.id, 9 FROM first, member m, people
                 WHERE m.id = first.member RETURNING id, holder)
INSERT INTO promotion_decision (id, event, member, holder, position, occupation, outcome, level, document, state,
                                proposed_by, proposed_at, decided_by, decided_at)
SELECT gen_random_uuid(), first.event, members.id, members.holder, 100, first.occupation, first.outcome, first.level,
       first.document, 'approved', first.proposed_by, first.proposed_at, first.decided_by, first.decided_at
FROM first, members
"""
"""After the first decision of the event $1, so many more ($2), each about a holder with a name of its own."""
KEPT = "SELECT c.number, p.digest FROM certificate c JOIN certificate_paper p ON p.certificate = c.id"


async def approved(organiser: Person, official: Person, codes: str = "ABC", **changes: Any) -> Situation:
    event = await a_decided_competition(organiser, codes, **changes)
    for decision in await event.decisions():
        await official.post(f"/api/decisions/{decision.id}/approve")
    return event


async def delivered(official: Person, event: str) -> dict[str, Any]:
    """The event's delivery, once it is done."""
    await official.post(f"/api/events/{event}/deliveries")
    return await newest(official, event)


async def newest(official: Person, event: str, kind: str = "promotion") -> dict[str, Any]:
    """The newest delivery of the kind, once it is done."""
    for _ in range(600):
        found = (await official.get(f"/api/events/{event}/deliveries?kind={kind}"))["newest"]
        if found["state"] == "done":
            return dict(found)
        await asyncio.sleep(0.1)
    raise AssertionError(f"not done after a minute: {found}")


async def fetched(official: Person, delivery: dict[str, Any], kind: str) -> bytes:
    (path,) = [one for one in delivery["files"] if one.endswith(kind)]
    return (await official.http.get(path)).content


def text_of(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


async def manifest_of(official: Person, packed: ZipFile) -> dict[str, Any]:
    """The manifest, once it is shown to be the issuer's and to say what is in the ZIP."""
    manifest = dict(msgspec.json.decode(packed.read("manifest.json")))
    trusted = trusted_from((await official.http.get("/.well-known/did.json")).content)
    assert verified_by(manifest, trusted.keys) is not None
    assert {one["file"] for one in manifest["papers"]} | {"manifest.json", "certificates.csv"} == set(packed.namelist())
    for one in manifest["papers"]:
        assert hashlib.sha256(packed.read(one["file"])).hexdigest() == one["sha256"]
    assert manifest["count"] == len(manifest["papers"])
    return manifest
