"""S8: widths against trying every width there is."""

from hypothesis import example, given
from hypothesis import strategies as st

from rootnode.series.buckets import FACTOR_BITS, LEVELS, base_shift, bucket_width, usable_level, widened
from rootnode.series.points import FARTHEST
from rootnode.testing.series import model_width

whole = st.integers(-FARTHEST, FARTHEST) | st.integers(-1_000, 1_000)


@given(whole, whole, st.integers(1, 5_000))
@example(-1, 0, 1)
@example(-FARTHEST, FARTHEST, 1)
@example(0, 0, 1)
def test_s8_the_width_is_the_smallest_that_suffices(one: int, other: int, buckets: int) -> None:
    first, last = min(one, other), max(one, other)
    width = bucket_width(first, last, buckets)
    assert width == model_width(first, last, buckets)
    low, high = widened(first, last, width)
    assert low <= first <= last <= high
    assert (low % width, (high + 1) % width) == (0, 0)
    assert -(1 << 63) <= low <= high < 1 << 63


@given(st.integers(-1_000, 1_000), st.integers(8, FARTHEST // 5_000), st.integers(50, 5_000))
def test_s8_about_four_fifths_of_the_buckets_are_used_at_least(first: int, each: int, buckets: int) -> None:
    last = first + each * buckets - 1
    width = bucket_width(first, last, buckets)
    assert last // width - first // width + 1 >= buckets * 3 // 4


@given(st.integers(1, 7), st.integers(0, 60), st.integers(0, 45))
def test_cells_of_the_chosen_level_tile_the_bucket(m: int, k: int, shift: int) -> None:
    level = usable_level(m << k, shift)
    assert -1 <= level < LEVELS
    if level >= 0:
        assert (m << k) % (1 << (shift + FACTOR_BITS * level)) == 0
    if level < LEVELS - 1:
        assert (m << k) % (1 << (shift + FACTOR_BITS * (level + 1))) != 0


@given(st.integers(1, 2 * FARTHEST + 1), st.integers(1, 10**9))
def test_the_lowest_cell_is_never_too_wide_for_64_bits(span: int, points: int) -> None:
    assert 0 <= base_shift(span, points) + FACTOR_BITS * (LEVELS - 1) < 62
