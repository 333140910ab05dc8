"""The certification body's own rules and people: two officials who approve, an official in charge of the others."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio

from competition.accounts.passwords import password_fits
from competition.client import Person, ServerRefused
from competition.serving import Serving
from tests.conftest import PASSWORD
from tests.situations import a_decided_competition, ask, refused

pytestmark = pytest.mark.asyncio(loop_scope="module")
RULE = "/api/body/approval"
PEOPLE = "/api/body/officials"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def lead(server: Serving) -> AsyncIterator[Person]:
    async with await Person.sign_in(server.url, "lead", PASSWORD) as person:
        yield person


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def other(server: Serving) -> AsyncIterator[Person]:
    async with await Person.sign_in(server.url, "other", PASSWORD) as person:
        yield person


@pytest_asyncio.fixture(loop_scope="module")
async def two_officials(lead: Person) -> AsyncIterator[None]:
    await lead.put(RULE, {"twoOfficials": True})
    yield
    await lead.put(RULE, {"twoOfficials": False})


async def acts_on(reader: Person, decision: str) -> list[tuple[str, str, str]]:
    """What the desk is shown of the decision after its proposal, each act no earlier than the one before."""
    acts = (await reader.get(f"/api/decisions/{decision}/history"))["acts"]
    assert (acts[0]["act"], acts[0]["by"]) == ("proposed", "赛务组织者")
    assert [one["at"] for one in acts] == sorted(one["at"] for one in acts)
    return [(one["act"], one["by"], one["certificate"] or one["reason"]) for one in acts[1:]]


async def test_two_officials_approve_and_the_first_is_never_the_second(
    organiser: Person, official: Person, other: Person, two_officials: None
) -> None:
    """Until the second has approved nothing is approved, and no certificate can be issued."""
    event = await a_decided_competition(organiser, "AB")
    first, second = [one.id for one in await event.decisions()]
    said = await official.post(f"/api/decisions/{first}/approve")
    assert (said["state"], said["firstApprovedBy"], said["decidedBy"]) == ("proposed", "认定机构审批人", None)
    async with refused("promotion.same_approver", 403):
        await official.post(f"/api/decisions/{first}/approve")
    async with refused("promotion.not_approved", 409):
        await official.post(f"/api/decisions/{first}/certificate")
    async with refused("promotion.same_approver", 403):
        await official.post(f"/api/events/{event.event}/decisions/approve", {"decisions": [first, second]})
    async with refused("accounts.not_allowed", 403):
        await organiser.post(f"/api/decisions/{first}/approve")
    said = await other.post(f"/api/decisions/{first}/approve")
    assert (said["state"], said["firstApprovedBy"], said["decidedBy"]) == ("approved", "认定机构审批人", "另一审批人")
    approved = [("first_approved", "认定机构审批人", ""), ("approved", "另一审批人", "")]
    assert await acts_on(organiser, first) == approved
    number = (await other.post(f"/api/decisions/{first}/certificate"))["certificate"]["number"]
    desk = f"/api/desk/certificates/{number}"
    await official.post(f"{desk}/deliver")
    newer = (await other.post(f"{desk}/replace", {"reason": "补正"}))["number"]
    await official.post(f"/api/desk/certificates/{newer}/revoke", {"reason": "替考", "authority": "市人社局"})
    assert await acts_on(official, first) == [
        *approved,
        ("issued", "另一审批人", number),
        ("delivered", "认定机构审批人", number),
        ("superseded", "另一审批人", number),
        ("issued", "另一审批人", newer),
        ("revoked", "认定机构审批人", newer),
    ]
    with pytest.raises(Exception, match="append-only"):
        await ask("DELETE FROM decision_act")
    with pytest.raises(Exception, match="decision_second_person"):
        await ask("UPDATE promotion_decision SET first_by = decided_by WHERE id = $1", first)


async def test_either_may_refuse_and_both_acts_are_kept(
    organiser: Person, official: Person, other: Person, two_officials: None
) -> None:
    event = await a_decided_competition(organiser, "AB")
    by_other, by_same = [one.id for one in await event.decisions()]
    for one in (by_other, by_same):
        await official.post(f"/api/decisions/{one}/approve")
    await other.post(f"/api/decisions/{by_other}/refuse", {"reason": "成绩有异议"})
    await official.post(f"/api/decisions/{by_same}/refuse", {"reason": "看错了人"})
    assert await acts_on(official, by_other) == [
        ("first_approved", "认定机构审批人", ""),
        ("refused", "另一审批人", "成绩有异议"),
    ]
    assert await acts_on(official, by_same) == [
        ("first_approved", "认定机构审批人", ""),
        ("refused", "认定机构审批人", "看错了人"),
    ]
    assert [one.state for one in await event.decisions()] == ["refused", "refused"]


async def test_what_one_approved_first_needs_a_second_even_when_the_rule_has_changed(
    organiser: Person, official: Person, other: Person, lead: Person
) -> None:
    await lead.put(RULE, {"twoOfficials": True})
    event = await a_decided_competition(organiser, "A")
    (decision,) = await event.decisions()
    await official.post(f"/api/decisions/{decision.id}/approve")
    await lead.put(RULE, {"twoOfficials": False})
    async with refused("promotion.same_approver", 403):
        await official.post(f"/api/decisions/{decision.id}/approve")
    assert (await other.post(f"/api/decisions/{decision.id}/approve"))["state"] == "approved"


async def test_only_who_is_in_charge_changes_the_rule_and_it_is_kept_who_did(lead: Person, official: Person) -> None:
    async with refused("accounts.not_allowed", 403):
        await official.put(RULE, {"twoOfficials": True})
    await lead.put(RULE, {"twoOfficials": True})
    await lead.put(RULE, {"twoOfficials": False})
    acts = await lead.get("/api/body/acts")
    assert [(one["act"], one["by"]) for one in acts[:2]] == [
        ("approval.one_official", "认定机构负责人"),
        ("approval.two_officials", "认定机构负责人"),
    ]
    with pytest.raises(Exception, match="append-only"):
        await ask("DELETE FROM desk_act")


async def inbox_of(official: Person, event: str) -> dict[str, Any]:
    found = (await official.get("/api/body/inbox"))["events"]
    return next(one for one in found if one["event"] == event)


FIGURES = ("awaiting", "approved", "refused", "issued")


async def figures(official: Person) -> dict[str, int]:
    """The sums over the body's statistics."""
    rows = (await official.get("/api/body/statistics"))["rows"]
    assert all(row["month"][:2] == "20" and row["occupation"]["zh"] and row["level"]["en"] for row in rows)
    return {one: sum(row[one] for row in rows) for one in FIGURES}


