"""Schemes and marks made up for property tests: any mixture of what the scheme language has."""

import json
import re
from decimal import Decimal
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from rules.scheme import AspectUnknown, Scheme, SchemeRefused, load_scheme
from rules.values import Mark

few = settings(max_examples=30, deadline=None)
MODES = st.sampled_from(["half_up", "half_even", "down"])
halves = st.integers(0, 20).map(lambda n: Decimal(n) / 2)
roundings = (
    st.none()
    | st.integers(0, 2)
    | st.builds(lambda places, mode: {"places": places, "mode": mode}, st.integers(0, 2), MODES)
    | st.builds(lambda mode: {"to": "0.5", "mode": mode}, MODES)
)
drops = st.sampled_from([None, 1, {"high": 1, "low": 0}, {"high": 1, "low": 1, "from": 4}])
RISING = [
    {"linear": {"each": "0.5", "at": 4, "points": 2, "per": 3, "steps": "full"}},
    {"power": {"times": 2, "at": 1, "exponent": "1.3"}},
    {"line": [[0, 0], [5, 4], [10, 5]]},
    {"add": "0.7"},
    {"bands": [{"to": 3, "points": 1}, {"from": 3, "points": 6}]},
]
FALLING = [{"deduct": "0.4"}, {"loss": {"target": 5, "lose": 1}}, {"linear": {"each": -2, "at": 9, "steps": "started"}}]


