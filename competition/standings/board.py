"""The standings of one event as this process knows them: ledger entries in, changed rows out. No I/O.

`advance` works a batch of entries and says what it changes; `accept` makes that what everybody sees.
Between the two lies the commit, so nothing is shown that is not stored. What was worked and not accepted is undone when
the next batch is worked: its commit failed, or somebody else's came first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

import msgspec

from competition.clock import iso
from competition.events.plan import Plan
from competition.events.roll import Roll
from competition.live.messages import BoardHead, Column, Frame, Snapshot, StandingRow
from competition.marking.ledger import MARK, Entry
from competition.standings.schemas import DeskRow, DeskStandings
from rules.board import Board as Ranking
from rules.board import Change as RankingChange
from rules.board import Place
from rules.errors import Language
from rules.explain import explain, explain_rank
from rules.report import criteria_of
from rules.values import Mark, Score, Standing, Text

TOTAL = Text("总分", "Total")
MarkPlace = tuple[str, str, str]
"""Stage, aspect and seat."""


class Shown(NamedTuple):
    """What is shown of one entrant, and what it comes from."""

    place: Place
    score: Score
    row: StandingRow


@dataclass(frozen=True, slots=True)
class Change:
    """What the entries up to `seq` change: who is not shown as before, by code, and the frame of their rows.

    `head` is the hash of the last of them.
    """

    frame: Frame
    head: bytes
    shown: Mapping[str, Shown] = field(default_factory=dict)

    @property
    def seq(self) -> int:
        return self.frame.seq


class Board:
    """One event's standings. `seq` is the newest entry shown and `head` its hash.

    Entrants who are not on the roll, or all where it is empty, stand in it without names.
    """

    def __init__(self, plan: Plan, roll: Roll) -> None:
        self.plan = plan
        self.seq, self.head, self.state, self.at = 0, b"", "open", ""
        self._roll = roll
        self._ids = {entrant.code: str(entrant.id) for entrant in plan.entrants}
        self._ranking = Ranking(plan.scheme)
        for entrant in plan.entrants:
            self._ranking.set_state(entrant.code, entrant.state)
        self._marked: dict[str, set[MarkPlace]] = {entrant.code: set() for entrant in plan.entrants}
        self._under_way: Change | None = None
        self._replaced: list[tuple[str, MarkPlace, Decimal | None]] = []
        self._columns = _columns(plan)
        self._expected = _expected(plan)
        self._titles = _titles(plan)
        self._shown: dict[str, Shown] = {}
        for standing in self._ranking.standings():
            place = standing.entrant, standing.rank, standing.tied, standing.decided_by
            self._shown[standing.entrant] = Shown(place, standing.score, self._row(place, standing.score))

    @property
    def standings(self) -> tuple[Standing, ...]:
        """The ranking as shown, best first, unranked entrants last. Entrants are known by their codes."""
        states = self.plan.by_code
        found = (Standing(*shown.place, shown.score, states[code].state) for code, shown in self._shown.items())
        return tuple(sorted(found, key=_place))

    def advance(self, entries: Sequence[Entry], state: str, at: datetime) -> Change:
        """What these entries, which follow the newest one shown, change."""
        self._undo()
        for entry in entries:
            if entry.kind == MARK and entry.entrant is not None:
                code, place = self.plan.by_id[entry.entrant].code, (entry.stage, entry.aspect, entry.judge)
                self._replaced.append((code, place, self._put(code, place, entry.value)))
        shown = self._changed(self._ranking.settle())
        rows = [new.row for code, new in shown.items() if new.row != self._shown[code].row]
        frame = Frame(seq=entries[-1].seq, at=iso(at), state=state, rows=rows)
        self._under_way = Change(frame, entries[-1].hash, shown)
        return self._under_way

    def advance_stored(self, entries: Sequence[Entry]) -> Change:
        """What these entries, which are stored already, change: the state and the moment are what they say."""
        state = "ended" if any(entry.ends for entry in entries) else self.state
        return self.advance(entries, state, entries[-1].stored_at)

    def accept(self, change: Change) -> bool:
        """The change is stored: from here on it is what is shown. False if it was undone, since another one came."""
        if change is not self._under_way:
            return False
        self.seq, self.head, self.state, self.at = change.seq, change.head, change.frame.state, change.frame.at
        self._shown.update(change.shown)
        self._under_way = None
        self._replaced.clear()
        return True

    def for_desk(self) -> DeskStandings:
        """What is shown, with codes, groups and gates."""
        return DeskStandings(
            event=str(self.plan.event),
            seq=self.seq,
            state=self.state,
            columns=self._columns,
            rows=[
                DeskRow(
                    code=standing.entrant,
                    group=self._group(standing.entrant),
                    passed=standing.score.passed if standing.score.gates else None,
                    row=self._shown[standing.entrant].row,
                )
                for standing in self.standings
            ],
        )

    def people(self) -> dict[str, list[str]]:
        """Name, delegation, group and whether passed (yes, no, or nothing while open), by code."""
        return {
            row.code: [
                row.row.name or "",
                row.row.delegation.zh if row.row.delegation else "",
                row.group,
                _yes_or_no(row.passed),
            ]
            for row in self.for_desk().rows
        }

    def explain(self, code: str, language: Language) -> str:
        """How the entrant's score and rank come about, as far as marked, step by step. Raises `NotFound`."""
        tree = explain(self._ranking.worked(self.plan.entrant(code).code), language)
        return tree + explain_rank(self.plan.scheme, self.standings, code, language) + "\n"

    def rows(self) -> list[StandingRow]:
        """Every row that is shown, best first."""
        return [self._shown[standing.entrant].row for standing in self.standings]

    def snapshot(self) -> Snapshot:
        return Snapshot(
            seq=self.seq,
            at=self.at,
            state=self.state,
            head=BoardHead(
                event=str(self.plan.event),
                title=self.plan.title,
                competition=self.plan.competition,
                stage=self.plan.scheme.stages[-1].title,
                columns=self._columns,
                sample=self.plan.sample,
                groups=_groups(self._roll),
            ),
            rows=self.rows(),
        )

    def _undo(self) -> None:
        """What was worked and not accepted is as if it had never been."""
        self._under_way = None
        if not self._replaced:
            return
        while self._replaced:
            self._put(*self._replaced.pop())
        self._ranking.settle()

    def _put(self, code: str, place: MarkPlace, value: Decimal | None) -> Decimal | None:
        """The mark there is in force, or none is; what was there before."""
        stage, aspect, judge = place
        if value is None:
            self._marked[code].discard(place)
            return self._ranking.take_back(Mark(code, aspect, judge, Decimal(0), stage))
        if self.plan.is_required(aspect, stage):
            self._marked[code].add(place)
        return self._ranking.take(Mark(code, aspect, judge, value, stage))

    def _group(self, code: str) -> str:
        known = self._roll.get(self.plan.by_code[code].id)
        return known.group if known else ""

    def _changed(self, change: RankingChange) -> dict[str, Shown]:
        """Who is not as shown, best first, unranked entrants last.

        Where only the place is new, as of all whom somebody passed, the rest of the row is kept.
        """
        marked = dict.fromkeys(change.entrants)
        found: dict[str, Shown] = {}
        for place in self._ranking.places(change.first, change.last):
            shown = self._shown[place[0]]
            if place[0] in marked:
                del marked[place[0]]
                score = self._ranking.score(place[0])
                found[place[0]] = Shown(place, score, self._row(place, score))
            elif place != shown.place:
                _, rank, tied, by = place
                row = msgspec.structs.replace(shown.row, rank=rank, tied=tied, decided_by=self._said(by))
                found[place[0]] = Shown(place, shown.score, row)
        for code in marked:
            nowhere, score = (code, None, False, None), self._ranking.score(code)
            found[code] = Shown(nowhere, score, self._row(nowhere, score))
        return found

    def _row(self, place: Place, score: Score) -> StandingRow:
        code, rank, tied, decided_by = place
        known, marked = self._roll.get(self.plan.by_code[code].id), len(self._marked[code])
        return StandingRow(
            entrant=self._ids[code],
            rank=rank,
            tied=tied,
            name=known.name if known else None,
            delegation=known.delegation if known else None,
            total=score.total,
            parts={column.key: score.parts[column.key] for column in self._columns if column.key in score.parts},
            complete=score.complete if self._expected is None else marked >= self._expected,
            marked=marked,
            expected=self._expected,
            decided_by=self._said(decided_by),
        )

    def _said(self, decided_by: str | None) -> Text | None:
        return self._titles.get(decided_by, TOTAL) if decided_by else None


def _yes_or_no(passed: bool | None) -> str:
    return "" if passed is None else "yes" if passed else "no"


def _place(standing: Standing) -> tuple[bool, int, str]:
    return standing.rank is None, standing.rank or 0, standing.entrant


def _groups(roll: Roll) -> dict[str, str]:
    groups = {str(entrant): known.group for entrant, known in roll.items()}
    return groups if len(set(groups.values())) > 1 else {}


def _columns(plan: Plan) -> list[Column]:
    """The criteria, or the stages where there are several."""
    stages = plan.scheme.stages
    if len(stages) > 1:
        return [Column(key=stage.key, title=stage.title) for stage in stages]
    return [Column(key=part, title=criterion.title) for part, criterion in criteria_of(plan.scheme)]


def _expected(plan: Plan) -> int | None:
    """How many marks an entrant needs, or None where each entrant has its own number of aspects."""
    families = any(aspect.repeats for duty in plan.duties for _, aspects in duty.sub_criteria for aspect in aspects)
    return None if families else sum(duty.required for duty in plan.duties)


def _titles(plan: Plan) -> dict[str, Text]:
    return {node.key: node.title for stage in plan.scheme.stages for node in (stage, *stage.nodes())}
