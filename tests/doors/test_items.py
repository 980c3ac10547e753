"""Projects, items, links, history and undo over REST, on both engines."""

import json
from typing import Any

import httpx
import pytest

from rootnode.testing.app import Site


@pytest.fixture
async def client(any_site: Site) -> httpx.AsyncClient:
    """Somebody who leads the project FRAUD."""
    person = any_site.person("member", "Olga")
    any_site.project("FRAUD", by=person)
    made = any_site.client(person)
    made.base_url = httpx.URL(f"{any_site.url}/api/v1/")
    return made


async def made(client: httpx.AsyncClient, **given: Any) -> dict[str, Any]:
    answer = await client.post("projects/FRAUD/items", json={"type": "issue", "title": "Recall drops", **given})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_an_item_is_made_read_changed_and_found_by_its_key(client: httpx.AsyncClient) -> None:
    item = await made(client, fields={"priority": "high"})
    assert (item["key"], item["type"], item["state"], item["rev"]) == ("FRAUD-1", "issue", "backlog", 1)
    changed = await client.patch("items/FRAUD-1", json={"rev": 1, "state": "todo", "fields": {"priority": None}})
    assert (changed.json()["state"], changed.json()["fields"], changed.json()["rev"]) == ("todo", {}, 2)
    assert (await client.get(f"items/{item['id']}")).json() == changed.json() == (await client.get("items/fraud-1")).json()


async def test_a_stale_write_is_refused_with_the_newer_item(client: httpx.AsyncClient) -> None:
    await made(client)
    newer = (await client.patch("items/FRAUD-1", json={"rev": 1, "title": "Newer"})).json()
    refused = await client.patch("items/FRAUD-1", json={"rev": 1, "title": "Older"})
    assert (refused.status_code, refused.json()["code"], refused.json()["current"]) == (409, "stale", newer)


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"type": "run", "title": "x"}, "type"),
        ({"type": "no", "title": "x"}, "type"),
        ({"type": "issue", "title": ""}, "title"),
        ({"type": "issue", "title": "x", "fields": {"due": "soon"}}, "fields.due"),
        ({"type": "issue", "title": "x", "created": 1}, None),
        ({"type": "issue"}, None),
    ],
)
async def test_bad_input_says_where(client: httpx.AsyncClient, body: dict[str, Any], where: str | None) -> None:
    answer = await client.post("projects/FRAUD/items", json=body)
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json()["detail"]
    assert where is None or answer.json()["where"] == where


async def test_a_list_is_filtered_sorted_and_paged(client: httpx.AsyncClient) -> None:
    for estimate in (3, 1, 2):
        await made(client, title=f"{estimate} points", fields={"estimate": estimate}, state="todo" if estimate > 1 else "backlog")
    query = {"type": "issue", "sort": "estimate", "desc": "false", "limit": "1", "state": "todo"}
    first = (await client.get("projects/FRAUD/items", params=query)).json()
    second = (await client.get("projects/FRAUD/items", params={**query, "cursor": first["next"]})).json()
    assert [page["items"][0]["title"] for page in (first, second)] == ["2 points", "3 points"]
    assert second["next"] is None
    condition = json.dumps([{"field": "estimate", "op": "<", "value": 2}])
    found = await client.get("projects/FRAUD/items", params={"type": "issue", "filter": condition})
    assert [item["title"] for item in found.json()["items"]] == ["1 points"]
    for wrong in ({"filter": "x"}, {"sort": "description", "type": "issue"}, {"limit": "501"}, {"cursor": "x", "type": "issue"}):
        assert (await client.get("projects/FRAUD/items", params=wrong)).status_code == 400


async def test_links_history_context_and_undo(client: httpx.AsyncClient) -> None:
    issue, spec = await made(client), await made(client, type="document", title="Spec", fields={"body": "Recall at 0.5 %"})
    link = (await client.post("links", json={"type": "documents", "source": spec["key"], "target": issue["key"]})).json()
    assert (link["direction"], link["end"]["key"]) == ("out", "FRAUD-1")
    ends = (await client.get("items/FRAUD-1/links")).json()["links"]
    assert [(end["direction"], end["end"]["title"]) for end in ends] == [("in", "Spec")]
    await client.patch("items/FRAUD-2", json={"rev": 1, "fields": {"body": "Recall at 0.7 %"}})
    entries = (await client.get("items/FRAUD-2/history", params={"limit": 2})).json()
    edit, linked = entries["entries"]
    assert [(piece["op"], piece["text"]) for piece in edit["changes"][0]["difference"]][1:3] == [("removed", "5"), ("added", "7")]
    assert (linked["event"], linked["link"]["end"]["key"], linked["actor_name"]) == ("linked", "FRAUD-1", "Olga")
    assert len((await client.get("items/FRAUD-2/history", params={"cursor": entries["next"]})).json()["entries"]) == 1
    undone = await client.post("undo", json={"operation": edit["operation"]})
    assert undone.json()["items"][0]["fields"]["body"] == "Recall at 0.5 %"
    again = await client.post("undo", json={"operation": edit["operation"]})
    assert (again.status_code, again.json()["where"]) == (409, "body")
    assert (await client.delete(f"links/{link['id']}")).status_code == 204
    assert (await client.get("items/FRAUD-1/links")).json()["links"] == []
    assert (await client.get("items/FRAUD-1/context")).json() == {"items": [], "cut": False}


