"""Whole events delivered: issued, drawn, laid out, and gone on with after a server stopped half-way."""

import csv
import io
from zipfile import ZipFile

import openpyxl
import pytest

from competition.certificates.batch_files import as_csv, file_name
from competition.certificates.errors import RangeOutside
from competition.certificates.paper_check import check_paper
from competition.certificates.ranges import Range, asked_range
from competition.client import Person
from tests.competition.deliveries import approved, delivered, fetched, manifest_of, text_of
from tests.situations import refused

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_one_delivery_issues_all_and_lays_out_all(organiser: Person, official: Person) -> None:
    """ZIP with signed manifest, pages for the printer, lists: everybody once, in the order of the decisions."""
    event = await approved(organiser, official)
    delivery = await delivered(official, event.event)
    assert (delivery["total"], delivery["made"], delivery["refused"]) == (3, 3, [])
    packed = ZipFile(io.BytesIO(await fetched(official, delivery, "zip")))
    manifest = await manifest_of(official, packed)
    assert [one["name"] for one in manifest["papers"]] == ["王堃", "李喆", "赵㛃"]
    for one in manifest["papers"]:
        paper = packed.read(one["file"])
        assert check_paper(paper).state == "intact"
        assert one["name"] in text_of(paper)[0] and one["number"] in text_of(paper)[0]
        kept = await official.http.get(f"/api/certificates/{one['number']}.pdf")
        assert kept.content == paper
    pages = text_of(await fetched(official, delivery, "pdf"))
    assert [one["name"] in page for one, page in zip(manifest["papers"], pages, strict=True)] == [True] * 3
    rows = list(csv.reader(io.StringIO((await fetched(official, delivery, "csv")).decode("utf-8-sig"))))
    sheet = openpyxl.load_workbook(io.BytesIO(await fetched(official, delivery, "xlsx"))).worksheets[0]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == rows
    assert [row[1] for row in rows] == ["姓名", "王堃", "李喆", "赵㛃"] and rows[1][3] == event.document("A")
    assert [decision.state for decision in await event.decisions()] == ["granted"] * 3


async def test_who_cannot_be_drawn_is_named_and_the_others_are_delivered(organiser: Person, official: Person) -> None:
    event = await approved(organiser, official, names={"B": "李𪚥"})
    delivery = await delivered(official, event.event)
    assert delivery["total"] == 2
    (one,) = delivery["refused"]
    assert one["name"] == "李𪚥" and "U+2A6A5" in one["why"]["zh"] and "U+2A6A5" in one["why"]["en"]


async def test_a_revoked_certificate_is_not_delivered(organiser: Person, official: Person) -> None:
    event = await approved(organiser, official)
    first = await delivered(official, event.event)
    number = (await event.decisions())[0].certificate
    assert number is not None
    await official.post(f"/api/desk/certificates/{number.number}/revoke", {"reason": "替考"})
    second = await delivered(official, event.event)
    assert second["id"] != first["id"] and second["total"] == 2
    async with refused("competition.not_found", 404):
        await official.get(first["files"][0])


async def test_a_download_goes_on_where_it_broke_off(organiser: Person, official: Person) -> None:
    """Ranges of bytes put together are the file; another edition of it is sent whole."""
    event = await approved(organiser, official, "A")
    delivery = await delivered(official, event.event)
    path = delivery["files"][0]
    whole = await official.http.get(path)
    size = len(whole.content)
    first = await official.http.get(path, headers={"Range": "bytes=0-999"})
    rest = await official.http.get(path, headers={"Range": "bytes=1000-", "If-Range": whole.headers["ETag"]})
    assert (first.status_code, rest.status_code) == (206, 206)
    assert first.headers["Content-Range"] == f"bytes 0-999/{size}"
    assert first.content + rest.content == whole.content
    other = await official.http.get(path, headers={"Range": "bytes=1000-", "If-Range": '"another"'})
    assert (other.status_code, other.content) == (200, whole.content)
    async with Person(organiser.url) as anybody:
        async with refused("accounts.not_signed_in", 401):
            await anybody.get(path)


@pytest.mark.parametrize(
    "name, safe",
    [
        ("张㛃", "0001_张㛃_N.pdf"),
        ("阿卜杜热西提·麦麦提", "0001_阿卜杜热西提·麦麦提_N.pdf"),
        ('../..\\etc: *?"<>|\x00', "0001_etc_N.pdf"),
        ("Zoë O'Neil-Å", "0001_Zoë_O_Neil-Å_N.pdf"),
        ("...", "0001___N.pdf"),
        ("赵" * 90, f"0001_{'赵' * 40}_N.pdf"),
    ],
)
async def test_names_of_files_are_safe_in_every_script(name: str, safe: str) -> None:
    assert file_name(1, name, "N") == safe


async def test_no_cell_is_taken_for_a_formula() -> None:
    said = as_csv([("1", "=HYPERLINK(1)", "+1", "-1", "--", "@a")]).decode("utf-8-sig").splitlines()[0]
    assert said == "1,'=HYPERLINK(1),'+1,'-1,--,'@a"


@pytest.mark.parametrize(
    "header, found",
    [
        (None, Range(0, 100, False)),
        ("bytes=10-19", Range(10, 10, True)),
        ("bytes=90-", Range(90, 10, True)),
        ("bytes=90-500", Range(90, 10, True)),
        ("bytes=-7", Range(93, 7, True)),
        ("bytes=-700", Range(0, 100, True)),
        ("bytes=0-1,5-6", Range(0, 100, False)),
        ("lines=1-2", Range(0, 100, False)),
        ("bytes=-", Range(0, 100, False)),
    ],
)
async def test_ranges_are_read_as_http_has_them(header: str | None, found: Range) -> None:
    assert asked_range(header, None, "t", 100) == found


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=5-4"])
async def test_a_range_that_the_file_does_not_have_is_refused(header: str) -> None:
    with pytest.raises(RangeOutside):
        asked_range(header, None, "t", 100)
