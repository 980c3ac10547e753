"""Models, versions, datasets and logged models over REST, as training programs have left them, on both engines."""

from typing import Any

import httpx
import pytest

from rootnode.auth.caller import Caller
from rootnode.build.datasets import DatasetUsed
from rootnode.build.files import put_file
from rootnode.build.inputs import ModelUse, log_inputs, log_outputs
from rootnode.build.logged_models import ModelPoint, NewModel, add_model_points, create_logged_model
from rootnode.build.places import run_in
from rootnode.build.runs import NewRun, create_run, log_batch
from rootnode.series.points import Points
from rootnode.testing.app import Site


class Lab:
    """A project FRAUD with a run that used a dataset and made a logged model."""

    def __init__(self, site: Site) -> None:
        self.site, self.db, self.graph = site, site.rootnode.db, site.rootnode.graph
        person = site.person("member", "Olga")
        self.project = site.project("FRAUD", by=person)
        self.caller: Caller = site.caller(person)
        self.client = site.client(person)
        self.client.base_url = httpx.URL(f"{site.url}/api/v1/")
        self.run = self.write(create_run, NewRun(name="large")).id
        self.write(log_inputs, self.run, [DatasetUsed("cards", "d1", "local", "cards.parquet", "{}", '{"num_rows": 150}')])
        made = self.write(create_logged_model, NewModel(name="classifier", source_run=self.run, params=[("depth", "6")]))
        self.logged, self.mlflow_id = made.node.id, made.id
        self.write(log_outputs, self.run, [ModelUse(made.id, 3)])
        points = Points.of(["val/auc", "loss", "system/cpu"], [1, 1, 1], [1, 1, 1], [0.9, float("nan"), 1.0])
        self.write(log_batch, self.run, series=site.rootnode.series, points=points, params=[("depth", "6")])

    def write(self, verb: Any, *args: Any, **given: Any) -> Any:
        return self.db.write_now(verb, self.caller, self.graph, self.project, *args, **given)

    async def get(self, path: str) -> Any:
        answer = await self.client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def make(self, **given: Any) -> httpx.Response:
        return await self.client.post(f"runs/{self.run}/versions", json={"name": "fraud", "model": self.logged, **given})


@pytest.fixture
def lab(any_site: Site) -> Lab:
    return Lab(any_site)


async def test_a_version_is_made_by_hand_from_a_run_and_says_where_it_came_from(lab: Lab) -> None:
    assert await lab.get(f"runs/{lab.run}/models") == {
        "sources": [{"name": "classifier", "model": lab.logged, "path": None, "versions": [], "step": 3}]
    }
    first, second = (await lab.make(description="first")).json(), (await lab.make()).json()
    assert [(each["title"], each["parent"]) for each in (first, second)] == [("fraud v1", first["parent"]), ("fraud v2", first["parent"])]
    [source] = (await lab.get(f"runs/{lab.run}/models"))["sources"]
    assert [each["title"] for each in source["versions"]] == ["fraud v1", "fraud v2"]

    page = await lab.get(f"model-versions/{first['id']}")
    assert (page["run"]["item"]["id"], page["run"]["params"], page["logged_model"]["title"]) == (lab.run, {"depth": "6"}, "classifier")
    assert ([each["title"] for each in page["datasets"]], page["source"]) == (["cards (d1)"], f"models:/{lab.mlflow_id}")

    rows = await lab.get(f"models/{first['parent']}/versions?limit=1")
    assert [(row["number"], row["run"]["metrics"], row["datasets"][0]["title"]) for row in rows["versions"]] == [
        (2, {"val/auc": 0.9, "loss": None}, "cards (d1)")
    ]
    following = await lab.get(f"models/{first['parent']}/versions?limit=1&cursor={rows['next']}")
    assert ([row["number"] for row in following["versions"]], following["next"]) == ([1], None)


