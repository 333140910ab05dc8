"""The server against its own description: whatever fits it, and much that does not, is answered and never a failure."""

import asyncio
from collections import Counter
from typing import Any

import hypothesis
import pytest
import schemathesis
from schemathesis.checks import not_a_server_error

from competition.client import Person
from tests.conftest import PASSWORD
from tests.situations import a_decided_competition

pytestmark = pytest.mark.asyncio(loop_scope="module")
FEW = hypothesis.settings(
    max_examples=3,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(hypothesis.HealthCheck),
    phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
)


async def test_no_request_makes_the_server_fail(organiser: Person) -> None:
    """A few made-up requests for every operation, by somebody who may; every other one for things that are there."""
    event = await a_decided_competition(organiser)
    there = {
        "event": event.event,
        "account": event.judge("J1").account,
        "decision_id": (await event.decisions())[0].id,
    }
    async with await Person.sign_in(organiser.url, "both", PASSWORD) as person:
        schema = schemathesis.openapi.from_dict(await person.get("/api/schema/openapi.json"))
        operations = [found.ok() for found in schema.get_all_operations()]
        assert len(operations) > 15
        asked = await asyncio.to_thread(_ask_all, operations, there, person.url, dict(person.http.cookies))
    assert asked["made up"] > 30 and asked["there"] > 10


def _ask_all(operations: list[Any], there: dict[str, str], url: str, cookies: dict[str, str]) -> Counter[str]:
    asked: Counter[str] = Counter()
    for operation in operations:
        if operation.definition.raw.get("operationId") == "signOut":
            continue  # would end the session that the others need

        @hypothesis.seed(1)
        @FEW
        @hypothesis.given(case=operation.as_strategy())
        def ask(case: schemathesis.Case) -> None:
            known = there.keys() & case.path_parameters.keys() if asked.total() % 2 else set()
            case.path_parameters.update({name: there[name] for name in known})
            asked["there" if known else "made up"] += 1
            case.validate_response(case.call(base_url=url, cookies=cookies), checks=[not_a_server_error])

        ask()
    return asked
