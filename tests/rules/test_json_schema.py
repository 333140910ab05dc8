"""The JSON Schema for editors says what the loader says: the same fields, and shipped schemes fit it."""

import json
from typing import Any

import jsonschema_rs
import pytest
import yaml

from rules.metrics import FORMS
from rules.scheme import FOLDER, SchemeRefused, load_scheme
from tests.rules.test_shipped_schemes import EXAMPLES

SCHEMA = json.loads((FOLDER / "scheme.schema.json").read_text(encoding="utf-8"))
SHIPPED = [path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("**/*.yaml")) if path.parent.name != "cases"]


@pytest.mark.parametrize("text", [*SHIPPED, *EXAMPLES], ids=lambda text: text.strip().splitlines()[0][:40])
def test_a_scheme_that_loads_fits_the_schema(text: str) -> None:
    jsonschema_rs.validator_for(SCHEMA).validate(json.loads(json.dumps(yaml.safe_load(text))))


ASPECT = {"key": "m", "range": [0, 1]}
LEVELS: dict[str, Any] = {
    "scheme": SCHEMA,
    "criteria[1]": SCHEMA["$defs"]["criterion"],
    "criteria[1].aspects[1]": SCHEMA["$defs"]["aspect"],
    "criteria[1].aspects[1].panel": SCHEMA["$defs"]["panel"],
    "stages[1]": SCHEMA["$defs"]["stage"],
    "advance": SCHEMA["$defs"]["cut"],
    "criteria[1].by.linear": SCHEMA["$defs"]["by"]["oneOf"][7]["properties"]["linear"],
    "rank": SCHEMA["properties"]["rank"]["items"]["oneOf"][1],
    "medals": SCHEMA["properties"]["medals"],
    "award_limits[1]": SCHEMA["properties"]["award_limits"]["items"],
}


def known_at(path: str) -> set[str]:
    """The fields that the loader knows there, from what it answers to one it does not."""
    aspect: dict[str, Any] = {**ASPECT, "panel": {"bogus": 1}, "bogus": 1}
    by = {"linear": {"each": 1, "bogus": 1}}
    criterion = {"key": "c", "by": by, "aspects": [aspect], "bogus": 1}
    whole = {"scheme": "s", "criteria": [criterion], "advance": {"best": 1, "bogus": 1}, "bogus": 1}
    whole |= {
        "award_limits": [{"bogus": 1}],
        "medals": {"bogus": 1},
        "rank": [{form: ["m"], "bogus": 1} for form in FORMS] + [{"by": "m", "bogus": 1}],
    }
    if path.startswith("stages"):
        whole = {"scheme": "s", "stages": [{"key": "1", "by": by, "criteria": [criterion], "bogus": 1}]}
    with pytest.raises(SchemeRefused) as refused:
        load_scheme(json.dumps(whole), file="x")
    field = "bogus" if path == "scheme" else f"{path}.bogus"
    messages = [p.en for p in refused.value.problems if p.field == field and "known here are: " in p.en]
    return {name for message in messages for name in message.split("known here are: ")[1].split(", ")}


@pytest.mark.parametrize("path", LEVELS)
def test_loader_and_schema_know_the_same_fields(path: str) -> None:
    worked_in_before = {"like", "defaults"}
    assert known_at(path) - worked_in_before == set(LEVELS[path]["properties"]) - worked_in_before
