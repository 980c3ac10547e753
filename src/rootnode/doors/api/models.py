"""Registered models and their versions: their pages, aliases, names, and versions made by hand from a run."""

from typing import Annotated, Any, Final

from litestar import Request, Response, delete, get, patch, post
from litestar.params import FromPath, JSONBody, QueryParameter

from rootnode.auth.caller import Caller
from rootnode.build.briefs import Brief
from rootnode.build.model_pages import (
    LIMIT,
    VersionLine,
    is_registered,
    logged_model_of,
    model_tags,
    sources_of,
    version_line,
    versions_of,
)
from rootnode.build.pages import run_page
from rootnode.build.places import MODEL, place_of
from rootnode.build.registry import create_model, delete_alias, rename_model, set_alias
from rootnode.build.registry_pages import ModelVersion, aliases_in, registered_id
from rootnode.build.sources import ROOT
from rootnode.build.version_files import files_of_version
from rootnode.build.versions import NewVersion as Told
from rootnode.build.versions import create_version
from rootnode.doors import views
from rootnode.doors.api.addresses import Id
from rootnode.doors.api.numbers import number
from rootnode.doors.api.paging import Cursor, number_of
from rootnode.doors.http.given import GivenCaller, GivenRootnode
from rootnode.doors.http.idempotency import write_once
from rootnode.graph.apply import Graph
from rootnode.graph.nodes import Node, missing, node_by_ref, nodes_by_id
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.kit.errors import Conflict, Invalid
from rootnode.wire.items import Item
from rootnode.wire.models import (
    AliasAnswer,
    ModelAlias,
    ModelFiles,
    ModelPage,
    ModelPatch,
    ModelSource,
    ModelSources,
    ModelVersionPage,
    ModelVersionRow,
    ModelVersions,
    NewModelVersion,
    RunBrief,
)
from rootnode.wire.runs import MetricLatest, Run

TAGS: Final = ["Models"]


def node_of_kind(tx: ReadTx, caller: Caller, ref: str, kind: str) -> Node:
    """The item of that id, if it is of that kind. Raises NotFound."""
    node = node_by_ref(tx, caller, ref)
    if node.kind != kind:
        raise missing(ref)
    return node


def brief(run: Brief | None) -> RunBrief | None:
    """A run beside something else."""
    return RunBrief(views.item(run.node), {key: number(value) for key, value in run.metrics.items()}) if run else None


def _model(tx: ReadTx, caller: Caller, ref: str) -> ModelPage:
    node = node_of_kind(tx, caller, ref, "model")
    return ModelPage(views.item(node), is_registered(tx, node.id), aliases_in(node.fields), model_tags(tx, node.id))


@get("/models/{id:str}", operation_id="getModel", tags=TAGS, opt={"access": "read"}, summary="A model's page")
async def get_model(rootnode: GivenRootnode, caller: GivenCaller, id_: Id) -> ModelPage:
    """With its tags, and where its aliases point."""
    return await rootnode.db.read(_model, caller, id_)


def _row(line: VersionLine) -> ModelVersionRow:
    version = line.version
    return ModelVersionRow(
        views.item(version.node), version.number, version.stage, version.aliases, version.tags, brief(line.run),
        tuple(map(views.end, line.datasets)),
    )  # fmt: skip


def _versions(tx: ReadTx, caller: Caller, ref: str, cursor: str, limit: int) -> ModelVersions:
    node = node_of_kind(tx, caller, ref, "model")
    found = versions_of(tx, caller, node.id, before=number_of(cursor), limit=limit + 1)
    following = str(found[limit - 1].version.number) if len(found) > limit else None
    return ModelVersions(tuple(map(_row, found[:limit])), following)


@get("/models/{id:str}/versions", operation_id="listModelVersions", tags=TAGS, opt={"access": "read"}, summary="A model's versions")
async def list_versions(
    rootnode: GivenRootnode, caller: GivenCaller, id_: Id, cursor: Cursor = "", limit: Annotated[int, QueryParameter(ge=1, le=LIMIT)] = 50
) -> ModelVersions:
    """Each with the run it came from, a few of that run's metrics, and the data it was trained on."""
    return await rootnode.db.read(_versions, caller, id_, cursor, limit)


def _run(tx: ReadTx, run: Brief) -> Run:
    page = run_page(tx, run.node.project, run.node.id)
    metrics = (MetricLatest(each.key, number(each.last), each.step, each.time, number(each.min), number(each.max)) for each in page.metrics)
    return Run(views.item(page.node), page.params, page.tags, tuple(metrics))


def _files(tx: ReadTx, version: ModelVersion) -> ModelFiles | None:
    found = files_of_version(tx, version)
    return ModelFiles(found.holder, found.folder, found.count, found.size, found.described) if found else None


def _version(tx: ReadTx, caller: Caller, ref: str) -> ModelVersionPage:
    node = node_of_kind(tx, caller, ref, "model_version")
    line = version_line(tx, caller, node.id)
    if line is None:
        raise missing(ref)
    version, logged = line.version, logged_model_of(tx, caller, node.id)
    return ModelVersionPage(
        views.item(node), views.end(nodes_by_id(tx, caller, [version.model]).get(version.model)), version.number, version.stage,
        version.aliases, version.tags, version.source, version.run_link, _run(tx, line.run) if line.run else None,
        views.end(logged) if logged else None, tuple(map(views.end, line.datasets)), _files(tx, version),
    )  # fmt: skip


