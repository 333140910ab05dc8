"""Set-ups, files of marks and values that do not fit are refused whole, with the place in both languages."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from competition.client import Person
from competition.serving import Serving
from competition.web.problems import ProblemView
from tests.situations import (
    SCHEME,
    a_set_up,
    a_small_competition,
    in_both_languages,
    nothing_stored,
    refused,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")

Change = Callable[[Any], None]


def changed(change: Change) -> Any:
    """The small competition's set-up as plain JSON, with something about it that is wrong."""
    asked = msgspec.to_builtins(a_set_up())
    change(asked)
    return asked


def entrants(asked: Any) -> Any:
    return asked["events"][0]["entrants"]


def panels(asked: Any) -> Any:
    return asked["events"][0]["panels"]


SET_UP_FAULTS: dict[str, tuple[Change, str, str]] = {
    "a panel without judges": (lambda a: panels(a)[1].update(judges=[]), "events[0].panels[1]", "no judge"),
    "a sub-criterion without a panel": (lambda a: panels(a).pop(0), "events[0].panels", "theory"),
    "a sub-criterion of two panels": (
        lambda a: panels(a)[1]["subCriteria"].append("theory"),
        "events[0].panels",
        "theory",
    ),
    "a sub-criterion that the scheme has not": (
        lambda a: panels(a)[1]["subCriteria"].append("dancing"),
        "events[0].panels[1]",
        "dancing",
    ),
    "a seat taken twice": (
        lambda a: panels(a)[1]["judges"].append({"seat": "J1", "name": "另一位"}),
        "events[0].panels[1]",
        "J1",
    ),
    "a judge twice on a panel": (
        lambda a: panels(a)[1]["judges"].append({"seat": "J9", "name": "裁判J1"}),
        "events[0].panels[1]",
        "裁判J1",
    ),
    "a code used twice": (lambda a: entrants(a)[1].update(code="A"), "events[0].entrants", "A"),
    "a code that is a name": (
        lambda a: entrants(a)[1].update(code=entrants(a)[1]["members"][0]["romanised"].upper()),
        "events[0].entrants[1].code",
        "drawn start number",
    ),
    "a code out of a document's number": (
        lambda a: entrants(a)[0].update(code="X" + entrants(a)[0]["members"][0]["documentNumber"][-6:]),
        "events[0].entrants[0].code",
        "document number",
    ),
    "no entrant": (lambda a: entrants(a).clear(), "events[0].entrants", "no entrant"),
    "no event": (lambda a: a["events"].clear(), "events", "no event"),
    "an unknown level": (
        lambda a: entrants(a)[2]["members"][0].update(level="L9"),
        "events[0].entrants[2].members[0]",
        "L9",
    ),
    "a level without its day": (
        lambda a: entrants(a)[2]["members"][0].update(levelSince=None),
        "events[0].entrants[2].members[0]",
        "day",
    ),
    "an unknown kind of document": (
        lambda a: entrants(a)[0]["members"][0].update(documentType="library_card"),
        "events[0].entrants[0].members[0]",
        "library_card",
    ),
    "an unknown tier": (lambda a: a.update(tier="galactic"), "tier", "galactic"),
    "an end before the start": (lambda a: a.update(endsOn="2026-04-01"), "endsOn", "before"),
}


@pytest.mark.parametrize("fault", SET_UP_FAULTS)
async def test_a_set_up_with_a_fault_names_its_place(organiser: Person, fault: str) -> None:
    change, place, named = SET_UP_FAULTS[fault]
    async with refused("events.set_up_refused", 422) as said:
        await organiser.post("/api/competitions", changed(change))
    for text in (said[0].zh, said[0].en):
        assert text.startswith(f"{place}：") or text.startswith(f"{place}: ")
    assert named in said[0].en


async def test_a_set_up_with_two_faults_names_both(organiser: Person) -> None:
    def change(asked: Any) -> None:
        asked.update(tier="galactic")
        entrants(asked)[2]["members"][0].update(level="L9")

    async with refused("events.set_up_refused", 422) as said:
        await organiser.post("/api/competitions", changed(change))
    for text in (said[0].zh, said[0].en):
        assert text.startswith("tier") and "\nevents[0].entrants[2].members[0]" in text


async def test_a_scheme_whose_weights_do_not_add_up_names_its_line(organiser: Person) -> None:
    wrong = SCHEME.replace("weight: 60%", "weight: 70%")
    line = 1 + wrong.splitlines().index("    weight: 40%")
    async with refused("rules.scheme_refused", 422) as said:
        await organiser.set_up(a_set_up(scheme=wrong))
    for text in (said[0].zh, said[0].en):
        assert "110" in text and "events[0].scheme:" in text
    assert any(f"events[0].scheme:{near}:" in said[0].en for near in range(line - 4, line + 12))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda a: a["events"][0].update(scheme="no-such-scheme"), "rules.scheme_unknown"),
        (lambda a: a.update(rulebook="RS-NONE"), "rules.rulebook_unknown"),
    ],
)
async def test_what_does_not_ship_is_unknown(organiser: Person, change: Change, code: str) -> None:
    """The text lists what there is instead."""
    async with refused(code, 422) as said:
        await organiser.post("/api/competitions", changed(change))
    assert "cnc-milling" in said[0].en or "RS-NAT1-2021" in said[0].en


