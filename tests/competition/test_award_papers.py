"""Award certificates and transcripts: issued of final standings, in the register like every certificate."""

import io
from typing import Any
from zipfile import ZipFile

import pytest

from competition.certificates.data_integrity import verified_by
from competition.certificates.offline import trusted_from
from competition.certificates.paper_check import check_paper
from competition.certificates.record import read_record
from competition.client import Person
from tests.certificates.facts import photo
from tests.competition.deliveries import fetched, manifest_of, newest, text_of
from tests.situations import SCHEME, Situation, a_decided_competition, a_small_competition, ask, refused

pytestmark = pytest.mark.asyncio(loop_scope="module")

AWARDS = """\
awards:
  - { key: first, title: { zh: 一等奖, en: First prize }, rank: [1, 1] }
  - { key: second, title: { zh: 二等奖, en: Second prize }, rank: [2, 2] }
"""


async def delivered(official: Person, event: Situation, kind: str, language: str = "both") -> dict[str, Any]:
    await official.post(f"/api/events/{event.event}/deliveries", {"kind": kind, "language": language})
    return await newest(official, event.event, kind)


async def papers_of(reader: Person, event: Situation, kind: str) -> list[dict[str, Any]]:
    return list((await reader.get(f"/api/events/{event.event}/papers?kind={kind}"))["entitled"])


async def issued_by_kind(official: Person) -> dict[str, int]:
    """The sums over the body's figures, in which one in place of another is not counted again."""
    rows = (await official.get("/api/body/statistics"))["papers"]
    return {kind: sum(row["issued"][kind] for row in rows) for kind in ("promotion", "award", "transcript")}


async def test_award_certificates_go_to_who_won_and_prove_themselves(organiser: Person, official: Person) -> None:
    """Files, register, signed record, credential and verify page say the same; the promotions are untouched."""
    event = await a_decided_competition(organiser, "ABC", scheme=SCHEME + AWARDS)
    await organiser.put(f"/api/events/{event.event}/entrants/A/photo", {"content": photo()})
    delivery = await delivered(official, event, "award")
    assert (delivery["total"], delivery["refused"]) == (2, [])
    packed = ZipFile(io.BytesIO(await fetched(official, delivery, "zip")))
    papers = (await manifest_of(official, packed))["papers"]
    assert [one["name"] for one in papers] == ["王堃", "李喆"]
    pdf = packed.read(papers[0]["file"])
    assert check_paper(pdf).state == "intact" and "一等奖" in text_of(pdf)[0] and "First prize" in text_of(pdf)[0]
    header, first, _ = (await fetched(official, delivery, "csv")).decode("utf-8-sig").splitlines()
    assert "奖项,名次,总分" in header and "一等奖,1," in first

    entitled = await papers_of(official, event, "award")
    assert [(one["name"], one["award"]["zh"], one["certificate"]["number"]) for one in entitled] == [
        (one["name"], title, one["number"]) for one, title in zip(papers, ("一等奖", "二等奖"), strict=True)
    ]
    [row] = await ask("SELECT record, token FROM certificate WHERE number = $1", papers[0]["number"])
    async with Person(organiser.url) as anybody:
        trusted = trusted_from((await anybody.http.get("/.well-known/did.json")).content)
        credential = await anybody.get(f"/api/verify/{row['token']}/credential")
        answer = await anybody.post("/api/verify", {"text": f"{anybody.url}/verify/{row['token']}#{row['record']}"})
    record, key = read_record(row["record"], trusted.keys)
    assert key is not None and (record.kind, record.level, record.clause) == ("award", "一等奖", "")
    assert verified_by(credential, trusted.keys) is not None
    assert credential["credentialSubject"]["achievement"]["achievementType"] == "Award"
    said = answer["certificate"]
    assert (answer["status"], said["kind"], said["award"]["zh"]) == ("valid", "award", "一等奖")
    assert (said["level"], said["rulebook"], said["clause"]) == (None, None, None)
    assert {decision.state for decision in await event.decisions()} == {"proposed"}


