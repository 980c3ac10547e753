"""The caller's inbox, and what they follow."""

from typing import Annotated, Any, Final

from litestar import Request, Response, get, patch, post, put
from litestar.params import JSONBody, QueryParameter
from msgspec import UNSET

from rootnode.auth.caller import Caller
from rootnode.doors import views
from rootnode.doors.api.addresses import Id, Key, Ref
from rootnode.doors.api.paging import Cursor
from rootnode.doors.http.given import GivenCaller, GivenRootnode
from rootnode.doors.http.idempotency import write_once
from rootnode.doors.http.patches import or_none
from rootnode.graph.access import project_by_key
from rootnode.graph.nodes import Node, node_by_ref, nodes_by_id
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.live.comments import excerpts
from rootnode.notify import inbox as box
from rootnode.notify import subscribers
from rootnode.notify.requests import AccessRequest as Requested
from rootnode.notify.requests import answers_by_id, requests_by_id, role_name
from rootnode.wire.talk import AccessRequest, Following, Inbox, InboxCount, InboxEntry, InboxPatch, InboxReason, NewFollowing

TAGS = ["Inbox"]
REASONS: Final[dict[int, InboxReason]] = {1: "followed", 2: "access", 3: "assigned", 4: "mentioned", 5: "asked", 6: "answered"}


def request_view(found: Requested) -> AccessRequest:
    """A request as those who decide read it."""
    return AccessRequest(found.id, found.account, found.name, role_name(found.role), found.words, found.created)


def view(found: box.InboxEntry, now: int, nodes: dict[str, Node], words: dict[str, str], requests: dict[str, Requested]) -> InboxEntry:
    """An entry with its item, and the beginning of the comment that it tells of."""
    asleep = found.snoozed_until if found.snoozed_until and found.snoozed_until > now else None
    asked = requests.get(found.subject)
    said = found.said
    return InboxEntry(
        found.id, views.end(nodes.get(found.node)), REASONS[found.reason], found.count, found.at,
        found.actor, found.actor_name, said.verb, said.event, said.changed, said.role or said.state,
        words.get(said.comment or found.subject, ""), said.named, found.read_at is not None, found.done_at is not None, asleep,
        request_view(asked) if asked else None,
    )  # fmt: skip


def seen(tx: ReadTx, caller: Caller, found: list[box.InboxEntry]) -> tuple[InboxEntry, ...]:
    """Entries with all that they show, asked for together."""
    nodes = nodes_by_id(tx, caller, [each.node for each in found])
    words = excerpts(tx, caller, [each.said.comment for each in found if each.said.comment])
    asked = [each.subject for each in found if each.subject != each.node]
    requests = requests_by_id(tx, asked)
    words |= answers_by_id(tx, caller, asked)
    return tuple(view(each, tx.now, nodes, words, requests) for each in found)


def page(tx: ReadTx, caller: Caller, which: box.View, cursor: str, limit: int) -> Inbox:
    """A page of the caller's inbox."""
    found = box.inbox(tx, caller, view=which, cursor=cursor, limit=limit)
    return Inbox(seen(tx, caller, found.entries), box.unread_count(tx, caller), found.next)


@get("/inbox", operation_id="listInbox", tags=TAGS, opt={"access": "read"}, summary="What there is to know")
async def list_inbox(
    rootnode: GivenRootnode, caller: GivenCaller, view: Annotated[box.View, QueryParameter(description="Which entries.")] = "unread",
    cursor: Cursor = "", limit: Annotated[int, QueryParameter(ge=1, le=200)] = 50,
) -> Inbox:  # fmt: skip
    """Newest first, one entry for each item: what was assigned to the caller, mentions them, happened to what they follow, or asks them."""
    return await rootnode.db.read(page, caller, view, cursor, limit)


def count(tx: ReadTx, caller: Caller) -> InboxCount:
    """How many entries are unread."""
    return InboxCount(box.unread_count(tx, caller))


