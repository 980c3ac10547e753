"""The library: which documents are about an item, and which instructions are filed under a label. What applies is made of the two."""

from collections.abc import Collection
from typing import Final

from rootnode.auth.caller import Caller
from rootnode.graph.access import visible
from rootnode.graph.kinds import Kinds
from rootnode.graph.nodes import COLUMNS, Node, node_of
from rootnode.kit.db import ReadTx

INSTRUCTIONS: Final = ("guideline", "protocol", "runbook")
"""Categories of documents that apply to whatever has one of their labels."""

_ABOUT: Final = (
    f"SELECT {COLUMNS}, l.target FROM link l CROSS JOIN node n CROSS JOIN project p "
    "WHERE l.type = 'documents' AND n.id = l.source AND p.id = n.project AND n.trashed IS NULL AND "
)
_LABELLED: Final = "SELECT v.node, v.text FROM node_value v WHERE v.kind = 'document' AND v.field = 'labels' AND v.state <> 'outdated' AND "
_FILED: Final = (
    "CROSS JOIN node_value c CROSS JOIN node n CROSS JOIN project p WHERE c.node = v.node AND c.field = 'category' AND c.pos = 0 "
    "AND n.id = v.node AND p.id = n.project AND n.trashed IS NULL AND "
)


def documents_about(tx: ReadTx, caller: Caller, items: Collection[str], *, most: int, outdated: bool = True) -> list[tuple[Node, str]]:
    """(document, id of what it is about) for documents that are linked to one of those items, the newest first."""
    seen, params = visible(tx, caller, "n.project")
    valid = "" if outdated else "AND n.state <> 'outdated'"
    sql = f"{_ABOUT}{tx.any_of('l.target', 'items')} {valid} AND {seen} ORDER BY n.id DESC LIMIT :most"  # sql: constants only
    return [(node_of(row[:-1]), row[-1]) for row in tx.rows(sql, items=list(items), most=most, **params)]


def instructions_under(
    tx: ReadTx, caller: Caller, kinds: Kinds, projects: Collection[str], labels: Collection[str], *, most: int
) -> list[tuple[Node, str]]:
    """(document, label) for the projects' instructions that carry one of those labels and are not outdated, the newest first."""
    places = _places(kinds)
    seen, params = visible(tx, caller, "v.project")
    among = f"{tx.any_of('v.project', 'projects')} AND {tx.any_of('v.text', 'labels')}"
    # in order first: so the joins end with the newest `most`, however many carry the labels
    labelled = f"{_LABELLED}{among} AND {seen} ORDER BY v.node DESC"  # sql: constants only
    filed = f"{_FILED}{tx.any_of('c.num', 'places')}"
    sql = f"SELECT {COLUMNS}, v.text FROM ({labelled}) v {filed} ORDER BY v.node DESC LIMIT :most"  # sql: constants only
    rows = tx.rows(sql, projects=list(projects), labels=list(labels), places=places, most=most, **params)
    return [(node_of(row[:-1]), row[-1]) for row in rows]


def newest_under(tx: ReadTx, caller: Caller, kinds: Kinds, projects: Collection[str], labels: Collection[str]) -> list[tuple[Node, str]]:
    """(document, label): for each project and label the newest of its instructions that is not outdated; the newest first."""
    seen, params = visible(tx, caller, "n.project")
    newest = (  # down the index of the label until one is an instruction: the others are not read
        "SELECT v.node FROM node_value v CROSS JOIN node_value c WHERE v.project = place.value AND v.kind = 'document' "
        "AND v.field = 'labels' AND v.text = label.value AND v.state <> 'outdated' "
        f"AND c.node = v.node AND c.field = 'category' AND c.pos = 0 AND {tx.any_of('c.num', 'places')} "
        "ORDER BY v.node DESC LIMIT 1"  # sql: constants only
    )
    places, under = tx.each_of("projects"), tx.each_of("labels")
    each = f"SELECT label.value AS label, ({newest}) AS id FROM {places} place CROSS JOIN {under} label"  # sql: constants only
    sql = (
        f"SELECT {COLUMNS}, found.label FROM ({each}) found CROSS JOIN node n CROSS JOIN project p "
        f"WHERE n.id = found.id AND p.id = n.project AND n.trashed IS NULL AND {seen} ORDER BY n.id DESC"  # sql: constants only
    )
    rows = tx.rows(sql, projects=list(projects), labels=list(labels), places=_places(kinds), **params)
    return [(node_of(row[:-1]), row[-1]) for row in rows]


def _places(kinds: Kinds) -> list[int]:
    choices = next(field.choices for field in kinds.kind("document").fields if field.name == "category")
    return [choices.index(each) for each in INSTRUCTIONS]
