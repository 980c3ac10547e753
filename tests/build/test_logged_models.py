"""Logged models and the datasets that runs used: what the verbs write, refuse, leave alone and clean away."""

import asyncio

import pytest

from rootnode.blobs import refs_of
from rootnode.build.datasets import DatasetUsed, rows_in
from rootnode.build.files import files_of, put_file
from rootnode.build.inputs import ModelUse, log_inputs, log_outputs, uses_of
from rootnode.build.logged_models import (
    LoggedModel,
    ModelPoint,
    NewModel,
    create_logged_model,
    delete_logged_model,
    delete_model_tag,
    finalize_logged_model,
    log_model_params,
    logged_model,
    set_model_tags,
)
from rootnode.graph.changes import Create, Trash, Update
from rootnode.graph.nodes import Node
from rootnode.graph.purge import purge
from rootnode.kit.db import ReadTx
from rootnode.kit.errors import Forbidden, Guarded, Invalid, NotFound
from rootnode.series.points import Points
from rootnode.testing.lab import Lab

IRIS = DatasetUsed("iris", "d1", "local", "{}", profile='{"num_rows": 150}', tags=(("mlflow.data.context", "training"),))
SIDE_TABLES = (
    "run_param", "run_tag", "run_place", "run_input", "run_model", "file", "dataset_detail",
    "logged_model_place", "logged_model_param", "logged_model_tag", "logged_model_metric",
)  # fmt: skip


def make(lab: Lab, run: Node | None = None, name: str = "model") -> LoggedModel:
    new = NewModel(name=name, source_run=run.id if run else "", params=[("depth", "3")], tags={"team": "risk"})
    return lab.db.write_now(create_logged_model, lab.caller, lab.graph, lab.project, new)


def use(lab: Lab, run: Node, *datasets: DatasetUsed, models: tuple[str, ...] = ()) -> None:
    lab.db.write_now(log_inputs, lab.caller, lab.graph, lab.project, run.id, datasets, models)


def counts(lab: Lab) -> dict[str, int]:
    def counted(tx: ReadTx) -> dict[str, int]:
        return {table: int(tx.scalar(f"SELECT COUNT(*) FROM {table}")) for table in SIDE_TABLES}

    return lab.db.read_now(counted)


def links(lab: Lab, run: Node) -> set[tuple[str, str]]:
    sql = "SELECT l.type, n.title FROM link l JOIN node n ON n.id = l.target WHERE l.source = :run AND l.made = 'protocol'"
    return {(kind, title) for kind, title in lab.db.read_now(lambda tx: tx.rows(sql, run=run.id))}


def test_inputs_logged_again_leave_no_trace(lab: Lab) -> None:
    run, model = lab.run(), make(lab)
    use(lab, run, IRIS, models=(model.id,))
    lab.db.write_now(log_outputs, lab.caller, lab.graph, lab.project, run.id, [ModelUse(model.id, 3)])
    before = lab.changes(), counts(lab)
    use(lab, run, IRIS, IRIS, models=(model.id,))
    lab.db.write_now(log_outputs, lab.caller, lab.graph, lab.project, run.id, [ModelUse(model.id, 4)])
    assert (lab.changes(), counts(lab)) == before
    uses = lab.db.read_now(uses_of, [run.id])[run.id]
    assert (uses.datasets, uses.inputs, uses.outputs) == ([IRIS], [model.id], [ModelUse(model.id, 3)])
    assert links(lab, run) == {("trained_on", "iris (d1)"), ("derived_from", "model"), ("produced", "model")}


def test_a_call_is_one_act_with_one_event(lab: Lab) -> None:
    run = lab.run()
    use(lab, run, IRIS, DatasetUsed("iris", "d2", "local", "{}"))
    rows = lab.db.read_now(lambda tx: tx.rows("SELECT operation, type FROM change WHERE verb = 'log_inputs' ORDER BY number"))
    assert len({operation for operation, _ in rows}) == 1
    assert [kind for _, kind in rows].count("event") == 1
    made = lab.db.read_now(lambda tx: tx.rows("SELECT kind FROM node WHERE kind LIKE 'dataset%' ORDER BY kind"))
    assert made == [("dataset",), ("dataset_version",), ("dataset_version",)]


