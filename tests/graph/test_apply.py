"""Rules G3 to G12 of docs/spec/graph.md: what `apply` accepts, refuses and writes."""

from typing import Any

import pytest

from rootnode.graph.changes import Connect, Create, Disconnect, Event, Restore, Trash, Update
from rootnode.graph.guards import Allow, Answer, Asked, Queue, Refuse
from rootnode.graph.history import history
from rootnode.graph.links import links_of
from rootnode.graph.nodes import node_by_ref
from rootnode.graph.projects import grant
from rootnode.kit.errors import Conflict, Forbidden, Guarded, Invalid, NotFound, Stale
from rootnode.kit.ids import new_id
from rootnode.testing.world import World


def test_g3_a_new_node_has_its_kinds_first_state_a_human_key_and_rev_1(world: World) -> None:
    first, second = (
        world.make(title="  Recall drops  "),
        world.make(state="todo", fields={"priority": "high", "labels": ["slice", "slice"]}),
    )
    assert (first.key, first.state, first.rev, first.title) == ("FRAUD-1", "backlog", 1, "Recall drops")
    assert (second.key, second.state, second.fields) == ("FRAUD-2", "todo", {"priority": "high", "labels": ["slice"]})
    assert world.db.read_now(node_by_ref, world.member, "fraud-2") == second


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 501}, "title"),
        ({"title": "a\x00b"}, "title"),
        ({"state": "nowhere"}, "state"),
        ({"kind": "nothing"}, "type"),
        ({"fields": {"colour": "red"}}, "fields.colour"),
        ({"fields": {"priority": "very"}}, "fields.priority"),
        ({"fields": {"due": "2026-13-01"}}, "fields.due"),
        ({"fields": {"assignee": "Olga"}}, "fields.assignee"),
        ({"fields": {"estimate": float("nan")}}, "fields.estimate"),
        ({"fields": {"estimate": True}}, "fields.estimate"),
        ({"fields": {"labels": ["a"] * 51}}, "fields.labels"),
        ({"parent": "0" * 32}, "parent"),
        ({"id": "../../etc"}, "id"),
    ],
)
def test_g4_bad_input_is_refused_with_its_place_and_writes_nothing(world: World, given: dict[str, Any], where: str) -> None:
    before = world.make()
    with pytest.raises(Invalid) as refused:
        world.make(**given)
    assert refused.value.where == where
    assert world.make().number == before.number + 1


def test_g5_a_stale_write_is_refused_with_the_newer_value(world: World) -> None:
    node = world.make()
    newer = world.apply(Update(node.id, node.rev, title="Newer")).node
    with pytest.raises(Stale) as stale:
        world.apply(Update(node.id, node.rev, title="Older"))
    assert stale.value.facts["current"]["title"] == "Newer"
    assert stale.value.facts["current"]["rev"] == newer.rev == 2


def test_g5_a_write_that_changes_nothing_leaves_no_trace(world: World) -> None:
    node = world.make(fields={"priority": "low"})
    same = world.apply(Update(node.id, node.rev, title=node.title, fields={"priority": "low", "due": None}))
    assert same.node == node
    assert len(world.db.read_now(history, world.member, node.id)) == 1


def test_g6_a_proposed_id_makes_one_node_however_often_it_is_sent(world: World) -> None:
    proposed = new_id()
    assert world.make(id=proposed) == world.make(id=proposed)
    with pytest.raises(Conflict):
        world.make(kind="document", id=proposed)
    with pytest.raises(Conflict):
        world.make(caller=world.owner, id=proposed)


def test_g7_a_tree_has_no_rings(world: World) -> None:
    top = world.make()
    middle = world.make(parent=top.id)
    leaf = world.make(parent=middle.id)
    for parent in (top.id, middle.id, leaf.id):
        with pytest.raises(Invalid, match="beneath itself"):
            world.apply(Update(top.id, parent=parent))
    assert world.apply(Update(leaf.id, parent=None)).node.parent is None


