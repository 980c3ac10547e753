"""Small arithmetic on measured times."""

import math
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` (0 to 1) of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * share) - 1)]


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """What `work` answers, and how many milliseconds it took."""
    started = time.perf_counter()
    answer = work()
    return answer, (time.perf_counter() - started) * 1_000


def spread(values: Sequence[float]) -> dict[str, float]:
    """Median, p95 and worst, in the values' unit."""
    return {"p50": round(percentile(values, 0.5), 3), "p95": round(percentile(values, 0.95), 3), "worst": round(max(values), 3)}
