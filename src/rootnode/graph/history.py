"""The change log as it is read: the history of a node with diffs, and what followers and sockets catch up with."""

import difflib
import re
from collections.abc import Sequence
from typing import Any, Final

import msgspec

from rootnode.auth.caller import Caller
from rootnode.graph.access import visible
from rootnode.graph.changes import COLUMNS, Change, arrived, change_of, newest
from rootnode.kit.db import ReadTx
from rootnode.wire.items import Difference, FieldChange

PAGE: Final = 200
CATCH_UP: Final = 1_000
ACT: Final = 50_000
DIFF_WORDS: Final = 4_000
"""Longer texts are compared line by line: the word diff takes quadratic time."""

PLACES: Final = {"project": "another project", "parent": "another item"}
"""Attributes that hold the id of another node, and what is told in its place where it may not be seen."""

_WORDS: Final = re.compile(r"\s+|\w+|[^\w\s]")


def history(tx: ReadTx, caller: Caller, node: str, *, before: int | None = None, limit: int = 50) -> list[Change]:
    """The changes of a node and of the links that end in it, newest first, from below number `before` on.

    Its own changes go with it when it moves to another project, so they are for those who may see the node; those of one that was removed
    for good stay where they were. Those of links are the sources'.
    """
    seen, params = visible(tx, caller, "c.project")
    here, _ = visible(tx, caller, "n.project")
    node_is = "EXISTS (SELECT 1 FROM node n WHERE n.id = :node"
    own = f"({node_is} AND {here}) OR NOT {node_is}) AND {seen})"  # sql: constants only
    limit = max(1, min(limit, PAGE))
    each = [
        f"SELECT * FROM (SELECT {COLUMNS} FROM change c WHERE {which} AND c.number < :before "
        "ORDER BY c.number DESC LIMIT :limit) AS one"  # sql: constants only
        for which in (f"c.node = :node AND {own}", f"c.other = :node AND {seen}")
    ]
    sql = f"{each[0]} UNION ALL {each[1]} ORDER BY number DESC LIMIT :limit"  # sql: constants only
    rows = tx.rows(sql, node=node, before=before if before is not None else 2**62, limit=limit, **params)
    return [change_of(row) for row in rows]


def changes_of(tx: ReadTx, caller: Caller, operation: str) -> list[Change]:
    """The changes of one act, in order, as far as the caller may see them; at most `ACT`."""
    seen, params = visible(tx, caller, "c.project")
    sql = f"SELECT {COLUMNS} FROM change c WHERE c.operation = :operation AND {seen} ORDER BY c.number LIMIT :limit"  # sql: constants only
    return [change_of(row) for row in tx.rows(sql, operation=operation, limit=ACT, **params)]


def half_seen(tx: ReadTx, caller: Caller, changes: Sequence[Change]) -> set[str]:
    """Operations of those of the changes that tell how a node came from a project which the caller may not see.

    The entry right before such a change, in the other project, says that the node left (rule G23).
    """
    came = {change.number: change.operation for change in changes if arrived(change)}
    seen, params = visible(tx, caller, "c.project")
    among = tx.any_of("c.number", "left")
    sql = f"SELECT c.number FROM change c WHERE c.workspace = :workspace AND {among} AND {seen}"  # sql: constants only
    left = {row[0] for row in tx.rows(sql, left=[number - 1 for number in came], **params)} if came else set()
    return {operation for number, operation in came.items() if number - 1 not in left}


class CatchUp(msgspec.Struct, frozen=True):
    """All changes up to number `upto` are known once these have been taken in."""

    upto: int
    changes: list[Change]


def changes_after(tx: ReadTx, caller: Caller, after: int, *, project: str | None = None, limit: int = CATCH_UP) -> CatchUp:
    """The changes after number `after` that the caller may see; `upto` is less than the newest where the limit cut them off."""
    upto = newest(tx, caller.workspace)
    seen, params = visible(tx, caller, "c.project")
    only = "AND c.project = :project" if project else ""
    sql = (
        f"SELECT {COLUMNS} FROM change c WHERE c.workspace = :workspace AND c.number > :after AND c.number <= :upto {only} AND {seen} "
        "ORDER BY c.number LIMIT :limit"  # sql: constants only
    )
    limit = max(1, min(limit, CATCH_UP))
    rows = tx.rows(sql, after=after, upto=upto, limit=limit, project=project, **params)
    changes = [change_of(row) for row in rows]
    return CatchUp(changes[-1].number if len(changes) == limit else max(upto, after), changes)


def field_changes(change: Change) -> tuple[FieldChange, ...]:
    """What a node change set, with a diff for texts that changed in part."""
    return tuple(
        FieldChange(attribute.removeprefix("fields."), before, after, () if attribute in PLACES else difference(before, after))
        for attribute, (before, after) in change.body.get("set", {}).items()
    )


def difference(before: Any, after: Any) -> tuple[Difference, ...]:
    """The pieces of a text that stayed, went and came: by word, for long texts by line. Empty for anything but two texts."""
    if not isinstance(before, str) or not isinstance(after, str):
        return ()
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if len(old) + len(new) > DIFF_WORDS:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
        if len(old) + len(new) > DIFF_WORDS:
            return (Difference("removed", before), Difference("added", after))
    return tuple(_pieces(old, new))


def _pieces(old: Sequence[str], new: Sequence[str]) -> list[Difference]:
    pieces = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Difference("same", "".join(old[a:b])))
            continue
        if b > a:
            pieces.append(Difference("removed", "".join(old[a:b])))
        if d > c:
            pieces.append(Difference("added", "".join(new[c:d])))
    return pieces
