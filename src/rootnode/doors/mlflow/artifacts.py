"""Files of runs, streamed both ways. An address is taken apart into experiment, run and path, each of them checked; none is a place."""

from typing import Any, Final

from litestar import Response, delete, get, put
from litestar.params import FromPath

from rootnode.auth.caller import Caller
from rootnode.build.files import StoredFile, check_path, delete_files, file_of, files_of, put_file
from rootnode.build.pages import run_page
from rootnode.build.places import check_may_write, live_run, place_of
from rootnode.doors.http.downloads import download as download_answer
from rootnode.doors.http.given import GivenCaller, GivenRootnode
from rootnode.doors.mlflow import answers, forms
from rootnode.doors.mlflow.experiments import READ, Asked
from rootnode.doors.mlflow.places import Key, read, write
from rootnode.doors.mlflow.reading import query_of, run_of
from rootnode.graph.apply import Graph
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.kit.errors import Invalid, NotFound
from rootnode.wire.runs import File

BASE: Final = "/api/2.0/mlflow-artifacts/artifacts"
UPLOAD: Final = {"access": "ingest", "body": "upload"}
DOWNLOAD: Final = {"access": "read", "untimed": True}


def place(address: str) -> tuple[int, str, str]:
    """`3/<run>/artifacts/plots/roc.png` as (experiment, run, path within the run). Raises Invalid, NotFound."""
    experiment, _, rest = check_path(address.strip("/")).partition("/")
    run, _, rest = rest.partition("/")
    folder, _, path = rest.partition("/")
    if not (experiment.isascii() and experiment.isdigit() and len(experiment) < 18) or folder != answers.FOLDER:
        raise NotFound(f"There is nothing at '{address[:200]}'. Files of a run are at EXPERIMENT/RUN/artifacts/PATH.")
    return int(experiment), run, path


def _check_experiment(tx: ReadTx, project: str, experiment: int, run: str) -> None:
    if place_of(tx, project, run) != experiment:
        raise NotFound(f"There is no run {run[:80]} in experiment {experiment}.")


@put(BASE + "/{path:path}", opt=UPLOAD)
async def upload(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key, path: FromPath[str]) -> Response[bytes]:
    """Whether the file may be put there is found out before the first byte of it is taken."""
    experiment, run, name = place(path)
    check_path(name)
    await write(rootnode, caller, key, _may_put, experiment, run)
    stored = await rootnode.blobs.put(request.stream())
    await write(rootnode, caller, key, put_file, run, name, stored)
    return answers.json()


def _may_put(tx: WriteTx, caller: Caller, graph: Graph, project: str, experiment: int, run: str) -> None:
    _check_experiment(tx, project, experiment, run)
    check_may_write(tx, caller, graph, live_run(tx, project, run))


@get(BASE + "/{path:path}", opt=DOWNLOAD)
async def download(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key, path: FromPath[str]) -> Response[Any]:
    """The bytes of a file, or the part that a Range header asks for."""
    experiment, run, name = place(path)
    file = await read(rootnode, caller, key, _file, experiment, run, name)
    return await download_answer(request, rootnode.blobs, file.digest, file.size, file.path)


def _file(tx: ReadTx, project: str, experiment: int, run: str, name: str) -> StoredFile:
    _check_experiment(tx, project, experiment, run)
    return file_of(tx, project, run, name)


@delete(BASE + "/{path:path}", opt={"access": "ingest"}, status_code=200)
async def remove(rootnode: GivenRootnode, caller: GivenCaller, key: Key, path: FromPath[str]) -> Response[bytes]:
    """Delete a file, a folder with all beneath it, or all files of a run."""
    experiment, run, name = place(path)
    await write(rootnode, caller, key, _removed, experiment, run, name)
    return answers.json()


def _removed(tx: WriteTx, caller: Caller, graph: Graph, project: str, experiment: int, run: str, name: str) -> int:
    _check_experiment(tx, project, experiment, run)
    return delete_files(tx, caller, graph, project, run, name)


@get(BASE, opt=READ)
async def list_files(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """What lies in a folder, by names relative to it."""
    form = query_of(request, forms.ListForm)
    if not form.path:
        raise Invalid("Name a run's folder: path=EXPERIMENT/RUN/artifacts.", where="path")
    experiment, run, folder = place(form.path)
    found = await read(rootnode, caller, key, _files, experiment, run, folder)
    return answers.json(files=[_info(file, file.path.rpartition("/")[2]) for file in found] or None)


def _files(tx: ReadTx, project: str, experiment: int, run: str, folder: str) -> list[File]:
    _check_experiment(tx, project, experiment, run)
    return files_of(tx, project, run, folder)


@get("/api/2.0/mlflow/artifacts/list", opt=READ)
async def list_of_run(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """The same by run, by paths relative to the run."""
    form = query_of(request, forms.ListForm)
    run = run_of(form)
    page = await read(rootnode, caller, key, run_page, run)
    found = await read(rootnode, caller, key, files_of, run, form.path or "")
    root = answers.artifact_uri(page.experiment, page.node.id)
    return answers.json(root_uri=root, files=[_info(file, file.path) for file in found] or None)


def _info(file: File, path: str) -> dict[str, str | int | bool]:
    info: dict[str, str | int | bool] = {"path": path, "is_dir": file.is_dir}
    return info if file.size is None else info | {"file_size": file.size}


ROUTES = (upload, download, remove, list_files, list_of_run)
