"""Logged models: made, finalised, found, changed, put into the trash."""

import base64
import binascii
from typing import Annotated, Final, TypeAlias

import msgspec
from litestar import Response, delete, get, patch, post
from litestar.params import PathParameter

from rootnode.build.files import files_of
from rootnode.build.limits import invalid_value
from rootnode.build.logged_models import (
    LoggedModel,
    NewModel,
    create_logged_model,
    delete_logged_model,
    delete_model_tag,
    finalize_logged_model,
    log_model_params,
    logged_model,
    logged_models,
    set_model_tags,
)
from rootnode.build.model_search import search_models
from rootnode.build.search import Search
from rootnode.doors.http.given import GivenCaller, GivenRootnode
from rootnode.doors.mlflow import answers, model_forms
from rootnode.doors.mlflow.artifacts import file_info
from rootnode.doors.mlflow.experiments import INGEST, READ, WRITE, Asked
from rootnode.doors.mlflow.grammar import conditions, model_order
from rootnode.doors.mlflow.model_answers import STATES, model_answer, model_uri
from rootnode.doors.mlflow.places import Key, read, write
from rootnode.doors.mlflow.reading import body_of, number_of, pairs_of, query_of, required, tags_of
from rootnode.kit.db import ReadTx
from rootnode.kit.errors import Invalid
from rootnode.wire.runs import File

BASE: Final = "/api/2.0/mlflow/logged-models"
ONE: Final = BASE + "/{model_id:str}"
DEFAULT: Final = 100
MOST: Final = 50_000
ModelId: TypeAlias = Annotated[str, PathParameter(description="A logged model's id, m-...")]

CREATE: Final = msgspec.json.Decoder(model_forms.CreateLoggedModel, strict=False)
OF_MODEL: Final = msgspec.json.Decoder(model_forms.OfModel, strict=False)
SEARCH: Final = msgspec.json.Decoder(model_forms.SearchLoggedModels, strict=False)


