"""The certification body at its desk: inbox, a batch with exceptions, two officials, its people, keys and webhooks."""

import io
from collections.abc import AsyncIterator
from datetime import date
from zipfile import ZipFile

import msgspec
import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from competition.client import Person
from competition.events.schemas import MemberSetUp
from competition.serving import Serving
from competition.settings import Settings
from tests.browser.conftest import PHONE, TABLET, NewPage
from tests.browser.people import content_of, looks_again, picture, signed_in
from tests.browser.test_accessible import axe, complaints
from tests.browser.test_certificates import told
from tests.competition.deliveries import manifest_of
from tests.competition.receiver import a_receiver
from tests.conftest import a_server, fresh_database
from tests.postgres import TestCluster
from tests.situations import Situation, a_decided_competition, a_document, a_set_up

__all__ = ["axe"]
CODES = "ABCDEFGHIJKLMNO"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(cluster: TestCluster, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Serving]:
    """One whose webhooks may lead to this machine."""
    dsn = await fresh_database(cluster)
    settings = Settings(
        data=tmp_path_factory.mktemp("data"), database_url=dsn, port=0, password_cost=1, webhook_private=True
    )
    async with a_server(settings) as running:
        yield running
    await cluster.drop(dsn)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def thirty(organiser: Person) -> Situation:
    """Fifteen pairs, all of whom are promoted: thirty proposals."""
    asked = a_set_up(CODES)
    event = asked.events[0]
    pairs = [
        msgspec.structs.replace(
            one,
            members=[
                *one.members,
                MemberSetUp(
                    name=f"搭档{one.code}",
                    document_number=a_document(),
                    level="L3",
                    level_since=date(2020, 1, 15),
                ),
            ],
        )
        for one in event.entrants
    ]
    event = msgspec.structs.replace(event, entrants=pairs, team_size=2)
    asked = msgspec.structs.replace(asked, events=[event])
    situation = Situation(organiser, asked, await organiser.set_up(asked))
    await situation.with_marks({code: f"{95 - place} 9 8 7" for place, code in enumerate(CODES)})
    await situation.ended()
    await situation.final()
    promotions = [one for one in await situation.proposed() if one.outcome == "promote"]
    assert len(promotions) == 30
    return situation


async def test_a_batch_of_thirty_with_two_exceptions_becomes_papers_and_one_of_them_another(
    server: Serving, organiser: Person, official: Person, thirty: Situation, new_page: NewPage
) -> None:
    """From the inbox: 28 at once, one refused, one alone; the ZIP holds 29; one is revoked and awarded again."""
    desk = await new_page(TABLET)
    await signed_in(desk, server, "official")
    await expect(desk.get_by_test_id("inbox-waits")).to_contain_text("待您审批 30 项")
    await picture(desk, "inbox-zh")
    await desk.get_by_test_id("inbox-begin").click()
    await desk.get_by_test_id("batch-open").click()
    refused, alone = [one for one in await thirty.decisions() if one.name in ("王堃", "搭档C")]
    for one in (refused, alone):
        await desk.get_by_label(f"批准 {one.name}", exact=True).uncheck()
    await expect(desk.get_by_test_id("batch-left").locator("li")).to_have_text([refused.name, alone.name])
    await picture(desk, "batch-30-zh")
    await desk.get_by_test_id("confirm-batch").click()
    await expect(desk.get_by_role("status")).to_contain_text("已批准 28 项")

    await desk.locator(f"[data-decision='{refused.id}']").click()
    await desk.get_by_test_id("refuse").click()
    await desk.locator("#refusal").fill("申报材料不全")
    await desk.get_by_test_id("confirm-reason").click()
    await expect(desk.locator(f"[data-decision='{refused.id}']")).to_have_attribute("data-state", "refused")
    await desk.locator(f"[data-decision='{alone.id}']").click()
    await desk.get_by_test_id("approve").click()
    await expect(desk.locator(f"[data-decision='{alone.id}']")).to_have_attribute("data-state", "approved")

    await desk.locator("[data-step=certificates]").click()
    await desk.get_by_test_id("deliver-all").click()
    await expect(desk.get_by_test_id("delivery")).to_have_attribute("data-state", "done", timeout=120_000)
    async with desk.expect_download() as downloading:
        await desk.get_by_test_id("file-zip").click()
    packed = ZipFile(io.BytesIO(await content_of(await downloading.value)))
    papers = (await manifest_of(official, packed))["papers"]
    assert len(papers) == 29 and refused.name not in {one["name"] for one in papers}

    number = papers[0]["number"]
    await desk.get_by_test_id(f"history-{number}").click()
    old = f"{server.url}{await desk.get_by_test_id('certificate-history').locator('a').nth(1).get_attribute('href')}"
    phone = await new_page(PHONE)
    await phone.goto(old)
    await told(phone, "valid")
    await desk.get_by_test_id("certificate-revoke").click()
    await desk.get_by_test_id("certificate-reason").fill("身份信息有误")
    await desk.get_by_test_id("certificate-confirm").click()
    await expect(desk.get_by_test_id("certificate-state")).to_have_attribute("data-state", "revoked")
    await phone.reload()
    await told(phone, "revoked")
    await desk.get_by_test_id("certificate-replace").click()
    await desk.get_by_test_id("certificate-reason").fill("身份信息已核实更正")
    await desk.get_by_test_id("certificate-confirm").click()
    await expect(desk.get_by_test_id("certificate-state")).to_have_attribute("data-state", "issued")
    history = desk.get_by_test_id("certificate-history")
    await expect(history).to_contain_text(f"取代 {number}")
    await phone.goto(f"{server.url}{await history.locator('a').nth(1).get_attribute('href')}")
    await told(phone, "valid")
    await phone.goto(old)
    await told(phone, "revoked")

    await desk.locator("[data-step=inbox]").click()
    await expect(desk.get_by_test_id("inbox-waits")).to_contain_text("没有待您审批")
    await expect(desk.get_by_test_id("sum-issued")).to_have_text("29")
    await expect(desk.get_by_test_id("sum-refused")).to_have_text("1")
    await expect(desk.get_by_test_id("issued-promotion")).to_have_text("29")
    await expect(desk.locator("[data-step=certificates]")).to_contain_text("晋级 29")
    await picture(desk, "figures-zh")


