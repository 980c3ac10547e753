"""Files of runs and logged models, streamed both ways.

An address is taken apart into experiment, run or model, and path, each of them checked; none is a place.
"""

from typing import Any, Final

import msgspec
from litestar import Response, delete, get, put
from litestar.params import FromPath

from rootnode.auth.caller import Caller
from rootnode.blobs import Stored
from rootnode.build.files import StoredFile, check_path, delete_files, file_of, files_of, put_file
from rootnode.build.pages import run_page
from rootnode.build.places import check_may_write, live_holder, node_of_model, place_of, place_of_model
from rootnode.doors.http.downloads import download as download_answer
from rootnode.doors.http.given import GivenCaller, GivenRootnode
from rootnode.doors.mlflow import answers, forms
from rootnode.doors.mlflow.experiments import READ, WRITE, Asked
from rootnode.doors.mlflow.places import Key, read, write
from rootnode.doors.mlflow.reading import query_of, run_of
from rootnode.graph.apply import Graph
from rootnode.keep.quotas import Quotas, within
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.kit.errors import Invalid, NotFound
from rootnode.wire.runs import File

BASE: Final = "/api/2.0/mlflow-artifacts/artifacts"
MODELS: Final = "models"
UPLOAD: Final = {"access": "ingest", "body": "upload"}
DOWNLOAD: Final = {"access": "read", "untimed": True}


class Place(msgspec.Struct, frozen=True):
    """Whose file an address names: `owner` is the id of the node, of a logged model where `of_model`, else of a run."""

    experiment: int
    owner: str
    of_model: bool
    path: str


def place(address: str) -> Place:
    """`3/<run>/artifacts/plots/roc.png` or `3/models/m-<id>/artifacts/MLmodel`, taken apart. Raises Invalid, NotFound."""
    experiment, _, rest = check_path(address.strip("/")).partition("/")
    owner, _, rest = rest.partition("/")
    of_model = owner == MODELS
    if of_model:
        model, _, rest = rest.partition("/")
        owner = node_of_model(model)
    folder, _, path = rest.partition("/")
    if not (experiment.isascii() and experiment.isdigit() and len(experiment) < 18) or folder != answers.FOLDER:
        where = "EXPERIMENT/RUN/artifacts/PATH, those of a logged model at EXPERIMENT/models/MODEL/artifacts/PATH"
        raise NotFound(f"There is nothing at '{address[:200]}'. Files of a run are at {where}.")
    return Place(int(experiment), owner, of_model, path)


def _check_experiment(tx: ReadTx, project: str, at: Place) -> None:
    found = place_of_model(tx, project, at.owner) if at.of_model else place_of(tx, project, at.owner)
    if found != at.experiment:
        raise NotFound(f"There is no {'logged model' if at.of_model else 'run'} {at.owner[:80]} in experiment {at.experiment}.")


@put(BASE + "/{path:path}", opt=UPLOAD)
async def upload(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key, path: FromPath[str]) -> Response[bytes]:
    """Whether the file may be put there is found out before the first byte of it is taken."""
    at = place(path)
    check_path(at.path)
    room = await write(rootnode, caller, key, _may_put, at, rootnode.quotas)
    stored = await rootnode.blobs.put(within(request.stream(), room))
    await write(rootnode, caller, key, _put, at, stored, rootnode.quotas)
    return answers.json()


def _may_put(tx: WriteTx, caller: Caller, graph: Graph, project: str, at: Place, quotas: Quotas) -> int | None:
    """Answers how many bytes the project's quota leaves room for."""
    _check_experiment(tx, project, at)
    check_may_write(tx, caller, graph, live_holder(tx, project, at.owner))
    return quotas.room_for_files(tx, project)


def _put(tx: WriteTx, caller: Caller, graph: Graph, project: str, at: Place, stored: Stored, quotas: Quotas) -> None:
    quotas.takes_file(tx, project, stored)
    put_file(tx, caller, graph, project, at.owner, at.path, stored)


@get(BASE + "/{path:path}", opt=DOWNLOAD)
async def download(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key, path: FromPath[str]) -> Response[Any]:
    """The bytes of a file, or the part that a Range header asks for."""
    file = await read(rootnode, caller, key, _file, place(path))
    return await download_answer(request, rootnode.blobs, file.digest, file.size, file.path)


def _file(tx: ReadTx, project: str, at: Place) -> StoredFile:
    _check_experiment(tx, project, at)
    return file_of(tx, project, at.owner, at.path)


@delete(BASE + "/{path:path}", opt=WRITE, status_code=200)
async def remove(rootnode: GivenRootnode, caller: GivenCaller, key: Key, path: FromPath[str]) -> Response[bytes]:
    """Delete a file, a folder with all beneath it, or all files of a run or model."""
    await write(rootnode, caller, key, _removed, place(path))
    return answers.json()


def _removed(tx: WriteTx, caller: Caller, graph: Graph, project: str, at: Place) -> int:
    _check_experiment(tx, project, at)
    return delete_files(tx, caller, graph, project, at.owner, at.path)


@get(BASE, opt=READ)
async def list_files(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """What lies in a folder, by names relative to it."""
    form = query_of(request, forms.ListForm)
    if not form.path:
        raise Invalid("Name a run's folder: path=EXPERIMENT/RUN/artifacts.", where="path")
    found = await read(rootnode, caller, key, _files, place(form.path))
    return answers.json(files=[file_info(file, file.path.rpartition("/")[2]) for file in found] or None)


def _files(tx: ReadTx, project: str, at: Place) -> list[File]:
    _check_experiment(tx, project, at)
    return files_of(tx, project, at.owner, at.path)


@get("/api/2.0/mlflow/artifacts/list", opt=READ)
async def list_of_run(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """The same by run, by paths relative to the run."""
    form = query_of(request, forms.ListForm)
    run = run_of(form)
    page = await read(rootnode, caller, key, run_page, run)
    found = await read(rootnode, caller, key, files_of, run, form.path or "")
    root = answers.artifact_uri(page.experiment, page.node.id)
    return answers.json(root_uri=root, files=[file_info(file, file.path) for file in found] or None)


def file_info(file: File, path: str) -> dict[str, str | int | bool]:
    """A file or folder in MLflow's form, under the path that is given."""
    info: dict[str, str | int | bool] = {"path": path, "is_dir": file.is_dir}
    return info if file.size is None else info | {"file_size": file.size}


ROUTES = (upload, download, remove, list_files, list_of_run)
