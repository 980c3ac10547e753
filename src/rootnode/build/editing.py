"""What people change of a run by hand: its name and its note. Both stand in MLflow's tags, too, so both are written at once."""

from rootnode.auth.caller import Caller
from rootnode.build.experiments import NOTE
from rootnode.build.limits import TAG_VALUE, check_run_name, check_text
from rootnode.build.places import live_run
from rootnode.build.values import drop_tag, put_tags
from rootnode.graph.apply import Graph
from rootnode.graph.changes import UNSET, Event, Request, Update
from rootnode.graph.nodes import Node
from rootnode.kit.db import WriteTx


def edit_run(
    tx: WriteTx, caller: Caller, graph: Graph, project: str, run: str, rev: int, *, title: str | None = None, note: str | None = None
) -> Node:
    """Set what is given; an empty note is taken away. Raises Stale when `rev` is not the newest, Invalid, NotFound, Forbidden."""
    caller.require("write")
    node = live_run(tx, project, run)
    if title is not None:
        check_run_name(title)
    fields = {}
    if note is not None:
        check_text(note, "note", TAG_VALUE)
        fields["note"] = note or None
    update = Update(node.id, rev, title=UNSET if title is None else title, fields=fields, by_owner=True)
    changes: list[Request] = [update]
    if note is not None and (drop_tag(tx, node, NOTE) if not note else put_tags(tx, node, {NOTE: note})):
        changes.append(Event(node.id, "logged" if note else "tag.deleted", {"tags": [NOTE]} if note else {"key": NOTE}))
    return graph.apply(tx, caller, changes, verb="edit_run").nodes[0]
