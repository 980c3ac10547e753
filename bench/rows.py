"""What a row of the bench is, and where rows are found.

A section of `targets.toml` is a package here; each of its modules gives some rows in `ROWS`. A row is measured by a
function of the `Place` where it may put its data, which answers with a `Measured`.
"""

import importlib
import pkgutil
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

HERE: Final = Path(__file__).parent
TARGETS: Final = HERE / "targets.toml"
SECTIONS: Final = ("trunk", "runs", "web")
"""Sections that have rows so far."""


@dataclass(frozen=True)
class Place:
    """Where a row works: an empty folder on the disk that is measured, and the seed of everything random."""

    folder: Path
    seed: int


@dataclass(frozen=True)
class Measured:
    """A row's figure, a peer's on the same work in the same run, and what else is worth telling.

    `short` says why the figure does not count as meeting its target, whatever it is: the work was cut short.
    """

    value: float
    peer: str | None = None
    peer_value: float | None = None
    extra: dict[str, Any] = field(default_factory=dict)
    short: str = ""


@dataclass(frozen=True)
class Row:
    """A row by its name in `targets.toml`."""

    name: str
    measure: Callable[[Place], Measured]


@dataclass(frozen=True)
class Target:
    """What a row is held against. `bound` is `min` or `max`."""

    section: str
    name: str
    bound: str
    value: float
    unit: str
    note: str

    def met(self, value: float) -> bool:
        return value >= self.value if self.bound == "min" else value <= self.value


def targets() -> dict[str, Target]:
    """Every target by its row's name. Raises ValueError for one that is not written as the others."""
    found: dict[str, Target] = {}
    for section, rows in tomllib.loads(TARGETS.read_text()).items():
        for name, given in rows.items():
            bounds = [bound for bound in ("min", "max") if bound in given]
            if len(bounds) != 1 or name in found or "unit" not in given:
                raise ValueError(f"targets.toml: {section}.{name} needs one of min and max, a unit, and a name of its own")
            found[name] = Target(section, name, bounds[0], float(given[bounds[0]]), given["unit"], given.get("note", ""))
    return found


def rows() -> Iterator[Row]:
    """Every row that can be measured, in the order of `targets.toml`. Raises ValueError for one that has no target."""
    found: dict[str, Row] = {}
    for section in SECTIONS:
        package = importlib.import_module(f"bench.{section}")
        for module in pkgutil.iter_modules(package.__path__):
            for row in getattr(importlib.import_module(f"bench.{section}.{module.name}"), "ROWS", ()):
                found[row.name] = row
    known = targets()
    if strangers := found.keys() - known.keys():
        raise ValueError(f"rows without a target: {', '.join(sorted(strangers))}")
    yield from (found[name] for name in known if name in found)