def test_g8_trash_takes_what_is_beneath_and_restore_brings_back_just_that(world: World) -> None:
    top = world.make()
    child, gone = world.make(parent=top.id), world.make(parent=top.id)
    world.db.write_now(world.graph.apply, world.member, [Trash(gone.id)], verb="trash_item")
    world.apply(Trash(top.id))
    assert world.db.read_now(node_by_ref, world.member, child.id).trashed
    with pytest.raises(Conflict, match="trash"):
        world.apply(Update(child.id, title="x"))
    world.db.write_now(lambda tx: None)
    world.apply(Restore(top.id))
    assert world.db.read_now(node_by_ref, world.member, child.id).trashed is None


def test_g8_what_comes_back_without_its_parent_comes_back_to_the_top(world: World) -> None:
    top = world.make()
    child = world.make(parent=top.id)
    world.apply(Trash(top.id))
    restored = world.apply(Restore(child.id)).node
    assert (restored.trashed, restored.parent) == (None, None)


def test_g9_links_are_typed_once_and_seen_from_both_ends(world: World) -> None:
    run, dataset = world.make("run", "ftt-large"), world.make("dataset", "transactions")
    link = world.apply(Connect("trained_on", run.id, dataset.id)).link
    assert world.apply(Connect("trained_on", run.id, dataset.id)).link == link
    seen = [(end.outward, end.far.id) for node in (run, dataset) for end in world.db.read_now(links_of, world.member, node.id) if end.far]
    assert seen == [(True, dataset.id), (False, run.id)]
    with pytest.raises(Invalid):
        world.apply(Connect("trained_on", dataset.id, run.id))
    with pytest.raises(Invalid):
        world.apply(Connect("relates", run.id, run.id))
    world.apply(Disconnect(link.id))
    with pytest.raises(NotFound):
        world.apply(Disconnect(link.id))


def test_g10_what_may_not_be_seen_answers_as_what_is_not_there(world: World) -> None:
    node = world.make()
    for ref in (node.id, node.key, "0" * 32, "FRAUD-99"):
        with pytest.raises(NotFound) as hidden:
            world.db.read_now(node_by_ref, world.guest, ref)
        assert hidden.value.detail == f"There is no item '{ref}', or you may not see it."
    with pytest.raises(NotFound):
        world.apply(Update(node.id, title="x"), caller=world.guest)


def test_g11_a_viewer_reads_and_does_not_write(world: World) -> None:
    node = world.make()
    assert world.guest.account
    world.db.write_now(grant, world.owner, world.graph, world.project.id, world.guest.account, "viewer")
    assert world.db.read_now(node_by_ref, world.guest, node.key) == node
    for request in (Update(node.id, title="x"), Trash(node.id), Create("issue", world.project.id, "x"), Event(node.id, "x")):
        with pytest.raises(Forbidden, match="editor"):
            world.apply(request, caller=world.guest)


def test_g12_guards_allow_refuse_and_queue(world: World) -> None:
    asked: list[str] = []

    def guard(tx: object, caller: object, asking: Asked) -> Answer:
        if asking.after == "high":
            return Refuse("Not before the review.")
        if asking.after == "urgent":
            return Queue("Waits for approval.", lambda _: asked.append(asking.node.id))
        return Allow()

    world.graph.guards.add("issue", "fields.priority", guard)
    node = world.make(fields={"priority": "low"})
    with pytest.raises(Guarded, match="Not before the review"):
        world.apply(Update(node.id, fields={"priority": "high"}))
    applied = world.apply(Update(node.id, title="New", fields={"priority": "urgent"}))
    assert (applied.node.fields["priority"], applied.node.title, applied.queued) == ("low", "New", ["fields.priority"])
    assert asked == [node.id]
    assert "priority" not in world.make(fields={"priority": "urgent"}).fields
