"""Whatever is done on a panel's sheets: what is locked never changes, and what is signed is what holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from competition.events.plan import Plan, PlannedEntrant, PlannedPanel, PlannedSeat
from competition.identifiers import uuid7
from competition.marking.ledger import JUSTIFIED, LOCKED, MARK, REOPENED, SIGNED, Entry
from competition.marking.sheets import EventSheets, PanelSheets, Where
from competition.marking.storing import locked_sheet
from rules.scheme import load_scheme
from rules.values import State, Text
from tests.sheets import TWO_ASPECTS

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
SEATS, ASPECTS = ("J1", "J2", "J3"), ("P1", "P2")
NOTHING = Text("", "")


def a_plan() -> Plan:
    seats = tuple(PlannedSeat(uuid7(), key, False) for key in SEATS)
    return Plan(
        event=uuid7(),
        title=NOTHING,
        competition=NOTHING,
        sample=False,
        scheme=load_scheme(TWO_ASPECTS, file="small"),
        entrants=(PlannedEntrant(uuid7(), "A", State.COMPETING),),
        panels=(PlannedPanel(NOTHING, ("practical",), seats),),
    )


PLAN = a_plan()
WHERE = Where("", PLAN.entrants[0].id, "practical")


@dataclass(frozen=True)
class Act:
    kind: str
    seat: str = "J1"
    aspect: str = "P1"
    value: int | None = None


seats, aspects = st.sampled_from(SEATS), st.sampled_from(ASPECTS)
acts = st.one_of(
    st.builds(Act, st.just(MARK), seats, aspects, st.integers(5, 9) | st.none()),
    st.builds(Act, st.just(MARK), seats, aspects, st.integers(7, 8)),
    st.builds(Act, st.just(SIGNED), seats),
    st.builds(Act, st.just(JUSTIFIED), seats, st.just("P2")),
    st.sampled_from([Act(LOCKED), Act(REOPENED)]),
)
a_marked_panel = [Act(MARK, seat, aspect, 8) for seat in SEATS for aspect in ASPECTS]
histories = st.lists(acts, max_size=40).flatmap(
    lambda some: st.sampled_from([some, [*a_marked_panel, *[Act(SIGNED, seat) for seat in SEATS], *some]])
)


class Desk:
    """What the server would do with these acts, one after the other: refuse them or store them."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.sheets = EventSheets(PLAN)

    @property
    def panel(self) -> PanelSheets:
        found = self.sheets.at(WHERE)
        assert found is not None
        return found

    def does(self, act: Act) -> bool:
        """Whether it was stored."""
        entry = self._entry(act)
        if not self._allowed(act, entry):
            return False
        self.entries.append(entry)
        self.sheets.take([entry])
        return True

    def _allowed(self, act: Act, entry: Entry) -> bool:
        panel = self.panel
        if act.kind == MARK:
            return locked_sheet(self.sheets, entry) is None
        if act.kind == SIGNED:
            return not (panel.locked or panel.missing(act.seat) or panel.waiting or panel.unsettled)
        if act.kind == JUSTIFIED:
            return not panel.locked and any(alert.aspect == act.aspect for alert in panel.alerts)
        return panel.ready if act.kind == LOCKED else panel.locked is not None

    def _entry(self, act: Act) -> Entry:
        seat = next(seat for seat in PLAN.panels[0].seats if seat.key == act.seat)
        alone = act.kind in (LOCKED, REOPENED)
        return Entry(
            id=uuid7(),
            event=PLAN.event,
            seq=len(self.entries) + 1,
            kind=act.kind,
            stage="",
            entrant=WHERE.entrant,
            aspect="practical" if act.kind in (SIGNED, LOCKED, REOPENED) else act.aspect,
            judge="" if alone else act.seat,
            account=seat.account,
            value=None if act.value is None else Decimal(act.value),
            device="",
            counter=0,
            tablet_time="",
            stored_at=NOON,
            reason="why" if act.kind in (JUSTIFIED, REOPENED) else "",
            digest=self.panel.digest(act.seat, self.panel.held(act.seat)) if act.kind == SIGNED else "",
        )


def marks_by_hand(entries: Sequence[Entry]) -> dict[tuple[str, str], Decimal]:
    """The marks in force, told from the ledger in the plainest way."""
    held: dict[tuple[str, str], Decimal | None] = {}
    for entry in entries:
        if entry.kind == MARK:
            held[entry.judge, entry.aspect] = entry.value
    return {place: value for place, value in held.items() if value is not None}


@settings(max_examples=300, deadline=None)
@given(histories)
def test_what_is_locked_never_changes_and_what_is_signed_is_what_holds(history: list[Act]) -> None:
    desk = Desk()
    under_lock: dict[tuple[str, str], Decimal] | None = None
    for act in history:
        desk.does(act)
        panel, held = desk.panel, marks_by_hand(desk.entries)
        assert dict(panel.values) == held
        if panel.locked:
            assert under_lock in (None, held) and not panel.unsigned and not panel.unsettled
            under_lock = held
        else:
            under_lock = None
        for seat, signature in panel.signatures.items():
            of_seat = {aspect: value for (judge, aspect), value in held.items() if judge == seat}
            assert signature.digest == panel.digest(seat, of_seat)
            later = [one for one in desk.entries[signature.seq :] if (one.kind, one.judge) == (MARK, seat)]
            assert later == [], "a signature under marks that came after it"


@settings(max_examples=200, deadline=None)
@given(histories, st.integers(0, 60))
def test_sheets_read_in_one_go_stand_as_sheets_followed_entry_by_entry(history: list[Act], at_once: int) -> None:
    """As a server that was started again has them, and one that gets entries twice."""
    desk = Desk()
    for act in history:
        desk.does(act)
    again = EventSheets(PLAN)
    again.take(desk.entries[:at_once])
    again.take(desk.entries)
    other = again.at(WHERE)
    assert other is not None and again.seq == desk.sheets.seq == len(desk.entries)
    for name in ("values", "signatures", "locked", "reopened", "revealed", "waiting", "alerts"):
        assert getattr(other, name) == getattr(desk.panel, name), name


@settings(max_examples=200, deadline=None)
@given(histories)
def test_nothing_is_revealed_before_everybody_has_marked_everything(history: list[Act]) -> None:
    desk, complete = Desk(), False
    for act in history:
        desk.does(act)
        complete = complete or len(marks_by_hand(desk.entries)) == len(SEATS) * len(ASPECTS)
        assert desk.panel.revealed == complete
        assert complete or desk.panel.alerts == ()
