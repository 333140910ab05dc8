"""What the server publishes and answers about the certificates it issued."""

import asyncio
from pathlib import Path
from typing import Any

import msgspec
import pytest

from competition.certificates.archival import Attachment
from competition.certificates.data_integrity import verified_by
from competition.certificates.issuing_keys import PublicKey
from competition.certificates.keys import open_document_key
from competition.certificates.offline import check_file, trusted_from
from competition.certificates.paper_check import check_paper
from competition.certificates.record import read_record
from competition.certificates.signing import PaperSigner
from competition.certificates.status_list import status_in
from competition.client import Person
from competition.clock import now
from competition.settings import SigningSettings
from tests.certificates.facts import but
from tests.competition.deliveries import text_of
from tests.situations import a_decided_competition, ask, refused

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def issued(organiser: Person, official: Person, codes: str = "A") -> list[dict[str, Any]]:
    """Certificates of a competition of their own, best entrant first."""
    event = await a_decided_competition(organiser, codes)
    made = []
    for decision in await event.decisions():
        await official.post(f"/api/decisions/{decision.id}/approve")
        made.append((await official.post(f"/api/decisions/{decision.id}/certificate"))["certificate"])
    return made


def token_of(certificate: dict[str, Any]) -> str:
    return str(certificate["verify"].rpartition("/")[2])


async def published_keys(person: Person) -> list[PublicKey]:
    return list(trusted_from((await person.http.get("/.well-known/did.json")).content).keys)


async def test_a_certificate_proves_itself_with_what_is_published(organiser: Person, official: Person) -> None:
    """Signed paper, attached credential and the record in the code agree, and the status list says that it holds."""
    (certificate,) = await issued(organiser, official)
    async with Person(organiser.url) as anybody:
        keys = await published_keys(anybody)
        credential = await anybody.get(f"/api/verify/{token_of(certificate)}/credential")
        listed = await anybody.get("/api/status/0")
    paper = check_paper((await official.http.get(certificate["pdf"])).content)
    assert paper.state == "intact" and paper.credential is not None
    trusted = trusted_from((await official.http.get("/.well-known/did.json")).content)
    assert check_file((await official.http.get(certificate["pdf"])).content, trusted, listed, now()).good
    assert msgspec.json.decode(paper.credential) == credential
    assert verified_by(credential, keys) == keys[-1]
    assert credential["credentialSubject"]["licenseNumber"] == certificate["number"]
    (row,) = await ask("SELECT record, status FROM certificate WHERE number = $1", certificate["number"])
    record, signed_by = read_record(row["record"], keys)
    assert signed_by == keys[-1] and record.number == certificate["number"] and record.name == "王堃"
    assert str(record.status) == credential["credentialStatus"]["statusListIndex"] == str(row["status"])
    assert credential["credentialStatus"]["statusListCredential"] == listed["id"]
    assert status_in(listed, record.status, keys, now()) == "holds"


async def test_what_is_published_names_no_document_and_may_be_read_by_any_page(organiser: Person) -> None:
    for address in ("/.well-known/did.json", "/api/status/0"):
        answer = await organiser.http.get(address)
        assert answer.headers["Access-Control-Allow-Origin"] == "*" and "max-age=300" in answer.headers["Cache-Control"]
    async with refused("competition.not_found", 404):
        await organiser.get("/api/status/7")


async def verify(person: Person, text: str) -> dict[str, Any]:
    return dict(await person.post("/api/verify", {"text": text}))


async def code_of(person: Person, certificate: dict[str, Any]) -> str:
    (row,) = await ask("SELECT record FROM certificate WHERE number = $1", certificate["number"])
    return f"{person.url}{certificate['verify']}#{row['record']}"


async def verify_file(person: Person, pdf: bytes) -> dict[str, Any]:
    return dict((await person.http.post("/api/verify/paper", content=pdf)).json())


