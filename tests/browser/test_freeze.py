"""A freeze in the hall: the public's board says so and holds, while the organiser sees everything live.

And what boards and overlays say of themselves where something is withheld, late or lost.
"""

import re

import msgspec
from playwright.async_api import WebSocketRoute, expect

from competition.client import Person
from competition.live.messages import Pulse
from competition.serving import Serving
from tests.browser.conftest import HALL, TABLET, NewPage
from tests.browser.people import signed_in
from tests.situations import a_small_competition


async def test_a_frozen_board_holds_until_it_is_unfrozen(server: Serving, organiser: Person, new_page: NewPage) -> None:
    event = await a_small_competition(organiser)
    await event.with_marks({"A": "90 9 8 7", "B": "80 8 8 8"})
    board, desk = await new_page(HALL), await new_page(TABLET, expects="Failed to load resource")
    await board.goto(f"{server.url}/board/{event.event}")
    await signed_in(desk, server, "organiser", f"#/{event.event}/marking")
    await desk.get_by_test_id("open-curtain").click()
    await desk.get_by_test_id("freeze").click()
    await expect(desk.get_by_role("alert")).to_contain_text("理由")
    await desk.get_by_test_id("curtain-reason").fill("决赛最后一小时")
    await desk.get_by_test_id("freeze").click()

    state, first = board.get_by_test_id("board-state"), board.get_by_test_id("board-row").first
    await expect(state).to_have_attribute("data-state", "frozen")
    await expect(state).to_contain_text("起封榜")
    await expect(first).to_contain_text("王堃")
    await event.with_marks({"C": "100 10 10 10"})
    await desk.locator("[data-step=standings]").click()
    await expect(desk.get_by_test_id("standing-row").first).to_contain_text("赵㛃")
    await expect(desk.get_by_test_id("curtain-note")).to_contain_text("起封榜")
    await expect(first).to_contain_text("王堃")
    await board.reload()
    await expect(state).to_have_attribute("data-state", "frozen")
    await expect(first).to_contain_text("王堃")
    await board.goto(server.url)
    listed = board.get_by_role("listitem").filter(has=board.locator(f"[href$='{event.event}']"))
    await expect(listed.get_by_test_id("event-state")).to_have_attribute("data-state", "frozen")
    await expect(listed).to_contain_text("起封榜")
    await expect(board.get_by_test_id("as-of")).to_contain_text(re.compile(r"\d\d:\d\d:\d\d"))
    await board.goto(f"{server.url}/board/{event.event}")

    await desk.locator("[data-step=marking]").click()
    await desk.get_by_test_id("open-curtain").click()
    await desk.get_by_test_id("curtain-reason").fill("颁奖结束")
    await desk.get_by_test_id("unfreeze").click()
    await expect(first).to_contain_text("赵㛃")
    await expect(state).to_have_attribute("data-state", "open")
    record = desk.get_by_test_id("curtain-record").get_by_role("listitem")
    await expect(record).to_have_count(2)
    await expect(record.last).to_contain_text("赛务组织者 · 决赛最后一小时")


async def test_what_is_final_says_so_and_is_recalled_with_a_reason(
    server: Serving, organiser: Person, new_page: NewPage
) -> None:
    event = await a_small_competition(organiser)
    await event.with_marks({"A": "90 9 8 7"})
    await event.ended()
    board, desk = await new_page(HALL), await new_page(TABLET)
    await board.goto(f"{server.url}/board/{event.event}")
    await signed_in(desk, server, "chief", f"#/{event.event}/marking")
    for act, state in {"finalise": "final", "recall": "ended"}.items():
        if act == "finalise":
            await desk.get_by_test_id("open-curtain").click()
        await desk.get_by_test_id("curtain-reason").fill("仲裁结束")
        await desk.get_by_test_id(act).click()
        await expect(board.get_by_test_id("board-state")).to_have_attribute("data-state", state)


async def test_an_overlay_says_what_it_may_be_taken_for(server: Serving, organiser: Person, new_page: NewPage) -> None:
    """Never that it is live when it lags, is withheld, or comes from a relay that has lost its server."""
    event = await a_small_competition(organiser, "AB")
    await event.with_marks({"A": "90 9 8 7", "B": "80 8 8 8"})
    mixer, wires = await new_page(HALL), list[WebSocketRoute]()
    await mixer.clock.install()

    def tapped(wire: WebSocketRoute) -> None:
        wire.connect_to_server()
        wires.append(wire)

    await mixer.route_web_socket("**/live/events/**", tapped)
    await mixer.goto(f"{server.url}/overlay/{event.event}")
    first, state = mixer.get_by_test_id("overlay-row").first, mixer.get_by_test_id("overlay-state")
    await expect(first).to_contain_text("王堃")
    await expect(state).to_have_text(["实时"])

    await event.with_marks({"B": "100 10 10 10"})
    await expect(first.get_by_role("img", name="上升 1 位")).to_be_visible()
    await mixer.clock.run_for(5_000)
    await expect(first.get_by_role("img", name="上升 1 位")).to_have_count(0)

    shown = await event.board()
    wires[-1].send(msgspec.json.encode(Pulse(shown.seq, shown.at, shown.token, stale=True)).decode())
    await expect(state).to_have_attribute("data-state", "stale")
    for audience, said in (({"seen": "open", "delay": 60}, "延时 60 秒"), ({"seen": "codes"}, "只公开加密号")):
        await organiser.post(f"/api/events/{event.event}/curtain/audience", {"reason": "按日程安排", **audience})
        await expect(state).to_contain_text(said)
    await organiser.post(f"/api/events/{event.event}/curtain/audience", {"reason": "按日程安排", "seen": "organisers"})
    await expect(mixer.get_by_test_id("overlay")).to_contain_text("名次目前不公开")


async def test_a_board_of_codes_has_no_place_for_delegations_and_a_closed_one_says_so_in_the_middle(
    server: Serving, organiser: Person, new_page: NewPage
) -> None:
    event = await a_small_competition(organiser, "AB")
    board = await new_page(HALL)
    await board.goto(f"{server.url}/board/{event.event}")
    heads = board.get_by_role("columnheader")
    await expect(heads.filter(has_text="代表队")).to_have_count(1)
    for seen in ("codes", "organisers"):
        await organiser.post(f"/api/events/{event.event}/curtain/audience", {"reason": "按日程安排", "seen": seen})
        if seen == "codes":
            await expect(board.get_by_test_id("board-state")).to_contain_text("只公开加密号")
            await expect(heads.filter(has_text="加密号")).to_have_count(1)
            await expect(heads.filter(has_text="代表队")).to_have_count(0)
    word = board.get_by_text("名次目前不公开。")
    await expect(word).to_be_visible()
    await expect(heads).to_have_count(0)
    box = await word.bounding_box()
    assert box and box["height"] > 400, "it fills the middle of the wall"
