"""Runs: begun, changed, found, put into the trash and taken out again."""

from typing import Final

import msgspec
from litestar import Response, get, post

from rootnode.auth.caller import Caller
from rootnode.build.limits import invalid_value
from rootnode.build.pages import RunPage, run_page
from rootnode.build.runs import NewRun, create_run, delete_run, restore_run, update_run
from rootnode.doors.http.given import GivenCaller, GivenRootnode
from rootnode.doors.mlflow import answers, forms
from rootnode.doors.mlflow.experiments import INGEST, READ, WRITE, Asked
from rootnode.doors.mlflow.places import Key, read, write
from rootnode.doors.mlflow.reading import body_of, number_of, query_of, run_of, tags_of
from rootnode.graph.apply import Graph
from rootnode.kit.db import WriteTx

BASE: Final = "/api/2.0/mlflow/runs"
STATES: Final = {1: "running", 2: "scheduled", 3: "finished", 4: "failed", 5: "killed"}
"""MLflow's run states by their numbers; by name they are the same words in capitals."""

CREATE: Final = msgspec.json.Decoder(forms.CreateRun, strict=False)
UPDATE: Final = msgspec.json.Decoder(forms.UpdateRun, strict=False)
OF_RUN: Final = msgspec.json.Decoder(forms.OfRun, strict=False)


@post(f"{BASE}/create", opt=INGEST, status_code=200)
async def create(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """Begin a run."""
    form = await body_of(request, CREATE)
    started = form.start_time * 1_000 if form.start_time else None
    experiment = number_of(form.experiment_id or "0")
    new = NewRun(experiment, form.run_name or "", started, form.user_id or "", tags_of(form.tags))
    return answers.json(run=answers.run_answer(await write(rootnode, caller, key, _created, new)))


def _created(tx: WriteTx, caller: Caller, graph: Graph, project: str, new: NewRun) -> RunPage:
    return run_page(tx, project, create_run(tx, caller, graph, project, new).id)


@post(f"{BASE}/update", opt=INGEST, status_code=200)
async def update(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """Set state, end and name."""
    form = await body_of(request, UPDATE)
    page = await write(rootnode, caller, key, _updated, run_of(form), form)
    return answers.json(run_info=answers.info_answer(page))


def _updated(tx: WriteTx, caller: Caller, graph: Graph, project: str, run: str, form: forms.UpdateRun) -> RunPage:
    ended = None if form.end_time is None else form.end_time * 1_000
    update_run(tx, caller, graph, project, run, state=_state(form.status), ended=ended, name=form.run_name or "")
    return run_page(tx, project, run)


def _state(given: str | int | None) -> str | None:
    if given is None:
        return None
    state = STATES.get(given) if isinstance(given, int) else given.lower()
    if state not in STATES.values() or (isinstance(given, str) and not given.isupper()):
        raise invalid_value("status", given, f"Use one of: {', '.join(state.upper() for state in STATES.values())}.")
    return state


@get(f"{BASE}/get", opt=READ)
async def get_one(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """A run with its params, tags and metrics' latest values; asked for all the time."""
    page = await read(rootnode, caller, key, run_page, run_of(query_of(request, forms.OfRun)))
    return answers.json(run=answers.run_answer(page))


@post(f"{BASE}/delete", opt=WRITE, status_code=200)
async def delete(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """Put a run into the trash."""
    await write(rootnode, caller, key, delete_run, run_of(await body_of(request, OF_RUN)))
    return answers.json()


@post(f"{BASE}/restore", opt=WRITE, status_code=200)
async def restore(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """Take a run out of the trash."""
    await write(rootnode, caller, key, restore_run, run_of(await body_of(request, OF_RUN)))
    return answers.json()


ROUTES = (create, update, get_one, delete, restore)
