"""Documents that apply and people who know, on both engines."""

from collections.abc import Callable
from typing import Any

import pytest

from rootnode.auth.accounts import add_account
from rootnode.auth.caller import Caller
from rootnode.graph.changes import Connect, Update
from rootnode.graph.nodes import Node
from rootnode.graph.projects import grant
from rootnode.graph.tree import above
from rootnode.graph.undo import undo
from rootnode.insight.documents import Applied, answer_document, documents_for
from rootnode.insight.people import people_for
from rootnode.kit.db import Database
from rootnode.kit.errors import Forbidden, Invalid, NotFound
from rootnode.testing.world import World, new_world

Make = Callable[..., Node]


@pytest.fixture
def world(db: Database) -> World:
    return new_world(db)


@pytest.fixture
def make(world: World) -> Make:
    return world.make


def link(world: World, type_: str, source: Node, target: Node) -> None:
    world.apply(Connect(type_, source.id, target.id))


def applied(world: World, item: Node, caller: Caller | None = None) -> list[Applied]:
    return world.db.read_now(documents_for, caller or world.member, world.graph.kinds, item)


def told(found: list[Applied]) -> list[tuple[str, str, bool]]:
    return [(each.document.title, each.reasons[0].why, each.dismissed) for each in found]


def test_documents_apply_for_reasons(world: World, make: Make) -> None:
    issue = make("issue", "Recall drops", fields={"labels": ["slice", "eu"]})
    data, raw, far = (make("dataset", name) for name in ("data", "raw", "far"))
    model = make("model", "model")
    link(world, "trained_on", model, data)
    link(world, "derived_from", data, raw)
    link(world, "derived_from", raw, far)
    for title, about in (("of the model", model), ("of raw data", raw), ("three steps away", far)):
        link(world, "documents", make("document", title), about)
    link(world, "blocks", data, issue)
    link(world, "documents", make("document", "of the data"), data)
    make("document", "guideline", fields={"category": "guideline", "labels": ["slice"]})
    make("document", "a note", fields={"category": "note", "labels": ["slice"]})
    make("document", "old", state="outdated", fields={"category": "runbook", "labels": ["slice"]})
    link(world, "mentions", make("document", "mentions it"), issue)

    found = applied(world, model)
    assert told(found) == [("of the model", "linked", False), ("of raw data", "lineage", False), ("of the data", "lineage", False)]
    assert (found[0].link is None, found[1].reasons[0].via) == (False, raw)
    found = applied(world, issue)
    assert told(found) == [("mentions it", "linked", False), ("of the data", "lineage", False), ("guideline", "label", False)]
    assert (found[0].link, found[2].reasons[0].label) == (None, "slice")


def test_what_people_say_of_a_document_is_kept_and_taken_back(world: World, make: Make) -> None:
    issue = make("issue", "Recall drops", fields={"labels": ["slice"]})
    guide = make("document", "guideline", fields={"category": "guideline", "labels": ["slice"]})

    def say(answer: Any, document: Node = guide, caller: Caller = world.member) -> None:
        world.db.write_now(answer_document, caller, world.graph, issue, document.id, answer)

    say("dismiss")
    assert told(applied(world, issue)) == [("guideline", "label", True)]
    say("recall")
    assert told(applied(world, issue)) == [("guideline", "label", False)]
    say("dismiss")
    say("accept")
    found = applied(world, issue)
    assert (told(found), found[0].link is None) == ([("guideline", "linked", False)], False)
    operation = world.db.read_now(lambda tx: tx.scalar("SELECT operation FROM change WHERE verb = 'accept_document'"))
    world.db.write_now(undo, world.member, world.graph, operation)
    assert told(applied(world, issue)) == [("guideline", "label", True)]
    with pytest.raises(Invalid):
        say("accept", issue)
    with pytest.raises(NotFound):
        say("dismiss", caller=world.guest)


def test_people_know_for_reasons(world: World, make: Make) -> None:
    def person(name: str) -> str:
        return world.db.write_now(add_account, world.workspace, name, f"{name}@example.org", "member", "x")

    owner, assignee, gone = person("owner"), person("assignee"), person("gone")
    world.db.write_now(lambda tx: tx.run("UPDATE account SET suspended = 1 WHERE id = :id", id=gone))
    data = make("dataset", "data", fields={"owner": owner})
    issue = make("issue", "Recall drops", fields={"assignee": assignee})
    link(world, "caused_by", issue, data)
    link(world, "derived_from", issue, make("dataset", "other", fields={"owner": gone}))
    world.apply(Update(issue.id, fields={"priority": "high"}))
    found = world.db.read_now(people_for, world.member, world.graph.kinds, issue)
    reasons = {each.person.name: [(why.why, why.via and why.via.title) for why in each.reasons] for each in found}
    assert reasons["assignee"] == [("field", None)]
    assert reasons["owner"] == [("owns", "data")]
    assert "gone" not in reasons


def test_what_an_item_hangs_beneath(world: World, make: Make) -> None:
    top = make("milestone", "top")
    middle = make("issue", "middle", parent=top.id)
    low = make("issue", "low", parent=middle.id)
    assert [node.title for node in world.db.read_now(above, world.member, low.id)] == ["middle", "top"]
    assert world.db.read_now(above, world.guest, low.id) == []
    world.db.write_now(grant, world.owner, world.graph, world.project.id, world.guest.actor, "viewer")
    with pytest.raises(Forbidden):
        world.db.write_now(answer_document, world.guest, world.graph, low, make("document", "d").id, "dismiss")
