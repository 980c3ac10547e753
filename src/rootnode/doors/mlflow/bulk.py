"""One metric of many runs in an answer: whole up to a limit, or sampled evenly."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any, Final

import msgspec
import numpy as np
from litestar import Response, get

from rootnode.build.places import runs_in
from rootnode.doors.http.given import GivenCaller, GivenRootnode
from rootnode.doors.mlflow import answers, model_forms
from rootnode.doors.mlflow.experiments import READ, Asked
from rootnode.doors.mlflow.histories import BASE, most_of
from rootnode.doors.mlflow.places import Key, read
from rootnode.doors.mlflow.reading import query_of, required
from rootnode.kit.errors import Invalid
from rootnode.series.protocol import Position, Samples
from rootnode.series.store import MOST_SAMPLES, Series

MOST_RUNS: Final = 100
MOST_POINTS: Final = 25_000
MOST_SAMPLED: Final = 2_500
"""Of each run."""


class MetricOfRun(msgspec.Struct, frozen=True):
    key: str
    value: float | str
    timestamp: int
    step: int
    run_id: str


@get(f"{BASE}/get-history-bulk", opt=READ)
async def history_bulk(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """Points of some runs, by run, then by time. Runs that are not there have none."""
    form = query_of(request, model_forms.BulkForm)
    if not form.run_id:
        raise Invalid("GetMetricHistoryBulk request must specify at least one run_id.", where="run_id")
    _check_runs(form.run_id, "GetMetricHistoryBulk request cannot specify more than")
    if form.metric_key is None:
        raise Invalid("GetMetricHistoryBulk request must specify a metric_key.", where="metric_key")
    limit = most_of(form.max_results, MOST_POINTS)
    found: list[MetricOfRun] = []
    for run in sorted(await read(rootnode, caller, key, runs_in, form.run_id)):
        if len(found) >= limit:
            break
        samples = await rootnode.series.read_range(run, form.metric_key, limit=limit - len(found))
        found += await asyncio.to_thread(_by_time, run, form.metric_key, samples)
    return await asyncio.to_thread(answers.json, metrics=found)


def _by_time(run: str, key: str, samples: Samples) -> list[MetricOfRun]:
    return sorted(_metrics(run, key, samples), key=lambda metric: metric.timestamp)


@get(f"{BASE}/get-history-bulk-interval", opt=READ)
async def history_interval(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """Some points of each run, evenly chosen, the first and the last among them."""
    form = query_of(request, model_forms.BulkForm)
    runs, metric = form.run_ids or (), required(form.metric_key, "metric_key")
    if not runs:
        required(None, "run_ids")
    _check_runs(runs, "GetMetricHistoryBulkInterval request must specify at most")
    limit = MOST_SAMPLED if form.max_results is None else form.max_results
    if not 1 <= limit <= MOST_SAMPLED:
        raise Invalid(f"max_results must be between 1 and {MOST_SAMPLED}.", where="max_results")
    _check_steps(form)
    there = await read(rootnode, caller, key, runs_in, runs)
    found: list[MetricOfRun] = []
    for run in (run for run in dict.fromkeys(runs) if run in there):
        sampled = await _sampled(rootnode.series, run, metric, form, limit)
        found += await asyncio.to_thread(_metrics, run, metric, sampled)
    return await asyncio.to_thread(answers.json, metrics=found or None)


def _check_runs(runs: Sequence[str], sentence: str) -> None:
    if len(runs) > MOST_RUNS:
        raise Invalid(f"{sentence} {MOST_RUNS} run_ids. Received {len(runs)} run_ids.", where="run_ids")


def _check_steps(form: model_forms.BulkForm) -> None:
    if (form.start_step is None) != (form.end_step is None):
        raise Invalid("If either start step or end step are specified, both must be specified.", where="start_step")
    if form.start_step is not None and form.end_step is not None and form.start_step > form.end_step:
        raise Invalid(
            f"end_step must be greater than start_step. Found start_step={form.start_step} and end_step={form.end_step}.", where="end_step"
        )


async def _sampled(series: Series, run: str, key: str, form: model_forms.BulkForm, limit: int) -> Samples:
    """The points in as many equal parts as are asked for: of each its first, and in place of the last part's the last of all.

    Read twice, to count and to choose: a curve of any length never lies in memory whole.
    """
    count = 0
    async for piece in _pieces(series, run, key, form):
        count += len(piece.step)
    chosen, kept, begin = np.array(firsts(count, limit), dtype=np.int64), [], 0
    async for piece in _pieces(series, run, key, form):
        end = begin + len(piece.step)
        kept.append(_at(piece, chosen[(chosen >= begin) & (chosen < end)] - begin))
        begin = end
    return Samples(*(np.concatenate([getattr(piece, name) for piece in kept]) for name in ("step", "time", "value")))


async def _pieces(series: Series, run: str, key: str, form: model_forms.BulkForm) -> AsyncIterator[Samples]:
    """The curve between the steps that were asked for; at least one piece, if an empty one."""
    after: Position | None = None
    while True:
        piece = await series.read_range(run, key, from_step=form.start_step, to_step=form.end_step, after=after, limit=MOST_SAMPLES)
        yield piece
        if len(piece.step) < MOST_SAMPLES:
            return
        after = (int(piece.step[-1]), int(piece.time[-1]), float(piece.value[-1]))


def _at(piece: Samples, places: "np.ndarray[Any, np.dtype[np.int64]]") -> Samples:
    return Samples(piece.step[places], piece.time[places], piece.value[places])


def firsts(count: int, parts: int) -> list[int]:
    """Where the parts begin when so many points are cut into so many nearly equal parts, the last point always among them."""
    size, larger = divmod(count, parts)
    found = list(range(count)) if size == 0 else [place * size + min(place, larger) for place in range(parts)]
    if found and found[-1] != count - 1:
        found[-1] = count - 1
    return found


def _metrics(run: str, key: str, samples: Samples) -> list[MetricOfRun]:
    rows = zip(samples.value.tolist(), samples.time.tolist(), samples.step.tolist(), strict=True)
    return [MetricOfRun(key, answers.number(value), time // 1_000, step, run) for value, time, step in rows]


ROUTES: Final = (history_bulk, history_interval)
