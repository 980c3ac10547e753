"""C12 in the graph: two workspaces with the same data, and a project that one caller may not see; nobody reads a foreign byte.

Every title and text carries a word that says whose it is. After random acts by all, everything that each caller can ask
for is put together as JSON: no foreign word and no foreign id may be in it.
"""

import random
import secrets
from dataclasses import dataclass, field
from typing import Any

import msgspec
import pytest

from rootnode.auth.caller import Caller
from rootnode.graph.changes import Connect, Create, Trash, Update
from rootnode.graph.context import context
from rootnode.graph.fields import CustomField
from rootnode.graph.history import changes_after, changes_of, history
from rootnode.graph.links import links_of
from rootnode.graph.lists import Listing, counts, counts_by, nodes
from rootnode.graph.nodes import node_by_ref, nodes_by_id
from rootnode.graph.projects import create_project, create_workspace, declare_fields, projects_of
from rootnode.graph.undo import undo
from rootnode.kit.db import ReadTx
from rootnode.kit.errors import Invalid, NotFound, Problem
from rootnode.testing.world import World, person
from rootnode.wire.items import Field

ACTS = 120


@dataclass
class Side:
    """A caller, the projects that only it and its own may see, and the word that marks all that is written there."""

    caller: Caller
    project: str
    key: str
    word: str
    items: list[str] = field(default_factory=list)


def _side(world: World, caller: Caller, key: str) -> Side:
    word = f"secret{secrets.token_hex(8)}"
    project = world.db.write_now(create_project, caller, world.graph, f"Project {word}", key, access="private")
    custom = [CustomField(("issue",), Field("score", "Score", "number", sortable=True))]
    world.db.write_now(declare_fields, caller, world.graph, project.id, custom)
    return Side(caller, project.id, key, word, [project.id])


def _act(world: World, side: Side, others: list[Side], draw: random.Random) -> None:
    """Something random on one's own side; now and then an attempt on another's, which must answer like a missing id."""
    if len(side.items) < 4 or draw.random() < 0.3:
        fields = {"description": f"Text {side.word}", "score": draw.randint(0, 9), "labels": [side.word]}
        node = Create(draw.choice(("issue", "issue", "dataset")), side.project, f"Title {side.word}")
        node = msgspec.structs.replace(node, fields=fields if node.kind == "issue" else {"description": side.word})
        side.items.append(world.apply(node, caller=side.caller).node.id)
        return
    one, two = draw.sample(side.items[1:], 2)
    try:
        match draw.randrange(6):
            case 0:
                world.apply(Update(one, title=f"Title {side.word} {draw.random()}"), caller=side.caller)
            case 1:
                world.apply(Connect(draw.choice(("relates", "derived_from")), one, two), caller=side.caller)
            case 2:
                world.apply(Trash(one), caller=side.caller)
            case 3:
                last = world.db.read_now(history, side.caller, one)[0]
                world.db.write_now(undo, side.caller, world.graph, last.operation)
            case _:
                foreign = draw.choice(draw.choice(others).items)
                _refused_like_a_missing_one(world, side, foreign, two)
    except Problem:
        return  # the trash, a stale rev, nothing to undo: not what is looked at here


def _refused_like_a_missing_one(world: World, side: Side, foreign: str, own: str) -> None:
    answers = []
    for far in (foreign, secrets.token_hex(16)):
        for request in (Update(far, title="x"), Trash(far), Connect("relates", own, far), Connect("relates", far, own)):
            with pytest.raises(Problem) as refused:
                world.apply(request, caller=side.caller)
            answers.append(f"{type(refused.value).__name__}: {refused.value}".replace(far, "FAR"))
    assert answers[:4] == answers[4:]


def everything(tx: ReadTx, world: World, side: Side, strange: list[str]) -> bytes:
    """All that the caller can ask the graph for, also with ids of others, as JSON."""
    caller, kinds = side.caller, world.graph.kinds
    found: list[Any] = [projects_of(tx, caller), changes_after(tx, caller, 0), nodes_by_id(tx, caller, [*side.items, *strange])]
    for project in (side.project, *strange):
        found.append(counts(tx, caller, project))
        for sort in ("created", "updated"):
            found.append(nodes(tx, caller, kinds, Listing(project, sort=sort)))
            found.append(nodes(tx, caller, kinds, Listing(project, sort=sort, trash=True)))
    for project in strange:
        with pytest.raises(Invalid) as refused:
            nodes(tx, caller, kinds, Listing(project, kind="issue", sort="nothing"))
        assert "score" not in str(refused.value)
    for sort in ("priority", "due"):
        found.append(nodes(tx, caller, kinds, Listing(side.project, kind="issue", sort=sort)))
    for group in ("labels", "state", "project"):
        found += [counts_by(tx, caller, kinds, Listing(project, kind="issue"), group) for project in (side.project, "")]
    found += [counts_by(tx, caller, kinds, Listing(project, kind="issue"), "state") for project in strange]
    for item in (*side.items, *strange):
        found += [links_of(tx, caller, item), context(tx, caller, kinds, item), history(tx, caller, item)]
        found += [changes_of(tx, caller, change.operation) for change in found[-1]]
    for item in strange:
        with pytest.raises(NotFound):
            node_by_ref(tx, caller, item)
    return msgspec.json.encode(found)


def test_c12_nobody_reads_a_foreign_byte(world: World) -> None:
    seed = secrets.randbelow(10**9)
    print(f"seed {seed}")
    draw = random.Random(seed)
    elsewhere = world.db.write_now(create_workspace, "Northbank ML")
    colleague = person(world.workspace, "member", "Mika")
    sides = [
        _side(world, world.member, "MINE"),
        _side(world, colleague, "THEIRS"),  # of the same workspace, another's private project
        _side(world, person(elsewhere, "owner", "Mika"), "OTHERS"),
    ]
    for _ in range(ACTS):
        side = draw.choice(sides)
        _act(world, side, [other for other in sides if other is not side], draw)
    for side in sides:
        others = [other for other in sides if other is not side]
        strange = [item for other in others for item in other.items]
        read = world.db.read_now(everything, world, side, strange)
        assert side.word.encode() in read
        for other in others:
            assert other.word.encode() not in read
            assert not [item for item in other.items if item.encode() in read]


def test_g10_a_link_into_a_hidden_project_shows_neither_id_nor_title(world: World) -> None:
    """The owner sees both ends; who sees one end only learns that there is another."""
    hidden = _side(world, world.owner, "HIDDEN")
    far = world.apply(Create("dataset", hidden.project, f"Title {hidden.word}"), caller=world.owner).node
    near = world.make("dataset")
    world.apply(Connect("derived_from", near.id, far.id), Connect("relates", far.id, near.id), caller=world.owner)
    side = Side(world.member, world.project.id, "FRAUD", "A title", [near.id])
    read = world.db.read_now(everything, world, side, [far.id])
    links = world.db.read_now(links_of, world.member, near.id)
    assert [end.far for end in links] == [None, None]
    assert b"derived_from" in read
    assert hidden.word.encode() not in read
    assert [step.id for step in world.db.read_now(context, world.member, world.graph.kinds, near.id).steps] == [None]
