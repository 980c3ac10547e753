"""Numbers as JSON has them: null for NaN, the words Infinity and -Infinity."""

import math

from rootnode.series.points import Floats

Number = float | str | None


def number(value: float) -> Number:
    """One of them."""
    if math.isfinite(value):
        return value
    return None if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def numbers(values: Floats) -> tuple[Number, ...]:
    """`number` of each."""
    return tuple(map(number, values.tolist()))


def cells(values: dict[str, Number]) -> dict[str, Number]:
    """`number` of those that are numbers."""
    return {name: number(value) if isinstance(value, float) else value for name, value in values.items()}
