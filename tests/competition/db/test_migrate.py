"""Migrations: all or nothing, once, never under a newer schema."""

import asyncio
import sys
from pathlib import Path

import pytest
from piccolo.apps.migrations.tables import Migration

from competition.db.engine import DB
from competition.db.errors import MigrationFailed, SchemaNewer
from competition.db.migrate import migrate

CONF = """
from piccolo.conf.apps import AppRegistry
from competition.db.engine import DB
APP_REGISTRY = AppRegistry(apps=["tiny.piccolo_app"])
"""
APP = """
from pathlib import Path
from piccolo.conf.apps import AppConfig
FOLDER = Path(__file__).parent / "migrations"
APP_CONFIG = AppConfig(app_name="tiny", migrations_folder_path=str(FOLDER), table_classes=[])
"""
STEP = """
from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from competition.db.engine import DB
ID = "{name}"
async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="tiny")
    async def run():
        await DB.run_ddl("{ddl}")
    manager.add_raw(run)
    return manager
"""


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An application of two tables, made for one test. Returns its migrations folder."""
    folder = tmp_path / "tiny" / "migrations"
    folder.mkdir(parents=True)
    (tmp_path / "tiny_conf.py").write_text(CONF)
    (folder.parent / "piccolo_app.py").write_text(APP)
    step(folder, "step_1", "CREATE TABLE one ()")
    step(folder, "step_2", "CREATE TABLE two ()")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("PICCOLO_CONF", "tiny_conf")
    for name in ("tiny_conf", "tiny", "tiny.piccolo_app", "step_1", "step_2", "step_3"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    return folder


def step(folder: Path, name: str, ddl: str) -> None:
    (folder / f"{name}.py").write_text(STEP.format(name=name, ddl=ddl))


async def tables() -> set[str]:
    rows = await DB.run_ddl("SELECT relname FROM pg_class WHERE relname IN ('one', 'two', 'migration')")
    return {row["relname"] for row in rows}


async def test_two_that_start_at_once_on_an_empty_database(
    tiny: Path, empty_database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each migration runs once, nothing is printed, and the import path is as it was."""
    before = sys.path[:]
    await asyncio.gather(migrate("tiny"), migrate("tiny"))
    assert await tables() == {"one", "two", "migration"}
    assert sorted(await Migration.get_migrations_which_ran("tiny")) == ["step_1", "step_2"]
    assert capsys.readouterr().out == "" and sys.path == before


async def test_a_failing_migration_undoes_those_before_it(tiny: Path, empty_database: str) -> None:
    step(tiny, "step_3", "CREATE TABLE one ()")
    with pytest.raises(MigrationFailed, match="already exists"):
        await migrate("tiny")
    assert await tables() == set()


async def test_a_newer_schema_is_refused_by_name_and_left_alone(tiny: Path, empty_database: str) -> None:
    await migrate("tiny")
    await Migration.insert(Migration(name="step_9", app_name="tiny"))
    step(tiny, "step_3", "DROP TABLE one")
    with pytest.raises(SchemaNewer, match="step_9") as refused:
        await migrate("tiny")
    assert refused.value.code == "db.schema_newer" and "one" in await tables()
