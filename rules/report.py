"""Standings as text: a table for people, CSV and JSON for programs. What every export of a ranking goes through."""

import csv
import io
import json
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from rules.awards import Award, give_awards
from rules.errors import Language
from rules.metrics import RESERVED
from rules.ranking import chain_values
from rules.scheme_model import Node, Scheme
from rules.values import Standing, State, Text

FIXED = ("rank", "entrant", "total", "tied", "decided_by")
NAMED = 20
UNFINISHED = Text(
    "打分未齐 {n} 个（缺的不按零分计）：{entrants}",
    "not all marks are in (what is missing is not zero) for {n}: {entrants}",
)
HEADS = {
    "rank": Text("名次", "rank"),
    "entrant": Text("参赛单元", "entrant"),
    "total": Text("总分", "total"),
    "tied": Text("并列", "tied"),
    "decided_by": Text("区分依据", "decided by"),
    "award": Text("奖项", "award"),
}
STATES = {
    State.COMPETING: Text("未评分", "no score yet"),
    State.DID_NOT_START: Text("未出场", "did not start"),
    State.DID_NOT_FINISH: Text("未完成", "did not finish"),
    State.DISQUALIFIED: Text("取消资格", "disqualified"),
    State.UNOFFICIAL: Text("不计名次", "unofficial"),
}


def criteria_of(scheme: Scheme) -> list[tuple[str, Node]]:
    """The criteria, each with its key among a score's parts; with several stages the titles name the stage too."""
    several = len(scheme.stages) > 1
    return [
        (
            "/".join(filter(None, (stage.key, node.key))),
            replace(node, title=_of_stage(stage, node)) if several else node,
        )
        for stage in scheme.stages
        for node in stage.criteria
    ]


def _of_stage(stage: Node, node: Node) -> Text:
    return Text(f"{stage.title.zh}·{node.title.zh}", f"{stage.title.en} · {node.title.en}")


def standings_csv(scheme: Scheme, standings: Iterable[Standing]) -> str:
    """CSV that begins `rank,entrant,total,tied,decided_by`, then one column a criterion; what is missing is empty."""
    columns = [part for part, _ in criteria_of(scheme)]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*FIXED, *columns])
    for standing in standings:
        writer.writerow([*_fixed(standing), *(number(standing.score.parts.get(part)) for part in columns)])
    return out.getvalue()


def standings_data(scheme: Scheme, standings: Iterable[Standing]) -> dict[str, object]:
    """The standings as JSON-able content; every number is a string, so that none loses a digit.

    `scaled` is on the unofficial scale that the scheme's medals name. `chain` has what the entrant has of each link of
    the ranking, in the order in which it is compared.
    """
    standings = list(standings)
    chain, awards = chain_values(scheme, standings), awards_of(scheme, standings)
    scaled = scheme.medals.scaled(standings) if scheme.medals and scheme.medals.scale else {}
    rows = [
        {
            "rank": standing.rank,
            "entrant": standing.entrant,
            "total": number(standing.score.total) or None,
            "tied": standing.tied,
            "decidedBy": standing.decided_by,
            "state": standing.state.value,
            "complete": standing.score.complete,
            "passed": standing.score.passed if standing.score.gates else None,
            "award": awards[standing.entrant].key if standing.entrant in awards else None,
            "scaled": number(scaled.get(standing.entrant)) or None,
            "chain": {name: [*map(number, values)] for name, values in chain.get(standing.entrant, {}).items()},
            "parts": {part: number(value) for part, value in standing.score.parts.items()},
        }
        for standing in standings
    ]
    return {
        "scheme": scheme.key,
        "digest": scheme.digest,
        "ranking": [m.name for m in scheme.ranking],
        "standings": rows,
    }


def standings_json(scheme: Scheme, standings: Iterable[Standing]) -> str:
    return json.dumps(standings_data(scheme, standings), ensure_ascii=False, indent=1) + "\n"


def standings_table(scheme: Scheme, standings: Iterable[Standing], language: Language = "zh") -> str:
    """A table for a terminal, wide characters counted as two.

    After the criteria come those links of the ranking that no other column shows.
    """
    standings, criteria = list(standings), criteria_of(scheme)
    chain = chain_values(scheme, standings)
    links = [metric.name for metric in scheme.ranking if metric.form not in ("value", *RESERVED)]
    head = [say(HEADS[name], language) for name in FIXED] + [say(node.title, language) for _, node in criteria]
    awards = awards_of(scheme, standings)
    rows = [head + links + ([say(HEADS["award"], language)] if awards else [])]
    for standing in standings:
        rank, entrant, total, tied, decided = _fixed(standing)
        row = [rank or say(STATES[standing.state], language), entrant, total, "=" if tied == "true" else "", decided]
        row += [short(standing.score.parts.get(part)) for part, _ in criteria]
        row += [", ".join(map(short, chain.get(standing.entrant, {}).get(name, ()))) for name in links]
        given = awards.get(standing.entrant)
        rows.append(row + ([say(given.title, language) if given else ""] if awards else []))
    return columns(rows) + _unfinished(standings, language)


def _unfinished(standings: Sequence[Standing], language: Language) -> str:
    """A line that names who has not all marks: what is missing counts for nothing, and not as zero."""
    named = [standing.entrant for standing in standings if not standing.score.complete]
    if not named:
        return ""
    listed = ("、" if language == "zh" else ", ").join(named[:NAMED]) + ("…" if len(named) > NAMED else "")
    return say(UNFINISHED, language).format(n=len(named), entrants=listed) + "\n"


def say(text: Text, language: Language) -> str:
    return text.zh if language == "zh" else text.en


def in_both(text: Text) -> dict[str, str]:
    """The text as JSON-able content."""
    return {"zh": text.zh, "en": text.en}


def number(value: Decimal | None) -> str:
    """The number written out in full, never with an exponent; empty where there is none."""
    return "" if value is None else f"{value:f}"


def awards_of(scheme: Scheme, standings: Sequence[Standing]) -> dict[str, Award]:
    """Who receives what; nobody where delegations or persons limit the awards, for the marks do not tell these."""
    if scheme.medals:
        return scheme.medals.give(standings)
    return {} if scheme.award_limits else give_awards(scheme.awards, standings)


def short(value: Decimal | None) -> str:
    """A number for reading: what has no end is cut after six places and says so."""
    exponent = value.as_tuple().exponent if value is not None else 0
    return number(value) if isinstance(exponent, int) and exponent >= -9 else f"{value:.6f}…"


def columns(rows: Sequence[Sequence[str]]) -> str:
    """Rows of cells aligned in columns, with a line below the first row."""
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(cell + " " * (w - width(cell)) for cell, w in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
    return "\n".join([lines[0], "─" * (sum(widths) + 2 * (len(widths) - 1)), *lines[1:]]) + "\n"


def width(text: str) -> int:
    """How many terminal columns a text takes."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _fixed(standing: Standing) -> list[str]:
    rank = "" if standing.rank is None else str(standing.rank)
    tied = "true" if standing.tied else "false"
    return [rank, standing.entrant, number(standing.score.total), tied, standing.decided_by or ""]