@get("/model-versions/{id:str}", operation_id="getModelVersion", tags=TAGS, opt={"access": "read"}, summary="A model version's page")
async def get_version(rootnode: GivenRootnode, caller: GivenCaller, id_: Id) -> ModelVersionPage:
    """Where it came from: the run with its params and metrics, the data, the logged model."""
    return await rootnode.db.read(_version, caller, id_)


def _aliased(tx: WriteTx, caller: Caller, graph: Graph, ref: str, alias: str, version: int | None) -> AliasAnswer:
    node = _registered(tx, caller, ref)
    if version is None:
        done = delete_alias(tx, caller, graph, node.project, node.title, alias)
    else:
        done = set_alias(tx, caller, graph, node.project, node.title, alias, version)
    return AliasAnswer(aliases_in(node_by_ref(tx, caller, node.id).fields), queued=not done)


def _registered(tx: WriteTx, caller: Caller, ref: str) -> Node:
    node = node_of_kind(tx, caller, ref, "model")
    if not is_registered(tx, node.id):
        raise Conflict(f"{node.key} is not registered yet: it has no versions. Make one from a run.")
    if node.trashed is not None:
        raise Conflict(f"{node.key} is in the trash. Restore it first.")
    return node


@post(
    "/models/{id:str}/aliases",
    operation_id="setAlias",
    tags=TAGS,
    opt={"access": "write"},
    status_code=200,
    summary="Point an alias to a version",
)
async def post_alias(
    request: Request[Any, Any, Any], rootnode: GivenRootnode, id_: Id, data: JSONBody[ModelAlias]
) -> Response[AliasAnswer]:
    """One that points elsewhere is moved. Programs that load the model by its alias get the other version from then on."""
    return await write_once(request, _aliased, rootnode.graph, id_, data.alias, data.version)


@delete(
    "/models/{id:str}/aliases/{alias:str}", operation_id="deleteAlias", tags=TAGS, opt={"access": "write"}, status_code=200,
    summary="Take an alias away",
)  # fmt: skip
async def remove_alias(request: Request[Any, Any, Any], rootnode: GivenRootnode, id_: Id, alias: FromPath[str]) -> Response[AliasAnswer]:
    """Programs that load the model by it find nothing from then on."""
    return await write_once(request, _aliased, rootnode.graph, id_, alias, None)


def _renamed(tx: WriteTx, caller: Caller, graph: Graph, ref: str, name: str) -> Item:
    node = _registered(tx, caller, ref)
    return views.item(rename_model(tx, caller, graph, node.project, node.title, name).node)


@patch("/models/{id:str}", operation_id="renameModel", tags=TAGS, opt={"access": "write"}, summary="Rename a registered model")
async def patch_model(request: Request[Any, Any, Any], rootnode: GivenRootnode, id_: Id, data: JSONBody[ModelPatch]) -> Response[Item]:
    """Its versions are renamed with it. Programs find it by the new name only."""
    return await write_once(request, _renamed, rootnode.graph, id_, data.name)


def _sources(tx: ReadTx, caller: Caller, ref: str) -> ModelSources:
    found = sources_of(tx, caller, node_of_kind(tx, caller, ref, "run"))
    return ModelSources(
        tuple(
            ModelSource(each.name, each.model.id if each.model else None, each.path, tuple(map(views.end, each.versions)), each.step)
            for each in found
        )
    )


@get("/runs/{id:str}/models", operation_id="listModelSources", tags=TAGS, opt={"access": "read"}, summary="Models that a run made")
async def list_sources(rootnode: GivenRootnode, caller: GivenCaller, id_: Id) -> ModelSources:
    """Its logged models and folders that hold a model, each with the versions made of it."""
    return await rootnode.db.read(_sources, caller, id_)


def _made(tx: WriteTx, caller: Caller, graph: Graph, ref: str, new: NewModelVersion) -> Item:
    run = node_of_kind(tx, caller, ref, "run")
    if (new.model is None) == (new.path is None):
        raise Invalid("Name either a logged model or a folder of the run's files.", where="model")
    if new.model is not None:
        told = Told(f"models:/{MODEL}{new.model}", run.id, MODEL + new.model, description=new.description)
    else:
        folder = f"{ROOT}{place_of(tx, run.project, run.id)}/{run.id}/artifacts"
        told = Told(f"{folder}/{new.path}".rstrip("/"), run.id, description=new.description)
    if registered_id(tx, run.project, new.name) is None:
        create_model(tx, caller, graph, run.project, new.name)
    return views.item(create_version(tx, caller, graph, run.project, new.name, told).node)


@post(
    "/runs/{id:str}/versions",
    operation_id="makeModelVersion",
    tags=TAGS,
    opt={"access": "write"},
    summary="Make a model version from a run",
)
async def post_version(
    request: Request[Any, Any, Any], rootnode: GivenRootnode, id_: Id, data: JSONBody[NewModelVersion]
) -> Response[Item]:
    """The next version of the model of that name, which is registered where there is none."""
    return await write_once(request, _made, rootnode.graph, id_, data)


ROUTES: Final = (
    get_model, list_versions, get_version, post_alias, remove_alias, patch_model, list_sources, post_version,
)  # fmt: skip
