"""Discussion, following, the inbox, activity, who is here, and requests for access."""

from typing import Any, Literal, TypeAlias

import msgspec

from rootnode.wire.items import End, FieldChange, Link
from rootnode.wire.people import ProjectRole


class Comment(msgspec.Struct, frozen=True):
    """`text` is Markdown; a person is mentioned as `[@Name](person:ID)`. `parent` is the comment that it answers.

    Where `deleted` is true only the place is left, because there are answers to it.
    """

    id: str
    item: str
    author: str
    author_name: str
    text: str
    created: int
    parent: str | None = None
    edited: int | None = None
    deleted: bool = False
    mentions: tuple[str, ...] = ()


class NewComment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """With `parent`, the answer to a comment; an answer to an answer joins the same thread."""

    text: str
    parent: str | None = None


class CommentPatch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    text: str


class Discussion(msgspec.Struct, frozen=True):
    """A page of an item's discussion, oldest thread first, each comment followed by its answers. `total` counts all of it."""

    comments: tuple[Comment, ...]
    total: int
    next: str | None = None


class Following(msgspec.Struct, frozen=True):
    """Whether the caller is told of what happens. `why` says what made it so; empty where nothing did."""

    following: bool
    why: Literal["", "made", "assigned", "commented", "mentioned", "chosen", "project"] = ""
    subscribers: int = 0


class NewFollowing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    following: bool


class AccessRequest(msgspec.Struct, frozen=True):
    """Somebody asks for a role in a project."""

    id: str
    account: str
    name: str
    role: ProjectRole
    words: str
    created: int


class AccessRequests(msgspec.Struct, frozen=True):
    requests: tuple[AccessRequest, ...]


class NewAccessRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`place` is a project's key, or an item's id or key."""

    place: str
    role: Literal["viewer", "commenter", "editor"] = "viewer"
    words: str = ""


class Asked(msgspec.Struct, frozen=True):
    """The same whether or not there is such a place."""

    sent: bool = True


class OwnRequest(msgspec.Struct, frozen=True):
    """What you asked for at a place. While nobody has answered, or where there is no such place, `decided` is null; `granted` is the
    role that was given, null where it was declined, with what was said to it."""

    role: ProjectRole
    asked: int
    decided: int | None = None
    decided_by: str = ""
    granted: ProjectRole | None = None
    answer: str = ""


class OwnRequests(msgspec.Struct, frozen=True):
    requests: tuple[OwnRequest, ...]


class Decision(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The role that is given; null declines. `words`, why it is declined, are read by who asked."""

    role: Literal["viewer", "commenter", "editor", "lead"] | None
    words: str = ""


InboxReason: TypeAlias = Literal["followed", "access", "assigned", "mentioned", "asked", "answered"]


class InboxEntry(msgspec.Struct, frozen=True):
    """What there is to know of one item: its newest act, and how many there were since it was last read.

    `reason` is the weightiest of them all; `named` says that the newest act itself assigns it to the owner or mentions them.
    """

    id: str
    item: End
    reason: InboxReason
    count: int
    at: int
    actor: str
    actor_name: str
    action: str
    event: str | None = None
    changed: tuple[str, ...] = ()
    state: str | None = None
    excerpt: str = ""
    named: bool = False
    read: bool = False
    done: bool = False
    snoozed: int | None = None
    request: AccessRequest | None = None


class Inbox(msgspec.Struct, frozen=True):
    """`unread` counts at most 1,000."""

    entries: tuple[InboxEntry, ...]
    unread: int
    next: str | None = None


class InboxCount(msgspec.Struct, frozen=True):
    """At most 1,000."""

    unread: int


class InboxPatch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Only what is given changes. `snoozed` is the time until which it is out of sight, microseconds UTC; null ends that."""

    read: bool | msgspec.UnsetType = msgspec.UNSET
    done: bool | msgspec.UnsetType = msgspec.UNSET
    snoozed: int | None | msgspec.UnsetType = msgspec.UNSET


class ActPart(msgspec.Struct, frozen=True):
    """What one act did to one item. Long texts are left out; the item's own history has them."""

    item: End
    what: Literal["item", "link", "event"]
    changes: tuple[FieldChange, ...] = ()
    link: Link | None = None
    event: str | None = None
    payload: dict[str, Any] = {}


class Act(msgspec.Struct, frozen=True):
    """One act of somebody, or (`folded`) what a program did again and again within the hour, told as one.

    `parts` are the first few, `items` how many there are (with `least`: at least). `undoable` acts are taken back by their operation.
    """

    number: int
    at: int
    actor: str
    actor_name: str
    action: str
    operation: str
    parts: tuple[ActPart, ...]
    items: int
    folded: bool = False
    least: bool = False
    undoable: bool = False


class Activity(msgspec.Struct, frozen=True):
    """Newest first. A page may hold few acts, or none, and still have a `next`."""

    acts: tuple[Act, ...]
    next: str | None = None


class Beat(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Says that the caller has a page open. `tab` is any text that names the browser's tab."""

    tab: str
    project: str = ""
    item: str | None = None


class Present(msgspec.Struct, frozen=True):
    """Somebody who is here now. `item` is what they look at, null on a page of the project itself; `since` when they came."""

    person: str
    name: str
    since: int
    item: End | None = None


class Presence(msgspec.Struct, frozen=True):
    people: tuple[Present, ...]
