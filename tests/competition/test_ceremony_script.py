"""What a ceremony shows at each step, and that a screen learns nothing of what is still hidden."""

from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.ceremony.rehearsal import rehearsal
from competition.ceremony.script import Line, LinesMeet, Script, faults_of
from competition.live.screen_messages import CeremonyRow
from rules.values import Text

GOLD, PRIZE = Text("金牌", "gold"), Text("优胜奖", "prize")


def row(code: str, rank: int, name: str = "张伟民") -> CeremonyRow:
    return CeremonyRow(
        entrant=code,
        code=code,
        rank=rank,
        tied=False,
        name=name,
        delegation=None,
        total=Decimal(100 - rank),
        award=None,
        photo=False,
    )


SIX = Script(
    (row("a", 1), row("b", 2), row("c", 2), row("d", 4), row("e", 5), row("f", 6)), (Line(GOLD, 1), Line(PRIZE, 4))
)


def told(script: Script, position: int) -> list[str]:
    return [item.row.code if item.row else item.line.en if item.line else "" for item in script.shown(position)]


def test_from_the_last_place_up_those_tied_together_and_a_line_where_something_begins() -> None:
    assert [len(step) for step in SIX.steps] == [1, 1, 1, 1, 2, 1, 1]
    assert told(SIX, 7) == ["a", "gold", "b", "c", "d", "prize", "e", "f"]
    assert [told(SIX, n) for n in range(4)] == [[], ["f"], ["e", "f"], ["prize", "e", "f"]]


def test_a_step_back_hides_again() -> None:
    assert told(SIX, 3) == told(SIX, 4)[1:]


@given(st.data())
def test_what_is_shown_does_not_depend_on_what_is_hidden(data: st.DataObject) -> None:
    """However many more entrants and lines there are above, the screen's traffic is the same to the byte."""
    rows = tuple(row(f"low{n}", rank) for n, rank in enumerate(range(20, 30)))
    low = (Line(PRIZE, 24),)
    hidden = data.draw(st.lists(st.integers(1, 19), unique=True))
    lines = data.draw(st.lists(st.integers(1, 18), unique=True, max_size=3))
    more = Script(
        (*(row(f"top{rank}", rank) for rank in sorted(hidden)), *rows), (*low, *(Line(GOLD, n) for n in lines))
    )
    fewer = Script(rows, low)
    for position in range(len(fewer.steps) + 1):
        assert msgspec.json.encode(more.shown(position)) == msgspec.json.encode(fewer.shown(position))


def test_a_line_moves_while_it_is_hidden_and_nothing_shown_changes() -> None:
    for position in range(len(SIX.steps) + 1):
        reached = min((item.row.rank for item in SIX.shown(position) if item.row), default=9)
        for after in range(1, 6):
            beside = SIX.line_shown(1, position) and after == SIX.lines[1].after
            if SIX.line_shown(0, position) or after >= reached or beside:
                with pytest.raises(ValueError):
                    SIX.moved(0, after, position)
            else:
                moved, at = SIX.moved(0, after, position)
                assert told(moved, at) == told(SIX, position)


def test_a_line_that_was_shown_stays() -> None:
    with pytest.raises(ValueError):
        SIX.moved(1, 2, 3)


def test_whom_an_awards_line_passes_receives_it_or_no_longer() -> None:
    crafts, promoted = Text("工匠精神奖", "Craftsmanship"), Text("晋升", "Promotion")
    given = dict(zip("abcdef", (GOLD, PRIZE, crafts, PRIZE, None, None), strict=True))
    rows = tuple(msgspec.structs.replace(row, award=given[row.code]) for row in SIX.rows)
    script = Script(rows, (Line(GOLD, 1), Line(PRIZE, 4), Line(promoted, 5)))

    def changed(line: int, after: int) -> dict[str, Text | None]:
        moved, _ = script.moved(line, after, 0)
        return {row.code: row.award for row in moved.rows if row.award != given[row.code]}

    assert changed(0, 2) == {"b": GOLD} and changed(1, 5) == {"e": PRIZE}
    assert changed(1, 2) == {"d": None} and changed(2, 2) == {}
    for line, after in ((0, 4), (0, 5), (1, 1)):
        with pytest.raises(LinesMeet):
            script.moved(line, after, 0)


def codes(script: Script, **amiss: object) -> list[str]:
    given = {"known": dict.fromkeys("abcdef", "张伟民"), "awarded": (), "ended": True, "incomplete": (), **amiss}
    return [fault.code for fault in faults_of(script, **given)]  # type: ignore[arg-type]


def test_a_script_is_checked_before_the_hall_fills() -> None:
    assert codes(SIX) == []
    assert codes(Script((), ())) == ["ceremony.empty"]
    assert codes(SIX, known={**dict.fromkeys("bcdef", "x"), "a": ""}) == ["ceremony.hidden_winner"]
    assert codes(SIX, awarded=("a", "zz")) == ["ceremony.unknown_entrant"]
    assert codes(SIX, ended=False) == ["ceremony.not_ended"]
    assert codes(SIX, incomplete=("e",)) == ["ceremony.incomplete"]
    assert codes(Script(SIX.rows, (Line(GOLD, 7),))) == ["ceremony.line_outside"]
    assert codes(Script(SIX.rows, (Line(GOLD, 6),))) == [], "everybody who is shown receives it"


def test_a_rehearsal_is_another_one_each_time_and_flawless() -> None:
    scripts = [rehearsal() for _ in range(50)]
    for script in scripts:
        ranks = [row.rank for row in script.rows]
        assert ranks == sorted(ranks) and len(set(ranks)) == len(ranks) - 1
        assert sorted((row.total for row in script.rows if row.total), reverse=True) == [r.total for r in script.rows]
        assert codes(script, known={row.code: row.name for row in script.rows}) == []
    assert len({len(script.rows) for script in scripts}) > 3
