"""People who know an item, and why: it is theirs, they made it, they changed it most, or they own what it came from."""

from collections.abc import Iterator
from typing import Final, Literal, TypeAlias

import msgspec

from rootnode.auth.accounts import people_by_id
from rootnode.auth.caller import Caller
from rootnode.auth.people import known_to
from rootnode.graph.context import context
from rootnode.graph.kinds import Kinds
from rootnode.graph.nodes import Node, nodes_by_id
from rootnode.kit.db import ReadTx
from rootnode.wire.people import Person

MOST: Final = 6
REASONS: Final = 3
STEPS: Final = 2
AROUND: Final = 60
ENTRIES: Final = 2_000
"""So many of the newest entries of the history are counted."""

Why: TypeAlias = Literal["field", "made", "changed", "owns"]

_CHANGED: Final = (
    "SELECT actor, COUNT(*) FROM (SELECT actor FROM change WHERE node = :item ORDER BY number DESC LIMIT :limit) AS newest "
    "GROUP BY actor ORDER BY COUNT(*) DESC, actor LIMIT 20"
)


class Reason(msgspec.Struct, frozen=True):
    """`field`: named in the field `label`; `made`: it, or `via`; `changed`: so many times; `owns`: `via`."""

    why: Why
    label: str = ""
    count: int = 0
    via: Node | None = None


class Knows(msgspec.Struct, frozen=True):
    person: Person
    reasons: list[Reason]


def people_for(tx: ReadTx, caller: Caller, kinds: Kinds, item: Node) -> list[Knows]:
    """Whom to ask about an item, those who know most first; at most six. Who is suspended is left out, and whom a guest may not know of."""
    reasons: dict[str, list[Reason]] = {}
    for account, reason in _reasons(tx, caller, kinds, item):
        known = reasons.setdefault(account, [])
        if len(known) < REASONS and all(each.why != reason.why or each.via != reason.via for each in known):
            known.append(reason)
    people = people_by_id(tx, caller.workspace, sorted(known_to(tx, caller, list(reasons))))
    found = [Knows(people[each], why) for each, why in reasons.items() if each in people and not people[each].suspended]
    return found[:MOST]


def _reasons(tx: ReadTx, caller: Caller, kinds: Kinds, item: Node) -> Iterator[tuple[str, Reason]]:
    """Those of the item first, then those of what it came from."""
    for account, label in _named(kinds, item):
        yield account, Reason("field", label)
    yield item.created_by, Reason("made")
    for actor, count in tx.rows(_CHANGED, item=item.id, limit=ENTRIES):
        if count > 1 or actor != item.created_by:
            yield actor, Reason("changed", count=count)
    walk = context(tx, caller, kinds, item.id, depth=STEPS, items=AROUND)
    ids = [step.id for step in walk.steps if step.id and step.direction == "up"]
    nodes = nodes_by_id(tx, caller, ids)
    for node in (nodes[each] for each in ids if each in nodes):
        owners = _named(kinds, node)
        for account, _ in owners:
            yield account, Reason("owns", via=node)
        if not owners:
            yield node.created_by, Reason("made", via=node)


def _named(kinds: Kinds, node: Node) -> list[tuple[str, str]]:
    """(account, label of the field) for each person that a field of the node names."""
    fields = [field for field in kinds.kind(node.kind).fields if field.type == "person"]
    return [(str(node.fields[field.name]), field.label) for field in fields if node.fields.get(field.name)]
