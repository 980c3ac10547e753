"""Registered models and their versions as they are read, in a few queries however many they are."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec

from rootnode.build.registry_limits import canonical_stage, check_alias, check_model_name
from rootnode.build.values import values_of
from rootnode.graph.nodes import COLUMNS, Node, node_of
from rootnode.kit.db import ReadTx, Row
from rootnode.kit.errors import Invalid, NotFound

_MODEL: Final = (
    f"SELECT {COLUMNS} FROM registered_model m JOIN node n ON n.id = m.model JOIN project p ON p.id = n.project "
    "WHERE m.project = :project AND m.name = :name AND n.trashed IS NULL"
)
_VERSIONS: Final = (
    f"SELECT {COLUMNS}, v.model, m.name, v.number, v.stage, v.run, v.run_link, v.source, v.location FROM registered_version v "
    "JOIN registered_model m ON m.model = v.model JOIN node n ON n.id = v.version JOIN project p ON p.id = n.project WHERE "
)
_LATEST: Final = (
    "SELECT (SELECT w.version FROM registered_version w JOIN node n ON n.id = w.version "
    "WHERE w.model = m.model AND w.stage = s.stage AND n.trashed IS NULL ORDER BY w.number DESC LIMIT 1) FROM registered_model m "
    "CROSS JOIN (SELECT 'None' AS stage UNION ALL SELECT 'Staging' UNION ALL SELECT 'Production' UNION ALL SELECT 'Archived') s WHERE "
)


class ModelVersion(msgspec.Struct, frozen=True):
    """A version with its tags, and the aliases that point to it."""

    node: Node
    model: str
    name: str
    number: int
    stage: str
    run: str
    run_link: str
    source: str
    location: str
    tags: dict[str, str]
    aliases: tuple[str, ...]


class RegisteredModel(msgspec.Struct, frozen=True):
    """A model with its tags, and the newest version in each stage."""

    node: Node
    tags: dict[str, str]
    latest: list[ModelVersion]


def aliases_in(fields: dict[str, Any]) -> dict[str, int]:
    """Alias -> number of a version, from a model's fields."""
    found: dict[str, int] = fields.get("aliases") or {}
    return found


def registered_id(tx: ReadTx, project: str, name: str) -> str | None:
    """The id of the registered model of that name that is not in the trash."""
    sql = (
        "SELECT m.model FROM registered_model m JOIN node n ON n.id = m.model "
        "WHERE m.project = :project AND m.name = :name AND n.trashed IS NULL LIMIT 1"
    )
    found: str | None = tx.scalar(sql, project=project, name=name.strip())
    return found


def model_node(tx: ReadTx, project: str, name: str) -> Node:
    """The registered model of that name. The caller's access to the project has been checked. Raises Invalid, NotFound."""
    check_model_name(name)
    row = tx.row(_MODEL, project=project, name=name.strip())
    if row is None:
        raise NotFound(f"Registered Model with name={name} not found")
    return node_of(row)


def registered_model(tx: ReadTx, project: str, name: str) -> RegisteredModel:
    """The same, with all that belongs to it."""
    return _models(tx, [model_node(tx, project, name)])[0]


def registered_models(tx: ReadTx, ids: Sequence[str]) -> list[RegisteredModel]:
    """Those of the models that are there, in the order given. The caller's access has been checked."""
    sql = f"SELECT {COLUMNS} FROM node n JOIN project p ON p.id = n.project WHERE {tx.any_of('n.id', 'ids')}"
    nodes = {row[0]: node_of(row) for row in tx.rows(sql, ids=list(ids))}
    return _models(tx, [nodes[each] for each in ids if each in nodes])


def _models(tx: ReadTx, nodes: list[Node]) -> list[RegisteredModel]:
    ids = [node.id for node in nodes]
    tags = values_of(tx, "model_tag", ids)
    latest: dict[str, list[ModelVersion]] = {each: [] for each in ids}
    found = [version for (version,) in tx.rows(_LATEST + tx.any_of("m.model", "models"), models=ids) if version]
    for version in model_versions(tx, found):
        latest[version.model].append(version)
    return [RegisteredModel(node, tags[node.id], latest[node.id]) for node in nodes]


def model_versions(tx: ReadTx, ids: Sequence[str]) -> list[ModelVersion]:
    """Those of the versions that are there, in the order given. The caller's access has been checked."""
    rows = {row[0]: row for row in tx.rows(_VERSIONS + tx.any_of("v.version", "ids"), ids=list(ids))}
    tags = values_of(tx, "version_tag", list(rows))
    aliases = _aliases(tx, {row[16] for row in rows.values()})
    return [_version(rows[each], tags[each], aliases) for each in ids if each in rows]


def _aliases(tx: ReadTx, models: Iterable[str]) -> dict[tuple[str, int], list[str]]:
    """(model, number) -> the aliases that point there."""
    found: dict[tuple[str, int], list[str]] = {}
    for model, fields in tx.rows(f"SELECT id, fields FROM node WHERE {tx.any_of('id', 'models')}", models=list(models)):
        for alias, number in aliases_in(msgspec.json.decode(fields)).items():
            found.setdefault((model, number), []).append(alias)
    return found


def _version(row: Row, tags: dict[str, str], aliases: dict[tuple[str, int], list[str]]) -> ModelVersion:
    return ModelVersion(*(node_of(row[:16]), *row[16:24], tags, tuple(aliases.get((row[16], row[18]), ()))))


def model_version(tx: ReadTx, project: str, name: str, number: int) -> ModelVersion:
    """The version of that number. The caller's access to the project has been checked. Raises Invalid, NotFound."""
    check_model_name(name)
    sql = (
        "SELECT v.version FROM registered_version v JOIN node n ON n.id = v.version "
        "WHERE v.model = :model AND v.number = :number AND n.trashed IS NULL"
    )
    version = tx.scalar(sql, model=registered_id(tx, project, name), number=number)
    if version is None:
        raise NotFound(f"Model Version (name={name}, version={number}) not found")
    return model_versions(tx, [version])[0]


def latest_versions(tx: ReadTx, project: str, name: str, stages: Sequence[str] = ()) -> list[ModelVersion]:
    """The newest version in each of those stages; without any, in every stage. Raises Invalid, NotFound."""
    found = registered_model(tx, project, name).latest
    wanted = {canonical_stage(stage) for stage in stages}
    return [version for version in found if not wanted or version.stage in wanted]


def version_by_alias(tx: ReadTx, project: str, name: str, alias: str) -> ModelVersion:
    """The version that an alias points to; `latest` is the newest. Raises Invalid, NotFound."""
    check_model_name(name)
    check_alias(alias)
    if alias.lower() == "latest":
        found = latest_versions(tx, project, name)
        if not found:
            raise NotFound(f"Latest version not found for model {name}.")
        return max(found, key=lambda version: version.number)
    number = aliases_in(model_node(tx, project, name).fields).get(alias)
    if number is None:
        raise Invalid(f"Registered model alias {alias} not found.", where="alias")
    return model_version(tx, project, name, number)
