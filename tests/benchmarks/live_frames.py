"""The frames of the live benchmark: one row that changed, about 300 bytes."""

from decimal import Decimal

import msgspec

from competition.live.messages import BoardHead, Frame, Snapshot, StandingRow
from rules.values import Text

NOTHING = Text("", "")
HEAD = BoardHead(event="e", title=NOTHING, competition=NOTHING, stage=NOTHING, columns=[], sample=True, groups={})


def a_row(seq: int, entrant: str = "01a2095a-0604-75fa-a551-a78c1e729c70") -> StandingRow:
    return StandingRow(
        entrant=entrant,
        rank=1,
        tied=False,
        name="王堃",
        delegation=None,
        total=Decimal(seq % 101),
        parts={},
        complete=True,
        marked=4,
        expected=4,
        decided_by=None,
    )


def a_frame(seq: int, *entrant: str) -> Frame:
    """The frame with this number; of an entrant of the event, where a server knows who competes in it."""
    at = "2026-11-23T17:00:24.688Z"
    return Frame(since=seq - 1, seq=seq, token=f"{seq:012x}", at=at, state="open", rows=[a_row(seq, *entrant)])


def a_snapshot(seq: int) -> Snapshot:
    token = f"{seq:012x}" if seq else ""
    return Snapshot(seq=seq, token=token, at="", state="open", head=HEAD, rows=[a_row(seq)])


def greeting() -> bytes:
    return msgspec.json.encode(a_snapshot(0))
