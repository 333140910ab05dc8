"""Schemes and marks made up for property tests: any mixture of what the scheme language has."""

import json
from decimal import Decimal
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from rules.scheme import AspectUnknown, Scheme, load_scheme
from rules.values import Mark

few = settings(max_examples=50, deadline=None)
MODES = st.sampled_from(["half_up", "half_even", "down"])
halves = st.integers(0, 20).map(lambda n: Decimal(n) / 2)
roundings = (
    st.none()
    | st.integers(0, 2)
    | st.builds(lambda places, mode: {"places": places, "mode": mode}, st.integers(0, 2), MODES)
)


def given_fields(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


@st.composite
def panels(draw: st.DrawFn) -> dict[str, Any]:
    method = draw(st.sampled_from(["mean", "sum", "median", "highest"]))
    drop = draw(st.sampled_from([None, 1, {"high": 1, "low": 0}]))
    return given_fields(method=method, drop=drop, judges=4, round=draw(roundings))


@st.composite
def aspects(draw: st.DrawFn, key: str, penalties: bool) -> dict[str, Any]:
    kind = draw(st.sampled_from(["measurement", "panel", *(["penalty"] if penalties else [])]))
    panel = draw(panels()) if kind == "panel" else None
    points = draw(st.sampled_from([None, 5, 30])) if kind != "penalty" else None
    factor = draw(st.sampled_from([None, "0.5", "1.3"]))
    return given_fields(
        key=key, kind=kind, range=[0, 10], panel=panel, points=points, factor=factor, round=draw(roundings)
    )


@st.composite
def schemes(draw: st.DrawFn, penalties: bool = True) -> Scheme:
    """Two or three criteria; perhaps weights, a family, a multiplier, a condition, floors and caps."""
    names = ["a", "b", "c"][: draw(st.integers(2, 3))]
    weights = draw(st.sampled_from([None, {2: ["30%", "70%"], 3: ["20%", "30%", "50%"]}[len(names)]]))
    criteria: list[dict[str, Any]] = []
    for n, name in enumerate(names):
        form = draw(st.sampled_from(["plain", "family", "difficulty"]))
        criterion = given_fields(
            key=name,
            weight=weights[n] if weights else None,
            round=draw(roundings),
            cap=draw(st.sampled_from([None, 25])),
            needs=names[0] if n and draw(st.booleans()) else None,
        )
        if form == "plain":
            criterion["aspects"] = [draw(aspects(f"{name}{i}", penalties)) for i in range(draw(st.integers(1, 2)))]
        else:
            family = f"{name.upper()}#"
            inner = [draw(aspects(f"{family}.m", penalties=False))]
            if form == "difficulty":
                inner.append({"key": f"{family}.d", "range": [0, 10], "use": "multiply"})
            combine = draw(st.sampled_from(["sum", "mean", {"best": 1}]))
            criterion.update(sub_criteria=[{"key": family, "aspects": inner}], combine=combine)
        criteria.append(criterion)
    content = {
        "scheme": "made",
        "rank": draw(st.sampled_from([["total"], ["total", "a"], ["b", "total", "a"]])),
        "total": given_fields(round=draw(roundings), floor=draw(st.sampled_from([None, 0]))),
        "criteria": criteria,
    }
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
