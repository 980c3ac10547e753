"""Lists across projects, counts of what a filter leaves, finding by words, one act on many, saved views and pins."""

from collections.abc import Callable
from typing import Any

import pytest

from rootnode.auth.caller import Caller
from rootnode.graph.access import write_grant
from rootnode.graph.apply import Applied
from rootnode.graph.batch import trash_many, update_many
from rootnode.graph.changes import Create, Event, Trash, Update
from rootnode.graph.conditions import Condition
from rootnode.graph.find import find
from rootnode.graph.lists import Listing, counts_by, nodes
from rootnode.graph.nodes import Node, node_by_ref
from rootnode.graph.projects import create_project
from rootnode.graph.saved_views import View, change_view, create_view, delete_view, pin, pins_of, view_of, views_of
from rootnode.graph.undo import undo
from rootnode.kit.db import ReadTx
from rootnode.kit.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from rootnode.testing.statements import listening
from rootnode.testing.world import World


@pytest.fixture
def two(world: World) -> World:
    """Issues 0 to 5, turn by turn in FRAUD and in CHURN; and one in SECRET, which only the owner sees."""
    churn = world.db.write_now(create_project, world.owner, world.graph, "Churn", "CHURN")
    secret = world.db.write_now(create_project, world.owner, world.graph, "Secret", "SECRET", access="private")
    for number in range(6):
        fields: dict[str, Any] = {"estimate": 5 - number} if number < 4 else {}
        world.make(
            title=f"Issue {number}", project=(world.project, churn)[number % 2].id, fields=fields, state=("todo", "done")[number % 2]
        )
    world.make(title="Issue hidden", project=secret.id, caller=world.owner, fields={"estimate": 9})
    return world


def titles(world: World, **listing: Any) -> list[str]:
    found: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = world.db.read_now(nodes, world.member, world.graph.kinds, Listing("", "issue", limit=2, cursor=cursor, **listing))
        found += [node.title.removeprefix("Issue ") for node in page.nodes]
        cursor = page.next
    return found


def test_a_list_across_projects_has_pages_sorts_and_filters_and_hides_what_may_not_be_seen(two: World) -> None:
    assert titles(two) == list("543210")
    assert titles(two, sort="updated", descending=False) == list("012345")
    assert titles(two, sort="estimate", descending=False) == list("321045")
    assert titles(two, sort="estimate", states=("todo",)) == ["0", "2", "4"]
    assert titles(two, conditions=(Condition("estimate", ">", 3),)) == ["1", "0"]
    assert titles(two, text="ISSUE 3") == ["3"]
    with pytest.raises(Invalid, match="Choose a type"):
        two.db.read_now(nodes, two.member, two.graph.kinds, Listing(""))
    guests = two.db.read_now(nodes, two.guest, two.graph.kinds, Listing("", "issue"))
    assert guests.nodes == []


def test_conditions_on_what_every_item_has_and_on_one_of_several_values(two: World) -> None:
    assert titles(two, conditions=(Condition("state", "!=", "done"), Condition("title", "contains", "sue"))) == ["4", "2", "0"]
    assert titles(two, conditions=(Condition("estimate", "in", [5, 2]),)) == ["3", "0"]
    assert titles(two, conditions=(Condition("created_by", "in", [two.member.actor]), Condition("created", ">", 0))) == list("543210")
    for wrong in (Condition("created", "=", "x"), Condition("state", "empty"), Condition("estimate", "in", []), Condition("title", "=", 1)):
        with pytest.raises(Invalid):
            titles(two, conditions=(wrong,))
    for vast in (Condition("created", ">", 2**63), Condition("updated", "in", [0, -(2**64)]), Condition("estimate", "<", 10**400)):
        with pytest.raises(Invalid, match=r"64 bits") as refused:
            titles(two, conditions=(vast,))
        assert refused.value.where == f"filter.{vast.field}"


