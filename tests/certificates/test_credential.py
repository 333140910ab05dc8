"""Records that prove themselves: published vectors through our own code, and what each change is answered with."""

import gzip
import json
import secrets
from base64 import urlsafe_b64decode
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from competition.certificates.credential import Issuer, credential_of, did_document
from competition.certificates.data_integrity import hash_data, secured, verified_by
from competition.certificates.encodings import base58, canonical_json, from_base58, from_cbor, to_cbor
from competition.certificates.issuing_keys import IssuingKeys, open_issuing_keys, public_key, rotate
from competition.certificates.record import NotARecord, Record, read_record, signed_record
from competition.certificates.schemas import CertificateRecord
from competition.certificates.status_list import SIZE, status_in, status_list
from competition.certificates.template import KINDS, Kind
from competition.identifiers import uuid7
from rules.values import Text

from .facts import FACTS

VECTORS = Path(__file__).parent / "data" / "vc-eddsa-vectors"
AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
KEYS = IssuingKeys([Ed25519PrivateKey.generate()])
ISSUER = Issuer(KEYS, "https://jinji.example.org:8443")
RECORD = CertificateRecord(
    number=FACTS.number,
    holder_name=FACTS.holder_name,
    holder_name_romanised=FACTS.holder_name_romanised,
    document_type=FACTS.document_type,
    occupation=FACTS.occupation,
    direction=FACTS.direction,
    level=FACTS.level,
    issuer=FACTS.issuer,
    competition=FACTS.competition,
    event=Text("数控铣工", "CNC milling"),
    rulebook=Text("示例规则", "Sample rulebook"),
    clause="4.2",
    clause_text=Text("第一名晋升为技师", "Rank 1 becomes a technician"),
    issued_on=FACTS.issued_on,
    verify_url="https://jinji.example.org/verify/x",
    sample=False,
    rulebook_id="RS-X-2026",
)
COMPACT = Record(1, FACTS.number, "张㛃", "铣工", "二级/技师", 20261123, "RS-X-2026", "4.2", 70_000)


def vector(name: str) -> Any:
    text = (VECTORS / name).read_text(encoding="utf-8")
    return json.loads(text) if name.endswith(".json") else text.strip()


def credential(**changes: Any) -> dict[str, Any]:
    return {**credential_of(RECORD, uuid7(), (0, 70_000), ISSUER, AT), **changes}


def test_the_published_vectors_come_out_of_our_own_code() -> None:
    """Canonical forms, hashes, the signature and the secured document of W3C's eddsa-jcs-2022 example."""
    document, options = vector("unsigned.json"), vector("proofConfigJCS.json")
    assert canonical_json(document).decode() == vector("canonDocJCS.txt")
    assert canonical_json(options).decode() == vector("proofCanonJCS.txt")
    assert hash_data(document, options).hex() == vector("combinedHashJCS.txt")
    pair = vector("keyPair.json")
    keys = IssuingKeys([Ed25519PrivateKey.from_private_bytes(from_base58(pair["privateKeyMultibase"][1:])[2:])])
    assert keys.current.multibase == pair["publicKeyMultibase"]
    made = secured(document, keys, method=options["verificationMethod"], created=options["created"])
    assert made == vector("signedJCS.json")
    assert made["proof"]["proofValue"] == vector("sigBTC58JCS.txt")


def test_the_published_signed_document_verifies_and_a_changed_one_does_not() -> None:
    signed, key = vector("signedJCS.json"), public_key(vector("keyPair.json")["publicKeyMultibase"])
    assert verified_by(signed, [KEYS.current, key]) == key
    assert verified_by(signed, [KEYS.current]) is None
    assert verified_by({**signed, "description": "A maximum viable example."}, [key]) is None


def test_canonical_json_sorts_by_utf_16_and_refuses_fractions() -> None:
    """RFC 8785, 3.2.3: U+1F600 comes before U+FB33, since its first half is smaller."""
    said = canonical_json({"\ufb33": 1, "\U0001f600": 2, "\r": "\x0f\n"}).decode()
    assert said == '{"\\r":"\\u000f\\n","\U0001f600":2,"\ufb33":1}'
    for number in (1.5, 2**53):
        with pytest.raises(ValueError):
            canonical_json([number])


CBOR = st.recursive(
    st.integers(-(2**63), 2**63) | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.integers(-300, 300), inner, max_size=4),
    max_leaves=8,
)


@given(CBOR)
def test_cbor_comes_back_as_it_went_in(value: Any) -> None:
    assert from_cbor(to_cbor(value)) == value


