"""From the first mark to the certificate: what each step shows, and who may take it."""

import io
from typing import Any

import pypdf
import pytest

from competition.client import Person
from competition.promotion.schemas import DecisionView
from tests.conftest import PASSWORD
from tests.situations import a_decided_competition, a_small_competition, ask, nothing_stored, refused

pytestmark = pytest.mark.asyncio(loop_scope="module")

NOT_IN_THE_FONT = "𪚥"


def promoted(decisions: list[DecisionView]) -> DecisionView:
    """The best entrant's decision, which promotes."""
    assert decisions[0].outcome == "promote"
    return decisions[0]


def text_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).replace("\n", "")


def serial(issued: dict[str, Any]) -> int:
    return int(issued["certificate"]["number"].rpartition("-")[2])


async def test_a_mark_ends_as_a_certificate(organiser: Person, official: Person) -> None:
    """Set up, mark, end, propose, approve by another, issue; the paper and the public page state the same facts."""
    event = await a_decided_competition(organiser)
    assert list(await event.ranks()) == ["王堃", "李喆", "赵㛃", "孙䶮"]
    best = promoted(await event.decisions())
    assert (best.name, best.rank, best.state, best.clause) == ("王堃", 1, "proposed", "3")
    assert best.level is not None and best.held is not None and best.held != best.level

    approved = await official.post(f"/api/decisions/{best.id}/approve")
    assert (approved["state"], approved["decidedBy"]) == ("approved", "认定机构审批人")
    certificate = (await official.post(f"/api/decisions/{best.id}/certificate"))["certificate"]
    paper = await official.http.get(certificate["pdf"])
    printed = text_of(paper.content)
    assert "王堃" in printed and best.level.zh in printed.replace(" ", "") and certificate["number"] in printed

    async with Person(organiser.url) as anybody:
        facts = await anybody.get(certificate["verify"].replace("/verify/", "/api/verify/"))
    assert (facts["status"], facts["name"], facts["level"]["zh"]) == ("valid", "王堃", best.level.zh)
    assert facts["number"] == certificate["number"]
    assert facts["clause"]["en"].startswith("Clause 3: Ranks 1 to 5")
    assert facts["document"] == "000*************" + event.document("A")[-2:]
    assert (await event.decisions())[0].state == "granted"


async def test_the_level_granted_is_held_from_then_on(organiser: Person, official: Person) -> None:
    """The certificate's number is the evidence; the register now has one level more, and no other changed."""
    event = await a_decided_competition(organiser)
    best = promoted(await event.decisions())
    await official.post(f"/api/decisions/{best.id}/approve")
    issued = await official.post(f"/api/decisions/{best.id}/certificate")
    held = await ask("SELECT level, evidence FROM level_held WHERE holder = $1 ORDER BY since", best.holder)
    assert held[-1] == {"level": "L2", "evidence": issued["certificate"]["number"]} and len(held) == 2


async def test_a_certificate_is_the_same_file_every_time(organiser: Person, official: Person) -> None:
    event = await a_decided_competition(organiser, "A")
    best = promoted(await event.decisions())
    await official.post(f"/api/decisions/{best.id}/approve")
    pdf = (await official.post(f"/api/decisions/{best.id}/certificate"))["certificate"]["pdf"]
    first, second = [(await reader.http.get(pdf)).content for reader in (official, organiser)]
    assert first == second and first.startswith(b"%PDF")


