"""The model registry: what the verbs write, refuse and leave alone. Every test ends with the replay check."""

from collections.abc import Callable
from typing import Any

import pytest

from rootnode.auth.caller import Caller
from rootnode.build.logged_models import NewModel, create_logged_model
from rootnode.build.registry import (
    create_model,
    delete_alias,
    delete_model,
    delete_model_tag,
    rename_model,
    set_alias,
    set_model_tag,
    update_model,
)
from rootnode.build.registry_pages import (
    ModelVersion,
    RegisteredModel,
    latest_versions,
    model_version,
    registered_model,
    version_by_alias,
)
from rootnode.build.runs import delete_run
from rootnode.build.versions import (
    NewVersion,
    create_version,
    delete_version,
    delete_version_tag,
    set_version_tag,
    transition_stage,
    update_version,
)
from rootnode.graph.changes import Create, Restore, Trash, Update
from rootnode.graph.guards import Asked, Queue, Refuse
from rootnode.graph.links import links_of
from rootnode.graph.purge import purge
from rootnode.kit.db import WriteTx
from rootnode.kit.errors import Conflict, Guarded, Invalid, NotFound
from rootnode.testing.lab import Lab

S3 = "s3://bucket/model"


def do(lab: Lab, verb: Callable[..., Any], *args: Any, **given: Any) -> Any:
    return lab.db.write_now(verb, lab.caller, lab.graph, lab.project, *args, **given)


def model(lab: Lab, name: str = "fraud", **given: Any) -> RegisteredModel:
    made: RegisteredModel = do(lab, create_model, name, **given)
    return made


def version(lab: Lab, name: str = "fraud", source: str = S3, **given: Any) -> ModelVersion:
    made: ModelVersion = do(lab, create_version, name, NewVersion(source, **given))
    return made


def seen(lab: Lab, name: str = "fraud") -> RegisteredModel:
    return lab.db.read_now(registered_model, lab.project, name)


def test_a_model_is_an_item_and_its_versions_are_beneath_it(lab: Lab) -> None:
    made = model(lab, description="what for", tags={"team": "risk"})
    first, second = version(lab, tags={"a": "1"}, description="first"), version(lab)
    assert (made.node.kind, made.node.title, made.tags) == ("model", "fraud", {"team": "risk"})
    assert (first.node.kind, first.node.title, first.node.state, first.node.parent) == ("model_version", "fraud v1", "ready", made.node.id)
    assert (first.number, second.number, first.stage, first.tags) == (1, 2, "None", {"a": "1"})
    assert first.node.fields == {"version": 1, "description": "first", "source": S3}
    assert seen(lab).node.fields == {"latest": 2, "description": "what for"}
    assert [each.number for each in seen(lab).latest] == [2]


def test_a_models_name_is_taken_once(lab: Lab) -> None:
    model(lab)
    with pytest.raises(Conflict, match=r"Registered Model \(name=fraud\) already exists"):
        model(lab)
    with pytest.raises(Conflict, match="already taken by a registered model"):
        model(lab, tags={"mlflow.prompt.is_prompt": "true"})
    model(lab, "other")
    with pytest.raises(Conflict, match="already exists"):
        do(lab, rename_model, "other", "fraud")


def test_a_model_made_by_hand_becomes_the_registered_one(lab: Lab) -> None:
    by_hand = lab.world.apply(Create("model", lab.project, "fraud", fields={"description": "by hand", "aliases": {"x": 9}})).node
    with pytest.raises(NotFound):
        seen(lab)
    made = model(lab, tags={"team": "risk"})
    assert (made.node.id, made.node.fields, made.tags) == (by_hand.id, {"description": "by hand", "latest": 0}, {"team": "risk"})
    assert version(lab).node.parent == by_hand.id


def test_a_name_made_by_hand_is_not_renamed_to(lab: Lab) -> None:
    lab.world.apply(Create("model", lab.project, "by hand"))
    model(lab)
    with pytest.raises(Conflict, match="already exists"):
        do(lab, rename_model, "fraud", "by hand")


def test_a_deleted_models_name_is_free_and_it_comes_back_only_while_that_is_so(lab: Lab) -> None:
    first = model(lab).node
    version(lab)
    do(lab, delete_model, "fraud")
    with pytest.raises(NotFound, match="Registered Model with name=fraud not found"):
        seen(lab)
    second = model(lab).node
    assert (second.id != first.id, version(lab).number) == (True, 1)
    with pytest.raises(Guarded, match="Another model has been registered"):
        lab.world.apply(Restore(first.id))
    do(lab, rename_model, "fraud", "newer")
    lab.world.apply(Restore(first.id))
    assert (seen(lab).node.id, version(lab).number) == (first.id, 2)


