"""Alembic at work. Kept apart from `run`, which imports it only when there is something to upgrade."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from rootnode.migrations.dialect import engine_for

_HERE: Final = Path(__file__).parent
# the one number that every Rootnode process agrees on, so that one of them migrates while the others wait
_LOCK: Final = 0x526F6F746E6F6465


def upgrade(url: str, to: str = "head", then: Callable[[Any], None] | None = None) -> None:
    """Bring the database at `url` to the newest schema, or to revision `to`, in one transaction. Waits while another process does so.

    `then` gets the engine's own connection before the commit: what it writes is there with the schema, or neither is.
    """
    logging.getLogger("alembic").setLevel(logging.WARNING)
    engine = engine_for(url)
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, to)
        if then is not None:
            then(connection.connection.driver_connection)
        _check_references(connection)
    engine.dispose()


def alembic_config() -> Config:
    """Alembic's configuration, without a file."""
    config = Config()
    config.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    return config


def revisions() -> list[str]:
    """Every revision that this code knows, oldest first."""
    return [script.revision for script in reversed(list(ScriptDirectory.from_config(alembic_config()).walk_revisions()))]


def _check_references(connection: sa.Connection) -> None:
    """On SQLite references are not checked while tables are remade; so check them all before the commit."""
    if connection.dialect.name != "sqlite":
        return
    broken = connection.execute(sa.text("PRAGMA foreign_key_check")).fetchall()
    if broken:
        tables = ", ".join(sorted({str(row[0]) for row in broken}))
        raise RuntimeError(f"The upgrade would leave rows that refer to nothing in {tables}. Nothing was changed; restore a backup.")
