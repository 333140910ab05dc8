"""What the finished file says, holds and refuses."""

import pickle
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
import zxingcpp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PIL import Image
from pypdf import PdfReader

from competition.certificates.errors import GlyphMissing, PhotoUnreadable
from competition.certificates.issuing_keys import IssuingKeys
from competition.certificates.record import Record, read_record, signed_record
from competition.certificates.rendering import CertificateFacts, preflight, render, trimmed
from competition.certificates.template import builtin
from competition.papers import fonts
from competition.papers.errors import FontsMissing
from rules.values import Text

from .facts import FACTS, but, photo
from .kinds import many_marks, of_kind

RARE = [
    "张㛃",
    "䶮喆堃",
    "王𬭎",
    "𠮷永芳",
    "𡈽屋𠀋",
    "阿卜杜热西提·麦麦提吐尔逊",
    "Zoë Müller-Ångström",
    "Işık Doğan-Şahin",
    "Ștefan Țepeș",
]

RECORD = Record(
    1, FACTS.number, "阿卜杜热西提·麦麦提吐尔逊", "数控机床装调维修工", "二级/技师", 20261123, "RS", "4.2", 9
)


def text_of(facts: CertificateFacts) -> str:
    return PdfReader(BytesIO(render(facts))).pages[0].extract_text()


def test_every_field_can_be_read_out_of_the_file():
    """Each field of the paper stands in the file as text, in both languages."""
    said = text_of(FACTS)
    for pair in (
        FACTS.document_type,
        FACTS.occupation,
        FACTS.direction,
        FACTS.level,
        FACTS.issuer,
        FACTS.competition,
        FACTS.clause,
        builtin("promotion").title,
    ):
        assert pair.zh in said and pair.en in said
    for word in (
        FACTS.number,
        FACTS.holder_name,
        "Zhang Jie",
        FACTS.document_number,
        FACTS.verify_url,
        "2026年11月23日",
        "23 November 2026",
    ):
        assert word in said


@pytest.mark.parametrize("name", RARE)
def test_the_name_copied_out_of_the_file_is_the_name(name):
    """Rare characters, astral ones too, come back as they went in."""
    assert name in text_of(but(holder_name=name, holder_name_romanised=None)).splitlines()[2]


def test_a_name_the_fonts_cannot_draw_is_refused_by_name():
    """Nothing is returned; the refusal says whose certificate, which field, which character, in both languages."""
    with pytest.raises(GlyphMissing) as refused:
        render(but(holder_name="𪚥永芳"))
    assert refused.value.code == "certificates.glyph_missing"
    assert all(word in refused.value.text("zh") for word in ("𪚥永芳", "姓名", "U+2A6A5"))
    assert all(word in refused.value.text("en") for word in ("𪚥永芳", "Name", "U+2A6A5"))
    heard = pickle.loads(pickle.dumps(refused.value))  # from a process that draws papers, by the one that asked
    assert heard.text("zh") == refused.value.text("zh") and str(heard) == str(refused.value)


@pytest.mark.parametrize(
    "field, change",
    [
        ("职业名称", {"occupation": Text("铣\N{ARABIC LETTER BEH}工", "Milling")}),
        ("评价机构名称", {"issuer": Text("东海", "\N{HEBREW LETTER ALEF}")}),
        ("证书编号", {"number": "JJ-\N{GRINNING FACE}"}),
        ("证件类型及号码", {"document_number": "12\n34"}),
        ("姓名", {"holder_name_romanised": "Zhang\N{RIGHT-TO-LEFT OVERRIDE}Jie"}),
        ("姓名", {"holder_name_romanised": "Yu\N{COMBINING DIAERESIS}"}),
    ],
)
def test_the_preflight_reads_every_field(field, change):
    """A character that cannot be drawn, or not alone, is found wherever it stands."""
    with pytest.raises(GlyphMissing) as refused:
        preflight(but(**change))
    assert refused.value.field.zh == field


def test_what_can_be_drawn_passes_the_preflight():
    """The fixed words of the paper are all in the fonts, the sample's too."""
    preflight(but(sample=True, photo=None, direction=None))


def test_equal_facts_give_equal_bytes():
    """The file holds no clock and no chance, with a photo and when drawn by several threads at once."""
    facts = but(photo=photo(), sample=True)
    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(render, [facts] * 8))) == 1


def test_a_fallback_font_is_embedded_only_where_it_is_needed():
    """One character from another font brings that font into the file, and nothing else changes."""

    def faces(name):
        page = PdfReader(BytesIO(render(but(holder_name=name)))).pages[0]
        return {str(f.get_object()["/BaseFont"]).split("+")[1] for f in page["/Resources"]["/Font"].values()}

    plain = faces("张伟")
    assert faces("𠮷伟") - plain == {"NotoSerifJP-Bold"} and faces("Doğan") - plain == {"NotoSerif-Bold"}


def test_every_font_named_in_the_file_is_embedded():
    """No reader is asked to have a font of its own."""
    page = PdfReader(BytesIO(render(FACTS))).pages[0]
    named = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    assert {str(f["/BaseFont"]).split("+")[1] for f in named} == {"NotoSerifSC-Regular", "NotoSerifSC-Bold"}
    assert all("/FontFile2" in f["/FontDescriptor"] for f in named)


