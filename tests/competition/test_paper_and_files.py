"""What comes on paper and in files: imported marks, schemes beside a set-up, the exported list of results."""

import csv
import io

import msgspec
import pytest

from competition.client import NoServer, Person
from competition.events.schemas import PanelSetUp
from tests.situations import a_set_up, a_small_competition, refused

pytestmark = pytest.mark.asyncio(loop_scope="module")

THEORY = "entrant,aspect,judge,value\nA,T1,,88\nB,T1,,71.5\nC,T1,,60\nD,T1,,59\n"


async def test_imported_marks_count_as_the_recorders_progress(organiser: Person) -> None:
    """What a file brought is not missing: the console must not ask for it again."""
    event = await a_small_competition(organiser)
    await organiser.post(f"/api/events/{event.event}/marks-file", {"csv": THEORY})
    progress = await organiser.get(f"/api/events/{event.event}/progress")
    recorder = next(judge for judge in progress["judges"] if judge["seat"] == "K1")
    assert (recorder["stored"], recorder["expected"]) == (4, 4)
    assert progress["stored"] == 4


async def test_a_refused_file_is_called_by_its_own_name(organiser: Person) -> None:
    event = await a_small_competition(organiser)
    async with refused("rules.marks_refused", 422) as said:
        await organiser.post(
            f"/api/events/{event.event}/marks-file", {"csv": THEORY.replace("A,", "Z,"), "name": "理论.csv"}
        )
    assert "理论.csv:2" in said[0].zh


async def test_a_panel_too_small_for_its_scheme_is_refused(organiser: Person) -> None:
    """Three judges are needed for a score, so an event with two could never have one."""
    asked = a_set_up()
    event = asked.events[0]
    small = msgspec.structs.replace(event.panels[1], judges=event.panels[1].judges[:2])
    panels: list[PanelSetUp] = [event.panels[0], small]
    async with refused("events.set_up_refused", 422) as said:
        await organiser.set_up(msgspec.structs.replace(asked, events=[msgspec.structs.replace(event, panels=panels)]))
    assert "events[0].panels[1].judges" in said[0].en and "3" in said[0].en


async def test_the_exported_results_name_the_entrants(organiser: Person) -> None:
    """First what `jinji rank` writes, then name, delegation, group and whether both parts were passed."""
    event = await a_small_competition(organiser)
    await event.with_marks({"A": "90 9 9 9", "B": "50 8 8 8", "C": "80 7 7 7", "D": "70 8 8 8"})
    text = await organiser.text(f"/api/events/{event.event}/standings.csv")
    assert text.startswith("\ufeffrank,entrant,total,tied,decided_by,theory,practical,name,delegation,group,passed\n")
    best, *_, last = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    assert (best["name"], best["delegation"], best["group"], best["passed"]) == ("王堃", "申江造船厂", "worker", "yes")
    assert last["passed"] == "no"


async def test_no_server_is_said_in_one_sentence() -> None:
    with pytest.raises(NoServer, match="no server answers"):
        await Person.sign_in("http://127.0.0.1:9", "organiser", "nothing")
