"""Several at once: what each of them alone would leave alone stays whole, on both engines."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import pytest

from rootnode.build.datasets import DatasetUsed
from rootnode.build.doubles import merge_run
from rootnode.build.experiments import create_experiment
from rootnode.build.inputs import ModelUse, log_inputs, log_outputs
from rootnode.build.logged_models import NewModel, create_logged_model
from rootnode.build.pages import run_page
from rootnode.build.places import live_run
from rootnode.build.runs import NewRun, create_run, log_batch
from rootnode.build.tagging import edit_tags
from rootnode.graph.act import hold_project
from rootnode.graph.history import history
from rootnode.graph.undo import undo
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.kit.db.postgres import PostgresDatabase
from rootnode.kit.errors import Conflict, Invalid
from rootnode.series.points import Points
from rootnode.testing.lab import Lab, new_lab
from rootnode.testing.replay import assert_replays

T = TypeVar("T")
AT_ONCE = 8


def together(work: Callable[[int], T]) -> list[T | Exception]:
    """What each of eight threads got: an answer or a refusal."""

    def one(number: int) -> T | Exception:
        try:
            return work(number)
        except (Conflict, Invalid) as refused:
            return refused

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


def test_default_is_made_once(lab: Lab) -> None:
    together(lambda _: lab.db.write_now(create_run, lab.caller, lab.graph, lab.project, NewRun()))
    numbers = lab.db.read_now(lambda tx: tx.rows("SELECT number FROM experiment_number"))
    assert numbers == [(0,)]
    assert lab.db.read_now(ReadTx.scalar, "SELECT COUNT(*) FROM run_place WHERE experiment = 0") == AT_ONCE


def test_a_name_is_taken_once_and_numbers_have_no_twin(lab: Lab) -> None:
    found = together(lambda _: lab.db.write_now(create_experiment, lab.caller, lab.graph, lab.project, "same").number)
    assert sorted(isinstance(each, Conflict) for each in found) == [False] + [True] * (AT_ONCE - 1)
    others = together(lambda n: lab.db.write_now(create_experiment, lab.caller, lab.graph, lab.project, f"other {n}").number)
    assert {each for each in others if isinstance(each, int)} == set(range(2, 2 + AT_ONCE))


def test_a_param_has_one_value_whoever_is_first(lab: Lab) -> None:
    run = lab.run()

    def log(number: int) -> None:
        params = [("same", "1"), ("lr", str(number))]
        lab.db.write_now(log_batch, lab.caller, lab.graph, lab.project, run.id, series=lab.series, params=params)

    refused = [each for each in together(log) if isinstance(each, Exception)]
    assert len(refused) == AT_ONCE - 1
    assert all(isinstance(each, Invalid) for each in refused)
    assert lab.db.read_now(run_page, lab.project, run.id).params["same"] == "1"


def test_the_same_batch_from_all_counts_once_and_different_ones_all(lab: Lab) -> None:
    run = lab.run()
    same = Points.of(["loss"] * 50, list(range(50)), list(range(50)), [0.5] * 50)

    def log(number: int) -> None:
        own = Points.of([f"own{number}"] * 20, list(range(20)), list(range(20)), [float(number)] * 20)
        for points in (same, own):
            lab.db.write_now(log_batch, lab.caller, lab.graph, lab.project, run.id, series=lab.series, points=points)

    assert together(log) == [None] * AT_ONCE
    assert lab.series.count(run.id) == 50 + 20 * AT_ONCE
    assert len(lab.db.read_now(run_page, lab.project, run.id).metrics) == 1 + AT_ONCE


def test_a_dataset_is_made_once_and_each_run_is_linked_with_it(lab: Lab) -> None:
    runs = [lab.run() for _ in range(AT_ONCE)]
    used = [DatasetUsed("iris", digest, "local", "{}") for digest in ("d1", "d2")]
    found = together(lambda n: lab.db.write_now(log_inputs, lab.caller, lab.graph, lab.project, runs[n].id, used))
    assert found == [None] * AT_ONCE
    kinds = lab.db.read_now(lambda tx: tx.rows("SELECT kind, COUNT(*) FROM node WHERE kind LIKE 'dataset%' GROUP BY kind ORDER BY kind"))
    assert kinds == [("dataset", 1), ("dataset_version", 2)]
    assert lab.db.read_now(ReadTx.scalar, "SELECT COUNT(*) FROM link WHERE type = 'trained_on'") == 2 * AT_ONCE


def test_a_run_and_its_nested_runs_and_inputs_do_not_wait_for_each_other(lab: Lab) -> None:
    parent = lab.run()
    nested = NewRun(tags={"mlflow.parentRunId": parent.id})

    def one(number: int) -> None:
        if number % 2:
            lab.db.write_now(create_run, lab.caller, lab.graph, lab.project, nested)
        else:
            used = [DatasetUsed(f"data {number}", "d", "local", "{}")]
            lab.db.write_now(log_inputs, lab.caller, lab.graph, lab.project, parent.id, used)

    assert together(one) == [None] * AT_ONCE
    assert len(lab.db.read_now(run_page, lab.project, parent.id).uses.datasets) == AT_ONCE // 2


@pytest.mark.parametrize("verb", ["merge_run", "log_outputs", "edit_tags", "undo"])
def test_who_writes_at_several_items_waits_at_their_project(postgres: PostgresDatabase, tmp_path: Path, verb: str) -> None:
    """Otherwise it holds a run while it waits, and whoever holds the project waits for that run: one of the two is thrown back."""
    begun = Counter[str]()
    with new_lab(postgres, tmp_path) as lab, ThreadPoolExecutor(1) as pool:
        run, into = lab.run("same", started=1), lab.run("same", started=1)
        tagged = [run.id, into.id]
        postgres.write_now(edit_tags, lab.caller, lab.graph, tagged, {"team": "risk"})
        act = postgres.read_now(history, lab.caller, run.id)[0].operation
        model = postgres.write_now(create_logged_model, lab.caller, lab.graph, lab.project, NewModel(name="model"))

        def second(tx: WriteTx) -> None:
            begun["second"] += 1
            if verb == "merge_run":
                merge_run(tx, lab.caller, lab.graph, lab.project, run.id, into.id)
            elif verb == "edit_tags":
                edit_tags(tx, lab.caller, lab.graph, tagged, {"team": "cards"})
            elif verb == "undo":
                undo(tx, lab.caller, lab.graph, act)
            else:
                log_outputs(tx, lab.caller, lab.graph, lab.project, run.id, [ModelUse(model.id)])

        def first(tx: WriteTx) -> None:
            begun["first"] += 1
            hold_project(tx, lab.project)
            tx.row(f"SELECT 1 FROM node WHERE id = :id {tx.lock_rows}", id=model.node.id)
            if begun["first"] == 1:
                waiting.append(pool.submit(postgres.write_now, second))
                assert any(somebody_waits(postgres) for _ in range(20_000))
            live_run(tx, lab.project, run.id)

        waiting: list[Future[None]] = []
        postgres.write_now(first)
        waiting[0].result()
        assert begun == {"first": 1, "second": 1}
        postgres.read_now(assert_replays)


def somebody_waits(postgres: PostgresDatabase) -> bool:
    return bool(postgres.read_now(ReadTx.scalar, "SELECT COUNT(*) FROM pg_locks WHERE NOT granted"))
