"""Datasets that runs used: one node per project and name, beneath it one version per digest."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from rootnode.auth.caller import Caller
from rootnode.build.limits import check_text, too_long
from rootnode.graph.apply import Graph
from rootnode.graph.changes import Create
from rootnode.graph.nodes import Node
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.kit.errors import Invalid

VERB: Final = "log_inputs"
CONTEXT: Final = "mlflow.data.context"
NAME: Final = 500
DIGEST: Final = 36
SOURCE: Final = 65_535
SCHEMA: Final = 1_048_575
PROFILE: Final = 16_777_215
TAG_KEY: Final = 255
TAG_VALUE: Final = 500
SUMMARIES: Final = 1_000

_DETAIL: Final = (
    "INSERT INTO dataset_detail (version, dataset, workspace, project, name, digest, source_type, source, schema, profile, row_seq) "
    "VALUES (:version, :dataset, :workspace, :project, :name, :digest, :source_type, :source, :schema, :profile, :row_seq)"
)
_LIVE_VERSION: Final = (
    "SELECT d.version FROM dataset_detail d JOIN node v ON v.id = d.version JOIN node s ON s.id = d.dataset WHERE d.project = :project "
    "AND d.name = :name AND d.digest = :digest AND v.trashed IS NULL AND s.trashed IS NULL ORDER BY d.version LIMIT 1"
)
_LIVE_DATASET: Final = (
    "SELECT d.dataset FROM dataset_detail d JOIN node s ON s.id = d.dataset WHERE d.project = :project AND d.name = :name "
    "AND s.trashed IS NULL ORDER BY d.dataset LIMIT 1"
)
_MADE_BY_HAND: Final = (
    "SELECT id FROM node WHERE project = :project AND kind = 'dataset' AND title = :name AND trashed IS NULL ORDER BY id LIMIT 1"
)
_HIGHEST: Final = (
    "SELECT MAX(w.num) FROM node v JOIN node_value w ON w.node = v.id AND w.field = 'version' "
    "WHERE v.parent = :dataset AND v.kind = 'dataset_version'"
)
_IN_TRASH: Final = "SELECT fields FROM node WHERE parent = :dataset AND kind = 'dataset_version' AND trashed IS NOT NULL"


class DatasetUsed(msgspec.Struct, frozen=True):
    """What a client says of a dataset: texts, and tags of this one use."""

    name: str
    digest: str
    source_type: str
    source: str
    schema: str | None = None
    profile: str | None = None
    tags: tuple[tuple[str, str], ...] = ()

    @property
    def context(self) -> str | None:
        """What it was used for, such as training."""
        return dict(self.tags).get(CONTEXT)


class DatasetSummary(msgspec.Struct, frozen=True, omit_defaults=True):
    """A dataset that runs of an experiment used, in one context."""

    experiment_id: str
    name: str
    digest: str
    context: str | None = None


def check_dataset(used: DatasetUsed) -> None:
    """Refuse what does not do, with MLflow's sentences."""
    if not used.name.strip():
        raise Invalid("Dataset name cannot be None", where="name")
    for name, limit in (("name", NAME), ("digest", DIGEST), ("source_type", NAME), ("source", SOURCE)):
        check_text(getattr(used, name), name, limit)
    check_text(used.schema or "", "schema", SCHEMA)
    check_text(used.profile or "", "profile", PROFILE)
    for key, value in used.tags:
        if len(key) > TAG_KEY:
            raise too_long("key", TAG_KEY)
        check_text(key, "key", TAG_KEY)
        check_text(value, "value", TAG_VALUE)


def dataset_version(tx: WriteTx, caller: Caller, graph: Graph, run: Node, used: DatasetUsed, operation: str) -> str:
    """The id of the version with that name and digest in the run's project, made as part of `operation` where there is none.

    What lies in the trash is left there, and made anew. The caller holds the project, so that it is made once.
    """
    found: str | None = tx.scalar(_LIVE_VERSION, project=run.project, name=used.name, digest=used.digest)
    if found is not None:
        return found
    dataset = _dataset(tx, run, used.name)
    if dataset is None:
        new = Create("dataset", run.project, used.name)
        dataset = graph.apply(tx, caller, [new], verb=VERB, operation=operation).node.id
    fields: dict[str, Any] = {"version": _number(tx, dataset), "digest": used.digest}
    if (rows := rows_in(used.profile)) is not None:
        fields["rows"] = rows
    title = f"{used.name.strip()[:440]} ({used.digest})"
    version = Create("dataset_version", run.project, title, state="ready", fields=fields, parent=dataset)
    node = graph.apply(tx, caller, [version], verb=VERB, operation=operation).node
    detail = {name: value for name, value in msgspec.structs.asdict(used).items() if name != "tags"}
    tx.run(_DETAIL, **detail, version=node.id, dataset=dataset, workspace=run.workspace, project=run.project, row_seq=tx.next_row_seq())
    return node.id


def _dataset(tx: ReadTx, run: Node, name: str) -> str | None:
    used: str | None = tx.scalar(_LIVE_DATASET, project=run.project, name=name)
    made: str | None = used or tx.scalar(_MADE_BY_HAND, project=run.project, name=name.strip())
    return made


def _number(tx: ReadTx, dataset: str) -> int:
    """One more than any version has, also those in the trash, of which no sort values are kept."""
    trashed = [msgspec.json.decode(fields).get("version", 0) for (fields,) in tx.rows(_IN_TRASH, dataset=dataset)]
    return int(max(tx.scalar(_HIGHEST, dataset=dataset) or 0, *trashed, 0)) + 1


class _Profile(msgspec.Struct, frozen=True):
    """What of a profile tells the number of rows: of tables, and of arrays."""

    num_rows: int | None = None
    features_shape: list[int] | dict[str, list[int]] | None = None


def rows_in(profile: str | None) -> int | None:
    """How many rows the dataset has, where its profile says so."""
    try:
        said = msgspec.json.decode(profile or "{}", type=_Profile)
    except msgspec.DecodeError:
        return None
    shape = said.features_shape
    if isinstance(shape, dict):
        shape = next(iter(shape.values()), None)
    rows = said.num_rows if said.num_rows is not None else shape[0] if shape else None
    return rows if rows is not None and 0 <= rows < 1 << 62 else None


def datasets_used(tx: ReadTx, project: str, experiments: Sequence[int]) -> list[DatasetSummary]:
    """Which datasets runs of those experiments used, and for what, at most 1,000. The caller's access has been checked."""
    sql = (
        "SELECT DISTINCT r.experiment, d.name, d.digest, i.context FROM run_place r JOIN run_input i ON i.run = r.run "
        f"JOIN dataset_detail d ON d.version = i.version WHERE r.project = :project AND {tx.any_of('r.experiment', 'experiments')} "
        "ORDER BY r.experiment, d.name, d.digest, i.context LIMIT :most"
    )
    rows = tx.rows(sql, project=project, experiments=list(experiments), most=SUMMARIES)
    return [DatasetSummary(str(experiment), name, digest, context) for experiment, name, digest, context in rows]