async def test_the_inbox_says_what_awaits_whom_and_the_figures_what_came_of_it(
    organiser: Person, official: Person, other: Person, two_officials: None
) -> None:
    """An official sees what only another can approve; nobody but officials sees any of it."""
    before = await figures(official)
    event = await a_decided_competition(organiser, "ABCD")
    first, second, third, _ = [one.id for one in await event.decisions()]
    await official.post(f"/api/decisions/{first}/approve")
    await official.post(f"/api/decisions/{second}/approve")
    await official.post(f"/api/decisions/{third}/refuse", {"reason": "材料不全"})
    mine, theirs = await inbox_of(official, event.event), await inbox_of(other, event.event)
    asked = ("awaiting", "second", "elsewhere", "approved", "issued", "refused")
    assert [mine[one] for one in asked] == [1, 0, 2, 0, 0, 1]
    assert [theirs[one] for one in asked] == [3, 2, 0, 0, 0, 1]
    await other.post(f"/api/events/{event.event}/decisions/approve", {"decisions": [first, second]})
    granted = await other.post(f"/api/decisions/{first}/certificate")
    await other.post(f"/api/desk/certificates/{granted['certificate']['number']}/replace", {"reason": "补正"})
    mine = await inbox_of(official, event.event)
    assert [mine[one] for one in asked] == [1, 0, 0, 1, 1, 1] and mine["since"]
    assert await official.get(f"/api/events/{event.event}/papers/count") == {
        "promotion": 1,
        "award": 0,
        "transcript": 0,
    }
    after = await figures(official)
    assert {one: after[one] - before[one] for one in FIGURES} == dict(zip(FIGURES, (1, 2, 1, 1), strict=True))
    for address in ("inbox", "statistics"):
        async with refused("accounts.not_allowed", 403):
            await organiser.get(f"/api/body/{address}")


async def person_of(lead: Person, sign_in: str) -> dict[str, Any]:
    found = (await lead.get(PEOPLE))["officials"]
    return next(one for one in found if one["signIn"] == sign_in)


async def test_who_is_in_charge_adds_disables_enables_and_gives_a_new_password(server: Serving, lead: Person) -> None:
    """Passwords are shown once and stored as hashes; who is disabled, or has another password, is signed out."""
    made = await lead.post(PEOPLE, {"signIn": "wang", "name": "王审批", "lead": False})
    who = f"{PEOPLE}/{made['official']['id']}"
    async with await Person.sign_in(server.url, "wang", made["password"]) as wang:
        assert (await wang.get("/api/session"))["account"]["roles"] == ["official"]
        await lead.post(f"{who}/disable")
        assert (await wang.get("/api/session"))["account"] is None
    async with refused("accounts.disabled", 403):
        await Person.sign_in(server.url, "wang", made["password"])
    assert (await person_of(lead, "wang"))["disabledAt"]
    await lead.post(f"{who}/enable")
    async with await Person.sign_in(server.url, "wang", made["password"]) as wang:
        again = await lead.post(f"{who}/password")
        assert (await wang.get("/api/session"))["account"] is None
    async with refused("accounts.wrong_password", 401):
        await Person.sign_in(server.url, "wang", made["password"])
    async with await Person.sign_in(server.url, "wang", again["password"]) as wang:
        assert (await wang.get("/api/session"))["account"]["name"] == "王审批"
    acts = [one["act"] for one in await lead.get("/api/body/acts")]
    assert acts[:4] == ["official.password_reset", "official.enabled", "official.disabled", "official.added"]