def given_fields(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


@st.composite
def panels(draw: st.DrawFn) -> dict[str, Any]:
    method = draw(st.sampled_from(["mean", "sum", "median", "highest"]))
    each = draw(st.sampled_from([None, {"round": 0}, {"by": RISING[0], "round": 1}]))
    return given_fields(method=method, drop=draw(drops), judges=4, round=draw(roundings), each=each)


@st.composite
def aspects(draw: st.DrawFn, key: str, rising: bool) -> dict[str, Any]:
    """A rising one never gives less for more."""
    kind = draw(st.sampled_from(["measurement", "panel", *([] if rising else ["penalty"])]))
    by = draw(st.sampled_from([None, None, *RISING, *([] if rising else FALLING)]))
    points = draw(st.sampled_from([None, 5, 30])) if by is None and kind != "penalty" else 8 if by in FALLING else None
    return given_fields(
        key=key,
        kind=kind,
        range=[0, 10],
        panel=draw(panels()) if kind == "panel" else None,
        points=points,
        by=by,
        factor=draw(st.sampled_from([None, "0.5", "1.3"])),
        round=draw(roundings),
    )


@st.composite
def families(draw: st.DrawFn, name: str, rising: bool) -> dict[str, Any]:
    """Any number of attempts, perhaps each with a difficulty, of the whole or of one mark."""
    family = f"{name.upper()}#"
    inner = [draw(aspects(f"{family}.m", rising))]
    multiplied = draw(st.sampled_from(["", "all", "one", *([] if rising else ["divided"])]))
    if multiplied:
        inner.append(
            {"key": f"{family}.d", "range": [0, 10], "use": "divide" if multiplied == "divided" else "multiply"}
        )
    if multiplied == "one":
        inner[-1]["of"] = f"{family}.m"
        inner.append({"key": f"{family}.n", "range": [0, 10], "use": "note", "required": False})
    forms = [
        "sum",
        "mean",
        "median",
        {"best": 1},
        {"best": 2, "form": "mean"},
        {"drop": drop} if (drop := draw(drops)) else "sum",
    ]
    combine = draw(st.sampled_from(forms if rising else [*forms, {"lowest": 1}, "product"]))
    return {
        "sub_criteria": [{"key": family, "aspects": inner, "start": draw(st.sampled_from([0, 1]))}],
        "combine": combine,
    }


@st.composite
def chains(draw: st.DrawFn, rising: bool) -> list[Any]:
    links: list[Any] = [
        "total",
        "a",
        "b",
        "passed",
        {"best": ["a", "b"]},
        {"countback": ["b", "a"]},
        {"mean": ["a", "b"]},
    ]
    links += [
        {"count": ["a", "b"], "at_least": 5},
        {"latest": ["a", "b"]},
        {"sum": ["a", "b"], "take": 1, "name": "better"},
    ]
    if not rising:
        links += [
            {"by": "a", "better": "lower"},
            {"firsts": ["a", "b"]},
            {"sum": ["a", "b"], "as": "placings"},
            {"majority": ["a", {"by": "b", "better": "lower"}], "as": "mean_placings"},
            {"product": ["a", "b"], "as": "percent_of_best"},
            {"sum": ["a", "b"], "as": "placings", "worth": {"lookup": {"1": 5, "2": 3}}, "name": "points"},
        ]
    found = draw(st.lists(st.sampled_from(links), max_size=3, unique_by=str))
    names = [link.get("by") if isinstance(link, dict) else link for link in found]
    return found if len({*filter(None, names)}) == len([*filter(None, names)]) else ["total"]


@st.composite
def schemes(draw: st.DrawFn, rising: bool = False) -> Scheme:
    """Two or three criteria; perhaps weights, families, multipliers, conditions, sheets, conversions, caps."""
    names = ["a", "b", "c"][: draw(st.integers(2, 3))]
    weights = draw(st.sampled_from([None, {2: ["30%", "70%"], 3: ["20%", "30%", "50%"]}[len(names)]]))
    criteria: list[dict[str, Any]] = []
    for n, name in enumerate(names):
        form = draw(st.sampled_from(["plain", "plain", "family", "sheets"]))
        criterion = given_fields(
            key=name,
            weight=weights[n] if weights else None,
            by=draw(st.sampled_from([None, None, *RISING[:3], *([] if rising else FALLING[2:])])),
            round=draw(roundings),
            cap=draw(st.sampled_from([None, 25])),
            needs=names[0] if n and draw(st.booleans()) else None,
            **{"pass": draw(st.sampled_from([None, 3]))},
        )
        if form == "plain":
            criterion["aspects"] = [draw(aspects(f"{name}{i}", rising)) for i in range(draw(st.integers(1, 2)))]
        elif form == "family":
            criterion.update(draw(families(name, rising)))
        else:
            criterion["panel"] = draw(panels())
            criterion["aspects"] = [{"key": f"{name}{i}", "kind": "panel", "range": [0, 10]} for i in range(2)]
        criteria.append(criterion)
    content = {
        "scheme": "made",
        "rank": draw(chains(rising)) or ["total"],
        "total": given_fields(round=draw(roundings), floor=draw(st.sampled_from([None, 0]))),
        "criteria": criteria,
    }
    return loaded(content)


def loaded(content: dict[str, Any]) -> Scheme:
    """The scheme; where a weight asks for the full score it is of, that is filled in first."""
    try:
        return load_scheme(json.dumps(content), file="made.json")
    except SchemeRefused as refused:
        for problem in refused.problems:
            full = re.search(r"say `out_of: ([^`]+)`", problem.en)
            assert full, refused
            next(c for c in content["criteria"] if c["key"] == problem.field)["out_of"] = full[1]
        return load_scheme(json.dumps(content), file="made.json")


@st.composite
def marks_for(draw: st.DrawFn, scheme: Scheme, entrants: str = "ABCD", most: int = 24) -> list[Mark]:
    """Marks in some order; the same place may be marked again, which replaces."""
    places = []
    for node in scheme.stage().nodes():
        for key in [node.key.replace("#", n) for n in "12"] if node.repeats else [node.key]:
            try:
                aspect = scheme.aspect(key)
            except AspectUnknown:
                continue
            places += [(key, judge) for judge in (["J1", "J2", "J3", "J4"] if aspect.each_judge else [""])]
    one = st.tuples(st.sampled_from(entrants), st.sampled_from(places), halves)
    return [Mark(entrant, key, judge, value) for entrant, (key, judge), value in draw(st.lists(one, max_size=most))]


def latest(marks: list[Mark]) -> list[Mark]:
    """What counts of a sequence: the last mark of each judge for each aspect and entrant."""
    return list({(m.entrant, m.aspect, m.judge): m for m in marks}.values())
