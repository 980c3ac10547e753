"""Rules G13 to G20: lists, counts, history, undo, the context walk, purge, followers."""

from collections.abc import Sequence
from typing import Any

import pytest

from rootnode.graph.changes import Change, Connect, Restore, Trash, Update
from rootnode.graph.context import context
from rootnode.graph.fields import CustomField
from rootnode.graph.followers import FollowerRunner, advance, rewind
from rootnode.graph.history import changes_after, field_changes, history
from rootnode.graph.links import links_of
from rootnode.graph.lists import Condition, Listing, counts, counts_by, nodes
from rootnode.graph.nodes import node_by_ref
from rootnode.graph.projects import create_project, declare_fields, projects_of
from rootnode.graph.purge import purge
from rootnode.graph.undo import undo
from rootnode.kit.db import WriteTx
from rootnode.kit.errors import Conflict, Forbidden, Gone, Invalid, NotFound
from rootnode.testing.world import World
from rootnode.wire.items import Field


def titles(world: World, **listing: Any) -> list[str]:
    """All pages, two at a time."""
    found: list[str] = []
    cursor = ""
    while True:
        asked = Listing(world.project.id, limit=2, cursor=cursor, **listing)
        page = world.db.read_now(nodes, world.member, world.graph.kinds, asked)
        found += [node.title for node in page.nodes]
        if page.next is None:
            return found
        cursor = page.next


@pytest.fixture
def ten(world: World) -> World:
    """Issues 0 to 9: estimate 5, 4, ... for the even ones, none for the odd; urgent from 8 on; every third is to do."""
    for number in range(10):
        fields: dict[str, object] = {"priority": "urgent" if number >= 8 else "low", "labels": ["a", "b"] if number == 3 else []}
        if number % 2 == 0:
            fields["estimate"] = 5 - number // 2
        world.make(title=str(number), state="todo" if number % 3 == 0 else "backlog", fields=fields)
    world.make("document", "A spec")
    return world


def test_g13_pages_follow_each_other_without_gap_or_repeat_in_any_order(ten: World) -> None:
    assert titles(ten, kind="issue", descending=False) == list("0123456789")
    assert titles(ten, kind="issue", sort="updated") == list("9876543210")
    assert titles(ten, kind="issue", sort="estimate", descending=False) == list("8642013579")
    assert titles(ten, kind="issue", sort="estimate") == list("0246897531")
    assert titles(ten, kind="issue", sort="priority")[:2] == ["9", "8"]
    assert titles(ten, kind="issue", sort="estimate", states=("todo",)) == ["0", "6", "9", "3"]


def test_g13_filters(ten: World) -> None:
    assert titles(ten, kind="issue", conditions=(Condition("estimate", ">=", 4),), descending=False) == ["0", "2"]
    assert titles(ten, kind="issue", conditions=(Condition("labels", "=", "b"),)) == ["3"]
    assert titles(ten, kind="issue", conditions=(Condition("estimate", "empty", True), Condition("priority", "=", "urgent"))) == ["9"]
    assert titles(ten, text="SPEC") == ["A spec"]
    assert titles(ten, text="%") == []
    wrong: list[dict[str, Any]] = [{"sort": "colour"}, {"sort": "labels"}, {"sort": "description"}, {"cursor": "!"}, {"kind": "no"}]
    for listing in wrong:
        with pytest.raises(Invalid):
            ten.db.read_now(nodes, ten.member, ten.graph.kinds, Listing(ten.project.id, **{"kind": "issue", **listing}))


def test_g13_changes_trash_and_restore_keep_the_order_true(ten: World) -> None:
    four = ten.db.read_now(node_by_ref, ten.member, "FRAUD-5")
    ten.apply(Update(four.id, state="todo", fields={"estimate": 99}))
    assert titles(ten, kind="issue", sort="estimate", states=("todo",))[0] == "4"
    ten.apply(Trash(four.id))
    assert "4" not in titles(ten, kind="issue", sort="estimate")
    assert "4" not in titles(ten)
    assert titles(ten, trash=True) == ["4"]
    ten.apply(Restore(four.id))
    assert titles(ten, kind="issue", sort="estimate")[0] == "4"


