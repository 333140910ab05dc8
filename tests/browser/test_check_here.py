"""A file checked on the phone that has it: it stays there, and the answer is the server's."""

from pathlib import Path

import httpx
from playwright.async_api import Page, Request, expect

from competition.client import Person
from competition.serving import Serving
from tests.alterations import ALTERATIONS
from tests.browser.conftest import PHONE, NewPage
from tests.situations import a_decided_competition, ask

INSECURE = "Object.defineProperty(window, 'isSecureContext', { value: false })"
"""As on a page that came by http from another machine."""


async def a_paper(organiser: Person, official: Person) -> bytes:
    event = await a_decided_competition(organiser, "A")
    (decision,) = await event.decisions()
    await official.post(f"/api/decisions/{decision.id}/approve")
    made = (await official.post(f"/api/decisions/{decision.id}/certificate"))["certificate"]
    return (await official.http.get(made["pdf"])).content


async def told_of(page: Page, file: Path) -> str | None:
    await page.get_by_test_id("paper").set_input_files(file)
    await expect(page.get_by_test_id("how")).to_contain_text(file.name)
    return await page.get_by_test_id("answer").get_attribute("data-status")


async def sent_from(client: str, server: Serving, content: bytes) -> str | None:
    """The server's answer about the file; each client may have twenty looked at in one go."""
    transport = httpx.AsyncHTTPTransport(local_address=client)
    async with httpx.AsyncClient(base_url=server.url, transport=transport) as anybody:
        answer = await anybody.post("/api/verify/paper", content=content)
    return str(answer.json().get("status"))


async def test_the_page_answers_as_the_server_does_and_keeps_the_file_to_itself(
    server: Serving, organiser: Person, official: Person, new_page: NewPage, tmp_path: Path
) -> None:
    """Whatever was done to the file; no request but the register's carries anything, and that one a digest."""
    paper = await a_paper(organiser, official)
    sent: list[Request] = []
    phone = await new_page(PHONE, "en")
    phone.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    await phone.goto(f"{server.url}/verify")
    await expect(phone.get_by_text("The file stays on this device")).to_be_visible()
    for n, one in enumerate(ALTERATIONS):
        (file := tmp_path / f"{one.name}.pdf").write_bytes(changed := one.make(paper))
        there = await sent_from(f"127.0.0.{2 + n % 2}", server, changed)
        assert (one.name, await told_of(phone, file), there) == (one.name, one.status, one.status)
    assert {request.url for request in sent} == {f"{server.url}/api/verify/digest"}
    assert all(len(request.post_data or "") < 100 for request in sent)


async def test_a_code_is_answered_as_the_server_answers_it_and_its_record_stays_on_the_phone(
    server: Serving, organiser: Person, official: Person, new_page: NewPage
) -> None:
    """Whole, without its record, with another's, changed in any part, and at an address that there is not."""
    event = await a_decided_competition(organiser, "AB")
    made = []
    for decision in await event.decisions():
        await official.post(f"/api/decisions/{decision.id}/approve")
        made.append((await official.post(f"/api/decisions/{decision.id}/certificate"))["certificate"])
    records = {row["number"]: row["record"] for row in await ask("SELECT number, record FROM certificate")}
    address, (record, other) = f"{server.url}{made[0]['verify']}", (records[one["number"]] for one in made)
    changed = [record[:at] + ("A" if record[at] != "A" else "B") + record[at + 1 :] for at in range(0, len(record), 67)]
    sent: list[str] = []
    phone = await new_page(PHONE, "en")
    phone.on("request", lambda request: sent.append(request.post_data or ""))
    cases = {
        "valid": [address, f"{address}#{record}"],
        "altered": [f"{address}#{one}" for one in (other, "HELLO", record[:-1], record + "A", *changed)],
        "unknown": [f"{server.url}/verify/nobody", f"{server.url}/verify/nobody#{record}"],
    }
    for status, addresses in cases.items():
        for text in addresses:
            await phone.goto("about:blank")
            await phone.goto(text)
            await expect(phone.get_by_test_id("answer")).to_have_attribute("data-status", status)
            assert (await official.post("/api/verify", {"text": text}))["status"] == status, text
    assert not [one for one in sent if record[:20] in one or "#" in one]


async def test_a_page_that_cannot_check_says_that_it_sends_the_file(
    server: Serving, organiser: Person, official: Person, new_page: NewPage, tmp_path: Path
) -> None:
    (file := tmp_path / "paper.pdf").write_bytes(await a_paper(organiser, official))
    phone = await new_page(PHONE, "en")
    await phone.add_init_script(INSECURE)
    await phone.goto(f"{server.url}/verify")
    await expect(phone.get_by_text("is sent to the server")).to_be_visible()
    async with phone.expect_request("**/api/verify/paper"):
        assert await told_of(phone, file) == "valid"


async def test_a_browser_without_the_key_s_algorithm_asks_the_register_all_the_same(
    server: Serving, organiser: Person, official: Person, new_page: NewPage, tmp_path: Path
) -> None:
    """The register's answer needs no Ed25519 here, and the file still stays where it is."""
    (file := tmp_path / "paper.pdf").write_bytes(await a_paper(organiser, official))
    phone = await new_page(PHONE, "en")
    await phone.add_init_script(
        """const real = crypto.subtle.importKey.bind(crypto.subtle);
        crypto.subtle.importKey = (form, key, algorithm, ...rest) => algorithm.name === "Ed25519"
          ? Promise.reject(new DOMException("", "NotSupportedError")) : real(form, key, algorithm, ...rest);"""
    )
    await phone.goto(f"{server.url}/verify")
    assert await told_of(phone, file) == "valid"
