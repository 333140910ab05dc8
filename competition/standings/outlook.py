"""What can still become of everybody in one event: the public board's rows and the marks behind them in, lines out.

Nothing is looked at that the public has not been shown: the rows are those of its board, the marks those of the ledger
up to the board's number, and delegations count as far as the board names them. No I/O.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from competition.events.plan import Plan, PlannedEntrant
from competition.live.messages import BoardLine, Outlook, Snapshot, StandingRow
from competition.marking.ledger import MARK, Entry
from rules.lines import Field, Line, lines_of
from rules.outlook import Ends, Keys, Prospect, awaited_of, keys_at
from rules.tree import trees_of
from rules.values import Mark, Score, Standing, State

LETTERS = {"safe": "s", "at_risk": "r", "out": "o"}
NOT_COMPETING = "-"


class Prospects:
    """Everybody's marks up to `seq`, whose entry has the hash `head`, and where each can still end."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._ids = {key: one.id for one in plan.entrants for key in (str(one.id), one.code)}
        """By whichever key the board's rows have: the id, or the code where names are not shown."""
        self.seq, self.head = 0, b""
        self.promotion: Line | None = None
        self._each: dict[UUID, Prospect] = {}
        self._ends: dict[UUID, Ends] = {}
        self._keys: dict[UUID, Keys] = {}
        self._marked: defaultdict[str, set[tuple[UUID, str, str]]] = defaultdict(set)
        """By stage, where anybody has a mark: entrant, aspect and seat."""
        self._trees, self._awaited = trees_of(plan.scheme), awaited_of(plan.scheme)

    @property
    def competing(self) -> list[UUID]:
        return [entrant.id for entrant in self.plan.entrants if entrant.state is State.COMPETING]

    def take(self, entries: Sequence[Entry]) -> Iterator[None]:
        """The entries, which follow the newest one known, are worked entrant by entrant, with a stop after each."""
        by_entrant: dict[UUID, list[Entry]] = {}
        for entry in entries:
            if entry.kind == MARK and entry.entrant is not None:
                by_entrant.setdefault(entry.entrant, []).append(entry)
                marked = self._marked[self.plan.scheme.stage(entry.stage).key]
                (marked.discard if entry.value is None else marked.add)((entry.entrant, entry.aspect, entry.judge))
        for entrant in self.competing:
            if entrant in by_entrant or entrant not in self._each:
                self._work(entrant, by_entrant.get(entrant, ()))
                yield
        if entries:
            self.seq, self.head = entries[-1].seq, entries[-1].hash

    def outlook(self, shown: Snapshot) -> Outlook:
        """What may become of those on the board, which shows what the newest entry taken leads to.

        Where a freeze holds back what came later, nothing has ended for whoever sees the board.
        """
        rows = {self._ids[row.entrant]: row for row in shown.rows}
        homes = {str(entrant): row.delegation.zh for entrant, row in rows.items() if row.delegation is not None}
        ended = shown.state != "open" and not shown.frozen
        field = Field(
            [self._standing(entrant, rows[entrant.id], ended) for entrant in self.plan.entrants],
            {str(entrant): self._ends[entrant] for entrant in self.competing},
            {str(entrant): self._keys[entrant] for entrant in self.competing},
            homes or None,
            ended,
        )
        marked = {stage for stage, places in self._marked.items() if places}
        lines = [*lines_of(self.plan.scheme, marked), *([self.promotion] if self.promotion else [])]
        order = [str(self._ids[key]) for key in sorted(row.entrant for row in shown.rows)]
        return Outlook(
            seq=shown.seq,
            token=shown.token,
            at=shown.at,
            lines=[
                BoardLine(
                    key=line.key,
                    kind=line.kind,
                    title=line.title,
                    after=line.after(field),
                    chances=_letters(line.chances(field), order),
                )
                for line in lines
            ],
        )

    def _work(self, entrant: UUID, entries: Sequence[Entry]) -> None:
        code, scheme = self.plan.by_id[entrant].code, self.plan.scheme
        if entrant not in self._each:
            self._each[entrant] = Prospect(scheme, code, self._trees, self._awaited)
        prospect = self._each[entrant]
        for entry in entries:
            mark = Mark(code, entry.aspect, entry.judge, entry.value or Decimal(0), entry.stage)
            if entry.value is None:
                prospect.withdraw(mark)
            else:
                prospect.enter(mark)
        self._ends[entrant] = prospect.ends()
        self._keys[entrant] = keys_at(scheme, self._ends[entrant])

    def _standing(self, planned: PlannedEntrant, row: StandingRow, ended: bool) -> Standing:
        """The row as the rules know it; whether the pass marks are reached follows from where the entrant can end."""
        entrant, gates = planned.id, dict[str, bool | None]()
        if entrant in self._each:
            prospect = self._each[entrant]
            if ended:
                prospect.finish()
                self._ends[entrant] = prospect.ends()
            worst, best = self._ends[entrant].worst, self._ends[entrant].best
            passed = True if worst and worst.passed else False if best and best.passed is False else None
            gates = {"": passed}
        score = Score(str(entrant), row.total, gates=gates)
        return Standing(str(entrant), row.rank, row.tied, None, score, planned.state)


def _letters(chances: Mapping[str, str] | None, order: Sequence[str]) -> str:
    if chances is None:
        return ""
    return "".join(LETTERS[chances[entrant]] if entrant in chances else NOT_COMPETING for entrant in order)