async def test_valid_revoked_superseded_unknown_and_altered_are_different_answers(
    organiser: Person, official: Person
) -> None:
    """For the code and for the file alike; the register's facts come with all that it knows."""
    valid, revoked, old = await issued(organiser, official, "ABC")
    papers = [(await official.http.get(one["pdf"])).content for one in (valid, revoked, old)]
    desk = "/api/desk/certificates"
    await official.post(f"{desk}/{revoked['number']}/revoke", {"reason": "替考", "authority": "市人社局"})
    new = await official.post(f"{desk}/{old['number']}/replace", {"reason": "姓名拼音有误"})
    async with Person(organiser.url) as anybody:
        codes = [await code_of(anybody, one) for one in (valid, revoked, old, new)]
        answers = [await verify(anybody, code) for code in codes]
        files = [await verify_file(anybody, pdf) for pdf in papers]
        swapped = await verify(anybody, codes[0].partition("#")[0] + "#" + codes[1].partition("#")[2])
        changed = await verify(anybody, codes[0][:-20] + ("B" if codes[0][-20] == "A" else "A") + codes[0][-19:])
        unknown = await verify(anybody, f"{anybody.url}/verify/nobody#{codes[0].partition('#')[2]}")
        altered = await verify_file(anybody, papers[0].replace(b"/Rotate 0", b"/Rotate 9"))
        other = await verify_file(anybody, b"%PDF-1.4 hello")
    assert [one["status"] for one in answers] == ["valid", "revoked", "superseded", "valid"]
    assert [one["status"] for one in files] == ["valid", "revoked", "superseded"]
    assert [one["certificate"]["number"] for one in answers[:3]] == [one["certificate"]["number"] for one in files]
    assert answers[1]["certificate"]["endedBy"] == "市人社局" and answers[1]["certificate"]["endedOn"]
    assert answers[2]["certificate"]["supersededBy"] == {"number": new["number"], "verify": new["verify"]}
    assert "替考" not in str(answers) + str(files)
    assert (swapped["status"], changed["status"], unknown["status"]) == ("altered", "altered", "unknown")
    assert (altered["status"], altered["certificate"], other["status"]) == ("altered", None, "unreadable")
    assert all(one["development"] and one["signer"].startswith("Jinji development key") for one in files)


async def test_the_status_list_knows_what_was_revoked_and_superseded(organiser: Person, official: Person) -> None:
    revoked, old, kept = await issued(organiser, official, "ABC")
    await official.post(f"/api/desk/certificates/{revoked['number']}/revoke", {"reason": "材料作假"})
    await official.post(f"/api/desk/certificates/{old['number']}/replace", {"reason": "补正"})
    keys, listed = await published_keys(official), await official.get("/api/status/0")
    said = []
    for one in (revoked, old, kept):
        (row,) = await ask("SELECT status FROM certificate WHERE number = $1", one["number"])
        said.append(status_in(listed, row["status"], keys, now()))
    assert said == ["revoked", "revoked", "holds"]


async def test_every_act_is_in_the_history_with_who_and_why(organiser: Person, official: Person) -> None:
    """Both certificates lead to each other, and no number comes back."""
    (first,) = await issued(organiser, official)
    desk = f"/api/desk/certificates/{first['number']}"
    await official.post(f"{desk}/deliver")
    await official.post(f"{desk}/deliver")
    new = await official.post(f"{desk}/replace", {"reason": " 职业名称有误 "})
    old = await organiser.get(desk)
    assert [(one["act"], one["by"], one["reason"]) for one in old["acts"]] == [
        ("issued", "认定机构审批人", ""),
        ("delivered", "认定机构审批人", ""),
        ("superseded", "认定机构审批人", "职业名称有误"),
    ]
    assert (old["state"], old["replacedBy"], new["state"], new["replaces"]) == (
        "superseded",
        new["number"],
        "issued",
        first["number"],
    )
    assert new["number"] != first["number"]
    held = await ask("SELECT evidence FROM level_held WHERE evidence = ANY($1)", [first["number"], new["number"]])
    assert [row["evidence"] for row in held] == [new["number"]]
    with pytest.raises(Exception, match="append-only"):
        await ask("DELETE FROM certificate_act")


async def test_a_revoked_certificate_takes_its_level_along_and_may_be_awarded_again(
    organiser: Person, official: Person
) -> None:
    (first,) = await issued(organiser, official)
    desk = f"/api/desk/certificates/{first['number']}"
    await official.post(f"{desk}/revoke", {"reason": "成绩复核中"})
    assert not await ask("SELECT 1 FROM level_held WHERE evidence = $1", first["number"])
    again = await official.post(f"{desk}/replace", {"reason": "复核维持原成绩"})
    assert len(await ask("SELECT 1 FROM level_held WHERE evidence = $1", again["number"])) == 1
    assert (await official.get(desk))["state"] == "revoked"
    async with refused("certificates.not_in_force", 409):
        await official.post(f"{desk}/replace", {"reason": "再来一次"})


