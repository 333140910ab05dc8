"""What stands on a paper: its text as poppler reads it, and its QR code as the rectangles that draw it."""

import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from competition.papers import qr
from competition.papers.lines import POINT


def pages_of(pdf: bytes, folder: Path) -> list[str]:
    """The text of each page, set as it is on paper."""
    (folder / "paper.pdf").write_bytes(pdf)
    said = subprocess.run(["pdftotext", "-layout", folder / "paper.pdf", "-"], capture_output=True, check=True)
    return said.stdout.decode().split("\f")[:-1]


def drawn_code(pdf: bytes, page: int, *, right: float, top: float, side: float, like: str) -> qr.Matrix:
    """The dark modules of a code as large as that of the text `like`; its square in millimetres from the edges."""
    found = PdfReader(BytesIO(pdf)).pages[page]
    width, height = float(found.mediabox.width), float(found.mediabox.height)
    size = len(qr.modules(like))
    module = side / POINT / (size + 2 * qr.QUIET)
    left = width - (right + side) / POINT + qr.QUIET * module
    upper = height - top / POINT - qr.QUIET * module
    rows = [[False] * size for _ in range(size)]
    stream: Any = found.get_contents()
    for operands, operator in stream.operations:
        x, y, run, high = (float(one) for one in operands) if operator == b"re" else (0, 0, 0, 0)
        if abs(high - module) < module / 10:
            column, row = round((x - left) / module), round((upper - y) / module) - 1
            for at in range(column, column + round(run / module)):
                rows[row][at] = True
    return tuple(tuple(row) for row in rows)