def test_g13_a_project_sorts_by_fields_of_its_own(ten: World) -> None:
    risk = CustomField(("issue",), Field("risk", "Risk", "number", sortable=True))
    ten.db.write_now(declare_fields, ten.owner, ten.graph, ten.project.id, [risk])
    three = ten.db.read_now(node_by_ref, ten.member, "FRAUD-4")
    ten.apply(Update(three.id, fields={"risk": 7.5}))
    assert titles(ten, kind="issue", sort="risk", descending=False) == ["3", *list("012456789")]
    ten.db.write_now(declare_fields, ten.owner, ten.graph, ten.project.id, [])
    with pytest.raises(Invalid):
        titles(ten, kind="issue", sort="risk")
    for name in ("title", "priority", "Bad name"):
        wrong = CustomField(("issue",), Field(name, "x", "text"))
        with pytest.raises(Invalid):
            ten.db.write_now(declare_fields, ten.owner, ten.graph, ten.project.id, [wrong])


def test_g14_counts(ten: World) -> None:
    assert ten.db.read_now(counts, ten.member, ten.project.id) == [("document", "draft", 1), ("issue", "backlog", 6), ("issue", "todo", 4)]
    by = ten.db.read_now(counts_by, ten.member, ten.graph.kinds, Listing(ten.project.id, kind="issue"), "priority")
    assert by == [(1.0, 8), (4.0, 2)]
    assert ten.db.read_now(counts, ten.guest, ten.project.id) == []


def test_g15_history_shows_each_change_with_its_diff(world: World) -> None:
    node = world.make(fields={"description": "The recall drops."})
    other = world.make()
    world.apply(Update(node.id, fields={"description": "The recall rises."}), verb="edit")
    world.apply(Connect("blocks", other.id, node.id))
    linked, edited, made = world.db.read_now(history, world.member, node.id)
    assert (linked.type, edited.verb, made.body["set"]["number"]) == ("link", "edit", [None, 1])
    (change,) = field_changes(edited)
    assert [(piece.op, piece.text) for piece in change.difference][1:3] == [("removed", "drops"), ("added", "rises")]
    assert world.db.read_now(history, world.guest, node.id) == []


def test_g16_undo_restores_exactly_what_was_set_unless_it_changed_since(world: World) -> None:
    node = world.make(fields={"priority": "low"})
    act = world.apply(Update(node.id, title="Other", fields={"priority": "high", "due": "2026-12-01"})).operation
    world.apply(Update(node.id, state="todo"))
    undone = world.db.write_now(undo, world.member, world.graph, act)
    assert (undone.node.title, undone.node.fields, undone.node.state) == (node.title, {"priority": "low"}, "todo")
    with pytest.raises(Conflict):
        world.db.write_now(undo, world.member, world.graph, act)
    redone = world.db.write_now(undo, world.member, world.graph, undone.operation)
    assert redone.node.title == "Other"


def test_g16_undo_of_a_field_that_the_project_has_given_up_says_so(world: World) -> None:
    project = world.project.id
    score = Field("score", "Score", "number")
    world.db.write_now(declare_fields, world.owner, world.graph, project, [CustomField(("issue",), score)])
    node = world.make(title="scored")
    world.apply(Update(node.id, fields={"score": 1.0}))
    act = world.apply(Update(node.id, fields={"score": 2.0})).operation
    world.db.write_now(declare_fields, world.owner, world.graph, project, [])
    with pytest.raises(Conflict, match=r"cannot be put back as it was\. Issues have no field 'score'"):
        world.db.write_now(undo, world.member, world.graph, act)


def test_g16_undo_of_links_creation_and_trash(world: World) -> None:
    one, two = world.make(), world.make()
    linked = world.apply(Connect("relates", one.id, two.id))
    world.db.write_now(undo, world.member, world.graph, linked.operation)
    assert world.db.read_now(links_of, world.member, one.id) == []
    made = world.db.read_now(history, world.member, two.id)[-1]
    world.db.write_now(undo, world.member, world.graph, made.operation)
    assert world.db.read_now(node_by_ref, world.member, two.id).trashed
    trashed = world.apply(Trash(one.id))
    world.db.write_now(undo, world.member, world.graph, trashed.operation)
    assert world.db.read_now(node_by_ref, world.member, one.id).trashed is None
    with pytest.raises(NotFound):
        world.db.write_now(undo, world.guest, world.graph, trashed.operation)


def test_g17_the_walk_goes_up_and_down_the_lineage_and_stops_at_what_is_hidden(world: World) -> None:
    data, run, model = world.make("dataset", "data"), world.make("run", "run"), world.make("model_version", "v1")
    hidden = world.db.write_now(create_project, world.owner, world.graph, "Secret", "SECRET", access="private")
    plan = world.make("deployment_plan", "plan", caller=world.owner, project=hidden.id)
    world.apply(Connect("trained_on", run.id, data.id), Connect("produced", run.id, model.id))
    world.apply(Connect("relates", run.id, world.project.id))
    world.apply(Connect("deploys", plan.id, model.id), caller=world.owner)
    walk = world.db.read_now(context, world.member, world.graph.kinds, run.id)
    assert [(step.direction, step.via, step.depth, step.title) for step in walk.steps] == [
        ("up", "trained_on", 1, "data"),
        ("down", "produced", 1, "v1"),
        ("down", "deploys", 2, None),
    ]
    assert walk.steps[-1].id is None
    seen = world.db.read_now(context, world.owner, world.graph.kinds, data.id)
    assert [step.title for step in seen.steps] == ["run", "v1", "plan"]
    restricted = [end for end in world.db.read_now(links_of, world.member, model.id) if end.far is None]
    assert [end.link.source for end in restricted] == [""]


