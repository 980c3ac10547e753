"""Time is UTC integer microseconds. Numbers order things, clocks never do."""

import time
from typing import Protocol

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


class Clock(Protocol):
    """Tells the time in microseconds since the epoch, UTC."""

    def now(self) -> int: ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> int:
        return time.time_ns() // 1_000


class ManualClock:
    """A clock that tests and the example move by hand."""

    def __init__(self, start: int = 1_700_000_000 * SECOND) -> None:
        self.value = start

    def now(self) -> int:
        return self.value

    def advance(self, microseconds: int) -> None:
        self.value += microseconds