async def test_what_the_register_said_wrongly_is_mended_and_the_new_certificate_says_it_rightly(
    organiser: Person, official: Person
) -> None:
    """Name, romanised name and document; the old paper's facts stay, and what was said is kept with the why."""
    first, other = await issued(organiser, official, "AB")
    holder, others = [
        (await official.get(f"/api/desk/certificates/{one['number']}"))["holder"] for one in (first, other)
    ]
    mend = {"name": " 王𡌛 ", "romanised": "Wang Kun", "document": "000000199001019999", "reason": "身份证录入有误"}
    async with refused("accounts.not_allowed", 403):
        await organiser.post(f"/api/holders/{holder}/correct", mend)
    await official.post(f"/api/holders/{holder}/correct", mend)
    for unfit in (mend, {**mend, "name": " "}, {**mend, "name": "王", "reason": ""}):
        async with refused("registry.correction_unfit", 422):
            await official.post(f"/api/holders/{holder}/correct", unfit)
    async with refused("registry.holder_differs", 422):
        await official.post(f"/api/holders/{others}/correct", mend)
    newer = await official.post(f"/api/desk/certificates/{first['number']}/replace", {"reason": "姓名有误"})
    said = text_of((await official.http.get(newer["pdf"])).content)[0]
    assert all(one in said for one in ("王𡌛", "Wang Kun", mend["document"])) and "王堃" not in said
    async with Person(organiser.url) as anybody:
        old = await anybody.get(f"/api/verify/{token_of(first)}")
    assert (old["name"], old["status"]) == ("王堃", "superseded")
    record = await official.get(f"/api/holders/{holder}/history")
    assert (record["name"], record["romanised"]) == ("王𡌛", "Wang Kun")
    (one,) = record["corrections"]
    assert (one["name"], one["document"], one["by"], one["reason"]) == ("王堃", True, "认定机构审批人", mend["reason"])
    with pytest.raises(Exception, match="append-only"):
        await ask("DELETE FROM holder_correction")


async def test_what_no_longer_holds_cannot_be_ended_again(organiser: Person, official: Person) -> None:
    (first,) = await issued(organiser, official)
    desk = f"/api/desk/certificates/{first['number']}"
    async with refused("certificates.reason_missing", 422):
        await official.post(f"{desk}/revoke", {"reason": " "})
    async with refused("accounts.not_allowed", 403):
        await organiser.post(f"{desk}/revoke", {"reason": "替考"})
    await official.post(f"{desk}/revoke", {"reason": "替考"})
    for act in ("revoke", "deliver"):
        async with refused("certificates.not_in_force", 409):
            await official.post(f"{desk}/{act}", {"reason": "替考"} if act == "revoke" else None)
    async with refused("certificates.unknown", 404):
        await official.post("/api/desk/certificates/JJ-2026-999999/revoke", {"reason": "替考"})


async def test_a_paper_that_somebody_else_signed_is_unknown(
    organiser: Person, official: Person, tmp_path: Path
) -> None:
    """Even one with a true credential inside: the register has another file for it."""
    (certificate,) = await issued(organiser, official)
    credential = (await official.http.get(f"/api/verify/{token_of(certificate)}/credential")).content
    attached = Attachment("credential.json", "application/json", credential, "")
    signer = PaperSigner(open_document_key(SigningSettings(), tmp_path))
    forged = await asyncio.to_thread(signer.paper, but(holder_name="李鬼", number=certificate["number"]), attached)
    assert check_paper(forged).state == "intact"
    assert (await verify_file(official, forged))["status"] == "unknown"


async def test_numbers_are_no_addresses(organiser: Person, official: Person) -> None:
    """Who counts upwards through the numbers is told nothing."""
    (certificate,) = await issued(organiser, official)
    number = certificate["number"]
    async with Person(organiser.url) as anybody:
        async with refused("certificates.unknown", 404):
            await anybody.get(f"/api/verify/{number}")
        assert (await verify(anybody, number))["status"] == "unknown"
        async with refused("accounts.not_signed_in", 401):
            await anybody.get(f"/api/desk/certificates/{number}")


async def test_who_goes_on_guessing_is_slowed_down_and_who_knows_is_not(organiser: Person, official: Person) -> None:
    """Guesses are answered with 429 soon; true codes from the same address are still answered at once."""
    (certificate,) = await issued(organiser, official)
    async with Person(organiser.url) as anybody:
        statuses = [(await anybody.http.get(f"/api/verify/guess-{n}")).status_code for n in range(30)]
        assert statuses[0] == 404 and statuses[-1] == 429 and 10 <= statuses.count(404) <= 21
        posted = await anybody.http.post("/api/verify", json={"text": "https://x/verify/guess"})
        assert (await anybody.http.get("/api/verify/guess/credential")).status_code == 429
        assert posted.status_code == 429 and int(posted.headers["Retry-After"]) > 0
        for _ in range(30):
            assert (await verify(anybody, await code_of(anybody, certificate)))["status"] == "valid"
