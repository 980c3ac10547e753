"""Datasets and logged models: their pages."""

from typing import Final

from litestar import get

from rootnode.auth.caller import Caller
from rootnode.build.dataset_pages import Row, dataset_page, dataset_rows, logged_page, parent_of
from rootnode.build.places import MODEL
from rootnode.doors import views
from rootnode.doors.api.addresses import Id
from rootnode.doors.api.models import brief, node_of_kind
from rootnode.doors.api.numbers import number
from rootnode.doors.api.paging import Cursor, Limit, id_of
from rootnode.doors.http.given import GivenCaller, GivenRootnode
from rootnode.kit.db import ReadTx
from rootnode.wire.models import DatasetPage, DatasetRow, DatasetUse, DatasetVersions, LoggedModelPage, ModelValue

TAGS: Final = ["Models"]


def _row(row: Row) -> DatasetRow:
    return DatasetRow(views.item(row.node), row.source_type, row.source[:2_000], row.trained, row.evaluated)


def _versions(tx: ReadTx, caller: Caller, ref: str, cursor: str, limit: int) -> DatasetVersions:
    node = node_of_kind(tx, caller, ref, "dataset")
    found = dataset_rows(tx, node.id, before=id_of(cursor), limit=limit + 1)
    return DatasetVersions(tuple(map(_row, found[:limit])), found[limit - 1].node.id if len(found) > limit else None)


@get("/datasets/{id:str}/versions", operation_id="listDatasetVersions", tags=TAGS, opt={"access": "read"}, summary="A dataset's versions")
async def list_versions(rootnode: GivenRootnode, caller: GivenCaller, id_: Id, cursor: Cursor = "", limit: Limit = 50) -> DatasetVersions:
    """Each with what the client said of its source, and how many runs used it."""
    return await rootnode.db.read(_versions, caller, id_, cursor, limit)


def _page(tx: ReadTx, caller: Caller, ref: str) -> DatasetPage:
    node = node_of_kind(tx, caller, ref, "dataset_version")
    page, dataset = dataset_page(tx, caller, node.id), parent_of(tx, caller, node)
    uses = ((brief(each.run), each.link, each.context) for each in page.uses)
    above = views.end(dataset) if dataset else None
    return DatasetPage(
        views.item(node), above, page.name, page.source_type, page.source, page.schema, page.profile, page.cut,
        tuple(DatasetUse(run, link, context) for run, link, context in uses if run), tuple(map(views.end, page.models)),
    )  # fmt: skip


@get("/dataset-versions/{id:str}", operation_id="getDatasetVersion", tags=TAGS, opt={"access": "read"}, summary="A dataset version's page")
async def get_dataset_version(rootnode: GivenRootnode, caller: GivenCaller, id_: Id) -> DatasetPage:
    """Schema and profile as they were logged, the runs that used it, the models made of it."""
    return await rootnode.db.read(_page, caller, id_)


def _logged(tx: ReadTx, caller: Caller, ref: str) -> LoggedModelPage:
    node = node_of_kind(tx, caller, ref, "logged_model")
    page = logged_page(tx, caller, node.id)
    metrics = (ModelValue(each.key, number(each.value), each.step, each.time, each.dataset or None) for each in page.metrics)
    return LoggedModelPage(
        views.item(node), MODEL + node.id, page.model_type, brief(page.run), page.params, page.tags, tuple(metrics),
        tuple(map(views.end, page.versions)), tuple(map(views.end, page.datasets)),
    )  # fmt: skip


@get("/logged-models/{id:str}", operation_id="getLoggedModel", tags=TAGS, opt={"access": "read"}, summary="A logged model's page")
async def get_logged_model(rootnode: GivenRootnode, caller: GivenCaller, id_: Id) -> LoggedModelPage:
    """Its params, tags and metrics, the run that made it and the versions made of it."""
    return await rootnode.db.read(_logged, caller, id_)


ROUTES: Final = (list_versions, get_dataset_version, get_logged_model)
