"""The model registry's contract: answers, error codes and sentences of MLflow 3.17.2."""

from typing import Any

import httpx
import pytest

from rootnode.auth.caller import Caller
from rootnode.graph.guards import Asked, Queue
from rootnode.kit.db import WriteTx
from rootnode.testing.mlflow import Door, failure

MODELS = "registered-models"
VERSIONS = "model-versions"
S3 = "s3://bucket/model"


class Registry:
    """Calls to the registry's endpoints in a line each."""

    def __init__(self, door: Door) -> None:
        self.door = door

    async def call(self, method: str, endpoint: str, **fields: Any) -> httpx.Response:
        address = f"{self.door.base}/api/2.0/mlflow/{endpoint}"
        asks = method == "GET"
        return await self.door.client.request(method, address, params=fields if asks else None, json=None if asks else fields)

    async def model(self, name: str = "fraud", **fields: Any) -> dict[str, Any]:
        answer = await self.call("POST", f"{MODELS}/create", name=name, **fields)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()["registered_model"]
        return found

    async def version(self, name: str = "fraud", source: str = S3, **fields: Any) -> dict[str, Any]:
        answer = await self.call("POST", f"{VERSIONS}/create", name=name, source=source, **fields)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()["model_version"]
        return found

    async def seen(self, name: str = "fraud") -> dict[str, Any]:
        found: dict[str, Any] = (await self.call("GET", f"{MODELS}/get", name=name)).json()["registered_model"]
        return found

    async def names(self, **fields: Any) -> list[str]:
        answer = await self.call("GET", f"{MODELS}/search", **fields)
        assert answer.status_code == 200, answer.text
        return [each["name"] for each in answer.json().get("registered_models", [])]

    async def found(self, **fields: Any) -> list[str]:
        answer = await self.call("GET", f"{VERSIONS}/search", **fields)
        assert answer.status_code == 200, answer.text
        return [f"{each['name']} {each['version']}" for each in answer.json().get("model_versions", [])]


@pytest.fixture
def registry(door: Door) -> Registry:
    return Registry(door)


@pytest.fixture
def sqlite_registry(sqlite_door: Door) -> Registry:
    return Registry(sqlite_door)


async def test_a_model_as_mlflow_tells_it(registry: Registry) -> None:
    made = await registry.model(tags=[{"key": "team", "value": "risk"}], description="what for")
    assert made == await registry.seen()
    assert isinstance(made.pop("creation_timestamp"), int)
    assert isinstance(made.pop("last_updated_timestamp"), int)
    assert made == {"name": "fraud", "description": "what for", "tags": [{"key": "team", "value": "risk"}]}
    again = await registry.call("POST", f"{MODELS}/create", name="fraud")
    assert failure(again) == (400, "RESOURCE_ALREADY_EXISTS")
    assert again.json()["message"] == "Registered Model (name=fraud) already exists."
    missing = await registry.call("GET", f"{MODELS}/get", name="none")
    assert failure(missing) == (404, "RESOURCE_DOES_NOT_EXIST")
    assert missing.json()["message"] == "Registered Model with name=none not found"


async def test_a_version_as_mlflow_tells_it(registry: Registry) -> None:
    await registry.model()
    run = await registry.door.run()
    source = f"mlflow-artifacts:/0/{run}/artifacts/model"
    made = await registry.version(
        source=source, run_id=run, run_link="https://elsewhere/run", description="first", tags=[{"key": "a", "value": "1"}]
    )
    assert made == (await registry.call("GET", f"{VERSIONS}/get", name="fraud", version="1")).json()["model_version"]
    assert (await registry.seen())["latest_versions"] == [made]
    assert isinstance(made.pop("creation_timestamp"), int)
    assert isinstance(made.pop("last_updated_timestamp"), int)
    assert made == {
        "name": "fraud",
        "version": "1",
        "current_stage": "None",
        "description": "first",
        "source": source,
        "run_id": run,
        "run_link": "https://elsewhere/run",
        "status": "READY",
        "tags": [{"key": "a", "value": "1"}],
    }
    uri = await registry.call("GET", f"{VERSIONS}/get-download-uri", name="fraud", version="1")
    assert uri.json() == {"artifact_uri": source}


