"""Moving items to another project (rules G23): what comes along, which keys lead where, who may, what is refused, undo."""

import re
from typing import Any

import pytest

from rootnode.graph.batch import move_many, plan_move
from rootnode.graph.changes import Connect, Restore, Trash, Update
from rootnode.graph.counts import counts_of
from rootnode.graph.fields import CustomField
from rootnode.graph.find import find
from rootnode.graph.history import changes_after, history
from rootnode.graph.links import links_of
from rootnode.graph.lists import Listing, nodes
from rootnode.graph.nodes import Node, node_by_ref
from rootnode.graph.projects import create_project, declare_fields, grant, set_access
from rootnode.graph.purge import purge, purge_project, purge_some
from rootnode.graph.undo import undo
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.kit.errors import Conflict, Forbidden, Gone, Invalid, NotFound
from rootnode.live.comments import add_comment, discussion, move_comments
from rootnode.testing.replay import assert_replays
from rootnode.testing.world import World
from rootnode.wire.items import Field


@pytest.fixture
def other(world: World) -> Node:
    """Another project, open to the workspace."""
    world.graph.on_move.append(move_comments)
    return world.db.write_now(create_project, world.owner, world.graph, "Churn", "CHURN")


def move(world: World, *items: Node, to: str = "CHURN") -> str:
    """Move them as the member; answers the operation."""
    return world.db.write_now(move_many, world.member, world.graph, [item.id for item in items], to).operation


def read(world: World, ref: str) -> Node:
    return world.db.read_now(node_by_ref, world.member, ref)


def _spoilt(tx: WriteTx, wrong: str) -> None:
    tx.run(f"UPDATE former_item SET {wrong}")  # sql: constants of the test
    assert_replays(tx)


def listed(world: World, project: str, **given: Any) -> list[str]:
    found = world.db.read_now(nodes, world.member, world.graph.kinds, Listing(project, "issue", **given))
    return sorted(node.key for node in found.nodes)


def test_g23_it_comes_with_all_beneath_and_its_old_keys_lead_to_it(world: World, other: Node) -> None:
    top, stays = world.make(title="Recall drops"), world.make()
    child = world.make(parent=top.id)
    grandchild = world.make(parent=child.id)
    binned = world.make(parent=top.id)
    world.apply(Trash(binned.id))
    world.make(project=other.id)
    move(world, top)
    assert [read(world, node.id).key for node in (top, child, grandchild, binned, stays)] == [
        "CHURN-2",
        "CHURN-3",
        "CHURN-4",
        "CHURN-5",
        "FRAUD-2",
    ]
    assert [read(world, key).id for key in ("FRAUD-1", "fraud-3", "CHURN-2")] == [top.id, child.id, top.id]
    assert (read(world, top.id).parent, read(world, child.id).parent) == (None, top.id)
    assert [node.id for node in world.db.read_now(find, world.member, "FRAUD-1")] == [top.id]
    assert world.apply(Restore(binned.id)).node.parent == top.id
    assert world.make().key == "FRAUD-6"  # what moved leaves no number free


def test_g23_lists_counts_words_and_values_are_those_of_the_new_project(world: World, other: Node) -> None:
    item = world.make(title="Zebra crossing", state="todo", fields={"priority": "high", "due": "2026-12-01"})
    world.make(title="Zebra left")
    move(world, item)
    assert (listed(world, world.project.id), listed(world, other.id)) == (["FRAUD-2"], ["CHURN-1"])
    assert listed(world, other.id, sort="due", text="Zebra") == ["CHURN-1"]

    def counted(tx: ReadTx) -> list[tuple[str, str, str, int]]:
        return [row for row in counts_of(tx, [world.project.id, other.id]) if row[1] == "issue"]

    assert sorted(world.db.read_now(counted)) == sorted([(world.project.id, "issue", "backlog", 1), (other.id, "issue", "todo", 1)])
    near = world.db.read_now(find, world.member, "zebra", near=(other.id, "CHURN"), only=True)
    assert [node.id for node in near] == [item.id]


