"""The judge's tablet without a network: opened again, marked on, and everything stored once when it is back."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from competition.client import Person
from competition.demo import Sample, set_up_sample
from competition.serving import Serving
from tests.browser.conftest import PATIENCE, NewPage
from tests.browser.people import MEASURED as SHEET
from tests.network import Network
from tests.situations import ask

SECONDS = 1_000.0
READY = "navigator.serviceWorker.ready.then(() => true)"
WATCH = """
    // By the page's clock: when the server last spoke, was first asked after that, and the link was called lost.
    Object.assign(window, { spoke: 0, asked: 0, lost: 0 });
    window.WebSocket = class extends WebSocket {
        constructor(...address) {
            super(...address);
            this.addEventListener("message", () => (spoke = performance.now()));
        }
        send(message) {
            if (asked < spoke) asked = performance.now();
            super.send(message);
        }
    };
    new MutationObserver(() => {
        if (document.querySelector("[data-link=lost]")) lost ||= performance.now();
    }).observe(document, { subtree: true, attributes: true, childList: true });
"""
KEPT = """async () => {
    const [name, ...others] = await caches.keys();
    const files = await (await caches.open(name)).keys();
    return [...others, ...files.map((file) => new URL(file.url).pathname)];
}"""
AS_BY_AN_OLDER_VERSION = """() => new Promise((done) => {
    const opening = indexedDB.open("jinji.outbox");
    opening.onsuccess = () => {
        const writing = opening.result.transaction("desk", "readwrite");
        const desks = writing.objectStore("desk");
        writing.oncomplete = done;
        const reading = desks.get("desk");
        reading.onsuccess = () => {
            const kept = reading.result;
            kept.shape = "older";
            kept.desk.judge = "昨天的裁判";
            desks.put(kept, "desk");
        };
    };
})"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sample(organiser: Person) -> Sample:
    return await set_up_sample(organiser)


@pytest_asyncio.fixture(loop_scope="module")
async def network(server: Serving) -> AsyncIterator[Network]:
    async with Network(server.url) as between:
        yield between


async def a_tablet(page: Page, network: Network, organiser: Person, sample: Sample, seat: str) -> None:
    """The page is the judge's tablet, reaches the server through this network, and can be opened without one."""
    pairing = await organiser.make_pairing(sample.judge(seat))
    await page.goto(f"{network.url}/judge#{pairing.url.split('#')[1]}")
    await expect(page.get_by_test_id("device-state")).to_have_attribute("data-link", "live")
    await page.evaluate(READY)


async def enter(tablet: Page, aspect: str, value: str) -> None:
    """The mark is entered by keys, in a field or on a card."""
    row = tablet.get_by_test_id(f"aspect-{aspect}")
    if await row.get_by_role("textbox").count():
        await row.get_by_role("textbox").fill(value)
        await row.get_by_role("textbox").press("Enter")
    else:
        await row.locator("[data-first]").press(value)


async def is_shown(tablet: Page, aspect: str, state: str) -> None:
    shown = tablet.get_by_test_id(f"aspect-{aspect}").get_by_test_id("mark-state")
    await expect(shown).to_have_attribute("data-state", state)


async def device_says(tablet: Page, *, within: float = PATIENCE, **counts: object) -> None:
    """What the tablet says about itself comes to be this within so many seconds."""
    for name, value in counts.items():
        state = tablet.get_by_test_id("device-state")
        await expect(state).to_have_attribute(f"data-{name}", str(value), timeout=within * SECONDS)


async def test_thirty_marks_without_a_network_are_stored_once(
    organiser: Person, sample: Sample, network: Network, new_page: NewPage
) -> None:
    """Loaded, offline, closed and opened again, thirty marks entered, back: the truth is shown at each step."""
    tablet = await new_page(expects=("net::ERR", "WebSocket"))
    await a_tablet(tablet, network, organiser, sample, "M1")
    await enter(tablet, "A1", SHEET["A1"])
    await device_says(tablet, stored=1, waiting=0, sent=0)

    network.refuse()
    await tablet.context.set_offline(True)
    await device_says(tablet, link="lost", within=2)
    await enter(tablet, "A2", SHEET["A2"])
    await is_shown(tablet, "A2", "waiting")
    async with tablet.expect_event("dialog") as warned:
        await tablet.close(run_before_unload=True)
    assert (await warned.value).type == "beforeunload"
    await (await warned.value).accept()

    tablet = await tablet.context.new_page()
    await tablet.goto(f"{network.url}/judge")
    await device_says(tablet, stored=1, waiting=1, sent=0, link="lost")
    await is_shown(tablet, "A1", "stored")
    await is_shown(tablet, "A2", "waiting")
    entered, aspects = 1, list(SHEET)[2:]
    while entered < 30:
        for aspect in aspects[: 30 - entered]:
            await enter(tablet, aspect, SHEET[aspect])
            await is_shown(tablet, aspect, "waiting")
            entered += 1
        await device_says(tablet, stored=1, waiting=entered, sent=0)
        await tablet.keyboard.press("PageDown")
        aspects = list(SHEET)
    assert await stored(sample, "M1") == [(1, 1)]

    network.resume()
    await tablet.context.set_offline(False)
    await device_says(tablet, stored=31, waiting=0, sent=0, link="live")
    assert await stored(sample, "M1") == [(31, 31)]


