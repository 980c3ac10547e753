"""The model registry's models: registered, renamed, tagged, given aliases, put into the trash.

Where an alias points stands in the model's field `aliases` and nowhere else, so that a guard on it stands before every door.
"""

from collections.abc import Mapping
from typing import Any, Final

from rootnode.auth.caller import Caller
from rootnode.build.guards import RENAMING
from rootnode.build.limits import NONE, check_name
from rootnode.build.places import check_may_write
from rootnode.build.registry_limits import check_alias, check_free_alias, check_model_name, check_registry_tags, check_tag
from rootnode.build.registry_pages import (
    ModelVersion,
    RegisteredModel,
    aliases_in,
    model_node,
    model_version,
    registered_id,
    registered_model,
)
from rootnode.build.registry_search import PROMPT
from rootnode.build.values import drop_tag, put_tags, values_of
from rootnode.graph.act import hold_project
from rootnode.graph.apply import Graph
from rootnode.graph.changes import Create, Event, Request, Trash, Update
from rootnode.graph.nodes import Node
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.kit.errors import Conflict

_REGISTER: Final = (
    "INSERT INTO registered_model (model, workspace, project, name, row_seq) VALUES (:model, :workspace, :project, :name, :row_seq)"
)
_BY_HAND: Final = (
    "SELECT n.id FROM node n WHERE n.project = :project AND n.kind = 'model' AND n.title = :name AND n.trashed IS NULL "
    "AND NOT EXISTS (SELECT 1 FROM registered_model m WHERE m.model = n.id) ORDER BY n.id LIMIT 1"
)


def create_model(
    tx: WriteTx, caller: Caller, graph: Graph, project: str, name: str, *, tags: Mapping[str, str] = NONE, description: str = ""
) -> RegisteredModel:
    """Register a model. One of that name that somebody made by hand becomes the registered one; a name in the trash is free.

    Raises Invalid, Conflict, Forbidden.
    """
    check_model_name(name)
    check_registry_tags(tags)
    hold_project(tx, project)
    _refuse_taken(tx, project, name, is_prompt=PROMPT in tags)
    title = name.strip()
    fields: dict[str, Any] = {"latest": 0}
    fields |= {"description": description} if description else {}
    fields |= {"prompt": True} if tags.get(PROMPT, "").lower() == "true" else {}
    by_hand = tx.scalar(_BY_HAND, project=project, name=title)
    requests: list[Request] = [Create("model", project, title, fields=fields)]
    if by_hand is not None:
        taken_over = Update(by_hand, fields={"aliases": None, "prompt": None} | fields, by_owner=True)
        requests = [taken_over, Event(by_hand, "registered")]
    node = graph.apply(tx, caller, requests, verb="register_model").node
    row = {"model": node.id, "workspace": node.workspace, "project": project, "name": title}
    tx.run(_REGISTER, **row, row_seq=tx.next_row_seq())
    put_tags(tx, node, dict(tags))
    return registered_model(tx, project, name)


def _refuse_taken(tx: ReadTx, project: str, name: str, *, is_prompt: bool) -> None:
    there = registered_id(tx, project, name)
    if there is None:
        return
    old = "Prompt" if PROMPT in values_of(tx, "model_tag", [there])[there] else "Registered Model"
    new = "Prompt" if is_prompt else "Registered Model"
    if old == new:
        raise Conflict(f"{new} (name={name}) already exists.", where="name", taken=True)
    raise Conflict(
        f"Tried to create a {new.lower()} with name {name!r}, but the name is already taken by a {old.lower()}. MLflow does not allow "
        "creating a model and a prompt with the same name.",
        where="name",
        taken=True,
    )


def model_to_write(tx: WriteTx, project: str, name: str) -> Node:
    """The registered model, which stays as it is until the commit. Raises Invalid, NotFound."""
    node = model_node(tx, project, name)
    if tx.lock_rows:
        tx.row(f"SELECT 1 FROM node WHERE id = :id {tx.lock_rows}", id=node.id)
        node = model_node(tx, project, name)
    return node


def version_to_write(tx: WriteTx, project: str, name: str, number: int) -> tuple[Node, ModelVersion]:
    """A model and the version of that number, which both stay as they are until the commit. Raises Invalid, NotFound."""
    found = model_version(tx, project, name, number)  # refuses in the words for a version
    node = model_to_write(tx, project, name)
    if tx.lock_rows:  # always after the model's row
        tx.row(f"SELECT 1 FROM node WHERE id = :id {tx.lock_rows}", id=found.node.id)
    return node, model_version(tx, project, name, number)