async def test_a_model_is_updated_renamed_and_deleted(registry: Registry) -> None:
    await registry.model(description="old")
    await registry.version()
    await registry.version()
    changed = await registry.call("PATCH", f"{MODELS}/update", name="fraud", description="new")
    assert changed.json()["registered_model"]["description"] == "new"
    renamed = await registry.call("POST", f"{MODELS}/rename", name="fraud", new_name="scam")
    assert renamed.json()["registered_model"]["name"] == "scam"
    assert failure(await registry.call("GET", f"{VERSIONS}/get", name="fraud", version="1")) == (404, "RESOURCE_DOES_NOT_EXIST")
    assert await registry.found(order_by=["version_number ASC"]) == ["scam 1", "scam 2"]
    await registry.model()
    assert failure(await registry.call("POST", f"{MODELS}/rename", name="scam", new_name="fraud")) == (400, "RESOURCE_ALREADY_EXISTS")
    assert (await registry.call("DELETE", f"{MODELS}/delete", name="scam")).json() == {}
    assert failure(await registry.call("DELETE", f"{MODELS}/delete", name="scam")) == (404, "RESOURCE_DOES_NOT_EXIST")
    assert (await registry.names(), await registry.found()) == (["fraud"], [])
    await registry.model("scam")
    assert (await registry.version("scam"))["version"] == "1"


async def test_a_version_is_updated_and_deleted(registry: Registry) -> None:
    await registry.model()
    await registry.version(description="old")
    one = {"name": "fraud", "version": "1"}
    changed = await registry.call("PATCH", f"{VERSIONS}/update", **one, description="new")
    assert changed.json()["model_version"]["description"] == "new"
    assert (await registry.call("PATCH", f"{VERSIONS}/update", **one)).json()["model_version"]["description"] == ""
    assert (await registry.call("DELETE", f"{VERSIONS}/delete", **one)).json() == {}
    for method, endpoint, more in (
        ("GET", "get", {}),
        ("GET", "get-download-uri", {}),
        ("DELETE", "delete", {}),
        ("PATCH", "update", {"description": "x"}),
        ("POST", "set-tag", {"key": "a", "value": "b"}),
        ("DELETE", "delete-tag", {"key": "a"}),
        ("POST", "transition-stage", {"stage": "Staging"}),
    ):
        answer = await registry.call(method, f"{VERSIONS}/{endpoint}", **one, **more)
        assert failure(answer) == (404, "RESOURCE_DOES_NOT_EXIST"), endpoint
        assert answer.json()["message"] == "Model Version (name=fraud, version=1) not found"
    assert (await registry.version())["version"] == "2"


async def test_aliases(registry: Registry) -> None:
    await registry.model()
    await registry.version()
    await registry.version()
    for alias, version in (("champion", "1"), ("next", "2"), ("champion", "2")):
        assert (await registry.call("POST", f"{MODELS}/alias", name="fraud", alias=alias, version=version)).json() == {}
    assert (await registry.seen())["aliases"] == [{"alias": "champion", "version": "2"}, {"alias": "next", "version": "2"}]
    found = (await registry.call("GET", f"{MODELS}/alias", name="fraud", alias="champion")).json()["model_version"]
    assert (found["version"], found["aliases"]) == ("2", ["champion", "next"])
    assert (await registry.call("GET", f"{MODELS}/alias", name="fraud", alias="latest")).json()["model_version"]["version"] == "2"
    for _ in range(2):
        assert (await registry.call("DELETE", f"{MODELS}/alias", name="fraud", alias="next")).json() == {}
    gone = await registry.call("GET", f"{MODELS}/alias", name="fraud", alias="next")
    assert (failure(gone), gone.json()["message"]) == ((400, "INVALID_PARAMETER_VALUE"), "Registered model alias next not found.")
    await registry.call("DELETE", f"{VERSIONS}/delete", name="fraud", version="2")
    assert "aliases" not in await registry.seen()


async def test_an_alias_that_waits_for_an_approval_is_told(sqlite_registry: Registry) -> None:
    def queue(_: WriteTx, __: Caller, ___: Asked) -> Queue:
        return Queue("Wait.", lambda _: None)

    await sqlite_registry.model()
    await sqlite_registry.version()
    sqlite_registry.door.site.rootnode.graph.guards.add("model", "fields.aliases", queue)
    answer = await sqlite_registry.call("POST", f"{MODELS}/alias", name="fraud", alias="champion", version="1")
    assert failure(answer) == (409, "RESOURCE_CONFLICT")
    assert "needs an approval" in answer.json()["message"]
    assert "aliases" not in await sqlite_registry.seen()


