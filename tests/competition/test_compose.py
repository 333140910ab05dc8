"""docker-compose.yml, as far as it can be checked without Docker."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from compose_spec import PyCompose

from competition.cli import COMMANDS

FILE = Path(__file__).parents[2] / "docker-compose.yml"


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return content


def test_it_follows_the_compose_specification() -> None:
    PyCompose.from_yaml(FILE.read_text(encoding="utf-8"))


def test_a_fault_in_it_would_be_noticed() -> None:
    with pytest.raises(ValueError, match="restrat"):
        PyCompose.from_yaml(FILE.read_text(encoding="utf-8").replace("restart:", "restrat:"))


def test_every_volume_and_dependency_is_defined(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        named = {one.split(":")[0] for one in service.get("volumes", []) if not one.startswith((".", "/"))}
        assert named <= set(compose.get("volumes", {}))
        assert set(service.get("depends_on", {})) <= set(compose["services"])


def test_whoever_is_waited_for_says_when_it_is_healthy(compose: dict[str, Any]) -> None:
    waited = [
        name
        for service in compose["services"].values()
        for name, how in service.get("depends_on", {}).items()
        if how["condition"] == "service_healthy"
    ]
    assert waited and all("healthcheck" in compose["services"][name] for name in waited)


def test_the_image_is_built_from_files_that_are_there(compose: dict[str, Any]) -> None:
    """The build takes what it needs from the project's folder and pins by hash; it holds no secret."""
    recipe = compose["services"]["server"]["build"]["dockerfile_inline"]
    assert "--require-hashes" in recipe and (FILE.parent / "requirements.lock").is_file()
    for service in compose["services"].values():
        for name, value in service.get("environment", {}).items():
            assert not name.endswith(("PASSWORD", "KEY")) or value.startswith("${")


def test_a_relay_carries_the_audience(compose: dict[str, Any]) -> None:
    """It runs the image that the server builds, follows the server by its name, and knows no secret."""
    relay, server = compose["services"]["relay"], compose["services"]["server"]
    command = relay["command"]
    assert command[:2] == ["jinji", "relay"] and command[command.index("--upstream") + 1] == "http://server:8000"
    assert relay["image"] == server["image"] and "database" not in relay["depends_on"]
    assert not {"JINJI_DATABASE_URL", "JINJI_IDENTITY_KEY"} & set(relay.get("environment", {}))
    assert set(relay["ports"]).isdisjoint(server["ports"])
    assert "relay" in COMMANDS