def test_g23_links_comments_and_history_stay(world: World, other: Node) -> None:
    item, blocker = world.make(), world.make(title="Blocker")
    world.apply(Connect("blocks", blocker.id, item.id))
    world.db.write_now(add_comment, world.member, world.graph, item.id, "Why?")
    world.apply(Update(item.id, title="Renamed"))
    move(world, item)
    assert [end.far and end.far.id for end in world.db.read_now(links_of, world.member, item.id)] == [blocker.id]
    assert world.db.read_now(lambda tx: tx.scalar("SELECT project FROM link WHERE target = :id", id=item.id)) == other.id
    assert [comment.text for comment in world.db.read_now(discussion, world.member, "FRAUD-1").comments] == ["Why?"]
    told = world.db.read_now(history, world.member, item.id)
    assert [change.body["set"] for change in told[:2]] == [{"number": [1, 1]}, {"project": [world.project.id, other.id]}]
    assert [change.project for change in told[:2]] == [other.id, world.project.id]
    assert len(told) == 6


def test_g23_who_sees_only_one_of_the_projects_hears_of_it_and_its_history_is_the_new_ones(world: World, other: Node) -> None:
    item = world.make()
    before = world.db.read_now(changes_after, world.member, 0).upto
    world.db.write_now(set_access, world.owner, world.graph, world.project.id, "private")
    world.db.write_now(grant, world.owner, world.graph, other.id, world.guest.actor, "viewer")
    world.db.write_now(move_many, world.owner, world.graph, [item.id], "CHURN")
    heard = [change for change in world.db.read_now(changes_after, world.guest, before).changes if change.node == item.id]
    assert [(change.project, list(change.body["set"])) for change in heard] == [(other.id, ["number"])]
    assert len(world.db.read_now(history, world.guest, item.id)) == 3
    world.db.write_now(set_access, world.owner, world.graph, world.project.id, "workspace")
    world.db.write_now(set_access, world.owner, world.graph, other.id, "private")
    heard = [change for change in world.db.read_now(changes_after, world.member, before).changes if change.node == item.id]
    assert [(change.project, list(change.body["set"])) for change in heard] == [(world.project.id, ["project"])]
    with pytest.raises(NotFound):
        read(world, "FRAUD-1")


def test_g23_the_mover_edits_in_both_projects(world: World, other: Node) -> None:
    item = world.make()
    for role in (None, "viewer", "commenter"):
        world.db.write_now(grant, world.owner, world.graph, other.id, world.guest.actor, role)
        world.db.write_now(grant, world.owner, world.graph, world.project.id, world.guest.actor, "editor")
        with pytest.raises(NotFound if role is None else Forbidden):
            world.db.write_now(move_many, world.guest, world.graph, [item.id], "CHURN")
    world.db.write_now(grant, world.owner, world.graph, other.id, world.guest.actor, "editor")
    world.db.write_now(grant, world.owner, world.graph, world.project.id, world.guest.actor, "viewer")
    with pytest.raises(Forbidden, match="FRAUD"):
        world.db.write_now(move_many, world.guest, world.graph, [item.id], "CHURN")
    assert read(world, item.id).project == world.project.id


def test_g23_what_stays_is_refused_with_what_to_do(world: World, other: Node) -> None:
    run, item = world.make("run", "ftt-large"), world.make()
    with pytest.raises(Invalid, match=r"^Runs stay in the project .* Link to it"):
        move(world, run)
    study = world.make("study", "Depth", parent=item.id)
    with pytest.raises(Invalid, match=r"^The study “Depth” hangs beneath it\. .* Move it beneath something else here first\."):
        move(world, item)
    assert world.db.read_now(plan_move, world.member, world.graph, [item.id], "CHURN").refused
    for kind in ("release", "alert", "experiment", "model_version", "project"):
        assert world.graph.kinds.kind(kind).stays
    world.apply(Update(study.id, parent=None))
    move(world, item)
    world.apply(Trash(item.id))
    with pytest.raises(Conflict, match="trash"):
        move(world, item, to="FRAUD")


