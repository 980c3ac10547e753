"""`Graph.apply`, the only writer of nodes and links: access, guards, the write, and the entry in the change log.

All of it happens in the caller's transaction. Changes get their numbers as the transaction's last statements, so the
log has no gaps and nothing arrives late (spec G1, G2).
"""

from collections.abc import Callable, Sequence
from functools import partial

import msgspec

from rootnode.auth.caller import Caller
from rootnode.graph.act import Act
from rootnode.graph.changes import Change, Connect, Create, Disconnect, Event, Link, Move, Pending, Request, Restore, Trash, Update
from rootnode.graph.counts import write_counts
from rootnode.graph.edges import connect, disconnect
from rootnode.graph.guards import Guards
from rootnode.graph.kinds import Kinds
from rootnode.graph.moving import move
from rootnode.graph.nodes import Node
from rootnode.graph.writing import create, record, restore, trash, update
from rootnode.kit.db import WriteTx
from rootnode.kit.ids import new_id

_NUMBER = "UPDATE workspace SET seq = seq + :count WHERE id = :workspace RETURNING seq"
_INSERT = (
    "INSERT INTO change (workspace, number, at, actor, actor_name, verb, operation, type, node, other, project, kind, body) "
    "VALUES (:workspace, :number, :at, :actor, :actor_name, :verb, :operation, :type, :node, :other, :project, :kind, :body)"
)


class Applied(msgspec.Struct, frozen=True):
    """What came of an apply: nodes and links as they now stand, in the order of the requests, and what a guard put off."""

    operation: str
    nodes: list[Node]
    links: list[Link]
    queued: list[str]

    @property
    def node(self) -> Node:
        return self.nodes[0]

    @property
    def link(self) -> Link:
        return self.links[0]


class Graph:
    """The kinds and guards in force, and the one way to write."""

    def __init__(self, kinds: Kinds, guards: Guards | None = None) -> None:
        self.kinds = kinds
        self.guards = guards or Guards()
        self._listeners: list[Callable[[str], None]] = []
        self.on_purge: list[Callable[[WriteTx, list[str]], None]] = []
        """Owners of side tables delete their rows of purged nodes here."""
        self.on_move: list[Callable[[WriteTx, list[str], str], None]] = []
        """Owners of side tables write the project of nodes that have moved to another one into their rows."""
        self.on_undo: dict[str, Callable[[WriteTx, Caller, Sequence[Change]], list[Request]]] = {}
        """Name of an event whose payload tells `set` -> its owner, who writes its rows back and answers events that tell so."""

    def listen(self, listener: Callable[[str], None]) -> Callable[[], None]:
        """Call `listener(workspace)` after each commit that changed something; answers how to stop it.

        It runs on the writer's thread and must only pass the word on.
        """
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def apply(self, tx: WriteTx, caller: Caller, requests: Sequence[Request], *, verb: str, operation: str | None = None) -> Applied:
        """Carry out `requests` as one act called `verb`. All or nothing.

        Raises Invalid, NotFound, Forbidden, Stale (with the newer value), Guarded, Conflict.
        """
        act = Act(tx, caller, self.kinds, self.guards, verb, operation or new_id())
        applied = Applied(act.operation, [], [], [])
        for request in requests:
            self._one(act, request, applied)
        applied.queued.extend(act.queued)
        self._put_off(tx, act)
        return applied

    def _one(self, act: Act, request: Request, applied: Applied) -> None:
        match request:
            case Create():
                applied.nodes.append(create(act, request))
            case Update():
                applied.nodes.append(update(act, request))
            case Trash():
                applied.nodes.append(trash(act, request))
            case Restore():
                applied.nodes.append(restore(act, request))
            case Move():
                node, moved = move(act, request)
                applied.nodes.append(node)
                for owner in self.on_move if moved else ():
                    owner(act.tx, moved, node.project)
            case Connect():
                applied.links.append(connect(act, request))
            case Disconnect():
                applied.links.append(disconnect(act, request))
            case Event():
                record(act, request)

    def _put_off(self, tx: WriteTx, act: Act) -> None:
        if not act.pending:
            return
        acts: list[Act] = tx.local.setdefault("graph.acts", [])
        acts.append(act)
        if len(acts) == 1:
            tx.at_end("graph", partial(_number, tx, acts))
            tx.after_commit(partial(self._tell, act.caller.workspace))

    def _tell(self, workspace: str) -> None:
        for listener in list(self._listeners):
            listener(workspace)


def acts_in(tx: WriteTx) -> list[tuple[str, str]]:
    """(operation, verb) of each act of a transaction that changed something so far."""
    acts: list[Act] = tx.local.get("graph.acts", [])
    return [(act.operation, act.verb) for act in acts]


def _number(tx: WriteTx, acts: list[Act]) -> None:
    """Give the transaction's changes their numbers and write them. One workspace per transaction."""
    workspace = acts[0].caller.workspace
    count = sum(len(act.pending) for act in acts)
    number = int(tx.scalar(_NUMBER, count=count, workspace=workspace)) - count
    rows = []
    for act in acts:
        for pending in act.pending:
            number += 1
            rows.append(_row(tx, act, pending, number))
    tx.run_many(_INSERT, rows)
    write_counts(tx)


def _row(tx: WriteTx, act: Act, pending: Pending, number: int) -> dict[str, object]:
    return {
        "workspace": act.caller.workspace,
        "number": number,
        "at": tx.now,
        "actor": act.caller.actor,
        "actor_name": act.caller.name,
        "verb": act.verb,
        "operation": act.operation,
        "type": pending.type,
        "node": pending.node,
        "other": pending.other,
        "project": pending.project,
        "kind": pending.kind,
        "body": msgspec.json.encode(pending.body).decode(),
    }
