"""Revoking and replacing at the desk, and what anybody with a phone is told afterwards."""

import io
from pathlib import Path
from zipfile import ZipFile

from playwright.async_api import Page, expect

from competition.client import Person
from competition.serving import Serving
from tests.browser.conftest import PHONE, TABLET, NewPage
from tests.browser.people import content_of, picture, signed_in
from tests.competition.deliveries import approved, manifest_of
from tests.situations import a_decided_competition, ask


async def told(page: Page, status: str) -> None:
    await expect(page.get_by_test_id("answer")).to_have_attribute("data-status", status)


async def test_an_official_revokes_one_and_replaces_one_and_a_phone_is_told_the_truth(
    server: Serving, organiser: Person, official: Person, new_page: NewPage, tmp_path: Path
) -> None:
    """Valid, revoked, superseded, unknown and altered are five different answers, for codes and files."""
    event = await a_decided_competition(organiser, "ABC")
    certificates = []
    for decision in await event.decisions():
        await official.post(f"/api/decisions/{decision.id}/approve")
        certificates.append((await official.post(f"/api/decisions/{decision.id}/certificate"))["certificate"])
    rows = await ask("SELECT number, record FROM certificate")
    codes = {row["number"]: row["record"] for row in rows}
    valid, revoked, old = (f"{server.url}{one['verify']}#{codes[one['number']]}" for one in certificates)
    numbers = [one["number"] for one in certificates]
    (paper := tmp_path / "证书.pdf").write_bytes((await official.http.get(certificates[0]["pdf"])).content)
    (forged := tmp_path / "改.pdf").write_bytes(paper.read_bytes().replace(b"/Rotate 0", b"/Rotate 9"))

    desk = await new_page(TABLET)
    await signed_in(desk, server, "official", f"#/{event.event}/certificates")
    await desk.get_by_test_id(f"history-{numbers[1]}").click()
    await desk.get_by_test_id("certificate-revoke").click()
    await expect(desk.get_by_test_id("certificate-confirm")).to_be_disabled()
    await desk.get_by_test_id("certificate-reason").fill("替考")
    await picture(desk, "desk-revoke-zh")
    await desk.get_by_test_id("certificate-confirm").click()
    await expect(desk.get_by_test_id("certificate-state")).to_have_attribute("data-state", "revoked")
    await expect(desk.get_by_test_id("gone")).to_have_text("已撤销")  # the row has grown by this
    await desk.get_by_test_id(f"history-{numbers[2]}").click()
    await desk.get_by_test_id("certificate-deliver").click()
    await expect(desk.get_by_test_id("certificate-state")).to_have_attribute("data-state", "delivered")
    await desk.get_by_test_id("correct-holder").click()
    await desk.locator("[name=holder-name]").fill("赵㛃瑶")
    await desk.locator("[name=holder-reason]").fill("报名时漏字")
    await picture(desk, "desk-correct-zh")
    await desk.get_by_test_id("confirm-correction").click()
    await expect(desk.get_by_test_id("correction")).to_have_count(0)
    await desk.get_by_test_id("certificate-replace").click()
    await desk.get_by_test_id("certificate-reason").fill("姓名漏字")
    await desk.get_by_test_id("certificate-confirm").click()
    await expect(desk.get_by_test_id("certificate-history")).to_contain_text(f"取代 {numbers[2]}")
    await expect(desk.get_by_test_id("gone")).to_have_text("已撤销")
    await picture(desk, "desk-replaced-zh")

    for language in ("zh-CN", "en"):
        phone = await new_page(PHONE, language, expects="Failed to load resource")
        for address, status in (
            (valid, "valid"),
            (revoked, "revoked"),
            (old, "superseded"),
            (valid.partition("#")[0] + "#" + revoked.partition("#")[2], "altered"),
            (f"{server.url}/verify/nobody", "unknown"),
        ):
            await phone.goto("about:blank")
            await phone.goto(address)
            await told(phone, status)
            await picture(phone, f"verify-{status}-{language}")
        await phone.goto("about:blank")
        await phone.goto(old)
        await expect(phone.get_by_test_id("holder-name")).to_have_text("赵㛃")
        await phone.get_by_test_id("successor").click()
        await told(phone, "valid")
        await expect(phone.get_by_test_id("holder-name")).to_have_text("赵㛃瑶")

        await phone.goto(f"{server.url}/verify")
        await picture(phone, f"verify-landing-{language}")
        await phone.get_by_test_id("paper").set_input_files(paper)
        await told(phone, "valid")
        await expect(phone.get_by_test_id("holder-name")).to_have_text("王堃")
        await picture(phone, f"verify-file-{language}")
        await phone.get_by_test_id("paper").set_input_files(forged)
        await told(phone, "altered")
        await expect(phone.get_by_test_id("holder-name")).to_have_count(0)

    await desk.get_by_test_id("publicity").locator("summary").click()
    await desk.get_by_test_id("name-covered").check()
    await desk.get_by_test_id("document-hidden").check()
    await desk.get_by_test_id("publicity-reason").fill("持证人要求")
    await desk.get_by_test_id("publicity-settle").click()
    await expect(desk.get_by_test_id("publicity")).to_contain_text("持证人要求")
    await picture(desk, "desk-publicity-zh")
    phone = await new_page(PHONE)
    await phone.goto(f"{server.url}/verify")
    await phone.get_by_test_id("by-number").fill(numbers[0])
    await phone.get_by_test_id("by-document").fill(event.document("A"))
    await phone.get_by_test_id("by-both").click()
    await told(phone, "valid")
    await expect(phone.get_by_test_id("holder-name")).to_have_text("王*")
    await expect(phone.get_by_role("main")).not_to_contain_text("***")
    await picture(phone, "verify-holder-zh")


async def test_an_official_issues_all_together_and_downloads_them(
    server: Serving, organiser: Person, official: Person, new_page: NewPage
) -> None:
    """One whose name the fonts lack is named with the reason; the others are in the ZIP, each with a digest."""
    event = await approved(organiser, official, names={"B": "李𪚥"})
    desk = await new_page(TABLET)
    await signed_in(desk, server, "official", f"#/{event.event}/certificates")
    await expect(desk.get_by_test_id("deliver-all")).to_have_text("核发 3 张并打包")
    await desk.get_by_test_id("deliver-all").click()
    await expect(desk.get_by_test_id("delivery")).to_have_attribute("data-state", "done", timeout=60_000)
    await expect(desk.get_by_test_id("not-issued")).to_contain_text("李𪚥")
    await expect(desk.locator("[data-testid^=history-]")).to_have_count(2)
    await picture(desk, "desk-delivery-zh")
    async with desk.expect_download() as downloading:
        await desk.get_by_test_id("file-zip").click()
    packed = ZipFile(io.BytesIO(await content_of(await downloading.value)))
    manifest = await manifest_of(official, packed)
    assert [one["name"] for one in manifest["papers"]] == ["王堃", "赵㛃"]
