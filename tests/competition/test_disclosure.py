"""That nothing more of a holder leaves in public than the body lets: every public answer, under every setting."""

import msgspec
import pytest

from competition.certificates.schemas import Disclosed
from competition.client import Person
from tests.situations import Situation, a_decided_competition, ask, refused

pytestmark = pytest.mark.asyncio(loop_scope="module")

COVERED = Disclosed(name="covered", document="hidden")
NAME = "欧阳㛃"


class Issued:
    """A certificate, with all that may be asked about it without signing in."""

    def __init__(self, event: Situation, number: str, verify: str, code: str, pdf: bytes) -> None:
        self.document = event.document("A")
        self.number, self.code, self.pdf = number, code, pdf
        self.token = verify.rpartition("/")[2]

    async def public_answers(self, server: str) -> dict[str, str]:
        async with Person(server) as anybody:
            asked = {
                "address": await anybody.http.get(f"/api/verify/{self.token}"),
                "code": await anybody.http.post("/api/verify", json={"text": f"x/verify/{self.token}#{self.code}"}),
                "file": await anybody.http.post("/api/verify/paper", content=self.pdf),
                "holder": await anybody.http.post(
                    "/api/verify/holder", json={"number": self.number, "document": self.document}
                ),
                "credential": await anybody.http.get(f"/api/verify/{self.token}/credential"),
                "statuses": await anybody.http.get("/api/status/0"),
                "keys": await anybody.http.get("/.well-known/did.json"),
                "page": await anybody.http.get(f"/verify/{self.token}"),
            }
        return {way: answer.text + str(answer.headers) for way, answer in asked.items()}


async def an_issued_one(organiser: Person, official: Person) -> Issued:
    event = await a_decided_competition(organiser, "A", names={"A": NAME})
    (decision,) = await event.decisions()
    await official.post(f"/api/decisions/{decision.id}/approve")
    made = (await official.post(f"/api/decisions/{decision.id}/certificate"))["certificate"]
    (row,) = await ask("SELECT record FROM certificate WHERE number = $1", made["number"])
    pdf = (await official.http.get(made["pdf"])).content
    return Issued(event, made["number"], made["verify"], row["record"], pdf)


async def settle(official: Person, shown: Disclosed) -> None:
    await official.post("/api/desk/disclosure", {"shown": msgspec.to_builtins(shown), "reason": "市局要求"})


@pytest.mark.parametrize("name", ["full", "covered"])
@pytest.mark.parametrize("document", ["covered", "hidden"])
async def test_no_public_answer_says_more_of_the_holder_than_is_settled(
    organiser: Person, official: Person, name: str, document: str
) -> None:
    """Name, its letters, the whole number and its ends; occupation, level and number are always said."""
    one = await an_issued_one(organiser, official)
    await settle(official, Disclosed(name=name, document=document))  # type: ignore[arg-type]
    answers = await one.public_answers(organiser.url)
    for way, said in answers.items():
        assert one.document not in said and one.document[6:14] not in said, way
        assert "data:image" not in said and "photo" not in said.lower(), way
        if name == "covered":
            assert NAME not in said and "阳" not in said and "㛃" not in said, way
        if document == "hidden":
            assert f"{one.document[:3]}*" not in said and '"document":"' not in said, way
    for way in ("address", "code", "file", "holder"):
        assert one.number in answers[way] and "二级/技师" in answers[way] and "valid" in answers[way], way
        assert ("欧**" if name == "covered" else NAME) in answers[way]
        assert (f"{one.document[:3]}*" in answers[way]) == (document == "covered")
    assert (NAME in answers["credential"]) == (name == "full")
    assert ("certificates.credential_withheld" in answers["credential"]) == (name == "covered")


async def test_who_settled_what_and_why_is_kept(organiser: Person, official: Person) -> None:
    """An official settles it; the organiser sees it; the database refuses to forget it."""
    await settle(official, COVERED)
    seen = await organiser.get("/api/desk/disclosure")
    assert seen["shown"] == {"name": "covered", "document": "hidden"}
    assert (seen["changes"][0]["by"], seen["changes"][0]["reason"]) == ("认定机构审批人", "市局要求")
    async with refused("accounts.not_allowed", 403):
        await settle(organiser, COVERED)
    async with refused("certificates.reason_missing", 422):
        await official.post("/api/desk/disclosure", {"shown": seen["shown"], "reason": " "})
    with pytest.raises(Exception, match="append-only"):
        await ask("UPDATE disclosure SET reason = ''")


async def test_a_holder_is_found_by_number_and_document_together_and_not_by_one_of_them(
    organiser: Person, official: Person
) -> None:
    """Wrong number and wrong document are the same answer, and guessing the document of a number ends soon."""
    one = await an_issued_one(organiser, official)
    async with Person(organiser.url) as anybody:

        async def said(number: str, document: str) -> str:
            answer = await anybody.http.post("/api/verify/holder", json={"number": number, "document": document})
            return str(answer.json()["status"] if answer.is_success else answer.status_code)

        assert await said(f" {one.number.lower()} ", f"{one.document.lower()} ") == "valid"
        assert await said("JJ-2026-999999", one.document) == "unknown"
        assert await said(one.number, NAME) == await said(one.number, "") == "unknown"
        tried = [await said(one.number, f"{n:018d}") for n in range(8)]
        assert tried[0] == "unknown" and tried[-1] == "429"
    async with Person(organiser.url) as elsewhere:
        right = {"number": one.number, "document": one.document}
        assert (await elsewhere.http.post("/api/verify/holder", json=right)).status_code == 429
