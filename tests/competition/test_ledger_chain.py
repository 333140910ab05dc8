"""The chain itself, without a server: whatever is done to its rows, the first one touched is named."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from competition.identifiers import uuid7
from competition.marking.errors import LedgerBroken
from competition.marking.ledger import MARK, OVERTAKEN, Entry
from competition.marking.verification import check_chain, check_overtaken

Chain = list[Entry]


def a_chain(length: int = 6) -> Chain:
    """Marks of one judge, 1, 2, 3 …, rightly chained; the fourth has a reason and a digest."""
    event, account, entrant = uuid7(), uuid7(), uuid7()
    noon, chain = datetime(2026, 5, 1, 12, tzinfo=UTC), Chain()
    for seq in range(1, length + 1):
        mark = Entry(
            uuid7(), event, seq, MARK, "", entrant, "P1", "J1", account, Decimal(seq), "tablet", seq, "", stored_at=noon
        )
        said = {"reason": "错行", "digest": "ab" * 32} if seq == 4 else {}
        chain.append(replace(mark, **said).after(chain[-1].hash if chain else b""))
    return chain


def with_row(chain: Chain, seq: int, **changes: object) -> Chain:
    """The chain with something of one row overwritten, its hashes left as they were."""
    return [replace(entry, **changes) if entry.seq == seq else entry for entry in chain]  # type: ignore[arg-type]


def refitted(chain: Chain) -> Chain:
    """The third row says something else, and its own hash was made to fit."""
    return [*chain[:2], replace(chain[2], value=Decimal("9.5")).after(chain[1].hash), *chain[3:]]


def exchanged(chain: Chain) -> Chain:
    """Rows 3 and 5 have each other's numbers, as a reader in order sees it."""
    return [*chain[:2], replace(chain[4], seq=3), chain[3], replace(chain[2], seq=5), *chain[5:]]


def renumbered(chain: Chain) -> Chain:
    """Row 3 is gone and those after it moved up."""
    return [*chain[:2], *(replace(entry, seq=entry.seq - 1) for entry in chain[3:])]


TOUCHED: dict[str, tuple[Callable[[Chain], Chain], str, int]] = {
    "a value": (lambda chain: with_row(chain, 3, value=Decimal("9.5")), "row_altered", 3),
    "a value taken away": (lambda chain: with_row(chain, 3, value=None), "row_altered", 3),
    "who entered it": (lambda chain: with_row(chain, 1, account=uuid7()), "row_altered", 1),
    "the last value": (lambda chain: with_row(chain, 6, value=Decimal("9.5")), "row_altered", 6),
    "a value and its hash": (refitted, "row_altered", 3),
    "a reason": (lambda chain: with_row(chain, 4, reason="另有原因"), "row_altered", 4),
    "a reason taken away": (lambda chain: with_row(chain, 4, reason=""), "row_altered", 4),
    "a reason given afterwards": (lambda chain: with_row(chain, 3, reason="错行"), "row_altered", 3),
    "a digest": (lambda chain: with_row(chain, 4, digest="cd" * 32), "row_altered", 4),
    "a digest given afterwards": (lambda chain: with_row(chain, 3, digest="cd" * 32), "row_altered", 3),
    "all that was said": (lambda chain: with_row(chain, 4, reason="", digest=""), "row_altered", 4),
    "a kind": (lambda chain: with_row(chain, 3, kind=OVERTAKEN), "row_altered", 3),
    "the first row removed": (lambda chain: chain[1:], "row_missing", 1),
    "a row removed": (lambda chain: chain[:2] + chain[3:], "row_missing", 3),
    "a row removed and the rest renumbered": (renumbered, "row_altered", 3),
    "the end cut off": (lambda chain: chain[:4], "row_missing", 5),
    "all removed": (lambda chain: [], "row_missing", 1),
    "two rows swapped": (lambda chain: [*chain[:2], chain[3], chain[2], *chain[4:]], "row_moved", 3),
    "two rows with exchanged numbers": (exchanged, "row_moved", 3),
    "a row twice": (lambda chain: [*chain[:3], *chain[2:]], "row_moved", 4),
    "a hash": (lambda chain: with_row(chain, 3, hash=b"x" * 32), "hash_changed", 3),
    "the last hash": (lambda chain: with_row(chain, 6, hash=b"x" * 32), "hash_changed", 6),
    "a predecessor's hash": (lambda chain: with_row(chain, 3, previous=b"x" * 32), "hash_changed", 3),
}


@pytest.mark.parametrize(("tamper", "code", "seq"), TOUCHED.values(), ids=TOUCHED)
async def test_the_first_row_touched_is_named(tamper: Callable[[Chain], Chain], code: str, seq: int) -> None:
    """By its number and by an id that is in what was handed over; in both languages."""
    chain = a_chain()
    with pytest.raises(LedgerBroken) as caught:
        check_chain(tamper(chain), 6, chain[-1].hash)
    broken = caught.value
    assert (broken.code, broken.seq) == (f"marking.{code}", seq)
    assert broken.id in {entry.id for entry in tamper(chain)} | {None}
    assert all(str(seq) in text and str(broken.id or "-") in text for text in (broken.text("zh"), broken.text("en")))


@pytest.mark.parametrize(("last_seq", "head"), [(6, b"x" * 32), (5, None), (6, b"")])
async def test_a_head_that_is_not_the_last_rows_is_found(last_seq: int, head: bytes | None) -> None:
    chain = a_chain()
    with pytest.raises(LedgerBroken) as caught:
        check_chain(chain, last_seq, chain[-1].hash if head is None else head)
    assert (caught.value.code, caught.value.id) == ("marking.head_changed", chain[-1].id)


def worded(counters: dict[int, str]) -> Chain:
    """Marks for one place with these counters and kinds, rightly chained."""
    rows = zip(a_chain(len(counters)), counters.items(), strict=True)
    chain: Chain = []
    for entry, (counter, kind) in rows:
        chain.append(replace(entry, counter=counter, kind=kind).after(chain[-1].hash if chain else b""))
    return chain


async def test_a_mark_that_was_put_aside_without_a_newer_one_is_found() -> None:
    """By whoever wrote the ledger: the chain fits, and the mark would not count."""
    check_overtaken(worded({2: MARK, 1: OVERTAKEN, 3: MARK}))
    for unfair in ({1: OVERTAKEN}, {1: MARK, 2: OVERTAKEN}):
        with pytest.raises(LedgerBroken) as caught:
            check_overtaken(worded(unfair))
        assert (caught.value.code, caught.value.seq) == ("marking.row_altered", len(unfair))


@pytest.mark.parametrize("length", [0, 1, 2, 6])
async def test_a_chain_as_it_was_written_is_whole(length: int) -> None:
    chain = a_chain(length)
    check_chain(chain, length, chain[-1].hash if chain else b"")


async def test_every_digit_of_a_value_is_in_its_hash() -> None:
    """Also those beyond the 28 that decimal arithmetic keeps; 8.50, 8.5 and 85E-1 are one number."""
    mark = a_chain(1)[0]
    hashes = [replace(mark, value=Decimal(text)).after(b"").hash for text in ("8.50", "8.5", "85E-1")]
    assert len(set(hashes)) == 1
    assert replace(mark, value=Decimal("8.5" + "0" * 30 + "1")).after(b"").hash != hashes[0]
    assert replace(mark, value=Decimal("100")).after(b"").hash != replace(mark, value=Decimal("1")).after(b"").hash
