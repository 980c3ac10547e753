"""Versions of models, the trash and aliases: no way of putting a version away goes round the guard of aliases."""

import pytest

from build.test_registry import do, model, seen, version
from rootnode.build.registry import delete_model, set_alias
from rootnode.build.registry_pages import model_version, version_by_alias
from rootnode.build.versions import delete_version
from rootnode.graph.changes import Restore, Trash
from rootnode.graph.history import changes_of, history
from rootnode.graph.undo import undo
from rootnode.kit.errors import Conflict, Guarded
from rootnode.testing.lab import Lab


def test_a_version_that_an_alias_points_to_goes_by_its_verb_or_with_its_model(lab: Lab) -> None:
    made = model(lab)
    first, second = version(lab), version(lab)
    do(lab, set_alias, "fraud", "champion", 1)
    with pytest.raises(Guarded, match=r"Aliases point to this version: champion\. Take them away first"):
        lab.world.apply(Trash(first.node.id))
    lab.world.apply(Trash(second.node.id))
    assert lab.db.read_now(version_by_alias, lab.project, "fraud", "champion").number == 1
    lab.world.apply(Trash(made.node.id))
    lab.world.apply(Restore(made.node.id))
    assert lab.db.read_now(version_by_alias, lab.project, "fraud", "champion").number == 1
    do(lab, delete_model, "fraud")
    lab.world.apply(Restore(made.node.id))
    do(lab, delete_version, "fraud", 1)
    assert "aliases" not in seen(lab).node.fields


def test_undoing_does_not_take_away_a_version_that_an_alias_points_to(lab: Lab) -> None:
    model(lab)
    first = version(lab)
    lab.world.apply(Trash(first.node.id))
    restored = lab.world.apply(Restore(first.node.id))
    do(lab, set_alias, "fraud", "champion", 1)
    with pytest.raises(Guarded, match="champion"):
        lab.db.write_now(undo, lab.caller, lab.graph, restored.operation)


def test_a_version_comes_back_by_itself_only_while_its_model_is_there(lab: Lab) -> None:
    made = model(lab).node
    first, second = version(lab).node, version(lab).node
    do(lab, delete_version, "fraud", 2)
    do(lab, delete_model, "fraud")
    for gone in (first, second):
        with pytest.raises(Guarded, match="Restore the model first"):
            lab.world.apply(Restore(gone.id))
    lab.world.apply(Restore(made.id))
    lab.world.apply(Restore(second.id))
    assert [lab.db.read_now(model_version, lab.project, "fraud", number).node.parent for number in (1, 2)] == [made.id, made.id]


def test_deleting_a_version_with_aliases_is_one_act_that_is_not_undone_in_part(lab: Lab) -> None:
    model(lab)
    first, second = version(lab).node, version(lab).node
    do(lab, set_alias, "fraud", "champion", 1)
    do(lab, delete_version, "fraud", 1)
    do(lab, delete_version, "fraud", 2)
    deletions = [lab.db.read_now(history, lab.caller, each.id)[0] for each in (first, second)]
    changed = lab.db.read_now(changes_of, lab.caller, deletions[0].operation)
    assert [list(change.body["set"]) for change in changed] == [["fields.aliases"], ["trashed"]]
    with pytest.raises(Conflict, match=r"also changed 'aliases', so it cannot be undone\. Restore it by hand"):
        lab.db.write_now(undo, lab.caller, lab.graph, deletions[0].operation)
    lab.db.write_now(undo, lab.caller, lab.graph, deletions[1].operation)
    assert lab.db.read_now(model_version, lab.project, "fraud", 2).node.id == second.id
