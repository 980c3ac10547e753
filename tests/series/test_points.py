"""Batches of points: what they may hold, and their bytes in the log."""

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootnode.kit.errors import Invalid
from rootnode.series.points import FARTHEST, Points, decode, digest, encode

whole = st.integers(-FARTHEST, FARTHEST)
rows = st.lists(st.tuples(st.text(min_size=1, max_size=9).filter(lambda key: "\0" not in key), whole, whole, st.floats()), min_size=1)


@given(rows)
def test_s2_a_batch_survives_the_log(batch: Sequence[tuple[str, int, int, float]]) -> None:
    keys, steps, times, values = zip(*batch, strict=True)
    points = Points.of(keys, steps, times, values)
    again = decode(encode(points))
    assert [again.keys[place] for place in again.key.tolist()] == list(keys)
    assert again.step.tolist() == list(steps)
    assert again.time.tolist() == list(times)
    np.testing.assert_array_equal(again.value, values)
    assert encode(again) == encode(points)


def test_s2_nan_and_zero_have_one_form() -> None:
    odd = np.array([0x7FF8000000000001, 0xFFF8000000000000, 0x7FF0000000000001], dtype=np.uint64).view(np.float64)
    points = Points.of(["a"] * 5, [0] * 5, [0] * 5, [*odd.tolist(), -0.0, 0.0])
    assert len({value.tobytes() for value in points.value[:3]}) == 1
    assert [math.copysign(1, value) for value in points.value[3:]] == [1, 1]


def test_a_thousand_live_points_are_small() -> None:
    steps = [place // 10 for place in range(1_000)]
    points = Points.of([f"k{place % 10}" for place in range(1_000)], steps, [10**15 + 1_000 * step for step in steps], [0.1] * 1_000)
    assert len(encode(points)) < 15_000


@pytest.mark.parametrize(
    ("keys", "steps", "times", "values"),
    [
        ([], [], [], []),
        (["a"], [1, 2], [1], [1.0]),
        ([""], [1], [1], [1.0]),
        (["x" * 251], [1], [1], [1.0]),
        (["a\0b"], [1], [1], [1.0]),
        (["a"], [FARTHEST + 1], [1], [1.0]),
        (["a"], [1 << 70], [1], [1.0]),
        (["a"], [1], [-FARTHEST - 1], [1.0]),
    ],
)
def test_s2_a_wrong_batch_is_refused(keys: list[str], steps: list[int], times: list[int], values: list[float]) -> None:
    with pytest.raises(Invalid):
        Points.of(keys, steps, times, values)


def test_s3_the_digest_covers_run_and_content() -> None:
    body = encode(Points.of(["a"], [1], [1], [1.0]))
    digests = {
        digest("points", "r1", body),
        digest("points", "r2", body),
        digest("delete", "r1", body),
        digest("points", "r1", body + b"x"),
    }
    assert len(digests) == 4


@pytest.mark.parametrize("body", [b"", b"\x00", b"\x97\x02\x90", encode(Points.of(["a"], [1], [1], [1.0]))[:-1]])
def test_other_bytes_are_no_batch(body: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - msgspec's and numpy's own sentences
        decode(body)