@post(BASE, opt={"access": "ingest", "body": "ingest"}, status_code=200)
async def create(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """Make a logged model, pending."""
    form = await body_of(request, CREATE)
    number = number_of(required(form.experiment_id, "experiment_id"))
    params, tags = pairs_of(form.params, "params"), tags_of(form.tags)
    if form.name == "":
        raise invalid_value("name", "", "Model name must be a non-empty string.")
    new = NewModel(number, form.name or "", form.source_run_id or "", form.model_type or "", params, tags)
    return _model(await write(rootnode, caller, key, create_logged_model, new))


def _model(model: LoggedModel) -> Response[bytes]:
    return answers.json(model=model_answer(model))


@get(ONE, opt=READ)
async def get_one(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key, model_id: ModelId) -> Response[bytes]:
    """A logged model with its params, tags and metrics; with `allow_deleted` also from the trash."""
    trashed = (query_of(request, model_forms.OfModel).allow_deleted or "").lower() == "true"
    return _model(await read(rootnode, caller, key, logged_model, model_id, trashed=trashed))


@patch(ONE, opt=INGEST)
async def finalize(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key, model_id: ModelId) -> Response[bytes]:
    """Say that a logged model is ready, or that it failed."""
    state = _state((await body_of(request, OF_MODEL)).status)
    model = await write(rootnode, caller, key, finalize_logged_model, model_id, state)
    # who may only log is not told what others logged
    return _model(model if "read" in caller.permissions else msgspec.structs.replace(model, params={}, tags={}, metrics=[]))


def _state(given: str | int | None) -> str:
    if given is None:
        required(None, "status")
    for number, (state, word) in enumerate(STATES.items(), start=1):
        if given in (number, str(number), word):
            return state
    raise Invalid(f"Unknown model status: {str(given)[:80]}", where="status")


@delete(ONE, opt=WRITE, status_code=200)
async def remove(rootnode: GivenRootnode, caller: GivenCaller, key: Key, model_id: ModelId) -> Response[bytes]:
    """Put a logged model into the trash."""
    await write(rootnode, caller, key, delete_logged_model, model_id)
    return answers.json()


@post(f"{ONE}/params", opt={"access": "ingest", "body": "ingest"}, status_code=200)
async def add_params(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key, model_id: ModelId) -> Response[bytes]:
    """Add params."""
    params = pairs_of((await body_of(request, OF_MODEL)).params, "params")
    await write(rootnode, caller, key, log_model_params, model_id, params)
    return answers.json()


@patch(f"{ONE}/tags", opt=INGEST)
async def set_tags(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key, model_id: ModelId) -> Response[bytes]:
    """Set tags."""
    tags = tags_of((await body_of(request, OF_MODEL)).tags)
    await write(rootnode, caller, key, set_model_tags, model_id, tags)
    return answers.json()


@delete(ONE + "/tags/{tag_key:str}", opt=INGEST, status_code=200)
async def remove_tag(
    rootnode: GivenRootnode,
    caller: GivenCaller,
    key: Key,
    model_id: ModelId,
    tag_key: Annotated[str, PathParameter(description="The tag's key.")],
) -> Response[bytes]:
    """Take a tag away."""
    await write(rootnode, caller, key, delete_model_tag, model_id, tag_key)
    return answers.json()


@get(f"{ONE}/artifacts/directories", opt=READ)
async def list_files(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key, model_id: ModelId) -> Response[bytes]:
    """What lies in a folder of the model, by paths relative to the model."""
    folder = query_of(request, model_forms.OfModel).artifact_directory_path or ""
    model, found = await read(rootnode, caller, key, _files, model_id, folder)
    return answers.json(root_uri=model_uri(model), files=[file_info(file, file.path) for file in found] or None)


def _files(tx: ReadTx, project: str, model: str, folder: str) -> tuple[LoggedModel, list[File]]:
    found = logged_model(tx, project, model)
    return found, files_of(tx, project, found.node.id, folder)


@post(f"{BASE}/search", opt=READ, status_code=200)
async def search(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """Logged models of some experiments by a filter, in an order."""
    form = await body_of(request, SEARCH)
    if not form.experiment_ids:
        required(None, "experiment_ids")
    most = form.max_results or DEFAULT
    if not 1 <= most <= MOST:
        raise invalid_value("max_results", most, f"It must be from 1 to {MOST}")
    return await read(rootnode, caller, key, _shown, form, most)


def _shown(tx: ReadTx, project: str, form: model_forms.SearchLoggedModels, most: int) -> Response[bytes]:
    found = _found(tx, project, form, most + 1)
    token = _Page(_offset(form) + most, *_asked(form)) if len(found) > most else None
    models = [model_answer(each) for each in found[:most]]
    return answers.json(models=models or None, next_page_token=token and base64.b64encode(msgspec.json.encode(token)).decode())


def _found(tx: ReadTx, project: str, form: model_forms.SearchLoggedModels, limit: int) -> list[LoggedModel]:
    numbers = tuple(number_of(each) for each in form.experiment_ids or ())
    datasets = tuple((_dataset_name(each), each.dataset_digest or "") for each in form.datasets or ())
    orders = tuple(
        model_order(
            required(each.field_name, f"order_by[{place}].field_name"),
            (each.dataset_name, each.dataset_digest or "") if each.dataset_name else None,
            descending=each.ascending is False,
        )
        for place, each in enumerate(form.order_by or ())
    )
    search = Search(conditions(form.filter or "", "logged_models"), orders, numbers, limit=limit, offset=_offset(form))
    return logged_models(tx, search_models(tx, project, search, datasets))


def _dataset_name(given: model_forms.ModelDataset) -> str:
    if not given.dataset_name:
        raise Invalid("`dataset_name` in the `datasets` clause must be specified.", where="datasets")
    return given.dataset_name


class _Page(msgspec.Struct, frozen=True):
    """Where the next page begins, and of which search."""

    offset: int
    experiment_ids: tuple[str, ...]
    filter: str
    order_by: tuple[model_forms.ModelOrder, ...]


def _asked(form: model_forms.SearchLoggedModels) -> tuple[tuple[str, ...], str, tuple[model_forms.ModelOrder, ...]]:
    return form.experiment_ids or (), form.filter or "", form.order_by or ()


def _offset(form: model_forms.SearchLoggedModels) -> int:
    if not form.page_token:
        return 0
    try:
        page = msgspec.json.decode(base64.b64decode(form.page_token, validate=True), type=_Page)
    except (msgspec.DecodeError, binascii.Error, ValueError):
        raise Invalid(f"Invalid page token: {form.page_token[:80]}", where="page_token") from None
    for what, told, asked in zip(
        ("Experiment IDs", "Filter string", "Order by"), msgspec.structs.astuple(page)[1:], _asked(form), strict=True
    ):
        if told != asked:
            raise Invalid(f"{what} in the page token do not match what is requested.", where="page_token")
    if not 0 <= page.offset < 1 << 40:
        raise Invalid(f"Invalid page token: {form.page_token[:80]}", where="page_token")
    return page.offset


ROUTES: Final = (create, get_one, finalize, remove, add_params, set_tags, remove_tag, list_files, search)
