"""Experiments: made, found, changed, searched."""

from typing import Any, Final

import msgspec
from litestar import Request, Response, get, post

from rootnode.build.experiments import (
    create_experiment,
    delete_experiment,
    delete_experiment_tag,
    experiment,
    experiment_named,
    rename_experiment,
    restore_experiment,
    set_experiment_tags,
)
from rootnode.doors.http.given import GivenCaller, GivenRootnode
from rootnode.doors.mlflow import answers, forms
from rootnode.doors.mlflow.places import Key, read, write
from rootnode.doors.mlflow.reading import body_of, number_of, query_of, required, tags_of

BASE: Final = "/api/2.0/mlflow/experiments"
READ: Final = {"access": "read"}
INGEST: Final = {"access": "ingest"}
WRITE: Final = {"access": "write"}
"""For what changes or takes away what others rely on: a program that may only log adds."""
Asked = Request[Any, Any, Any]

CREATE: Final = msgspec.json.Decoder(forms.CreateExperiment, strict=False)
OF_EXPERIMENT: Final = msgspec.json.Decoder(forms.OfExperiment, strict=False)


@post(f"{BASE}/create", opt=INGEST, status_code=200)
async def create(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """Make an experiment; answers its number as a text."""
    form = await body_of(request, CREATE)
    name, location, tags = required(form.name, "name"), form.artifact_location or "", tags_of(form.tags)
    made = await write(rootnode, caller, key, create_experiment, name, tags=tags, artifact_location=location)
    return answers.json(experiment_id=str(made.number))


@get(f"{BASE}/get", opt=READ)
async def get_one(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """An experiment by its number."""
    form = query_of(request, forms.OfExperiment)
    found = await read(rootnode, caller, key, experiment, number_of(required(form.experiment_id, "experiment_id")))
    return answers.json(experiment=answers.experiment_answer(found))


@get(f"{BASE}/get-by-name", opt=READ)
async def get_by_name(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """An experiment by its name."""
    form = query_of(request, forms.OfExperiment)
    found = await read(rootnode, caller, key, experiment_named, required(form.experiment_name, "experiment_name"))
    return answers.json(experiment=answers.experiment_answer(found))


@post(f"{BASE}/update", opt=WRITE, status_code=200)
async def update(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """Give an experiment another name."""
    form = await body_of(request, OF_EXPERIMENT)
    await write(rootnode, caller, key, rename_experiment, _number(form), required(form.new_name, "new_name"))
    return answers.json()


@post(f"{BASE}/delete", opt=WRITE, status_code=200)
async def delete(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """Put an experiment and its runs into the trash."""
    await write(rootnode, caller, key, delete_experiment, _number(await body_of(request, OF_EXPERIMENT)))
    return answers.json()


@post(f"{BASE}/restore", opt=WRITE, status_code=200)
async def restore(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """Take an experiment out of the trash."""
    await write(rootnode, caller, key, restore_experiment, _number(await body_of(request, OF_EXPERIMENT)))
    return answers.json()


@post(f"{BASE}/set-experiment-tag", opt=INGEST, status_code=200)
async def set_tag(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """Set a tag of an experiment."""
    form = await body_of(request, OF_EXPERIMENT)
    await write(rootnode, caller, key, set_experiment_tags, _number(form), {required(form.key, "key"): form.value or ""})
    return answers.json()


@post(f"{BASE}/delete-experiment-tag", opt=INGEST, status_code=200)
async def delete_tag(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """Take a tag of an experiment away."""
    form = await body_of(request, OF_EXPERIMENT)
    await write(rootnode, caller, key, delete_experiment_tag, _number(form), required(form.key, "key"))
    return answers.json()


def _number(form: forms.OfExperiment) -> int:
    return number_of(required(form.experiment_id, "experiment_id"))


ROUTES = (create, get_one, get_by_name, update, delete, restore, set_tag, delete_tag)
