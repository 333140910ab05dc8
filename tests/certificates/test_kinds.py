"""Papers of every kind in every language: what they say, and that all of it has its place."""

import os
import subprocess
from io import BytesIO
from itertools import combinations
from pathlib import Path

import pytest
from pypdf import PageObject, PdfReader

from competition.certificates import words
from competition.certificates.errors import GlyphMissing
from competition.certificates.layout import MarkRow
from competition.certificates.marks_table import INDENT, READABLE
from competition.certificates.plan import Sheet, compose
from competition.certificates.rendering import preflight, print_file, render
from competition.certificates.template import KINDS, LANGUAGES, builtin
from competition.papers.tongue import said
from rules.values import Text

from .kinds import NAMES, many_marks, of_kind, said_of
from .test_layout import LONG, box, touch

PICTURES = os.environ.get("JINJI_PICTURES")
"""A folder for pictures to look at; none are taken without it."""
EVERY = [(kind, language) for kind in KINDS for language in LANGUAGES]
every = pytest.mark.parametrize("kind, language", EVERY)


def text_of(page: PageObject) -> str:
    """Without spaces: where a line is broken, there is none."""
    return "".join(page.extract_text().split())


def pictured(pdf: bytes, name: str) -> None:
    if PICTURES:
        (file := Path(PICTURES) / f"{name}.pdf").write_bytes(pdf)
        subprocess.run(["pdftoppm", "-r", "60", "-png", "-cropbox", file, file.with_suffix("")], check=True)


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
    pictured(pdf, f"{kind}-{language}")


@every
@pytest.mark.parametrize("changes", [{}, {"sample": True, "development": True}, LONG, {"holder_name": "赵" * 60}])
def test_no_line_covers_another_or_leaves_the_safe_area(kind, language, changes):
    (sheet,) = compose(of_kind(kind, language=language, **changes))
    in_its_place(sheet)


def in_its_place(sheet: Sheet) -> None:
    """No line covers another, or the code, or leaves the safe area."""
    boxes = [(line.text, box(line)) for line in sheet.lines]
    assert not [(a, b) for (a, at), (b, bt) in combinations(boxes, 2) if touch(at, bt)]
    assert not [text for text, at in boxes if touch(at, sheet.template.qr)]
    page, safe = sheet.template.page, sheet.template.page.safe - 0.5
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


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("count, long", [(10, True), (60, False), (250, True)])
def test_a_transcript_has_every_mark_on_as_many_pages_as_it_takes(language, count, long):
    facts = of_kind("transcript", language=language, marks=many_marks(count, long=long))
    pictured(pdf := render(facts), f"marks-{count}-{language}")
    pages = [text_of(page) for page in PdfReader(BytesIO(pdf)).pages]
    told = "".join(pages)
    for row in facts.marks:
        for text in (*said(row.title, language), row.score):
            assert told.count(packed(text.replace("⌀", "Ø"))) == 1, text
    name = packed(facts.holder_name_romanised if language == "en" else facts.holder_name)
    for n, page in enumerate(pages, 1):
        assert facts.number in page and name in page
        paging = f"Page{n}of{len(pages)}" if language == "en" else f"第{n}页，共{len(pages)}页"
        assert (paging in page) == (len(pages) > 1)
    assert (len(pages) > 1) == (count > 10)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_a_transcript_is_in_order_and_can_be_read(language):
    """No line covers another, none is too small, and no title stands at the foot of a column without its parts."""
    sheets = compose(of_kind("transcript", language=language, marks=many_marks(250), sample=True, **LONG))
    for sheet in sheets:
        in_its_place(sheet)
        items = [line for line in sheet.lines if line.field == words.ITEM]
        assert min(line.size for line in items) >= READABLE
        for head in [line for line in items if line.y == items[0].y]:
            (*_, last) = [line for line in items if head.x <= line.x < head.x + 3 * INDENT]
            assert last.x == head.x + 2 * INDENT or last is items[-1]
    assert len(sheets) > 4 and not [one for one in sheets[1:] if one.template.seal or one.template.photo]


def test_a_missing_glyph_in_the_last_mark_stops_the_transcript_by_name():
    last = MarkRow(Text("𪚥", "Last"), 2, "1", "2")
    with pytest.raises(GlyphMissing) as refused:
        preflight(of_kind("transcript", marks=(*many_marks(120), last)))
    assert refused.value.field == words.ITEM
