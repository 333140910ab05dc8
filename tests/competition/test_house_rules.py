"""What the server's code promises of itself, read from its source."""

import ast
import importlib
import json
import pkgutil
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import competition
import rules
from competition.contract import contract
from rules.errors import Refusal

ROOT = Path(competition.__file__).parents[1]
FILES = sorted(path for path in (ROOT / "competition").rglob("*.py") if "migrations" not in path.parts)
MOMENTS = {"now", "today", "utcnow", "fromtimestamp", "time", "time_ns"}
CLOCKS = {"clock.py": {"now"}, "identifiers.py": {"time_ns"}}
"""`time_ns` makes identifiers that sort by age, and orders nothing."""
OUTSIDE_TABLES = [path for path in FILES if path.name not in ("tables.py", "piccolo_app.py")]


def nodes(path: Path) -> list[ast.AST]:
    return list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def named(path: Path) -> str:
    return str(path.relative_to(ROOT / "competition"))


def imported(path: Path) -> Iterator[str]:
    """Every module the file imports, wherever in it; `from a import b` counts as `a` and as `a.b`."""
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def reads_the_clock(node: ast.AST) -> str | None:
    """What a node calls on a module or class that tells the time."""
    if isinstance(node, ast.Attribute) and node.attr in MOMENTS and isinstance(node.value, ast.Name):
        if node.value.id in {"datetime", "date", "time"}:
            return node.attr
    return None


@pytest.mark.parametrize("path", FILES, ids=named)
def test_only_the_clock_reads_the_clock(path: Path) -> None:
    found = {moment for node in nodes(path) if (moment := reads_the_clock(node))}
    assert found <= CLOCKS.get(path.name, set())
    assert not {"time.time", "time.time_ns", "time.localtime"} & set(imported(path))


def test_the_rule_about_clocks_would_notice() -> None:
    assert reads_the_clock(ast.parse("datetime.now(UTC)").body[0].value.func) == "now"  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", [path for path in FILES if path.name == "routes.py"], ids=named)
def test_routes_import_no_tables(path: Path) -> None:
    assert not [name for name in imported(path) if ".tables" in name or name.startswith("piccolo")]


@pytest.mark.parametrize("path", OUTSIDE_TABLES, ids=named)
def test_another_features_tables_are_off_limits(path: Path) -> None:
    """But for a foreign key, from the tables of one's own."""
    own = f"competition.{path.parent.name}.tables"
    others = {name for name in imported(path) if re.fullmatch(r"competition\.\w+\.tables(\.\w+)?", name)}
    assert not [name for name in others if not name.startswith(own)]


def refusals() -> list[type[Refusal]]:
    """Every refusal there is, once every module has been imported."""
    for package in (competition, rules):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations" not in module.name:
                importlib.import_module(module.name)

    def below(kind: type[Refusal]) -> Iterator[type[Refusal]]:
        for one in kind.__subclasses__():
            yield one
            yield from below(one)

    return sorted(
        {one for one in below(Refusal) if one.__module__.startswith(("competition", "rules"))}, key=lambda one: str(one)
    )


REFUSALS = [one for one in refusals() if hasattr(one, "zh") or not one.__subclasses__()]
"""All but those that only gather others below them."""


def placeholders(template: str) -> set[str]:
    """What fills the template; a value that is itself in one language counts as the same in both."""
    return {re.sub(r"^(zh|en)$|_(zh|en)$", "", name) for _, name, _, _ in Formatter().parse(template) if name}


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda one: one.__name__)
def test_a_refusal_says_the_same_in_both_languages(refusal: type[Refusal]) -> None:
    """A stable code of the form `feature.what`, Chinese in Chinese, English without, and the same holes to fill."""
    assert re.fullmatch(r"[a-z]+\.[a-z_]+", refusal.code)
    assert re.search(r"[\u4e00-\u9fff]|^\{zh\}", refusal.zh) and not re.search(r"[\u4e00-\u9fff]", refusal.en)
    assert placeholders(refusal.zh) == placeholders(refusal.en)


def test_codes_are_unique() -> None:
    """A subclass may keep its parent's code; two families never share one."""
    own = [one for one in REFUSALS if "code" in vars(one)]
    assert [code for code, times in Counter(one.code for one in own).items() if times > 1] == []
    assert len(own) > 40


def test_the_pages_are_built_for_this_server() -> None:
    """`scoring_ui/openapi.json` is what the server says of itself."""
    kept = json.loads((ROOT / "scoring_ui/openapi.json").read_text(encoding="utf-8"))
    assert kept == json.loads(json.dumps(contract())), (
        "the server's contract has changed; run `make types` (python -m competition.contract scoring_ui/openapi.json)"
    )


def test_the_python_lock_names_no_host() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert lock.count("--hash=sha256:") > 100
    assert not re.search(r"https?://|--index|--find-links|@ file:", lock)


def test_the_lock_of_the_pages_names_no_registry() -> None:
    """The addresses where authors ask for funding are no hosts to fetch from."""

    def strings(value: object, under: str = "") -> Iterator[tuple[str, str]]:
        if isinstance(value, dict):
            for key, one in value.items():
                yield from strings(one, key if under != "funding" else under)
        elif isinstance(value, list):
            for one in value:
                yield from strings(one, under)
        else:
            yield under, str(value)

    found = list(strings(json.loads((ROOT / "scoring_ui/package-lock.json").read_text(encoding="utf-8"))))
    assert "resolved" not in {key for key, _ in found} and len([1 for key, _ in found if key == "integrity"]) > 50
    assert [value for key, value in found if re.match(r"https?://", value) and key != "funding"] == []
