"""The board in a hall: what it promises before all marks are in, and that nothing on it jumps or is cut off."""

import io

import pytest
import pytest_asyncio
from PIL import Image
from playwright.async_api import Page, expect

from competition.client import Person
from competition.demo import Sample
from competition.serving import Serving
from tests.browser.conftest import HALL, PHONE, NewPage
from tests.browser.people import STAYS_AWAKE, nearly_marked
from tests.situations import a_small_competition

LONG_NAME = "阿卜杜拉·买买提"

CUT_OFF = """() => [...document.querySelectorAll("[data-testid=board-row]")].filter((row) => {
    const [own, place] = [row.getBoundingClientRect(), row.parentElement.getBoundingClientRect()];
    const outside = [...row.querySelectorAll("b, .total")].some((part) => {
        const box = part.getBoundingClientRect();
        return box.right > innerWidth || box.left < 0;
    });
    return outside || own.height > place.height + 1;
}).map((row) => row.innerText)"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sample(organiser: Person) -> Sample:
    return await nearly_marked(organiser)


async def top_of_table(page: Page) -> float:
    return float(await page.evaluate("document.querySelector('[role=table]').getBoundingClientRect().top"))


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("size", [HALL, PHONE], ids=["hall", "phone"])
async def test_no_row_is_cut_off(
    server: Serving, sample: Sample, new_page: NewPage, language: str, size: dict[str, int]
) -> None:
    """Neither as it is, nor where a long name stands beside how much of it is marked."""
    board = await new_page(size, language)
    await board.goto(f"{server.url}/board/{sample.event}")
    rows = board.get_by_test_id("board-row")
    await expect(rows.first).to_be_visible()
    await expect(board.get_by_test_id("foreseen")).to_be_visible()
    assert await board.evaluate(CUT_OFF) == []

    await rows.first.evaluate(
        """(row, name) => {
            const cell = row.querySelector(".name");
            cell.querySelector("b").textContent = name;
            const from = document.querySelector(".marked") ?? cell.querySelector("b").cloneNode();
            const note = from.cloneNode();
            note.textContent = "marked 1/30";
            cell.append(note);
        }""",
        LONG_NAME,
    )
    assert await board.evaluate(CUT_OFF) == []


async def test_a_disc_stands_only_where_all_marks_are_in(server: Serving, sample: Sample, new_page: NewPage) -> None:
    board = await new_page(HALL)
    await board.goto(f"{server.url}/board/{sample.event}")
    rows = board.get_by_test_id("board-row")
    await expect(rows.first).to_be_visible()
    for n in range(await rows.count()):
        row = rows.nth(n)
        place = await row.get_attribute("data-rank")
        whole = await row.get_by_text("已评").count() == 0
        discs = await row.locator(".gold, .silver, .bronze").count()
        assert discs == (1 if whole and place in {"1", "2", "3"} else 0)


async def test_a_lost_link_moves_nothing(server: Serving, sample: Sample, new_page: NewPage) -> None:
    board = await new_page(HALL, "en", expects="WebSocket")
    await board.goto(f"{server.url}/board/{sample.event}")
    state = board.get_by_test_id("live-state")
    await expect(state).to_have_attribute("data-state", "live")
    before = await top_of_table(board)
    await board.context.set_offline(True)
    await board.evaluate("window.dispatchEvent(new Event('offline'))")
    await expect(state).to_have_attribute("data-state", "stale", timeout=30_000)
    assert await top_of_table(board) == before


async def test_what_a_screen_shows_stands_in_its_address(server: Serving, sample: Sample, new_page: NewPage) -> None:
    """So that a screen that was switched off shows the same when it is on again, with the ranks of the whole event."""
    screen = await new_page(HALL, "zh-CN")
    await screen.goto(f"{server.url}/board/{sample.event}?lang=en")
    await expect(screen.get_by_role("table", name="Standings")).to_be_visible()
    team = screen.get_by_test_id("filter-delegation")
    await team.select_option("申江造船厂")
    rows = screen.get_by_test_id("board-row")
    own = await rows.evaluate_all("rows => rows.map(row => row.dataset.rank)")
    assert own and own != [str(n) for n in range(1, len(own) + 1)]
    assert await rows.count() == await rows.filter(has_text="Shenjiang Shipyard").count()
    await screen.reload()
    await expect(team).to_have_value("申江造船厂")
    assert await rows.evaluate_all("rows => rows.map(row => row.dataset.rank)") == own


async def test_a_phone_is_shown_the_way(server: Serving, sample: Sample, new_page: NewPage) -> None:
    screen = await new_page(HALL)
    await screen.goto(f"{server.url}/board/{sample.event}")
    await screen.get_by_test_id("on-phone").click()
    code = screen.get_by_role("dialog").get_by_role("img")
    await expect(code).to_be_visible()
    assert await code.evaluate("async image => { await image.decode(); return image.naturalWidth }") > 100
    await expect(screen.get_by_role("dialog")).to_contain_text(f"{server.url}/board/{sample.event}")


async def test_an_overlay_lets_the_picture_through(server: Serving, sample: Sample, new_page: NewPage) -> None:
    mixer = await new_page(HALL)
    await mixer.goto(f"{server.url}/overlay/{sample.event}?rows=5")
    await expect(mixer.get_by_test_id("overlay-row")).to_have_count(5)
    for part in ("html", "body"):
        colour = await mixer.locator(part).evaluate("one => getComputedStyle(one).backgroundColor")
        assert colour == "rgba(0, 0, 0, 0)", part
    seen = Image.open(io.BytesIO(await mixer.screenshot(omit_background=True)))
    assert seen.getpixel((1900, 1000))[3] == 0 and seen.getpixel((40, 40))[3] > 200
    names = mixer.get_by_test_id("overlay-row").locator("b[role=cell]")
    assert await names.evaluate_all("all => all.every(one => parseFloat(getComputedStyle(one).fontSize) >= 23)")


@pytest.mark.parametrize(
    ("language", "line", "words"),
    [
        ("zh-CN", "晋升名次线", {"稳进", "待定", "无缘"}),
        ("en", "Promotion rank line", {"safe", "at risk", "out"}),
    ],
)
async def test_a_line_and_what_can_still_become_of_everybody(
    server: Serving, sample: Sample, new_page: NewPage, language: str, line: str, words: set[str]
) -> None:
    """The rulebook promotes the best twenty of these 24. Each is told by a word, and the page says as of when."""
    phone = await new_page(PHONE, language)
    await phone.goto(f"{server.url}/board/{sample.event}")
    note = phone.get_by_test_id("foreseen")
    await expect(note).to_have_attribute("data-current", "true")
    seq = await note.get_attribute("data-seq")
    assert seq and seq in await note.inner_text()
    row = phone.get_by_test_id("board-row")
    under = phone.locator(".place").filter(has=phone.get_by_test_id("board-line"))
    await expect(under.get_by_test_id("board-line")).to_have_text([line])
    await expect(under.get_by_test_id("board-row")).to_have_attribute("data-rank", "20")
    said = await phone.get_by_test_id("chance").all_inner_texts()
    assert len(said) == await row.count() == 24
    assert {one.split("\u00a0")[0].strip() for one in said} <= words and all(line in one for one in said)
    first, last = row.first.get_by_test_id("chance"), row.nth(22).get_by_test_id("chance")
    await expect(first).to_have_attribute("data-chance", "safe")
    assert await last.get_attribute("data-chance") in ("at_risk", "out")


GLIDES = """() => {
    window.glides = [];
    const animate = Element.prototype.animate;
    Element.prototype.animate = function (frames, options) {
        if (this.matches(".place") && options.duration > 0) window.glides.push(options.duration);
        return animate.call(this, frames, options);
    };
}"""


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
async def test_rows_glide_unless_somebody_would_rather_not_and_say_how_far_they_moved(
    server: Serving, organiser: Person, new_page: NewPage, motion: str
) -> None:
    event = await a_small_competition(organiser, "AB")
    await event.with_marks({"A": "90 9 8 7", "B": "80 8 8 8"})
    board = await new_page(HALL)
    await board.emulate_media(reduced_motion=motion)
    await board.add_init_script(f"({GLIDES})()")
    await board.goto(f"{server.url}/board/{event.event}")
    first = board.get_by_test_id("board-row").first
    await expect(first).to_contain_text("王堃")
    await event.enters("J1", "B", "10")
    await event.enters("J2", "B", "10")
    await event.enters("K1", "B", "100")
    await expect(first).to_contain_text("李喆")
    await expect(first.get_by_role("img", name="上升 1 位")).to_be_visible()
    assert (await board.evaluate("window.glides.length") > 0) is (motion == "no-preference")


async def test_a_wall_stays_on_its_page_and_turns_again_when_told(
    server: Serving, sample: Sample, new_page: NewPage
) -> None:
    """Two walls side by side show two pages; what was chosen by hand stands in the address."""
    wall = await new_page(HALL)
    await wall.add_init_script(f"({STAYS_AWAKE})()")
    await wall.goto(f"{server.url}/board/{sample.event}?page=2")
    await wall.wait_for_function("() => window.awake > 0")
    first = wall.get_by_test_id("board-row").first
    await expect(first).to_have_attribute("data-rank", "13")
    paging = wall.get_by_test_id("paging")
    await expect(paging).to_have_text("自动翻页")
    await wall.keyboard.press("ArrowLeft")
    await expect(first).to_have_attribute("data-rank", "1")
    await wall.reload()
    await expect(first).to_have_attribute("data-rank", "1")
    assert wall.url.endswith("?page=1")
    await paging.click()
    await expect(paging).to_have_text("停止翻页")
    assert wall.url.endswith(sample.event)


LISTEN = """() => {
    window.chimes = 0;
    const made = AudioContext.prototype.createOscillator;
    AudioContext.prototype.createOscillator = function () { window.chimes += 1; return made.call(this); };
}"""


WHOLE_NOTE = """() => {
    const note = document.querySelector("[data-testid=foreseen]");
    note.append(document.documentElement.lang.startsWith("zh") ? "，更新中" : ", updating");
    return note.scrollWidth <= note.clientWidth;
}"""


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_the_note_of_the_outlook_is_read_whole(
    server: Serving, sample: Sample, new_page: NewPage, language: str
) -> None:
    """On a wall, between the filters and the pages, while it is being worked out too."""
    board = await new_page(HALL, language)
    await board.goto(f"{server.url}/board/{sample.event}")
    await expect(board.get_by_test_id("foreseen")).to_be_visible()
    await expect(board.get_by_test_id("paging")).to_be_visible()
    assert await board.evaluate(WHOLE_NOTE)


async def heard(page: Page) -> int:
    return int(await page.evaluate("window.chimes"))


async def test_the_chime_is_off_until_somebody_turns_it_on(
    server: Serving, organiser: Person, new_page: NewPage
) -> None:
    """By keys, and remembered on the device; what is mixed into a broadcast stays silent unless its address says so."""
    event = await a_small_competition(organiser)
    board, overlay, asked = await new_page(HALL), await new_page(HALL), await new_page(HALL)
    for page in (board, overlay, asked):
        await page.add_init_script(f"({LISTEN})()")
    await board.goto(f"{server.url}/board/{event.event}")
    toggle = board.get_by_role("button", name="提示音")
    await expect(toggle).to_have_attribute("aria-pressed", "false")
    box = await toggle.bounding_box()
    assert box and box["height"] >= 44 and box["width"] >= 44
    await event.with_marks({"A": "80 8 8 8"})
    await expect(board.get_by_test_id("board-row").first).to_have_attribute("data-rank", "1")
    assert await heard(board) == 0

    await toggle.focus()
    await board.keyboard.press("Space")
    await expect(toggle).to_have_attribute("aria-pressed", "true")
    await board.reload()
    await expect(toggle).to_have_attribute("aria-pressed", "true")
    assert await heard(board) == 0
    await overlay.goto(f"{server.url}/overlay/{event.event}")
    await overlay.evaluate("localStorage.setItem('jinji.sound', 'on')")
    await overlay.reload()
    await asked.goto(f"{server.url}/overlay/{event.event}?sound=on")
    for page in (overlay, asked):
        await expect(page.get_by_test_id("overlay-row").first).to_be_visible()
    await event.with_marks({"B": "90 9 9 9"})
    for page in (board, asked):
        await page.wait_for_function("() => window.chimes > 0")
    await expect(overlay.get_by_test_id("overlay-row").first).to_contain_text("李喆")
    assert await heard(overlay) == 0