async def test_a_version_says_which_files_it_has(lab: Lab) -> None:
    first = (await lab.make()).json()
    assert (await lab.get(f"model-versions/{first['id']}"))["files"] is None
    for owner, path, body in (
        (lab.logged, "MLmodel", b"flavors:"),
        (lab.logged, "data/model.bin", b"12345"),
        (lab.run, "net/MLmodel", b"flavors: {}"),
        (lab.run, "network.txt", b"-"),
    ):
        stored = await lab.site.rootnode.blobs.put(body)
        lab.write(put_file, owner, path, stored)
    assert (await lab.get(f"model-versions/{first['id']}"))["files"] == {
        "holder": lab.logged, "folder": "", "count": 2, "size": 13, "described": True
    }  # fmt: skip
    second = (await lab.make(model=None, path="net")).json()
    assert (await lab.get(f"model-versions/{second['id']}"))["files"] == {
        "holder": lab.run, "folder": "net", "count": 1, "size": 11, "described": True
    }  # fmt: skip


async def test_a_version_is_made_of_one_thing_that_is_there(lab: Lab) -> None:
    for given in ({"path": "model"}, {"model": None}, {"model": None, "path": "../up"}):
        assert (await lab.make(**given)).status_code == 400, given
    assert (await lab.make(model="0" * 32)).status_code == 404
    assert (await lab.client.get("projects/FRAUD/items?type=model")).json()["items"] == []  # nothing was left of what was refused
    assert (await lab.make(model=None, path="model")).status_code == 201


async def test_aliases_are_set_moved_and_taken_away(lab: Lab) -> None:
    model = (await lab.make()).json()["parent"]
    await lab.make()
    for number in (1, 2):
        answer = await lab.client.post(f"models/{model}/aliases", json={"alias": "champion", "version": number})
        assert answer.json() == {"aliases": {"champion": number}, "queued": False}
    assert [row["aliases"] for row in (await lab.get(f"models/{model}/versions"))["versions"]] == [["champion"], []]
    assert (await lab.client.post(f"models/{model}/aliases", json={"alias": "v1", "version": 1})).status_code == 400
    assert (await lab.client.post(f"models/{model}/aliases", json={"alias": "next", "version": 9})).status_code == 404
    assert (await lab.client.delete(f"models/{model}/aliases/champion")).json() == {"aliases": {}, "queued": False}
    renamed = await lab.client.patch(f"models/{model}", json={"name": "fraud-ftt"})
    assert renamed.json()["title"] == "fraud-ftt"
    page = await lab.get(f"models/{model}")
    assert (page["registered"], page["aliases"], page["item"]["title"]) == (True, {}, "fraud-ftt")


async def test_a_model_made_by_hand_has_no_aliases_yet(lab: Lab) -> None:
    model = lab.site.item(lab.project, "model", title="idea")
    assert ((await lab.get(f"models/{model}"))["registered"], await lab.get(f"models/{model}/versions")) == (
        False,
        {"versions": [], "next": None},
    )
    assert (await lab.client.post(f"models/{model}/aliases", json={"alias": "champion", "version": 1})).status_code == 409


async def test_data_tells_who_used_it_and_what_was_made_of_it(lab: Lab) -> None:
    version = (await lab.make()).json()
    [data] = (await lab.client.get("projects/FRAUD/items?type=dataset")).json()["items"]
    [row] = (await lab.get(f"datasets/{data['id']}/versions"))["versions"]
    assert (row["item"]["fields"]["rows"], row["source"], row["trained"], row["evaluated"]) == (150, "cards.parquet", 1, 0)
    page = await lab.get(f"dataset-versions/{row['item']['id']}")
    assert (page["dataset"]["title"], page["profile"], page["cut"]) == ("cards", '{"num_rows": 150}', False)
    assert [(use["run"]["item"]["title"], use["link"]) for use in page["uses"]] == [("large", "trained_on")]
    assert {model["title"] for model in page["models"]} == {"classifier", version["title"]}


async def test_a_logged_model_tells_its_latest_values(lab: Lab) -> None:
    points = [ModelPoint(lab.mlflow_id, "auc", value, time, time, dataset_name=data) for value, time, data in
              ((0.7, 1, "a"), (0.8, 2, "a"), (0.6, 3, "b"))]  # fmt: skip
    lab.db.write_now(lambda tx: add_model_points(tx, run_in(tx, lab.project, lab.run), points))
    page = await lab.get(f"logged-models/{lab.logged}")
    assert [(each["value"], each["dataset"]) for each in page["metrics"]] == [(0.8, "a"), (0.6, "b")]
    assert (page["id"], page["params"], page["run"]["item"]["id"]) == (lab.mlflow_id, {"depth": "6"}, lab.run)
    assert await lab.get(f"runs/{lab.logged}/files") == {"files": []}
