"""What the package `rules` promises of itself: no float, no clock, no imports but the standard library and YAML."""

import ast
import sys
from pathlib import Path

import pytest

import rules

FILES = sorted(Path(rules.__file__).parent.glob("*.py"))


def nodes(path: Path) -> list[ast.AST]:
    return list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_float_and_no_clock(path: Path) -> None:
    for node in nodes(path):
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), node.lineno  # type: ignore[attr-defined]
        assert not (isinstance(node, ast.Name) and node.id == "float"), node.lineno
        assert not (isinstance(node, ast.Attribute) and node.attr in ("now", "today", "utcnow")), node.lineno


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_imports_only_the_standard_library_yaml_and_itself(path: Path) -> None:
    allowed = {*sys.stdlib_module_names, "yaml", "rules"} - {"asyncio", "socket", "random", "time"}
    for node in nodes(path):
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        assert {name.split(".")[0] for name in names} <= allowed
