"""The QR code of a paper as rows of dark modules."""

from functools import lru_cache

QUIET = 4
"""Modules of empty paper that a reader needs on every side."""

Matrix = tuple[tuple[bool, ...], ...]


@lru_cache(maxsize=64)
def modules(address: str, code: str = "") -> Matrix:
    """The dark modules, row by row from the top, without the quiet zone.

    A `code` follows the address behind a `#`; it is written in QR's alphanumeric mode where its characters allow it.

    Error correction M survives a fold or a stain. The mask is fixed: choosing the best one of eight
    costs five times as much and gains nothing on clean paper.
    """
    import segno

    content = (f"{address}#", code) if code else address
    made = segno.make_qr(
        content,  # type: ignore[arg-type]  # a list of segments is taken too
        error="m",
        mask=2,
        boost_error=False,
    )
    return tuple(tuple(bool(cell) for cell in row) for row in made.matrix)


def runs(matrix: Matrix) -> list[tuple[int, int, int]]:
    """Dark runs as (row, first column, length): far fewer rectangles than modules."""
    found: list[tuple[int, int, int]] = []
    for y, row in enumerate(matrix):
        x = 0
        while x < len(row):
            start = x
            while x < len(row) and row[x]:
                x += 1
            if x > start:
                found.append((y, start, x - start))
            x += 1
    return found
