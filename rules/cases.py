"""Worked cases of a rulebook, written to be read by an official, and held against its clauses.

A case gives an event and a table of results: one row a person, the columns named in Chinese. What is to the left
is given, what is to the right is expected; 不适用 lists clauses whose conditions must not hold, 说明 is part of
what the decision says. A column that is left out is not given, or not compared:

    - case: 省级一类双人赛项
      event: { tier: 省级一类, team_size: 2 }
      table: |
        名次 | 组别 | 原等级 | 结果           | 依据 | 称号
        3    | 职工 | 高级工 | 晋升二级/技师   | 1   | 河南省技术能手
        11   | 职工 | 高级工 | 不晋升         |     |
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from rules.analysis_finding import Finding
from rules.decision import Decision
from rules.errors import FileRefused
from rules.placed import Notes, Place, Scalar, parse
from rules.promotion import Candidate, Contest, Placed, propose
from rules.reading import Fields
from rules.result_words import COLUMNS, CellRefused, contest_of, person_of, placed_of
from rules.rulebook import FOLDER, Rulebook
from rules.values import Text


class CasesRefused(FileRefused):
    """A file of worked cases that cannot be read."""

    code = "rules.cases_refused"


GIVEN = tuple(COLUMNS.values())
OUTCOMES = {"promote": "晋升", "may_apply": "可申报", "blocked": "受限"}
EXPECTED: Mapping[str, Callable[[Rulebook, Decision], str]] = {
    "结果": lambda book, d: f"{OUTCOMES[d.outcome]}{book.ladder.title(d.level).zh}" if d.level else "不晋升",
    "依据": lambda book, d: d.clause or "",
    "称号": lambda book, d: "、".join(t.zh for t in d.names("nominate")),
    "证书": lambda book, d: "、".join(t.zh for t in d.names("certificate")),
    "可申报荣誉": lambda book, d: "、".join(t.zh for t in d.honours),
    "入选": lambda book, d: "、".join(t.zh for t in d.names("select")),
    "奖项": lambda book, d: d.award.zh if d.award else "",
    "奖励": lambda book, d: "、".join(given.name.zh for given in d.incentives),
    "另可申报": lambda book, d: book.ladder.title(d.may_apply).zh if d.may_apply else "",
    "受限于": lambda book, d: "、".join(b.clause for b in d.blocks if b.clause != b.granting),
    "奖励名次": lambda book, d: str(d.reward_rank or ""),
}
REFUSED, SAID = "不适用", "说明"


@dataclass(frozen=True, slots=True)
class Row:
    """One person of a case: the result, what is held, the expected cells by their columns.

    `refused` are clauses whose conditions must not hold; `said` is part of what the decision says.
    """

    placed: Placed
    candidate: Candidate
    expected: Mapping[str, str]
    refused: tuple[str, ...]
    said: str
    line: int

    def differences(self, rulebook: Rulebook, decision: Decision) -> Iterator[Text]:
        for column, wanted in self.expected.items():
            found = EXPECTED[column](rulebook, decision)
            if found != wanted:
                yield self.at(
                    f"{column}应为“{wanted}”，裁定为“{found}”", f"{column} should be “{wanted}”, is “{found}”"
                )
        for number in self.refused:
            if number in decision.met:
                yield self.at(f"第{number}条不应适用，却适用", f"clause {number} should not apply, and does")
        if self.said not in decision.summary.zh:
            yield self.at(f"说明应含“{self.said}”", f"“{self.said}” should be said")

    def at(self, zh: str, en: str) -> Text:
        return Text(f"第{self.line}行：{zh}", f"line {self.line}: {en}")


@dataclass(frozen=True, slots=True)
class WorkedCase:
    name: str
    contest: Contest
    rows: tuple[Row, ...]
    on: date

    def decisions(self, rulebook: Rulebook) -> list[tuple[Row, Decision]]:
        placed, candidates = [row.placed for row in self.rows], [row.candidate for row in self.rows]
        decided = {d.holder: d for d in propose(rulebook, self.contest, placed, candidates, self.on)}
        return [(row, decided[row.candidate.holder]) for row in self.rows]

    def differences(self, rulebook: Rulebook) -> list[Text]:
        """What the rulebook decides otherwise than the case expects; empty when it agrees."""
        return [text for row, decision in self.decisions(rulebook) for text in row.differences(rulebook, decision)]


def case_findings(rulebook: Rulebook, cases: Iterable[WorkedCase]) -> list[Finding]:
    """The cases that the rulebook decides otherwise, as findings."""
    return [
        Finding("case", (), Text(f"案例“{case.name}”{found.zh}", f"case “{case.name}” {found.en}"))
        for case in cases
        for found in case.differences(rulebook)
    ]


def shipped_cases(rulebook: Rulebook) -> list[WorkedCase]:
    """The cases beside a shipped rulebook's clauses."""
    path = FOLDER / rulebook.id / "cases.yaml"
    return read_cases(path.read_text(encoding="utf-8"), file=f"{rulebook.id}/{path.name}", rulebook=rulebook)


def read_cases(text: str, *, file: str, rulebook: Rulebook) -> list[WorkedCase]:
    """The cases of a file; raises CasesRefused with every fault and its line."""
    notes = Notes(file)
    table = parse(text, notes)
    cases = [_case(item, rulebook) for item in Fields(table, "", notes).tables("cases")] if table else []
    if notes.problems:
        raise CasesRefused(file, notes.problems)
    return cases


def _case(fields: Fields, rulebook: Rulebook) -> WorkedCase:
    name = fields.word("case")
    on = fields.day("on") or max(clause.since for clause in rulebook.clauses)
    tier = rulebook.speaks_of[0] if rulebook.speaks_of else "special"
    event = fields.inside("event")
    contest = contest_of(event, rulebook.ladder, 30, tier) if event else Contest(tier, 1, 30)
    rows = tuple(table_rows(fields, rulebook))
    fields.close()
    return WorkedCase(name, contest, rows, on)


def table_rows(fields: Fields, rulebook: Rulebook) -> list[Row]:
    """The rows of the table in the field `table`."""
    value = fields.get("table")
    if not isinstance(value, Scalar):
        fields.missing("table")
        return []
    lines = [
        (n, [cell.strip() for cell in line.split("|")])
        for n, line in enumerate(value.value.splitlines(), value.place.line + 1)
        if line.strip()
    ]
    head = lines[0][1] if lines else [""]
    for column in head:
        if column not in (*GIVEN, *EXPECTED, REFUSED, SAID):
            listed = "、".join((*GIVEN, *EXPECTED, REFUSED, SAID))
            fields.wrong("table", f"这些列：{listed}（现为 {column}）", f"the columns: {listed} (not {column})")
            return []
    rows = []
    for n, (line, cells) in enumerate(lines[1:], 1):
        cells += [""] * (len(head) - len(cells))
        try:
            rows.append(_row(dict(zip(head, cells, strict=False)), rulebook, str(n), line))
        except CellRefused as refused:
            place = Place(fields.notes.file, line)
            fields.notes.add("wrong_value", place, f"table.{refused.column}", refused.zh, refused.en)
    return rows


def _row(cells: Mapping[str, str], rulebook: Rulebook, key: str, line: int) -> Row:
    placed = placed_of(cells, key)
    candidate = person_of(cells, key, rulebook.ladder)
    expected = {column: cells[column] for column in EXPECTED if column in cells}
    refused = tuple(filter(None, cells.get(REFUSED, "").split("、")))
    return Row(placed, candidate, expected, refused, cells.get(SAID, ""), line)
