"""A ceremony of 24 entrants from rehearsal to the last name, with a presenter at the desk and a screen in the hall."""

from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import FilePayload, Page, expect

from competition.client import Person
from competition.serving import Serving
from tests.browser.conftest import HALL, NewPage
from tests.browser.people import STAYS_AWAKE, Decided, decided, looks_again, signed_in
from tests.competition.test_ceremony import PNG
from tests.situations import NAMES, a_small_competition

REAL = {"zh-CN": "正式", "en-GB": "the real one"}
REHEARSAL = {"zh-CN": "彩排", "en-GB": "rehearsal"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def event(organiser: Person) -> Decided:
    return await decided(organiser)


async def a_screen(page: Page, name: str, new_page: NewPage) -> Page:
    """A screen made at the desk and opened in the hall."""
    await page.locator("#screen-name").fill(name)
    await page.get_by_test_id("add-screen").click()
    address = await page.get_by_test_id("screen-address").inner_text()
    hall = await new_page(HALL)
    await hall.add_init_script(f"({STAYS_AWAKE})()")
    await hall.goto(address)
    await hall.wait_for_function("() => window.awake > 0")
    await expect(hall.get_by_test_id("screen")).to_have_attribute("data-view", "blank")
    return hall


async def announced(organiser: Person, ceremony: Any) -> Any:
    """Everything that it shows in the end."""
    last = {"presenter": "one", "seen": 0, "position": ceremony["steps"]}
    return (await organiser.post(f"/api/ceremonies/{ceremony['id']}/present", last))["shown"]["items"]


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
async def test_the_whole_ceremony(server: Serving, event: Decided, new_page: NewPage, language: str) -> None:
    desk = await new_page(language=language)
    await signed_in(desk, server, "organiser", f"#/{event.sample.event}/ceremony")
    hall = await a_screen(desk, f"hall {language}", new_page)
    row = desk.get_by_test_id("screen-row").filter(has_text=f"hall {language}")

    await desk.get_by_test_id("rehearse").click()
    await expect(desk.get_by_test_id("presenter").locator("h3")).to_contain_text(REHEARSAL[language])
    made = (await desk.evaluate("location.hash")).rsplit("/", 1)[-1]
    await row.get_by_role("combobox").first.select_option(f"ceremony {made}")
    await expect(hall.get_by_test_id("ceremony")).to_contain_text("彩排")
    await desk.get_by_test_id("forward").click()
    await expect(hall.get_by_test_id("announced")).to_have_count(1)
    await expect(hall.get_by_role("button", name="提示音")).to_have_attribute("aria-pressed", "false")

    await desk.get_by_test_id("write-script").click()
    await expect(desk.get_by_test_id("presenter").locator("h3")).to_contain_text(REAL[language])
    options = row.get_by_role("combobox").first
    real = (await desk.evaluate("location.hash")).rsplit("/", 1)[-1]
    await options.select_option(f"ceremony {real}")
    await row.get_by_role("combobox").nth(1).select_option("en" if language.startswith("en") else "zh")
    await expect(hall.get_by_test_id("announced")).to_have_count(0)

    names = {one.code: one.name for one in event.decisions}
    seen: list[str] = []
    await desk.locator("main h2").click()
    while await desk.get_by_test_id("forward").is_enabled():
        coming = await desk.get_by_test_id("following").inner_text()
        before = await desk.get_by_test_id("position").inner_text()
        await desk.keyboard.press("ArrowRight")
        await expect(desk.get_by_test_id("position")).not_to_have_text(before)
        shown = hall.get_by_test_id("announced")
        if "——" in coming:
            await expect(shown).to_have_count(0)
            continue
        expected = next(name for name in names.values() if name in coming)
        await expect(shown.filter(has_text=expected)).to_have_count(1)
        seen += [str(code) for code in await shown.evaluate_all("all => all.map(one => one.dataset.code)")]
        for code in set(names) - set(seen):
            assert names[code] not in await hall.content()
    assert len(seen) == 24 and len(set(seen)) == 24

    last = seen[-1]
    await desk.keyboard.press("ArrowLeft")
    await expect(hall.locator(f"[data-code={last}]")).to_have_count(0)


async def test_a_second_presenter_is_told_and_may_take_over(
    server: Serving, event: Decided, organiser: Person, new_page: NewPage
) -> None:
    made = await organiser.post(f"/api/events/{event.sample.event}/ceremonies", {"rehearsal": True})
    where = f"#/{event.sample.event}/ceremony/{made['id']}"
    first, second = await new_page(), await new_page(expects="409")
    for page in (first, second):
        await signed_in(page, server, "organiser", where)
        await expect(page.get_by_test_id("forward")).to_be_enabled()
    await first.get_by_test_id("forward").click()
    await expect(first.get_by_test_id("position")).to_have_attribute("data-position", "1")
    await looks_again(second)
    await expect(second.get_by_test_id("position")).to_have_attribute("data-position", "1")
    await second.get_by_test_id("forward").click()
    await second.get_by_test_id("take-over").click()
    await expect(second.get_by_test_id("take-over")).to_have_count(0)
    await second.get_by_test_id("forward").click()
    await expect(second.get_by_test_id("position")).to_have_attribute("data-position", "2")


async def test_where_everybody_can_read_the_ranks_already_the_presenter_is_told(
    server: Serving, organiser: Person, new_page: NewPage
) -> None:
    """Two of one name and one team who share a place too. What a screen shows of another competition is named;
    pictures are handed in by codes.
    """
    event = await a_small_competition(organiser, names={"B": NAMES["A"][0]})
    await event.with_marks({"A": "90 9 8 7", "B": "90 9 8 7"})
    await event.ended()
    other = await a_small_competition(organiser)
    shown = (await organiser.post("/api/screens", {"name": "别处的屏"}))["screens"]
    number = next(one["id"] for one in shown if one["address"])
    await organiser.post(f"/api/screens/{number}", {"shows": {"view": "board", "event": other.event}})
    desk = await new_page(expects="404")
    await signed_in(desk, server, "organiser", f"#/{event.event}/ceremony")
    await desk.get_by_test_id("pictures").locator("summary").click()
    names = ("A.png", "Z9.png")
    files = [FilePayload(name=name, mimeType="image/png", buffer=PNG) for name in names]
    await desk.get_by_test_id("picture-files").set_input_files(files)
    await expect(desk.get_by_test_id("pictures-stored")).to_contain_text("A.png")
    await expect(desk.get_by_test_id("pictures")).to_contain_text("Z9.png")
    ceremony = await organiser.post(f"/api/events/{event.event}/ceremonies", {})
    [pictured] = [item["row"]["code"] for item in await announced(organiser, ceremony) if item["row"]["photo"]]
    assert pictured == "A"
    await desk.reload()  # reads the script that was made elsewhere
    await expect(desk.get_by_test_id("known-already")).to_be_visible()
    first = desk.get_by_test_id("shown-now").get_by_role("listitem")
    await expect(first).to_have_text(["第1名 王堃（申江造船厂）"] * 2)
    choice = desk.get_by_test_id("screen-row").filter(has_text="别处的屏").get_by_role("combobox").first
    await expect(choice).to_have_value(f"board {other.event}")

    await organiser.post(f"/api/events/{event.event}/curtain/audience", {"reason": "颁奖前", "seen": "organisers"})
    await expect(desk.get_by_test_id("known-already")).to_have_count(0)
    shows = {"view": "ceremony", "ceremony": ceremony["id"]}
    await organiser.post(f"/api/screens/{number}", {"shows": shows})
    await organiser.delete(f"/api/ceremonies/{ceremony['id']}")
    listed = (await organiser.get("/api/screens"))["screens"]
    assert next(one for one in listed if one["id"] == number)["shows"]["view"] == "blank"


async def test_a_screen_comes_back_by_itself_and_says_its_name(
    server: Serving, event: Decided, new_page: NewPage
) -> None:
    desk = await new_page()
    await signed_in(desk, server, "organiser", f"#/{event.sample.event}/ceremony")
    hall = await a_screen(desk, "东侧大屏", new_page)
    row = desk.get_by_test_id("screen-row").filter(has_text="东侧大屏")
    await row.get_by_role("combobox").first.select_option(f"board {event.sample.event}")
    await expect(hall.frame_locator("iframe").get_by_test_id("board-row").first).to_be_visible()
    await hall.reload()
    await expect(hall.frame_locator("iframe").get_by_test_id("board-row").first).to_be_visible()
    await row.get_by_role("button", name="认屏").click()
    await expect(hall.get_by_test_id("identify")).to_contain_text("东侧大屏")
    await looks_again(desk)
    await expect(row).to_contain_text("在线")


async def test_a_screen_stays_on_the_page_it_is_given_and_takes_another_name(
    server: Serving, event: Decided, new_page: NewPage
) -> None:
    desk = await new_page()
    await signed_in(desk, server, "organiser", f"#/{event.sample.event}/ceremony")
    hall = await a_screen(desk, "西侧", new_page)
    row = desk.get_by_test_id("screen-row").filter(has_text="西侧")
    await expect(row.get_by_test_id("screen-page")).to_have_count(0)
    await row.get_by_role("combobox").first.select_option(f"board {event.sample.event}")
    await row.get_by_test_id("screen-page").select_option("2")
    shown = hall.frame_locator("iframe").get_by_test_id("board-row").first
    await expect(shown).to_have_attribute("data-rank", "13")
    await row.get_by_test_id("rename").click()
    name = desk.get_by_test_id("screen-row").get_by_role("textbox")
    await name.fill("西侧二号屏")
    await desk.get_by_test_id("save-name").click()
    await expect(desk.get_by_test_id("screen-row").filter(has_text="西侧二号屏")).to_have_count(1)
    await expect(name).to_have_count(0)
    await hall.reload()
    await expect(shown).to_have_attribute("data-rank", "13")
    assert await hall.title() == "西侧二号屏 · 晋级"
