"""Tags edited by hand: what is written, told, refused, and taken back. Every test ends with the replay check."""

from typing import Any

import pytest

from rootnode.build.logged_models import NewModel, create_logged_model
from rootnode.build.pages import run_page
from rootnode.build.registry import create_model
from rootnode.build.registry_pages import model_version, registered_model
from rootnode.build.runs import delete_run
from rootnode.build.tagging import MOST, edit_tags
from rootnode.build.versions import NewVersion, create_version
from rootnode.doors.api.activity import part
from rootnode.doors.views import log_entry
from rootnode.graph.activity import activity
from rootnode.graph.history import history
from rootnode.graph.undo import undo
from rootnode.kit.db import WriteTx
from rootnode.kit.errors import Conflict, Invalid, NotFound
from rootnode.testing.lab import Lab
from rootnode.testing.statements import listening


def edit(lab: Lab, ref: str, **tags: str | None) -> dict[str, str]:
    return lab.db.write_now(edit_tags, lab.caller, lab.graph, [ref], tags)[0].tags


def newest(lab: Lab, node: str) -> Any:
    return lab.db.read_now(history, lab.caller, node)[0]


def take_back(lab: Lab, operation: str) -> None:
    lab.db.write_now(undo, lab.caller, lab.graph, operation)


def test_a_runs_tags_are_set_changed_and_taken_away_in_one_act_that_tells_what_was_there(lab: Lab) -> None:
    run = lab.run("r", tags={"team": "risk", "old": "x", "same": "s"})
    assert edit(lab, run.id, team="cards", old=None, same="s", new="n") == {"new": "n", "same": "s", "team": "cards"}
    change = newest(lab, run.id)
    assert (change.verb, change.body["event"]) == ("edit_tags", "tags.edited")
    assert change.body["payload"] == {"set": {"team": ["risk", "cards"], "old": ["x", None], "new": [None, "n"]}}
    before = lab.changes()
    assert edit(lab, run.id, team="cards", gone=None)["team"] == "cards"
    assert lab.changes() == before


def test_an_act_is_undone_and_done_again_where_nothing_else_came_between(lab: Lab) -> None:
    run = lab.run("r", tags={"team": "risk"})
    edit(lab, run.id, team=None, new="n")
    operation = newest(lab, run.id).operation
    take_back(lab, operation)
    assert edit(lab, run.id) == {"team": "risk"}
    undone = newest(lab, run.id).operation
    take_back(lab, undone)
    assert edit(lab, run.id) == {"new": "n"}
    edit(lab, run.id, new="other")
    with pytest.raises(Conflict, match=r"'new' of .* has been changed since"):
        take_back(lab, operation)
    assert edit(lab, run.id) == {"new": "other"}


def test_many_are_tagged_and_taken_back_in_one_act(lab: Lab) -> None:
    runs = [lab.run(name, tags={"n": name}) for name in "ab"]
    found = lab.db.write_now(edit_tags, lab.caller, lab.graph, [run.id for run in runs], {"best": "yes", "n": "a"})
    assert {each.node.id: each.tags for each in found} == {run.id: {"best": "yes", "n": "a"} for run in runs}
    assert len({newest(lab, run.id).operation for run in runs}) == 1
    take_back(lab, newest(lab, runs[0].id).operation)
    assert [edit(lab, run.id) for run in runs] == [{"n": "a"}, {"n": "b"}]
    for refs in ([], [runs[0].id] * 101):
        with pytest.raises(Invalid, match="1 to 100 items"):
            lab.db.write_now(edit_tags, lab.caller, lab.graph, refs, {"best": "yes"})


