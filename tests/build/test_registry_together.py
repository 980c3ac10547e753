"""Several at once in the model registry: no name twice, no number twice, no alias lost, nobody waits in a ring; on both engines."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from build.test_together import AT_ONCE, together
from rootnode.build.registry import create_model, rename_model, set_alias
from rootnode.build.registry_pages import registered_model
from rootnode.build.versions import (
    NewVersion,
    create_version,
    delete_version,
    delete_version_tag,
    set_version_tag,
    transition_stage,
)
from rootnode.kit.db import WriteTx
from rootnode.kit.errors import Conflict
from rootnode.testing.lab import Lab

S3 = NewVersion("s3://bucket/model")


def test_a_name_is_registered_once(lab: Lab) -> None:
    found = together(lambda _: lab.db.write_now(create_model, lab.caller, lab.graph, lab.project, "fraud"))
    assert sorted(isinstance(each, Conflict) for each in found) == [False] + [True] * (AT_ONCE - 1)


def test_only_one_is_renamed_to_a_name(lab: Lab) -> None:
    for number in range(AT_ONCE):
        lab.db.write_now(create_model, lab.caller, lab.graph, lab.project, f"model {number}")
    found = together(lambda number: lab.db.write_now(rename_model, lab.caller, lab.graph, lab.project, f"model {number}", "same"))
    assert sorted(isinstance(each, Conflict) for each in found) == [False] + [True] * (AT_ONCE - 1)


def test_versions_are_numbered_without_twins_and_every_alias_is_kept(lab: Lab) -> None:
    lab.db.write_now(create_model, lab.caller, lab.graph, lab.project, "fraud")

    def work(number: int) -> int:
        made = lab.db.write_now(create_version, lab.caller, lab.graph, lab.project, "fraud", S3).number
        lab.db.write_now(set_alias, lab.caller, lab.graph, lab.project, "fraud", f"alias{number}", made)
        lab.db.write_now(transition_stage, lab.caller, lab.graph, lab.project, "fraud", made, "Production", archive=True)
        gone = lab.db.write_now(create_version, lab.caller, lab.graph, lab.project, "fraud", S3).number
        lab.db.write_now(delete_version, lab.caller, lab.graph, lab.project, "fraud", gone)
        return made

    made = together(work)
    assert len(set(map(str, made))) == AT_ONCE
    found = lab.db.read_now(registered_model, lab.project, "fraud")
    assert found.node.fields["latest"] == 2 * AT_ONCE
    assert found.node.fields["aliases"] == {f"alias{number}": version for number, version in enumerate(made)}
    assert sorted(version.stage for version in found.latest) == ["Archived", "Production"]


def free(tx: WriteTx, node: str) -> bool:
    """Whether somebody else could change the node now."""
    return tx.row("SELECT 1 FROM node WHERE id = :id FOR UPDATE SKIP LOCKED", id=node) is not None


@pytest.mark.parametrize(
    ("verb", "given"), [(set_alias, ("champion", 1)), (set_version_tag, (1, "key", "value")), (delete_version_tag, (1, "key"))]
)
def test_a_version_stays_as_it_is_until_what_was_said_of_it_is_there(lab: Lab, verb: Callable[..., Any], given: tuple[Any, ...]) -> None:
    lab.db.write_now(create_model, lab.caller, lab.graph, lab.project, "fraud")
    version = lab.db.write_now(create_version, lab.caller, lab.graph, lab.project, "fraud", S3).node.id
    lab.db.write_now(set_version_tag, lab.caller, lab.graph, lab.project, "fraud", 1, "key", "before")

    def held(tx: WriteTx) -> bool:
        verb(tx, lab.caller, lab.graph, lab.project, "fraud", *given)
        with ThreadPoolExecutor(1) as pool:
            # where one writes at a time, nobody else can
            return not tx.lock_rows or not pool.submit(lab.db.write_now, free, version).result(60)

    assert lab.db.write_now(held)
