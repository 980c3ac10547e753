"""Items, links, history and context, as people's words have it (in the code: nodes)."""

from typing import Any, Literal, TypeAlias

import msgspec

from rootnode.wire.people import ProjectRole

Phase: TypeAlias = Literal["scope", "plan", "build", "ship", "watch"]
FieldType: TypeAlias = Literal["text", "longtext", "number", "date", "person", "choice", "labels", "flag", "url", "json"]
Way: TypeAlias = Literal["out", "in"]
"""Which way a link goes, seen from the item at hand."""
Made: TypeAlias = Literal["person", "rule", "similarity", "protocol"]


class Field(msgspec.Struct, frozen=True):
    """`choices` for type choice; `sortable` fields can be sorted and filtered by."""

    name: str
    label: str
    type: FieldType
    choices: tuple[str, ...] = ()
    sortable: bool = False
    help: str = ""


class State(msgspec.Struct, frozen=True):
    """`done`: nothing more is to be done about an item in this state."""

    name: str
    label: str
    done: bool = False


class ItemType(msgspec.Struct, frozen=True):
    """One of the types of items that this server knows. `fixed`: title, state or fields that are kept in step with more, so that a
    general edit leaves them alone. `movable`: may be moved to another project."""

    name: str
    label: str
    plural: str
    phase: Phase
    states: tuple[State, ...]
    fields: tuple[Field, ...]
    creatable: bool = True
    fixed: tuple[str, ...] = ()
    movable: bool = True


class Item(msgspec.Struct, frozen=True):
    """`key` is the human key (FRAUD-12); `rev` grows with each change and guards against stale writes."""

    id: str
    type: str
    key: str
    project: str
    project_key: str
    title: str
    state: str
    fields: dict[str, Any]
    rev: int
    created: int
    created_by: str
    updated: int
    updated_by: str
    parent: str | None = None
    trashed: int | None = None


class NewItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    type: str
    title: str
    state: str | None = None
    fields: dict[str, Any] = {}
    parent: str | None = None


class ItemPatch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Only what is given changes; a field set to null is cleared. `rev` is the one that was read."""

    rev: int
    title: str | msgspec.UnsetType = msgspec.UNSET
    state: str | msgspec.UnsetType = msgspec.UNSET
    fields: dict[str, Any] | msgspec.UnsetType = msgspec.UNSET
    parent: str | None | msgspec.UnsetType = msgspec.UNSET


class Page(msgspec.Struct, frozen=True):
    """`next` is an opaque cursor; null on the last page."""

    items: tuple[Item, ...]
    next: str | None = None


class Project(msgspec.Struct, frozen=True):
    """`role` is the caller's own. `access` says who else may see it. `special` is set for the example and for sandboxes."""

    id: str
    key: str
    name: str
    role: ProjectRole
    access: Literal["workspace", "teams", "private"]
    rev: int
    created: int
    summary: str = ""
    state: str = "active"
    special: Literal["example", "sandbox"] | None = None


class NewProject(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    key: str
    summary: str = ""
    access: Literal["workspace", "teams", "private"] = "workspace"


class Count(msgspec.Struct, frozen=True):
    type: str
    state: str
    count: int


class ProjectSummary(msgspec.Struct, frozen=True):
    """How many items of each type and state a project holds, without those in the trash."""

    project: Project
    counts: tuple[Count, ...]


class End(msgspec.Struct, frozen=True):
    """The far end of a link. `restricted` ends carry neither title nor id."""

    restricted: bool = False
    id: str | None = None
    type: str | None = None
    key: str | None = None
    title: str | None = None
    state: str | None = None
    project_key: str | None = None


class Link(msgspec.Struct, frozen=True):
    """`direction` is seen from the item asked about: out means it is the source."""

    id: str
    type: str
    direction: Way
    end: End
    made: Made
    made_by: str
    created: int


class Types(msgspec.Struct, frozen=True):
    types: tuple[ItemType, ...]
    links: tuple[str, ...]


class Projects(msgspec.Struct, frozen=True):
    """`next` is an opaque cursor; null on the last page."""

    projects: tuple[Project, ...]
    next: str | None = None


class ProjectPatch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Only what is given changes. `rev` is the one that was read."""

    rev: int
    name: str | msgspec.UnsetType = msgspec.UNSET
    summary: str | None | msgspec.UnsetType = msgspec.UNSET
    state: str | msgspec.UnsetType = msgspec.UNSET


class Grant(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a person or a team (by id) may do in a project. A null role takes it away."""

    principal: str
    role: ProjectRole | None


class ProjectAccess(msgspec.Struct, frozen=True):
    """Who may see a project: everybody in the workspace, some teams, or named people only; and the roles given by name."""

    access: Literal["workspace", "teams", "private"]
    grants: tuple[Grant, ...]


class NewAccess(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    access: Literal["workspace", "teams", "private"]


class OwnField(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A field that a project adds to some of its types."""

    types: tuple[str, ...]
    field: Field


class OwnFields(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    fields: tuple[OwnField, ...]


class Group(msgspec.Struct, frozen=True):
    """How many items have a value; null counts those without one. A choice is given by its place in the list of choices."""

    value: float | str | None
    count: int


class Groups(msgspec.Struct, frozen=True):
    groups: tuple[Group, ...]


class Purge(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why the item is removed for good. The reason is kept."""

    reason: str


class Purged(msgspec.Struct, frozen=True):
    removed: tuple[str, ...]


class Undone(msgspec.Struct, frozen=True):
    """Undoing is an act of its own: `operation` can be undone again. `items` are as they now stand."""

    operation: str
    items: tuple[Item, ...]


class Links(msgspec.Struct, frozen=True):
    links: tuple[Link, ...]


class NewLink(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`source` and `target` are item ids."""

    type: str
    source: str
    target: str


class Difference(msgspec.Struct, frozen=True):
    """A piece of a text: kept, added or removed."""

    op: Literal["same", "added", "removed"]
    text: str


class FieldChange(msgspec.Struct, frozen=True):
    """`difference` is given for texts that changed in part."""

    field: str
    before: Any
    after: Any
    difference: tuple[Difference, ...] = ()


class Entry(msgspec.Struct, frozen=True):
    """One entry of an item's history. Where it is `undoable`, `operation` undoes the whole act it was part of."""

    number: int
    at: int
    actor: str
    actor_name: str
    action: str
    operation: str
    what: Literal["item", "link", "event"]
    changes: tuple[FieldChange, ...] = ()
    link: Link | None = None
    event: str | None = None
    payload: dict[str, Any] = {}
    undoable: bool = False


class History(msgspec.Struct, frozen=True):
    entries: tuple[Entry, ...]
    next: str | None = None


class Undo(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    operation: str


class ContextItem(msgspec.Struct, frozen=True):
    """An item found on the walk. `depth` counts links from the start; `via` is the link type, `from_` the item before."""

    end: End
    depth: int
    direction: Literal["up", "down"]
    via: str
    from_: str = msgspec.field(name="from")


class Context(msgspec.Struct, frozen=True):
    """The lineage of an item. `cut` says that a limit ended the walk before it was complete."""

    items: tuple[ContextItem, ...]
    cut: bool = False


class LogEntry(msgspec.Struct, frozen=True):
    """One change as the socket tells it."""

    number: int
    at: int
    actor: str
    action: str
    operation: str
    what: Literal["item", "link", "event"]
    item: str
    project: str
    type: str
    body: dict[str, Any]


class LiveMessage(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the socket sends: all is known up to `upto`; `reset` asks the client to fetch everything anew."""

    upto: int
    changes: tuple[LogEntry, ...] = ()
    reset: bool = False