def field(tablet: Page, aspect: str) -> Locator:
    return tablet.get_by_test_id(f"aspect-{aspect}").get_by_role("textbox")


async def stored(sample: Sample, seat: str) -> list[tuple[int, int]]:
    """How many marks of the judge the ledger holds, and of how many places."""
    rows = await ask(
        "SELECT count(*) AS marks, count(DISTINCT (entrant, aspect)) AS places FROM ledger"
        " WHERE kind = 'mark' AND account = $1",
        UUID(sample.judge(seat).account),
    )
    return [(row["marks"], row["places"]) for row in rows]


async def test_a_socket_that_is_open_and_silent_is_shown_as_lost_within_two_seconds(
    organiser: Person, sample: Sample, network: Network, new_page: NewPage
) -> None:
    """Of the question that was not answered. Marks wait then and are not called sent; the same socket is live again."""
    tablet = await new_page()
    await tablet.add_init_script(WATCH)
    await a_tablet(tablet, network, organiser, sample, "S1")
    connections = network.happened["connection"]

    network.silence()
    await device_says(tablet, link="lost", within=4)
    await enter(tablet, "S1", "0")
    await device_says(tablet, waiting=1, sent=0)
    spoke, asked, lost = await tablet.evaluate("[spoke, asked, lost]")
    assert spoke < asked < lost < asked + 2 * SECONDS

    network.resume()
    await device_says(tablet, link="live", stored=1, waiting=0)
    assert network.happened["connection"] == connections


async def test_a_second_tab_is_noticed_and_may_take_over(
    organiser: Person, sample: Sample, network: Network, new_page: NewPage
) -> None:
    """Without a network too; the first tab becomes read-only, and may take the desk back."""
    first = await new_page(expects=("net::ERR", "WebSocket"))
    await a_tablet(first, network, organiser, sample, "J1")
    await enter(first, "B1", "9")
    await device_says(first, stored=1)
    network.refuse()
    await first.context.set_offline(True)
    await enter(first, "B2", "8")

    second = await first.context.new_page()
    await second.goto(f"{network.url}/judge")
    noticed = second.get_by_test_id("elsewhere")
    await expect(noticed).to_have_attribute("data-kind", "tab")
    await expect(noticed).to_contain_text("已在另一个标签页打开")
    await expect(field(second, "B1")).to_be_disabled()
    await expect(first.get_by_test_id("elsewhere")).to_have_count(0)

    await second.get_by_test_id("take-over").click()
    await expect(noticed).to_have_count(0)
    await device_says(second, stored=1, waiting=1)
    await expect(first.get_by_test_id("elsewhere")).to_contain_text("已转到另一个标签页")
    await expect(field(first, "B1")).to_be_disabled()
    await enter(second, "B3", "7")
    await first.get_by_test_id("take-over").click()
    await device_says(first, stored=1, waiting=2)
    await is_shown(first, "B3", "waiting")
    await expect(field(second, "B1")).to_be_disabled()

    network.resume()
    await first.context.set_offline(False)
    await device_says(first, stored=3, waiting=0)
    await device_says(second, waiting=0, sent=0)
    assert await stored(sample, "J1") == [(3, 3)]


