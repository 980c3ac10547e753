"""Filling an empty database from a backup, and looking whether it then holds what the backup says."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from rootnode.keep.create import Tell
from rootnode.keep.manifest import BadBackup, Manifest, table_file
from rootnode.keep.rowfile import RowReader, RowsDamaged, RowWriter
from rootnode.keep.rows import RowStore, rows_of

Build = Callable[[str, str, Callable[[Any], None]], None]
"""Make the tables of a revision in the empty database of a URL, and call the last with its connection before the commit."""


def fill(folder: Path, manifest: Manifest, url: str, build: Build, tell: Tell) -> None:
    """Tables and rows, in one transaction: all, or nothing. Raises BadBackup, and what the engine raises."""
    build(url, manifest.versions.schema, lambda connection: _fill(folder, manifest, rows_of(connection), tell))


def _fill(folder: Path, manifest: Manifest, store: RowStore, tell: Tell) -> None:
    tables = store.tables()
    if {table.name for table in tables} != manifest.tables.keys():
        differ = ", ".join(sorted({table.name for table in tables} ^ manifest.tables.keys()))
        raise BadBackup(f"This backup's tables are not those of schema {manifest.versions.schema}: {differ}. Use another backup.")
    done, total = 0, sum(digest.rows for digest in manifest.tables.values())
    for table in tables:
        path = table_file(folder, table.name)
        try:
            with RowReader(path) as reader:
                if reader.table != table:
                    raise BadBackup(f"{path.name} was written for other columns than the table '{table.name}' has. Use another backup.")
                store.fill(table, reader.rows())
                found = reader.digest()
        except RowsDamaged as error:
            raise BadBackup(f"{error}. Use another backup.") from None
        if found != manifest.tables[table.name]:
            raise BadBackup(f"{path.name} changed while it was read. Use another backup.")
        done += found.rows
        tell("rows", done, total)
    store.set_row_seq(manifest.row_seq)
    compare(manifest, store, tell)


def holds(manifest: Manifest, store: RowStore, tell: Tell) -> bool:
    """Does the database hold what the backup says, no more and no less?"""
    try:
        if {table.name for table in store.tables()} != manifest.tables.keys():
            return False
        compare(manifest, store, tell)
    except (BadBackup, ValueError):
        return False
    return store.row_seq() == manifest.row_seq


def compare(manifest: Manifest, store: RowStore, tell: Tell) -> None:
    """Write every row out once more and compare counts and content hashes. Raises BadBackup."""
    done, total = 0, sum(digest.rows for digest in manifest.tables.values())
    for table in store.tables():
        with RowWriter(table) as writer:
            writer.write(store.rows(table))
            found = writer.finish()
        expected = manifest.tables[table.name]
        if found != expected:
            raise BadBackup(f"The table '{table.name}' came back with {found.rows} rows instead of {expected.rows}, or with other content.")
        done += found.rows
        tell("rows compared", done, total)
