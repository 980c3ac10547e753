"""Versions of registered models: made, found, changed, staged, searched."""

from typing import Final

import msgspec
from litestar import Response, delete, get, patch, post

from rootnode.build.registry_limits import version_number
from rootnode.build.registry_pages import model_version, model_versions
from rootnode.build.registry_search import versions
from rootnode.build.search import PAGE, Search
from rootnode.build.versions import (
    NewVersion,
    create_version,
    delete_version,
    delete_version_tag,
    set_version_tag,
    transition_stage,
    update_version,
)
from rootnode.doors.http.given import GivenCaller, GivenRootnode
from rootnode.doors.mlflow import answers
from rootnode.doors.mlflow import registry_forms as forms
from rootnode.doors.mlflow.experiments import INGEST, READ, WRITE, Asked
from rootnode.doors.mlflow.models import OF_MODEL, search_of
from rootnode.doors.mlflow.places import Key, read, write
from rootnode.doors.mlflow.reading import body_of, query_of, required, tags_of
from rootnode.doors.mlflow.registry_answers import version_answer
from rootnode.doors.mlflow.tokens import next_token
from rootnode.kit.db import ReadTx

BASE: Final = "/api/2.0/mlflow/model-versions"
MOST: Final = 200_000
"""So many may be asked for; a page has `PAGE` at most, and a token for the rest."""

CREATE: Final = msgspec.json.Decoder(forms.CreateVersion, strict=False)
TRANSITION: Final = msgspec.json.Decoder(forms.Transition, strict=False)


def named(form: forms.OfModel) -> tuple[str, int]:
    """The model's name and the version's number. Raises Invalid."""
    return required(form.name, "name"), version_number(required(form.version, "version"))


@post(f"{BASE}/create", opt=INGEST, status_code=200)
async def create(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """Make the next version of a model."""
    form = await body_of(request, CREATE)
    name, source = required(form.name, "name"), required(form.source, "source")
    new = NewVersion(source, form.run_id, form.model_id, form.run_link or "", form.description or "", tags_of(form.tags))
    return answers.json(model_version=version_answer(await write(rootnode, caller, key, create_version, name, new)))


@get(f"{BASE}/get", opt=READ)
async def get_one(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """A version by its number."""
    found = await read(rootnode, caller, key, model_version, *named(query_of(request, forms.OfModel)))
    return answers.json(model_version=version_answer(found))


@get(f"{BASE}/get-download-uri", opt=READ)
async def download_uri(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """From where a client may download it."""
    found = await read(rootnode, caller, key, model_version, *named(query_of(request, forms.OfModel)))
    return answers.json(artifact_uri=found.location)


@patch(f"{BASE}/update", opt=WRITE)
async def update(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """Set the description."""
    form = await body_of(request, OF_MODEL)
    changed = await write(rootnode, caller, key, update_version, *named(form), form.description)
    return answers.json(model_version=version_answer(changed))


@delete(f"{BASE}/delete", opt=WRITE, status_code=200)
async def remove(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """Put a version into the trash."""
    await write(rootnode, caller, key, delete_version, *named(await body_of(request, OF_MODEL)))
    return answers.json()


@post(f"{BASE}/transition-stage", opt=WRITE, status_code=200)
async def transition(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """Bring a version to a stage."""
    form = await body_of(request, TRANSITION)
    name, number = named(form)
    stage, archive = required(form.stage, "stage"), bool(form.archive_existing_versions)
    moved = await write(rootnode, caller, key, transition_stage, name, number, stage, archive=archive)
    return answers.json(model_version=version_answer(moved))


@post(f"{BASE}/set-tag", opt=INGEST, status_code=200)
async def set_tag(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """Set a tag of a version."""
    form = await body_of(request, OF_MODEL)
    await write(rootnode, caller, key, set_version_tag, *named(form), required(form.key, "key"), form.value or "")
    return answers.json()


@delete(f"{BASE}/delete-tag", opt=INGEST, status_code=200)
async def delete_tag(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """Take a tag of a version away."""
    form = await body_of(request, OF_MODEL)
    await write(rootnode, caller, key, delete_version_tag, *named(form), required(form.key, "key"))
    return answers.json()


@get(f"{BASE}/search", opt=READ)
async def search(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """Versions by a filter, in an order; without prompts, unless they are asked for."""
    form = query_of(request, forms.RegistrySearch)
    asked = PAGE if form.max_results is None else form.max_results
    wanted = search_of(form, "versions", asked if asked > MOST else min(asked, PAGE), MOST)
    return await read(rootnode, caller, key, _versions, wanted)


def _versions(tx: ReadTx, project: str, wanted: Search) -> Response[bytes]:
    found = model_versions(tx, versions(tx, project, wanted))
    shown = [version_answer(each) for each in found[: wanted.limit - 1]]
    return answers.json(model_versions=shown or None, next_page_token=next_token(wanted, len(found)))


ROUTES = (create, get_one, download_uri, update, remove, transition, set_tag, delete_tag, search)
