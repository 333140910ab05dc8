"""What deciding 5,000 entrants by a rulebook costs against ranking them: it must stay below five times.

`ours` and `bare` are milliseconds. Proposing stands against ranking scores that are there already; deciding includes
every decision's summary and every reason, in both languages, and stands against ranking from the marks.
"""

import time
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from random import Random
from statistics import median

from rules.promotion import Candidate, Contest, Decision, Placed, propose
from rules.ranking import rank
from rules.rulebook import Rulebook, shipped_rulebook
from rules.scheme import load_scheme
from rules.scoring import score_all
from rules.values import Mark, Standing
from tests.benchmarks.figures import Figure

ENTRANTS, ROUNDS = 5_000, 5
BOOKS = ("RS-NAT1-2021", "RS-TJ-2024", "RS-NAT-COMP-2023", "RS-HA-2023")
SCHEME = (
    "scheme: two\nrank: [total, practical, theory]\ncriteria:\n"
    "  - { key: theory, weight: 30%, pass: 60, aspects: [{ key: T1, range: [0, 100] }] }\n"
    "  - { key: practical, weight: 70%, pass: 60, aspects: [{ key: P1, range: [0, 100] }] }\n"
)


def run() -> Iterator[Figure]:
    random, scheme = Random(1), load_scheme(SCHEME, file="two.yaml")
    marks = [
        Mark(f"{n:04d}", aspect, "", Decimal(random.randint(0, 1000)) / 10)
        for n in range(ENTRANTS)
        for aspect in ("T1", "P1")
    ]
    ranking = _milliseconds(lambda: rank(scheme, score_all(scheme, marks)))
    standings = rank(scheme, score_all(scheme, marks))
    scores = score_all(scheme, marks)
    ranking_alone = _milliseconds(lambda: rank(scheme, scores))
    placed, people = [_placed(standing) for standing in standings], list(_people(standings, random))
    for id in BOOKS:
        deciding = _milliseconds(partial(_decide, shipped_rulebook(id), placed, people))
        alone = _milliseconds(partial(_propose, shipped_rulebook(id), placed, people))
        yield Figure(f"propose-5000-by-{id.lower()}-against-ranking-scores", alone, ranking_alone, "ms", "<5.00")
        yield Figure(f"decide-5000-by-{id.lower()}-against-ranking", deciding, ranking, "ms", "<5.00")


def _propose(book: Rulebook, placed: list[Placed], people: list[Candidate]) -> list[Decision]:
    tier = book.speaks_of[0] if book.speaks_of else "enterprise"
    return propose(book, Contest(tier, 1, ENTRANTS), placed, people, date(2026, 5, 1))


def _decide(book: Rulebook, placed: list[Placed], people: list[Candidate]) -> list[Decision]:
    decisions = _propose(book, placed, people)
    for decision in decisions:
        assert decision.summary.zh and decision.reasons
    return decisions


def _placed(standing: Standing) -> Placed:
    parts = standing.score.parts
    return Placed(
        standing.entrant, standing.rank, standing.score.total, None, None, parts["theory"], parts["practical"]
    )


def _people(standings: list[Standing], random: Random) -> Iterator[Candidate]:
    for standing in standings:
        level = random.choice([None, "L5", "L4", "L3", "L2", "L1"])
        yield Candidate(standing.entrant, standing.entrant, "王磊", random.choice(["worker", "student"]), level)


def _milliseconds(work: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        times.append((time.perf_counter() - begun) * 1e3)
    return median(times)