def test_g23_own_fields_stay_with_the_item_or_stop_it(world: World, other: Node) -> None:
    risk = CustomField(("issue",), Field("risk", "Risk", "choice", ("low", "high"), sortable=True))
    cost = CustomField(("issue",), Field("cost", "Cost", "number", sortable=True))
    world.db.write_now(declare_fields, world.owner, world.graph, world.project.id, [risk, cost])
    item = world.make(fields={"risk": "high", "cost": 7})
    plan = world.db.read_now(plan_move, world.member, world.graph, [item.id], "CHURN")
    assert (dict(plan.hidden), plan.refused, len(plan.nodes)) == ({"Risk": 1, "Cost": 1}, None, 1)
    other_risk = CustomField(("issue",), Field("risk", "Risk", "choice", ("none", "some")))
    world.db.write_now(declare_fields, world.owner, world.graph, other.id, [other_risk])
    with pytest.raises(Invalid, match=r"CHURN has a field of the same name .* must be one of: none, some"):
        move(world, item)
    world.db.write_now(declare_fields, world.owner, world.graph, other.id, [])
    move(world, item)
    assert read(world, item.id).fields == {"risk": "high", "cost": 7}
    world.db.write_now(declare_fields, world.owner, world.graph, other.id, [cost, other_risk])
    assert listed(world, other.id, sort="cost") == ["CHURN-1"]
    assert world.db.read_now(lambda tx: tx.scalar("SELECT num FROM node_value WHERE node = :id AND field = 'cost'", id=item.id)) == 7
    assert world.apply(Update(item.id, fields={"risk": None})).node.fields == {"cost": 7}


def test_g23_a_value_that_is_not_shown_stops_it_too_or_sorts_as_none(world: World, other: Node) -> None:
    def declare(project: str, *fields: Field) -> None:
        world.db.write_now(declare_fields, world.owner, world.graph, project, [CustomField(("issue",), each) for each in fields])

    here, third = world.project.id, world.db.write_now(create_project, world.owner, world.graph, "Third", "THIRD").id
    text, number = Field("risk", "Risk", "text", sortable=True), Field("risk", "Risk", "number", sortable=True)
    declare(here, text)
    declare(third, number)
    item, binned = world.make(fields={"risk": "high"}), world.make(fields={"risk": "low"})
    operation = move(world, item, binned)
    plan = world.db.read_now(plan_move, world.member, world.graph, [item.id], "THIRD")
    assert re.search(r"must be a finite number\..* Declare 'risk' here to change it", plan.refused or "")
    with pytest.raises(Invalid, match="not shown here"):
        move(world, item, to="THIRD")
    world.apply(Trash(binned.id))
    declare(other.id, number)
    world.apply(Restore(binned.id))
    assert listed(world, other.id, sort="risk") == ["CHURN-1", "CHURN-2"]
    declare(here, number)
    with pytest.raises(Conflict, match="FRAUD has a field of the same name"):
        world.db.write_now(undo, world.member, world.graph, operation)
    declare(here, text)
    world.db.write_now(undo, world.member, world.graph, operation)
    assert read(world, item.id).fields == {"risk": "high"}


def test_g23_undo_brings_it_back_with_its_key_beneath_what_it_hung_beneath(world: World, other: Node) -> None:
    above = world.make()
    item = world.make(parent=above.id)
    child = world.make(parent=item.id)
    operation = move(world, item)
    assert read(world, item.id).parent is None
    back = world.db.write_now(undo, world.member, world.graph, operation)
    assert [(read(world, node.id).key, read(world, node.id).parent) for node in (item, child)] == [
        ("FRAUD-2", above.id),
        ("FRAUD-3", item.id),
    ]
    assert read(world, "CHURN-1").id == item.id
    again = world.db.write_now(undo, world.member, world.graph, back.operation)
    assert (read(world, item.id).key, read(world, item.id).parent, read(world, child.id).key) == ("CHURN-1", None, "CHURN-2")
    world.make(parent=item.id, project=other.id)
    with pytest.raises(Conflict, match="beneath it since; move it back by hand"):
        world.db.write_now(undo, world.member, world.graph, again.operation)


