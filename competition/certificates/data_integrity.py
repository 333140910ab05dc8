"""W3C Data Integrity proofs with the cryptosuite eddsa-jcs-2022 (Data Integrity EdDSA Cryptosuites, 3.3)."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from competition.certificates.encodings import base58, canonical_json, from_base58
from competition.certificates.issuing_keys import IssuingKeys, PublicKey, public_key

SUITE = "eddsa-jcs-2022"


def secured(document: Mapping[str, Any], keys: IssuingKeys, *, method: str, created: str) -> dict[str, Any]:
    """The document with a proof by the key that signs now; `method` is that key's address, `created` its moment."""
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": created,
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
        "@context": document["@context"],
    }
    return {**document, "proof": {**proof, "proofValue": "z" + base58(keys.sign(hash_data(document, proof)))}}


def hash_data(document: Mapping[str, Any], options: Mapping[str, Any]) -> bytes:
    """What is signed: the hashes of the proof's options and of the document, both in canonical form."""
    return b"".join(hashlib.sha256(canonical_json(one)).digest() for one in (options, document))


def verified_by(document: Mapping[str, Any], keys: Iterable[PublicKey]) -> PublicKey | None:
    """The key among `keys` whose proof the document bears; None when it bears none of theirs, or was changed."""
    try:
        proof = document["proof"]
        signature = from_base58(proof["proofValue"].removeprefix("z"))
        options = {name: value for name, value in proof.items() if name != "proofValue"}
        unsecured = {name: value for name, value in document.items() if name != "proof"}
        if (proof["type"], proof["cryptosuite"], proof["proofPurpose"]) != ("DataIntegrityProof", SUITE, PURPOSE):
            return None
        if "@context" in options and options["@context"] != document.get("@context"):
            return None
        named = public_key(proof["verificationMethod"].rpartition("#")[2])
        message = hash_data(unsecured, options)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    return next((one for one in keys if one == named and one.verifies(signature, message)), None)


PURPOSE = "assertionMethod"
