"""The discussion of an item (spec T1 to T8): comments in Markdown, answers to them, people mentioned in them."""

import re
from collections.abc import Sequence
from typing import Any, Final

import msgspec

from rootnode.auth.accounts import is_account
from rootnode.auth.caller import Caller
from rootnode.graph.access import require_role, role_in, visible
from rootnode.graph.apply import Graph
from rootnode.graph.changes import Event
from rootnode.graph.nodes import Node, node_by_ref
from rootnode.kit.db import ReadTx, Row, WriteTx
from rootnode.kit.errors import Conflict, Forbidden, Invalid, NotFound
from rootnode.kit.ids import is_id, new_id
from rootnode.kit.paging import cursor_of, position_of

LONGEST: Final = 20_000
MENTIONS: Final = 50
LEAD: Final = 4

COLUMNS: Final = "c.id, c.project, c.node, c.thread, c.author, c.author_name, c.text, c.mentions, c.created, c.edited, c.deleted"
_MENTION: Final = re.compile(r"\[@[^\]\n]{1,200}\]\(person:([0-9a-f]{32})\)")
_MARKS: Final = re.compile(r"\[(@?[^\]\n]{1,200})\]\([^)\s]*\)|[*_`#>~]+")
_INSERT: Final = (
    "INSERT INTO comment (id, workspace, project, node, thread, author, author_name, text, mentions, created, row_seq) "
    "VALUES (:id, :workspace, :project, :node, :thread, :author, :author_name, :text, :mentions, :now, :row_seq)"
)


class Comment(msgspec.Struct, frozen=True):
    """A comment as it stands. `thread` is the comment that it answers, or its own id."""

    id: str
    project: str
    node: str
    thread: str
    author: str
    author_name: str
    text: str
    mentions: tuple[str, ...]
    created: int
    edited: int | None
    deleted: int | None


class Comments(msgspec.Struct, frozen=True):
    comments: list[Comment]
    total: int
    next: str | None


class _Cursor(msgspec.Struct, frozen=True, array_like=True):
    thread: str
    id: str


def comment_of(row: Row) -> Comment:
    """A row of `COLUMNS`."""
    return Comment(*(*row[:7], tuple(msgspec.json.decode(row[7])), *row[8:]))


def discussion(tx: ReadTx, caller: Caller, ref: str, *, cursor: str = "", limit: int = 50) -> Comments:
    """A page of an item's discussion: threads oldest first, each with its answers. Raises NotFound."""
    node = node_by_ref(tx, caller, ref)
    after = position_of(cursor, _Cursor) or _Cursor("", "")
    sql = (
        f"SELECT {COLUMNS} FROM comment c WHERE c.node = :node AND (c.thread, c.id) > (:thread, :id) "  # sql: constants only
        "ORDER BY c.thread, c.id LIMIT :limit"
    )
    found = [comment_of(row) for row in tx.rows(sql, node=node.id, thread=after.thread, id=after.id, limit=limit + 1)]
    total = tx.scalar("SELECT COUNT(*) FROM comment WHERE node = :node AND deleted IS NULL", node=node.id)
    more = len(found) > limit
    last = found[limit - 1] if more else None
    return Comments(found[:limit], int(total), cursor_of(_Cursor(last.thread, last.id)) if last else None)


def one_comment(tx: ReadTx, caller: Caller, comment: str) -> Comment:
    """The comment of that id. Raises NotFound also where it has been deleted or may not be seen."""
    seen, params = visible(tx, caller, "c.project")
    sql = f"SELECT {COLUMNS} FROM comment c WHERE c.id = :id AND c.deleted IS NULL AND {seen}"  # sql: constants only
    row = tx.row(sql, id=comment, **params) if is_id(comment) else None
    if row is None:
        raise NotFound("There is no such comment, or you may not see it.")
    return comment_of(row)


def excerpts(tx: ReadTx, caller: Caller, comments: Sequence[str], *, length: int = 160) -> dict[str, str]:
    """The beginning of each of the comments that the caller may see, as plain words."""
    seen, params = visible(tx, caller, "c.project")
    among = tx.any_of("c.id", "ids")
    sql = f"SELECT c.id, c.text FROM comment c WHERE {among} AND {seen}"  # sql: constants only
    rows = tx.rows(sql, ids=list(comments)[:1_000], **params)
    return {comment: plain(text)[:length] for comment, text in rows}


def plain(text: str) -> str:
    """Markdown as a line of plain words."""
    return " ".join(_MARKS.sub(lambda found: found[1] or "", text).split())


def add_comment(tx: WriteTx, caller: Caller, graph: Graph, ref: str, text: str, *, parent: str | None = None) -> Comment:
    """Say something of an item, or answer a comment of it. Needs the role commenter. Raises NotFound, Forbidden, Invalid, Conflict."""
    node = _item_to_discuss(tx, caller, ref)
    text = _checked(text)
    comment = new_id()
    thread = _thread(tx, node, parent) if parent else comment
    mentions = _mentioned(tx, caller, text)
    facts = {"workspace": node.workspace, "project": node.project, "node": node.id, "thread": thread, "text": text}
    encoded = msgspec.json.encode(mentions).decode()
    author = {"author": caller.actor, "author_name": caller.name}
    tx.run(_INSERT, id=comment, **facts, **author, mentions=encoded, now=tx.now, row_seq=tx.next_row_seq())
    payload: dict[str, Any] = {"comment": comment, "mentions": mentions}
    if thread != comment:
        payload["answers"] = thread
    graph.apply(tx, caller, [Event(node.id, "comment.added", payload, "commenter")], verb="comment")
    return one_comment(tx, caller, comment)


