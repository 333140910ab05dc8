"""Reading the feed: everything since a cursor, and saying how far one has come."""

from collections.abc import Collection
from typing import Any

from competition.certificates.told import certificates_told
from competition.clock import now
from competition.db.unit_of_work import unit_of_work
from competition.exchange.errors import CursorUnknown
from competition.exchange.schemas import Acknowledged, FeedItem, FeedPage
from competition.exchange.tables import ApiToken, FeedEntry
from competition.exchange.tokens import Reader
from competition.promotion.told import decisions_told

START = "0"
MOST = 500


async def read_feed(reader: Reader, after: str | None, limit: int) -> FeedPage:
    """What happened after the cursor; with none, after what the reader acknowledged. Raises `CursorUnknown`."""
    since = await _acknowledged(reader) if after is None else await _place(after)
    most = min(max(limit, 1), MOST)
    rows = await FeedEntry.select().where(FeedEntry.seq > since).order_by(FeedEntry.seq).limit(most + 1)
    entries = await items(rows[:most])
    return FeedPage(
        entries=entries,
        next=entries[-1].cursor if entries else await _cursor(since),
        more=len(rows) > most,
        acknowledged=await _cursor(await _acknowledged(reader)),
    )


async def acknowledge(reader: Reader, cursor: str) -> Acknowledged:
    """The reader has come so far, and never less far than it said before. Raises `CursorUnknown`."""
    seq = await _place(cursor)
    async with unit_of_work():
        await ApiToken.update({ApiToken.acknowledged: seq, ApiToken.acknowledged_at: now()}).where(
            (ApiToken.id == reader.id) & (ApiToken.acknowledged < seq)
        )
    return Acknowledged(acknowledged=await _cursor(await _acknowledged(reader)))


async def items(rows: Collection[dict[str, Any]]) -> list[FeedItem]:
    """The entries with all that is told of them."""
    decisions = await decisions_told({row["decision"] for row in rows if row["decision"]})
    certificates = await certificates_told({row["certificate"] for row in rows if row["certificate"]})
    names = await _names({row["seq"] for row in rows})
    return [
        FeedItem(
            cursor=f"{row['seq']}.{row['mark']}",
            seq=row["seq"],
            kind=row["kind"],
            at=row["at"],
            by=names[row["seq"]],
            reason=row["reason"],
            authority=row["authority"],
            decision=decisions.get(row["decision"]),
            certificate=certificates.get(row["certificate"]),
        )
        for row in rows
    ]


async def _names(entries: Collection[int]) -> dict[int, str]:
    if not entries:
        return {}
    rows = await FeedEntry.select(FeedEntry.seq, FeedEntry.by.name.as_alias("name")).where(
        FeedEntry.seq.is_in(list(entries))
    )
    return {row["seq"]: row["name"] for row in rows}


async def _place(cursor: str) -> int:
    if cursor == START:
        return 0
    seq, _, mark = cursor.partition(".")
    if seq.isascii() and seq.isdigit() and len(seq) < 19:
        if await FeedEntry.exists().where((FeedEntry.seq == int(seq)) & (FeedEntry.mark == mark)):
            return int(seq)
    raise CursorUnknown(cursor=cursor[:60])


async def _cursor(seq: int) -> str:
    rows = await FeedEntry.select(FeedEntry.mark).where(FeedEntry.seq == seq)
    return f"{seq}.{rows[0]['mark']}" if rows else START


async def _acknowledged(reader: Reader) -> int:
    rows = await ApiToken.select(ApiToken.acknowledged).where(ApiToken.id == reader.id)
    return int(rows[0]["acknowledged"])