@given(st.binary(max_size=40))
def test_base58_comes_back_as_it_went_in_and_no_bytes_break_the_reader(data: bytes) -> None:
    assert from_base58(base58(data)) == data
    try:
        from_cbor(data)
    except (ValueError, TypeError, RecursionError):
        pass


def test_a_credential_has_what_open_badges_requires() -> None:
    """Open Badges 3.0, appendix B: required members of credential, subject, achievement, profile and status entry."""
    made = credential()
    assert made["@context"][0] == "https://www.w3.org/ns/credentials/v2" and "/ob/v3p0/" in made["@context"][1]
    assert {"VerifiableCredential", "OpenBadgeCredential"} <= set(made["type"])
    assert made["id"].startswith("urn:uuid:") and made["validFrom"] == "2026-11-23T00:00:00Z"
    assert made["issuer"]["id"] == "did:web:jinji.example.org%3A8443" and made["issuer"]["type"] == ["Profile"]
    subject = made["credentialSubject"]
    assert subject["type"] == ["AchievementSubject"] and subject["licenseNumber"] == FACTS.number
    assert [one["identityHash"] for one in subject["identifier"]] == ["张㛃", "Zhang Jie"]
    achievement = subject["achievement"]
    assert {"id", "type", "name", "description", "criteria"} <= set(achievement)
    assert "第4.2条" in achievement["criteria"]["narrative"] and "clause 4.2" in achievement["criteria"]["narrative"]
    assert made["credentialStatus"]["statusListIndex"] == "70000"
    assert FACTS.document_number not in json.dumps(made)


SCHEMA = json.loads((VECTORS.parent / "open-badges" / "credential.schema.json").read_text(encoding="utf-8"))
OPEN_BADGES = jsonschema.Draft201909Validator(SCHEMA, format_checker=jsonschema.FormatChecker())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("romanised", ["Zhang Jie", None])
def test_a_credential_fits_the_schema_of_open_badges(kind: Kind, romanised: str | None) -> None:
    OPEN_BADGES.check_schema(SCHEMA)
    record = msgspec.structs.replace(RECORD, kind=kind, holder_name_romanised=romanised)
    if kind != "promotion":
        record = msgspec.structs.replace(record, rulebook=None, clause=None, clause_text=None)
    made = credential_of(record, uuid7(), (3, 1), ISSUER, AT)
    assert [error.message for error in OPEN_BADGES.iter_errors(made)] == []


@pytest.mark.parametrize(
    "path, member, value",
    [
        ("", "validFrom", "23 November 2026+00:00"),
        ("", "@context", ["https://www.w3.org/2018/credentials/v1"]),
        ("issuer", "type", ["Profile", 3]),
        ("credentialStatus", "id", None),
        ("credentialSubject", "identifier", "张㛃"),
        ("credentialSubject/achievement", "achievementType", "Medal"),
    ],
)
def test_the_schema_refuses_what_the_published_one_refuses(path: str, member: str, value: object) -> None:
    changed = deepcopy(credential())
    found(changed, path)[member] = value
    if value is None:
        del found(changed, path)[member]
    assert not OPEN_BADGES.is_valid(changed)


@pytest.mark.parametrize("path", ["", "issuer", "credentialSubject", "credentialSubject/achievement", "proof"])
def test_the_schema_misses_every_member_that_is_required(path: str) -> None:
    """So that its silence says something."""
    whole = credential()
    for member in list(found(whole, path)):
        if member in ("description", "evidence", "credentialStatus", "credentialSchema", "@context" * bool(path)):
            continue
        changed = deepcopy(whole)
        del found(changed, path)[member]
        optional = (path, member) in {
            ("issuer", "name"),
            ("credentialSubject", "licenseNumber"),
            ("credentialSubject/achievement", "achievementType"),
        }
        assert OPEN_BADGES.is_valid(changed) == optional, member


def found(document: dict[str, Any], path: str) -> dict[str, Any]:
    for step in filter(None, path.split("/")):
        document = document[step]
    return document


def test_a_credential_verifies_with_a_key_of_the_issuers_document_alone() -> None:
    published = [public_key(one["publicKeyMultibase"]) for one in did_document(ISSUER)["verificationMethod"]]
    assert verified_by(json.loads(json.dumps(credential())), published) == KEYS.current


