"""One table's rows in a file, the same bytes whatever engine they come from.

A header and then each row in order of the primary key: four bytes of length (big-endian) and a msgpack array. A row has its
columns in alphabetical order; -0.0 is written as 0.0 and NaN as nil, because the engines do not keep them apart. So the
SHA-256 of the file is also the content hash of the table: dump a restored table again and compare.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Literal, Self, TypeAlias

import msgspec

from rootnode.kit.db import Row

Type: TypeAlias = Literal["int", "real", "text", "bytes"]
_PIECE: Final = 1 << 20
_LONGEST: Final = 1 << 30


class Table(msgspec.Struct, frozen=True):
    """A table as the database describes it: `columns` in alphabetical order with their `types`, `key` is the primary key."""

    name: str
    columns: tuple[str, ...]
    types: tuple[Type, ...]
    key: tuple[str, ...]


class Digest(msgspec.Struct, frozen=True):
    """What a file holds: rows (0 where it is no table), bytes, and the SHA-256 of the bytes."""

    rows: int
    size: int
    sha256: str


class RowsDamaged(Exception):
    """The file is not what `RowWriter` wrote. The text says where."""


class RowWriter:
    """Hashes rows, and writes them when `path` is given. Use as a context."""

    def __init__(self, table: Table, path: Path | None = None) -> None:
        self._encode = msgspec.msgpack.Encoder().encode
        self._reals = [place for place, kind in enumerate(table.types) if kind == "real"]
        self._proof = hashlib.sha256()
        self._held = bytearray()
        self._fd = -1 if path is None else os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        self._size = self._rows = 0
        self._add(self._encode({"table": table.name, "columns": table.columns, "types": table.types, "key": table.key}))

    def write(self, rows: Iterable[Row]) -> None:
        """Append rows, which come in order of the key."""
        for row in rows:
            self._add(self._encode(self._plain(row) if self._reals else row))
            self._rows += 1
            if len(self._held) >= _PIECE:
                self._flush()

    @property
    def rows(self) -> int:
        """How many so far."""
        return self._rows

    def _plain(self, row: Row) -> list[Any]:
        values = list(row)
        for place in self._reals:
            value = values[place]
            if value is not None:
                values[place] = None if value != value else float(value) + 0.0  # noqa: PLR0124 - NaN
        return values

    def _add(self, encoded: bytes) -> None:
        self._held += len(encoded).to_bytes(4, "big")
        self._held += encoded

    def _flush(self) -> None:
        self._proof.update(self._held)
        self._size += len(self._held)
        if self._fd >= 0:
            view = memoryview(self._held)
            while view:
                view = view[os.write(self._fd, view) :]
        self._held = bytearray()

    def finish(self) -> Digest:
        """Everything is hashed, and on disk when it was written."""
        self._flush()
        if self._fd >= 0:
            os.fsync(self._fd)
        return Digest(self._rows, self._size, self._proof.hexdigest())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1


class RowReader:
    """Reads the file of a table row by row, hashing it. `table` is what its header says."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = path.open("rb", buffering=_PIECE)
        self._proof = hashlib.sha256()
        self._size = self._rows = 0
        header = self._next()
        try:
            self.table = msgspec.msgpack.decode(header or b"", type=_Header).as_table()
        except msgspec.DecodeError as error:
            raise RowsDamaged(f"{path.name} does not begin as the file of a table ({error})") from None

    def rows(self) -> Iterator[Row]:
        """Every row, as tuples. Raises RowsDamaged."""
        decode, width = msgspec.msgpack.Decoder(tuple[Any, ...]).decode, len(self.table.columns)
        while (encoded := self._next()) is not None:
            try:
                row = decode(encoded)
            except msgspec.DecodeError as error:
                raise RowsDamaged(f"{self._path.name}: row {self._rows + 1} cannot be read ({error})") from None
            if len(row) != width:
                raise RowsDamaged(f"{self._path.name}: row {self._rows + 1} has {len(row)} values instead of {width}")
            self._rows += 1
            yield row

    def _next(self) -> bytes | None:
        length = self._file.read(4)
        if not length:
            return None
        count = int.from_bytes(length, "big")
        body = self._file.read(count) if count <= _LONGEST else b""
        if len(length) < 4 or len(body) != count:
            raise RowsDamaged(f"{self._path.name} ends within a row, after {self._rows} rows")
        self._proof.update(length)
        self._proof.update(body)
        self._size += 4 + count
        return body

    def digest(self) -> Digest:
        """Of what was read so far."""
        return Digest(self._rows, self._size, self._proof.hexdigest())

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Header(msgspec.Struct, frozen=True):
    table: str
    columns: tuple[str, ...]
    types: tuple[Type, ...]
    key: tuple[str, ...]

    def as_table(self) -> Table:
        return Table(self.table, self.columns, self.types, self.key)