def test_a_dataset_that_somebody_made_by_hand_is_taken(lab: Lab) -> None:
    new = Create("dataset", lab.project, "iris")
    by_hand = lab.db.write_now(lab.graph.apply, lab.caller, [new], verb="create_item").node
    run = lab.run()
    use(lab, run, IRIS)
    assert lab.db.read_now(lambda tx: tx.scalar("SELECT parent FROM node WHERE kind = 'dataset_version'")) == by_hand.id


@pytest.mark.parametrize(
    ("profile", "rows"),
    [
        (None, None), ("", None), ("{", None), ("[]", None),
        ('{"num_rows": 7}', 7), ('{"num_rows": -1}', None), ('{"num_rows": "7"}', None),
        ('{"features_shape": [4, 2]}', 4), ('{"features_shape": {"x": [9]}}', 9), ('{"features_shape": []}', None),
        ('{"num_rows": 1e400}', None), ("[" * 100_000, None),
    ],
)  # fmt: skip
def test_the_number_of_rows_is_read_from_a_profile(profile: str | None, rows: int | None) -> None:
    assert rows_in(profile) == rows


def test_params_are_written_once_and_tags_as_often_as_one_likes(lab: Lab) -> None:
    model = make(lab)
    before = lab.changes()
    lab.db.write_now(log_model_params, lab.caller, lab.graph, lab.project, model.id, [("depth", "3")])
    lab.db.write_now(set_model_tags, lab.caller, lab.graph, lab.project, model.id, {"team": "risk"})
    assert lab.changes() == before
    with pytest.raises(Invalid, match="Changing param values is not allowed"):
        lab.db.write_now(log_model_params, lab.caller, lab.graph, lab.project, model.id, [("depth", "4")])
    lab.db.write_now(set_model_tags, lab.caller, lab.graph, lab.project, model.id, {"team": "fraud"})
    assert lab.db.read_now(logged_model, lab.project, model.id).tags == {"team": "fraud"}


def test_the_trash_takes_a_model_with_its_run_and_holds_it(lab: Lab) -> None:
    run = lab.run()
    model = make(lab, run)
    lab.db.write_now(lab.graph.apply, lab.caller, [Trash(run.id)], verb="delete_run")
    with pytest.raises(NotFound, match="not found"):
        lab.db.read_now(logged_model, lab.project, model.id)
    with pytest.raises(NotFound):
        lab.db.write_now(finalize_logged_model, lab.caller, lab.graph, lab.project, model.id, "ready")
    assert lab.db.read_now(lambda tx: logged_model(tx, lab.project, model.id, trashed=True)).node.title == "model"
    other = lab.run()
    use(lab, other, models=(model.id,))
    assert links(lab, other) == set()


def test_only_who_may_log_may(lab: Lab) -> None:
    run, model = lab.run(), make(lab)
    guest = lab.world.guest
    for verb, *arguments in (
        (log_inputs, run.id, [IRIS]),
        (log_inputs, run.id, []),
        (log_outputs, run.id, [ModelUse(model.id)]),
        (create_logged_model, NewModel()),
        (finalize_logged_model, model.id, "ready"),
        (set_model_tags, model.id, {"a": "b"}),
        (delete_logged_model, model.id),
    ):
        with pytest.raises((Forbidden, NotFound)):
            lab.db.write_now(verb, guest, lab.graph, lab.project, *arguments)