async def test_trash_restore_and_purge(any_site: Site, client: httpx.AsyncClient) -> None:
    item = await made(client)
    assert (await client.post("items/FRAUD-1/trash")).json()["trashed"]
    assert (await client.get("projects/FRAUD/summary")).json()["counts"] == []
    assert len((await client.get("projects/FRAUD/items", params={"trash": "true"})).json()["items"]) == 1
    assert (await client.post("items/FRAUD-1/restore")).json()["trashed"] is None
    await client.post("items/FRAUD-1/trash")
    assert (await client.post("items/FRAUD-1/purge", json={"reason": "asked to"})).status_code == 403
    admin = any_site.client(any_site.person("admin"))
    assert (await admin.post(f"/api/v1/items/{item['id']}/purge", json={"reason": "asked to"})).json() == {"removed": [item["id"]]}
    assert (await client.get(f"items/{item['id']}")).status_code == 410


async def test_a_project_its_access_and_its_own_fields(any_site: Site, client: httpx.AsyncClient) -> None:
    other = any_site.person("guest", "Gus")
    guest = any_site.client(other)
    assert (await guest.get("/api/v1/projects/FRAUD")).status_code == 404
    granted = await client.post("projects/FRAUD/access", json={"principal": other.id, "role": "viewer"})
    assert {"principal": other.id, "role": "viewer"} in granted.json()["grants"]
    assert (await guest.get("/api/v1/projects/fraud")).json()["role"] == "viewer"
    assert (await guest.put("/api/v1/projects/FRAUD/access", json={"access": "workspace"})).status_code == 403
    assert (await client.put("projects/FRAUD/access", json={"access": "workspace"})).json()["access"] == "workspace"
    await client.delete(f"projects/FRAUD/access/{other.id}")
    assert (await guest.get("/api/v1/projects/FRAUD")).status_code == 404
    field = {"types": ["issue"], "field": {"name": "risk", "label": "Risk", "type": "number", "sortable": True}}
    assert (await client.put("projects/FRAUD/fields", json={"fields": [field]})).status_code == 200
    await made(client, fields={"risk": 3})
    found = await client.get("projects/FRAUD/items", params={"type": "issue", "sort": "risk"})
    assert found.json()["items"][0]["fields"] == {"risk": 3}
    assert (await client.get("projects/FRAUD/groups", params={"type": "issue", "by": "risk"})).json()["groups"] == [
        {"value": 3, "count": 1}
    ]
    rev = (await client.get("projects/FRAUD")).json()["rev"]
    renamed = await client.patch("projects/FRAUD", json={"rev": rev, "name": "Card fraud", "summary": "Catch it."})
    assert (renamed.json()["name"], renamed.json()["summary"]) == ("Card fraud", "Catch it.")


async def test_a_repeated_call_with_its_key_happens_once(client: httpx.AsyncClient) -> None:
    key = {"Idempotency-Key": "3f0c"}
    body = {"type": "issue", "title": "Once"}
    first, second = [await client.post("projects/FRAUD/items", json=body, headers=key) for _ in range(2)]
    assert (first.json(), first.status_code) == (second.json(), second.status_code)
    other = await client.post("projects/FRAUD/items", json={**body, "title": "Other"}, headers=key)
    assert other.status_code == 422
    assert len((await client.get("projects/FRAUD/items")).json()["items"]) == 1


async def test_changes_can_be_asked_for(client: httpx.AsyncClient) -> None:
    await made(client)
    found = (await client.get("changes", params={"after": 0, "project": "FRAUD"})).json()
    assert [change["action"] for change in found["changes"]] == ["create_project", "create_item"]
    assert found["upto"] == 2
    assert (await client.get("changes", params={"after": 2})).json() == {"upto": 2}


async def test_the_answer_names_the_act_and_a_batch_is_one(client: httpx.AsyncClient) -> None:
    items = [await made(client, title=f"Item {number}") for number in range(3)]
    edits = [{"id": item["id"], "rev": 1, "state": "todo", "fields": {"labels": ["hot"]}} for item in items]
    answer = await client.post("items/batch", json={"edits": edits})
    assert {item["state"] for item in answer.json()["items"]} == {"todo"}
    assert answer.headers["rootnode-acts"] == f"{answer.json()['operation']} update_items"
    stale = await client.post("items/batch", json={"edits": edits})
    assert (stale.status_code, stale.json()["code"], len(stale.json()["current"])) == (409, "stale", 3)
    undone = await client.post("undo", json={"operation": answer.json()["operation"]})
    assert {item["state"] for item in undone.json()["items"]} == {"backlog"}
    trashed = await client.post("items/batch", json={"trash": [item["id"] for item in items[:2]]})
    assert all(item["trashed"] for item in trashed.json()["items"])
    for wrong in ({}, {"edits": edits, "trash": [items[0]["id"]]}):
        assert (await client.post("items/batch", json=wrong)).status_code == 400


