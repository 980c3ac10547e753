"""Counts are kept as nodes change, exactly, and the replay check notices when they are not."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

import rootnode.graph.purge as purging
from rootnode.graph.changes import Restore, Trash, Update
from rootnode.graph.counts import counts_of, counts_off, recount
from rootnode.graph.lists import Listing, counts, counts_by
from rootnode.graph.projects import create_project, grant
from rootnode.graph.purge import purge, purge_some
from rootnode.graph.undo import undo
from rootnode.kit.db import WriteTx
from rootnode.kit.db.postgres import PostgresDatabase
from rootnode.kit.errors import Stale
from rootnode.testing.replay import assert_replays
from rootnode.testing.world import World, new_world


def issues(world: World) -> dict[str, int]:
    return {state: count for kind, state, count in world.db.read_now(counts, world.member, world.project.id) if kind == "issue"}


def test_g14_counts_follow_every_way_of_writing(world: World) -> None:
    first, second = world.make(title="One"), world.make(title="Two")
    beneath = world.make(title="Three", parent=second.id, state="done")
    assert issues(world) == {"backlog": 2, "done": 1}
    moved = world.apply(Update(first.id, state="todo"))
    assert issues(world) == {"backlog": 1, "todo": 1, "done": 1}
    world.db.write_now(undo, world.member, world.graph, moved.operation)
    assert issues(world) == {"backlog": 2, "done": 1}
    world.apply(Trash(second.id))
    assert issues(world) == {"backlog": 1}
    world.apply(Restore(second.id))
    assert issues(world) == {"backlog": 2, "done": 1}
    world.apply(Trash(beneath.id))
    world.db.write_now(purge, world.owner, world.graph, beneath.id, "not needed")
    assert issues(world) == {"backlog": 2}
    with pytest.raises(Stale):
        world.apply(Update(first.id, state="todo"), Update(second.id, rev=99, state="todo"))
    assert issues(world) == {"backlog": 2}


def test_g14_what_is_removed_for_good_without_the_trash_counts_no_more(world: World) -> None:
    for title in ("One", "Two"):
        world.make(title=title)
    world.apply(Trash(world.make(title="Three").id))
    assert world.db.write_now(purge_some, world.owner, world.graph, world.project.id, "the project goes") == 3
    assert issues(world) == {}


def test_g14_counts_hold_where_an_item_changes_while_it_is_removed(postgres: PostgresDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    world = new_world(postgres)
    node, remove = world.make(title="Changed to the last"), purging._remove
    changed: list[str] = []

    def meanwhile(tx: WriteTx, ids: list[str]) -> None:
        if not changed:
            with ThreadPoolExecutor(1) as pool:
                changed.append(pool.submit(world.apply, Update(node.id, state="todo")).result().node.state)
        remove(tx, ids)

    monkeypatch.setattr(purging, "_remove", meanwhile)
    postgres.write_now(purge_some, world.owner, world.graph, world.project.id, "the project goes")
    assert changed == ["todo"]
    assert issues(world) == {}
    postgres.read_now(assert_replays)


def test_g14_one_act_may_do_much_at_once(world: World) -> None:
    def twice(tx: WriteTx) -> None:
        made = [world.graph.apply(tx, world.member, [Update(node.id, state="todo")], verb="test").node for node in nodes]
        world.graph.apply(tx, world.member, [Update(node.id, state="done") for node in made], verb="test")

    nodes = [world.make(title=str(number)) for number in range(3)]
    world.db.write_now(twice)
    assert issues(world) == {"done": 3}


def test_g10_counts_obey_access(world: World) -> None:
    hidden = world.db.write_now(create_project, world.owner, world.graph, "Hidden", "HID", access="private").id
    world.make(project=hidden, caller=world.owner)
    world.make()

    def seen() -> list[int]:
        def by(project: str, group: str) -> int:
            found = world.db.read_now(counts_by, world.member, world.graph.kinds, Listing(project, "issue"), group)
            return sum(count for _, count in found)

        return [by("", "state"), by("", "project"), by(hidden, "state"), len(world.db.read_now(counts, world.member, hidden))]

    assert seen() == [1, 1, 0, 0]
    world.db.write_now(grant, world.owner, world.graph, hidden, world.member.actor, "viewer")
    assert seen() == [2, 2, 1, 1]


SPOILERS: dict[str, Callable[[WriteTx], object]] = {
    "one too many": lambda tx: tx.run("UPDATE node_count SET nodes = nodes + 1 WHERE kind = 'issue'"),
    "lost": lambda tx: tx.run("DELETE FROM node_count WHERE kind = 'issue'"),
    "of a state that nothing is in": lambda tx: tx.run("UPDATE node_count SET state = 'done' WHERE kind = 'issue'"),
}


@pytest.mark.parametrize("spoil", SPOILERS.values(), ids=SPOILERS)
def test_the_replay_check_sees_counts_that_are_off(spoil: Callable[[WriteTx], object], world: World) -> None:
    world.make()
    world.db.read_now(assert_replays)
    before = world.db.read_now(counts_of, [world.project.id])
    world.db.write_now(spoil)
    with pytest.raises(AssertionError, match="counts are off"):
        world.db.read_now(assert_replays)
    off = world.db.read_now(counts_off)
    assert {each.key for each in off} == {"FRAUD"}
    assert {each.kind for each in off} == {"issue"}
    assert world.db.write_now(recount) == off
    assert world.db.read_now(counts_of, [world.project.id]) == before
    assert world.db.read_now(counts_off) == []
    assert world.db.write_now(recount) == []


def test_a_count_of_a_project_that_is_gone_is_named_by_its_id(world: World) -> None:
    def spoil(tx: WriteTx) -> None:
        tx.run(
            "INSERT INTO node_count (project, kind, state, nodes, workspace) VALUES ('gone', 'issue', 'todo', 3, :own)", own=world.workspace
        )

    world.db.write_now(spoil)
    (off,) = world.db.write_now(recount)
    assert (off.key, off.counted, off.there) == ("gone", 3, 0)
    world.db.read_now(assert_replays)


def test_counting_again_and_writing_at_the_same_time_lose_nothing(postgres: PostgresDatabase) -> None:
    world = new_world(postgres)
    first = world.make(title="There before")
    postgres.write_now(lambda tx: tx.run("UPDATE node_count SET nodes = 7 WHERE kind = 'issue'"))

    def slowly(tx: WriteTx) -> list[int]:
        world.graph.apply(tx, world.member, [Update(first.id, state="todo")], verb="test")
        with ThreadPoolExecutor(1) as pool:  # what this one adds is written only at its end, upon what is right by then
            return [off.there for off in pool.submit(postgres.write_now, recount).result(30)]

    assert postgres.write_now(slowly) == [1]
    assert issues(world) == {"todo": 1}
    postgres.read_now(assert_replays)
