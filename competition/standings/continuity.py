"""Whether one export goes on from an earlier one: how a past that was written anew is found out. No I/O.

Who holds the server's key can rewrite every row, chain them again and sign the new head: such a ledger verifies by
itself. It does not contain the head that was handed out before.
"""

from competition.standings.errors import KeyDiffers, OtherEvent, PastRewritten, PastShorter, PlanReplaced
from competition.standings.ledger_file import LedgerFile


def check_continues(earlier: LedgerFile, later: LedgerFile) -> int:
    """Return how many rows the later one adds to the earlier one; raise for the first thing that is not as it was.

    Both have been verified, each by itself. Raises the family of `NotContinued`, and `KeyDiffers`.
    """
    if earlier.event != later.event:
        raise OtherEvent(earlier=earlier.event, later=later.event)
    for before, after in zip(earlier.entries, later.entries, strict=False):
        if before != after:
            raise PastRewritten(before.seq, before.id)
    if len(later.entries) < len(earlier.entries):
        raise PastShorter(len(earlier.entries), len(later.entries))
    if earlier.head.plan != later.head.plan:
        raise PlanReplaced()
    if earlier.head.key != later.head.key:
        raise KeyDiffers(key=later.head.key, asked=earlier.head.key)
    return len(later.entries) - len(earlier.entries)
