"""A signed head as text that fits a QR code and is read back from one, by a scanner or by eye.

    JJH1:event:seq:hash:plan:day:key:signature

Binary parts are hexadecimal, in capitals, which a QR code packs tightly; spaces, line ends and small letters are taken
as a person or a scanner gives them.
"""

import hashlib
import re
from datetime import date
from unicodedata import normalize
from uuid import UUID

from competition.marking.errors import HeadUnreadable
from competition.marking.signing import SignedHead

PREFIX = "JJH1"
FORM = re.compile(
    rf"{PREFIX}:([0-9A-F]{{32}}):([0-9]{{1,18}}):((?:[0-9A-F]{{64}})?):([0-9A-F]{{64}}):([0-9]{{8}})"
    r":([0-9A-F]{64}):([0-9A-F]{128})"
)


def head_text(head: SignedHead) -> str:
    """The head in one line."""
    parts = (head.event.hex, str(head.seq), head.hash, head.plan, f"{head.day:%Y%m%d}", head.key, head.signature)
    return ":".join((PREFIX, *parts)).upper()


def head_in(text: str) -> SignedHead:
    """The head that the text says; whether it was signed is another question. Raises `HeadUnreadable`."""
    written = "".join(normalize("NFKC", text).split()).upper()
    found = FORM.fullmatch(written)
    if found is None:
        raise HeadUnreadable(text=written[:60])
    event, seq, digest, plan, day, key, signature = found.groups()
    try:
        signed_on = date(int(day[:4]), int(day[4:6]), int(day[6:]))
    except ValueError as error:
        raise HeadUnreadable(text=written[:60]) from error
    return SignedHead(
        event=UUID(event),
        seq=int(seq),
        hash=digest.lower(),
        plan=plan.lower(),
        day=signed_on,
        key=key.lower(),
        signature=signature.lower(),
    )


def fingerprint(key: str) -> str:
    """Sixteen bytes over the public key, to compare by eye: the first half of its SHA-256, in hex."""
    return hashlib.sha256(bytes.fromhex(key)).hexdigest()[:32]


def grouped(digits: str, by: int = 4) -> str:
    """The digits in groups that an eye can follow, in capitals."""
    return " ".join(digits[at : at + by] for at in range(0, len(digits), by)).upper()
