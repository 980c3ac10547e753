"""Bring a database to the schema that this code needs, and refuse one that is newer.

Alembic and SQLAlchemy are imported only when something has to be done: a start with a current database does not pay
for them.
"""

from pathlib import Path
from typing import Final

import apsw
import psycopg

from rootnode.kit.db.sqlite import connect
from rootnode.kit.db.wal import lost_commits

KNOWN: Final = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010", "0011", "0012", "0013", "0014")
"""Every revision of the schema, oldest first. A test compares it with the migrations in `versions/`."""
OLDEST_POSTGRES: Final = 15
_REVISION: Final = "SELECT version_num FROM alembic_version"
_SQLITE: Final = "sqlite:///"


class CannotUse(Exception):
    """The database cannot be used by this version of Rootnode. The text says why and what to do."""


def migrate(url: str) -> bool:
    """Upgrade the database at `url` (`sqlite:///PATH` or `postgresql://...`) when it needs it; answers whether it did.

    Before an upgrade of a SQLite file that holds data, a copy is left beside it. Raises CannotUse when the database is
    newer than this code, its server too old, or commits would be lost by opening it.
    """
    if url.startswith(_SQLITE):
        _refuse_loss(Path(url.removeprefix(_SQLITE)))
    revision = sqlite_revision(Path(url.removeprefix(_SQLITE))) if url.startswith(_SQLITE) else postgres_revision(url)
    if revision == KNOWN[-1]:
        return False
    if revision is not None and revision not in KNOWN:
        raise CannotUse(
            f"This data was written by a newer Rootnode (its schema is {revision}, this one knows up to {KNOWN[-1]}). "
            "Nothing was changed. Install the newer version again, or restore a backup that this version made."
        )
    if revision is not None and url.startswith(_SQLITE):
        back_up(Path(url.removeprefix(_SQLITE)), revision)
    # late: a start that has nothing to do must not pay for importing Alembic
    from rootnode.migrations.upgrade import upgrade  # noqa: PLC0415

    upgrade(url)
    return True


def _refuse_loss(path: Path) -> None:
    """Before anything opens the database: SQLite would drop commits behind a damaged place without a word."""
    lost = lost_commits(path) if path.exists() else None
    if lost is not None:
        raise CannotUse(f"{lost.text}. Nothing was changed. {lost.remedy}")


def sqlite_revision(path: Path) -> str | None:
    """The revision of the SQLite file, None when it is empty or not there."""
    if not path.exists():
        return None
    connection = connect(path, readonly=True)
    try:
        row = connection.execute(_REVISION).fetchone()
    except apsw.SQLError:  # no such table
        return None
    finally:
        connection.close()
    return str(row[0]) if row else None


def postgres_revision(url: str) -> str | None:
    """The revision of the PostgreSQL database, None when it is empty. Raises CannotUse for a server or encoding that will not do."""
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            version = connection.info.server_version // 10_000
            encoding = connection.info.parameter_status("server_encoding")
            if version < OLDEST_POSTGRES:
                raise CannotUse(f"This is PostgreSQL {version}; Rootnode needs {OLDEST_POSTGRES} or newer. Upgrade the server.")
            if encoding != "UTF8":
                raise CannotUse(f"This database stores text as {encoding}. Make one with ENCODING 'UTF8' and use that.")
            try:
                row = connection.execute(_REVISION).fetchone()
            except psycopg.errors.UndefinedTable:
                return None
            return str(row[0]) if row else None
    except psycopg.OperationalError as error:
        reason = str(error).strip().splitlines()[-1]
        raise CannotUse(f"PostgreSQL cannot be reached: {reason} Check ROOTNODE_DATABASE_URL and that the server runs.") from error


def back_up(path: Path, revision: str) -> Path:
    """A whole copy of the SQLite file as it was at `revision`, beside it; made once."""
    copy = path.with_name(f"{path.name}.before-upgrade-from-{revision}")
    if not copy.exists():
        unfinished = copy.with_name(copy.name + ".unfinished")
        unfinished.unlink(missing_ok=True)
        connection = connect(path, readonly=False)  # a copy counts as a write
        try:
            connection.execute("VACUUM INTO ?", (str(unfinished),))
        finally:
            connection.close()
        unfinished.rename(copy)
    return copy
