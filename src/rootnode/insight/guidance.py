"""Documents that apply (docs/spec/hub.md, H50 to H53): written for what needs attention now, each with its reason."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import msgspec

from rootnode.graph.access import visible
from rootnode.insight.looking import END, Look, end_of
from rootnode.wire.hub import Applying
from rootnode.wire.items import End

SHOWN: Final = 6
INSTRUCTIONS: Final = ("runbook", "protocol", "guideline")
"""Among the categories of documents these stand at the places 2 to 4, by which they are filed."""


class Need(msgspec.Struct, frozen=True):
    """Something that wants a document: an item, why it does, and labels under which one may be filed."""

    item: str
    project: str
    reason: str
    labels: tuple[str, ...] = ()


def documents_for(look: Look, needs: Sequence[Need]) -> dict[str, Applying]:
    """The document that fits best, by the id of the item that wants it: one linked to it before one that shares a label."""
    found = _filed(look, needs)
    return found | _linked(look, {need.item: need for need in needs})


def _linked(look: Look, needs: Mapping[str, Need]) -> dict[str, Applying]:
    seen, params = visible(look.tx, look.caller, "n.project")
    sql = (
        f"SELECT {END}, n.fields, l.target FROM link l CROSS JOIN node n CROSS JOIN project p WHERE {look.tx.any_of('l.target', 'items')} "
        f"AND l.type = 'documents' AND n.id = l.source AND p.id = n.project AND n.trashed IS NULL AND n.state <> 'outdated' AND {seen} "
        "ORDER BY n.id DESC LIMIT 500"  # sql: constants only
    )
    found: dict[str, Applying] = {}
    for row in look.tx.rows(sql, items=list(needs), **params):
        shown = _applying(row, needs[row[7]].reason)
        known = found.get(row[7])
        if known is None or (shown.category in INSTRUCTIONS and known.category not in INSTRUCTIONS):
            found[row[7]] = shown
    return found


def _filed(look: Look, needs: Sequence[Need]) -> dict[str, Applying]:
    """Runbooks, protocols and guidelines of the item's project that carry one of its labels, in any case of letters."""
    labels = {label for need in needs for label in _spellings(need.labels)}
    if not labels:
        return {}
    projects = sorted({need.project for need in needs})
    filed: dict[tuple[str, str], Applying] = {}
    for row in _labelled(look, projects, sorted(labels)):
        shown = _applying(row, "")
        if shown.category in INSTRUCTIONS:
            filed.setdefault((row[7], row[8].lower()), shown)
    found: dict[str, Applying] = {}
    for need in needs:
        for label in need.labels:
            if (fits := filed.get((need.project, label.lower()))) and need.item not in found:
                found[need.item] = msgspec.structs.replace(fits, reason=need.reason)
    return found


def _spellings(labels: Collection[str]) -> set[str]:
    """As people write a label: as it is, in small letters, with a capital."""
    return {spelled for label in labels for spelled in (label, label.lower(), label.capitalize())}


def _labelled(look: Look, projects: list[str], labels: list[str]) -> list[tuple[Any, ...]]:
    tx = look.tx
    sql = (
        f"SELECT {END}, n.fields, v.project, v.text FROM node_value v CROSS JOIN node_value c CROSS JOIN node n CROSS JOIN project p "
        f"WHERE {tx.any_of('v.project', 'projects')} AND v.kind = 'document' AND v.field = 'labels' "
        f"AND {tx.any_of('v.text', 'labels')} AND v.state <> 'outdated' AND c.node = v.node AND c.field = 'category' AND c.pos = 0 "
        "AND c.num IN (2, 3, 4) AND n.id = v.node AND p.id = n.project LIMIT 200"  # sql: constants only
    )
    return tx.rows(sql, projects=projects, labels=labels)


def _applying(row: Sequence[Any], reason: str) -> Applying:
    return Applying(end_of(row), msgspec.json.decode(row[6]).get("category", "note"), reason)


def once_each(found: Mapping[str, Applying], order: Sequence[Need]) -> tuple[Applying, ...]:
    """The documents in the order of the needs, each told once, at most 6."""
    told: dict[str | None, Applying] = {}
    for need in order:
        if (shown := found.get(need.item)) is not None:
            told.setdefault(shown.document.id, shown)
    return tuple(list(told.values())[:SHOWN])


def labels_of(end: End, fields: Mapping[str, Any]) -> tuple[str, ...]:
    """Under what a document for an item may be filed: the item's labels, and its type."""
    labels = fields.get("labels")
    kind = (end.type or "").replace("_", " ")
    return (*(labels if isinstance(labels, list) else ()), kind, end.type or "")