async def test_stages_and_latest_versions(registry: Registry) -> None:
    await registry.model()
    for _ in range(3):
        await registry.version()
    for version, stage in (("1", "production"), ("2", "Staging")):
        moved = await registry.call("POST", f"{VERSIONS}/transition-stage", name="fraud", version=version, stage=stage)
        assert moved.json()["model_version"]["current_stage"] == stage.title()
    archiving = {"name": "fraud", "version": "3", "stage": "Production", "archive_existing_versions": True}
    await registry.call("POST", f"{VERSIONS}/transition-stage", **archiving)

    async def latest(method: str, **fields: Any) -> dict[str, str]:
        answer = await registry.call(method, f"{MODELS}/get-latest-versions", name="fraud", **fields)
        return {each["current_stage"]: each["version"] for each in answer.json().get("model_versions", [])}

    for method in ("POST", "GET"):
        assert await latest(method) == {"Archived": "1", "Staging": "2", "Production": "3"}
        assert await latest(method, stages=["Production"]) == {"Production": "3"}
        assert await latest(method, stages=["None"]) == {}
        refused = await registry.call(method, f"{MODELS}/get-latest-versions", name="fraud", stages=["Live"])
        assert refused.json()["message"] == "Invalid Model Version stage: Live. Value must be one of None, Staging, Production, Archived."


async def test_tags(registry: Registry) -> None:
    await registry.model()
    await registry.version()
    await registry.call("POST", f"{MODELS}/set-tag", name="fraud", key="a", value="1")
    await registry.call("POST", f"{VERSIONS}/set-tag", name="fraud", version="1", key="b", value="2")
    found = await registry.seen()
    assert (found["tags"], found["latest_versions"][0]["tags"]) == ([{"key": "a", "value": "1"}], [{"key": "b", "value": "2"}])
    for _ in range(2):
        assert (await registry.call("DELETE", f"{MODELS}/delete-tag", name="fraud", key="a")).json() == {}
        assert (await registry.call("DELETE", f"{VERSIONS}/delete-tag", name="fraud", version="1", key="b")).json() == {}
    found = await registry.seen()
    assert ("tags" in found, "tags" in found["latest_versions"][0]) == (False, False)


async def test_models_are_searched(registry: Registry) -> None:
    for name, team in (("fraud", "risk"), ("Scam", "risk"), ("churn", "sales")):
        await registry.model(name, tags=[{"key": "team", "value": team}])
    await registry.model("greet", tags=[{"key": "mlflow.prompt.is_prompt", "value": "true"}])
    assert await registry.names() == ["Scam", "churn", "fraud"]
    assert await registry.names(filter="name = 'fraud'") == ["fraud"]
    assert await registry.names(filter="name != 'fraud'") == ["Scam", "churn"]
    assert await registry.names(filter="name LIKE '%r%'") == ["churn", "fraud"]
    assert await registry.names(filter="name ILIKE 's%'") == ["Scam"]
    assert await registry.names(filter="name IN ('fraud', 'churn')") == ["churn", "fraud"]
    assert await registry.names(filter="tags.team = 'risk' AND name LIKE 'f%'") == ["fraud"]
    assert await registry.names(filter="tag.`team` ILIKE 'SAL%'") == ["churn"]
    assert await registry.names(filter="tags.`mlflow.prompt.is_prompt` = 'true'") == ["greet"]
    assert await registry.names(filter="tags.`mlflow.prompt.is_prompt` != 'true'") == ["Scam", "churn", "fraud"]
    assert await registry.names(order_by=["name DESC"]) == ["fraud", "churn", "Scam"]
    await registry.call("PATCH", f"{MODELS}/update", name="fraud", description="later")
    for key in ("creation_timestamp", "last_updated_timestamp", "timestamp"):
        assert len(await registry.names(order_by=[f"{key} DESC"])) == 3


async def test_searches_go_page_by_page(registry: Registry) -> None:
    for name in "abcde":
        await registry.model(name)
        await registry.version(name)
    for endpoint, what in ((MODELS, "registered_models"), (VERSIONS, "model_versions")):
        seen: list[str] = []
        token = ""
        while token or not seen:
            page = (await registry.call("GET", f"{endpoint}/search", max_results="2", order_by=["name ASC"], page_token=token)).json()
            seen += [each["name"] for each in page[what]]
            token = page.get("next_page_token", "")
        assert seen == [*"abcde"]


