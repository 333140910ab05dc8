"""The demo touches nothing that is not a demo's, and its invented marks are marks."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.client import Person
from competition.demo import (
    LEFT_TO_VISITOR,
    LEFT_UNLOCKED,
    MARKER,
    SAMPLE,
    fresh_folder,
    plausible,
    set_up_sample,
    simulate,
)
from competition.events.schemas import CompetitionSetUp
from competition.marking.sheet_schemas import EventSheetsView
from competition.serving import Serving
from competition.standings.ledger_file import read_ledger_file
from competition.standings.verification import verify
from rules.scheme import Aspect, shipped_scheme
from tests.conftest import PASSWORD
from tests.situations import nothing_stored

SCHEME = shipped_scheme("cnc-milling")
ASPECTS = [
    aspect
    for stage in SCHEME.stages
    for criterion in stage.criteria
    for sub in criterion.sub_criteria
    for aspect in sub.aspects
]


def test_a_folder_with_something_else_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "results.db").write_text("years of work")
    with pytest.raises(FileExistsError, match="--data"):
        fresh_folder(tmp_path)
    assert (tmp_path / "results.db").read_text() == "years of work"


def test_an_earlier_demo_is_cleared_away(tmp_path: Path) -> None:
    folder = fresh_folder(tmp_path / "new" / "demo")
    (folder / "postgres").mkdir()
    assert [path.name for path in fresh_folder(folder).iterdir()] == [MARKER]


def test_an_empty_folder_will_do(tmp_path: Path) -> None:
    assert [path.name for path in fresh_folder(tmp_path).iterdir()] == [MARKER]


@pytest.mark.parametrize("aspect", ASPECTS, ids=lambda aspect: aspect.key)
@given(entrant=st.text(max_size=8), seat=st.text(max_size=4))
def test_an_invented_mark_is_one_the_aspect_takes(aspect: Aspect, entrant: str, seat: str) -> None:
    """And the same one each time, so that a demo can be told again."""
    mark = plausible(aspect, entrant, seat)
    aspect.check(mark)
    assert plausible(aspect, entrant, seat) == mark


def test_invented_judges_differ() -> None:
    """Five who all gave the same would show nothing of panels."""
    panel = next(aspect for aspect in ASPECTS if aspect.each_judge)
    seen = {(code, plausible(panel, code, seat)) for code in "ABCDEFGH" for seat in ("J1", "J2", "J3", "J4", "J5")}
    assert len(seen) > 16


def test_the_sample_says_that_it_is_one() -> None:
    sample = msgspec.yaml.decode(SAMPLE.read_bytes(), type=CompetitionSetUp)
    assert sample.sample and "示例" in sample.title.zh and "sample" in sample.title.en
    numbers = [member.document_number for entrant in sample.events[0].entrants for member in entrant.members]
    assert len(set(numbers)) == 24 and all(number.startswith("000000") for number in numbers)


@pytest.mark.asyncio(loop_scope="module")
async def test_the_simulated_judges_sign_and_the_chief_judge_locks(server: Serving, organiser: Person) -> None:
    """But for the last entrants, and for what the panel has yet to discuss; all of it holds in the ledger."""
    sample = await set_up_sample(organiser)
    async with await Person.sign_in(server.url, "chief", PASSWORD) as chief:
        await simulate(organiser, sample, 10_000, lambda stored, total: None, chief)
        found = msgspec.convert(await chief.get(f"/api/events/{sample.event}/sheets"), EventSheetsView, strict=False)
    of_panels = [(one.code, panel) for one in found.entrants for panel in one.panels]
    unlocked = {code for code, panel in of_panels if panel.state != "locked" and not panel.alerts}
    assert unlocked == {one.code for one in found.entrants[-LEFT_UNLOCKED:]}
    assert found.locked > 40 and found.signed > found.locked
    verify(read_ledger_file(await organiser.text(f"/api/events/{sample.event}/ledger")))


@pytest.mark.asyncio(loop_scope="module")
async def test_the_simulated_judges_mark_everything_but_what_the_visitor_may(organiser: Person) -> None:
    """At a great pace: every mark of the sample's scheme is accepted by the server."""
    sample = await set_up_sample(organiser)
    heard: list[tuple[int, int]] = []
    await simulate(organiser, sample, 10_000, lambda stored, total: heard.append((stored, total)))
    assert heard[-1][0] == heard[-1][1] > 500
    progress = await organiser.get(f"/api/events/{sample.event}/progress")
    left = {judge["seat"]: judge["expected"] - judge["stored"] for judge in progress["judges"]}
    assert {seat for seat, missing in left.items() if missing} == {LEFT_TO_VISITOR}
    async with nothing_stored():
        board = await organiser.get(f"/api/public/events/{sample.event}/standings")
    assert len(board["rows"]) == 24 and board["head"]["sample"]
