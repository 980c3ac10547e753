"""Outcomes (docs/spec/outcomes.md): what the follower writes down, what it leaves out, and the numbers; and the example's tasks."""

from typing import Any

import pytest

from rootnode.auth.played import add_example_person
from rootnode.auth.revocations import Revocations
from rootnode.auth.teams import add_member, create_team
from rootnode.build.registry import create_model
from rootnode.build.runs import NewRun, create_run
from rootnode.build.versions import NewVersion, create_version
from rootnode.graph.changes import Connect, Create, Trash, Update
from rootnode.graph.followers import advance, rewind
from rootnode.graph.nodes import Node
from rootnode.graph.projects import create_project
from rootnode.graph.purge import purge
from rootnode.graph.undo import undo
from rootnode.insight.outcome_numbers import outcomes, record_search
from rootnode.insight.outcomes import Outcomes, forget_outcomes
from rootnode.insight.tasks import mark_task, tasks_of
from rootnode.kit.clock import HOUR, MINUTE, ManualClock
from rootnode.kit.db import Database
from rootnode.kit.errors import Conflict
from rootnode.testing.world import World, new_world
from rootnode.wire.first import ExampleTaskPatch, Searched

TABLES = ("outcome_project", "outcome_serving", "outcome_touch")


@pytest.fixture
def world(db: Database) -> World:
    made = new_world(db)
    made.graph.on_purge.append(forget_outcomes)
    return made


def follow(world: World) -> None:
    while world.db.write_now(advance, Outcomes(), world.workspace):
        pass


def rows(world: World) -> list[Any]:
    return [sorted(world.db.read_now(lambda tx, name: tx.rows(f"SELECT * FROM {name}"), table), key=repr) for table in TABLES]


def example(world: World) -> Node:
    return world.db.write_now(create_project, world.owner, world.graph, "Example", "EXAMPLE", special="example")


def a_run(world: World, project: str) -> Node:
    return world.db.write_now(create_run, world.member, world.graph, project, NewRun())


def served(world: World) -> tuple[Node, Node]:
    """A run whose model's version an endpoint serves."""
    run = a_run(world, world.project.id)
    world.db.write_now(create_model, world.member, world.graph, world.project.id, "reader")
    new = NewVersion(f"runs:/{run.id}/model", run=run.id)
    version = world.db.write_now(create_version, world.member, world.graph, world.project.id, "reader", new)
    endpoint = world.make("endpoint", "reader-staging")
    world.apply(Connect("serves", endpoint.id, version.node.id))
    return run, endpoint


def test_o1_the_first_of_each_and_how_long_it_took(world: World, clock: ManualClock) -> None:
    for minutes, kind in ((2, "issue"), (4, "document"), (60, "issue")):
        clock.advance(minutes * MINUTE)
        world.make(kind)
    clock.advance(HOUR)
    run = a_run(world, world.project.id)
    world.apply(Trash(run.id))
    a_run(world, world.project.id)
    world.db.write_now(create_project, world.owner, world.graph, "Another", "OTHER")
    follow(world)
    found = world.db.read_now(outcomes, world.owner)
    assert found.projects == 2
    assert [(each.count, each.median_seconds) for each in (found.first_issue, found.first_document, found.first_run)] == [
        (1, 120.0), (1, 360.0), (1, 7560.0),
    ]  # fmt: skip


def test_o2_from_a_run_to_serving_also_through_a_release(world: World) -> None:
    run, endpoint = served(world)
    release = world.apply(Create("release", world.project.id, "reader 1"), caller=world.owner).node
    world.apply(Connect("serves", endpoint.id, release.id))
    version = world.db.read_now(lambda tx: tx.scalar("SELECT version FROM registered_version"))
    world.apply(Connect("deploys", release.id, version))
    follow(world)
    assert [row[:2] for row in rows(world)[1]] == [(run.id, endpoint.id)]
    assert world.db.read_now(outcomes, world.owner).serving.count == 1