def test_g23_undo_carries_nothing_along_that_others_made_there_and_put_into_the_trash(world: World, other: Node) -> None:
    item = world.make()
    along = world.make(parent=item.id)
    operation = move(world, item)
    world.apply(Trash(along.id))  # what came with it goes back with it, wherever it is by now
    made = world.make(parent=item.id, project=other.id)
    world.apply(Trash(made.id))
    with pytest.raises(Conflict, match="beneath it since; move it back by hand"):
        world.db.write_now(undo, world.member, world.graph, operation)
    world.db.write_now(purge, world.owner, world.graph, made.id, "asked to")
    world.db.write_now(undo, world.member, world.graph, operation)
    assert [read(world, node.id).key for node in (item, along)] == ["FRAUD-1", "FRAUD-2"]


def test_g23_undo_is_refused_where_it_has_moved_since(world: World, other: Node) -> None:
    item, below = world.make(), world.make(project=other.id)
    child = world.make(parent=item.id)
    operation = move(world, item)
    world.apply(Update(child.id, parent=below.id))
    with pytest.raises(Conflict, match="moved away since"):
        world.db.write_now(undo, world.member, world.graph, operation)
    world.apply(Update(child.id, parent=item.id))
    world.apply(Update(item.id, parent=below.id))
    with pytest.raises(Conflict, match="'parent' of CHURN-2"):
        world.db.write_now(undo, world.member, world.graph, operation)
    move(world, item, to="FRAUD")
    with pytest.raises(Conflict, match="'project' of FRAUD-1"):
        world.db.write_now(undo, world.member, world.graph, operation)


def test_g23_undo_is_refused_to_who_does_not_see_where_all_of_them_came_from(world: World, other: Node) -> None:
    third = world.db.write_now(create_project, world.owner, world.graph, "Third", "THIRD")
    hidden, seen = world.make(), world.make(project=third.id)
    both = [hidden.id, seen.id]
    for moved in ([hidden.id], both):
        operation = world.db.write_now(move_many, world.owner, world.graph, moved, "CHURN").operation
        world.db.write_now(set_access, world.owner, world.graph, world.project.id, "private")
        with pytest.raises(Conflict, match="came from a project that you may not see"):
            world.db.write_now(undo, world.member, world.graph, operation)
        world.db.write_now(undo, world.owner, world.graph, operation)
        world.db.write_now(set_access, world.owner, world.graph, world.project.id, "workspace")
    assert [read(world, item).project for item in both] == [world.project.id, third.id]


def test_g23_undo_of_what_was_done_before_the_move_finds_it(world: World, other: Node) -> None:
    item = world.make()
    edit = world.apply(Update(item.id, title="Edited"))
    move(world, item)
    assert world.db.write_now(undo, world.member, world.graph, edit.operation).node.title == item.title


def test_g23_many_at_once_and_those_beneath_another_one_come_once(world: World, other: Node) -> None:
    one, two, here = world.make(), world.make(), world.make(project=other.id)
    child = world.make(parent=one.id)
    operation = move(world, child, two, one, here)
    assert [read(world, node.id).key for node in (one, two, child)] == ["CHURN-3", "CHURN-2", "CHURN-4"]
    assert read(world, child.id).parent == one.id
    world.db.write_now(undo, world.member, world.graph, operation)
    assert [read(world, node.id).key for node in (one, two, child, here)] == ["FRAUD-1", "FRAUD-2", "FRAUD-3", "CHURN-1"]


def test_g23_the_check_and_the_move_say_the_same_of_what_is_in_the_trash(world: World, other: Node) -> None:
    item, there = world.make(), world.make(project=other.id)
    child = world.make(parent=item.id)
    for binned in (child, there):
        world.apply(Trash(binned.id))
        plan = world.db.read_now(plan_move, world.member, world.graph, [binned.id], "CHURN")
        assert plan.refused == f"{binned.key} is in the trash. Restore it first."
        with pytest.raises(Conflict, match=plan.refused):
            move(world, binned)
    plan = world.db.read_now(plan_move, world.member, world.graph, [child.id, item.id], "CHURN")
    assert (plan.refused, len(plan.nodes)) == (None, 2)
    move(world, child, item)


