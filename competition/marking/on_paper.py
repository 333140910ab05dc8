"""What came in on paper, as the ledger says it: written and read here, by whoever enters it and whoever verifies it.

A mark that was keyed in, and a signature that stands on the paper, are entries of the device `PAPER`, by the account
that confirmed or attested them. Their reason names the paper by its number and the two accounts that keyed it in.
"""

import re
from dataclasses import dataclass
from uuid import UUID

from competition.marking.ledger import ATTESTED, Entry

PAPER = "paper"
_SAID = re.compile(r"paper (\S+) keyed in by ([0-9a-f-]{36}) and ([0-9a-f-]{36})")


@dataclass(frozen=True, slots=True)
class OnPaper:
    """A mark sheet on paper: its number, and who keyed it in."""

    code: str
    first: UUID
    second: UUID

    def reason(self) -> str:
        return f"paper {self.code} keyed in by {self.first} and {self.second}"


def two_people(entry: Entry) -> bool:
    """Whether nobody did two people's work, if the entry came from paper: three accounts, and the paper is named."""
    if entry.kind != ATTESTED and not (entry.device == PAPER and entry.reason):
        return True  # a tablet may call itself what it likes, and gives no reason
    said = _SAID.fullmatch(entry.reason)
    return said is not None and len({UUID(said[2]), UUID(said[3]), entry.account}) == 3
