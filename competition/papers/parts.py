"""What papers of several kinds have: a heading, and small print under something else."""

from collections.abc import Iterable, Sequence

from competition.papers.fonts import Weight
from competition.papers.lines import POINT, wrapped
from competition.papers.page import RED, SOFT, Pages
from competition.papers.tongue import PaperLanguage, beside, said
from competition.papers.words import SAMPLE
from rules.values import Text


def heading(
    pages: Pages,
    competition: Text,
    titles: Sequence[Text],
    language: PaperLanguage,
    *,
    left: float,
    width: float,
    sample: bool,
) -> None:
    """Whose paper it is, down to 30 mm: the competition small, the titles large, and whether it is a sample."""
    if sample:
        pages.text(SAMPLE, beside(SAMPLE, language), left, 9, 8, colour=RED)
    pages.line(competition, beside(competition, language), left, 16, 9, width, colour=SOFT)
    lines = [said(one, language) for one in titles]
    pages.line(titles[0], " · ".join(one[0] for one in lines), left, 24.5, 17, width, Weight.BOLD)
    if language == "both":
        pages.line(titles[0], " · ".join(one[-1] for one in lines), left, 30, 9.5, width, colour=SOFT)


def small_print(
    pages: Pages, field: Text, texts: Iterable[str], left: float, y: float, size: float, width: float, leading: float
) -> None:
    """The texts stand one below the other from `y` on, each in as many lines as it needs."""
    for text in texts:
        for piece in wrapped(text, Weight.REGULAR, size, width):
            pages.text(field, piece, left, y, size, colour=SOFT)
            y += size * POINT * leading
