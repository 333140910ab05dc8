"""What may be done to a paper, and what every checker must answer: the server, and the page on a phone."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

SAMPLES = Path(__file__).parent / "certificates" / "data" / "pdf-signatures"


@dataclass(frozen=True, slots=True)
class Altered:
    name: str
    status: str
    make: Callable[[bytes], bytes]


def flipped(at: Callable[[bytes], int]) -> Callable[[bytes], bytes]:
    """One bit of the byte at the place is another."""

    def make(paper: bytes) -> bytes:
        place = at(paper)
        return paper[:place] + bytes([paper[place] ^ 1]) + paper[place + 1 :]

    return make


def signature(paper: bytes) -> tuple[int, int]:
    """Where the digits of the signature begin and end."""
    start = paper.index(b"/Contents <") + len(b"/Contents <")
    return start, paper.index(b">", start)


def in_capitals(paper: bytes) -> bytes:
    start, end = signature(paper)
    return paper[:start] + paper[start:end].upper() + paper[end:]


def byte_of_the_signature(place: int) -> Callable[[bytes], bytes]:
    """A bit of a byte of the signature itself, which no signature covers."""

    def make(paper: bytes) -> bytes:
        start, _ = signature(paper)
        at = start + 2 * place
        changed = int(paper[at : at + 2], 16) ^ 1
        return paper[:at] + b"%02x" % changed + paper[at + 2 :]

    return make


ALTERATIONS = (
    Altered("as issued", "valid", lambda paper: paper),
    Altered("a byte of the page", "altered", flipped(lambda paper: 3000)),
    Altered("a byte of the attachment", "altered", flipped(lambda paper: paper.index(b"/EmbeddedFile\n") + 40)),
    Altered("the last byte but one", "altered", flipped(lambda paper: len(paper) - 2)),
    Altered("the room behind the signature", "altered", flipped(lambda paper: signature(paper)[1] - 1)),
    *(Altered(f"byte {at} of the signature", "altered", byte_of_the_signature(at)) for at in (40, 300, 700)),
    Altered("the signature in capitals", "unknown", in_capitals),
    Altered("the word that says where it lies", "altered", flipped(lambda paper: paper.index(b"/ByteRange") + 3)),
    Altered("something added", "altered", lambda paper: paper + b"\n% more"),
    Altered("cut off", "altered", lambda paper: paper[:-7]),
    Altered("a byte taken out", "altered", lambda paper: paper[:3000] + paper[3001:]),
    Altered("no PDF", "unreadable", flipped(lambda paper: 1)),
    Altered("signed by somebody else", "unknown", lambda _: sample("pades-with-old-style-signing-cert-attr")),
    Altered("not signed", "unsigned", lambda _: sample("minimal")),
    *(
        Altered(name, "altered", lambda _, name=name: sample(name))  # type: ignore[misc]
        for name in ("one-byterange", "weird-byterange", "signature-gap-too-big", "tail-uncovered")
    ),
    Altered("signed twice", "altered", lambda _: sample("minimal-two-fields-signed-twice")),
)


def sample(name: str) -> bytes:
    return (SAMPLES / f"{name}.pdf").read_bytes()
