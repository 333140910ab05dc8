"""The door that tablets and people come in by, for one process: wrong tries cost little, right ones never wait.

A code that was guessed is told from a live one in memory. Live codes are learnt when they are made here, from a notice
when another process makes one, and from the database when an unknown one is tried, once a second at most. So ten
thousand guesses are ten thousand look-ups in a set, while a right code finds its way whatever goes on. Wrong tries are
counted by where they come from and answered with 429 when they go on; nothing about them is stored, since an attack
that makes the server write would be another attack. Each process counts for itself.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import NoReturn

from competition.accounts.codes import TYPED_A_SECOND, Code
from competition.accounts.errors import PairingRefused
from competition.accounts.queries import live_codes
from competition.db.notices import Notice
from competition.errors import TooManyTries
from competition.limiter import Clock, Observed, Pauses, Rate

REFRESH_SECONDS = 1.0
LOGGED_EVERY = 1_000
log = logging.getLogger("jinji")


class Door:
    """Which pairing codes are live, and what was tried wrongly."""

    def __init__(self, read: Callable[[], Awaitable[set[bytes]]] = live_codes, *, clock: Clock = monotonic) -> None:
        self.pairing, self.sign_in = Observed(), Observed()
        self._read, self._clock = read, clock
        self._live: set[bytes] = set()
        self._read_at = float("-inf")
        self._reading: asyncio.Task[set[bytes]] | None = None
        self._names = Pauses(free=5, longest=60, clock=clock)
        self._passwords = Rate(per_second=1, burst=30, clock=clock)
        self._hashes = Rate(per_second=20, burst=40, clock=clock)
        self._claims = Rate(per_second=50, burst=50, clock=clock)
        self._typed = Rate(TYPED_A_SECOND, TYPED_A_SECOND, clock=clock)
        self._wrong = Rate(1 / 6, 10, clock=clock)

    def made(self, code: Code) -> None:
        """The code is stored: from here on it is let in."""
        self._live.add(code.hash)

    def hear(self, notice: Notice) -> None:
        """Another process has made a code: its key is the code's hash."""
        self._live.add(bytes.fromhex(notice.key))

    async def admit(self, code: Code, client: str) -> None:
        """Return if the code was live when last heard of; raise `PairingRefused` or `TooManyTries` if not."""
        if code.typed:
            self._typed.take()
        if not await self._knows(code):
            self.turn_away(code, client)

    def turn_away(self, code: Code, client: str) -> NoReturn:
        """The code is none, or none any more. Raises `PairingRefused`, `TooManyTries`."""
        self._live.discard(code.hash)
        self.pairing.note(client)
        if self.pairing.times % LOGGED_EVERY == 1:
            log.warning("wrong pairing codes so far: %s, the last one from %s", self.pairing.times, client)
        self._wrong.take(client)
        raise PairingRefused()

    def spent(self, code: Code) -> None:
        self._live.discard(code.hash)

    def looks_at_marks(self) -> bool:
        """Whether there is time to see if a browser that says so is known. It costs a look-up, a forged one too."""
        try:
            self._claims.take()
        except TooManyTries:
            return False
        return True

    def let_try(self, name: str, client: str, known: str) -> None:
        """Return if a password may be tried for the name. Raises `TooManyTries`.

        A check takes some 40 ms of a processor, so that unknown browsers get `burst` at once and a few a second, each
        client and all together, and each for one name at growing intervals. `known` browsers, each marked by the
        person's own sign-in, stand aside of all that and answer for themselves.
        """
        try:
            self._names.check(_who(name, client, known))
            if not known:
                self._passwords.take(client)
                self._hashes.take()
        except TooManyTries:
            self.sign_in.note(client)
            raise

    def tried(self, name: str, client: str, known: str, *, right: bool) -> None:
        """The try that was let has been made."""
        if not right:
            self.sign_in.note(client)
            self._names.failed(_who(name, client, known))
            return
        self._names.succeeded(_who(name, client, known))
        if not known:
            self._passwords.give_back(client)
            self._hashes.give_back()

    async def _knows(self, code: Code) -> bool:
        if code.hash not in self._live and (self._reading or self._clock() - self._read_at >= REFRESH_SECONDS):
            if self._reading is None:
                self._read_at = self._clock()
                self._reading = asyncio.ensure_future(self._read())
                self._reading.add_done_callback(self._has_read)
            await asyncio.shield(self._reading)
        return code.hash in self._live

    def _has_read(self, reading: "asyncio.Future[set[bytes]]") -> None:
        self._reading = None
        if not reading.cancelled() and reading.exception() is None:
            self._live |= reading.result()


def _who(name: str, client: str, known: str) -> str:
    return f"browser {known}" if known else f"client {client} {name.casefold()[:200]}"