CHANGES: list[Callable[[dict[str, Any]], Any]] = [
    lambda c: c["credentialSubject"]["identifier"][0].update(identityHash="李四"),
    lambda c: c["credentialSubject"]["achievement"].update(name="铣工 一级/高级技师"),
    lambda c: c["credentialStatus"].update(statusListIndex="1"),
    lambda c: c["proof"].update(created="2027-01-01T00:00:00Z"),
    lambda c: c["proof"].update(proofPurpose="authentication"),
    lambda c: c["proof"].update(cryptosuite="eddsa-rdfc-2022"),
    lambda c: c["proof"].update(proofValue="z" + base58(secrets.token_bytes(64))),
    lambda c: c["proof"].update(proofValue=7),
    lambda c: c["proof"].update(verificationMethod="did:web:x#z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"),
    lambda c: c.update({"@context": ["https://www.w3.org/ns/credentials/v2"]}),
    lambda c: c.update(proof=None),
    lambda c: c.update(extra=1.5),
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_credential_verifies_with_no_key(change: Callable[[dict[str, Any]], Any]) -> None:
    changed = deepcopy(credential())
    change(changed)
    assert verified_by(changed, [KEYS.current]) is None


def test_a_record_is_read_back_with_the_key_that_signed_it() -> None:
    """Alone, or as the whole text of the code; and the day as a day."""
    text = signed_record(COMPACT, KEYS)
    for form in (text, f"https://jinji.example.org/verify/x#{text}", f" {text}\n"):
        assert read_record(form, [KEYS.current]) == (COMPACT, KEYS.current)
    assert COMPACT.issued_on == FACTS.issued_on
    assert len(text) < 320 and set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


def test_no_character_of_a_record_can_be_changed_unseen() -> None:
    text = signed_record(COMPACT, KEYS)
    for place in range(len(text)):
        changed = text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]
        try:
            assert read_record(changed, [KEYS.current])[1] is None, place
        except NotARecord:
            pass


def test_a_record_of_another_issuer_is_no_record_of_ours() -> None:
    """Though it says the same: the facts are read, and no key of ours signed them."""
    other = IssuingKeys([Ed25519PrivateKey.generate()])
    assert read_record(signed_record(COMPACT, other), [KEYS.current]) == (COMPACT, None)


@pytest.mark.parametrize("text", ["", "hello", "https://x/verify/y", "A" * 200, "0189", "é", "GE======"])
def test_what_is_no_record_is_said_to_be_none(text: str) -> None:
    with pytest.raises(NotARecord):
        read_record(text, [KEYS.current])


def test_a_rotated_key_signs_and_the_older_ones_still_verify(tmp_path: Path) -> None:
    """Credentials and records of before stay good; a retired key may lose its private half."""
    first = open_issuing_keys(tmp_path)
    old = signed_record(COMPACT, first)
    rotate(tmp_path)
    both = open_issuing_keys(tmp_path)
    assert len(both.public) == 2 and both.public[0] == first.current != both.current
    assert read_record(old, both.public)[1] == first.current
    assert read_record(signed_record(COMPACT, both), both.public)[1] == both.current
    assert read_record(signed_record(COMPACT, both), first.public)[1] is None
    (tmp_path / "credentials-0001.key").rename(tmp_path / "credentials-0001.pub")
    (tmp_path / "credentials-0001.pub").write_text(first.current.raw.hex())
    assert open_issuing_keys(tmp_path).public == both.public
    assert all(file.stat().st_mode & 0o777 == 0o600 for file in tmp_path.glob("*.key"))


def test_the_status_list_tells_who_was_revoked_and_nobody_else() -> None:
    listed = status_list(0, {7, 70_000, SIZE - 1}, ISSUER, AT)
    assert [status_in(listed, place, KEYS.public, AT) for place in (6, 7, 8, 70_000, SIZE - 1)] == [
        "holds",
        "revoked",
        "holds",
        "revoked",
        "revoked",
    ]
    packed = listed["credentialSubject"]["encodedList"]
    assert packed[0] == "u" and len(gzip.decompress(urlsafe_b64decode(packed[1:] + "=="))) == SIZE // 8


def test_an_expired_or_foreign_status_list_says_nothing() -> None:
    listed = status_list(0, set(), ISSUER, AT)
    assert status_in(listed, 5, KEYS.public, AT + timedelta(hours=23)) == "holds"
    assert status_in(listed, 5, KEYS.public, AT + timedelta(days=2)) == "expired"
    assert status_in({**listed, "validUntil": "2036-01-01T00:00:00Z"}, 5, KEYS.public, AT) == "untrusted"
    assert status_in(listed, SIZE + 5, KEYS.public, AT) == "untrusted"
    other = Issuer(IssuingKeys([Ed25519PrivateKey.generate()]), ISSUER.url)
    assert status_in(status_list(0, set(), other, AT), 5, KEYS.public, AT) == "untrusted"