def test_counts_of_what_the_filter_leaves(two: World) -> None:
    def counted(by: str, **listing: Any) -> dict[Any, int]:
        return dict(two.db.read_now(counts_by, two.member, two.graph.kinds, Listing("", "issue", **listing), by))

    assert counted("state") == {"todo": 3, "done": 3}
    assert counted("state", text="issue 2") == {"todo": 1}
    assert counted("estimate", states=("todo",)) == {5.0: 1, 3.0: 1, None: 1}
    assert counted("estimate", states=("todo",), text="issue") == {5.0: 1, 3.0: 1, None: 1}
    assert sorted(counted("project").values()) == [3, 3]


def found(world: World, text: str, **given: Any) -> list[str]:
    return [node.title for node in world.db.read_now(find, world.member, text, **given)]


def test_found_by_key_and_by_beginnings_of_words_best_first(world: World) -> None:
    world.make(title="Recall of rare classes drops")
    world.make("hypothesis", "Rare classes need focal loss", state="refuted")
    other = world.make(title="Unrelated: größere Batches")
    assert found(world, "rare") == ["Rare classes need focal loss", "Recall of rare classes drops"]
    assert found(world, "cla rec") == ["Recall of rare classes drops"]
    assert found(world, "fraud-2") == ["Rare classes need focal loss"]
    assert found(world, "GRÖSS") == found(world, "") == found(world, "%") == found(world, "are") == []
    assert found(world, "GRÖß") == ["Unrelated: größere Batches"]
    world.apply(Update(other.id, title="Something else"))
    assert (found(world, "größere"), found(world, "something")) == ([], ["Something else"])
    world.apply(Trash(other.id))
    assert found(world, "something") == []
    world.db.write_now(undo, world.member, world.graph, last_operation(world))
    assert found(world, "something") == ["Something else"]
    assert [node.title for node in world.db.read_now(find, world.guest, "rare")] == []


def test_those_of_a_project_come_first_or_alone_and_a_bare_number_is_a_key_there(world: World) -> None:
    churn = world.db.write_now(create_project, world.owner, world.graph, "Churn", "CHURN")
    here = (world.project.id, world.project.key)
    world.make(title="Recall of rare classes drops")
    world.make(title="Drops again: recall", project=churn.id)
    world.make(title="Recall drops elsewhere", project=churn.id)
    assert found(world, "dro reca") == ["Recall drops elsewhere", "Drops again: recall", "Recall of rare classes drops"]
    assert found(world, "dro reca", near=here) == ["Recall of rare classes drops", "Recall drops elsewhere", "Drops again: recall"]
    assert found(world, "dro reca", near=here, limit=2) == ["Recall of rare classes drops", "Recall drops elsewhere"]
    assert found(world, "dro reca", near=here, only=True) == ["Recall of rare classes drops"]
    assert found(world, "1", near=here) == found(world, "#1", near=here) == ["Recall of rare classes drops"]
    assert found(world, "churn-2", near=here) == ["Recall drops elsewhere"]
    assert found(world, "churn-2", near=here, only=True) == []
    assert found(world, "²", near=here) == []


def test_of_very_many_the_ones_touched_last_are_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    old = world.make(title="Really old")
    for title in ("rad", "rag", "ram"):
        world.make(title=title)
    monkeypatch.setattr("rootnode.graph.find.MANY", 2)
    monkeypatch.setattr("rootnode.graph.find.LATELY", 1)
    assert set(found(world, "r")) == {"rad", "rag", "ram"}
    world.apply(Update(old.id, title="Really old still"))
    assert set(found(world, "r")) == {"rad", "rag", "Really old still"}


def test_a_key_of_another_project_takes_no_place(world: World) -> None:
    churn = world.db.write_now(create_project, world.owner, world.graph, "Churn", "CHURN")
    world.make(title="There", project=churn.id)
    world.make(title="After churn-1")
    assert found(world, "churn-1", near=(world.project.id, world.project.key), only=True, limit=1) == ["After churn-1"]