async def test_no_document_number_reaches_a_judge_or_the_public(organiser: Person, official: Person) -> None:
    """And a judge learns no name or organisation either, only codes."""
    event = await a_decided_competition(organiser)
    best = promoted(await event.decisions())
    await official.post(f"/api/decisions/{best.id}/approve")
    verify = (await official.post(f"/api/decisions/{best.id}/certificate"))["certificate"]["verify"]
    tablet = await event.tablet("J1")
    async with tablet.person() as judge, Person(organiser.url) as anybody:
        seen_by_judge = await judge.text("/api/judge/sheets")
        seen_by_all = [
            await anybody.text(path)
            for path in (
                "/api/public/events",
                f"/api/public/events/{event.event}/standings",
                verify.replace("/verify/", "/api/verify/"),
                "/api/session",
            )
        ]
    for code in "ABCD":
        assert event.document(code) not in seen_by_judge + "".join(seen_by_all)
    assert '"A"' in seen_by_judge
    for secret in ("王堃", "Wang Kun", "李喆", "申江造船厂", "Shenjiang"):
        assert secret not in seen_by_judge


async def test_document_numbers_are_not_in_the_clear_in_the_database(organiser: Person, official: Person) -> None:
    event = await a_decided_competition(organiser, "A")
    best = promoted(await event.decisions())
    await official.post(f"/api/decisions/{best.id}/approve")
    await official.post(f"/api/decisions/{best.id}/certificate")
    number = event.document("A")
    for table in ("holder", "certificate", "promotion_decision"):
        rows = await ask(f"SELECT t::text AS text FROM {table} t")
        assert rows and not any(number in row["text"] or number.encode().hex() in row["text"] for row in rows)


async def test_who_proposed_cannot_approve(official: Person) -> None:
    """Not even with both roles; another official can."""
    async with await Person.sign_in(official.url, "both", PASSWORD) as both:
        event = await a_decided_competition(both)
        best = promoted(await event.decisions())
        async with refused("promotion.same_person", 403):
            await both.post(f"/api/decisions/{best.id}/approve")
        async with refused("promotion.same_person", 403):
            await both.post(f"/api/decisions/{best.id}/refuse", {"reason": "证据不足"})
    assert (await official.post(f"/api/decisions/{best.id}/approve"))["state"] == "approved"


async def test_the_database_too_wants_two_people(organiser: Person) -> None:
    """A program that forgot to ask would be stopped by the constraint."""
    event = await a_decided_competition(organiser, "A")
    best = promoted(await event.decisions())
    with pytest.raises(Exception, match="decision_two_people"):
        await ask("UPDATE promotion_decision SET decided_by = proposed_by WHERE id = $1", best.id)


async def test_a_refusal_needs_a_reason_and_keeps_it(organiser: Person, official: Person) -> None:
    event = await a_decided_competition(organiser)
    best = promoted(await event.decisions())
    async with refused("promotion.reason_missing", 422):
        await official.post(f"/api/decisions/{best.id}/refuse", {"reason": "  "})
    view = await official.post(f"/api/decisions/{best.id}/refuse", {"reason": " 材料不全 "})
    assert (view["state"], view["refusalReason"]) == ("refused", "材料不全")
    async with refused("promotion.not_approved", 409):
        await official.post(f"/api/decisions/{best.id}/certificate")


async def test_a_decision_is_decided_once(organiser: Person, official: Person) -> None:
    event = await a_decided_competition(organiser)
    best = promoted(await event.decisions())
    await official.post(f"/api/decisions/{best.id}/approve")
    async with refused("promotion.not_proposed", 409) as said:
        await official.post(f"/api/decisions/{best.id}/approve")
    assert "“已批准”" in said[0].zh and "approved" in said[0].en
    async with refused("promotion.not_proposed", 409):
        await official.post(f"/api/decisions/{best.id}/refuse", {"reason": "反悔"})


async def test_nothing_is_issued_before_approval(organiser: Person, official: Person) -> None:
    event = await a_decided_competition(organiser)
    best = promoted(await event.decisions())
    async with refused("promotion.not_approved", 409):
        await official.post(f"/api/decisions/{best.id}/certificate")


async def test_a_certificate_is_issued_once(organiser: Person, official: Person) -> None:
    event = await a_decided_competition(organiser)
    best = promoted(await event.decisions())
    await official.post(f"/api/decisions/{best.id}/approve")
    await official.post(f"/api/decisions/{best.id}/certificate")
    async with refused("promotion.not_approved", 409):
        await official.post(f"/api/decisions/{best.id}/certificate")


