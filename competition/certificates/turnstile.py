"""How often anybody may ask about what is not in the register, and have a file looked at.

Addresses cannot be guessed (128 random bits); who tries all the same is slowed down. What is found never counts, so
that a whole office behind one address may check as many true certificates as it likes.
"""

from time import monotonic

from competition.limiter import Clock, Pauses, Rate


class Turnstile:
    def __init__(self, *, clock: Clock = monotonic) -> None:
        self._unknown = Rate(1 / 6, 20, clock=clock)
        self._files = Rate(1 / 2, 20, clock=clock)
        self._holders = Pauses(5, 3600, clock=clock)

    def not_found(self, client: str) -> None:
        """The client asked for what is not there. Raises `TooManyTries` when it goes on doing so."""
        self._unknown.take(client)

    def ask_by_number(self, number: str) -> None:
        """Return if the number of a certificate may be tried with a holder's document. Raises `TooManyTries`.

        From however many addresses: after five wrong documents each further one doubles the pause.
        """
        self._holders.check(number)

    def wrong_holder(self, number: str) -> None:
        self._holders.failed(number)

    def look_at_file(self, client: str) -> None:
        """Return if a file of the client may be looked at now. Raises `TooManyTries`."""
        self._files.take(client)