def test_g23_one_act_moves_so_many_at_most_wherever_they_come_from(world: World, other: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    third = world.db.write_now(create_project, world.owner, world.graph, "Third", "THIRD")
    one, two = world.make(), world.make(project=third.id)
    for top in (one, two):
        world.make(parent=top.id, project=top.project)
    both = [one.id, two.id]
    monkeypatch.setattr("rootnode.graph.moving.MOST", 3)
    plan = world.db.read_now(plan_move, world.member, world.graph, both, "CHURN")
    assert plan.refused == "These are more than 3 items with what hangs beneath them. Move them in parts."
    with pytest.raises(Invalid, match=plan.refused):
        move(world, one, two)
    assert [read(world, item).project for item in both] == [world.project.id, third.id]
    monkeypatch.setattr("rootnode.graph.moving.MOST", 4)
    assert world.db.read_now(plan_move, world.member, world.graph, both, "CHURN").refused is None
    world.db.write_now(undo, world.member, world.graph, move(world, one, two))


def test_g16_an_act_too_large_to_be_read_whole_is_not_undone(world: World, other: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = world.make(), world.make()
    operation = move(world, one, two)
    for limit in (3, 4):
        monkeypatch.setattr("rootnode.graph.history.ACT", limit)
        with pytest.raises(Conflict, match=f"too much to be undone at once: {limit} things or more"):
            world.db.write_now(undo, world.member, world.graph, operation)
    monkeypatch.setattr("rootnode.graph.history.ACT", 5)
    world.db.write_now(undo, world.member, world.graph, operation)
    assert [read(world, item.id).key for item in (one, two)] == ["FRAUD-1", "FRAUD-2"]


def test_g23_a_key_of_what_was_removed_for_good_answers_gone(world: World, other: Node) -> None:
    item = world.make()
    move(world, item)
    world.apply(Trash(item.id))
    world.db.write_now(purge, world.owner, world.graph, item.id, "asked to")
    with pytest.raises(Gone):
        read(world, "FRAUD-1")


def test_g23_former_keys_go_with_the_project_and_lead_to_what_lives_elsewhere(world: World, other: Node) -> None:
    gone, lives = world.make(), world.make()
    move(world, gone, lives)
    move(world, lives, to="FRAUD")
    for removed in (other, world.project):
        assert world.db.read_now(lambda tx: tx.scalar("SELECT COUNT(*) FROM former_item")) == (2 if removed == other else 1)
        while world.db.write_now(purge_some, world.owner, world.graph, removed.id, "asked to"):
            pass
        world.db.write_now(purge_project, world.owner, world.graph, removed.id, "asked to")
        assert removed == world.project or read(world, "CHURN-2").id == lives.id
    assert world.db.read_now(lambda tx: tx.scalar("SELECT COUNT(*) FROM former_item")) == 0


def test_the_replay_check_finds_a_former_key_that_is_off(world: World, other: Node) -> None:
    item = world.make()
    move(world, item)
    for wrong in ("number = 7", "node = 'x'"):
        with pytest.raises(AssertionError, match="the former keys are off"):
            world.db.write_now(_spoilt, wrong)


@pytest.mark.parametrize("few", [1, 8])
def test_g23_what_moved_is_found_only_where_it_is_now(world: World, other: Node, monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    """Also where a word is in so many titles that what the log told last is looked through."""
    for name, value in (("MANY", 1), ("FEW", few)):
        monkeypatch.setattr(f"rootnode.graph.find.{name}", value)
    item, *stay = (world.make(title=title) for title in ("Raise limits", "Rare classes", "Rates"))
    world.make(title="Ramps", project=other.id)
    move(world, item)

    def found(**given: Any) -> set[str]:
        return {node.id for node in world.db.read_now(lambda tx: find(tx, world.member, "ra", **given))}

    here = {node.id for node in stay}
    assert found(near=(world.project.id, "FRAUD"), only=True) == here
    assert item.id in found(near=(other.id, "CHURN"), only=True)
    world.db.write_now(set_access, world.owner, world.graph, other.id, "private")
    assert found() == here
