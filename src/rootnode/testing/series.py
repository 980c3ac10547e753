"""What every engine for series must do, as one suite. Rules S1 to S22 are those of docs/spec/series.md.

    class TestDuckDB(SeriesContract):
        @pytest.fixture
        def engine(self, tmp_path: Path) -> Iterator[SeriesEngine]: ...

An engine may be shared between tests: each test uses runs and numbers of its own.
"""

import itertools
import math
import random
from collections.abc import Iterable, Sequence
from typing import Any, Final, TypeAlias

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rootnode.kit.ids import new_id
from rootnode.series.points import Points
from rootnode.series.protocol import Curve, DeleteEntry, PointsEntry, SeriesEngine

Point: TypeAlias = tuple[int, int, float]
"""step, time, value"""

NAN: Final = math.nan
INF: Final = math.inf


# a second, plain implementation of S7 to S12


def model_width(first: int, last: int, buckets: int) -> int:
    """S8, by trying every width there is."""
    most = 2 if buckets == 1 and first < 0 <= last else buckets
    widths = sorted({m << k for k in range(63) for m in range(1, 8)})
    return next(width for width in widths if last // width - first // width + 1 <= most)


def model_range(points: Iterable[Point]) -> list[Point]:
    """S2 and S7: each point once, in order."""
    unique = {(step, time, math.isnan(value), 0.0 if math.isnan(value) else value) for step, time, value in points}
    return [(step, time, NAN if nan else value) for step, time, nan, value in sorted(unique)]


def model_curve(points: Iterable[Point], buckets: int, low: int | None, high: int | None) -> list[tuple[Any, ...]] | None:
    """S8 to S12: rows of (step, time, points, nans, min, mean, max), or None where there is no curve."""
    ordered = model_range(points)
    if not ordered:
        return None
    axis = 1 if ordered[0][0] == ordered[-1][0] else 0
    first, last = ordered[0][0], ordered[-1][0]
    first, last = max(first, first if low is None else low), min(last, last if high is None else high)
    if first > last:
        return None
    if axis == 1:
        first, last = min(point[1] for point in ordered), max(point[1] for point in ordered)
    width = model_width(first, last, buckets)
    inside = [point for point in ordered if first // width <= point[axis] // width <= last // width]
    if not inside:
        return None
    if len(inside) <= buckets:
        return [model_bucket([point]) for point in inside]
    places = sorted({point[axis] // width for point in inside})
    return [model_bucket([point for point in inside if point[axis] // width == place]) for place in places]


def model_bucket(points: Sequence[Point]) -> tuple[Any, ...]:
    """S12."""
    values = [value for _, _, value in points if not math.isnan(value)]
    step, time = max(point[0] for point in points), max(point[1] for point in points)
    if not values:
        return step, time, len(points), len(points), NAN, NAN, NAN
    infinite = {value for value in values if math.isinf(value)}
    mean = NAN if len(infinite) == 2 else infinite.pop() if infinite else math.fsum(value / len(values) for value in values)
    return step, time, len(points), len(points) - len(values), min(values), mean, max(values)


def rows_of(curve: Curve) -> list[tuple[Any, ...]]:
    """A curve's columns as rows like the model's."""
    columns = (curve.step, curve.time, curve.points, curve.nans, curve.min, curve.mean, curve.max)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def assert_curve(found: Sequence[Curve], expected: list[tuple[Any, ...]] | None) -> None:
    """Equal, means up to rounding."""
    assert [len(found)] == [0 if expected is None else 1]
    if expected is not None:
        rows = rows_of(found[0])
        assert [row[:4] for row in rows] == [row[:4] for row in expected]
        np.testing.assert_array_equal([(row[4], row[6]) for row in rows], [(row[4], row[6]) for row in expected])
        np.testing.assert_allclose([row[5] for row in rows], [row[5] for row in expected], rtol=1e-9, atol=1e-290, equal_nan=True)


# making points


def batch(points: Sequence[Point], key: str = "loss") -> Points:
    """Points of one key."""
    steps, times, values = zip(*points, strict=True)
    return Points.of([key] * len(points), steps, times, values)


class Feed:
    """Gives an engine entries of a run of its own, with numbers of their own."""

    _numbers = itertools.count(1)

    def __init__(self, engine: SeriesEngine) -> None:
        self.engine = engine
        self.run = new_id()

    def entry(self, points: Sequence[Point], key: str = "loss", run: str | None = None) -> PointsEntry:
        return PointsEntry(next(self._numbers), run or self.run, batch(points, key))

    def log(self, *batches: Sequence[Point], key: str = "loss") -> None:
        """Each batch in a flush of its own."""
        for points in batches:
            self.engine.append([self.entry(points, key)])

    def delete(self) -> None:
        self.engine.append([DeleteEntry(next(self._numbers), self.run)])

    def range(self, key: str = "loss", **bounds: Any) -> list[Point]:
        asked = {"from_step": -(1 << 60), "to_step": 1 << 60, "after": None, "limit": 1_000_000} | bounds
        samples = self.engine.points(self.run, key, **asked)
        return list(zip(samples.step.tolist(), samples.time.tolist(), samples.value.tolist(), strict=True))

    def curve(self, buckets: int, low: int | None = None, high: int | None = None, key: str = "loss") -> list[Curve]:
        return self.engine.curves([self.run], [key], buckets, low, high)


def same(found: Sequence[Point], expected: Sequence[Point]) -> bool:
    """Equal, NaN equal to NaN."""
    return len(found) == len(expected) and all(
        a[:2] == b[:2] and (a[2] == b[2] or (math.isnan(a[2]) and math.isnan(b[2]))) for a, b in zip(found, expected, strict=True)
    )


steps = st.one_of(st.integers(-20, 200), st.sampled_from([0, 1, 1 << 60, -(1 << 60), 10**9, 10**9 + 1]))
times = st.one_of(st.integers(0, 50), st.integers(10**15, 10**15 + 10**6))
values = st.one_of(st.sampled_from([0.0, 1.0, -1.0, NAN, INF, -INF, 1.7e308, -1.7e308, 5e-324]), st.floats(-1e6, 1e6))
batches = st.lists(st.lists(st.tuples(steps, times, values), min_size=1, max_size=40), min_size=1, max_size=8)


class SeriesContract:
    """Give a fixture `engine`."""

    @pytest.fixture
    def feed(self, engine: SeriesEngine) -> Feed:
        return Feed(engine)

    def test_s7_points_come_in_order_and_page_by_page(self, feed: Feed) -> None:
        points = [(step, 1_000 + step, float(step % 7)) for step in range(500)]
        shuffled = random.Random(1).sample(points, len(points))
        feed.log(shuffled[:200], shuffled[200:350], shuffled[350:])
        assert feed.range() == points
        assert feed.range(from_step=100, to_step=199) == points[100:200]
        pages, after = [], None
        while page := feed.range(after=after, limit=64):
            pages += page
            after = page[-1]
        assert pages == points

    def test_s7_pages_go_on_within_a_step_and_past_nan(self, feed: Feed) -> None:
        points = [(1, 5, -INF), (1, 5, -1.0), (1, 5, 2.0), (1, 5, INF), (1, 5, NAN), (1, 6, 0.0), (2, 0, NAN)]
        feed.log(list(reversed(points)))
        for place, point in enumerate(points):
            assert same(feed.range(after=point), points[place + 1 :])

    def test_s2_nan_and_infinities_come_back_once(self, feed: Feed) -> None:
        points = [(0, 1, NAN), (1, 1, INF), (2, 1, -INF), (3, 1, 0.0), (4, 1, 5e-324), (5, 1, 1.7976931348623157e308)]
        feed.log(points, points, [(0, 1, -NAN), (3, 1, -0.0)])
        assert same(feed.range(), points)
        assert math.copysign(1, feed.range()[3][2]) == 1
        assert feed.engine.count(feed.run) == len(points)

    def test_s2_a_point_logged_again_in_other_batches_stays_one(self, feed: Feed) -> None:
        points = [(step, step * 10, float(step)) for step in range(300)]
        feed.log(points, points[100:200], [*points[290:], (300, 3_000, 300.0)], [points[0], points[0]])
        assert feed.range() == [*points, (300, 3_000, 300.0)]
        assert_curve(feed.curve(10), model_curve([*points, (300, 3_000, 300.0)], 10, None, None))

    def test_s2_points_that_differ_in_one_thing_only_are_kept(self, feed: Feed) -> None:
        points = [(5, 5, 1.0), (5, 5, 2.0), (5, 6, 1.0), (6, 5, 1.0)]
        feed.log(points[:2], points[2:])
        assert feed.range() == points

    def test_s6_an_entry_that_comes_again_changes_nothing(self, feed: Feed) -> None:
        first, second = feed.entry([(1, 1, 1.0)]), feed.entry([(2, 2, 2.0)])
        feed.engine.append([second])
        feed.engine.append([first, second])
        feed.engine.append([first])
        assert feed.range() == [(1, 1, 1.0), (2, 2, 2.0)]
        assert {first.seq, second.seq} <= feed.engine.flushed()

    def test_s6_a_flush_that_fails_leaves_nothing(self, feed: Feed) -> None:
        good = feed.entry([(1, 1, 1.0)])
        torn = Points(("loss",), np.zeros(2, dtype=np.int64), np.zeros(1, dtype=np.int64), np.zeros(3, dtype=np.int64), np.zeros(2))
        bad = PointsEntry(next(Feed._numbers), feed.run, torn)
        with pytest.raises(Exception):  # noqa: B017, PT011 - which error does not matter
            feed.engine.append([good, bad])
        assert feed.range() == []
        assert feed.engine.flushed().isdisjoint({good.seq, bad.seq})
        feed.engine.append([good])
        assert feed.range() == [(1, 1, 1.0)]

    def test_s6_the_cursor_forgets_what_left_the_log(self, feed: Feed) -> None:
        kept, gone = feed.entry([(1, 1, 1.0)]), feed.entry([(2, 2, 2.0)])
        feed.engine.append([kept, gone])
        feed.engine.forget([gone.seq])
        assert kept.seq in feed.engine.flushed()
        assert gone.seq not in feed.engine.flushed()
        assert feed.engine.count(feed.run) == 2

    def test_several_runs_and_keys_in_one_call(self, engine: SeriesEngine) -> None:
        one, two = Feed(engine), Feed(engine)
        for feed, keys in ((one, ("a", "b")), (two, ("b", "ключ/🙂"))):
            for place, key in enumerate(keys):
                feed.log([(step, step, float(step + place)) for step in range(50 + place)], key=key)
        curves = engine.curves([two.run, one.run, "0" * 32], ["b", "a", "ключ/🙂", "none"], 20, None, None)
        names = [(two.run, "b"), (two.run, "ключ/🙂"), (one.run, "b"), (one.run, "a")]
        assert [(curve.run, curve.key) for curve in curves] == names
        assert [int(curve.points.sum()) for curve in curves] == [50, 51, 51, 50]
        assert engine.points(one.run, "none", 0, 9, None, 9).step.tolist() == []

    @pytest.fixture
    def million(self, engine: SeriesEngine) -> tuple[Feed, set[int]]:
        """A curve of 1,000,000 points with 40 planted spikes."""
        feed, size = Feed(engine), 1_000_000
        step = np.arange(size, dtype=np.int64)
        value = np.sin(step / 1_000.0)
        spikes = np.random.default_rng(7).choice(size, 40, replace=False)
        value[spikes] = np.where(np.arange(40) % 2 == 0, 1_000.0, -1_000.0) + spikes / size
        for start in range(0, size, 50_000):
            part = slice(start, start + 50_000)
            points = Points.columns(("loss",), np.zeros(50_000, dtype=np.int64), step[part], step[part] * 1_000, value[part])
            engine.append([PointsEntry(next(Feed._numbers), feed.run, points)])
        return feed, set(value[spikes].tolist())

    def test_s12_every_spike_of_a_million_points_is_there(self, million: tuple[Feed, set[int]]) -> None:
        feed, spikes = million
        for buckets in (1_000, 100):
            (curve,) = feed.curve(buckets)
            assert buckets * 4 // 5 <= len(curve.step) <= buckets
            assert int(curve.points.sum()) == 1_000_000
            highs, lows = sorted(spike for spike in spikes if spike > 0), sorted(spike for spike in spikes if spike < 0)
            assert curve.max.max() == highs[-1]
            assert curve.min.min() == lows[0]
            by_bucket_high = {int(spike % 1 * 1_000_000 + 0.5) // curve.width: spike for spike in highs}
            assert set(by_bucket_high.values()) <= set(curve.max.tolist())
            by_bucket_low = {int((spike + 1_000) * 1_000_000 + 0.5) // curve.width: spike for spike in reversed(lows)}
            assert set(by_bucket_low.values()) <= set(curve.min.tolist())

    def test_s9_zooming_in_ends_with_single_points(self, feed: Feed) -> None:
        points = [(step, step, math.sin(step)) for step in range(20_000)]
        feed.log(points[:9_000], points[9_000:])
        for low, high in ((None, None), (4_000, 12_000), (5_000, 5_500), (5_123, 5_130), (-50, 3), (19_990, 99_999), (7, 7)):
            assert_curve(feed.curve(100, low, high), model_curve(points, 100, low, high))
        assert feed.curve(100, 20_000, 30_000) == []

    def test_s11_a_curve_of_one_step_is_cut_over_time(self, feed: Feed) -> None:
        points = [(0, 10**15 + place * 1_000, float(place % 90)) for place in range(3_000)]
        feed.log(points)
        (curve,) = feed.curve(50)
        assert curve.axis == "time"
        assert_curve([curve], model_curve(points, 50, None, None))

    def test_s14_a_deleted_run_is_gone_and_may_begin_anew(self, feed: Feed) -> None:
        other = Feed(feed.engine)
        other.log([(1, 1, 1.0)])
        feed.log([(step, step, 1.0) for step in range(100)])
        feed.delete()
        assert feed.range() == []
        assert feed.curve(10) == []
        assert feed.engine.count(feed.run) == 0
        feed.log([(5, 5, 5.0)])
        assert feed.range() == [(5, 5, 5.0)]
        assert other.range() == [(1, 1, 1.0)]

    def test_s14_order_counts_within_one_flush(self, feed: Feed) -> None:
        before, after = feed.entry([(1, 1, 1.0)]), feed.entry([(2, 2, 2.0)])
        feed.engine.append([before, DeleteEntry(next(Feed._numbers), feed.run), after])
        assert feed.range() == [(2, 2, 2.0)]

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.differing_executors])
    @given(arrived=batches, buckets=st.integers(1, 60), low=st.none() | steps, high=st.none() | steps)
    def test_s13_answers_equal_the_plain_model(
        self, engine: SeriesEngine, arrived: list[list[Point]], buckets: int, low: int | None, high: int | None
    ) -> None:
        feed = Feed(engine)
        feed.log(*arrived)
        points = [point for each in arrived for point in each]
        assert same(feed.range(), model_range(points))
        assert_curve(feed.curve(buckets, low, high), model_curve(points, buckets, low, high))

    def test_s13_a_resumed_run_with_repeated_steps(self, feed: Feed) -> None:
        first = [(step, step * 10, float(step)) for step in range(6_000)]
        again = [(step, 100_000 + step * 10, float(-step)) for step in range(4_000, 9_000)]
        feed.log(*(first[start : start + 500] for start in range(0, 6_000, 500)))
        feed.log(*(again[start : start + 500] for start in range(0, 5_000, 500)))
        for buckets in (7, 100, 900):
            assert_curve(feed.curve(buckets), model_curve(first + again, buckets, None, None))
        assert_curve(feed.curve(50, 5_900, 6_050), model_curve(first + again, 50, 5_900, 6_050))

    def test_verify_finds_nothing_wrong(self, feed: Feed) -> None:
        feed.log([(1, 1, 1.0)])
        feed.engine.verify()