def test_o3_a_search_is_a_count_and_nothing_else(world: World) -> None:
    for searched in (Searched(0), Searched(3), Searched(3, 1), Searched(3, 1), Searched(40, 31)):
        world.db.write_now(record_search, world.member, searched)
    found = world.db.read_now(outcomes, world.owner).search
    assert (found.searches, found.opened, found.left, found.nothing) == (5, (2, 0, 0, 0, 0, 0, 0, 0, 0, 1), 1, 1)
    assert world.db.read_now(lambda tx: sorted({row[0] for row in tx.rows("SELECT result FROM outcome_search")})) == [
        "left", "nothing", "opened 1", "opened 10",
    ]  # fmt: skip


def test_o4_items_that_two_teams_share(world: World) -> None:
    for name, who in (("Models", world.owner), ("Operations", world.member)):
        team = world.db.write_now(create_team, world.owner, name).id
        world.db.write_now(add_member, world.owner, Revocations(), team, who.actor)
    shared, own = world.make(), world.make()
    world.apply(Update(shared.id, state="done"), caller=world.owner)
    world.apply(Update(own.id, state="done"))
    follow(world)
    assert world.db.read_now(outcomes, world.owner).shared_items == 1
    assert not any(world.member.actor in row for row in rows(world)[2]), "teams, not people"


def test_o5_the_example_counts_nowhere(world: World) -> None:
    team = world.db.write_now(create_team, world.owner, "Models").id
    played = world.db.write_now(add_example_person, world.workspace, "Ines", "ines@example.invalid")
    world.db.write_now(add_member, world.owner, Revocations(), team, played)
    project = example(world)
    world.make(project=project.id)
    a_run(world, project.id)
    follow(world)
    assert [row[0] for row in rows(world)[0]] == [world.project.id]
    assert rows(world)[2] == []


def test_o6_taken_in_again_it_comes_to_the_same(world: World) -> None:
    served(world)
    world.make("document")
    follow(world)
    before = rows(world)
    world.db.write_now(lambda tx: [tx.run(f"DELETE FROM {table}") for table in TABLES])
    world.db.write_now(rewind, Outcomes(), world.workspace)
    follow(world)
    assert rows(world) == before
    assert all(before[:2])


def test_o7_what_is_removed_for_good_leaves_no_row(world: World) -> None:
    run, _ = served(world)
    follow(world)
    assert rows(world)[1]
    world.apply(Trash(run.id))
    world.db.write_now(purge, world.owner, world.graph, run.id, "It held a person's data.")
    assert rows(world)[1] == []


def test_o7_what_is_removed_before_it_was_taken_in_leaves_no_row_either(world: World) -> None:
    team = world.db.write_now(create_team, world.owner, "Risk")
    world.db.write_now(add_member, world.owner, Revocations(), team.id, world.owner.actor)
    item = world.make(caller=world.owner)
    world.apply(Trash(item.id), caller=world.owner)
    world.db.write_now(purge, world.owner, world.graph, item.id, "It held a person's data.")
    follow(world)
    assert rows(world)[2] == []


def test_tasks_tick_themselves_and_can_be_put_away(world: World) -> None:
    assert world.db.read_now(tasks_of, world.member) == []
    project = example(world)
    idea = world.make("hypothesis", "Half is enough", project=project.id, state="refuted")
    issue = world.make("issue", project=project.id)
    assert [(each.task, each.done) for each in world.db.read_now(tasks_of, world.member)] == [
        ("find_refuted", False), ("move_and_undo", False),
    ]  # fmt: skip
    with pytest.raises(Conflict):
        world.db.write_now(mark_task, world.member, "find_refuted", ExampleTaskPatch(issue.id))
    world.db.write_now(mark_task, world.member, "find_refuted", ExampleTaskPatch(idea.id))
    moved = world.apply(Update(issue.id, state="done"), verb="update_item")
    assert not world.db.read_now(tasks_of, world.member)[1].done
    world.db.write_now(undo, world.member, world.graph, moved.operation)
    assert [each.done for each in world.db.read_now(tasks_of, world.member)] == [True, True]
    assert [each.done for each in world.db.read_now(tasks_of, world.owner)] == [False, False]
    world.db.write_now(mark_task, world.owner, "move_and_undo", ExampleTaskPatch(dismissed=True))
    assert [each.dismissed for each in world.db.read_now(tasks_of, world.owner)] == [False, True]