def test_the_name_of_a_registered_model_is_changed_by_its_verb_only(lab: Lab) -> None:
    made, by_hand = model(lab).node, lab.world.apply(Create("model", lab.project, "by hand")).node
    version(lab)
    gone = version(lab)
    do(lab, delete_version, "fraud", gone.number)
    with pytest.raises(Guarded, match="by its name"):
        lab.world.apply(Update(made.id, title="else"))
    lab.world.apply(Update(by_hand.id, title="renamed by hand"))
    assert do(lab, rename_model, "fraud", "fraud 2").node.title == "fraud 2"
    assert lab.db.read_now(model_version, lab.project, "fraud 2", 1).node.title == "fraud 2 v1"
    assert do(lab, rename_model, "fraud 2", "fraud 2").node.rev == seen(lab, "fraud 2").node.rev
    with pytest.raises(NotFound):
        seen(lab)


@pytest.mark.parametrize(("name", "sentence"), [
    ("", "Missing value for required parameter 'name'"), ("  ", "Missing value"), ("a/b", "cannot contain '/' or ':'"), ("a:b", "cannot"),
    ("..", "must not resolve to other names"), (".", "must not resolve"), ("x" * 257, "exceeds the maximum length of 256"),
    ("a\x00b", "NUL"),
])  # fmt: skip
def test_a_name_that_does_not_do_is_refused(lab: Lab, name: str, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        model(lab, name)


def test_aliases_stand_in_the_model_and_go_with_their_version(lab: Lab) -> None:
    made = model(lab)
    version(lab), version(lab)
    assert do(lab, set_alias, "fraud", "champion", 1)
    assert do(lab, set_alias, "fraud", "next", 2)
    assert do(lab, set_alias, "fraud", "champion", 2)
    assert seen(lab).node.fields["aliases"] == {"champion": 2, "next": 2}
    assert lab.db.read_now(version_by_alias, lab.project, "fraud", "champion").aliases == ("champion", "next")
    assert do(lab, delete_alias, "fraud", "none")
    assert do(lab, delete_alias, "fraud", "next")
    do(lab, delete_version, "fraud", 2)
    assert "aliases" not in seen(lab).node.fields
    with pytest.raises(Invalid, match="Registered model alias champion not found"):
        lab.db.read_now(version_by_alias, lab.project, "fraud", "champion")
    assert lab.db.read_now(version_by_alias, lab.project, "fraud", "LATEST").number == 1
    with pytest.raises(Guarded, match="not changed by hand"):
        lab.world.apply(Update(made.node.id, fields={"aliases": {"champion": 1}}))


@pytest.mark.parametrize(
    ("alias", "sentence"),
    [("", "cannot be empty"), ("a b", "Invalid alias name"), ("x" * 256, "255"), ("Latest", "reserved"), ("v12", "reserved")],
)
def test_an_alias_that_does_not_do_is_refused(lab: Lab, alias: str, sentence: str) -> None:
    model(lab)
    version(lab)
    with pytest.raises(Invalid, match=sentence):
        do(lab, set_alias, "fraud", alias, 1)


def test_an_alias_points_to_a_version_that_is_there(lab: Lab) -> None:
    model(lab)
    with pytest.raises(NotFound, match=r"Model Version \(name=fraud, version=1\) not found"):
        do(lab, set_alias, "fraud", "champion", 1)


def test_a_guard_on_aliases_stands_before_every_verb(lab: Lab) -> None:
    model(lab)
    version(lab)
    do(lab, set_alias, "fraud", "champion", 1)
    lab.graph.guards.add("model", "fields.aliases", lambda *_: Refuse("The gate is shut."))
    for verb, args in ((set_alias, ("champion", 1)), (set_alias, ("new", 1)), (delete_alias, ("champion",)), (delete_version, (1,))):
        if args == ("champion", 1):
            assert do(lab, verb, "fraud", *args)  # nothing changes
            continue
        with pytest.raises(Guarded, match="The gate is shut"):
            do(lab, verb, "fraud", *args)
    assert lab.db.read_now(version_by_alias, lab.project, "fraud", "champion").number == 1


def test_a_guard_may_put_an_alias_off(lab: Lab) -> None:
    asked: list[Any] = []

    def queue(_: WriteTx, __: Caller, given: Asked) -> Queue:
        return Queue("Wait for approval.", lambda _: asked.append(given.after))

    model(lab)
    version(lab)
    do(lab, set_alias, "fraud", "champion", 1)
    lab.graph.guards.add("model", "fields.aliases", queue)
    assert not do(lab, set_alias, "fraud", "next", 1)
    assert asked == [{"champion": 1, "next": 1}]
    assert seen(lab).node.fields["aliases"] == {"champion": 1}
    with pytest.raises(Conflict, match="champion"):
        do(lab, delete_version, "fraud", 1)
    assert lab.db.read_now(model_version, lab.project, "fraud", 1).aliases == ("champion",)


def test_numbers_are_never_given_again(lab: Lab) -> None:
    made = model(lab)
    version(lab)
    gone = version(lab)
    do(lab, delete_version, "fraud", 2)
    with pytest.raises(NotFound, match="version=2"):
        lab.db.read_now(model_version, lab.project, "fraud", 2)
    assert version(lab).number == 3
    lab.world.apply(Restore(gone.node.id))
    assert lab.db.read_now(model_version, lab.project, "fraud", 2).node.parent == made.node.id
    do(lab, delete_version, "fraud", 3)
    do(lab, delete_version, "fraud", 2)
    lab.db.write_now(purge, lab.world.owner, lab.graph, gone.node.id, "too large")
    assert version(lab).number == 4


def test_stages_are_data_and_the_newest_of_each_is_found(lab: Lab) -> None:
    model(lab)
    for _ in range(4):
        version(lab)
    for number, stage in ((1, "production"), (2, "Production"), (3, "STAGING")):
        do(lab, transition_stage, "fraud", number, stage)

    def latest(*stages: str) -> list[tuple[str, int]]:
        return sorted((each.stage, each.number) for each in lab.db.read_now(latest_versions, lab.project, "fraud", stages))

    assert latest() == [("None", 4), ("Production", 2), ("Staging", 3)]
    assert latest("Production", "archived") == [("Production", 2)]
    moved = do(lab, transition_stage, "fraud", 4, "Production", archive=True)
    assert (moved.stage, moved.node.fields["stage"]) == ("Production", "Production")
    assert latest() == [("Archived", 2), ("Production", 4), ("Staging", 3)]
    assert "stage" not in do(lab, transition_stage, "fraud", 4, "none").node.fields
    with pytest.raises(Invalid, match="Value must be one of None, Staging, Production, Archived"):
        do(lab, transition_stage, "fraud", 1, "Live")
    with pytest.raises(Invalid, match="not an Active stage"):
        do(lab, transition_stage, "fraud", 1, "Archived", archive=True)


def ends(lab: Lab, node: str) -> list[tuple[str, bool, str, str]]:
    found = lab.db.read_now(links_of, lab.caller, node)
    return sorted((each.link.type, each.outward, each.far.title, each.link.made) for each in found if each.far)


def test_a_version_is_linked_with_the_run_it_came_from(lab: Lab) -> None:
    run = lab.run("steady")
    model(lab)
    source = f"mlflow-artifacts:/0/{run.id}/artifacts/model"
    made = version(lab, source=source, run=run.id)
    assert (made.run, made.location, made.node.fields["run"]) == (run.id, source, run.id)
    assert ends(lab, made.node.id) == [("produced", False, "steady", "protocol")]
    by_runs = version(lab, source=f"runs:/{run.id}/model", run=run.id)
    assert by_runs.location == f"runs:/{run.id}/model"
    do(lab, delete_run, run.id)
    assert ends(lab, version(lab, source=source, run=run.id).node.id) == []
    assert ends(lab, version(lab, run="somewhere else").node.id) == []


def test_a_version_is_linked_with_the_version_it_was_copied_from(lab: Lab) -> None:
    run = lab.run("steady")
    model(lab), model(lab, "copy")
    version(lab, run=run.id)
    do(lab, set_alias, "fraud", "champion", 1)
    do(lab, transition_stage, "fraud", 1, "Staging")
    for named in ("fraud/1", "fraud@champion", "fraud/latest", "fraud/staging"):
        copy = version(lab, "copy", f"models:/{named}")
        assert (copy.source, copy.location, copy.run) == ("models:/fraud/1", S3, run.id)
        assert ends(lab, copy.node.id) == [("derived_from", True, "fraud v1", "protocol"), ("produced", False, "steady", "protocol")]
    with pytest.raises(NotFound):
        version(lab, "copy", "models:/fraud/Production")
    with pytest.raises(Invalid, match="must match the referenced model version"):
        version(lab, "copy", "models:/fraud/1", run="other")
    model(lab, "prompt", tags={"mlflow.prompt.is_prompt": "true"})
    version(lab, "prompt", "dummy-source", tags={"mlflow.prompt.is_prompt": "true"})
    with pytest.raises(Invalid, match="Prompt versions cannot be used"):
        version(lab, "copy", "models:/prompt/1")


def test_a_version_is_linked_with_the_logged_model_it_came_from(lab: Lab) -> None:
    run = lab.run("steady")
    logged = do(lab, create_logged_model, NewModel(name="forest", source_run=run.id))
    named = f"m-{logged.node.id}"
    model(lab)
    made = version(lab, source=f"models:/{named}", model=named)
    assert (made.source, made.location, made.run) == (f"models:/{named}", f"mlflow-artifacts:/0/models/{named}/artifacts", run.id)
    assert ends(lab, made.node.id) == [("derived_from", True, "forest", "protocol"), ("produced", False, "steady", "protocol")]
    within = version(lab, source=f"{made.location}/deep", model=named, run="another")
    assert (within.location, within.run) == (f"{made.location}/deep", "another")
    assert ends(lab, within.node.id) == [("derived_from", True, "forest", "protocol")]
    for source, given in (
        (f"models:/{named}", None),
        (f"models:/{named}", "m-" + "0" * 32),
        (f"runs:/{run.id}/m", named),
        (f"mlflow-artifacts:/0/models/{named}", named),
    ):
        with pytest.raises(Invalid, match="model_id request parameter must identify"):
            version(lab, source=source, model=given)
    with pytest.raises(NotFound, match="Logged model with ID"):
        version(lab, source=f"models:/m-{'0' * 32}", model="m-" + "0" * 32)


@pytest.mark.parametrize("source", [
    "/etc/passwd", "model", "file:///etc/passwd", "file://host/x", "s3://bucket/a/../b", "s3://bucket/a/%2e%2e/b", "s3://bucket/a%252f..%252fb",
    "runs:/other/model", "runs://host/RUN/model", "mlflow-artifacts:/0/other/artifacts", "mlflow-artifacts:/0/RUN/artifactsX",
    "mlflow-artifacts://host/0/RUN/artifacts/m", "https://host/api/2.0/mlflow-artifacts/artifacts/0/RUN/artifacts", "models://host/fraud/1",
    "models:/m-00000000000000000000000000000000", "models:/fraud/1/2", "models:fraud", "http://[", "s3://bucket/a\x00b", "dummy-source",
])  # fmt: skip
def test_a_source_that_does_not_do_is_refused_and_nothing_is_written(lab: Lab, source: str) -> None:
    run = lab.run().id
    model(lab)
    before = lab.changes()
    with pytest.raises(Invalid):
        version(lab, source=source.replace("RUN", run), run=run)
    assert lab.changes() == before


def test_sources_elsewhere_are_kept_as_they_are(lab: Lab) -> None:
    model(lab)
    for source in (S3, "hdfs://host/m", "https://host/models/m", "dbfs:/models/m", "gs://b/ü m"):
        made = version(lab, source=source)
        assert (made.source, made.location, made.run) == (source, source, "")


def test_tags_and_descriptions_change_and_what_changes_nothing_leaves_no_trace(lab: Lab) -> None:
    model(lab)
    version(lab)
    do(lab, set_model_tag, "fraud", "a", "1")
    do(lab, set_version_tag, "fraud", 1, "b", "2")
    do(lab, update_model, "fraud", "# Why")
    assert do(lab, update_version, "fraud", 1, "better").node.fields["description"] == "better"
    before = lab.changes()
    do(lab, set_model_tag, "fraud", "a", "1")
    do(lab, set_version_tag, "fraud", 1, "b", "2")
    do(lab, delete_model_tag, "fraud", "none")
    do(lab, delete_version_tag, "fraud", 1, "none")
    assert lab.changes() == before
    found = seen(lab)
    assert (found.tags, found.latest[0].tags, found.node.fields["description"]) == ({"a": "1"}, {"b": "2"}, "# Why")
    do(lab, delete_model_tag, "fraud", "a")
    do(lab, delete_version_tag, "fraud", 1, "b")
    do(lab, update_version, "fraud", 1, None)
    assert "description" not in do(lab, update_model, "fraud", "").node.fields
    found = seen(lab)
    assert (found.tags, found.latest[0].tags, found.latest[0].node.fields.get("description")) == ({}, {}, None)
    with pytest.raises(Invalid, match="Prompt text exceeds"):
        do(lab, set_version_tag, "fraud", 1, "mlflow.prompt.text", "x" * 100_001)


def test_purging_a_model_takes_its_rows_with_it(lab: Lab) -> None:
    made = model(lab, tags={"a": "1"})
    version(lab, tags={"b": "2"})
    lab.world.apply(Trash(made.node.id))
    lab.db.write_now(purge, lab.world.owner, lab.graph, made.node.id, "a mistake")
    tables = ("registered_model", "registered_version", "model_tag", "version_tag")
    assert lab.db.read_now(lambda tx: [tx.scalar(f"SELECT COUNT(*) FROM {table}") for table in tables]) == [0, 0, 0, 0]