def test_points_of_models_that_are_not_there_are_passed_over(lab: Lab) -> None:
    run, model = lab.run(), make(lab)
    given = [ModelPoint(each, "f1", float("nan"), 5, 0) for each in (model.id, "m-" + "0" * 32, "m-x", "x")]
    points = Points.of(["f1"], [0], [5], [1.0])
    for _ in range(2):
        lab.log(run, points=points, of_models=given)
    metrics = lab.db.read_now(logged_model, lab.project, model.id).metrics
    assert [(point.key, point.value != point.value, point.run) for point in metrics] == [("f1", True, run.id)]


def test_a_purge_takes_all_of_a_run_and_its_models(lab: Lab) -> None:
    empty = counts(lab)
    run = lab.run(tags={"a": "b"})
    model = make(lab, run)
    use(lab, run, IRIS, models=(model.id,))
    lab.db.write_now(log_outputs, lab.caller, lab.graph, lab.project, run.id, [ModelUse(model.id)])
    lab.log(run, params=[("p", "1")], points=Points.of(["f1"], [0], [5], [1.0]), of_models=[ModelPoint(model.id, "f1", 1.0, 5, 0)])
    stored = asyncio.run(lab.blobs.put(b"x"))
    for owner in (run.id, model.node.id):
        lab.db.write_now(put_file, lab.caller, lab.graph, lab.project, owner, "a/b", stored)
        assert [file.path for file in lab.db.read_now(files_of, lab.project, owner)] == ["a"]
    assert all(count > 0 for count in counts(lab).values())
    dataset = str(lab.db.read_now(lambda tx: tx.scalar("SELECT id FROM node WHERE kind = 'dataset'")))
    for node in (run.id, dataset):
        lab.db.write_now(lab.graph.apply, lab.caller, [Trash(node)], verb="trash")
        lab.db.write_now(purge, lab.world.owner, lab.graph, node, "why not")
    assert counts(lab) == empty
    for owner in (run.id, model.node.id):
        assert lab.db.read_now(refs_of, lab.world.workspace, owner) == []


def test_a_tag_that_no_database_holds_is_refused(lab: Lab) -> None:
    with pytest.raises(Invalid, match="It holds a NUL character"):
        lab.db.write_now(delete_model_tag, lab.caller, lab.graph, lab.project, make(lab).id, "a\x00b")


def test_what_a_dataset_version_says_of_its_data_is_not_changed_by_hand(lab: Lab) -> None:
    use(lab, lab.run(), IRIS)
    version = lab.db.read_now(ReadTx.scalar, "SELECT id FROM node WHERE kind = 'dataset_version'")
    for change in (
        Update(version, title="other"),
        Update(version, parent=None),
        *(Update(version, fields={name: value}) for name, value in (("version", 7), ("digest", "x"), ("rows", 1), ("size", 1))),
    ):
        with pytest.raises(Guarded, match="not changed by hand"):
            lab.world.apply(change)
    lab.world.apply(Update(version, state="retired", fields={"description": "of last year"}))


def test_a_dataset_version_has_a_number_that_none_has_had(lab: Lab) -> None:
    run = lab.run()
    for digest in ("d1", "d2", "d3"):
        use(lab, run, DatasetUsed("iris", digest, "local", "{}"))
    found = lab.db.read_now(lambda tx: [row[0] for row in tx.rows("SELECT id FROM node WHERE kind = 'dataset_version' ORDER BY id")])
    lab.world.apply(Update(found[0], fields={"version": 8}, by_owner=True))
    lab.world.apply(Update(found[1], fields={"version": 9}, by_owner=True))
    lab.world.apply(Trash(found[1]))
    use(lab, run, DatasetUsed("iris", "d4", "local", "{}"))
    lab.world.apply(Trash(found[0]))
    use(lab, run, DatasetUsed("iris", "d5", "local", "{}"))
    numbers = lab.db.read_now(lambda tx: tx.rows("SELECT num FROM node_value WHERE field = 'version' ORDER BY num"))
    assert numbers == [(3,), (10,), (11,)]
