"""The points of a metric, page by page, in order of step, time and value."""

import asyncio
import base64
import binascii
from typing import Final

import msgspec
from litestar import Response, get

from rootnode.build.places import run_in
from rootnode.doors.http.given import GivenCaller, GivenRootnode
from rootnode.doors.mlflow import answers, forms
from rootnode.doors.mlflow.experiments import READ, Asked
from rootnode.doors.mlflow.places import Key, read
from rootnode.doors.mlflow.reading import query_of, required, run_of
from rootnode.kit.errors import Invalid
from rootnode.series.protocol import Position, Samples

BASE: Final = "/api/2.0/mlflow/metrics"
MOST: Final = 250_000
"""Points of one answer; there is a token for the rest."""


@get(f"{BASE}/get-history", opt=READ)
async def history(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """Points of one metric of a run, from where the token says."""
    form = query_of(request, forms.HistoryForm)
    run, metric = run_of(form), required(form.metric_key, "metric_key")
    limit = most_of(form.max_results, MOST)
    after = _position(form.page_token)
    await read(rootnode, caller, key, run_in, run)
    samples = await rootnode.series.read_range(run, metric, after=after, limit=limit + 1)
    return await asyncio.to_thread(_shown, metric, samples, limit)


def _shown(metric: str, samples: Samples, limit: int) -> Response[bytes]:
    more = len(samples.value) > limit
    return answers.json(metrics=_metrics(metric, samples, limit) or None, next_page_token=_token(samples, limit) if more else None)


def most_of(asked: int | None, most: int) -> int:
    """How many points an answer may have, where so many were asked for. Raises Invalid with MLflow's sentence."""
    if asked is not None and asked <= 0:
        why = f"Invalid value {asked} for parameter 'max_results' supplied. It must be a positive integer."
        raise Invalid(why, where="max_results")
    return min(asked or most, most)


def _metrics(key: str, samples: Samples, limit: int) -> list[answers.Metric]:
    rows = zip(samples.value[:limit].tolist(), samples.time[:limit].tolist(), samples.step[:limit].tolist(), strict=True)
    return [answers.Metric(key, answers.number(value), time // 1_000, step) for value, time, step in rows]


def _token(samples: Samples, limit: int) -> str:
    last = (int(samples.step[limit - 1]), int(samples.time[limit - 1]), float(samples.value[limit - 1]))
    return base64.urlsafe_b64encode(msgspec.msgpack.encode(last)).decode()


def _position(token: str | None) -> Position | None:
    if not token:
        return None
    try:
        return msgspec.msgpack.decode(base64.urlsafe_b64decode(token), type=tuple[int, int, float])
    except (msgspec.DecodeError, binascii.Error, ValueError):
        raise Invalid("Invalid page token, could not base64-decode", where="page_token") from None


ROUTES = (history,)
