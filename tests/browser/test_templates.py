"""Editing a template beside the paper that it makes; papers of every kind at the desk."""

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from competition.client import Person
from competition.serving import Serving
from tests.browser.conftest import PHONE, TABLET, NewPage
from tests.browser.people import picture, signed_in
from tests.certificates.kinds import a_seal
from tests.situations import SCHEME, a_decided_competition

AWARDS = "awards:\n  - { key: first, title: { zh: 一等奖, en: First prize }, rank: [1, 1] }\n"


async def drawn(page: Page, but: str = "") -> str:
    """The picture of the paper, once there is one, and another than the one before."""
    shown = page.get_by_test_id("template-picture")
    await expect(shown).to_be_visible()
    await page.wait_for_function("was => document.querySelector('[data-testid=template-picture]').src !== was", arg=but)
    return str(await shown.get_attribute("src"))


async def blocks_come_and_go(page: Page, before: str) -> str:
    """By the keyboard: a text is added, copied, moved and removed; so is a table, of which the server judges."""
    block = page.get_by_test_id("template-block")
    many = await block.locator("option").count()
    for act, chosen in (("add", many), ("copy", many + 1), ("up", many), ("remove", many)):
        await page.get_by_test_id(f"block-{act}").press("Enter")
        await expect(block).to_have_value(str(chosen))
        if act != "up":
            before = await drawn(page, before)
    await expect(block.locator("option")).to_have_count(many + 1)
    wrong = page.get_by_test_id("template-wrong")
    table = page.get_by_test_id("place-table")
    await table.press("Enter")
    await expect(wrong).to_have_attribute("data-wrong", "table")
    await page.keyboard.press("Enter")
    await expect(wrong).to_have_count(0)
    return str(await page.get_by_test_id("template-picture").get_attribute("src"))


@pytest.mark.parametrize("language, kind", [("zh-CN", "promotion"), ("en", "transcript")])
async def test_an_organiser_edits_a_template_and_sees_the_paper_change(
    server: Serving, organiser: Person, new_page: NewPage, tmp_path: Path, language: str, kind: str
) -> None:
    """What does not fit is named and marked, and not stored; a seal and a text are, as the next edition."""
    event = await a_decided_competition(organiser, "AB")
    page = await new_page(TABLET, language, expects="Failed to load resource")
    await signed_in(page, server, "organiser", f"#/{event.event}/certificates")
    await page.get_by_test_id("papers-templates").click()
    first = await drawn(page)
    await page.get_by_test_id("template-kind").select_option(kind)
    tongue = language[:2]
    await page.get_by_test_id("template-language").select_option(tongue)
    await page.get_by_test_id("template-entrant").select_option("B")
    before = await drawn(page, first)
    await picture(page, f"template-{kind}-{language}")

    await page.get_by_test_id("template-block").select_option("0")
    text = page.locator(f"[data-field='blocks[0].{tongue}']")
    await text.fill("{nome}")
    await expect(page.get_by_test_id("template-wrong")).to_have_attribute("data-wrong", f"blocks[0].{tongue}")
    await expect(text).to_have_attribute("aria-invalid", "true")
    await expect(page.get_by_test_id("template-wrong")).to_contain_text("nome")
    await picture(page, f"template-wrong-{language}")

    await text.fill("样张 Specimen")
    await expect(page.get_by_test_id("template-wrong")).to_have_count(0)
    before = await drawn(page, before)
    before = await blocks_come_and_go(page, before)
    (seal := tmp_path / "seal.png").write_bytes(a_seal())
    await page.get_by_test_id("seal-file").set_input_files(seal)
    await drawn(page, before)
    await picture(page, f"template-sealed-{language}")
    await picture(page, f"template-blocks-{language}")
    await page.get_by_test_id("template-store").click()
    await expect(page.get_by_test_id("template-store")).to_be_disabled()
    stored = await organiser.get(f"/api/desk/templates/{kind}")
    assert stored["template"]["blocks"][0][tongue] == "样张 Specimen" and stored["template"]["seal"]["image"]
    assert stored["template"]["blocks"][-1]["en"] == "New text"
    assert len(stored["editions"]) == 1


async def test_an_official_issues_award_certificates_and_transcripts(
    server: Serving, organiser: Person, official: Person, new_page: NewPage
) -> None:
    """Who is to have one is listed; they are issued together, and a phone is told of them what they are."""
    event = await a_decided_competition(organiser, "ABC", scheme=SCHEME + AWARDS)
    desk = await new_page(TABLET)
    await signed_in(desk, server, "official", f"#/{event.event}/certificates")
    for kind, count in (("award", 1), ("transcript", 3)):
        await desk.get_by_test_id(f"papers-{kind}").click()
        await expect(desk.get_by_test_id("entitled")).to_have_count(count)
        await desk.get_by_test_id("deliver-all").click()
        await expect(desk.get_by_test_id("delivery")).to_have_attribute("data-state", "done", timeout=60_000)
        await expect(desk.locator("[data-testid^=history-]")).to_have_count(count)
        await picture(desk, f"papers-{kind}-zh")
    [award] = (await official.get(f"/api/events/{event.event}/papers?kind=award"))["entitled"]
    for language, said in (("zh-CN", "一等奖"), ("en", "First prize")):
        phone = await new_page(PHONE, language)
        await phone.goto(f"{server.url}{award['certificate']['verify']}")
        await expect(phone.get_by_test_id("answer")).to_have_attribute("data-status", "valid")
        await expect(phone.get_by_test_id("award")).to_have_text(said)
        await picture(phone, f"verify-award-{language}")