def edit_comment(tx: WriteTx, caller: Caller, graph: Graph, comment: str, text: str) -> Comment:
    """Change the words of one's own comment. Raises NotFound, Forbidden, Invalid."""
    before = _mine(tx, caller, comment)
    text = _checked(text)
    if text == before.text:
        return before
    mentions = _mentioned(tx, caller, text)
    sql = "UPDATE comment SET text = :text, mentions = :mentions, edited = :now, row_seq = :row_seq WHERE id = :id"
    tx.run(sql, id=comment, text=text, mentions=msgspec.json.encode(mentions).decode(), now=tx.now, row_seq=tx.next_row_seq())
    payload = {"comment": comment, "mentions": [each for each in mentions if each not in before.mentions]}
    graph.apply(tx, caller, [Event(before.node, "comment.edited", payload, "commenter")], verb="edit_comment")
    return one_comment(tx, caller, comment)


def delete_comment(tx: WriteTx, caller: Caller, graph: Graph, comment: str) -> None:
    """Take a comment away: one's own, or any for a lead. Its place stays while there are answers to it. Raises NotFound, Forbidden."""
    found = one_comment(tx, caller, comment)
    caller.require("write")
    if found.author != caller.actor and role_in(tx, caller, found.project) < LEAD:
        raise Forbidden("Only who wrote a comment, or a lead of the project, may delete it.")
    _remove(tx, found)
    event = Event(found.node, "comment.deleted", {"comment": comment}, "commenter")
    graph.apply(tx, caller, [event], verb="delete_comment")


def _remove(tx: WriteTx, found: Comment) -> None:
    """The words go in any case; with the last answer goes the place that was kept for the deleted comment it answered."""
    tx.row(f"SELECT 1 FROM comment WHERE id = :thread {tx.lock_rows}", thread=found.thread)  # nobody answers meanwhile
    others = tx.scalar("SELECT COUNT(*) FROM comment WHERE node = :node AND thread = :id AND id <> :id", node=found.node, id=found.id)
    if found.thread == found.id and others:
        sql = "UPDATE comment SET text = '', mentions = '[]', deleted = :now, row_seq = :row_seq WHERE id = :id"
        tx.run(sql, id=found.id, now=tx.now, row_seq=tx.next_row_seq())
        return
    tx.run("DELETE FROM comment WHERE id = :id", id=found.id)
    left = "SELECT 1 FROM comment other WHERE other.node = :node AND other.thread = :thread AND other.id <> :thread"
    tx.run(
        f"DELETE FROM comment WHERE id = :thread AND deleted IS NOT NULL AND NOT EXISTS ({left})", thread=found.thread, node=found.node
    )  # sql: constants only


def _item_to_discuss(tx: WriteTx, caller: Caller, ref: str) -> Node:
    """The item, held until the commit: a move or a purge waits for the comment, and takes it too. Raises NotFound, Forbidden, Conflict."""
    node = node_by_ref(tx, caller, ref)
    if tx.lock_rows:
        tx.row(f"SELECT 1 FROM node WHERE id = :id {tx.lock_rows}", id=node.id)
        node = node_by_ref(tx, caller, node.id)  # it may have moved while this waited
    require_role(tx, caller, node.project, "commenter")
    caller.require("write")
    if node.trashed is not None:
        raise Conflict("It is in the trash. Restore it to go on discussing it.")
    return node


def _thread(tx: WriteTx, node: Node, parent: str) -> str:
    """The thread that an answer to `parent` joins; it is held until the commit, so that it is not deleted meanwhile."""
    sql = f"SELECT thread FROM comment WHERE id = :id AND node = :node AND deleted IS NULL {tx.lock_rows}"  # sql: constants only
    thread = tx.scalar(sql, id=parent, node=node.id) if is_id(parent) else None
    if thread is None:
        raise NotFound("The comment that this answers is not there any more.", where="parent")
    return str(thread)


def _mine(tx: WriteTx, caller: Caller, comment: str) -> Comment:
    found = one_comment(tx, caller, comment)
    if found.author != caller.actor:
        raise Forbidden("Only who wrote a comment may change its words.")
    require_role(tx, caller, found.project, "commenter")
    caller.require("write")
    return found


def _checked(text: str) -> str:
    """The words without what stands before and after. Raises Invalid."""
    text = text.strip()
    if not text:
        raise Invalid("Write something first.", where="text")
    if len(text) > LONGEST:
        raise Invalid(f"A comment has {LONGEST:,} characters at most. Put longer texts into a document and link it.", where="text")
    if "\0" in text:
        raise Invalid("The text holds a character that cannot be kept.", where="text")
    return text


def _mentioned(tx: ReadTx, caller: Caller, text: str) -> list[str]:
    """Ids of the people of the workspace whom a text mentions, each once."""
    named = list(dict.fromkeys(_MENTION.findall(text)))[:MENTIONS]
    return [account for account in named if is_account(tx, caller.workspace, account)]


def forget_comments(tx: WriteTx, nodes: list[str]) -> None:
    """For `Graph.on_purge`."""
    tx.run(f"DELETE FROM comment WHERE {tx.any_of('node', 'nodes')}", nodes=nodes)


def move_comments(tx: WriteTx, nodes: list[str], project: str) -> None:
    """For `Graph.on_move`."""
    sql = f"UPDATE comment SET project = :project, row_seq = :row_seq WHERE {tx.any_of('node', 'nodes')}"  # sql: constants only
    tx.run(sql, project=project, row_seq=tx.next_row_seq(), nodes=nodes)
