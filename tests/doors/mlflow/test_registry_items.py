"""Registered models and their versions as items: what people do to them by hand keeps what MLflow clients find."""

from typing import Any

import httpx
import pytest

from rootnode.graph.guards import Refuse
from rootnode.testing.app import Site
from rootnode.testing.mlflow import Door


class Items:
    """A model `fraud` with a version 1 that `champion` points to and a version 2, as clients and as people see them."""

    def __init__(self, site: Site) -> None:
        self.door = Door(site)
        self.person = site.client(site.own_token(site.person("admin")))

    async def call(self, endpoint: str, **fields: Any) -> None:
        method = "DELETE" if endpoint.endswith("delete") else "POST"
        address = f"{self.door.base}/api/2.0/mlflow/{endpoint}"
        answer = await self.door.client.request(method, address, json={"name": "fraud"} | fields)
        assert answer.status_code == 200, answer.text

    async def make(self) -> None:
        await self.call("registered-models/create")
        for _ in range(2):
            await self.call("model-versions/create", source="s3://bucket/model")
        await self.call("registered-models/alias", alias="champion", version="1")

    async def champion(self) -> httpx.Response:
        return await self.door.get("registered-models/alias", name="fraud", alias="champion")

    async def id(self, title: str, **listing: str) -> str:
        answer = await self.person.get("/api/v1/projects/FRAUD/items", params=listing)
        return str(next(item["id"] for item in answer.json()["items"] if item["title"] == title))

    async def move(self, item: str, how: str) -> httpx.Response:
        return await self.person.post(f"/api/v1/items/{item}/{how}")

    async def undo(self, item: str) -> httpx.Response:
        """Undo what happened last to an item."""
        entries = (await self.person.get(f"/api/v1/items/{item}/history")).json()["entries"]
        return await self.person.post("/api/v1/undo", json={"operation": entries[0]["operation"]})


@pytest.fixture
async def items(any_site: Site) -> Items:
    found = Items(any_site)
    await found.make()
    return found


async def test_a_guard_on_aliases_is_not_gone_round_by_the_trash(items: Items) -> None:
    items.door.site.rootnode.graph.guards.add("model", "fields.aliases", lambda *_: Refuse("The gate is shut."))
    version = await items.id("fraud v1")
    refused = await items.move(version, "trash")
    assert (refused.status_code, refused.json()["code"]) == (409, "guarded")
    assert "champion. Take them away first" in refused.json()["detail"]
    assert (await items.champion()).json()["model_version"]["version"] == "1"
    assert (await items.move(await items.id("fraud v2"), "trash")).status_code == 200


async def test_a_model_goes_and_comes_back_with_its_aliases(items: Items) -> None:
    model = await items.id("fraud")
    assert (await items.move(model, "trash")).status_code == 200
    assert (await items.champion()).status_code == 404
    assert (await items.undo(model)).status_code == 200
    assert (await items.champion()).json()["model_version"]["version"] == "1"


async def test_a_version_comes_back_with_its_model_not_alone(items: Items) -> None:
    model, version = await items.id("fraud"), await items.id("fraud v2")
    await items.call("registered-models/delete")
    refused = await items.move(version, "restore")
    assert (refused.status_code, refused.json()["code"]) == (409, "guarded")
    assert "Restore the model first" in refused.json()["detail"]
    assert (await items.move(model, "restore")).status_code == 200
    assert (await items.person.get(f"/api/v1/items/{version}")).json()["trashed"] is None


async def test_undoing_a_deletion_never_loses_an_alias_in_silence(items: Items) -> None:
    first, second = await items.id("fraud v1"), await items.id("fraud v2")
    await items.call("model-versions/delete", version="1")
    await items.call("model-versions/delete", version="2")
    refused = await items.undo(first)
    assert (refused.status_code, refused.json()["where"]) == (409, "aliases")
    assert (await items.undo(second)).status_code == 200
    assert (await items.move(first, "restore")).status_code == 200