@get("/inbox/count", operation_id="countInbox", tags=TAGS, opt={"access": "read"}, summary="How much is unread")
async def count_inbox(rootnode: GivenRootnode, caller: GivenCaller) -> InboxCount:
    return await rootnode.db.read(count, caller)


def changed(tx: WriteTx, caller: Caller, entry: str, given: InboxPatch) -> InboxEntry:
    """Read, done, snoozed."""
    change = box.Change(
        or_none(given.read),
        or_none(given.done),
        None if given.snoozed is UNSET else given.snoozed or 0,
    )
    return seen(tx, caller, [box.change_entry(tx, caller, entry, change)])[0]


@patch("/inbox/{id:str}", operation_id="updateInboxEntry", tags=TAGS, opt={"access": "write"}, summary="Read, done, later")
async def patch_entry(request: Request[Any, Any, Any], id_: Id, data: JSONBody[InboxPatch]) -> Response[InboxEntry]:
    """An entry that is done, read or snoozed comes back when something new happens; a snoozed one only for more than what is followed."""
    return await write_once(request, changed, id_, data)


@post("/inbox/read", operation_id="readInbox", tags=TAGS, opt={"access": "write"}, status_code=204, summary="Mark all as read")
async def post_read(request: Request[Any, Any, Any]) -> Response[None]:
    return await write_once(request, box.read_all)


def following_view(found: subscribers.Subscription) -> Following:
    """Whether the caller follows it."""
    return Following(found.following, found.why, found.subscribers)


def of_item(tx: ReadTx, caller: Caller, ref: str) -> Following:
    """Whether the caller follows an item."""
    return following_view(subscribers.subscription(tx, caller, node_by_ref(tx, caller, ref)))


@get("/items/{ref:str}/subscription", operation_id="getItemSubscription", tags=TAGS, opt={"access": "read"}, summary="Do I follow it")
async def get_item_following(rootnode: GivenRootnode, caller: GivenCaller, ref: Ref) -> Following:
    """Itself, or with its whole project."""
    return await rootnode.db.read(of_item, caller, ref)


def follow_item(tx: WriteTx, caller: Caller, ref: str, new: NewFollowing) -> Following:
    """Follow an item or stop."""
    return following_view(subscribers.follow(tx, caller, node_by_ref(tx, caller, ref), new.following))


@put("/items/{ref:str}/subscription", operation_id="setItemSubscription", tags=TAGS, opt={"access": "write"}, summary="Follow an item")
async def put_item_following(request: Request[Any, Any, Any], ref: Ref, data: JSONBody[NewFollowing]) -> Response[Following]:
    """Who stops is not made to follow it again by what they do; mentions and assignments still reach them."""
    return await write_once(request, follow_item, ref, data)


def of_project(tx: ReadTx, caller: Caller, key: str) -> Following:
    """Whether the caller follows a project."""
    return of_item(tx, caller, project_by_key(tx, caller, key)[0])


@get("/projects/{key:str}/subscription", operation_id="getProjectSubscription", tags=TAGS, opt={"access": "read"}, summary="Do I follow it")
async def get_project_following(rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Following:
    return await rootnode.db.read(of_project, caller, key)


def follow_project(tx: WriteTx, caller: Caller, key: str, new: NewFollowing) -> Following:
    """Follow a project or stop."""
    return follow_item(tx, caller, project_by_key(tx, caller, key)[0], new)


@put(
    "/projects/{key:str}/subscription",
    operation_id="setProjectSubscription",
    tags=TAGS,
    opt={"access": "write"},
    summary="Follow a project",
)
async def put_project_following(request: Request[Any, Any, Any], key: Key, data: JSONBody[NewFollowing]) -> Response[Following]:
    """All in it; of runs only what people say of them."""
    return await write_once(request, follow_project, key, data)


ROUTES = (
    list_inbox, count_inbox, patch_entry, post_read, get_item_following, put_item_following, get_project_following, put_project_following,
)  # fmt: skip
