"""Certificates a second on one core, beside bare reportlab; what signing costs; what a second process gains.

*Bare* is reportlab as it comes with the fonts parsed once: it is given the finished lines of the same page and draws
them and the QR code as rectangles. It draws no border, checks no glyph,
fits no text and writes no archival metadata; ours does all of that. Seconds are of processor time, so that a busy
machine does not show, and the three take short turns, since its speed changes within seconds; two processes against one
are by the clock.
"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import cache
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from tempfile import mkdtemp

from competition.certificates.layout import CertificateFacts, Line
from competition.certificates.plan import compose
from competition.certificates.rendering import render
from competition.certificates.signing import PaperSigner, open_paper_signer
from competition.certificates.template import builtin
from competition.papers import qr
from competition.papers.fonts import FILES, FOLDER, Weight
from competition.papers.lines import POINT
from competition.settings import SigningSettings
from tests.benchmarks.figures import Figure
from tests.certificates.facts import but

COUNT, ROUNDS = 15, 12
CODE = (
    "2KCEXIQBE4CEMYF6W6Q4RK5ALBCYSALOJJFC2MRQGI3C2MBQGAYDCN3G4W6KBY43QNTOTE5D4W32K3PEXKGOPOVHF7TIVAHFXCEBUAJVFEBW" * 2
)


def facts(n: int) -> CertificateFacts:
    return replace(FACTS, number=f"JJ-2026-{n:06d}", code=CODE[n % 50 :] + CODE[: n % 50])


def run() -> Iterator[Figure]:
    lines = [(compose(facts(n))[0].lines, facts(n)) for n in range(COUNT)]
    folder = Path(mkdtemp())
    signer = _signer(folder)
    for work in (lambda: render(facts(0)), lambda: signer.paper(facts(0))):
        work()
    rounds = [
        (
            _rate(lambda n: render(facts(n))),
            _rate_bare(lambda n: _bare(*lines[n])),
            _rate(lambda n: signer.paper(facts(n))),
        )
        for _ in range(ROUNDS)
    ]
    unsigned, bare, signed = (median(one) for one in zip(*rounds, strict=True))
    yield Figure("certificates-unsigned-against-bare-reportlab", round(unsigned), round(bare), "a-second", ">=2.00")
    yield Figure("certificates-signed-against-unsigned", round(signed), round(unsigned), "a-second", ">=0.50")
    one, two = (_together(folder, workers) for workers in (1, 2))
    yield Figure("certificates-two-processes-against-one", round(two), round(one), "a-second", ">=1.70")


def _rate(make: Callable[[int], object]) -> float:
    begun = time.process_time()
    for n in range(COUNT):
        make(n)
    return COUNT / (time.process_time() - begun)


def _rate_bare(make: Callable[[int], object]) -> float:
    """As it comes: with what ours changes in the library put back meanwhile."""
    from reportlab import rl_config
    from reportlab.lib import rl_accel
    from reportlab.pdfbase import ttfonts

    changed = rl_config.useA85, ttfonts.calcChecksum
    rl_config.useA85, ttfonts.calcChecksum = 1, rl_accel.calcChecksum
    try:
        make(0)
        return _rate(make)
    finally:
        rl_config.useA85, ttfonts.calcChecksum = changed


@cache
def _bare_font(weight: Weight) -> str:
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfbase.ttfonts import TTFont

    registerFont(TTFont(f"bare-{weight}", str(FOLDER / FILES[weight][0])))
    return f"bare-{weight}"


@cache
def _signer(folder: Path) -> PaperSigner:
    return open_paper_signer(SigningSettings(), folder)


def _some(folder: Path, begin: int) -> None:
    for n in range(begin, begin + COUNT):
        _signer(folder).paper(facts(n))


def _together(folder: Path, workers: int) -> float:
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        list(pool.map(_some, [folder] * 2 * workers, range(2 * workers)))
        begun = time.perf_counter()
        list(pool.map(_some, [folder] * 16, range(16)))
        return 16 * COUNT / (time.perf_counter() - begun)


def _bare(lines: list[Line], said: CertificateFacts) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    template = builtin("promotion")
    height = template.page.height
    canvas = Canvas(out, pagesize=(template.page.width / POINT, height / POINT), pageCompression=1)
    matrix = qr.modules(said.verify_url, said.code)
    module = template.qr.width / POINT / (len(matrix) + 2 * qr.QUIET)
    for row, column, length in qr.runs(matrix):
        canvas.rect(100 + column * module, 200 - row * module, length * module, module, stroke=0, fill=1)
    for line in lines:
        canvas.setFillColor(line.colour.value)
        canvas.setFont(_bare_font(line.weight), line.size)
        canvas.drawString(line.left / POINT, (height - line.y) / POINT, line.text)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


FACTS = but(
    number="",
    holder_name="阿卜杜热西提·麦麦提吐尔逊",
    holder_name_romanised="Abdurishit Memettursun",
    document_number="000000190001010001",
    verify_url="https://jinji.example.org/verify/0123456789abcdefABCDEF",
)
