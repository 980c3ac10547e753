"""C1, C2, C3, C7: every string of the corpus in every text that a client can give to any route of the MLflow door, under the audit hook.

`make test` puts each string into one text of every route, another one for each string; `make soak` every string into every text.
"""

import asyncio
from collections import Counter
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

import msgspec
import pytest
from litestar.types import ASGIApp

from doors.mlflow.corpus import strings
from doors.mlflow.fields import Form, Place, Route, routes
from doors.mlflow.test_paths import Watch, canary, untouched, watch
from rootnode.doors.mlflow import forms
from rootnode.testing.mlflow import Door

__all__ = ["canary", "watch"]

NOTHING_SAID: Final = frozenset(("GET /version", "GET /health"))
"""Routes to which a client gives no text."""
LEAST: Final = 60
NEVER_FIT: Final = frozenset((
    "GET /api/2.0/mlflow/experiments/get-by-name", "POST /api/2.0/mlflow/experiments/restore",
    "POST /api/2.0/mlflow/runs/restore", "POST /api/2.0/mlflow/runs/log-model",
    "PUT /api/2.0/mlflow-artifacts/artifacts/{path:path}", "GET /api/2.0/mlflow-artifacts/artifacts/{path:path}",
    "POST /api/2.0/mlflow/experiments/search-datasets",
    "GET /api/2.0/mlflow/logged-models/{model_id:str}", "PATCH /api/2.0/mlflow/logged-models/{model_id:str}",
    "GET /api/2.0/mlflow/logged-models/{model_id:str}/artifacts/directories",
    "POST /api/2.0/mlflow/logged-models/search", "POST /api/2.0/mlflow/registered-models/rename",
    "GET /api/2.0/mlflow/registered-models/alias", "GET /api/2.0/mlflow/registered-models/search",
    "GET /api/2.0/mlflow/model-versions/search",
))  # fmt: skip
"""Routes that say yes to no string of the corpus: they name what is not there, or speak a language. `test_paths` has calls that fit."""


class Wire:
    """Requests straight to the application, as quick as can be."""

    def __init__(self, door: Door) -> None:
        self._app: ASGIApp = door.site.app
        headers = {**door.site.headers(door.site.project_token(door.project)), "host": door.site.url.partition("://")[2]}
        self._headers = [(name.encode(), value.encode()) for name, value in headers.items()]

    async def status(self, method: str, path: str, query: str, body: bytes) -> int:
        """The answer's status."""
        found: list[int] = []

        async def receive() -> Any:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                found.append(message["status"])

        scope: Any = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http", "root_path": "",
            "path": _decoded(path), "raw_path": path.encode(), "query_string": query.encode(), "client": ("127.0.0.1", 5), "extensions": {},
            "server": ("127.0.0.1", 7700),
            "headers": [*self._headers, (b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())],
        }  # fmt: skip
        await self._app(scope, receive, send)
        return found[0]


def _decoded(path: str) -> str:
    """As a server does it."""
    return unquote(path, errors="surrogateescape")


async def prepared(door: Door) -> dict[str, Any]:
    """What the calls refer to, by the names of the fields that name it."""
    run = await door.run()
    await door.put(f"0/{run}/artifacts/there.txt", b"there")
    await door.post("registered-models/create", name="there")
    await door.post("model-versions/create", name="there", source="s3://bucket/model")
    made = await door.post("logged-models", experiment_id="0", name="logged")
    model = made.json()["model"]["info"]["model_id"]
    return {
        "run_id": run, "run_ids": run, "experiment_id": "0", "experiment_ids": "0", "name": "there", "version": "1", "key": "a",
        "value": "1", "timestamp": 1, "metric_key": "a", "source": "s3://bucket/model", "model_id": model,
        "path": f"0/{run}/artifacts/there.txt",
        "alias": "a", "stage": "Staging", "tag_key": "a", "model_type": "m", "digest": "d", "source_type": "code",
        "model_json": msgspec.json.encode({"run_id": run, "artifact_path": "model", "utc_time_created": "x", "flavors": {}}).decode(),
    }  # fmt: skip


def test_c1_every_route_is_among_them_with_the_forms_that_it_reads() -> None:
    """A route of which no text is found is one that this suite would pass over."""
    found = routes()
    assert len(found) >= LEAST
    assert {route.name for route in found if not route.places()} == NOTHING_SAID
    by_name = {route.name: route for route in found}
    batch = by_name["POST /api/2.0/mlflow/runs/log-batch"]
    assert batch.forms == (Form(forms.Batch, in_body=True),)
    assert {("run_id",), ("metrics", "key"), ("params", "value"), ("tags", "key")} <= set(batch.places())
    assert ("@path",) in by_name["PUT /api/2.0/mlflow-artifacts/artifacts/{path:path}"].places()
    assert ("metric_key",) in by_name["GET /api/2.0/mlflow/metrics/get-history"].places()


def test_c1_every_form_is_read_by_some_route() -> None:
    """One that is not would be read in a way that this suite does not see."""
    read = {each for route in routes() for form in route.forms for each in (form.kind, *form.kind.__mro__)}
    nested = {forms.Pair, forms.MetricForm, forms.Nothing}
    known = {kind for kind in vars(forms).values() if isinstance(kind, type) and kind.__module__ == forms.__name__}
    assert known - read - nested == set()


def chosen(route: Route, number: int, every: bool) -> list[Place]:
    """The texts of a route that the string of that number goes into."""
    places = route.places()
    return places if every or not places else [places[number % len(places)]]


ABSENT: Final = {"run_id": "0" * 32, "run_uuid": "0" * 32, "experiment_id": "999", "name": "absent", "version": "9"}
"""What is named where a call would take it away from those after it."""


async def put_everywhere(door: Door, watch: Watch, canary: Path, *, every: bool) -> dict[str, Counter[int]]:
    """The corpus into the routes; answers how often each status came, by route."""
    there, wire, found = await prepared(door), Wire(door), routes()
    statuses: dict[str, Counter[int]] = {route.name: Counter() for route in found}

    async def put(route: Route, text: str, place: Place) -> None:
        gone = route.path.endswith(("/delete", "/rename"))
        method, path, query, body = route.call({**there, **ABSENT} if gone else there, {place: text})
        status = await wire.status(method, f"{door.base}{path}", query, body)
        assert status < 500, f"{route.name} {place} {text!r}"
        statuses[route.name][status] += 1

    await asyncio.gather(*(put(route, "warm up", place) for route in found for place in route.places()))
    watch.on = True
    for number, text in enumerate(strings(str(canary))):
        await asyncio.gather(*(put(route, text, place) for route in found for place in chosen(route, number, every)))
    watch.on = False
    assert watch.seen == []
    assert untouched(canary)
    return statuses


def deep(statuses: dict[str, Counter[int]]) -> None:
    """The oracle is the audit hook; the statuses show that the calls get past the first check."""
    # whether there is something to take away depends on which call was quicker
    never = {name for name, found in statuses.items() if not found[200] and "delete" not in name.lower()}
    assert never <= NEVER_FIT | NOTHING_SAID


@pytest.mark.slow
async def test_c1_c2_c3_c7_no_text_reaches_a_place(sqlite_door: Door, watch: Watch, canary: Path) -> None:
    deep(await put_everywhere(sqlite_door, watch, canary, every=False))


@pytest.mark.soak
async def test_c1_c2_c3_c7_no_string_in_any_text_reaches_a_place(sqlite_door: Door, watch: Watch, canary: Path) -> None:
    statuses = await put_everywhere(sqlite_door, watch, canary, every=True)
    assert sum(found[200] for found in statuses.values()) > 2_000
