"""The numbers of the feed's entries, which the database gives."""

from competition.exchange.tables import FeedEntry


async def newest_seq() -> int:
    """The number of the newest entry; 0 before there is any."""
    rows = await FeedEntry.select(FeedEntry.seq).order_by(FeedEntry.seq, ascending=False).limit(1)
    return rows[0]["seq"] if rows else 0
