"""Which buckets a curve is cut into (docs/spec/series.md, S8). Pure arithmetic on whole numbers."""

from typing import Final

CELL_POINTS: Final = 32
"""Points per cell of the pyramid's lowest level, about."""
FACTOR_BITS: Final = 3
"""Each level's cells are 2**FACTOR_BITS times as wide as the level's below."""
LEVELS: Final = 5
COVER: Final = 4_096
"""A curve's points enter the pyramid when this many of them are not yet in it."""


def bucket_width(first: int, last: int, buckets: int) -> int:
    """The smallest width m * 2**k, m in 1..7, whose multiples cut first..last into at most `buckets` buckets.

    Bucket b holds b * width <= x < (b + 1) * width. One bucket may not be enough for a range across a multiple of
    every width (across 0); then two are given.
    """
    most = 2 if buckets == 1 and first < 0 <= last else buckets
    width = max(1, -(-(last - first + 1) // most))
    while True:
        unit = 1 << max(0, width.bit_length() - 3)
        width = -(-width // unit) * unit
        if last // width - first // width < most:
            return width
        width += unit


def widened(first: int, last: int, width: int) -> tuple[int, int]:
    """first..last widened to whole buckets, both ends included."""
    return first // width * width, (last // width + 1) * width - 1


def base_shift(span: int, points: int) -> int:
    """The lowest level's cell width, as a power of two, for `points` points over `span` steps."""
    return max(0, min(45, (span * CELL_POINTS // max(points, 1)).bit_length() - 1))


def usable_level(width: int, shift: int) -> int:
    """The coarsest level whose cells tile buckets of `width`, or -1 when even the lowest is too wide."""
    exponent = (width & -width).bit_length() - 1
    return -1 if exponent < shift else min(LEVELS - 1, (exponent - shift) // FACTOR_BITS)
