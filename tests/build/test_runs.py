"""Experiments and runs: what the verbs write, refuse and leave alone."""

import math
from typing import Any

import pytest

from rootnode.auth.caller import Caller
from rootnode.build.experiments import (
    create_experiment,
    delete_experiment,
    experiment,
    experiment_named,
    rename_experiment,
    restore_experiment,
    set_experiment_tags,
)
from rootnode.build.pages import RunPage, run_page
from rootnode.build.runs import NewRun, create_run, delete_run, delete_tag, log_batch, restore_run, update_run
from rootnode.graph.changes import Trash
from rootnode.graph.history import history
from rootnode.graph.projects import grant
from rootnode.graph.purge import purge
from rootnode.kit.db import ReadTx
from rootnode.kit.errors import Conflict, Forbidden, Invalid, NotFound
from rootnode.kit.ids import new_id
from rootnode.series.points import Points
from rootnode.testing.lab import Lab


def make(lab: Lab, name: str, **given: Any) -> int:
    return lab.db.write_now(create_experiment, lab.caller, lab.graph, lab.project, name, **given).number


def page(lab: Lab, run: str) -> RunPage:
    return lab.db.read_now(run_page, lab.project, run)


def test_experiments_are_numbered_from_1_and_default_is_0_and_made_when_it_is_used(lab: Lab) -> None:
    assert lab.db.read_now(experiment, lab.project, 0).node is None
    assert lab.db.read_now(experiment_named, lab.project, "Default").number == 0
    assert [make(lab, "baseline"), make(lab, "tuned", tags={"team": "risk"}, artifact_location="s3://elsewhere/x")] == [1, 2]
    lab.run()
    default = lab.db.read_now(experiment, lab.project, 0)
    tuned = lab.db.read_now(experiment_named, lab.project, "tuned")
    assert (default.name, default.node is not None) == ("Default", True)
    assert tuned.tags == {"team": "risk"}
    assert tuned.node
    assert tuned.node.fields == {"number": 2, "artifact_location": "s3://elsewhere/x"}


@pytest.mark.parametrize("name", ["", "  ", "x" * 501, "a\x00b"])
def test_a_name_that_does_not_do_is_refused(lab: Lab, name: str) -> None:
    with pytest.raises(Invalid) as refused:
        make(lab, name)
    assert refused.value.where == "name"


def test_an_experiments_name_is_taken_once_also_from_the_trash(lab: Lab) -> None:
    number = make(lab, "baseline")
    for name in ("baseline", "Default"):
        with pytest.raises(Conflict, match="already exists"):
            make(lab, name)
    lab.db.write_now(delete_experiment, lab.caller, lab.graph, lab.project, number)
    with pytest.raises(Conflict, match="deleted state"):
        make(lab, "baseline")
    with pytest.raises(Invalid, match="must be in the 'active' state"):
        lab.run(experiment=number)
    lab.db.write_now(restore_experiment, lab.caller, lab.graph, lab.project, number)
    lab.db.write_now(rename_experiment, lab.caller, lab.graph, lab.project, number, "first")
    assert make(lab, "baseline") == number + 1
    with pytest.raises(Conflict):
        lab.db.write_now(rename_experiment, lab.caller, lab.graph, lab.project, number, "baseline")


def test_an_experiments_note_is_its_description(lab: Lab) -> None:
    number = make(lab, "baseline")
    lab.db.write_now(set_experiment_tags, lab.caller, lab.graph, lab.project, number, {"mlflow.note.content": "# Why", "a": "1"})
    found = lab.db.read_now(experiment, lab.project, number)
    assert found.tags == {"a": "1", "mlflow.note.content": "# Why"}
    assert found.node
    assert found.node.fields["description"] == "# Why"


def test_a_run_begins_with_what_its_client_said(lab: Lab) -> None:
    tags = {"mlflow.user": "olga", "mlflow.source.git.commit": "4c1f", "mlflow.runName": "steady", "mlflow.note.content": "n", "team": "x"}
    run = lab.run("steady", started=1_700_000_000_123_000, tags=tags)
    found = page(lab, run.id)
    assert (found.node.title, found.node.state, found.experiment, found.started) == ("steady", "running", 0, 1_700_000_000_123_000)
    assert found.node.fields == {"started": 1_700_000_000_123_000, "user": "olga", "commit": "4c1f", "note": "n"}
    assert found.tags == tags
    default = lab.db.read_now(experiment, lab.project, 0).node
    assert default is not None
    assert found.node.parent == default.id


def test_a_run_without_a_name_gets_one_and_two_names_must_agree(lab: Lab) -> None:
    assert len(lab.run().title.split("-")) == 3
    with pytest.raises(Invalid, match="different values"):
        lab.run("one", tags={"mlflow.runName": "other"})