async def test_a_password_that_is_replaced_while_it_is_checked_opens_no_session(
    server: Serving, lead: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor would one be left open that who is in charge has just ended."""
    made = await lead.post(PEOPLE, {"signIn": "slow", "name": "慢者", "lead": False})

    async def fits_and_is_replaced(stored: str | None, password: str) -> bool:
        fits = await password_fits(stored, password)
        await lead.post(f"{PEOPLE}/{made['official']['id']}/password")
        return fits

    monkeypatch.setattr("competition.accounts.actions.password_fits", fits_and_is_replaced)
    with pytest.raises(ServerRefused) as refusal:
        await Person.sign_in(server.url, "slow", made["password"])
    assert refusal.value.problem.code == "accounts.wrong_password"
    assert await ask("SELECT 1 FROM session WHERE account = $1", UUID(made["official"]["id"])) == []


async def test_who_is_in_charge_manages_the_body_s_people_only(lead: Person, official: Person) -> None:
    """Neither themselves out of office, nor an organiser, nor a judge; and nobody else manages anybody."""
    mine = await person_of(lead, "lead")
    async with refused("accounts.not_yourself", 409):
        await lead.post(f"{PEOPLE}/{mine['id']}/disable")
    names = {one["signIn"] for one in (await lead.get(PEOPLE))["officials"]}
    assert {"official", "other", "lead"} <= names and not {"organiser", "both", "chief"} & names
    rows = await ask("SELECT id FROM account WHERE sign_in = 'both'")
    for act in ("disable", "password"):
        async with refused("competition.not_found", 404):
            await lead.post(f"{PEOPLE}/{rows[0]['id']}/{act}")
    async with refused("accounts.name_taken", 409):
        await lead.post(PEOPLE, {"signIn": "organiser", "name": "某人"})
    async with refused("accounts.name_missing", 422):
        await lead.post(PEOPLE, {"signIn": " ", "name": "某人"})
    async with refused("accounts.not_allowed", 403):
        await official.post(PEOPLE, {"signIn": "li", "name": "李某"})


async def test_another_body_revokes_under_its_own_name_and_can_do_nothing_else(
    organiser: Person, official: Person, lead: Person
) -> None:
    """Whoever checks is told who did it; what an official types is told as the issuer's word and no more."""
    event = await a_decided_competition(organiser, "AB")
    made = []
    for decision in await event.decisions():
        await official.post(f"/api/decisions/{decision.id}/approve")
        made.append((await official.post(f"/api/decisions/{decision.id}/certificate"))["certificate"])
    asked = {"signIn": "bureau", "name": "监督员", "lead": True, "body": " 东海市人力资源和社会保障局 "}
    added = await lead.post(PEOPLE, asked)
    assert (added["official"]["body"], added["official"]["lead"]) == ("东海市人力资源和社会保障局", False)
    desk = [f"/api/desk/certificates/{one['number']}" for one in made]
    async with await Person.sign_in(organiser.url, "bureau", added["password"]) as bureau:
        assert (await bureau.get(desk[0]))["state"] == "issued"
        for method, path in (
            ("POST", f"{desk[0]}/deliver"),
            ("POST", f"{desk[0]}/replace"),
            ("GET", f"/api/certificates/{made[0]['number']}.pdf"),
            ("GET", f"/api/events/{event.event}/decisions"),
            ("GET", "/api/body/inbox"),
            ("GET", PEOPLE),
        ):
            body = {"json": {"reason": "替考"}} if path.endswith("replace") else {}
            assert (await bureau.http.request(method, path, **body)).status_code == 403, path
        await bureau.post(f"{desk[0]}/revoke", {"reason": "替考", "authority": "别的机关"})
    await official.post(f"{desk[1]}/revoke", {"reason": "替考", "authority": "东海市人力资源和社会保障局"})
    async with Person(organiser.url) as anybody:
        told = [await anybody.get(f"/api{one['verify']}") for one in made]
    assert [(one["endedBy"], one["endedByItself"]) for one in told] == [
        ("东海市人力资源和社会保障局", True),
        ("东海市人力资源和社会保障局", False),
    ]
    act = (await official.get(desk[0]))["acts"][-1]
    assert (act["by"], act["authority"], act["own"]) == ("监督员", "东海市人力资源和社会保障局", True)
    assert not await ask("SELECT 1 FROM level_held WHERE evidence = $1", made[0]["number"])


async def test_who_is_in_charge_sees_what_the_body_signs_with(lead: Person, official: Person) -> None:
    """By its certificate, as papers name it, and by the keys that are published."""
    keys = await lead.get("/api/body/keys")
    assert keys["papers"]["development"] and keys["papers"]["level"] == "B-B"
    assert keys["papers"]["name"].startswith("Jinji development key") and keys["papers"]["until"] > "2027"
    published = (await lead.http.get("/.well-known/did.json")).json()["verificationMethod"]
    multibase = [one["publicKeyMultibase"] for one in published if one["type"] == "Multikey"]
    assert keys["credentials"] == multibase
    async with refused("accounts.not_allowed", 403):
        await official.get("/api/body/keys")
