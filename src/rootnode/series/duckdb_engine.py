"""The embedded engine: one DuckDB file, owned by this process, rebuilt from snapshot and log when it is damaged."""

import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import groupby
from pathlib import Path
from typing import Final

import duckdb
import numpy as np

from rootnode.kit.errors import Unavailable
from rootnode.series import duckdb_schema as schema
from rootnode.series.buckets import COVER
from rootnode.series.duckdb_book import Columns, CurveBook
from rootnode.series.duckdb_compact import carry_over, rewrite
from rootnode.series.duckdb_curves import CurveReader
from rootnode.series.duckdb_files import Folder, Manifest, copy_file, hash_file
from rootnode.series.points import FARTHEST
from rootnode.series.protocol import Curve, DeleteEntry, EngineTrouble, Entry, PointsEntry, Position, Samples, SeriesDamaged, Snapshot

CHECKPOINT_BYTES: Final = 32 << 20
"""The WAL is folded into the file when it is this long."""
COVER_FLUSHES: Final = 16
"""The pyramid is carried on after this many flushes, or sooner when much is due."""
UNSORTED_POINTS: Final = 1_000_000
"""A rewrite is worth it when this many points, and a fifth of all, lie in order of arrival."""


class DuckEngine:
    """Points in `<folder>/points-*.duckdb`. Raises EngineTrouble or SeriesDamaged like every engine.

    Tests make the numbers small: a curve enters the pyramid with `cover` points, a rewrite pays from `unsorted` points.
    """

    name = "duckdb"
    log_kept = 0

    def __init__(self, folder: Path, *, cover: int = COVER, unsorted: int = UNSORTED_POINTS) -> None:
        self._folder = Folder(folder)
        self._cover_from, self._unsorted = cover, unsorted
        self._write = threading.RLock()
        self._swap = threading.Condition()
        self._readers = 0
        self._swapping = False
        self._held = False  # a copy is being made: no checkpoint
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._flush = 0
        self._covered = 0

    def open(self, oldest: int) -> None:
        """Open the live file, or make the first one. Raises EngineTrouble when it cannot be used as it is, because it
        does not open or is older than snapshot `oldest`, on which the log relies."""
        with self._write, _trouble():
            path = self._folder.live()
            if path is None and oldest:
                raise EngineTrouble(f"the series file is gone from {self._folder.root}")
            self._use(path or self._folder.next_live())
            if self._number("SELECT value FROM meta WHERE name = 'snapshot'") < oldest:
                raise EngineTrouble(f"{path} is older than snapshot {oldest}")

    def _use(self, path: Path) -> None:
        """Open the file there, or make it."""
        connection = schema.connect(path) if path.exists() else schema.create(path)
        self._connection, self._wal = connection, path.with_name(f"{path.name}.wal")
        form = self._number("SELECT value FROM meta WHERE name = 'schema'")
        if form > schema.SCHEMA_VERSION:
            self._close()
            raise Unavailable(f"{path} was written by a newer Rootnode (form {form}). Install that version again.", retry_after=3600)
        if form != schema.SCHEMA_VERSION:
            raise EngineTrouble(f"{path} is of form {form}")
        self._flush = self._number("SELECT greatest((SELECT max(flush) FROM point), (SELECT max(upto) FROM cover))")
        self._covered = self._flush
        self._book = CurveBook(connection, self._cover_from)

    @property
    def _duck(self) -> duckdb.DuckDBPyConnection:
        if self._connection is None:
            raise EngineTrouble("the series file is not open")
        return self._connection

    def _number(self, sql: str, *params: object) -> int:
        return schema.number(self._duck, sql, *params)

    # writing

    def append(self, entries: Sequence[Entry]) -> None:
        with self._write, _trouble():
            duck = self._duck
            duck.begin()
            try:
                self._append(entries)
                duck.commit()
            except BaseException:
                self._connection_lost_or_rolled_back()
                raise
            self._book.trim()
            self._checkpoint_if_long()

    def _connection_lost_or_rolled_back(self) -> None:
        """What the book learnt in the transaction is not so."""
        try:
            self._duck.rollback()
            self._book = CurveBook(self._duck, self._cover_from)
        except duckdb.Error:
            self._close()

    def _append(self, entries: Sequence[Entry]) -> None:
        known = "SELECT seq FROM batch WHERE seq IN (SELECT unnest($1))"
        taken = {seq for (seq,) in self._duck.execute(known, [[entry.seq for entry in entries]]).fetchall()}
        entries = [entry for entry in entries if entry.seq not in taken]
        if not entries:
            return
        self._flush += 1
        for deletes, group in groupby(entries, key=lambda entry: isinstance(entry, DeleteEntry)):
            if deletes:
                self._delete([entry.run for entry in group])
            else:
                self._insert([entry for entry in group if isinstance(entry, PointsEntry)])
        self._duck.register("taken", {"seq": np.array([entry.seq for entry in entries], dtype=np.int64)})
        self._duck.execute("INSERT INTO batch SELECT seq FROM taken")
        self._duck.unregister("taken")
        if self._book.due and (self._book.due_points >= 8 * self._cover_from or self._flush - self._covered >= COVER_FLUSHES):
            self._cover()

    def _insert(self, entries: Sequence[PointsEntry]) -> None:
        columns: Columns = self._book.only_new(self._book.columns(entries, self._flush))
        if len(columns[0]) == 0:
            return
        self._duck.register("arrived", dict(zip(("curve", "step", "time", "value"), columns, strict=True)))
        self._duck.execute(
            f"INSERT INTO point SELECT curve::INTEGER, step, time, {schema.VALUE}, {self._flush} FROM arrived"
        )  # sql: the flush is a number of ours
        self._duck.unregister("arrived")

    def _delete(self, runs: Sequence[str]) -> None:
        for run in runs:
            self._duck.execute("INSERT INTO dead SELECT id FROM curve WHERE run = $1", [run])
            self._duck.execute("DELETE FROM curve WHERE run = $1", [run])
        self._book.drop(runs)

    def _cover(self) -> None:
        """Carry the pyramid on: sum up what the due curves have beyond it."""
        due = self._book.take_due(self._flush)
        numbers, shifts, uptos = (np.array(column, dtype=np.int64) for column in zip(*due, strict=True))
        self._duck.register("due", {"curve": numbers, "shift": shifts.astype(np.int8), "upto": uptos})
        self._duck.execute(schema.COVER, {"least": int(uptos.min()), "now": self._flush})
        # sql: the flush is a number of ours
        self._duck.execute(f"INSERT INTO cover SELECT curve, shift, {self._flush} FROM due")
        self._duck.unregister("due")
        self._covered = self._flush

    def _checkpoint_if_long(self) -> None:
        if not self._held and self._wal.exists() and self._wal.stat().st_size > CHECKPOINT_BYTES:
            self._duck.execute("CHECKPOINT")

    def flushed(self) -> set[int]:
        with self._write, _trouble():
            return {seq for (seq,) in self._duck.execute("SELECT seq FROM batch").fetchall()}

    def forget(self, gone: Collection[int]) -> None:
        with self._write, _trouble():
            self._duck.execute("DELETE FROM batch WHERE seq IN (SELECT unnest($1::BIGINT[]))", [list(gone)])

    # reading

    @contextmanager
    def _reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor of its own; the file is not swapped meanwhile."""
        with self._swap:
            self._swap.wait_for(lambda: not self._swapping)
            self._readers += 1
        try:
            with _trouble():
                cursor = self._duck.cursor()
                try:
                    yield cursor
                finally:
                    cursor.close()
        finally:
            with self._swap:
                self._readers -= 1
                self._swap.notify_all()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """No reader and no writer; for as long as a swap of files takes."""
        with self._write:
            with self._swap:
                self._swapping = True
                self._swap.wait_for(lambda: self._readers == 0)
            try:
                yield
            finally:
                with self._swap:
                    self._swapping = False
                    self._swap.notify_all()

    def points(self, run: str, key: str, from_step: int, to_step: int, after: Position | None, limit: int) -> Samples:
        with self._reading() as cursor:
            found = cursor.execute("SELECT id, flush FROM curve WHERE run = $1 AND key = $2", [run, key]).fetchone()
            curve, flush = found or (-1, 0)
            low, high = max(from_step, -FARTHEST), min(to_step, FARTHEST)
            sql = "SELECT step, time, value FROM point WHERE curve = $1 AND flush >= $2 AND step >= $3 AND step <= $4"
            params: list[float | int] = [curve, flush, max(low, after[0]) if after else low, high]
            if after:
                sql += " AND (step, time, value) > ($5::BIGINT, $6::BIGINT, $7::DOUBLE)"
                params += after
            columns = cursor.execute(f"{sql} ORDER BY step, time, value LIMIT {limit}", params).fetchnumpy()
        return Samples(columns["step"], columns["time"], columns["value"])

    def curves(self, runs: Sequence[str], keys: Sequence[str], buckets: int, from_step: int | None, to_step: int | None) -> list[Curve]:
        with self._reading() as cursor:
            return CurveReader(cursor).read(runs, keys, buckets, from_step, to_step)

    def count(self, run: str | None = None) -> int:
        with self._reading() as cursor:
            if run is None:
                return schema.number(cursor, "SELECT count(*) FROM point ANTI JOIN dead USING (curve)")
            return schema.number(cursor, "SELECT count(*) FROM point p JOIN curve c ON p.curve = c.id WHERE c.run = $1", run)

    def last_steps(self) -> Iterator[tuple[str, str, int]]:
        """(run, key, greatest step) of every curve, in order of run and key."""
        sql = "SELECT run, key, max(step) FROM curve c JOIN point p ON p.curve = c.id GROUP BY run, key ORDER BY run, key"
        with self._reading() as cursor:
            cursor.execute(sql)
            while page := cursor.fetchmany(10_000):
                yield from page

    # keeping

    def snapshot(self) -> Snapshot | None:
        made, number, seqs, points, flush = self._copy()
        copy = made / "points.duckdb"
        with _trouble():
            size, proof = hash_file(copy)
            with schema.connect(copy, external=True) as connection:
                found = schema.verify(connection)
            if found != points or hash_file(copy) != (size, proof):
                raise EngineTrouble(f"a copy of the series file holds {found} points where {points} were expected")
            kept = self._folder.keep_snapshot(made, Manifest(1, number, size, proof, points, flush), frozenset(seqs))
            self._folder.drop_old_snapshots()
        return kept

    def _copy(self) -> tuple[Path, int, set[int], int, int]:
        """Copy the file while points go on arriving: between checkpoints they only reach the WAL."""
        with self._write, _trouble():
            live = self._folder.live()
            if live is None or self._held:
                raise EngineTrouble("there is no file to copy, or it is being copied already")
            numbers = [self._number("SELECT value FROM meta WHERE name = 'snapshot'"), *self._folder.snapshot_numbers()]
            number = max(numbers) + 1
            self._duck.execute("UPDATE meta SET value = $1 WHERE name = 'snapshot'", [number])
            self._duck.execute("CHECKPOINT")
            seqs, points, flush = self.flushed(), self._number("SELECT count(*) FROM point"), self._flush
            self._held = True
        try:
            made = self._folder.new_snapshot(number)
            copy_file(live, made / "points.duckdb")
        except OSError as error:
            raise EngineTrouble(f"the series file cannot be copied: {error}") from error
        finally:
            self._held = False
        return made, number, seqs, points, flush

    def compact(self) -> bool:
        if not self._worth_rewriting():
            return False
        snapshot = self.snapshot()
        sound = self._folder.sound_snapshot(snapshot.number) if snapshot else None
        if not isinstance(sound, tuple):
            return False
        ready = self._folder.root / "points.new.duckdb"
        with _trouble():
            rewrite(sound[0], ready, self._cover_from)
            with self._alone():
                self._swap_in(ready, sound[1].flush)
        return True

    def _worth_rewriting(self) -> bool:
        with self._reading() as cursor:
            unsorted = schema.number(cursor, "SELECT count(*) FROM point WHERE flush > 0")
            dead = schema.number(cursor, "SELECT count(*) FROM point JOIN dead USING (curve)")
            total = schema.number(cursor, "SELECT count(*) FROM point")
        return max(unsorted, dead) >= self._unsorted and 5 * max(unsorted, dead) >= total

    def _swap_in(self, ready: Path, flush: int) -> None:
        """Bring the rewritten file up to date with what came after `flush`, and let it take the live one's place."""
        target = schema.connect(ready)
        try:
            carry_over(self._duck, target, flush)
            target.execute("CHECKPOINT")
        finally:
            target.close()
        place = self._folder.next_live()
        self._close()
        self._folder.replace_live(ready, place)
        self._use(place)

    def verify(self) -> None:
        with self._reading() as cursor:
            schema.verify(cursor)

    # healing

    def recover(self, oldest: int) -> None:
        with self._alone():
            self._close()
            if self._sound_after_reopening(oldest):
                return
            sound = self._folder.sound_snapshot(oldest)
            if not isinstance(sound, tuple) and (oldest or isinstance(sound, str)):
                self._close()
                raise SeriesDamaged(
                    f"The series file in {self._folder.root} is damaged and cannot be rebuilt: "
                    f"{sound or f'snapshot {oldest} or later is gone'}. Restore that folder from a backup."
                )
            self._close()
            self._rebuild(sound[0] if isinstance(sound, tuple) else None)

    def _sound_after_reopening(self, oldest: int) -> bool:
        try:
            self.open(oldest)
            schema.verify(self._duck)
        except (EngineTrouble, duckdb.Error, UnicodeDecodeError, schema.Mismatch) as error:
            if _passing(error):
                raise EngineTrouble(str(error)) from error
            return False
        return True

    def _rebuild(self, snapshot: Path | None) -> None:
        with _trouble():
            place = self._folder.next_live()
            if snapshot is None:
                self._folder.set_aside()
                self._use(place)
                return
            ready = self._folder.root / "points.new.duckdb"
            copy_file(snapshot, ready)
            self._folder.set_aside()
            self._folder.replace_live(ready, place)
            self._use(place)

    def close(self) -> None:
        with self._alone():
            self._close()

    def _close(self) -> None:
        if self._connection is not None:
            connection, self._connection = self._connection, None
            with suppress(duckdb.Error):  # the file is damaged: whoever opens it next will find out
                connection.close()


@contextmanager
def _trouble() -> Iterator[None]:
    """DuckDB's and the file system's errors as the one that the store knows how to heal."""
    try:
        yield
    except (duckdb.Error, OSError, UnicodeDecodeError, schema.Mismatch) as error:
        raise EngineTrouble(f"the series engine failed: {error}") from error


def _passing(error: BaseException) -> bool:
    """Whether the files are fine and only the moment is not: no space, no permission, held by another process."""
    text = f"{error} {error.__cause__}".lower()
    return any(hint in text for hint in ("no space left", "permission denied", "lock on file", "too many open files"))