def test_models_versions_and_logged_models_have_tags_as_clients_see_them(lab: Lab) -> None:
    model = lab.db.write_now(create_model, lab.caller, lab.graph, lab.project, "fraud", tags={"a": "1"}).node
    version = lab.db.write_now(create_version, lab.caller, lab.graph, lab.project, "fraud", NewVersion("s3://bucket/m")).node
    logged = lab.db.write_now(create_logged_model, lab.caller, lab.graph, lab.project, NewModel(name="net")).node
    run = lab.run("r")
    for each in (model, version, logged, run):
        edit(lab, each.id, a="2")
    assert lab.db.read_now(registered_model, lab.project, "fraud").tags == {"a": "2"}
    assert lab.db.read_now(model_version, lab.project, "fraud", 1).tags == {"a": "2"}
    assert edit(lab, logged.id) == {"a": "2"}
    assert lab.db.read_now(run_page, lab.project, run.id).tags["a"] == "2"


@pytest.mark.parametrize("key", ["mlflow.runName", "mlflow.note.content", " ", "a/../b", "k" * 251])
def test_names_that_are_the_clients_own_or_no_names_are_refused(lab: Lab, key: str) -> None:
    run = lab.run("r")
    for value in ("x", None):
        with pytest.raises(Invalid):
            edit(lab, run.id, **{key: value})


def test_too_much_is_refused(lab: Lab) -> None:
    run = lab.run("r")
    with pytest.raises(Invalid, match="at most 50 tags"):
        edit(lab, run.id, **{f"k{number}": "v" for number in range(MOST + 1)})
    with pytest.raises(Invalid):
        edit(lab, run.id, k="v" * 8_001)


def test_one_act_tells_of_so_much_text_and_no_more(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = [lab.run(name) for name in "ab"]
    monkeypatch.setattr("rootnode.build.tagging.MOST_TEXT", 20)
    with pytest.raises(Invalid, match="Edit fewer at once"):
        lab.db.write_now(edit_tags, lab.caller, lab.graph, [run.id for run in runs], {"k": "é" * 5})
    assert edit(lab, runs[0].id, k="é" * 5) == {"k": "é" * 5}
    with pytest.raises(Invalid, match="Edit fewer at once"):  # what stood there is told, too
        edit(lab, runs[0].id, k="é" * 6)


def test_what_is_told_live_and_as_activity_names_tags_and_undo_is_offered(lab: Lab) -> None:
    run = lab.run("r")
    edit(lab, run.id, note="x" * 1_000)
    change = newest(lab, run.id)
    assert log_entry(change).body == {"event": "tags.edited", "payload": {"set": ["note"]}}
    assert part(change, {}).payload == {"set": ["note"]}
    take_back(lab, change.operation)
    for noise in (True, False):
        acts = lab.db.read_now(activity, lab.caller, lab.project, noise=noise).acts[:2]
        assert [(act.verb, act.folded, act.undoable) for act in acts] == [("undo", False, True), ("edit_tags", False, True)]


def test_no_statement_is_asked_for_each_of_many(lab: Lab) -> None:
    few, many = ([lab.run(f"{count}-{number}", tags={"old": "x"}).id for number in range(count)] for count in (2, 8))

    def asked(refs: list[str]) -> int:
        told: list[str] = []

        def verb(tx: WriteTx) -> None:
            edit_tags(listening(tx, told), lab.caller, lab.graph, refs, {"old": None, "new": "n"})

        lab.db.write_now(verb)
        return sum("_tag" in sql for sql in told)

    assert asked(few) == asked(many)


def test_what_has_no_tags_or_lies_in_the_trash_or_is_not_ones_own_is_refused(lab: Lab) -> None:
    run = lab.run("r", tags={"team": "risk"})
    with pytest.raises(NotFound):
        edit(lab, lab.world.project.id, team="x")
    with pytest.raises(NotFound):
        lab.db.write_now(edit_tags, lab.world.guest, lab.graph, [run.id], {"team": "x"})
    edit(lab, run.id, team="cards")
    operation = newest(lab, run.id).operation
    lab.db.write_now(delete_run, lab.caller, lab.graph, lab.project, run.id)
    for act in (lambda: edit(lab, run.id, team="x"), lambda: take_back(lab, operation)):
        with pytest.raises(Conflict, match="in the trash"):
            act()