async def test_who_gets_nothing_cannot_be_approved(organiser: Person, official: Person) -> None:
    event = await a_decided_competition(organiser)
    last = (await event.decisions())[-1]
    await ask("UPDATE promotion_decision SET outcome = 'none', level = NULL WHERE id = $1", last.id)
    async with refused("promotion.nothing_to_approve", 409):
        await official.post(f"/api/decisions/{last.id}/approve")


async def test_a_name_that_the_font_lacks_is_refused_by_name(organiser: Person, official: Person) -> None:
    """Nothing is stored, no number is used up, and the decision stays approved."""
    event = await a_decided_competition(organiser, "ABC", names={"B": f"李{NOT_IN_THE_FONT}"})
    decisions = await event.decisions()
    for decision in decisions:
        await official.post(f"/api/decisions/{decision.id}/approve")
    issued = await official.post(f"/api/decisions/{decisions[0].id}/certificate")
    async with refused("certificates.glyph_missing", 422) as said:
        await official.post(f"/api/decisions/{decisions[1].id}/certificate")
    for text in (said[0].zh, said[0].en):
        assert f"李{NOT_IN_THE_FONT}" in text and "U+2A6A5" in text
    assert [decision.state for decision in await event.decisions()] == ["granted", "approved", "approved"]
    after = await official.post(f"/api/decisions/{decisions[2].id}/certificate")
    assert serial(after) == serial(issued) + 1


async def test_nothing_is_issued_but_of_final_results(organiser: Person, official: Person) -> None:
    """Frozen, ended, or recalled: neither one paper, nor a delivery, nor one in place of another; revoking is free."""
    event = await a_small_competition(organiser, "A")
    curtain, why = f"/api/events/{event.event}/curtain", {"reason": "公示期内有异议"}
    await event.with_marks({"A": "90 9 8 7"})
    await organiser.post(f"{curtain}/freeze", why)
    await event.ended()
    (best,) = await event.proposed()
    await official.post(f"/api/decisions/{best.id}/approve")
    attempts = [(f"/api/decisions/{best.id}/certificate", {})]
    attempts += [(f"/api/events/{event.event}/deliveries", {"kind": kind}) for kind in ("promotion", "transcript")]
    for address, body in attempts:
        async with refused("standings.results_not_final", 409):
            await official.post(address, body)
    await event.final()
    number = (await official.post(attempts[0][0]))["certificate"]["number"]
    await organiser.post(f"{curtain}/recall", why)
    for address, body in [*attempts[1:], (f"/api/desk/certificates/{number}/replace", why)]:
        async with refused("standings.results_not_final", 409):
            await official.post(address, body)
    await official.post(f"/api/desk/certificates/{number}/revoke", why)
    await event.final()
    assert (await official.post(f"/api/desk/certificates/{number}/replace", why))["state"] == "issued"


async def test_promotions_are_proposed_after_the_end_and_once(organiser: Person) -> None:
    event = await a_small_competition(organiser)
    async with refused("events.still_open", 409):
        await event.proposed()
    await event.ended()
    await event.proposed()
    async with refused("promotion.already_proposed", 409):
        await event.proposed()


async def test_without_a_rulebook_nothing_is_proposed(organiser: Person) -> None:
    event = await a_small_competition(organiser, rulebook=None)
    await event.ended()
    async with refused("promotion.no_rulebook", 409):
        await event.proposed()


async def test_ending_twice_is_harmless(organiser: Person) -> None:
    event = await a_small_competition(organiser)
    await event.ended()
    async with nothing_stored():
        await event.ended()


async def test_an_unknown_certificate_is_said_to_be_unknown(organiser: Person) -> None:
    async with refused("certificates.unknown", 404):
        await organiser.get("/api/verify/not-a-token")
    async with refused("certificates.unknown", 404):
        await organiser.get("/api/certificates/JJ-2026-999999.pdf")
