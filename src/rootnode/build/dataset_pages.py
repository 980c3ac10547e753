"""Datasets and logged models as their pages show them."""

from collections.abc import Sequence
from typing import Final

import msgspec

from rootnode.auth.caller import Caller
from rootnode.build.briefs import Brief, briefs, linked
from rootnode.build.inputs import TRAINING
from rootnode.build.model_pages import versions_made_of
from rootnode.build.pages import NAN
from rootnode.build.values import values_of
from rootnode.graph.access import visible
from rootnode.graph.nodes import COLUMNS, Node, node_of, nodes_by_id
from rootnode.kit.db import ReadTx

USES: Final = 50
TEXT: Final = 100_000
"""So much of a schema and of a profile is shown."""
POINTS: Final = 2_000

_ROWS: Final = (
    f"SELECT {COLUMNS}, d.source_type, d.source FROM node n JOIN project p ON p.id = n.project "
    "LEFT JOIN dataset_detail d ON d.version = n.id "
    "WHERE n.parent = :dataset AND n.kind = 'dataset_version' AND n.trashed IS NULL AND n.id < :before ORDER BY n.id DESC LIMIT :limit"
)
_USED: Final = "SELECT version, context, COUNT(*) FROM run_input WHERE "
_DETAIL: Final = (
    "SELECT name, source_type, substr(source, 1, :most), substr(schema, 1, :most), substr(profile, 1, :most), "
    "length(schema), length(profile) FROM dataset_detail WHERE version = :version"
)
_USES: Final = (
    "SELECT i.run, i.context FROM run_input i JOIN node n ON n.id = i.run "
    "WHERE i.version = :version AND n.trashed IS NULL ORDER BY i.run DESC LIMIT :most"
)
_MODELS: Final = (
    f"SELECT {COLUMNS} FROM node n JOIN project p ON p.id = n.project WHERE n.trashed IS NULL "
    "AND n.kind IN ('model', 'model_version', 'logged_model') AND n.id IN ("
    "SELECT made.target FROM link used JOIN link made ON made.source = used.source AND made.type = 'produced' "
    "WHERE used.target = :version AND used.type = 'trained_on' "
    "UNION SELECT direct.source FROM link direct WHERE direct.target = :version AND direct.type = 'trained_on') AND "
)
_POINTS: Final = (
    "SELECT key, value, step, time, dataset_name FROM logged_model_metric WHERE model = :model ORDER BY time DESC, step DESC LIMIT :most"
)


class Row(msgspec.Struct, frozen=True):
    """A version of a dataset, what a client said of its source, and how many runs used it."""

    node: Node
    source_type: str
    source: str
    trained: int
    evaluated: int


class Use(msgspec.Struct, frozen=True):
    """A run that used a version of a dataset, and what for, as the client called it."""

    run: Brief
    context: str | None

    @property
    def link(self) -> str:
        """As the run is linked with the version."""
        return link_of(self.context)


class Page(msgspec.Struct, frozen=True):
    """A version of a dataset with all that was said of it, and what came of it."""

    name: str
    source_type: str
    source: str
    schema: str | None
    profile: str | None
    cut: bool
    uses: list[Use]
    models: list[Node]


class Value(msgspec.Struct, frozen=True):
    """The latest value of a metric of a logged model, on one dataset ("" where none was named)."""

    key: str
    value: float
    step: int
    time: int
    dataset: str


class LoggedPage(msgspec.Struct, frozen=True):
    """A logged model with what it was made of and what was made of it."""

    model_type: str
    run: Brief | None
    params: dict[str, str]
    tags: dict[str, str]
    metrics: list[Value]
    versions: list[Node]
    datasets: list[Node]


def link_of(context: str | None) -> str:
    """How a run is linked with data that it used in that context."""
    return "trained_on" if (context or "").lower() in TRAINING else "evaluated_on"


def dataset_rows(tx: ReadTx, dataset: str, *, before: str = "", limit: int = 50) -> list[Row]:
    """The versions of a dataset, the newest first, from after version `before` on. The caller's access has been checked."""
    rows = tx.rows(_ROWS, dataset=dataset, before=before or "g", limit=limit)
    used = _used(tx, [row[0] for row in rows])
    return [
        Row(node_of(row[:16]), row[16] or "", row[17] or "", used.get((row[0], "trained_on"), 0), used.get((row[0], "evaluated_on"), 0))
        for row in rows
    ]


def _used(tx: ReadTx, versions: Sequence[str]) -> dict[tuple[str, str], int]:
    """(version, link) -> how many runs."""
    found: dict[tuple[str, str], int] = {}
    sql = f"{_USED}{tx.any_of('version', 'versions')} GROUP BY version, context"
    for version, context, count in tx.rows(sql, versions=list(versions)):
        place = (version, link_of(context))
        found[place] = found.get(place, 0) + count
    return found


def dataset_page(tx: ReadTx, caller: Caller, version: str) -> Page:
    """A version of a dataset. The caller's access has been checked."""
    row = tx.row(_DETAIL, version=version, most=TEXT)
    name, source_type, source, schema, profile, *lengths = row or ("", "", "", None, None, 0, 0)
    used = tx.rows(_USES, version=version, most=USES)
    runs = briefs(tx, caller, [run for run, _ in used])
    uses = [Use(runs[run], context) for run, context in used if run in runs]
    seen, params = visible(tx, caller, "n.project")
    models = tx.rows(f"{_MODELS}{seen} ORDER BY n.id DESC LIMIT :most", version=version, most=USES, **params)  # sql: constants only
    cut = any((length or 0) > TEXT for length in lengths)
    return Page(name, source_type, source, schema, profile, cut, uses, [node_of(row) for row in models])


def logged_page(tx: ReadTx, caller: Caller, model: str) -> LoggedPage:
    """A logged model by the id of its node. The caller's access has been checked."""
    row = tx.row("SELECT source_run, model_type FROM logged_model_place WHERE model = :model", model=model)
    source_run, model_type = row or ("", "")
    params, tags = (values_of(tx, table, [model])[model] for table in ("logged_model_param", "logged_model_tag"))
    latest: dict[tuple[str, str], Value] = {}
    for key, value, step, time, dataset in tx.rows(_POINTS, model=model, most=POINTS):
        latest.setdefault((key, dataset), Value(key, NAN if value is None else value, step, time, dataset))
    run = briefs(tx, caller, [source_run]).get(source_run)
    data = linked(tx, caller, [model, *([source_run] if run else [])], "trained_on", "dataset", "dataset_version")
    datasets = {node.id: node for nodes in data.values() for node in nodes}
    made = versions_made_of(tx, caller, [model])[model]
    return LoggedPage(
        model_type, run, params, tags, sorted(latest.values(), key=lambda one: (one.key, one.dataset)), made, list(datasets.values())
    )


def parent_of(tx: ReadTx, caller: Caller, node: Node) -> Node | None:
    """What a version belongs to."""
    return nodes_by_id(tx, caller, [node.parent]).get(node.parent) if node.parent else None