@pytest.mark.parametrize("few", [0, 8])
def test_what_is_touched_last_is_found_behind_much_that_programs_log(world: World, monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    old = world.make(title="Really old")
    for title in ("rad", "rag", "ram"):
        world.make(title=title)
    hidden = world.db.write_now(create_project, world.owner, world.graph, "Hidden", "HID", access="private")
    world.make(title="Right", project=hidden.id, caller=world.owner)
    for name, value in (("MANY", 2), ("LATELY", 1), ("FEW", few)):
        monkeypatch.setattr(f"rootnode.graph.find.{name}", value)
    world.apply(Update(old.id, title="Really old still"), Event(old.id, "logged", {}))
    for _ in range(5):
        world.apply(Event(old.id, "logged", {}))
    assert set(found(world, "r")) == {"rad", "rag", "Really old still"}
    asked = _asked(world, lambda tx: find(tx, world.member, "r"))
    assert [sql for sql in asked if "FROM change" in sql and "verb IN" in sql]
    assert all("granted" not in sql for sql in asked if "some_of_them" in sql)  # how rare a word is, is counted without looking at access


def _asked(world: World, look: Callable[[ReadTx], object]) -> list[str]:
    told: list[str] = []
    world.db.read_now(lambda tx: look(listening(tx, told)))
    return told


def last_operation(world: World) -> str:
    return str(world.db.read_now(lambda tx: tx.scalar("SELECT operation FROM change ORDER BY number DESC LIMIT 1")))


def edits(items: list[Node], **given: Any) -> list[Update]:
    return [Update(item.id, item.rev, **given) for item in items]


def batch(world: World, updates: list[Update]) -> Applied:
    return world.db.write_now(update_many, world.member, world.graph, updates)


def now(world: World, items: list[Node]) -> list[Node]:
    return [world.db.read_now(node_by_ref, world.member, item.id) for item in items]


def test_one_act_on_many_is_undone_at_once_and_done_whole_or_not_at_all(world: World) -> None:
    items = [world.make(title=str(number)) for number in range(3)]
    done = batch(world, edits(items, state="todo", fields={"priority": "high"}))
    assert {(each.state, each.fields["priority"]) for each in now(world, items)} == {("todo", "high")}
    with pytest.raises(Stale, match="FRAUD-1, FRAUD-2, FRAUD-3 changed meanwhile"):
        batch(world, edits(items, state="done"))
    newer = now(world, items)
    with pytest.raises(Invalid):
        batch(world, [*edits(newer[:2], state="done"), Update(newer[2].id, newer[2].rev, state="no such")])
    assert {each.state for each in now(world, items)} == {"todo"}
    world.db.write_now(undo, world.member, world.graph, done.operation)
    assert {(each.state, "priority" in each.fields) for each in now(world, items)} == {("backlog", False)}
    for wrong in ([], edits(items) * 2):
        with pytest.raises(Invalid):
            batch(world, wrong)
    with pytest.raises(NotFound):
        world.db.write_now(update_many, world.guest, world.graph, edits(items))


def test_many_go_to_the_trash_and_come_back_together(world: World) -> None:
    top, other = world.make(title="top"), world.make(title="other")
    child = world.make(title="child", parent=top.id)
    trashed = world.db.write_now(trash_many, world.member, world.graph, [child.id, other.id, top.id])
    assert all(each.trashed for each in now(world, [top, other, child]))
    back = world.db.write_now(undo, world.member, world.graph, trashed.operation)
    assert [(each.trashed, each.parent) for each in now(world, [top, other, child])] == [(None, None), (None, None), (None, top.id)]
    again = world.db.write_now(undo, world.member, world.graph, back.operation)
    assert all(each.trashed for each in now(world, [top, other, child]))
    world.db.write_now(undo, world.member, world.graph, again.operation)
    assert not any(each.trashed for each in now(world, [top, other, child]))


def test_views_are_ones_own_until_they_are_shared(world: World) -> None:
    project = world.project.id
    mine = world.db.write_now(lambda tx: create_view(tx, world.member, project, "plan", "Mine", "issue", {"state": "todo"}, shared=False))
    assert world.db.read_now(views_of, world.owner, project) == []
    assert [(view.name, view.query) for view in world.db.read_now(views_of, world.member, project, "plan")] == [("Mine", {"state": "todo"})]
    with pytest.raises(NotFound):
        world.db.write_now(delete_view, world.owner, mine.id)
    shared = world.db.write_now(lambda tx: change_view(tx, world.member, mine.id, name="Ours", shared=True))
    assert [view.name for view in world.db.read_now(views_of, world.owner, project)] == ["Ours"]
    assert world.db.read_now(views_of, world.owner, None) == world.db.read_now(views_of, world.owner, project, "scope") == []
    with pytest.raises(NotFound):
        world.db.read_now(view_of, world.guest, mine.id)
    theirs = world.db.write_now(lambda tx: create_view(tx, world.owner, project, "plan", "Owner's", "", {}, shared=True))
    with pytest.raises(Forbidden):
        world.db.write_now(delete_view, world.member, theirs.id)
    world.db.write_now(pin, world.member, shared.id)
    world.db.write_now(delete_view, world.owner, shared.id)  # who leads the project
    assert world.db.read_now(pins_of, world.member) == []


def test_a_shared_view_is_changed_by_who_may_share_and_a_lead_takes_it_away(world: World) -> None:
    def change(caller: Caller, **given: Any) -> View:
        return world.db.write_now(lambda tx: change_view(tx, caller, made.id, **given))

    project = world.project.id
    made = world.db.write_now(lambda tx: create_view(tx, world.member, project, "plan", "Ours", "issue", {}, shared=True))
    everybody = f"members:{world.workspace}"
    world.db.write_now(write_grant, world.workspace, project, everybody, "viewer")
    with pytest.raises(Forbidden):
        change(world.member, name="Mine alone")
    assert world.db.read_now(view_of, world.owner, made.id).name == "Ours"
    told = change(world.owner, shared=False)
    assert (told.shared, told.name) == (False, "Ours")
    assert [(view.name, view.shared) for view in world.db.read_now(views_of, world.member, project)] == [("Ours", False)]
    assert world.db.read_now(views_of, world.owner, project) == []
    assert change(world.member, name="Mine").name == "Mine"


def test_views_of_all_projects_and_what_is_refused(world: World) -> None:
    def create(caller: Any = world.member, project: str | None = None, place: str = "docs", name: str = "Runbooks", **given: Any) -> Any:
        return world.db.write_now(lambda tx: create_view(tx, caller, project, place, name, "document", given, shared=True))

    made = create(category="runbook")
    assert [view.id for view in world.db.read_now(views_of, world.owner, None, "docs")] == [made.id]
    for place in ("projects", "issues"):
        create(place=place, name=place.title())
        assert [view.name for view in world.db.read_now(views_of, world.owner, None, place)] == [place.title()]
    assert world.db.read_now(views_of, world.guest, None, "docs") == []
    with pytest.raises(Forbidden):
        create(caller=world.guest)
    for wrong in ({"name": " "}, {"place": "moon"}, {"long": "x" * 9_000}):
        with pytest.raises(Invalid):
            create(**wrong)


def test_pins_are_of_what_may_be_seen(world: World) -> None:
    item = world.make()
    for _ in range(2):
        world.db.write_now(pin, world.member, item.id)
    assert world.db.read_now(pins_of, world.member) == [item.id]
    assert world.db.read_now(pins_of, world.owner) == []
    for target in (item.id, "x"):
        with pytest.raises(NotFound):
            world.db.write_now(pin, world.guest, target)


def test_an_undo_of_many_is_refused_by_name_where_one_changed_since(world: World) -> None:
    items = [world.make(title=str(number)) for number in range(2)]
    done = batch(world, edits(items, state="todo"))
    world.apply(Update(items[1].id, state="done"))
    with pytest.raises(Conflict, match="'state' of FRAUD-2 has been changed since"):
        world.db.write_now(undo, world.member, world.graph, done.operation)
    assert [each.state for each in now(world, items)] == ["todo", "done"]


def test_words_of_new_items_follow_the_transaction(world: World) -> None:
    with pytest.raises(Invalid):
        world.apply(Create("issue", world.project.id, "Kept"), Create("issue", world.project.id, ""))
    assert found(world, "kept") == []
