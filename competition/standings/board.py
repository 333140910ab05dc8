"""The standings of one event as this process knows them: ledger entries in, changed rows out. No I/O.

`advance` works a batch of entries and says what it changes; `accept` makes that what everybody sees.
Between the two lies the commit, so nothing is shown that is not stored.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from competition.clock import iso
from competition.events.plan import Plan, PlannedEntrant
from competition.live.messages import BoardHead, Column, Frame, Snapshot, StandingRow
from competition.marking.ledger import MARK, Entry
from rules.ranking import rank
from rules.scoring import Tally
from rules.values import Mark, Score, Standing, Text

TOTAL = Text("总分", "Total")


@dataclass(frozen=True, slots=True)
class Change:
    """The standings as they will be once `seq` is stored, and the frame that leads there."""

    seq: int
    state: str
    at: str
    standings: tuple[Standing, ...]
    rows: Mapping[UUID, StandingRow]
    frame: Frame


class Board:
    """One event's standings. `worked` is the newest entry taken in, `seq` the newest one shown."""

    def __init__(self, plan: Plan, delegations: Mapping[UUID, Text]) -> None:
        self.plan = plan
        self.worked = 0
        self._delegations = delegations
        self._tallies = {entrant.id: Tally(plan.scheme, entrant.code) for entrant in plan.entrants}
        self._scores: dict[UUID, Score] = {key: tally.score() for key, tally in self._tallies.items()}
        self._marked: dict[UUID, set[tuple[str, str, str]]] = {entrant.id: set() for entrant in plan.entrants}
        self._expected = _expected(plan)
        self._titles = _titles(plan)
        self._states = {entrant.code: entrant.state for entrant in plan.entrants}
        self._shown = self._change(0, "open", "", {})

    @property
    def seq(self) -> int:
        return self._shown.seq

    @property
    def state(self) -> str:
        return self._shown.state

    @property
    def standings(self) -> tuple[Standing, ...]:
        """The ranking as shown, best first; unranked entrants last. Entrants are known by their codes."""
        return self._shown.standings

    def advance(self, entries: Sequence[Entry], state: str, at: datetime) -> Change:
        """What these entries, which follow the newest one worked, change."""
        touched = set()
        for entry in entries:
            if entry.kind == MARK and entry.entrant is not None:
                self._take(entry, entry.entrant)
                touched.add(entry.entrant)
        for entrant in touched:
            self._scores[entrant] = self._tallies[entrant].score()
        self.worked = entries[-1].seq
        return self._change(self.worked, state, iso(at), self._shown.rows)

    def accept(self, change: Change) -> None:
        """The change is stored: from here on it is what is shown."""
        self._shown = change

    def snapshot(self) -> Snapshot:
        shown = self._shown
        return Snapshot(
            seq=shown.seq,
            at=shown.at,
            state=shown.state,
            head=self._head(),
            rows=[shown.rows[self.plan.by_code[standing.entrant].id] for standing in shown.standings],
        )

    def _take(self, entry: Entry, entrant: UUID) -> None:
        place = (entry.stage, entry.aspect, entry.judge)
        if entry.value is None:
            self._tallies[entrant].withdraw(entry.aspect, entry.judge, entry.stage)
            self._marked[entrant].discard(place)
        else:
            code = self.plan.by_id[entrant].code
            self._tallies[entrant].enter(Mark(code, entry.aspect, entry.judge, entry.value, entry.stage))
            if self.plan.is_required(entry.aspect, entry.stage):
                self._marked[entrant].add(place)

    def _change(self, seq: int, state: str, at: str, before: Mapping[UUID, StandingRow]) -> Change:
        standings = tuple(rank(self.plan.scheme, self._scores.values(), self._states))
        rows = {}
        for standing in standings:
            entrant = self.plan.by_code[standing.entrant]
            rows[entrant.id] = self._row(entrant, standing)
        changed = [row for key, row in rows.items() if before.get(key) != row]
        return Change(seq, state, at, standings, rows, Frame(seq=seq, at=at, state=state, rows=changed))

    def _row(self, entrant: PlannedEntrant, standing: Standing) -> StandingRow:
        score = standing.score
        marked = len(self._marked[entrant.id])
        return StandingRow(
            entrant=str(entrant.id),
            rank=standing.rank,
            tied=standing.tied,
            name=entrant.name,
            delegation=self._delegations.get(entrant.organisation) if entrant.organisation else None,
            total=score.total,
            parts={column.key: score.parts[column.key] for column in self._columns() if column.key in score.parts},
            complete=score.complete if self._expected is None else marked >= self._expected,
            marked=marked,
            expected=self._expected,
            decided_by=self._titles.get(standing.decided_by, TOTAL) if standing.decided_by else None,
        )

    def _columns(self) -> list[Column]:
        stages = self.plan.scheme.stages
        nodes: Iterable[object] = stages if len(stages) > 1 else stages[0].criteria
        return [Column(key=node.key, title=node.title) for node in nodes]  # type: ignore[attr-defined]

    def _head(self) -> BoardHead:
        return BoardHead(
            event=str(self.plan.event),
            title=self.plan.title,
            competition=self.plan.competition,
            stage=self.plan.scheme.stages[-1].title,
            columns=self._columns(),
            sample=self.plan.sample,
        )


def _expected(plan: Plan) -> int | None:
    """How many marks an entrant needs, or None where each entrant has its own number of aspects."""
    families = any(aspect.repeats for duty in plan.duties for _, aspects in duty.sub_criteria for aspect in aspects)
    return None if families else sum(duty.required for duty in plan.duties)


def _titles(plan: Plan) -> dict[str, Text]:
    return {node.key: node.title for stage in plan.scheme.stages for node in (stage, *stage.nodes())}
