"""Searching and listing runs: every comparison and order, on both databases, against the same few runs."""

import math
from typing import Any

import pytest

from rootnode.build.experiments import create_experiment, delete_experiment
from rootnode.build.run_columns import Column, column_of
from rootnode.build.run_lists import RunListing, run_list
from rootnode.build.runs import delete_run, update_run
from rootnode.build.search import Order, Search, Where, experiments, runs
from rootnode.kit.errors import Invalid
from rootnode.testing.lab import Lab

DAY = 86_400_000_000


@pytest.fixture
def five(lab: Lab) -> Lab:
    """Runs a to e, begun on five days in that order; d has a NaN, e no metric at all; c is of experiment 1."""
    lab.db.write_now(create_experiment, lab.caller, lab.graph, lab.project, "other")
    f1 = {"a": (0.5,), "b": (0.9, 0.7), "c": (0.9,), "d": (0.1, math.nan)}
    lr = {"a": "0.1", "b": "0.01", "c": "1e-3", "d": "auto"}
    for day, name in enumerate("abcde"):
        run = lab.run(
            name, started=(day + 1) * DAY, experiment=int(name == "c"), tags={"team": "Risk%" if name < "c" else "fraud_x"}, user=name
        )
        if name in f1:
            lab.metric(run, "f1", *f1[name])
            lab.log(run, params=[("lr", lr[name])])
        if name in "ab":
            lab.db.write_now(update_run, lab.caller, lab.graph, lab.project, run.id, state="finished", ended=(day + 1) * DAY)
    return lab


def found(lab: Lab, *where: Where, order: tuple[Order, ...] = (Order("attribute", "start_time"),), **given: Any) -> str:
    search = Search(where, order, experiments=(0, 1), **given)
    return names(lab, lab.db.read_now(runs, lab.project, search))


def names(lab: Lab, ids: list[str]) -> str:
    titles: dict[str, str] = dict(lab.db.read_now(lambda tx: tx.rows("SELECT id, title FROM node")))
    return "".join(titles[each] for each in ids)


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (Where("metric", "f1", ">", 0.6), "bc"),
        (Where("metric", "f1", "=", 0.7), "b"),
        (Where("metric", "f1", "!=", 0.7), "acd"),
        (Where("metric", "f1", "<=", 0.5), "a"),
        (Where("metric", "none", ">", 0.0), ""),
        (Where("param", "lr", "=", "0.1"), "a"),
        (Where("param", "lr", "!=", "0.1"), "bcd"),
        (Where("param", "lr", "LIKE", "0._"), "a"),
        (Where("param", "lr", "LIKE", "%0%"), "ab"),
        (Where("param", "lr", "IS NULL"), "e"),
        (Where("param", "lr", "IS NOT NULL"), "abcd"),
        (Where("tag", "team", "LIKE", "risk%"), ""),
        (Where("tag", "team", "LIKE", "Risk%"), "ab"),
        (Where("tag", "team", "LIKE", "Risk*"), ""),
        (Where("tag", "team", "LIKE", "[R]isk%"), ""),
        (Where("tag", "team", "ILIKE", "rISK%"), "ab"),
        (Where("tag", "team", "ILIKE", "FRAUD\\_%"), ""),
        (Where("tag", "team", "=", "' OR 1=1 --"), ""),
        (Where("attribute", "status", "=", "FINISHED"), "ab"),
        (Where("attribute", "status", "!=", "FINISHED"), "cde"),
        (Where("attribute", "run_name", "LIKE", "_"), "abcde"),
        (Where("attribute", "run_name", "ILIKE", "A"), "a"),
        (Where("attribute", "start_time", ">=", 4 * 86_400_000), "de"),
        (Where("attribute", "end_time", ">", 86_400_000), "b"),
        (Where("attribute", "user_id", "=", "d"), "d"),
        (Where("attribute", "artifact_uri", "LIKE", "mlflow-artifacts:/1/%/artifacts"), "c"),
        (Where("attribute", "run_id", "IN", ("x", "../../etc/passwd")), ""),
        (Where("attribute", "run_id", "NOT IN", ("x",)), "abcde"),
    ],
)
def test_each_comparison(five: Lab, where: Where, expected: str) -> None:
    assert found(five, where) == expected


def test_conditions_are_joined_by_and(five: Lab) -> None:
    assert found(five, Where("metric", "f1", ">", 0.6), Where("param", "lr", "LIKE", "0%"), Where("tag", "team", "ILIKE", "%")) == "b"


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ((), "edcba"),
        ((Order("metric", "f1", descending=True),), "cbade"),
        ((Order("metric", "f1"),), "abcde"),
        ((Order("param", "lr"),), "bacde"),
        ((Order("tag", "team"), Order("metric", "f1")), "abcde"),
        ((Order("tag", "team", descending=True), Order("attribute", "run_name")), "cdeab"),
        ((Order("attribute", "end_time", descending=True),), "baedc"),
        ((Order("attribute", "status"), Order("attribute", "start_time")), "abcde"),
    ],
)
def test_each_order_puts_nan_and_then_what_is_missing_last(five: Lab, order: tuple[Order, ...], expected: str) -> None:
    assert found(five, order=order) == expected


def test_pages_stages_and_experiments(five: Lab) -> None:
    assert found(five, limit=2, offset=2) == "cd"
    assert names(five, five.db.read_now(runs, five.project, Search(experiments=(1,)))) == "c"
    assert five.db.read_now(runs, five.project, Search()) == []
    (gone,) = five.db.read_now(runs, five.project, Search((Where("attribute", "run_name", "=", "b"),), experiments=(0,)))
    five.db.write_now(delete_run, five.caller, five.graph, five.project, gone)
    assert (found(five), found(five, stage="deleted"), found(five, stage="all")) == ("acde", "b", "abcde")
    assert found(five, Where("attribute", "end_time", ">", 0), Where("attribute", "user_id", "=", "b"), stage="deleted") == "b"