def rename_model(tx: WriteTx, caller: Caller, graph: Graph, project: str, name: str, new_name: str) -> RegisteredModel:
    """Give a registered model another name, and its versions with it. Raises Invalid, NotFound, Conflict."""
    check_model_name(new_name, "new_name")
    hold_project(tx, project)
    node = model_to_write(tx, project, name)
    title = new_name.strip()
    if title == node.title:
        check_may_write(tx, caller, graph, node)
        return registered_model(tx, project, title)
    if registered_id(tx, project, title) or tx.scalar(_BY_HAND, project=project, name=title):
        raise Conflict(f"Registered Model (name={new_name}) already exists.", where="new_name", taken=True)
    sql = (
        "SELECT v.version, v.number FROM registered_version v JOIN node n ON n.id = v.version "
        "WHERE v.model = :model AND n.trashed IS NULL ORDER BY v.number"
    )
    requests = [Update(version, title=version_title(title, number), by_owner=True) for version, number in tx.rows(sql, model=node.id)]
    tx.local[RENAMING] = node.id
    graph.apply(tx, caller, [Update(node.id, title=title, by_owner=True), *requests], verb="rename_model")
    tx.run(
        "UPDATE registered_model SET name = :name, row_seq = :row_seq WHERE model = :model",
        name=title,
        row_seq=tx.next_row_seq(),
        model=node.id,
    )
    return registered_model(tx, project, title)


def version_title(name: str, number: int) -> str:
    """What a version is called as an item."""
    return f"{name} v{number}"


def update_model(tx: WriteTx, caller: Caller, graph: Graph, project: str, name: str, description: str) -> RegisteredModel:
    """Set the description. Raises Invalid, NotFound."""
    node = model_to_write(tx, project, name)
    request = Update(node.id, fields={"description": description or None}, by_owner=True)
    graph.apply(tx, caller, [request], verb="update_model")
    return registered_model(tx, project, name)


def delete_model(tx: WriteTx, caller: Caller, graph: Graph, project: str, name: str) -> None:
    """Put a model and its versions into the trash; its name is free again. Raises Invalid, NotFound."""
    hold_project(tx, project)
    graph.apply(tx, caller, [Trash(model_to_write(tx, project, name).id)], verb="delete_model")


def set_model_tag(tx: WriteTx, caller: Caller, graph: Graph, project: str, name: str, key: str, value: str) -> None:
    """Set a tag of a model. Raises Invalid, NotFound."""
    check_tag(key, value)
    put_tag(tx, caller, graph, model_to_write(tx, project, name), key, value)


def delete_model_tag(tx: WriteTx, caller: Caller, graph: Graph, project: str, name: str, key: str) -> None:
    """Take a tag of a model away, if it is there. Raises Invalid, NotFound."""
    check_name(key, "key", "key")
    take_tag(tx, caller, graph, model_to_write(tx, project, name), key)


def put_tag(tx: WriteTx, caller: Caller, graph: Graph, node: Node, key: str, value: str) -> None:
    """Set a tag of a model or a version; one that is so already leaves no trace."""
    if put_tags(tx, node, {key: value}):
        graph.apply(tx, caller, [Event(node.id, "tags.set", {"keys": [key], "count": 1})], verb="set_tag")
    else:
        check_may_write(tx, caller, graph, node)


def take_tag(tx: WriteTx, caller: Caller, graph: Graph, node: Node, key: str) -> None:
    """Take a tag of a model or a version away; one that is not there leaves no trace."""
    if drop_tag(tx, node, key):
        graph.apply(tx, caller, [Event(node.id, "tag.deleted", {"key": key})], verb="delete_tag")
    else:
        check_may_write(tx, caller, graph, node)


def set_alias(tx: WriteTx, caller: Caller, graph: Graph, project: str, name: str, alias: str, number: int) -> bool:
    """Let an alias point to a version; answers False where a guard has put that off. Raises Invalid, NotFound, Guarded."""
    check_model_name(name)
    check_alias(alias)
    check_free_alias(alias)
    node, _ = version_to_write(tx, project, name, number)
    return _set_aliases(tx, caller, graph, node, aliases_in(node.fields) | {alias: number}, "set_alias")


def delete_alias(tx: WriteTx, caller: Caller, graph: Graph, project: str, name: str, alias: str) -> bool:
    """Take an alias away, if it is there; answers False where a guard has put that off. Raises Invalid, NotFound, Guarded."""
    check_model_name(name)
    check_alias(alias)
    node = model_to_write(tx, project, name)
    left = {each: number for each, number in aliases_in(node.fields).items() if each != alias}
    return _set_aliases(tx, caller, graph, node, left, "delete_alias")


def _set_aliases(tx: WriteTx, caller: Caller, graph: Graph, node: Node, aliases: dict[str, int], verb: str) -> bool:
    return not graph.apply(tx, caller, [new_aliases(node, aliases)], verb=verb).queued


def new_aliases(node: Node, aliases: dict[str, int]) -> Update:
    """The one change by which aliases come, move and go."""
    return Update(node.id, fields={"aliases": dict(sorted(aliases.items())) or None}, by_owner=True)
