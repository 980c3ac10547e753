"""The discussion of an item."""

from typing import Annotated, Any

from litestar import Request, Response, delete, get, patch, post
from litestar.params import JSONBody, QueryParameter

from rootnode.auth.caller import Caller
from rootnode.doors.api.addresses import Id, Ref
from rootnode.doors.api.paging import Cursor
from rootnode.doors.http.given import GivenCaller, GivenRootnode
from rootnode.doors.http.idempotency import write_once
from rootnode.graph.apply import Graph
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.live import comments
from rootnode.wire.talk import Comment, CommentPatch, Discussion, NewComment

TAGS = ["Discussion"]


def view(found: comments.Comment) -> Comment:
    """A comment as people read it; of a deleted one its place only."""
    gone = found.deleted is not None
    return Comment(
        found.id, found.node, "" if gone else found.author, "" if gone else found.author_name, found.text, found.created,
        found.thread if found.thread != found.id else None, found.edited, gone, found.mentions,
    )  # fmt: skip


def page(tx: ReadTx, caller: Caller, ref: str, cursor: str, limit: int) -> Discussion:
    """A page of an item's discussion."""
    found = comments.discussion(tx, caller, ref, cursor=cursor, limit=limit)
    return Discussion(tuple(view(each) for each in found.comments), found.total, found.next)


@get("/items/{ref:str}/comments", operation_id="listComments", tags=TAGS, opt={"access": "read"}, summary="An item's discussion")
async def list_comments(
    rootnode: GivenRootnode, caller: GivenCaller, ref: Ref, cursor: Cursor = "",
    limit: Annotated[int, QueryParameter(ge=1, le=200)] = 50,
) -> Discussion:  # fmt: skip
    """Threads oldest first, each comment followed by its answers."""
    return await rootnode.db.read(page, caller, ref, cursor, limit)


def added(tx: WriteTx, caller: Caller, graph: Graph, ref: str, new: NewComment) -> Comment:
    """Say something, or answer."""
    return view(comments.add_comment(tx, caller, graph, ref, new.text, parent=new.parent))


@post("/items/{ref:str}/comments", operation_id="createComment", tags=TAGS, opt={"access": "write"}, summary="Comment, or answer")
async def post_comment(request: Request[Any, Any, Any], rootnode: GivenRootnode, ref: Ref, data: JSONBody[NewComment]) -> Response[Comment]:
    """Needs the role commenter. People mentioned as `[@Name](person:ID)` are told."""
    return await write_once(request, added, rootnode.graph, ref, data)


def edited(tx: WriteTx, caller: Caller, graph: Graph, comment: str, given: CommentPatch) -> Comment:
    """Other words."""
    return view(comments.edit_comment(tx, caller, graph, comment, given.text))


@patch("/comments/{id:str}", operation_id="updateComment", tags=TAGS, opt={"access": "write"}, summary="Change one's comment")
async def patch_comment(
    request: Request[Any, Any, Any], rootnode: GivenRootnode, id_: Id, data: JSONBody[CommentPatch]
) -> Response[Comment]:
    """Only one's own. Those who are mentioned for the first time are told."""
    return await write_once(request, edited, rootnode.graph, id_, data)


def deleted(tx: WriteTx, caller: Caller, graph: Graph, comment: str) -> None:
    """Take a comment away."""
    comments.delete_comment(tx, caller, graph, comment)


@delete("/comments/{id:str}", operation_id="deleteComment", tags=TAGS, opt={"access": "write"}, summary="Delete a comment")
async def delete_comment(request: Request[Any, Any, Any], rootnode: GivenRootnode, id_: Id) -> Response[None]:
    """One's own, or any for a lead. Its words are gone for good; its place stays while there are answers."""
    return await write_once(request, deleted, rootnode.graph, id_)


ROUTES = (list_comments, post_comment, patch_comment, delete_comment)