async def test_versions_are_searched(registry: Registry) -> None:
    run = await registry.door.run()
    await registry.model("fraud")
    await registry.model("churn")
    await registry.version("fraud", tags=[{"key": "a", "value": "1"}])
    await registry.version("fraud", source=f"mlflow-artifacts:/0/{run}/artifacts/m", run_id=run)
    await registry.version("churn", source="s3://other/x", run_id="elsewhere")
    await registry.model("greet", tags=[{"key": "mlflow.prompt.is_prompt", "value": "true"}])
    prompt = [{"key": "mlflow.prompt.is_prompt", "value": "true"}, {"key": "mlflow.prompt.text", "value": "Hello"}]
    await registry.version("greet", source="dummy-source", tags=prompt)
    by_name = {"order_by": ["name ASC"]}
    assert sorted(await registry.found()) == ["churn 1", "fraud 1", "fraud 2"]
    assert await registry.found(**by_name) == ["churn 1", "fraud 2", "fraud 1"]
    assert await registry.found(filter="name = 'fraud'", order_by=["version_number ASC"]) == ["fraud 1", "fraud 2"]
    assert await registry.found(filter=f"run_id = '{run}'") == ["fraud 2"]
    assert await registry.found(filter=f"run_id IN ('{run}', 'elsewhere')", **by_name) == ["churn 1", "fraud 2"]
    assert await registry.found(filter="source_path LIKE 's3://%'", **by_name) == ["churn 1", "fraud 1"]
    assert await registry.found(filter="version_number > 1") == ["fraud 2"]
    assert await registry.found(filter="version_number <= '1' and name LIKE 'f%'") == ["fraud 1"]
    assert await registry.found(filter="tags.a = '1'") == ["fraud 1"]
    assert await registry.found(filter="tags.`mlflow.prompt.is_prompt` = 'true'") == ["greet 1"]


@pytest.mark.parametrize(("endpoint", "fields", "sentence"), [
    (MODELS, {"filter": "run_id = 'x'"}, "Invalid attribute key 'run_id' specified"),
    (MODELS, {"filter": "name > 'x'"}, "Invalid comparator for attribute: >"),
    (MODELS, {"filter": "tags.a > 'x'"}, "Invalid comparator for tag: >"),
    (MODELS, {"filter": "tags.a IS NULL"}, "Invalid comparator for tag: IS NULL"),
    (MODELS, {"filter": "params.a = 'x'"}, "Invalid entity type 'params'. Valid entity types are ('attribute', 'tag', 'tags')"),
    (MODELS, {"filter": "name = 'a' OR name = 'b'"}, "Invalid clause(s) in filter string"),
    (MODELS, {"filter": "name = a"}, "Expected a quoted string value"),
    (MODELS, {"order_by": ["run_id"]}, "Invalid order by key 'run_id' specified"),
    (MODELS, {"order_by": ["name ASC", "name DESC"]}, "`order_by` contains duplicate fields"),
    (MODELS, {"max_results": "1001"}, "Invalid value \"1001\" for parameter 'max_results' supplied:  Hint: Value was of type 'str'."),
    (MODELS, {"max_results": "-1"}, "Invalid value for max_results. It must be a positive integer, but got -1"),
    (MODELS, {"page_token": "?"}, "Invalid page token"),
    (VERSIONS, {"filter": "source_path IN ('a')"}, "Only ['name', 'run_id'] attributes support comparison with a list"),
    (VERSIONS, {"filter": "version_number LIKE '1'"}, "Invalid comparator for attribute version_number: LIKE"),
    (VERSIONS, {"filter": "version_number > 1.5"}, "Invalid value for numeric attribute 'version_number'"),
    (VERSIONS, {"filter": "creation_timestamp > 1"}, "Invalid attribute key 'creation_timestamp' specified"),
    (VERSIONS, {"order_by": ["source_path"]}, "Invalid order by key 'source_path' specified"),
    (VERSIONS, {"max_results": "0"}, "It must be a positive integer"),
    (VERSIONS, {"max_results": "200001"}, "Invalid value \"200001\" for parameter 'max_results' supplied"),
])  # fmt: skip
async def test_a_search_that_does_not_do_is_refused(
    sqlite_registry: Registry, endpoint: str, fields: dict[str, Any], sentence: str
) -> None:
    answer = await sqlite_registry.call("GET", f"{endpoint}/search", **fields)
    assert failure(answer) == (400, "INVALID_PARAMETER_VALUE")
    assert sentence in answer.json()["message"]


