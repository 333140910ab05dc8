"""What the watchers of one event must be sent. Knows no socket and no clock.

A watcher that reconnects says the last number it has and is sent the frames after it; when they are
no longer kept, or it has none, it starts over with a snapshot.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

KEPT = 512


@dataclass(slots=True)
class BoardFeed:
    """The newest frames of one event, encoded once, and the way to its snapshot."""

    snapshot: Callable[[], bytes]
    seq: int
    recent: deque[tuple[int, int, bytes]] = field(default_factory=lambda: deque(maxlen=KEPT))

    def add(self, seq: int, body: bytes) -> None:
        """The frame that leads from the number known so far to `seq` is the newest one."""
        self.recent.append((self.seq, seq, body))
        self.seq = seq

    def start_over(self, seq: int) -> None:
        """Nothing kept leads to `seq`: who has less is sent a snapshot."""
        self.recent.clear()
        self.seq = seq

    def resume(self, after: int | None) -> list[bytes]:
        """What to send to a watcher that has everything up to `after`: the frames it lacks, or a snapshot."""
        if after == self.seq:
            return []
        begins = [index for index, (before, _, _) in enumerate(self.recent) if before == after]
        if after is None or not begins:
            return [self.snapshot()]
        return [body for _, _, body in list(self.recent)[begins[0] :]]
