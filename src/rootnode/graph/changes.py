"""What may be asked of the graph, and what the change log holds.

A change is `node`, `link` or `event`. The body of a node change is `{"set": {attribute: [before, after]}}`, where an
attribute is kind, project, number, title, state, parent, trashed, or `fields.<name>`; of a link change
`{"link": {...}, "made": true|false}`; of an event `{"event": name, "payload": {...}}`.
"""

from typing import Any, Final, Literal, TypeAlias

import msgspec

from rootnode.kit.db import ReadTx, Row
from rootnode.wire.items import Made
from rootnode.wire.people import ProjectRole

UNSET: Final = msgspec.UNSET
TOLD: Final = "(c.type <> 'event' OR c.verb IN ('comment', 'grant', 'edit_tags', 'undo'))"
"""SQL saying that a change `c` stands for itself; has indexes of its own, so that nobody reads through a million logged points."""


class Create(msgspec.Struct, frozen=True):
    """Make a node. `id` may be proposed by a client that wants to repeat the request safely."""

    kind: str
    project: str
    title: str
    state: str | None = None
    fields: dict[str, Any] = {}
    parent: str | None = None
    id: str | None = None


class Update(msgspec.Struct, frozen=True):
    """Change what is given. With `rev`, only if the node still has that rev.

    `by_owner`: asked by a verb of the kind's own room, which may change what is `owned` (see `Kind`).
    """

    node: str
    rev: int | None = None
    title: str | msgspec.UnsetType = UNSET
    state: str | msgspec.UnsetType = UNSET
    parent: str | None | msgspec.UnsetType = UNSET
    fields: dict[str, Any] = {}
    by_owner: bool = False


class Trash(msgspec.Struct, frozen=True):
    """Put a node and all beneath it into the trash."""

    node: str


class Restore(msgspec.Struct, frozen=True):
    """Take a node, and what went to the trash together with it, out again."""

    node: str


class Move(msgspec.Struct, frozen=True):
    """Put a node, and all beneath it, into another project: at its top, or beneath `parent`."""

    node: str
    project: str
    parent: str | None = None


class Connect(msgspec.Struct, frozen=True):
    """Link two nodes. A link that is there already is answered as it is."""

    type: str
    source: str
    target: str
    made: Made = "person"


class Disconnect(msgspec.Struct, frozen=True):
    """Take a link away."""

    link: str


class Event(msgspec.Struct, frozen=True):
    """Something that happened to a node and that its fields do not show: rows of a side table were written.

    `role` is the least that the verb asks for.
    """

    node: str
    name: str
    payload: dict[str, Any] = {}
    role: ProjectRole = "editor"


Request: TypeAlias = Create | Update | Trash | Restore | Move | Connect | Disconnect | Event


class Link(msgspec.Struct, frozen=True):
    """An edge from `source` to `target`."""

    id: str
    workspace: str
    type: str
    source: str
    target: str
    made: Made
    made_by: str
    created: int


class Pending(msgspec.Struct, frozen=True):
    """A change that waits for its number, given as the transaction's last act."""

    type: Literal["node", "link", "event"]
    node: str
    project: str
    kind: str
    body: dict[str, Any]
    other: str | None = None


class Change(msgspec.Struct, frozen=True):
    """One entry of the change log."""

    workspace: str
    number: int
    at: int
    actor: str
    actor_name: str
    verb: str
    operation: str
    type: Literal["node", "link", "event"]
    node: str
    other: str | None
    project: str
    kind: str
    body: dict[str, Any]


COLUMNS: Final = (
    "c.workspace, c.number, c.at, c.actor, c.actor_name, c.verb, c.operation, c.type, c.node, c.other, c.project, c.kind, c.body"
)


def arrived(change: Change) -> bool:
    """Whether it is the second half of a move, under which number a node came to `change.project`; the entry before it says whence."""
    told = change.body.get("set", {})
    return "number" in told and "kind" not in told


def change_of(row: Row) -> Change:
    """A row of `COLUMNS` as a change."""
    return Change(*(*row[:12], msgspec.json.decode(row[12])))


def newest(tx: ReadTx, workspace: str) -> int:
    """The number of the newest change; all smaller numbers are there too."""
    return int(tx.scalar("SELECT seq FROM workspace WHERE id = :id", id=workspace) or 0)
