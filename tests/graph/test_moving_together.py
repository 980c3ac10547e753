"""Somebody writes while the item moves to another project (G7, G23): who waited looks again, so nobody writes beside whoever
holds the new project, nobody is told that there is no such item, and no ring comes about. On both engines."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from rootnode.graph.batch import move_many, trash_many
from rootnode.graph.changes import Connect, Disconnect, Move, Restore, Trash, Update
from rootnode.graph.nodes import Node, node_by_ref
from rootnode.graph.projects import create_project
from rootnode.graph.purge import purge
from rootnode.graph.undo import undo
from rootnode.kit.db import WriteTx
from rootnode.kit.errors import Invalid
from rootnode.testing.world import World

Verb = Callable[[WriteTx], Any]
_WAITING = "SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid)) LIMIT 1"


@pytest.fixture
def other(world: World) -> Node:
    """Another project, open to the workspace."""
    return world.db.write_now(create_project, world.owner, world.graph, "Churn", "CHURN")


def waits(tx: WriteTx, waiter: "Future[Any]") -> None:
    """Until the waiter waits for this transaction, or has ended without; where one writes at a time it stands in the queue."""
    while tx.lock_rows and not waiter.done() and not tx.row(_WAITING):
        time.sleep(0.01)


def beside_a_move(world: World, item: Node, verb: Verb) -> Any:
    """What `verb` answers that was asked for while the item's move to CHURN was not committed yet."""
    with ThreadPoolExecutor(1) as pool:

        def moved(tx: WriteTx) -> "Future[Any]":
            move_many(tx, world.owner, world.graph, [item.id], "CHURN")
            waiter = pool.submit(world.db.write_now, verb)
            waits(tx, waiter)
            return waiter

        return world.db.write_now(moved).result(60)


def held(world: World, tx: WriteTx, project: Node) -> bool:
    """Whether this transaction holds the project; where one writes at a time it holds all."""
    if not tx.lock_rows:
        return True
    with ThreadPoolExecutor(1) as pool:
        look = "SELECT 1 FROM project WHERE id = :id FOR UPDATE SKIP LOCKED"
        return pool.submit(world.db.write_now, lambda beside: beside.row(look, id=project.id)).result(60) is None


def _apply(world: World, tx: WriteTx, *requests: Any) -> object:
    return world.graph.apply(tx, world.owner, list(requests), verb="test")


def _applied(world: World, request: Any) -> Verb:
    return lambda tx: _apply(world, tx, request)


VERBS: dict[str, Callable[[World, WriteTx, Node, Node, str], object]] = {
    "hung elsewhere": lambda world, tx, item, binned, edit: _apply(world, tx, Update(item.id, parent=None)),
    "trashed": lambda world, tx, item, binned, edit: _apply(world, tx, Trash(item.id)),
    "trashed with others": lambda world, tx, item, binned, edit: trash_many(tx, world.owner, world.graph, [item.id]),
    "restored": lambda world, tx, item, binned, edit: _apply(world, tx, Restore(binned.id)),
    "moved on": lambda world, tx, item, binned, edit: _apply(world, tx, Move(item.id, _third(tx))),
    "moved on with others": lambda world, tx, item, binned, edit: move_many(tx, world.owner, world.graph, [item.id], "THIRD"),
    "undone": lambda world, tx, item, binned, edit: undo(tx, world.owner, world.graph, edit),
    "purged": lambda world, tx, item, binned, edit: purge(tx, world.owner, world.graph, binned.id, "asked to"),
}


def _third(tx: WriteTx) -> str:
    return str(tx.scalar("SELECT id FROM project WHERE key = 'THIRD'"))


@pytest.mark.parametrize("verb", VERBS)
def test_g7_who_waited_for_a_move_holds_the_new_project(world: World, other: Node, verb: str) -> None:
    world.db.write_now(create_project, world.owner, world.graph, "Third", "THIRD")
    item = world.make()
    binned = world.make(parent=item.id)
    world.apply(Trash(binned.id))
    edit = world.apply(Update(item.id, title="Edited")).operation

    def held_by_it(tx: WriteTx) -> bool:
        VERBS[verb](world, tx, item, binned, edit)
        return held(world, tx, other)

    assert beside_a_move(world, item, held_by_it)


def test_g7_no_ring_comes_about_beside_a_move(world: World, other: Node) -> None:
    one, two = world.make(), world.make(project=other.id)
    below_one, below_two = world.make(parent=one.id), world.make(project=other.id, parent=two.id)
    with ThreadPoolExecutor(1) as pool:

        def hung(tx: WriteTx) -> "Future[Any]":
            _apply(world, tx, Update(one.id, parent=below_two.id))
            second = pool.submit(world.apply, Update(two.id, parent=below_one.id))
            waits(tx, second)
            return second

        second = beside_a_move(world, one, hung)
        with pytest.raises(Invalid, match="beneath itself"):
            second.result(60)


def test_g23_who_writes_beside_a_move_writes_where_it_is_by_now(world: World, other: Node) -> None:
    item, end = world.make(), world.make()
    link = world.apply(Connect("relates", item.id, end.id)).link
    for request in (Update(item.id, title="Beside"), Connect("blocks", end.id, item.id), Disconnect(link.id)):
        beside_a_move(world, item, _applied(world, request))
        world.db.write_now(move_many, world.owner, world.graph, [item.id], "FRAUD")
    assert world.db.read_now(node_by_ref, world.member, item.id).title == "Beside"
    assert world.db.read_now(lambda tx: tx.rows("SELECT type FROM link")) == [("blocks",)]