@pytest.mark.parametrize(("method", "endpoint", "fields", "sentence"), [
    ("POST", f"{MODELS}/create", {}, "Missing value for required parameter 'name'. See the API docs"),
    ("POST", f"{MODELS}/create", {"name": "a/b"}, "Invalid model name 'a/b'. Names cannot contain '/' or ':'."),
    ("POST", f"{MODELS}/create", {"name": 1}, "Invalid value for parameter 'name' supplied"),
    ("POST", f"{MODELS}/create", {"name": "x", "tags": [{"key": "k", "value": "x" * 100_001}]}, "'value' exceeds the maximum length"),
    ("POST", f"{MODELS}/rename", {"name": "fraud"}, "Missing value for required parameter 'new_name'"),
    ("POST", f"{MODELS}/set-tag", {"name": "fraud"}, "Missing value for required parameter 'key'"),
    ("POST", f"{MODELS}/set-tag", {"name": "fraud", "key": "x" * 251, "value": ""}, "'key' exceeds the maximum length of 250 characters"),
    ("POST", f"{MODELS}/alias", {"name": "fraud", "alias": "a b", "version": "1"}, "Invalid alias name: 'a b'. Names may only contain"),
    ("POST", f"{MODELS}/alias", {"name": "fraud", "alias": "v1", "version": "1"}, "Version alias name 'v1' is reserved."),
    ("POST", f"{MODELS}/alias", {"name": "fraud", "alias": "LATEST", "version": "1"}, "'latest' alias name (case insensitive)"),
    ("POST", f"{VERSIONS}/create", {"name": "fraud"}, "Missing value for required parameter 'source'"),
    ("POST", f"{VERSIONS}/create", {"name": "fraud", "source": "/tmp/x"}, "To use a local path as a model version source"),
    ("POST", f"{VERSIONS}/create", {"name": "fraud", "source": "runs:/x/m"}, "The run_id request parameter must identify the resource"),
    ("GET", f"{VERSIONS}/get", {"name": "fraud", "version": "x"}, "Parameter 'version' must be an integer, got 'x'."),
    ("GET", f"{VERSIONS}/get", {"name": "fraud"}, "Missing value for required parameter 'version'"),
    ("POST", f"{VERSIONS}/transition-stage", {"name": "fraud", "version": "1", "stage": "Live"}, "Invalid Model Version stage: Live."),
    ("POST", f"{VERSIONS}/transition-stage",
     {"name": "fraud", "version": "1", "stage": "Archived", "archive_existing_versions": True}, "is not an Active stage"),
])  # fmt: skip
async def test_a_call_that_does_not_do_is_refused_in_mlflows_words(
    sqlite_registry: Registry, method: str, endpoint: str, fields: dict[str, Any], sentence: str
) -> None:
    await sqlite_registry.model()
    await sqlite_registry.version()
    answer = await sqlite_registry.call(method, endpoint, **fields)
    assert failure(answer) == (400, "INVALID_PARAMETER_VALUE"), answer.text
    assert sentence in answer.json()["message"]


async def test_a_version_needs_a_model_that_is_there(sqlite_registry: Registry) -> None:
    answer = await sqlite_registry.call("POST", f"{VERSIONS}/create", name="none", source=S3)
    assert failure(answer) == (404, "RESOURCE_DOES_NOT_EXIST")
    assert answer.json()["message"] == "Registered Model with name=none not found"


async def test_projects_have_registries_of_their_own(sqlite_registry: Registry) -> None:
    await sqlite_registry.model()
    await sqlite_registry.version()
    other = Registry(Door(sqlite_registry.door.site, "OTHER"))
    assert (await other.names(), await other.found()) == ([], [])
    assert failure(await other.call("GET", f"{MODELS}/get", name="fraud")) == (404, "RESOURCE_DOES_NOT_EXIST")
    await other.model()
    assert failure(await other.call("POST", f"{VERSIONS}/create", name="fraud", source="models:/fraud/1")) == (
        404,
        "RESOURCE_DOES_NOT_EXIST",
    )
