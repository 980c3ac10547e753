"""Rules of the review of the trunk: what belongs to a room's own verbs, trees under concurrent moves, undo after purge."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from rootnode.graph.changes import Create, Restore, Trash, Update
from rootnode.graph.history import history
from rootnode.graph.lists import Listing, nodes
from rootnode.graph.nodes import node_by_ref
from rootnode.graph.projects import grant, set_access
from rootnode.graph.purge import purge
from rootnode.graph.undo import undo
from rootnode.kit.errors import Conflict, Forbidden, Gone, Guarded, Invalid, Problem
from rootnode.kit.ids import new_id
from rootnode.testing.world import World


def test_g11_only_a_lead_changes_the_project_itself_and_nobody_its_place(world: World) -> None:
    folder = world.make()
    with pytest.raises(Forbidden, match="lead"):
        world.apply(Update(world.project.id, title="Mine now"))
    for change in (Update(world.project.id, parent=folder.id), Update(world.project.id, fields={"access": "private"})):
        with pytest.raises(Guarded):
            world.apply(change, caller=world.owner)
    assert world.apply(Update(world.project.id, title="Fraud"), caller=world.owner).node.title == "Fraud"
    set_by_its_verb = world.db.write_now(set_access, world.owner, world.graph, world.project.id, "teams")
    assert set_by_its_verb.fields["access"] == "teams"


def test_g12_what_a_room_keeps_in_step_is_not_changed_by_hand(world: World) -> None:
    run = world.make("run", "ftt-large")
    title, state, note = Update(run.id, title="x"), Update(run.id, state="failed"), Update(run.id, fields={"note": "x"})
    for change in (title, state, note, Update(run.id, parent=world.make().id)):
        with pytest.raises(Guarded, match="by hand"):
            world.apply(change)
    assert world.apply(Update(run.id, title="x", by_owner=True)).node.title == "x"


def test_g7_moves_that_meet_make_no_ring(world: World) -> None:
    for _ in range(10):
        one, two = world.make(), world.make()
        below_one, below_two = world.make(parent=one.id), world.make(parent=two.id)
        moves = [Update(one.id, parent=below_two.id), Update(two.id, parent=below_one.id)]
        with ThreadPoolExecutor(2) as pool:
            outcomes = [pool.submit(world.apply, move) for move in moves]
        refused = [outcome for outcome in outcomes if isinstance(outcome.exception(), Invalid)]
        assert len(refused) == 1


def test_g8_nothing_live_is_left_beneath_the_trash(world: World) -> None:
    for _ in range(10):
        top = world.make()
        with ThreadPoolExecutor(2) as pool:
            pool.submit(world.apply, Trash(top.id))
            made = pool.submit(world.apply, Create("issue", world.project.id, "beneath", parent=top.id))
        if not isinstance(made.exception(), Problem):
            child = world.db.read_now(node_by_ref, world.member, made.result().node.id)
            assert child.trashed is not None


def test_g16_undo_leaves_alone_what_others_put_beneath_and_what_is_gone_for_good(world: World) -> None:
    top = world.make()
    made = world.db.read_now(history, world.member, top.id)[-1]
    child = world.make(parent=top.id)
    with pytest.raises(Conflict, match="beneath"):
        world.db.write_now(undo, world.member, world.graph, made.operation)
    restored = [world.apply(Trash(child.id)), world.apply(Restore(child.id))][1]
    world.make(parent=child.id)
    with pytest.raises(Conflict, match="beneath"):
        world.db.write_now(undo, world.member, world.graph, restored.operation)
    edit = world.apply(Update(top.id, title="Edited"))
    world.apply(Trash(top.id))
    world.db.write_now(purge, world.owner, world.graph, top.id, "asked to")
    with pytest.raises(Conflict, match="for good"):
        world.db.write_now(undo, world.member, world.graph, edit.operation)


def test_g18_what_is_gone_stays_gone_by_id_and_by_key_and_is_in_the_audit_trail(world: World) -> None:
    node = world.make()
    world.apply(Trash(node.id))
    world.db.write_now(purge, world.owner, world.graph, node.key, "asked to")
    for ref in (node.id, node.key):
        with pytest.raises(Gone):
            world.db.read_now(node_by_ref, world.member, ref)
    with pytest.raises(Conflict, match="for good"):
        world.make(id=node.id)
    assert world.db.read_now(lambda tx: tx.scalar("SELECT target FROM audit WHERE what = 'item.purged'")) == node.id


def test_g11_roles_are_given_to_those_who_exist(world: World) -> None:
    with pytest.raises(Invalid, match="by id"):
        world.db.write_now(grant, world.owner, world.graph, world.project.id, new_id(), "lead")


@pytest.mark.parametrize("text", ["ÄNDERUNG", "änderung", "Ünique ÄN"])
def test_g13_titles_are_found_in_any_alphabet(world: World, text: str) -> None:
    world.make(title="Ünique Änderung")
    found = world.db.read_now(nodes, world.member, world.graph.kinds, Listing(world.project.id, text=text))
    assert len(found.nodes) == 1
