"""Models and their versions as their pages show them: with the run each came from, its data and what it can be made from."""

from collections.abc import Sequence
from typing import Final

import msgspec

from rootnode.auth.caller import Caller
from rootnode.build.briefs import Brief, briefs, linked
from rootnode.build.places import MODEL
from rootnode.build.registry_pages import ModelVersion, model_versions
from rootnode.build.values import values_of
from rootnode.graph.access import visible
from rootnode.graph.nodes import COLUMNS, Node, node_of, nodes_by_id
from rootnode.kit.db import ReadTx

LIMIT: Final = 200
SOURCES: Final = 50

_VERSIONS: Final = (
    "SELECT v.version FROM registered_version v JOIN node n ON n.id = v.version "
    "WHERE v.model = :model AND n.trashed IS NULL AND v.number < :before ORDER BY v.number DESC LIMIT :limit"
)
_MADE: Final = (
    f"SELECT l.target, {COLUMNS} FROM link l JOIN node n ON n.id = l.source JOIN project p ON p.id = n.project "
    "WHERE l.type = 'derived_from' AND n.kind = 'model_version' AND n.trashed IS NULL AND "
)
_LOGGED: Final = (
    f"SELECT {COLUMNS} FROM logged_model_place m JOIN node n ON n.id = m.model JOIN project p ON p.id = n.project "
    "WHERE m.project = :project AND m.source_run = :run AND n.trashed IS NULL ORDER BY n.id DESC LIMIT :most"
)
_FOLDERS: Final = "SELECT path FROM file WHERE owner = :run AND (path = 'MLmodel' OR path LIKE '%/MLmodel') ORDER BY path LIMIT :most"


class VersionLine(msgspec.Struct, frozen=True):
    """A version with the run it came from, where that is there and may be seen, and the data of that run."""

    version: ModelVersion
    run: Brief | None
    datasets: list[Node]


class Source(msgspec.Struct, frozen=True):
    """What a version can be made from: a logged model, or a folder of a run's files; and the versions made of it.

    `step` of the run at which the model was logged, None where the client named none.
    """

    name: str
    model: Node | None = None
    path: str | None = None
    versions: Sequence[Node] = ()
    step: int | None = None


def is_registered(tx: ReadTx, model: str) -> bool:
    """Whether the registry knows the model; others are only items that somebody made."""
    return tx.scalar("SELECT 1 FROM registered_model WHERE model = :model", model=model) is not None


def model_tags(tx: ReadTx, model: str) -> dict[str, str]:
    """The tags of a model. The caller's access has been checked."""
    return values_of(tx, "model_tag", [model])[model]


def versions_of(tx: ReadTx, caller: Caller, model: str, *, before: int | None = None, limit: int = 50) -> list[VersionLine]:
    """The versions of a model that have a number below `before`, the newest first. The caller's access has been checked."""
    ids = [row[0] for row in tx.rows(_VERSIONS, model=model, before=1 << 62 if before is None else before, limit=limit)]
    return _lines(tx, caller, model_versions(tx, ids))


def version_line(tx: ReadTx, caller: Caller, version: str) -> VersionLine | None:
    """One version by its id; None where the registry does not know it. The caller's access has been checked."""
    return next(iter(_lines(tx, caller, model_versions(tx, [version]))), None)


def _lines(tx: ReadTx, caller: Caller, versions: Sequence[ModelVersion]) -> list[VersionLine]:
    runs = briefs(tx, caller, [version.run for version in versions])
    data = linked(tx, caller, [*runs, *(version.node.id for version in versions)], "trained_on", "dataset", "dataset_version")
    return [VersionLine(each, runs.get(each.run), [*data.get(each.run, ()), *data[each.node.id]]) for each in versions]


def logged_model_of(tx: ReadTx, caller: Caller, version: str) -> Node | None:
    """The logged model that a version was made from."""
    return next(iter(linked(tx, caller, [version], "derived_from", "logged_model")[version]), None)


def versions_made_of(tx: ReadTx, caller: Caller, sources: Sequence[str]) -> dict[str, list[Node]]:
    """Of each logged model: the versions that were made of it."""
    seen, params = visible(tx, caller, "n.project")
    found: dict[str, list[Node]] = {source: [] for source in sources}
    sql = f"{_MADE}{tx.any_of('l.target', 'sources')} AND {seen} ORDER BY l.id LIMIT 500"  # sql: constants only
    for source, *row in tx.rows(sql, sources=list(sources), **params):
        found[source].append(node_of(tuple(row)))
    return found


def sources_of(tx: ReadTx, caller: Caller, run: Node) -> list[Source]:
    """What versions can be made from a run: its logged models, the newest first, and folders that hold a model. At most 50.

    The caller's access has been checked.
    """
    models = {row[0]: node_of(row) for row in tx.rows(_LOGGED, project=run.project, run=run.id, most=SOURCES)}
    outputs = tx.rows("SELECT model, step FROM run_model WHERE run = :run AND role = 'output' LIMIT :most", run=run.id, most=SOURCES)
    steps = {model.removeprefix(MODEL): step or None for model, step in outputs}  # clients say 0 where nobody named a step
    more = nodes_by_id(tx, caller, [each for each in steps if each not in models])
    models |= {each: node for each, node in more.items() if node.kind == "logged_model" and node.trashed is None}
    made = versions_made_of(tx, caller, list(models))
    logged = [Source(node.title, node, versions=made[node.id], step=steps.get(node.id)) for node in models.values()]
    folders = [path.removesuffix("MLmodel").rstrip("/") for (path,) in tx.rows(_FOLDERS, run=run.id, most=SOURCES)]
    return [*logged, *(Source(path or run.title, path=path) for path in folders)][:SOURCES]
