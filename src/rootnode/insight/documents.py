"""Documents that apply to an item, and why: linked with it, about something it comes from, or a guideline with one of its labels.

What people say of them is kept: to accept makes a link, to dismiss is an event of the item, which can be taken back.
"""

from collections.abc import Iterable
from typing import Final, Literal, TypeAlias

import msgspec

from rootnode.auth.caller import Caller
from rootnode.graph.apply import Graph
from rootnode.graph.changes import Connect, Event
from rootnode.graph.context import context
from rootnode.graph.kinds import Kinds
from rootnode.graph.links import links_of
from rootnode.graph.nodes import Node, missing, nodes_by_id
from rootnode.graph.tree import above
from rootnode.insight.library import documents_about, instructions_under
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.kit.errors import Invalid

MOST: Final = 30
STEPS: Final = 2
AROUND: Final = 300
"""So many items of the lineage are looked at."""
ANSWERS: Final = 1_000
DISMISSED: Final = "document.dismissed"
RECALLED: Final = "document.recalled"
VERB: Final = "answer_document"

Why: TypeAlias = Literal["linked", "lineage", "label"]
Answer: TypeAlias = Literal["accept", "dismiss", "recall"]
_RANK: Final[dict[Why, int]] = {"linked": 0, "lineage": 1, "label": 2}

_ANSWERS: Final = (  # as the index of answers has it
    "SELECT body FROM change WHERE node = :item AND type = 'event' AND verb = 'answer_document' ORDER BY number DESC LIMIT :limit"
)


class Reason(msgspec.Struct, frozen=True):
    """`linked`: by a link of type `link` with the item; `lineage`: it documents `via`; `label`: both have `label`."""

    why: Why
    link: str = ""
    outward: bool = False
    via: Node | None = None
    label: str = ""


class Applied(msgspec.Struct, frozen=True):
    """A document and why it applies. `link` is that of type `documents` with the item itself, where there is one."""

    document: Node
    reasons: list[Reason]
    link: str | None
    dismissed: bool


class _Answer(msgspec.Struct, frozen=True):
    event: str
    payload: dict[str, str]


def documents_for(tx: ReadTx, caller: Caller, kinds: Kinds, item: Node) -> list[Applied]:
    """The documents that apply to an item, the surest first, also those that were dismissed; at most 30."""
    found: dict[str, tuple[Node, list[Reason]]] = {}
    links: dict[str, str] = {}
    near = []
    for end in links_of(tx, caller, item.id):
        if end.far is None:
            continue
        near.append(end.far.id)
        if end.far.kind == "document":
            _add(found, end.far, Reason("linked", end.link.type, end.outward))
            if end.link.type == "documents" and not end.outward:
                links[end.far.id] = end.link.id
    for document, via in _about(tx, caller, _around(tx, caller, kinds, item, near)):
        if document.id != item.id and document.id not in links:
            _add(found, document, Reason("lineage", "documents", via=via))
    for document, label in _labelled(tx, caller, kinds, item):
        if document.id != item.id:
            _add(found, document, Reason("label", label=label))
    dismissed = _dismissed(tx, item.id) - links.keys()
    applied = [Applied(node, reasons, links.get(node.id), node.id in dismissed) for node, reasons in found.values()]
    return sorted(applied, key=_order)[:MOST]


def _order(applied: Applied) -> tuple[bool, int, str]:
    return applied.dismissed, _RANK[applied.reasons[0].why], applied.document.title


def _add(found: dict[str, tuple[Node, list[Reason]]], document: Node, reason: Reason) -> None:
    found.setdefault(document.id, (document, []))[1].append(reason)


def _around(tx: ReadTx, caller: Caller, kinds: Kinds, item: Node, near: list[str]) -> list[Node]:
    """What the item came from and led to within two steps, what it is linked with, and what it hangs beneath."""
    steps = context(tx, caller, kinds, item.id, depth=STEPS, items=AROUND).steps
    ids = dict.fromkeys([*(step.id for step in steps if step.id), *near[:AROUND]])
    nodes = nodes_by_id(tx, caller, list(ids))
    return [*(nodes[each] for each in ids if each in nodes), *above(tx, caller, item.id)]


def _about(tx: ReadTx, caller: Caller, around: Iterable[Node]) -> list[tuple[Node, Node]]:
    """(document, what it is about) for documents about one of those items, the nearest first."""
    nodes = {node.id: node for node in around}
    place = {each: at for at, each in enumerate(nodes)}
    found = documents_about(tx, caller, nodes, most=MOST * 4)
    return [(document, nodes[item]) for document, item in sorted(found, key=lambda each: place[each[1]])]


def _labelled(tx: ReadTx, caller: Caller, kinds: Kinds, item: Node) -> list[tuple[Node, str]]:
    """(document, label) for instructions of the project that share a label with the item."""
    labels = item.fields.get("labels")
    if not isinstance(labels, list) or not labels:
        return []
    return instructions_under(tx, caller, kinds, [item.project], [str(each) for each in labels], most=MOST)


def _dismissed(tx: ReadTx, item: str) -> set[str]:
    """Documents of which somebody said last that they do not apply. The caller's access has been checked."""
    said: dict[str, str] = {}
    for (body,) in tx.rows(_ANSWERS, item=item, limit=ANSWERS):
        answer = msgspec.json.decode(body, type=_Answer)
        said.setdefault(answer.payload.get("document", ""), answer.event)
    return {document for document, event in said.items() if event == DISMISSED}


def answer_document(tx: WriteTx, caller: Caller, graph: Graph, item: Node, document: str, answer: Answer) -> None:
    """Say that a document applies, that it does not, or take that back. Raises NotFound, Invalid, Forbidden."""
    found = nodes_by_id(tx, caller, [document]).get(document)
    if found is None:
        raise missing(document)
    if found.kind != "document":
        raise Invalid(f"{found.key} is no document.", where="document")
    if answer == "accept":
        graph.apply(tx, caller, [Connect("documents", document, item.id)], verb="accept_document")
        return
    event = Event(item.id, DISMISSED if answer == "dismiss" else RECALLED, {"document": document})
    graph.apply(tx, caller, [event], verb=VERB)
