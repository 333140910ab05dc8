"""Screens in halls: each is woken when something may be new, and asks what it is to show. Knows no socket.

There are few of them, so each one that is woken reads its own state anew; what another process did is seen within
`LOOK_SECONDS`.
"""

import asyncio

LOOK_SECONDS = 1.0


class Screens:
    """The screens that this process serves."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Event] = set()

    def wake(self) -> None:
        """Every screen looks at once."""
        for one in self._waiting:
            one.set()

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
