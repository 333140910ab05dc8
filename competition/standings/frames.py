"""The newest stored frames of an event: what a watcher that was away may still be sent, and the tokens of its past."""

from uuid import UUID

from competition.db.unit_of_work import Work
from competition.live.feed import Sent

READ = 64
"""Frames that are read when an event is opened, so that watchers come back after a restart without starting over."""


def token_of(frame: UUID) -> str:
    """The token of a stored frame: the random end of its id."""
    return frame.hex[-12:]


async def newest_frames(work: Work, event: UUID, last_seq: int) -> tuple[list[Sent], dict[int, str]]:
    """The last frames up to this number as they were sent, in order, and the tokens of their numbers."""
    rows = await work.connection.fetch(
        "SELECT seq, id, body FROM frame WHERE event = $1 AND seq <= $2 ORDER BY seq DESC LIMIT $3",
        event,
        last_seq,
        READ + 1,
    )
    rows.reverse()
    tokens = {0: "", **{row["seq"]: token_of(row["id"]) for row in rows}}
    begins = [0 if len(rows) <= READ else None, *(row["seq"] for row in rows)]
    past = [Sent(since, row["seq"], row["body"]) for since, row in zip(begins, rows, strict=False) if since is not None]
    return past, tokens


async def tokens_between(work: Work, event: UUID, after: int, last: int) -> dict[int, str]:
    """The tokens of the frames stored after the one number up to the other."""
    rows = await work.connection.fetch(
        "SELECT seq, id FROM frame WHERE event = $1 AND seq > $2 AND seq <= $3 ORDER BY seq", event, after, last
    )
    return {row["seq"]: token_of(row["id"]) for row in rows}