@pytest.mark.parametrize(
    "search",
    [
        Search((Where("attribute", "fields", "=", "x"),), experiments=(0,)),
        Search((Where("attribute", "n.id; DROP TABLE node", "=", "x"),), experiments=(0,)),
        Search(order=(Order("metric", "f1"), Order("metric", "f1", descending=True)), experiments=(0,)),
        Search(tuple(Where("param", "a", "=", "1") for _ in range(101)), experiments=(0,)),
    ],
)
def test_what_cannot_be_searched_is_refused(five: Lab, search: Search) -> None:
    with pytest.raises(Invalid):
        five.db.read_now(runs, five.project, search)


def test_experiments_are_searched_too(five: Lab) -> None:
    for name in ("alpha", "beta"):
        five.db.write_now(create_experiment, five.caller, five.graph, five.project, name, tags={"team": name})
    five.db.write_now(delete_experiment, five.caller, five.graph, five.project, 2)

    def titles(*where: Where, **given: Any) -> list[str]:
        ids = five.db.read_now(experiments, five.project, Search(where, **given))
        return [names(five, [each]) for each in ids]

    by_name = (Order("attribute", "name"),)
    assert titles(order=by_name) == ["Default", "beta", "other"]
    assert titles(Where("attribute", "name", "LIKE", "%a"), stage="all", order=by_name) == ["alpha", "beta"]
    assert titles(Where("tag", "team", "=", "beta")) == ["beta"]
    assert titles(Where("tag", "team", "IS NULL"), order=by_name) == ["Default", "other"]
    assert titles(stage="deleted") == ["alpha"]
    with pytest.raises(Invalid):
        titles(Where("metric", "f1", ">", 0.0))


def table(lab: Lab, sort: str = "", **given: Any) -> str:
    """All pages, two runs at a time."""
    titles, cursor = "", ""
    while True:
        asked = RunListing(sort=column_of(sort) if sort else None, limit=2, cursor=cursor, **given)
        page = lab.db.read_now(run_list, lab.caller, lab.project, asked)
        titles += "".join(listed.node.title for listed in page.runs)
        if page.next is None:
            return titles
        cursor = page.next


def test_the_table_pages_without_gap_or_repeat_in_any_order(five: Lab) -> None:
    assert (table(five), table(five, descending=False)) == ("edcba", "abcde")
    assert table(five, "metric.f1") == "cba" + "ed"
    assert table(five, "metric.f1", descending=False) == "abc" + "de"
    assert table(five, "param.lr", descending=False) == "cba" + "d" + "e"
    assert table(five, "param.lr") == "abc" + "d" + "e"
    assert table(five, "tag.team", states=("finished",)) == "ba"
    assert table(five, "metric.unknown", descending=False) == "abcde"


def test_the_table_shows_the_chosen_columns(five: Lab) -> None:
    columns = (Column("metric", "f1"), Column("param", "lr"), Column("tag", "team"))
    page = five.db.read_now(run_list, five.caller, five.project, RunListing(columns, descending=False))
    cells = {listed.node.title: listed.cells for listed in page.runs}
    assert cells["a"] == {"metric.f1": 0.5, "param.lr": "0.1", "tag.team": "Risk%"}
    assert cells["e"] == {"tag.team": "fraud_x"}
    assert math.isnan(float(cells["d"]["metric.f1"] or 0))
    assert five.db.read_now(run_list, five.world.guest, five.project, RunListing(columns)).runs == []


@pytest.mark.parametrize("cursor", ["!", "AAAA", "gaZjcmVhdGVk"])
def test_a_forged_cursor_is_refused(five: Lab, cursor: str) -> None:
    with pytest.raises(Invalid):
        five.db.read_now(run_list, five.caller, five.project, RunListing(cursor=cursor))


@pytest.mark.parametrize("name", ["", "f1", "metric.", "colour.red", "metric." + "x" * 251])
def test_a_column_names_its_source(name: str) -> None:
    with pytest.raises(Invalid):
        column_of(name)


@pytest.mark.parametrize("order", [(Order("metric", "f1"),), (Order("metric", "f1", True), Order("param", "lr", True))])
@pytest.mark.parametrize(
    "where", [(), (Where("metric", "f1", ">", 0.4),), (Where("tag", "team", "!=", "none"), Where("param", "lr", "IS NOT NULL"))]
)
def test_walking_the_order_finds_what_sorting_everything_finds(
    five: Lab, monkeypatch: pytest.MonkeyPatch, order: tuple[Order, ...], where: tuple[Where, ...]
) -> None:
    """Pages within the runs that have a value of the metric, and pages that go beyond them."""
    for limit in range(1, 7):
        for offset in range(3):
            monkeypatch.setattr("rootnode.build.search.FEW", 1_000)
            sorted_ = found(five, *where, order=order, limit=limit, offset=offset)
            monkeypatch.setattr("rootnode.build.search.FEW", -1)
            assert found(five, *where, order=order, limit=limit, offset=offset) == sorted_


def test_long_values_that_begin_alike_are_told_apart(lab: Lab) -> None:
    for name, value in {"a": "x" * 199, "b": "x" * 200, "c": "x" * 200 + "y"}.items():
        lab.log(lab.run(name), params=[("path", value)])
    for name, value in {"a": "x" * 199, "b": "x" * 200, "c": "x" * 200 + "y", "": "x" * 201}.items():
        assert found(lab, Where("param", "path", "=", value)) == name