async def test_a_second_device_is_noticed_and_may_take_over(
    organiser: Person, sample: Sample, network: Network, new_page: NewPage
) -> None:
    """The first one shows it and takes no more marks; what waited there is stored; it may take the desk back.

    What the first one sends late stands on the second at once, which says what it changed.
    """
    first, second = await new_page(expects=("net::ERR", "WebSocket")), await new_page()
    await a_tablet(first, network, organiser, sample, "J2")
    await first.context.set_offline(True)
    await device_says(first, link="lost")
    await enter(first, "B1", "9")
    await device_says(first, waiting=1)

    await a_tablet(second, network, organiser, sample, "J2")
    noticed = second.get_by_test_id("elsewhere")
    await expect(noticed).to_have_attribute("data-kind", "device")
    await expect(noticed).to_contain_text("没有联系")
    await expect(field(second, "B1")).to_be_disabled()
    await second.get_by_test_id("take-over").click()
    await expect(noticed).to_have_count(0)
    await enter(second, "B1", "5")
    await enter(second, "B2", "8")
    await device_says(second, stored=2)

    await field(first, "B3").fill("7")
    await first.context.set_offline(False)
    took = first.get_by_test_id("elsewhere")
    await expect(took).to_contain_text("已转到另一台设备")
    await expect(field(first, "B2")).to_be_disabled()
    await device_says(first, stored=3, waiting=0, sent=0)
    assert await stored(sample, "J2") == [(4, 3)]
    await device_says(second, stored=3)
    await expect(field(second, "B3")).to_have_value("7")
    changed = second.get_by_test_id("changed-B1")
    await expect(changed).to_contain_text("本机原为 5，现为 9")
    await expect(second.get_by_role("status").first).to_contain_text("1 项打分在别处改过")
    await changed.get_by_role("button", name="重新记入 5").click()
    await expect(changed).to_have_count(0)
    await is_shown(second, "B1", "stored")
    await expect(field(first, "B1")).to_have_value("5")

    await first.get_by_test_id("take-over").click()
    await expect(took).to_have_count(0)
    await expect(second.get_by_test_id("elsewhere")).to_contain_text("已转到另一台设备")
    await enter(first, "B1", "10")
    async with asyncio.timeout(PATIENCE):
        while await stored(sample, "J2") != [(6, 3)]:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    await device_says(first, waiting=0, sent=0)


async def test_marks_of_one_judge_are_never_sent_in_the_name_of_another(
    organiser: Person, sample: Sample, network: Network, new_page: NewPage
) -> None:
    """A tablet that is paired to somebody else keeps them, says so, and sends them when their judge is back."""
    tablet = await new_page(expects=("net::ERR", "WebSocket"))
    await a_tablet(tablet, network, organiser, sample, "J3")
    network.refuse()
    await enter(tablet, "B1", "9")
    await device_says(tablet, waiting=1, sent=0)
    await tablet.goto("about:blank")
    network.resume()

    await a_tablet(tablet, network, organiser, sample, "J4")
    await expect(tablet.get_by_role("status").first).to_contain_text("还有另一位裁判的 1 项打分未传")
    await enter(tablet, "B2", "8")
    await device_says(tablet, stored=1, waiting=0, sent=0)
    assert await stored(sample, "J3") == [(0, 0)] and await stored(sample, "J4") == [(1, 1)]

    await tablet.goto("about:blank")
    await a_tablet(tablet, network, organiser, sample, "J3")
    await device_says(tablet, stored=1, waiting=0, sent=0)
    assert await stored(sample, "J3") == [(1, 1)] and await stored(sample, "J4") == [(1, 1)]


async def test_the_worker_keeps_to_its_page_and_the_page_can_be_installed(
    server: Serving, organiser: Person, sample: Sample, network: Network, new_page: NewPage
) -> None:
    """It holds the page's own files only; a console in the same browser knows nothing of it."""
    tablet = await new_page()
    await a_tablet(tablet, network, organiser, sample, "K1")
    kept = await tablet.evaluate(KEPT)
    assert "/judge" in kept and not [path for path in kept if path.startswith("/api") or "console" in path]
    devtools = await tablet.context.new_cdp_session(tablet)
    manifest = await devtools.send("Page.getAppManifest")
    assert manifest["errors"] == [] and manifest["url"] == f"{network.url}/judge.webmanifest"
    lacking = await devtools.send("Page.getInstallabilityErrors")
    assert [one["errorId"] for one in lacking["installabilityErrors"]] in ([], ["in-incognito"])

    console = await tablet.context.new_page()
    await console.goto(f"{network.url}/console")
    assert await console.evaluate("navigator.serviceWorker.controller") is None


async def test_sheets_that_an_older_version_kept_are_read_anew_or_shown_as_they_are(
    organiser: Person, sample: Sample, network: Network, new_page: NewPage
) -> None:
    """Anew where the server answers; a judge without a network gets what there is."""
    tablet = await new_page(expects=("net::ERR", "WebSocket"))
    await a_tablet(tablet, network, organiser, sample, "J5")
    await tablet.goto(f"{network.url}/verify")  # where the judge page is not there to keep its own sheets meanwhile
    await tablet.evaluate(AS_BY_AN_OLDER_VERSION)
    network.refuse()
    await tablet.goto(f"{network.url}/judge")
    await expect(tablet.get_by_text("昨天的裁判")).to_be_visible()
    await enter(tablet, "B1", "9")
    await device_says(tablet, waiting=1)
    await tablet.goto("about:blank")
    network.resume()
    await tablet.goto(f"{network.url}/judge")
    await device_says(tablet, stored=1, waiting=0)
    await expect(tablet.get_by_text("昨天的裁判")).to_have_count(0)
