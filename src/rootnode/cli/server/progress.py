"""How far a long command is, drawn while it runs; nothing where nobody looks at a terminal."""

import sys
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from rootnode.cli.server.words import amount


class Progress:
    """One line for each kind of thing that is counted. Use as a context; hand `tell` to what works."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._tasks: dict[str, TaskID] = {}
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[number]}"), TimeElapsedColumn())
        self._bars = Bars(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty())

    def tell(self, what: str, done: int, total: int) -> None:
        """So much is done of so much; `total` 0: not known."""
        number = amount if what.startswith("bytes") else "{:,}".format
        shown = f"{number(done)} of {number(total)}" if total else number(done)
        if what not in self._tasks:
            self._tasks[what] = self._bars.add_task(f"{self._title}: {what}", total=total or None, number=shown)
        self._bars.update(self._tasks[what], completed=done, total=total or None, number=shown)

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()
