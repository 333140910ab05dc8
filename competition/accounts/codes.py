"""One-time codes that pair a tablet: a long one in a link or QR code, and a short one for where nothing can be scanned.

The long one is a token of 256 random bits; nobody guesses that at any speed. The short one is typed: ten signs of an
alphabet without look-alikes (Crockford's base 32), 50 bits. It lives for `TYPED_LASTS`, each judge has one at a time,
and the server looks at no more than `TYPED_A_SECOND` of them a second, wherever they come from (`Door`). What anybody
can try during its life is therefore

    1,000 a second x 600 s = 600,000 of 2^50 = 1.1 x 10^15 codes

and even while a thousand of them are alive at once the chance that any one is hit is 600,000 x 1,000 / 2^50 =
5.3 x 10^-7, below one in a million. (Each process of a database looks at as many: with three it is 1.6 x 10^-6.) Eight
signs would have needed a budget of wrong tries so small that one guesser could use it up for everybody; two signs more
keep the door open for judges at 1,000 guesses a second.
"""

import secrets
import unicodedata
from dataclasses import dataclass
from datetime import timedelta

from competition.identifiers import token_hash

PAIRING_LASTS = timedelta(hours=12)
TYPED_LASTS = timedelta(minutes=10)
TYPED_A_SECOND = 1_000
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SIGNS = 10
LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", " ": "", "-": "", "\u2013": ""})


@dataclass(frozen=True, slots=True)
class Code:
    """A code as it was given in: all that is kept or compared is its hash."""

    hash: bytes
    typed: bool


def new_typed_code() -> str:
    """A code for a person to type once, in two groups: `7K3QM-9XTRA`."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(SIGNS))
    return f"{signs[: SIGNS // 2]}-{signs[SIGNS // 2 :]}"


def read_code(given: str) -> Code:
    """What was given in, as scanned or typed; in a short one small and full-width letters and look-alikes will do."""
    signs = unicodedata.normalize("NFKC", given).upper().translate(LOOK_ALIKES)
    if len(signs) == SIGNS:
        return Code(token_hash(signs), typed=True)
    return Code(token_hash(given.strip()), typed=False)