def test_a_nested_run_stands_beneath_its_parent_and_any_other_text_is_only_a_tag(lab: Lab) -> None:
    parent = lab.run("parent")
    assert lab.run(tags={"mlflow.parentRunId": parent.id}).parent == parent.id
    for other in ("../../etc/passwd", new_id(), lab.project):
        nested = lab.run(tags={"mlflow.parentRunId": other})
        assert nested.parent == parent.parent
        assert page(lab, nested.id).tags["mlflow.parentRunId"] == other


def test_a_proposed_id_makes_one_run_however_often_it_is_sent(lab: Lab) -> None:
    proposed, number = new_id(), make(lab, "other")
    first = lab.run("one", id=proposed)
    before = lab.changes()
    assert lab.run("one", id=proposed) == first
    assert lab.changes() == before
    with pytest.raises(Conflict):
        lab.run("one", id=proposed, experiment=number)


def test_state_end_and_name_change_and_the_name_is_a_tag_too(lab: Lab) -> None:
    run = lab.run("before")
    lab.db.write_now(update_run, lab.caller, lab.graph, lab.project, run.id, state="finished", ended=5_000, name="after")
    found = page(lab, run.id)
    assert (found.node.state, found.node.fields["ended"]) == ("finished", 5_000)
    assert found.node.title == found.tags["mlflow.runName"] == "after"
    lab.log(run, tags={"mlflow.runName": "by tag"})
    assert page(lab, run.id).node.title == "by tag"


def test_params_are_written_once(lab: Lab) -> None:
    run = lab.run()
    lab.log(run, params=[("lr", "0.1"), ("depth", "3")])
    before = lab.changes()
    lab.log(run, params=[("lr", "0.1")])
    assert lab.changes() == before
    with pytest.raises(Invalid, match=r"Changing param values is not allowed. Param with key='lr' was already logged with value='0.1'"):
        lab.log(run, params=[("lr", "0.2")])
    with pytest.raises(Invalid, match=r"Changing param values is not allowed. Params were already logged="):
        lab.log(run, params=[("new", "1"), ("lr", "0.2")])
    with pytest.raises(Invalid, match="Duplicate parameter keys"):
        lab.log(run, params=[("a", "1"), ("a", "1")])
    assert page(lab, run.id).params == {"depth": "3", "lr": "0.1"}


def test_tags_may_change_and_go(lab: Lab) -> None:
    run = lab.run(tags={"stage": "a", "mlflow.note.content": "n"})
    lab.log(run, tags={"stage": "b", "x": ""})
    lab.db.write_now(delete_tag, lab.caller, lab.graph, lab.project, run.id, "mlflow.note.content")
    found = page(lab, run.id)
    assert found.tags == {"mlflow.runName": run.title, "stage": "b", "x": ""}
    assert "note" not in found.node.fields
    with pytest.raises(NotFound, match="No tag with name: gone"):
        lab.db.write_now(delete_tag, lab.caller, lab.graph, lab.project, run.id, "gone")


def test_points_are_there_at_once_with_nan_and_infinities(lab: Lab) -> None:
    run = lab.run()
    lab.metric(run, "loss", 3.0, math.inf, math.nan)
    lab.metric(run, "acc", 0.5)
    acc, loss = page(lab, run.id).metrics
    assert (acc.key, acc.last, loss.key, loss.step, loss.min, loss.max) == ("acc", 0.5, "loss", 2, 3.0, math.inf)
    assert math.isnan(loss.last)
    samples = lab.series.read_range_now(run.id, "loss")
    assert samples.value.tolist()[:2] == [3.0, math.inf]
    assert math.isnan(samples.value[2])


def test_a_call_is_one_event_and_a_repeated_call_none(lab: Lab) -> None:
    run = lab.run()
    points = Points.of(["a", "b"], [0, 0], [1, 1], [1.0, 2.0])
    before = lab.changes()
    for _ in range(2):
        lab.log(run, points=points, params=[("p", "1")], tags={"t": "1"})
    assert lab.changes() == before + 1
    event = lab.db.read_now(history, lab.caller, run.id)[0]
    assert event.body == {"event": "logged", "payload": {"params": 1, "tags": ["t"], "points": 2, "metrics": ["a", "b"]}}
    assert lab.series.count(run.id) == 2


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"params": [("a" * 251, "1")]}, "'Param key' exceeds the maximum length of 250 characters"),
        ({"params": [("../up", "1")]}, "This name would resolve to '../up'"),
        ({"params": [("a//b", "1")]}, "This name would resolve to 'a/b'"),
        ({"params": [("a\n", "1")]}, "Names may only contain alphanumerics"),
        ({"params": [("a", "x\x00")]}, "NUL"),
        ({"params": [(f"p{n}", "1") for n in range(101)]}, "at most 100 params. Got 101 params"),
        ({"tags": {"a;b": "1"}}, "Names may only contain alphanumerics"),
        ({"points": Points.of(["a"] * 1001, range(1001), range(1001), [0.0] * 1001)}, "at most 1000 metrics. Got 1001 metrics"),
        ({"points": Points.of(["/abs"], [0], [0], [0.0])}, "This name would resolve to '/abs'"),
        (
            {"points": Points.of(["a"] * 950, range(950), range(950), [0.0] * 950), "params": [(f"p{n}", "1") for n in range(51)]},
            "at most 1000 metrics, params, and tags. Got 1001",
        ),
    ],
)
def test_limits_are_those_of_mlflow_and_nothing_is_written(lab: Lab, given: dict[str, Any], sentence: str) -> None:
    run = lab.run()
    before = lab.changes()
    with pytest.raises(Invalid, match=sentence):
        lab.log(run, **given)
    assert lab.changes() == before
    found = page(lab, run.id)
    assert (found.params, found.metrics) == ({}, [])


