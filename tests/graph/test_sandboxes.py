"""A sandbox is a person's own and can become a project (decision 0004); a project removed for good; history told afterwards (0005)."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from rootnode.graph.access import project_by_key
from rootnode.graph.changes import COLUMNS, Create, Trash, Update, change_of
from rootnode.graph.nodes import find_project, node_by_ref
from rootnode.graph.projects import create_project, projects_of
from rootnode.graph.purge import purge_project, purge_some
from rootnode.graph.sandboxes import sandbox, settle_project
from rootnode.kit.clock import DAY
from rootnode.kit.db.past import as_of
from rootnode.kit.errors import Conflict, Forbidden, Invalid, NotFound
from rootnode.testing.world import World


def test_a_sandbox_is_made_once_and_is_its_owners_alone(world: World) -> None:
    first = world.db.write_now(sandbox, world.member, world.graph)
    assert (first.key, first.title, first.fields["access"]) == ("SANDBOX", "Sandbox of Mika", "private")
    assert world.db.write_now(sandbox, world.member, world.graph) == first
    other = world.db.write_now(sandbox, world.owner, world.graph)
    assert other.key == "SANDBOX2"
    assert other.id not in [each.node.id for each in world.db.read_now(projects_of, world.member)]
    with pytest.raises(Forbidden):
        world.db.write_now(sandbox, world.guest, world.graph)


def test_a_sandbox_takes_the_next_key_where_another_was_quicker(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.db.write_now(sandbox, world.owner, world.graph)
    keys = iter(("SANDBOX", "SANDBOX2"))  # as one sees them who looked before the other had committed
    monkeypatch.setattr("rootnode.graph.sandboxes._free_key", lambda _: next(keys))
    assert world.db.write_now(sandbox, world.member, world.graph).key == "SANDBOX2"


def test_two_pages_that_open_together_make_one_sandbox(world: World) -> None:
    with ThreadPoolExecutor(4) as pages:
        made = list(pages.map(lambda _: world.db.write_now(sandbox, world.member, world.graph).key, range(4)))
    assert made == ["SANDBOX"] * 4


def test_a_settled_sandbox_keeps_its_items_and_both_keys_lead_to_it(world: World) -> None:
    made = world.db.write_now(sandbox, world.member, world.graph)
    issue = world.make(project=made.id)
    settled = world.db.write_now(settle_project, world.member, world.graph, made.id, "Churn", "churn", "workspace")
    assert (settled.id, settled.key, settled.title, settled.fields["access"]) == (made.id, "CHURN", "Churn", "workspace")
    assert settled.fields == {"access": "workspace"}
    for key in ("CHURN", "sandbox"):
        assert world.db.read_now(project_by_key, world.owner, key) == (made.id, "CHURN")
        assert world.db.read_now(find_project, world.workspace, key) == made.id
    for ref in ("CHURN-1", "SANDBOX-1"):
        assert world.db.read_now(find_project, world.workspace, ref) == made.id
        assert world.db.read_now(node_by_ref, world.owner, ref).id == issue.id
    with pytest.raises(Conflict, match="is taken, or was once"):
        world.db.write_now(create_project, world.owner, world.graph, "Another", "Sandbox")
    assert world.db.write_now(sandbox, world.member, world.graph).key == "SANDBOX2"
    with pytest.raises(Conflict, match="a project already"):
        world.db.write_now(settle_project, world.member, world.graph, made.id, "Churn", "CHURN2", "workspace")


def test_a_sandbox_cannot_take_a_key_that_is_taken(world: World) -> None:
    made = world.db.write_now(sandbox, world.member, world.graph)
    with pytest.raises(Conflict, match="is taken, or was once"):
        world.db.write_now(settle_project, world.member, world.graph, made.id, "Fraud again", "fraud", "private")
    assert world.db.read_now(node_by_ref, world.member, made.id) == made


def test_a_project_removed_for_good_is_gone_and_its_key_is_not_given_again(world: World) -> None:
    doomed = world.db.write_now(create_project, world.owner, world.graph, "Doomed", "DOOM")
    parent = world.make(project=doomed.id)
    child = world.make(project=doomed.id, parent=parent.id)
    world.apply(Trash(child.id))
    forgotten: list[str] = []
    world.graph.on_purge.append(lambda _, nodes: forgotten.extend(nodes))
    with pytest.raises(Conflict, match="still has items"):
        world.db.write_now(purge_project, world.owner, world.graph, doomed.id, "It was an example.")
    with pytest.raises(Forbidden):
        world.db.write_now(purge_some, world.member, world.graph, doomed.id, "It was an example.")
    assert world.db.write_now(purge_some, world.owner, world.graph, doomed.id, "It was an example.") == 2
    assert world.db.write_now(purge_some, world.owner, world.graph, doomed.id, "It was an example.") == 0
    world.db.write_now(purge_project, world.owner, world.graph, doomed.id, "It was an example.")
    assert sorted(forgotten) == sorted([doomed.id, parent.id, child.id])
    with pytest.raises(NotFound):
        world.db.read_now(project_by_key, world.owner, "DOOM")
    with pytest.raises(Conflict, match="is taken, or was once"):
        world.db.write_now(create_project, world.owner, world.graph, "Again", "DOOM")


def test_what_is_told_afterwards_bears_its_time_and_the_next_numbers(world: World) -> None:
    issue = world.make()
    then = issue.created - 30 * DAY
    request = Create("issue", world.project.id, "Long ago")
    old = world.db.write_now(as_of, then, world.graph.apply, world.member, [request], verb="create_item").node
    world.db.write_now(as_of, then + DAY, world.graph.apply, world.member, [Update(old.id, state="done")], verb="update_item")
    log = world.db.read_now(
        lambda tx: [change_of(row) for row in tx.rows(f"SELECT {COLUMNS} FROM change c WHERE c.node = :n ORDER BY number", n=old.id)]
    )
    assert [change.at for change in log] == [then, then + DAY]
    assert log[0].number == world.db.read_now(lambda tx: tx.scalar("SELECT MAX(number) FROM change")) - 1
    with pytest.raises(Invalid, match="past"):
        world.db.write_now(as_of, issue.created + 10_000 * DAY, world.graph.apply, world.member, [request], verb="create_item")
