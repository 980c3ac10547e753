"""Documents that apply (docs/spec/hub.md, H50): written for what needs attention now, each with its reason."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import msgspec

from rootnode.graph.nodes import Node
from rootnode.insight.library import INSTRUCTIONS, documents_about, newest_under
from rootnode.insight.looking import Look
from rootnode.wire.hub import Applying
from rootnode.wire.items import End

SHOWN: Final = 6
LINKED: Final = 500
"""So many links of documents are looked at."""


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
    found: dict[str, Applying] = {}
    for document, item in documents_about(look.tx, look.caller, needs, most=LINKED, outdated=False):
        shown = _applying(document, needs[item].reason)
        known = found.get(item)
        if known is None or (shown.category in INSTRUCTIONS and known.category not in INSTRUCTIONS):
            found[item] = shown
    return found


def _filed(look: Look, needs: Sequence[Need]) -> dict[str, Applying]:
    """Instructions of the item's project that carry one of its labels, in any case of letters."""
    labels = {label for need in needs for label in _spellings(need.labels)}
    if not labels:
        return {}
    projects = {need.project for need in needs}
    filed: dict[tuple[str, str], Node] = {}
    for document, label in newest_under(look.tx, look.caller, look.kinds, sorted(projects), sorted(labels)):
        filed.setdefault((document.project, label.lower()), document)
    found: dict[str, Applying] = {}
    for need in needs:
        fits = next((filed[key] for label in need.labels if (key := (need.project, label.lower())) in filed), None)
        if fits:
            found.setdefault(need.item, _applying(fits, need.reason))
    return found


def _spellings(labels: Collection[str]) -> set[str]:
    """As people write a label: as it is, in small letters, with a capital."""
    return {spelled for label in labels for spelled in (label, label.lower(), label.capitalize())}


def _applying(document: Node, reason: str) -> Applying:
    end = End(False, document.id, document.kind, document.key, document.title, document.state, document.project_key)
    return Applying(end, document.fields.get("category", "note"), reason)


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
