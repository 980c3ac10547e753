"""How results are kept and shown: one JSON object per row, and a table."""

import json
import os
import platform
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from bench.rows import HERE, Measured, Target

LATEST: Final = HERE / "results" / "latest.jsonl"
_COLUMNS: Final = ("name", "value", "unit", "target", "met", "peer", "peer_value", "ratio")


def result(target: Target, measured: Measured | None, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The object that is written for a row; a row that could not be measured has no value and is not met."""
    value = measured.value if measured else None
    peer_value = measured.peer_value if measured else None
    return {
        "name": target.name,
        "value": value,
        "unit": target.unit,
        "peer": measured.peer if measured else None,
        "peer_value": peer_value,
        "ratio": round(value / peer_value, 3) if value is not None and peer_value else None,
        "target": target.value,
        "met": measured is not None and not measured.short and target.met(measured.value),
        "bound": target.bound,
        "section": target.section,
        **(measured.extra if measured else {}),
        **({"short": measured.short} if measured and measured.short else {}),
        **facts,
    }


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    model = next((line.split(":")[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")), platform.processor())
    total = next((int(line.split()[1]) // 1_048_576 for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), None)
    return {"cpu": model, "cores": os.cpu_count(), "memory_gb": total, "system": platform.platform(), "python": platform.python_version()}


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []


def write(results: Sequence[Mapping[str, Any]]) -> None:
    """Write `latest.jsonl` anew, whole or not at all."""
    LATEST.parent.mkdir(exist_ok=True)
    unfinished = LATEST.with_suffix(".unfinished")
    unfinished.write_text("".join(json.dumps(each) + "\n" for each in results))
    unfinished.replace(LATEST)


def table(results: Sequence[Mapping[str, Any]]) -> str:
    """The rows as text, columns aligned."""
    cells = [list(_COLUMNS), *([_cell(each, column) for column in _COLUMNS] for each in results)]
    widths = [max(len(row[at]) for row in cells) for at in range(len(_COLUMNS))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells)


def _cell(found: Mapping[str, Any], column: str) -> str:
    value = found[column]
    if column == "target":
        return f"{'>=' if found['bound'] == 'min' else '<='} {value:g}"
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "NO"
    if isinstance(value, float | int):
        return f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:g}"
    return str(value)[:48]
