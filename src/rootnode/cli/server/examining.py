"""What `rootnode doctor` finds out about the stores: through the server that has them open, or by reading their files."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import apsw
import duckdb
import psycopg

from rootnode.blobs.s3 import S3Blobs, open_store
from rootnode.cli.server.asking import Command, ask
from rootnode.cli.server.failures import Refused
from rootnode.config import Settings
from rootnode.graph.counts import Off, counts_off
from rootnode.kit.db import ReadTx
from rootnode.kit.db.postgres import PostgresReadTx
from rootnode.kit.db.sqlite import SqliteReadTx, connect
from rootnode.kit.db.wal import lost_commits
from rootnode.kit.errors import Problem
from rootnode.migrations.run import KNOWN, CannotUse, postgres_revision, sqlite_revision
from rootnode.series import duckdb_schema
from rootnode.wire.admin import Finding

NAMED: Final = 5
"""So many wrong counts are named."""

_RESTORE: Final = "Stop the server, keep a copy of the file, and restore a backup."
_REPAIR: Final = "Start the server: it sets the file aside and makes it anew from its snapshot and the log."


def ask_the_server(settings: Settings) -> Iterator[Finding]:
    """What the running server says of its engines."""
    try:
        done = ask(settings.data, Command("check", {}))
    except (OSError, Refused) as error:
        yield Finding("server", f"it does not answer: {error}", "Look at its log; stop it and start it again.")
        return
    if done is None:
        yield Finding("server", "it does not answer yet, or a command holds the data", "Try again in a moment.")
        return
    for line in done.lines:
        name, _, said = line.partition("\t")
        yield Finding("server", f"{name}: {said}", "" if said == "ok" else "Look at the server's log; stop it and start it again.")


def look_at_the_stores(settings: Settings, *, alone: bool) -> Iterator[Finding]:
    """What their files say. `alone`: no server has them open, so DuckDB's can be read too."""
    yield from _postgres(settings.database_url) if settings.database_url else _sqlite(settings.sqlite_path, alone=alone)
    if alone:
        yield from _curves(settings)
        yield _bucket(settings) if settings.blobs_url else _folder_of_files(settings.data / "blobs")


def _postgres(url: str) -> Iterator[Finding]:
    try:
        revision = postgres_revision(url)
        yield _schema("PostgreSQL", revision)
        if revision == KNOWN[-1]:
            with psycopg.connect(url, connect_timeout=5, options="-c default_transaction_read_only=on") as connection:
                yield _counts(PostgresReadTx(connection, now=0))
    except (CannotUse, psycopg.Error) as error:
        yield Finding("database", str(error), "Correct that, then run `rootnode doctor` again.")


def _sqlite(path: Path, *, alone: bool) -> Iterator[Finding]:
    if not path.exists():
        yield Finding("database", f"SQLite: {path} is not there yet; the first start makes it")
        return
    try:
        if alone and (lost := lost_commits(path)):  # before it is opened and closed, which would remove the log
            yield Finding("database", f"SQLite: {lost.text}", lost.remedy)
            return
        revision = sqlite_revision(path)
        yield _schema(f"SQLite: {path}, {path.stat().st_size / (1 << 20):.1f} MiB", revision)
        connection = connect(path, readonly=True)
        try:
            answers = [str(row[0]) for row in connection.execute("PRAGMA quick_check(5)").fetchall()]
            counted = _counts(SqliteReadTx(connection, now=0)) if answers == ["ok"] and revision == KNOWN[-1] else None
        finally:
            connection.close()
    except (apsw.Error, OSError) as error:
        yield Finding("database", f"SQLite: {path} cannot be read ({error})", _RESTORE)
        return
    sound = answers == ["ok"]
    yield Finding("database", "quick check passed" if sound else f"damaged: {'; '.join(answers)}", "" if sound else _RESTORE)
    if counted:
        yield counted


def difference(off: Off) -> str:
    """In words: FRAUD: issue, todo: 3 counted, 2 there."""
    return f"{off.key}: {off.kind}, {off.state}: {off.counted:,} counted, {off.there:,} there"


def _counts(tx: ReadTx) -> Finding:
    found = counts_off(tx)
    if not found:
        return Finding("database", "items are counted right")
    more = f"; and {len(found) - NAMED:,} more" if len(found) > NAMED else ""
    told = "; ".join(map(difference, found[:NAMED]))
    return Finding("database", f"items are counted wrong: {told}{more}", "Run: rootnode doctor --mend")


def _schema(engine: str, revision: str | None) -> Finding:
    if revision is None:
        return Finding("database", f"{engine}, empty; the first start makes the schema")
    if revision == KNOWN[-1]:
        return Finding("database", f"{engine}, schema {revision}")
    if revision in KNOWN:
        return Finding("database", f"{engine}, schema {revision}; the next start brings it to {KNOWN[-1]}")
    return Finding("database", f"{engine}, schema {revision} of a newer Rootnode", "Install the newer version again.")


def _curves(settings: Settings) -> Iterator[Finding]:
    if settings.series_url:
        yield Finding("curves", "ClickHouse is asked by the running server only; see /ready")
        return
    files = sorted((settings.data / "series").glob("points-*.duckdb"))
    if not files:
        yield Finding("curves", "DuckDB: no file yet; the first start makes it")
        return
    try:
        connection = duckdb.connect(str(files[-1]), read_only=True)
        try:
            points = duckdb_schema.verify(connection)
        finally:
            connection.close()
    except (duckdb.Error, duckdb_schema.Mismatch, OSError) as error:
        yield Finding("curves", f"DuckDB: {files[-1]} cannot be read ({str(error).splitlines()[0]})", _REPAIR)
        return
    yield Finding("curves", f"DuckDB: {files[-1]}, {points} points, all read")
    aside = sorted((settings.data / "series" / "damaged").glob("*"))
    if aside:
        yield Finding("curves", f"set aside after damage, kept for you to look at: {', '.join(path.name for path in aside)}")


def _folder_of_files(folder: Path) -> Finding:
    if not folder.exists():
        return Finding("files", f"{folder} is not there yet; the first start makes it")
    usable = os.access(folder, os.R_OK | os.W_OK | os.X_OK)
    return Finding("files", f"{folder}", "" if usable else "Give it to the user who runs the server, with mode 700.")


def _bucket(settings: Settings) -> Finding:
    try:
        S3Blobs(open_store(settings.bucket)).check()
    except Problem as error:
        return Finding("files", f"S3: {error}", "Check ROOTNODE_BLOBS_URL, the AWS_* variables, and that the bucket is there.")
    return Finding("files", "S3: the bucket answers")
