"""A planted fault: SQLite does not sync. A process that has this folder on PYTHONPATH acknowledges what is in no disk's hands."""

from pathlib import Path

import apsw

from rootnode.kit.db import sqlite

_proper = sqlite.connect


def _without_sync(path: Path, *, readonly: bool) -> apsw.Connection:
    connection = _proper(path, readonly=readonly)
    connection.execute("PRAGMA synchronous=OFF")
    return connection


sqlite.connect = _without_sync
