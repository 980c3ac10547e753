"""What runs used is read once however many runs used it, and not at all where nobody looks at it."""

from typing import Any

import pytest

from rootnode.build import pages
from rootnode.build.compare import compare
from rootnode.build.datasets import DatasetUsed
from rootnode.build.doubles import doubles
from rootnode.build.inputs import log_inputs
from rootnode.build.pages import run_pages
from rootnode.testing.lab import Lab

IRIS = DatasetUsed("iris", "d1", "local", "{}", profile='{"num_rows": 150}')


def using(lab: Lab, count: int) -> list[str]:
    """Runs that all used the same data."""
    runs = [lab.run().id for _ in range(count)]
    for run in runs:
        lab.db.write_now(log_inputs, lab.caller, lab.graph, lab.project, run, [IRIS])
    return runs


def test_runs_share_what_is_said_of_a_dataset(lab: Lab) -> None:
    first, second = lab.db.read_now(run_pages, using(lab, 2))
    assert first.uses.datasets == second.uses.datasets == [IRIS]
    assert first.uses.datasets[0].profile is second.uses.datasets[0].profile


def test_comparing_and_doubles_do_not_read_uses(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = using(lab, 2)

    def refused(*_: Any) -> None:
        raise AssertionError("uses were read")

    monkeypatch.setattr(pages, "uses_of", refused)
    assert [node.id for node in lab.db.read_now(compare, lab.caller, lab.project, runs).nodes] == runs
    assert {node.id for pair in lab.db.read_now(doubles, lab.project) for node in (pair.unused, pair.used)} <= set(runs)
    with pytest.raises(AssertionError):
        lab.db.read_now(run_pages, runs)
