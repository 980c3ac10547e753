"""The replay check: nodes, links, former keys and counts rebuilt from the change log alone equal what the tables hold."""

from collections import Counter
from typing import Any

import msgspec

from rootnode.graph.changes import COLUMNS, Change, change_of
from rootnode.kit.db import ReadTx, Row

_NODE = "SELECT id, kind, project, number, parent, title, state, fields, rev, created, created_by, updated, updated_by, trashed FROM node"
_NAMES = tuple(_NODE.removeprefix("SELECT ").removesuffix(" FROM node").split(", "))


def rebuilt(changes: list[Change]) -> tuple[dict[str, dict[str, Any]], dict[str, dict[str, Any]], dict[tuple[str, int], str]]:
    """(nodes, links) by id, and nodes by the project and number they had before, as the changes say they must be."""
    nodes: dict[str, dict[str, Any]] = {}
    former: dict[tuple[str, int], str] = {}
    links: dict[str, dict[str, Any]] = {}
    for change in changes:
        if change.body.get("purged"):
            continue
        match change.type:
            case "node":
                _set(nodes, change)
                _moved(former, nodes[change.node], change)
            case "link" if change.body["made"]:
                links[change.body["link"]["id"]] = change.body["link"]
            case "link":
                links.pop(change.body["link"]["id"])
            case _ if change.body["event"] == "purged":
                nodes.pop(change.node, None)
                links = {key: link for key, link in links.items() if change.node not in (link["source"], link["target"])}
            case _:
                pass
    return nodes, links, former


def _moved(former: dict[tuple[str, int], str], node: dict[str, Any], change: Change) -> None:
    """A node that leaves keeps its number there; one that comes back takes it up again."""
    if "project" in change.body["set"] and node["number"]:
        former[change.project, node["number"]] = change.node
    elif "number" in change.body["set"]:
        former.pop((change.project, node["number"]), None)


def _as_dict(row: Row) -> dict[str, Any]:
    held = dict(zip(_NAMES, row, strict=True))
    held["fields"] = msgspec.json.decode(held["fields"])
    return held


def _set(nodes: dict[str, dict[str, Any]], change: Change) -> None:
    new = {
        "id": change.node, "project": change.project, "fields": {}, "rev": 0,
        "created": change.at, "created_by": change.actor, "trashed": None,
    }  # fmt: skip
    node = nodes.setdefault(change.node, new)
    for attribute, (_, after) in change.body["set"].items():
        if not attribute.startswith("fields."):
            node[attribute] = after
        elif after is None:
            node["fields"].pop(attribute.removeprefix("fields."), None)
        else:
            node["fields"][attribute.removeprefix("fields.")] = after
    node.update(rev=node["rev"] + 1, updated=change.at, updated_by=change.actor)


def assert_replays(tx: ReadTx) -> int:
    """Raises AssertionError where log and tables differ, or where numbers have gaps; answers how many changes there are."""
    changes = [change_of(row) for row in tx.rows(f"SELECT {COLUMNS} FROM change c ORDER BY c.workspace, c.number")]  # sql: constants only
    for workspace, seq in tx.rows("SELECT id, seq FROM workspace"):
        assert [c.number for c in changes if c.workspace == workspace] == list(range(1, seq + 1)), "the log's numbers have gaps"
    nodes, links, former = rebuilt(changes)
    assert nodes == {row[0]: _as_dict(row) for row in tx.rows(_NODE)}
    held = tx.rows("SELECT id, workspace, type, source, target, made, made_by, created, project FROM link")
    names = ("id", "workspace", "type", "source", "target", "made", "made_by", "created")
    assert links == {row[0]: dict(zip(names, row[:8], strict=True)) for row in held}
    assert {row[0]: row[8] for row in held} == {key: nodes[link["target"]]["project"] for key, link in links.items()}
    _assert_former(tx, former)
    live = Counter((node["project"], node["kind"], node["state"]) for node in nodes.values() if node["trashed"] is None)
    counted = tx.rows("SELECT project, kind, state, nodes FROM node_count")
    assert dict(live) == {(project, kind, state): count for project, kind, state, count in counted if count}, "the counts are off"
    return len(changes)


def _assert_former(tx: ReadTx, former: dict[tuple[str, int], str]) -> None:
    """Those of nodes that were removed for good stay until their project is: the log does not know them any more."""
    rows = tx.rows("SELECT f.project, f.number, f.node, t.project FROM former_item f LEFT JOIN tombstone t ON t.node = f.node")
    assert former == {(project, number): node for project, number, node, gone in rows if gone is None}, "the former keys are off"
    projects = {row[0] for row in tx.rows("SELECT id FROM node WHERE id = project")}
    assert {gone for *_, gone in rows if gone is not None} <= projects, "keys of what went with its project are left"
