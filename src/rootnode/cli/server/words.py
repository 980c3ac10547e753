"""Times, ages and amounts as people read them on the command line."""

import time
from datetime import UTC, datetime


def moment(at: int) -> str:
    """A time for a person, UTC."""
    return datetime.fromtimestamp(at / 1_000_000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def age(at: int) -> str:
    """How long ago, in the largest unit that says enough."""
    seconds = max(0, time.time() - at / 1_000_000)
    for unit, length in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {unit}"
    return f"{seconds:.0f} seconds"


def amount(count: float) -> str:
    """Bytes with a unit."""
    for unit in ("B", "kB", "MB", "GB"):
        if count < 1_000:
            return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"
        count /= 1_000
    return f"{count:.2f} TB"
