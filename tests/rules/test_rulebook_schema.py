"""The JSON Schema of rulebooks says what the loader says, and every shipped rulebook fits it."""

import json
from typing import Any

import jsonschema_rs
import pytest
import yaml

from rules.condition_reading import CONCERNS, CONDITIONS
from rules.effect_reading import ACTS
from rules.effects import UNITS
from rules.rulebook import FOLDER, RulebookRefused, load_rulebook, shipped_rulebooks
from rules.rulebook_model import SETTINGS
from rules.terms import GROUPS, TIERS

SCHEMA = json.loads((FOLDER / "rulebook.schema.json").read_text(encoding="utf-8"))
DEFS: dict[str, Any] = SCHEMA["$defs"]
VALIDATOR = jsonschema_rs.validator_for(SCHEMA)


def written(text: str) -> Any:
    """The content of a YAML file, its days as text."""
    return json.loads(json.dumps(yaml.safe_load(text), default=str))


@pytest.mark.parametrize("id", shipped_rulebooks())
def test_a_shipped_rulebook_fits_the_schema(id: str) -> None:
    VALIDATOR.validate(written((FOLDER / id / "clauses.yaml").read_text(encoding="utf-8")))


def test_loader_and_schema_know_the_same_words() -> None:
    assert DEFS["concerns"]["properties"].keys() == CONCERNS.keys()
    assert DEFS["conditions"]["properties"].keys() == CONDITIONS.keys()
    assert DEFS["effect"]["properties"].keys() == ACTS.keys()
    assert SCHEMA["properties"]["settings"]["properties"].keys() == SETTINGS.keys()
    assert set(UNITS) < set(json.dumps(DEFS["effect"]).split('"'))
    assert set(TIERS) | set(GROUPS) < set(json.dumps(DEFS["concerns"]).split('"'))


def known(text: str, field: str) -> set[str]:
    """The fields that the loader knows at a place, from what it answers to one it does not."""
    with pytest.raises(RulebookRefused) as refused:
        load_rulebook(text, file="x")
    message = next(p.en for p in refused.value.problems if p.field == field)
    return set(message.split("known here are: ")[1].split(", "))


def test_loader_and_schema_know_the_same_fields() -> None:
    clause = '{ "number": "1", "text": "t", "source": "s", "effect": { "gate": true }, "bogus": 1 }'
    whole = f'{{ "rulebook": "T", "bogus": 1, "clauses": [{clause}] }}'
    assert known(whole, "bogus") - {"bogus"} == SCHEMA["properties"].keys()
    assert known(whole, "clauses[1].bogus") - {"bogus"} == DEFS["clause"]["properties"].keys()


@pytest.mark.parametrize(
    "wrong",
    ["set_to_or_leap: L2", "raise_by: { leaps: 1 }", "incentive: { euros: 3 }", "set_to: L2, set_to_or_step: L2"],
)
def test_what_the_loader_refuses_the_schema_refuses(wrong: str) -> None:
    text = (FOLDER / "RS-NAT1-2021" / "clauses.yaml").read_text(encoding="utf-8").replace("set_to: L2", wrong, 1)
    assert not VALIDATOR.is_valid(written(text))
    with pytest.raises(RulebookRefused):
        load_rulebook(text, file="x")


def test_the_examples_of_the_page_load() -> None:
    page = (FOLDER.parent / "RULEBOOKS.md").read_text(encoding="utf-8")
    blocks = [block.split("```")[0] for block in page.split("```yaml\n")[1:]]
    assert load_rulebook(blocks[0] + blocks[1], file="x").silent
    assert {f"`{act}" for act in ACTS if act != "none"} <= {word.split(":")[0] for word in page.split()}
    assert all(word in page for word in (*CONCERNS, *CONDITIONS, *SETTINGS))