def test_values_that_are_too_long_are_cut_as_mlflow_cuts_them(lab: Lab) -> None:
    run = lab.run(tags={"long": "x" * 8001})
    for _ in range(2):
        lab.log(run, params=[("a", "x" * 6001)], tags={"b": "y" * 9000})
    found = page(lab, run.id)
    assert (found.params["a"], found.tags["b"], found.tags["long"]) == ("x" * 6000, "y" * 8000, "x" * 8000)


def test_a_batch_is_all_or_nothing(lab: Lab) -> None:
    run = lab.run()
    lab.log(run, params=[("lr", "0.1")])
    with pytest.raises(Invalid):
        lab.log(run, params=[("lr", "0.2"), ("new", "1")], tags={"t": "1"}, points=Points.of(["a"], [0], [0], [0.0]))
    found = page(lab, run.id)
    assert (found.params, found.metrics, "t" in found.tags) == ({"lr": "0.1"}, [], False)


def test_a_deleted_run_takes_nothing_and_comes_back_whole(lab: Lab) -> None:
    run = lab.run("one")
    lab.log(run, params=[("lr", "0.1")])
    lab.db.write_now(delete_run, lab.caller, lab.graph, lab.project, run.id)
    assert page(lab, run.id).node.trashed
    refusal = f"The run {run.id} must be in the 'active' state"
    with pytest.raises(Invalid, match=refusal):
        lab.log(run, params=[("a", "1")])
    before = lab.changes()
    lab.db.write_now(delete_run, lab.caller, lab.graph, lab.project, run.id)  # a repeated call
    assert lab.changes() == before
    for _ in range(2):
        lab.db.write_now(restore_run, lab.caller, lab.graph, lab.project, run.id)
        assert page(lab, run.id).params == {"lr": "0.1"}
    assert lab.changes() == before + 1


def test_a_viewer_logs_nothing_and_a_run_of_another_project_is_not_there(lab: Lab) -> None:
    run = lab.run()
    lab.db.write_now(grant, lab.world.owner, lab.graph, lab.project, lab.world.guest.account or "", "viewer")
    for given in ({"params": [("a", "1")]}, {"tags": {"a": "1"}}, {"points": Points.of(["a"], [0], [0], [0.0])}, {}):
        with pytest.raises(Forbidden, match="editor"):
            lab.db.write_now(log_batch, lab.world.guest, lab.graph, lab.project, run.id, series=lab.series, **given)
    assert page(lab, run.id).params == {}
    with pytest.raises(NotFound, match=f"Run with id={run.id} not found"):
        lab.db.read_now(run_page, new_id(), run.id)
    for name in ("../../etc/passwd", "", "A" * 32):
        with pytest.raises(NotFound):
            page(lab, name)


def test_a_token_that_may_only_ingest_logs_runs(lab: Lab) -> None:
    token = Caller(lab.world.workspace, new_id(), "CI", "none", (f"project:{lab.project}",), frozenset({"ingest"}))
    run = lab.db.write_now(create_run, token, lab.graph, lab.project, NewRun(name="from CI"))
    lab.db.write_now(log_batch, token, lab.graph, lab.project, run.id, series=lab.series, params=[("a", "1")])
    assert page(lab, run.id).params == {"a": "1"}


def test_purge_takes_everything_of_a_run_along(lab: Lab) -> None:
    number = make(lab, "baseline", tags={"a": "1"})
    run = lab.run(experiment=number, tags={"t": "1"})
    lab.log(run, params=[("a", "1")])
    lab.metric(run, "loss", 1.0, 2.0)
    node = lab.db.read_now(experiment, lab.project, number).node
    assert node
    lab.db.write_now(lab.graph.apply, lab.caller, [Trash(node.id)], verb="trash_item")
    lab.db.write_now(purge, lab.world.owner, lab.graph, node.id, "asked by the subject")
    for table in ("run_param", "run_tag", "run_place", "file", "experiment_tag", "metric_latest"):
        assert lab.db.read_now(ReadTx.scalar, f"SELECT COUNT(*) FROM {table}") == 0, table
    assert lab.db.read_now(lambda tx: tx.rows("SELECT number FROM experiment_number")) == [(0,)]
    assert lab.series.count(run.id) == 0
    assert make(lab, "baseline") == number + 1
