"""Names of exported files, and cells of exported tables: both come from people and must do no harm.

No text of a client becomes a path. A name is made of small letters, digits and dashes, cut short, and ends in an id or a number of
ours, so it can neither leave its folder nor meet another one; a mapping file says what each was called.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, TextIO

from rootnode.keep.manifest import private_file

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER: Final = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?\Z", re.ASCII)
_PLAIN: Final = re.compile(r"[^a-z0-9]+")
_ENDING: Final = re.compile(r"\.([A-Za-z0-9]{1,8})\Z")


def slug(text: str, most: int = 48) -> str:
    """A readable name out of a text: letters a to z, digits and dashes; "untitled" when nothing is left."""
    folded = unicodedata.normalize("NFKD", text[:400]).encode("ascii", "ignore").decode().lower()
    return _PLAIN.sub("-", folded).strip("-")[:most].strip("-") or "untitled"


def file_name(number: int, path: str) -> str:
    """Of the `number`-th file of an item, which a client calls `path`."""
    base = path.rpartition("/")[2]
    ending = _ENDING.search(base)
    return f"{number:04d}-{slug(base[: ending.start()] if ending else base)}{f'.{ending[1].lower()}' if ending else ''}"


def cell(value: Any) -> Any:
    """The value as a spreadsheet may have it: a text that would be read as a formula is preceded by an apostrophe."""
    if isinstance(value, str) and value.lstrip(" ").startswith(_FORMULA) and not _NUMBER.match(value):
        return f"'{value}"
    return value


class Csv:
    """A CSV file (UTF-8, commas). Numbers stay numbers; texts are harmless."""

    def __init__(self, path: Path, columns: Iterable[str]) -> None:
        self._file: TextIO = open_text(path)
        self._writer = csv.writer(self._file)
        self._writer.writerow(list(columns))

    def write(self, row: Iterable[Any]) -> None:
        """One row."""
        self._writer.writerow(["" if value is None else cell(value) for value in row])

    def close(self) -> None:
        """Finish the file."""
        self._file.close()


def open_text(path: Path) -> TextIO:
    """A new text file that its owner alone can open."""
    return io.TextIOWrapper(private_file(path), encoding="utf-8", newline="")