async def test_a_document_registered_for_another_name_is_refused(organiser: Person) -> None:
    """The whole competition with it: the first three entrants are not in the register either."""
    known = (await a_small_competition(organiser)).document("A")
    asked = changed(lambda a: entrants(a)[3]["members"][0].update(documentNumber=known))
    async with refused("registry.holder_differs", 422):
        await organiser.post("/api/competitions", asked)


# Marks over the judge's socket


@pytest.mark.parametrize(
    ("row", "code", "named"),
    [
        ("Z,T1,,80", "rules.marks_refused", "marks.csv:3: entrant"),
        ("B,P1,J1,8", "marking.not_by_file", "P1"),
        ("B,P1,,8", "rules.marks_refused", "marks.csv:3: judge"),
        ("B,T1,,101", "rules.marks_refused", "marks.csv:3: value"),
        ("B,T1,,80.3", "rules.marks_refused", "marks.csv:3: value"),
        ("B,T9,,80", "rules.marks_refused", "marks.csv:3: aspect"),
        ("A,T1,,81", "rules.marks_refused", "marks.csv:3: value"),
        ("B,T1,,eighty", "rules.marks_refused", "eighty"),
    ],
)
async def test_a_file_of_marks_with_a_fault_is_refused_whole(
    organiser: Person, row: str, code: str, named: str
) -> None:
    """The good row above the wrong one is not stored either."""
    event = await a_small_competition(organiser)
    async with refused(code, 422) as said:
        await organiser.post(
            f"/api/events/{event.event}/marks-file", {"csv": f"entrant,aspect,judge,value\nA,T1,,80\n{row}\n"}
        )
    assert named in said[0].en and (named in said[0].zh or code == "marking.not_by_file")


async def test_a_file_of_marks_after_the_end_is_refused(organiser: Person) -> None:
    event = await a_small_competition(organiser)
    await event.ended()
    async with refused("marking.event_ended", 409):
        await organiser.post(f"/api/events/{event.event}/marks-file", {"csv": "entrant,aspect,judge,value\nA,T1,,80\n"})


async def test_a_file_that_is_too_large_is_refused_with_how_large_one_may_be(organiser: Person) -> None:
    event = await a_small_competition(organiser)
    async with refused("http.413", 413) as said:
        await organiser.post(f"/api/events/{event.event}/marks-file", {"csv": " " * 5_000_000})
    assert "4 MB" in said[0].zh and "4 MB" in said[0].en


async def test_a_good_file_of_marks_counts(organiser: Person) -> None:
    event = await a_small_competition(organiser, "AB")
    taken = await organiser.post(
        f"/api/events/{event.event}/marks-file",
        {"csv": "\ufeffentrant,aspect,judge,value\r\nA,T1,,80\r\nB,T1,,90.5\r\n"},
    )
    assert taken == {"stored": 2}
    assert {name: row.parts["theory"] for name, row in (await event.rows()).items()} == {
        "李喆": Decimal("90.5"),
        "王堃": Decimal("80"),
    }


# Who may


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"name": "\0", "password": "x"}, "/api/session"),
        ({"code": "\0", "device": "\0"}, "/api/pairing"),
    ],
)
async def test_what_the_database_cannot_hold_is_no_failure_of_ours(server: Serving, body: object, path: str) -> None:
    async with Person(server.url) as person, nothing_stored():
        answer = await person.http.post(path, content=msgspec.json.encode(body))
    assert answer.status_code < 500


@pytest.mark.parametrize("path", ["/api/verify/a%00b", "/api/certificates/a%00b.pdf"])
async def test_an_address_that_the_database_cannot_hold_is_no_failure_of_ours(organiser: Person, path: str) -> None:
    assert (await organiser.http.get(path)).status_code < 500


@pytest.mark.parametrize(
    "change",
    [
        lambda a: a["title"].update(zh="长" * 400),
        lambda a: entrants(a)[0].update(code="长" * 50),
        lambda a: entrants(a)[0].update(name="\0"),
        lambda a: a["events"][0].update(teamSize=2**40),
        lambda a: panels(a)[0]["judges"][0].update(seat="S" * 30),
    ],
)
async def test_a_set_up_that_the_database_cannot_hold_is_refused(organiser: Person, change: Change) -> None:
    async with nothing_stored():
        answer = await organiser.http.post("/api/competitions", content=msgspec.json.encode(changed(change)))
    problem = msgspec.json.decode(answer.content, type=ProblemView)
    assert answer.status_code in (400, 422) and in_both_languages(problem.text), problem
