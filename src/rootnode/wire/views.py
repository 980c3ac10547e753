"""Saved views of lists, pins, what the palette finds, and acts on many items at once."""

from typing import Any, Literal, TypeAlias

import msgspec

from rootnode.wire.items import End, Item, Project
from rootnode.wire.people import Person

Place: TypeAlias = Literal["scope", "plan", "build", "ship", "watch", "projects", "issues", "docs", "models", "endpoints"]


class SavedView(msgspec.Struct, frozen=True):
    """The settings of a list under a name. `query` is what the list's address says; without a project it is of all projects."""

    id: str
    project_key: str | None
    place: Place
    owner: str
    name: str
    type: str
    query: dict[str, Any]
    shared: bool
    pinned: bool
    created: int
    updated: int


class SavedViews(msgspec.Struct, frozen=True):
    views: tuple[SavedView, ...]


class NewView(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`project` is a key; without it the view is of all projects."""

    place: Place
    name: str
    query: dict[str, Any]
    type: str = ""
    project: str | None = None
    shared: bool = False


class ViewPatch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Only what is given changes."""

    name: str | msgspec.UnsetType = msgspec.UNSET
    query: dict[str, Any] | msgspec.UnsetType = msgspec.UNSET
    shared: bool | msgspec.UnsetType = msgspec.UNSET


class Pin(msgspec.Struct, frozen=True):
    """An item or a saved view in somebody's sidebar."""

    id: str
    item: End | None = None
    view: SavedView | None = None


class Pins(msgspec.Struct, frozen=True):
    pins: tuple[Pin, ...]


class Found(msgspec.Struct, frozen=True):
    """What fits a text, best first, of each sort a few."""

    items: tuple[End, ...]
    projects: tuple[Project, ...]
    people: tuple[Person, ...]
    views: tuple[SavedView, ...]


class ItemEdit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One item of an act on many. Only what is given changes; `rev` is the one that was read."""

    id: str
    rev: int
    state: str | msgspec.UnsetType = msgspec.UNSET
    fields: dict[str, Any] | msgspec.UnsetType = msgspec.UNSET


class Batch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Up to 500 items: `edits` to change, or ids to `trash`."""

    edits: tuple[ItemEdit, ...] = ()
    trash: tuple[str, ...] = ()


class Batched(msgspec.Struct, frozen=True):
    """`operation` undoes the whole act."""

    operation: str
    items: tuple[Item, ...]


class Move(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Up to 500 items, by id, and the key of the project that they are moved to. What hangs beneath them comes along."""

    items: tuple[str, ...]
    project: str


class HiddenField(msgspec.Struct, frozen=True):
    """A field that the other project does not have: so many items keep a value there that is not shown."""

    label: str
    items: int


class Moving(msgspec.Struct, frozen=True):
    """What a move would mean: how many items it takes, and what it hides. `refused` says why it cannot be, and what to do."""

    items: int
    hidden: tuple[HiddenField, ...] = ()
    refused: str | None = None