def test_g17_limits_cut_the_walk(world: World) -> None:
    data = world.make("dataset", "data")
    for number in range(5):
        run = world.make("run", str(number))
        world.apply(Connect("trained_on", run.id, data.id))
    walk = world.db.read_now(context, world.member, world.graph.kinds, data.id, items=3)
    assert (len(walk.steps), walk.cut) == (3, True)
    assert not world.db.read_now(context, world.member, world.graph.kinds, data.id, items=5).cut


def test_g18_purge_leaves_a_tombstone_and_nothing_else(world: World) -> None:
    node, other = world.make(title="A secret name"), world.make()
    world.apply(Connect("relates", other.id, node.id))
    with pytest.raises(Conflict):
        world.db.write_now(purge, world.owner, world.graph, node.id, "asked to")
    world.apply(Trash(node.id))
    with pytest.raises(Forbidden):
        world.db.write_now(purge, world.member, world.graph, node.id, "asked to")
    with pytest.raises(Invalid):
        world.db.write_now(purge, world.owner, world.graph, node.id, " ")
    world.db.write_now(purge, world.owner, world.graph, node.id, "asked to")
    with pytest.raises(Gone):
        world.db.read_now(node_by_ref, world.member, node.id)
    with pytest.raises(NotFound):
        world.db.read_now(node_by_ref, world.guest, node.id)
    bodies = world.db.read_now(lambda tx: [row[0] for row in tx.rows("SELECT body FROM change")])
    assert not any("A secret name" in body for body in bodies)
    assert world.db.read_now(history, world.member, node.id)[0].body["payload"] == {"reason": "asked to"}
    with pytest.raises(Conflict):
        world.db.write_now(undo, world.owner, world.graph, world.db.read_now(history, world.owner, node.id)[0].operation)


class Counting:
    """A follower that remembers what it was given, and fails when told to."""

    name = "counting"

    def __init__(self) -> None:
        self.seen: list[int] = []
        self.fail = False

    def follow(self, tx: WriteTx, changes: Sequence[Change]) -> None:
        if self.fail:
            raise RuntimeError("told to fail")
        self.seen += [change.number for change in changes]


def test_g19_a_follower_sees_each_change_once_in_order_and_again_after_rewind(world: World) -> None:
    follower = Counting()
    for _ in range(5):
        world.make()
    follower.fail = True
    with pytest.raises(RuntimeError):
        world.db.write_now(advance, follower, world.workspace, limit=4)
    follower.fail = False
    assert [world.db.write_now(advance, follower, world.workspace, limit=4) for _ in range(3)] == [4, 2, 0]
    assert follower.seen == [1, 2, 3, 4, 5, 6]
    world.db.write_now(rewind, follower, world.workspace, 4)
    world.db.write_now(advance, follower, world.workspace)
    assert follower.seen[-2:] == [5, 6]


def test_g19_the_runner_wakes_on_each_commit(world: World) -> None:
    follower = Counting()
    runner = FollowerRunner(world.db, world.graph, [follower], [world.workspace])
    for _ in range(20):
        world.make()
    while len(follower.seen) < 21:
        pass
    runner.close()
    assert follower.seen == list(range(1, 22))


def test_g20_catching_up_gives_only_what_the_caller_may_see(world: World) -> None:
    hidden = world.db.write_now(create_project, world.owner, world.graph, "Secret", "SECRET", access="private")
    world.make(project=hidden.id, caller=world.owner)
    node = world.make()
    caught = world.db.read_now(changes_after, world.member, 0)
    assert (caught.upto, [change.node for change in caught.changes]) == (4, [world.project.id, node.id])
    assert [change.number for change in world.db.read_now(changes_after, world.owner, 1, limit=2).changes] == [2, 3]
    assert world.db.read_now(changes_after, world.guest, 0).changes == []
    assert [each.node.project_key for each in world.db.read_now(projects_of, world.member)] == ["FRAUD"]
    assert [each.role for each in world.db.read_now(projects_of, world.owner)] == ["lead", "lead"]