async def test_who_is_over_the_limit_of_a_delegation_has_no_award_and_the_next_moves_up(
    organiser: Person, official: Person
) -> None:
    limit = "award_limits: [{ per: delegation, most: 1, next: moves_up }]\n"
    homes = {"A": "申江代表队", "B": "申江代表队", "C": "临江代表队"}
    event = await a_decided_competition(organiser, "ABC", scheme=SCHEME + AWARDS + limit, homes=homes)
    delivery = await delivered(official, event, "award")
    assert (delivery["total"], delivery["refused"]) == (2, [])
    entitled = await papers_of(official, event, "award")
    assert [(one["name"], one["award"]["zh"], one["rank"]) for one in entitled] == [
        ("王堃", "一等奖", 1),
        ("赵㛃", "二等奖", 3),
    ]
    issued = (await official.http.get(f"/api/certificates/{entitled[1]['certificate']['number']}.pdf")).content
    assert "二等奖" in text_of(issued)[0]


async def test_a_transcript_has_the_marks_total_and_rank_of_the_final_standings(
    organiser: Person, official: Person
) -> None:
    event = await a_small_competition(organiser, "AB")
    await event.with_marks({"A": "90 9 8 7", "B": "80 8 8 8"})
    async with refused("events.still_open", 409):
        await official.post(f"/api/events/{event.event}/deliveries", {"kind": "transcript"})
    assert await papers_of(official, event, "transcript") == []
    await event.ended()
    async with refused("standings.results_not_final", 409):
        await official.post(f"/api/events/{event.event}/deliveries", {"kind": "transcript"})
    await event.final()
    await organiser.put(f"/api/events/{event.event}/entrants/A/photo", {"content": photo()})
    delivery = await delivered(official, event, "transcript", "en")
    standings = await event.ranks()
    packed = ZipFile(io.BytesIO(await fetched(official, delivery, "zip")))
    for one in (await manifest_of(official, packed))["papers"]:
        (page,) = text_of(packed.read(one["file"]))
        rank, total = standings[one["name"]]
        assert all(word in page for word in ("Transcript of Marks", "Theory", "Practical", "Workmanship"))
        assert f"\n{total}\n" in page and f"{rank} of 2" in page and "成绩单" not in page
        assert ("Photo" in page) == (rank != 1)


async def test_an_award_certificate_lives_as_every_certificate_does(organiser: Person, official: Person) -> None:
    """Revoked, awarded again with another number, and not issued twice; another delivery leaves it as it is."""
    event = await a_decided_competition(organiser, "AB", scheme=SCHEME + AWARDS)
    before = await issued_by_kind(official)
    await delivered(official, event, "award", "zh")
    old = (await papers_of(official, event, "award"))[0]["certificate"]["number"]
    await official.post(f"/api/desk/certificates/{old}/revoke", {"reason": "成绩更正"})
    new = (await official.post(f"/api/desk/certificates/{old}/replace", {"reason": "复核后仍获奖"}))["number"]
    register = await ask("SELECT number, state FROM certificate WHERE kind = 'award' ORDER BY number")
    assert {row["number"]: row["state"] for row in register if row["number"] in (old, new)} == {
        old: "revoked",
        new: "issued",
    }
    assert await official.get(f"/api/events/{event.event}/papers/count") == {
        "promotion": 0,
        "award": 2,
        "transcript": 0,
    }
    assert await issued_by_kind(official) == {**before, "award": before["award"] + 2}
    assert "First prize" not in text_of((await official.http.get(f"/api/certificates/{new}.pdf")).content)[0]
    await delivered(official, event, "award")
    assert await ask("SELECT number, state FROM certificate WHERE kind = 'award' ORDER BY number") == register


async def test_a_broken_photo_stops_the_paper_by_name(organiser: Person, official: Person) -> None:
    event = await a_decided_competition(organiser, "AB")
    broken = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
    await organiser.put(f"/api/events/{event.event}/entrants/B/photo", {"content": broken})
    delivery = await delivered(official, event, "transcript")
    assert delivery["total"] == 1 and [one["name"] for one in delivery["refused"]] == ["李喆"]
    assert "照片" in delivery["refused"][0]["why"]["zh"]