async def shown_once(page: Page) -> str:
    secret = await page.get_by_test_id("secret").inner_text()
    await page.get_by_test_id("secret-noted").click()
    await expect(page.get_by_test_id("secret")).to_have_count(0)
    return secret


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_who_is_in_charge_adds_a_second_official_who_approves_what_the_first_did(
    server: Serving, organiser: Person, new_page: NewPage, axe: str, language: str
) -> None:
    """A password shown once signs the new one in; the first cannot approve again; disabled, the new one is out."""
    event = await a_decided_competition(organiser, "AB")
    desk = await new_page(TABLET, language, expects="401")
    await signed_in(desk, server, "lead", f"#/{event.event}/people")
    await desk.get_by_test_id("two-officials").check()
    await desk.get_by_test_id("add-official").click()
    who = f"second-{language}"
    await desk.locator("[name=official-name]").fill(f"复核员 {language}")
    await desk.locator("[name=official-sign-in]").fill(who)
    assert await complaints(desk, axe) == {}, "adding"
    await desk.get_by_test_id("confirm-add").click()
    await expect(desk.get_by_test_id("secret")).to_be_visible()
    assert await complaints(desk, axe) == {}, "a password"
    await picture(desk, f"people-{language}")
    password = await shown_once(desk)

    first = await new_page(TABLET, language)
    await signed_in(first, server, "official", f"#/{event.event}/promotion")
    await first.get_by_test_id("batch-open").click()
    await first.get_by_test_id("confirm-batch").click()
    await expect(first.get_by_role("status")).to_contain_text("2")
    await first.get_by_test_id("decision-1").click()
    await expect(first.get_by_test_id("refuse")).to_be_visible()
    await expect(first.get_by_test_id("approve")).to_have_count(0)
    assert await complaints(first, axe) == {}, "approved first"
    await picture(first, f"first-approved-{language}")

    second = await new_page(PHONE, language, expects="401")
    await second.goto(f"{server.url}/console#/{event.event}/promotion")
    await second.locator("#name").fill(who)
    await second.locator("#password").fill(password)
    await second.get_by_test_id("sign-in").click()
    await second.get_by_test_id("decision-1").click()
    await second.get_by_test_id("approve").click()
    await expect(second.get_by_test_id("decision-1")).to_have_attribute("data-state", "approved")
    assert [one.state for one in await event.decisions()] == ["approved", "proposed"]
    acts = second.get_by_test_id("decision-history").locator("[data-act]")
    await expect(acts).to_contain_text(["赛务组织者", "认定机构审批人", f"复核员 {language}"])
    await picture(second, f"decision-phone-{language}")
    await second.locator("[data-step=inbox]").click()
    await expect(second.locator(f"[data-event='{event.event}']")).to_have_attribute("data-awaiting", "1")
    assert await complaints(second, axe) == {}, "inbox"
    await picture(second, f"inbox-phone-{language}")

    await second.get_by_test_id("own-account").click()
    for field, said in (("old", password), ("fresh", "my own password"), ("again", "my own passwort")):
        await second.locator(f"[name={field}]").fill(said)
    await expect(second.get_by_test_id("change-password")).to_be_disabled()
    assert await complaints(second, axe) == {}, "changing the password"
    await picture(second, f"password-phone-{language}")
    await second.locator("[name=again]").fill("my own password")
    await second.get_by_test_id("change-password").click()
    await expect(second.get_by_test_id("password-changed")).to_be_visible()
    await second.locator("dialog .primary").click()
    async with await Person.sign_in(server.url, who, "my own password"):
        pass

    row = desk.locator(f"[data-sign-in='{who}']")
    await row.get_by_test_id("disable").click()
    await desk.locator("summary").click()
    assert await complaints(desk, axe) == {}, "disabling"
    await picture(desk, f"disabling-{language}")
    await row.get_by_test_id("confirm-disable").click()
    await expect(row).to_have_attribute("data-disabled", "true")
    await looks_again(second)
    await expect(second.locator("#password")).to_be_visible()
    await desk.locator("[name=rule]").first.check()


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_who_is_in_charge_makes_keys_and_webhooks_and_sees_what_became_of_messages(
    server: Serving, organiser: Person, official: Person, new_page: NewPage, axe: str, language: str
) -> None:
    desk = await new_page(TABLET, language, expects="Failed to load resource")
    await signed_in(desk, server, "lead")
    await desk.locator("[data-step=access]").click()
    await expect(desk.get_by_test_id("development-key")).to_be_visible()
    await desk.locator("[name=key-name]").fill("省级证书查询平台")
    await desk.get_by_test_id("make-key").click()
    await expect(desk.get_by_test_id("secret")).to_be_visible()
    assert await complaints(desk, axe) == {}, "a key"
    key = await shown_once(desk)
    async with Person(server.url) as system:
        system.http.headers["authorization"] = f"Bearer {key}"
        cursor = (await system.get("/api/feed?after=0&limit=500"))["next"]
        await desk.locator("[name=hook-url]").fill("ftp://example.com")
        await desk.locator("[name=hook-name]").fill("企业人事系统")
        await desk.get_by_test_id("make-hook").click()
        await expect(desk.get_by_role("alert")).to_be_visible()
        assert await complaints(desk, axe) == {}, "refused"
        async with a_receiver(503) as receiver:
            await desk.locator("[name=hook-url]").fill(receiver.url)
            await desk.get_by_test_id("make-hook").click()
            assert (await shown_once(desk)).startswith("whsec_")
            event = await a_decided_competition(organiser, "A")
            await official.post(f"/api/decisions/{(await event.decisions())[0].id}/approve")
            await receiver.has(1)
            await desk.get_by_test_id("messages").click()
            message = desk.get_by_test_id("hook-messages").locator("> li")
            await expect(message).to_contain_text("503")
            assert await complaints(desk, axe) == {}, "messages"
            await picture(desk, f"access-{language}")
            await message.get_by_test_id("send-now").click()
            await receiver.has(2)
            await expect(message).to_have_attribute("data-state", "delivered")
        assert [one["kind"] for one in (await system.get(f"/api/feed?after={cursor}"))["entries"]] == [
            "decision.approved"
        ]
        await desk.get_by_test_id("remove-hook").click()
        await desk.get_by_test_id("confirm-remove-hook").click()
        await expect(desk.get_by_test_id("webhook")).to_have_count(0)
        await desk.get_by_test_id("revoke-key").click()
        await desk.get_by_test_id("confirm-revoke-key").click()
        await expect(desk.get_by_test_id("api-key").first).to_have_attribute("data-revoked", "true")
        assert (await system.http.get("/api/feed")).status_code == 401


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_another_body_signs_in_and_revokes_and_a_phone_is_told_that_it_did(
    server: Serving, organiser: Person, official: Person, new_page: NewPage, axe: str, language: str
) -> None:
    """Whoever is in charge adds the account and names the body; it finds a certificate by its number alone."""
    event = await a_decided_competition(organiser, "A")
    (decision,) = await event.decisions()
    await official.post(f"/api/decisions/{decision.id}/approve")
    certificate = (await official.post(f"/api/decisions/{decision.id}/certificate"))["certificate"]
    body, who = f"东海市人社局 {language}", f"bureau-{language}"
    desk = await new_page(TABLET, language)
    await signed_in(desk, server, "lead", f"#/{event.event}/people")
    await desk.get_by_test_id("add-official").click()
    for field, said in (("name", "监督员"), ("sign-in", who), ("body", body)):
        await desk.locator(f"[name=official-{field}]").fill(said)
    assert await complaints(desk, axe) == {}, "adding"
    await picture(desk, f"add-authority-{language}")
    await desk.get_by_test_id("confirm-add").click()
    password = await shown_once(desk)
    await expect(desk.locator(f"[data-sign-in='{who}']")).to_contain_text(body)

    theirs = await new_page(TABLET, language, expects="401")
    await theirs.goto(f"{server.url}/console")
    await theirs.locator("#name").fill(who)
    await theirs.locator("#password").fill(password)
    await theirs.get_by_test_id("sign-in").click()
    await theirs.locator("[name=recall-number]").fill(certificate["number"].lower())
    await theirs.get_by_test_id("recall-look").click()
    await theirs.get_by_test_id("certificate-revoke").click()
    await theirs.get_by_test_id("certificate-reason").fill("举报查实替考")
    assert await complaints(theirs, axe) == {}, "revoking"
    await picture(theirs, f"authority-{language}")
    await theirs.get_by_test_id("certificate-confirm").click()
    await expect(theirs.get_by_test_id("certificate-state")).to_have_attribute("data-state", "revoked")
    await expect(theirs.locator("[data-step]")).to_have_count(1)

    phone = await new_page(PHONE, language)
    await phone.goto(f"{server.url}{certificate['verify']}")
    await told(phone, "revoked")
    await expect(phone.get_by_test_id("ended-by")).to_contain_text(body)
    await picture(phone, f"verify-authority-{language}")