async def test_an_item_moves_to_another_project_and_is_found_by_either_key(client: httpx.AsyncClient) -> None:
    assert (await client.post("projects", json={"name": "Churn", "key": "CHURN"})).status_code == 201
    declared = {"types": ["issue"], "field": {"name": "risk", "label": "Risk", "type": "text"}}
    assert (await client.put("projects/FRAUD/fields", json={"fields": [declared]})).is_success
    item = await made(client, fields={"risk": "high"})
    await made(client, title="Beneath", parent=item["key"])
    asked = {"items": [item["id"]], "project": "churn"}
    meant = (await client.post("items/move/check", json=asked)).json()
    assert meant == {"items": 2, "hidden": [{"label": "Risk", "items": 1}], "refused": None}
    moved = await client.post("items/move", json=asked)
    assert [each["key"] for each in moved.json()["items"]] == ["CHURN-1"]
    assert moved.headers["rootnode-acts"] == f"{moved.json()['operation']} move_items"
    assert (await client.get("items/FRAUD-1")).json() == (await client.get("items/CHURN-1")).json() == moved.json()["items"][0]
    assert (await client.get("items/FRAUD-2")).json()["key"] == "CHURN-2"
    told = (await client.get("items/CHURN-1/history")).json()["entries"]
    assert [change["field"] for entry in told[:2] for change in entry["changes"]] == ["number", "project"]
    undone = await client.post("undo", json={"operation": moved.json()["operation"]})
    assert [each["key"] for each in undone.json()["items"]] == ["FRAUD-1"]
    dataset = await made(client, type="dataset", title="cards")
    refused = await client.post("items/move", json={"items": [dataset["id"]], "project": "CHURN"})
    assert (refused.status_code, refused.json()["where"]) == (400, "items")
    assert refused.json()["detail"].startswith("Datasets stay in their project")
    for wrong in ({"items": [], "project": "CHURN"}, {"items": [item["id"]] * 2, "project": "CHURN"}):
        assert (await client.post("items/move", json=wrong)).status_code == 400
    assert (await client.post("items/move", json={"items": [item["id"]], "project": "NONE"})).status_code == 404


async def test_lists_and_groups_across_projects_and_finding(client: httpx.AsyncClient) -> None:
    await made(client, title="Rare classes", fields={"priority": "high"})
    condition = json.dumps([{"field": "priority", "op": "in", "value": ["high", "urgent"]}])
    listed = await client.get("items", params={"type": "issue", "filter": condition, "sort": "priority"})
    assert [item["title"] for item in listed.json()["items"]] == ["Rare classes"]
    counted = await client.get("groups", params={"type": "issue", "by": "state"})
    assert counted.json()["groups"] == [{"value": "backlog", "count": 1}]
    found = (await client.get("find", params={"q": "cla rar"})).json()
    assert ([end["key"] for end in found["items"]], found["projects"]) == (["FRAUD-1"], [])
    assert [project["key"] for project in (await client.get("find", params={"q": "fraud"})).json()["projects"]] == ["FRAUD"]
    within = (await client.get("find", params={"q": "1", "project": "fraud", "only": True})).json()
    assert ([end["key"] for end in within["items"]], within["projects"]) == (["FRAUD-1"], [])
    assert (await client.get("find", params={"q": "1", "project": "NOSUCH"})).status_code == 404
    one, many = [{"field": "priority", "op": "in", "value": "high"}], [{"field": "priority", "op": "=", "value": ["high"]}]
    for wrong in (one, many, [{"field": "title", "op": "contains", "value": "\0"}]):
        assert (await client.get("items", params={"type": "issue", "filter": json.dumps(wrong)})).status_code == 400


async def test_views_and_pins(client: httpx.AsyncClient) -> None:
    item = await made(client)
    new = {"project": "fraud", "place": "plan", "name": "Mine", "type": "issue", "query": {"group": "state"}}
    view = (await client.post("views", json=new)).json()
    assert (view["project_key"], view["query"], view["shared"], view["pinned"]) == ("FRAUD", {"group": "state"}, False, False)
    pins: list[dict[str, object]] = []
    for target in (view["id"], item["id"]):
        pins = (await client.put(f"me/pins/{target}")).json()["pins"]
    assert [(pin["id"], pin["item"] is None) for pin in pins] == [(view["id"], True), (item["id"], False)]
    changed = await client.patch(f"views/{view['id']}", json={"name": "Ours", "shared": True})
    assert (changed.json()["name"], changed.json()["pinned"]) == ("Ours", True)
    assert (await client.delete(f"views/{view['id']}")).status_code == 204
    assert [pin["id"] for pin in (await client.get("me/pins")).json()["pins"]] == [item["id"]]
    assert (await client.delete(f"me/pins/{item['id']}")).json() == {"pins": []}