def test_the_file_is_one_landscape_a4_page_with_title_author_and_language():
    """What a viewer shows in its window's title, and what a screen reader needs; for a print shop, bleed around it."""
    reader = PdfReader(BytesIO(render(FACTS)))
    (page,) = reader.pages
    assert page.cropbox == page.trimbox and page.mediabox == page.bleedbox
    assert [round(float(one)) for one in page.trimbox] == [0, 0, 842, 595]
    assert [round(float(one), 1) for one in page.mediabox] == [-8.5, -8.5, 850.4, 603.8]
    assert "JJ-2026-000017" in reader.metadata.title and reader.metadata.author == FACTS.issuer.zh
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"


def test_a_sample_says_so_and_a_certificate_does_not():
    """Demonstration data can never pass as real."""
    assert "样本 SAMPLE" in text_of(but(sample=True)) and "不作任何凭证" in text_of(but(sample=True))
    assert "SAMPLE" not in text_of(FACTS)


@pytest.mark.parametrize("direction", [None, Text("", "")])
def test_an_occupation_without_direction_prints_two_hyphens(direction):
    """The direction may not be left empty on the paper."""
    assert "Specialisation\n--\n" in text_of(but(direction=direction))


def test_the_paper_claims_no_national_standing_and_shows_no_score():
    """The product issues local certificates; scores stay on the transcript."""
    said = text_of(FACTS)
    assert not any(word in said for word in ("国家", "National", "national", "osta.org", "成绩", "Score"))


def test_without_photo_the_frame_says_photo_and_with_one_it_does_not():
    """An empty frame tells what is glued into it."""
    assert "照片" in text_of(FACTS)
    assert "照片" not in text_of(but(photo=photo("JPEG")))


def test_a_photo_takes_no_more_than_its_print_needs():
    """However large it came: in the file, and in memory while thousands wait for the printer."""
    came = BytesIO()
    Image.effect_noise((900, 1200), 60).convert("RGB").save(came, "PNG")
    facts = but(photo=came.getvalue())
    kept = trimmed(facts)
    assert len(kept.photo) < 150_000 < 1_000_000 < len(facts.photo)
    assert render(kept) == render(facts) and len(render(facts)) < len(render(but())) + 150_000


@pytest.mark.parametrize("data", [b"", b"GIF89a", photo("PNG")[:60], photo("BMP")])
def test_a_photo_that_is_none_is_refused(data):
    """A broken or foreign image file is a refusal, not a crash."""
    with pytest.raises(PhotoUnreadable):
        render(but(photo=data))


def test_missing_font_files_are_refused_with_what_to_do(monkeypatch, tmp_path):
    """A source tree whose pages were never built says so."""
    monkeypatch.setattr(fonts, "FOLDER", tmp_path)
    fonts.chain.cache_clear()
    with pytest.raises(FontsMissing, match="build the pages first"):
        render(FACTS)


def test_the_printed_code_holds_address_and_signed_record(tmp_path):
    """An independent reader finds both in the picture of the page, at the resolution of an office scanner."""
    keys = IssuingKeys([Ed25519PrivateKey.generate()])
    code = signed_record(RECORD, keys)
    said = read_from_picture(render(but(code=code)), tmp_path)
    assert said == f"{FACTS.verify_url}#{code}"
    assert read_record(said, keys.public) == (RECORD, keys.current)


def test_zbar_finds_the_same_in_the_picture(tmp_path):
    """A second reader, of other people's making."""
    if shutil.which("zbarimg") is None:
        pytest.skip("zbarimg (zbar-tools) is not installed")
    code = signed_record(RECORD, IssuingKeys([Ed25519PrivateKey.generate()]))
    asked = ["zbarimg", "--quiet", "--raw", picture(render(but(code=code)), tmp_path)]
    said = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    assert said == f"{FACTS.verify_url}#{code}\n"


def test_without_a_record_the_code_is_the_address(tmp_path):
    assert read_from_picture(render(FACTS), tmp_path) == FACTS.verify_url


def test_the_code_is_on_every_page_of_a_transcript(tmp_path):
    code = signed_record(RECORD, IssuingKeys([Ed25519PrivateKey.generate()]))
    pdf = render(of_kind("transcript", marks=many_marks(120), code=code))
    for page in range(1, len(PdfReader(BytesIO(pdf)).pages) + 1):
        assert read_from_picture(pdf, tmp_path, page) == f"{FACTS.verify_url}#{code}"


def read_from_picture(pdf, folder, page=1):
    """What a reader finds in the picture of the page, which holds one code."""
    (found,) = zxingcpp.read_barcodes(Image.open(picture(pdf, folder, page)))
    return found.text


def picture(pdf, folder, page=1):
    """The page in greys, at the resolution of an office scanner."""
    (file := folder / "paper.pdf").write_bytes(pdf)
    pages = ["-f", str(page), "-singlefile"]
    subprocess.run(["pdftoppm", "-r", "150", "-gray", *pages, file, folder / "page"], check=True)
    return folder / "page.pgm"
