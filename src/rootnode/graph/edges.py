"""Writing links. Called by `apply` only."""

from typing import Final

import msgspec

from rootnode.graph.act import Act, role_in_act
from rootnode.graph.changes import Connect, Disconnect, Link, Pending
from rootnode.graph.nodes import Node
from rootnode.kit.errors import Conflict, Invalid, NotFound
from rootnode.kit.ids import new_id

COLUMNS: Final = "id, workspace, type, source, target, made, made_by, created"
_INSERT = (
    "INSERT INTO link (id, workspace, type, source, target, made, made_by, created, project) "
    "VALUES (:id, :workspace, :type, :source, :target, :made, :made_by, :created, :project) ON CONFLICT (source, type, target) DO NOTHING"
)


def connect(act: Act, request: Connect) -> Link:
    """Link two nodes; a link that is there already is answered as it is. Raises Invalid, NotFound, Guarded."""
    if request.source == request.target:
        raise Invalid("An item cannot be linked with itself.", where="target")
    link_type = act.kinds.link(request.type)
    # always in the same order, so that two acts that link the same nodes cannot wait for each other
    first, second = (act.locked(end) for end in sorted((request.source, request.target)))
    source, target = (first, second) if first.id == request.source else (second, first)
    act.allowed(source.project, act.kinds.kind(source.kind))
    act.kinds.check_ends(link_type, source.kind, target.kind)
    for end in (source, target):
        if end.trashed is not None:
            raise Conflict(f"{end.key} is in the trash. Restore it first.")
    link = Link(new_id(), source.workspace, request.type, source.id, target.id, request.made, act.caller.actor, act.tx.now)
    if not act.tx.run(_INSERT, **msgspec.structs.asdict(link), project=target.project):
        return _same(act, link)
    _log(act, link, source, made=True)
    return link


def _same(act: Act, link: Link) -> Link:
    sql = f"SELECT {COLUMNS} FROM link WHERE source = :source AND type = :type AND target = :target"  # sql: constants only
    row = act.tx.row(sql, source=link.source, type=link.type, target=link.target)
    if row is None:
        raise Conflict("The link was taken away at the same moment. Try again.")
    return Link(*row)


def disconnect(act: Act, request: Disconnect) -> Link:
    """Take a link away. Raises NotFound when it is not there or the caller may not know of it."""
    row = act.tx.row(f"SELECT {COLUMNS} FROM link WHERE id = :id {act.tx.lock_rows}", id=request.link)  # sql: constants only
    link = Link(*row) if row else None
    if link is None or link.workspace != act.caller.workspace:
        raise _missing(request.link)
    try:
        source = act.locked(link.source)
    except NotFound:  # whose sentence would name the item
        raise _missing(request.link) from None
    if role_in_act(act, source.project) == 0:
        raise _missing(request.link)
    act.allowed(source.project, act.kinds.kind(source.kind))
    act.tx.run("DELETE FROM link WHERE id = :id", id=link.id)
    _log(act, link, source, made=False)
    return link


def _missing(link: str) -> NotFound:
    return NotFound(f"There is no link '{link[:80]}', or you may not see it.")


def _log(act: Act, link: Link, source: Node, *, made: bool) -> None:
    body = {"link": msgspec.to_builtins(link), "made": made}
    act.pending.append(Pending("link", source.id, source.project, source.kind, body, other=link.target))
