"""Papers of every kind in every language: what they say, and that all of it has its place."""

import os
import subprocess
from io import BytesIO
from itertools import combinations
from pathlib import Path

import pytest
from pypdf import PageObject, PdfReader

from competition.certificates.errors import GlyphMissing
from competition.certificates.layout import MarkRow
from competition.certificates.marks_table import shown
from competition.certificates.plan import compose
from competition.certificates.rendering import preflight, print_file, render
from competition.certificates.template import KINDS, LANGUAGES, builtin
from rules.values import Text

from .kinds import MARKS, NAMES, of_kind, said_of
from .test_layout import LONG, box, touch

PICTURES = os.environ.get("JINJI_PICTURES")
"""A folder for pictures to look at; none are taken without it."""
EVERY = [(kind, language) for kind in KINDS for language in LANGUAGES]
every = pytest.mark.parametrize("kind, language", EVERY)


def text_of(page: PageObject) -> str:
    """Without spaces: where a line is broken, there is none."""
    return "".join(page.extract_text().split())


def packed(text: str) -> str:
    return "".join(text.split())


@every
def test_a_paper_says_what_it_is_about_in_its_language_and_in_no_other(kind, language):
    facts = of_kind(kind, language=language)
    said = text_of(PdfReader(BytesIO(render(facts))).pages[0])
    for pair in (builtin(kind).title, facts.issuer, facts.occupation, *said_of(facts).values()):
        assert (packed(pair.zh) in said, packed(pair.en) in said) == (language != "en", language != "zh"), pair
    assert facts.number in said and ("23November2026" if language == "en" else "2026年11月23日") in said


@every
def test_every_name_can_be_read_out_of_every_paper(kind, language):
    people = [
        of_kind(kind, language=language, holder_name=name, holder_name_romanised=romanised)
        for name, romanised in NAMES.items()
    ]
    pdf = print_file(people)
    for one, page in zip(people, PdfReader(BytesIO(pdf)).pages, strict=True):
        name = one.holder_name_romanised if language == "en" else None
        assert packed(name or one.holder_name) in text_of(page)
    if PICTURES:
        (file := Path(PICTURES) / f"{kind}-{language}.pdf").write_bytes(pdf)
        subprocess.run(["pdftoppm", "-r", "60", "-png", "-cropbox", file, file.with_suffix("")], check=True)


@every
@pytest.mark.parametrize("changes", [{}, {"sample": True, "development": True}, LONG, {"holder_name": "赵" * 60}])
def test_no_line_covers_another_or_leaves_the_safe_area(kind, language, changes):
    template = builtin(kind)
    lines = compose(of_kind(kind, language=language, **changes))
    boxes = [(line.text, box(line)) for line in lines]
    assert not [(a, b) for (a, at), (b, bt) in combinations(boxes, 2) if touch(at, bt)]
    assert not [text for text, at in boxes if touch(at, template.qr)]
    page, safe = template.page, template.page.safe - 0.5
    for text, at in boxes:
        assert safe <= at.left and at.right <= page.width - safe, text
        assert safe <= at.top and at.bottom <= page.height - safe, text


@every
def test_a_missing_glyph_stops_every_paper_by_name(kind, language):
    with pytest.raises(GlyphMissing) as refused:
        preflight(of_kind(kind, language=language, holder_name="𪚥永芳", holder_name_romanised=None))
    assert refused.value.field.zh == "姓名" and "U+2A6A5" in refused.value.text("zh")


def test_papers_of_different_kinds_go_into_one_file_each_with_its_own_size():
    pages = PdfReader(BytesIO(print_file([of_kind(kind) for kind in KINDS]))).pages
    assert [round(float(page.trimbox.width)) for page in pages] == [842, 842, 595]
    assert "成绩单" in pages[2].extract_text() and "一等奖" in pages[1].extract_text()


@pytest.mark.parametrize("language, depths", [("zh", {0, 1, 2}), ("both", {0, 1})])
def test_a_transcript_shows_as_much_detail_as_there_is_room_for(language, depths):
    marks = (*MARKS, *[MarkRow(Text(f"尺寸{n}", f"Dimension {n}"), 2, "1", "2") for n in range(36)])
    assert {row.depth for row in shown(marks, 109, language)} == depths
