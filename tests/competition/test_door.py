"""What is let in at the door and what is not, without a server; the clock is the test's."""

import asyncio
from math import ceil

from competition.accounts.actions import CODE_MADE
from competition.accounts.codes import ALPHABET, SIGNS, TYPED_A_SECOND, TYPED_LASTS, Code, new_typed_code, read_code
from competition.accounts.door import REFRESH_SECONDS, Door
from competition.accounts.errors import PairingRefused
from competition.db.notices import Notice
from competition.errors import TooManyTries
from competition.identifiers import new_token


def test_typed_codes_are_read_as_people_write_them() -> None:
    """Look-alikes are one sign, and a long code is never taken for a short one."""
    assert read_code("7k3qm-9xtra") == read_code("７Ｋ３ＱＭ－９ＸＴＲＡ") == read_code(" 7K3QM9XTRA ")
    assert read_code("oO0iI-lL1AB") == read_code("00011-111AB") and read_code("00011-111AB").typed
    token = new_token()
    assert not read_code(token).typed and read_code(token) != read_code(token.upper())
    made = {new_typed_code() for _ in range(200)}
    assert len(made) == 200 and {sign for code in made for sign in code} - {"-"} == set(ALPHABET)


def test_guessing_a_typed_code_for_its_whole_life_is_a_chance_of_less_than_one_in_a_million() -> None:
    """With a thousand of them alive at once, and everything that the server looks at being a guess."""
    codes, looked_at = len(ALPHABET) ** SIGNS, TYPED_A_SECOND * ceil(TYPED_LASTS.total_seconds()) + TYPED_A_SECOND
    assert looked_at * 1_000 / codes < 1e-6


class Books:
    """Live codes as the database would tell them, and how often it was asked."""

    def __init__(self) -> None:
        self.live: set[bytes] = set()
        self.asked = 0

    async def __call__(self) -> set[bytes]:
        self.asked += 1
        await asyncio.sleep(0)
        return set(self.live)


async def verdict(door: Door, code: Code, client: str = "10.0.0.5") -> str:
    try:
        await door.admit(code, client)
    except (PairingRefused, TooManyTries) as refusal:
        return refusal.code
    return "let in"


async def test_the_books_are_read_once_a_second_whoever_guesses() -> None:
    books, clock = Books(), [0.0]
    door = Door(books, clock=lambda: clock[0])
    await asyncio.gather(*(verdict(door, read_code(new_token()), str(number)) for number in range(500)))
    assert books.asked == 1
    clock[0] += REFRESH_SECONDS
    await asyncio.gather(*(verdict(door, read_code(new_token()), str(number)) for number in range(500)))
    assert books.asked == 2 and door.pairing.times == 1_000


async def test_a_code_of_another_process_is_let_in_once_it_is_a_second_old() -> None:
    """Also by a client that has guessed too often: it may sit behind the same address as a guesser."""
    books, clock = Books(), [0.0]
    door = Door(books, clock=lambda: clock[0])
    assert {await verdict(door, read_code(new_token())) for _ in range(20)} == {
        "accounts.pairing_refused",
        "competition.too_many_tries",
    }
    code = read_code(new_token())
    books.live.add(code.hash)
    clock[0] += REFRESH_SECONDS
    assert await verdict(door, code) == "let in" and await verdict(door, code) == "let in"


async def test_a_code_of_which_another_process_has_told_is_let_in_at_once() -> None:
    """Though somebody has just guessed and the books are not read again so soon."""
    books = Books()
    door = Door(books, clock=lambda: 0.0)
    code = read_code(new_token())
    assert await verdict(door, read_code(new_token())) == "accounts.pairing_refused"
    door.hear(Notice(CODE_MADE, code.hash.hex()))
    assert await verdict(door, code) == "let in" and books.asked == 1


async def test_beyond_its_pace_typed_codes_are_not_even_looked_at() -> None:
    """While links go on; and a second later typed ones are looked at again."""
    books, clock = Books(), [0.0]
    door = Door(books, clock=lambda: clock[0])
    typed, link = read_code(new_typed_code()), read_code(new_token())
    door.made(typed)
    door.made(link)
    for _ in range(TYPED_A_SECOND):
        await verdict(door, read_code(new_typed_code()))
    assert await verdict(door, typed) == "competition.too_many_tries" and await verdict(door, link) == "let in"
    clock[0] += 1
    assert await verdict(door, typed) == "let in"
