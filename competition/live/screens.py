"""Screens in halls: each is woken when something may be new, and asks what it is to show. Knows no socket.

There are few of them, so each one that is woken reads its own state anew. Those of other processes are woken by a
notice, and look by themselves every `LOOK_SECONDS`.
"""

import asyncio

from competition.db.notices import Notice

DIRECTED = "screens"
"""The kind of the notice that screens may have something new to show."""
LOOK_SECONDS = 1.0


class Screens:
    """The screens that this process serves."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Event] = set()

    def wake(self) -> None:
        """Every screen looks at once."""
        for one in self._waiting:
            one.set()

    def hear(self, _: Notice) -> None:
        """Another process has directed a screen, or what one shows."""
        self.wake()

    async def something(self) -> None:
        """Returns when woken, or when it is time to look anyway."""
        woken = asyncio.Event()
        self._waiting.add(woken)
        try:
            async with asyncio.timeout(LOOK_SECONDS):
                await woken.wait()
        except TimeoutError:
            pass
        finally:
            self._waiting.discard(woken)
