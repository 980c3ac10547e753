"""Versions of registered models: made from a run, a logged model or another version, staged, tagged, put into the trash."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from rootnode.auth.caller import Caller
from rootnode.build.limits import NONE, check_name, check_text
from rootnode.build.places import live_run_id
from rootnode.build.registry import model_to_write, new_aliases, put_tag, take_tag, version_title, version_to_write
from rootnode.build.registry_limits import (
    ACTIVE,
    ARCHIVED,
    NO_STAGE,
    TEXT,
    canonical_stage,
    check_model_name,
    check_registry_tags,
    check_tag,
)
from rootnode.build.registry_pages import ModelVersion, aliases_in, model_version
from rootnode.build.registry_search import PROMPT
from rootnode.build.sources import Origin, origin_of, prompt_origin
from rootnode.build.values import put_tags
from rootnode.graph.act import hold_project
from rootnode.graph.apply import Graph
from rootnode.graph.changes import Connect, Create, Request, Trash, Update
from rootnode.graph.nodes import Node
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.kit.errors import Conflict, Invalid
from rootnode.kit.ids import new_id

_PLACE: Final = (
    "INSERT INTO registered_version (version, workspace, project, model, number, stage, run, run_link, source, location, row_seq) "
    "VALUES (:version, :workspace, :project, :model, :number, :stage, :run, :run_link, :source, :location, :row_seq)"
)
_STAGE: Final = "UPDATE registered_version SET stage = :stage, row_seq = :row_seq WHERE version = :version"


class NewVersion(msgspec.Struct, frozen=True):
    """What a client says of a version. `run` and `model` (m-... of a logged model) are None where it says nothing of them."""

    source: str
    run: str | None = None
    model: str | None = None
    run_link: str = ""
    description: str = ""
    tags: Mapping[str, str] = NONE


def create_version(tx: WriteTx, caller: Caller, graph: Graph, project: str, name: str, new: NewVersion) -> ModelVersion:
    """Make the next version of a model, linked with the run and the logged model or version it came from.

    Raises Invalid, NotFound, Forbidden.
    """
    origin = _origin(tx, project, new)
    check_model_name(name)
    check_registry_tags(new.tags)
    for text, path in ((origin.run, "run_id"), (new.run_link, "run_link")):
        check_text(text, path, TEXT)
    hold_project(tx, project)
    model = model_to_write(tx, project, name)
    number = int(model.fields.get("latest") or 0) + 1
    node = _create(tx, caller, graph, model, number, new, origin)
    row = {"version": node.id, "workspace": node.workspace, "project": project, "model": model.id, "number": number}
    told = {"run": origin.run, "run_link": new.run_link, "source": origin.source, "location": origin.location}
    tx.run(_PLACE, **row, **told, stage=NO_STAGE, row_seq=tx.next_row_seq())
    put_tags(tx, node, dict(new.tags))
    return model_version(tx, project, name, number)


def _origin(tx: ReadTx, project: str, new: NewVersion) -> Origin:
    if new.tags.get(PROMPT, "false").lower() == "true":
        return prompt_origin(new.source, new.run or "")
    return origin_of(tx, project, new.source, new.run, new.model)


def _create(tx: WriteTx, caller: Caller, graph: Graph, model: Node, number: int, new: NewVersion, origin: Origin) -> Node:
    told = {"description": new.description, "run": origin.run, "run_link": new.run_link, "source": origin.source}
    fields: dict[str, Any] = {"version": number} | {key: value for key, value in told.items() if value}
    version = new_id()
    title = version_title(model.title, number)
    requests: list[Request] = [
        Create("model_version", model.project, title, state="ready", fields=fields, parent=model.id, id=version),
        Update(model.id, fields={"latest": number}, by_owner=True),
    ]
    if origin.derived:
        requests.append(Connect("derived_from", version, origin.derived, "protocol"))
    if live_run_id(tx, model.project, origin.run):
        requests.append(Connect("produced", origin.run, version, "protocol"))
    return graph.apply(tx, caller, requests, verb="create_version").node


def update_version(
    tx: WriteTx, caller: Caller, graph: Graph, project: str, name: str, number: int, description: str | None
) -> ModelVersion:
    """Set the description, or take it away. Raises Invalid, NotFound."""
    node = model_version(tx, project, name, number).node
    graph.apply(tx, caller, [Update(node.id, fields={"description": description or None})], verb="update_version")
    return model_version(tx, project, name, number)


def transition_stage(
    tx: WriteTx, caller: Caller, graph: Graph, project: str, name: str, number: int, stage: str, *, archive: bool = False
) -> ModelVersion:
    """Bring a version to a stage; with `archive`, those that are there now become archived. Raises Invalid, NotFound."""
    wanted = canonical_stage(stage)
    if archive and wanted not in ACTIVE:
        raise Invalid(
            f"Model version transition cannot archive existing model versions because '{stage}' is not an Active stage. "
            f"Valid stages are {ACTIVE}",
            where="archive_existing_versions",
        )
    check_model_name(name)
    model, version = version_to_write(tx, project, name, number)
    moves = {version.node.id: wanted}
    if archive:
        sql = (
            "SELECT v.version FROM registered_version v JOIN node n ON n.id = v.version "
            "WHERE v.model = :model AND v.stage = :stage AND v.number <> :number AND n.trashed IS NULL"
        )
        moves |= {version: ARCHIVED for (version,) in tx.rows(sql, model=model.id, stage=wanted, number=number)}
    _move(tx, caller, graph, moves)
    return model_version(tx, project, name, number)


def _move(tx: WriteTx, caller: Caller, graph: Graph, moves: dict[str, str]) -> None:
    requests = [
        Update(version, fields={"stage": None if stage == NO_STAGE else stage}, by_owner=True) for version, stage in sorted(moves.items())
    ]
    if graph.apply(tx, caller, requests, verb="transition_stage").queued:
        raise Conflict("This stage needs an approval first; nothing was changed.", where="stage")
    for version, stage in moves.items():
        tx.run(_STAGE, stage=stage, row_seq=tx.next_row_seq(), version=version)


def delete_version(tx: WriteTx, caller: Caller, graph: Graph, project: str, name: str, number: int) -> None:
    """Put a version into the trash and take away the aliases that point to it. Its number is not given again.

    Raises Invalid, NotFound, and Conflict where a guard does not let the aliases go at once.
    """
    hold_project(tx, project)
    model, version = version_to_write(tx, project, name, number)
    left = {alias: at for alias, at in aliases_in(model.fields).items() if at != number}
    # the aliases first, and one act: the guard of versions lets none go that an alias points to
    freed = graph.apply(tx, caller, [new_aliases(model, left)], verb="delete_version")
    if freed.queued:
        raise Conflict(f"Aliases point to this version, and to take them away needs an approval: {', '.join(version.aliases)}.")
    graph.apply(tx, caller, [Trash(version.node.id)], verb="delete_version", operation=freed.operation)


def set_version_tag(tx: WriteTx, caller: Caller, graph: Graph, project: str, name: str, number: int, key: str, value: str) -> None:
    """Set a tag of a version. Raises Invalid, NotFound."""
    check_tag(key, value)
    _, version = version_to_write(tx, project, name, number)
    put_tag(tx, caller, graph, version.node, key, value)


def delete_version_tag(tx: WriteTx, caller: Caller, graph: Graph, project: str, name: str, number: int, key: str) -> None:
    """Take a tag of a version away, if it is there. Raises Invalid, NotFound."""
    check_name(key, "key", "key")
    _, version = version_to_write(tx, project, name, number)
    take_tag(tx, caller, graph, version.node, key)
