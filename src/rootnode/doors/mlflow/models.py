"""Registered models: made, found, changed, given aliases, searched."""

from typing import Final

import msgspec
from litestar import Response, delete, get, patch, post

from rootnode.build.limits import invalid_value
from rootnode.build.registry import (
    create_model,
    delete_alias,
    delete_model,
    delete_model_tag,
    rename_model,
    set_alias,
    set_model_tag,
    update_model,
)
from rootnode.build.registry_limits import version_number
from rootnode.build.registry_pages import latest_versions, registered_model, registered_models, version_by_alias
from rootnode.build.registry_search import models
from rootnode.build.search import Search
from rootnode.doors.http.given import GivenCaller, GivenRootnode
from rootnode.doors.mlflow import answers
from rootnode.doors.mlflow import registry_forms as forms
from rootnode.doors.mlflow.experiments import INGEST, READ, WRITE, Asked
from rootnode.doors.mlflow.grammar import Subject, conditions, order
from rootnode.doors.mlflow.places import Key, read, write
from rootnode.doors.mlflow.reading import HINT, body_of, query_of, required, tags_of
from rootnode.doors.mlflow.registry_answers import model_answer, version_answer
from rootnode.doors.mlflow.tokens import next_token, offset_in
from rootnode.kit.db import ReadTx
from rootnode.kit.errors import Conflict, Invalid

BASE: Final = "/api/2.0/mlflow/registered-models"
PAGE: Final = 100
MOST: Final = 1_000

CREATE: Final = msgspec.json.Decoder(forms.CreateModel, strict=False)
OF_MODEL: Final = msgspec.json.Decoder(forms.OfModel, strict=False)


@post(f"{BASE}/create", opt=INGEST, status_code=200)
async def create(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """Register a model."""
    form = await body_of(request, CREATE)
    name, tags = required(form.name, "name"), tags_of(form.tags)
    made = await write(rootnode, caller, key, create_model, name, tags=tags, description=form.description or "")
    return answers.json(registered_model=model_answer(made))


@get(f"{BASE}/get", opt=READ)
async def get_one(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """A model with its tags, aliases and the newest version in each stage; asked for all the time."""
    form = query_of(request, forms.OfModel)
    found = await read(rootnode, caller, key, registered_model, required(form.name, "name"))
    return answers.json(registered_model=model_answer(found))


@patch(f"{BASE}/update", opt=WRITE)
async def update(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """Set the description."""
    form = await body_of(request, OF_MODEL)
    changed = await write(rootnode, caller, key, update_model, required(form.name, "name"), form.description or "")
    return answers.json(registered_model=model_answer(changed))


@post(f"{BASE}/rename", opt=WRITE, status_code=200)
async def rename(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """Give a model another name."""
    form = await body_of(request, OF_MODEL)
    name, new_name = required(form.name, "name"), required(form.new_name, "new_name")
    return answers.json(registered_model=model_answer(await write(rootnode, caller, key, rename_model, name, new_name)))


@delete(f"{BASE}/delete", opt=WRITE, status_code=200)
async def remove(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """Put a model and its versions into the trash."""
    form = await body_of(request, OF_MODEL)
    await write(rootnode, caller, key, delete_model, required(form.name, "name"))
    return answers.json()


@post(f"{BASE}/get-latest-versions", opt=READ, status_code=200)
async def latest(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """The newest version in each of some stages."""
    form = await body_of(request, OF_MODEL)
    found = await read(rootnode, caller, key, latest_versions, required(form.name, "name"), form.stages or ())
    return answers.json(model_versions=[version_answer(each) for each in found] or None)


@get(f"{BASE}/get-latest-versions", opt=READ)
async def latest_by_query(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """The same by GET."""
    form = query_of(request, forms.OfModel)
    found = await read(rootnode, caller, key, latest_versions, required(form.name, "name"), form.stages or ())
    return answers.json(model_versions=[version_answer(each) for each in found] or None)


@post(f"{BASE}/set-tag", opt=INGEST, status_code=200)
async def set_tag(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """Set a tag of a model."""
    form = await body_of(request, OF_MODEL)
    name, tag = required(form.name, "name"), required(form.key, "key")
    await write(rootnode, caller, key, set_model_tag, name, tag, form.value or "")
    return answers.json()


@delete(f"{BASE}/delete-tag", opt=INGEST, status_code=200)
async def delete_tag(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """Take a tag of a model away."""
    form = await body_of(request, OF_MODEL)
    await write(rootnode, caller, key, delete_model_tag, required(form.name, "name"), required(form.key, "key"))
    return answers.json()


@post(f"{BASE}/alias", opt=WRITE, status_code=200)
async def put_alias(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """Let an alias point to a version."""
    form = await body_of(request, OF_MODEL)
    name, alias = required(form.name, "name"), required(form.alias, "alias")
    number = version_number(required(form.version, "version"))
    _check_done(await write(rootnode, caller, key, set_alias, name, alias, number))
    return answers.json()


@delete(f"{BASE}/alias", opt=WRITE, status_code=200)
async def remove_alias(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """Take an alias away."""
    form = await body_of(request, OF_MODEL)
    _check_done(await write(rootnode, caller, key, delete_alias, required(form.name, "name"), required(form.alias, "alias")))
    return answers.json()


def _check_done(done: bool) -> None:
    """What was asked for is kept; the program must know all the same that the alias has not moved."""
    if not done:
        raise Conflict("This alias needs an approval before it changes. It was asked for; the alias is as it was.")


@get(f"{BASE}/alias", opt=READ)
async def by_alias(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """The version that an alias points to."""
    form = query_of(request, forms.OfModel)
    name, alias = required(form.name, "name"), required(form.alias, "alias")
    return answers.json(model_version=version_answer(await read(rootnode, caller, key, version_by_alias, name, alias)))


@get(f"{BASE}/search", opt=READ)
async def search(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """Models by a filter, in an order; without prompts, unless they are asked for."""
    form = query_of(request, forms.RegistrySearch)
    wanted = search_of(form, "models", PAGE if form.max_results is None else form.max_results, MOST)
    return await read(rootnode, caller, key, _models, wanted)


def _models(tx: ReadTx, project: str, wanted: Search) -> Response[bytes]:
    found = registered_models(tx, models(tx, project, wanted))
    shown = [model_answer(each) for each in found[: wanted.limit - 1]]
    return answers.json(registered_models=shown or None, next_page_token=next_token(wanted, len(found)))


def search_of(form: forms.RegistrySearch, subject: Subject, page: int, most: int) -> Search:
    """The search, with a limit of one more than asked for. Raises Invalid with MLflow's sentences."""
    if page > most:
        raise invalid_value("max_results", str(page), f" Hint: Value was of type 'str'.{HINT}")
    if page < 1:
        raise Invalid(f"Invalid value for max_results. It must be a positive integer, but got {page}", where="max_results")
    orders = tuple(order(each, subject) for each in form.order_by or ())
    return Search(conditions(form.filter or "", subject), orders, limit=page + 1, offset=offset_in(form.page_token))


ROUTES = (
    create, get_one, update, rename, remove, latest, latest_by_query, set_tag, delete_tag, put_alias, remove_alias, by_alias, search,
)  # fmt: skip
