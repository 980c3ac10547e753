"""Tables of runs, runs side by side, what people write on a run, runs begun twice; on both engines."""

import itertools
import json
import math
from typing import Any

import httpx
import pytest

from doors.test_runs import get, logged
from rootnode.testing.app import Site
from rootnode.testing.mlflow import Door


@pytest.fixture
def door(any_site: Site) -> Door:
    return Door(any_site)


async def five(door: Door) -> dict[str, str]:
    """Runs a to e by name: f1 falls and rises, d has a NaN, e no metric; `size` is a number but for e."""
    runs = {}
    sizes = {"a": "1", "b": "10", "c": "2", "d": "30", "e": "large"}
    for name, values in {"a": [0.1, 0.9, 0.3], "b": [0.5], "c": [0.2], "d": [math.nan], "e": list[float]()}.items():
        runs[name] = await logged(door, name, **({"f1": values} if values else {}))
        await door.post("runs/log-parameter", run_id=runs[name], key="size", value=sizes[name])
        await door.post("runs/set-tag", run_id=runs[name], key="mlflow.user", value=f"user {name}")
    return runs


async def names(door: Door, *conditions: dict[str, Any], **params: Any) -> str:
    """The names of the runs that fit, in the list's order."""
    shown = {"filter": json.dumps(conditions)} if conditions else {}
    page = await get(door, "projects/FRAUD/runs", **{"sort": "created", "desc": "false", **params, **shown})
    return "".join(row["item"]["title"] for row in page["runs"])


def is_(field: str, op: str, value: Any) -> dict[str, Any]:
    return {"field": field, "op": op, "value": value}


async def test_the_table_sorts_by_extremes_and_fields(door: Door) -> None:
    await five(door)
    assert await names(door, sort="max.f1", desc="true") == "abced"
    assert await names(door, sort="min.f1") == "acbde"
    assert await names(door, sort="metric.f1", desc="true") == "baced"
    assert await names(door, sort="param.size") == "acbde"
    assert await names(door, sort="user", desc="true") == "edcba"
    page = await get(door, "projects/FRAUD/runs", columns="metric.f1,min.f1,max.f1", sort="created", desc="false", limit=1)
    assert page["runs"][0]["cells"] == {"metric.f1": 0.3, "min.f1": 0.1, "max.f1": 0.9}


async def test_pages_follow_each_other_without_gap_or_repeat(door: Door) -> None:
    await five(door)
    sorts = ("created", "started", "user", "metric.f1", "min.f1", "param.size", "tag.team", "tag.none")
    for sort, desc in itertools.product(sorts, ("true", "false")):
        whole = await names(door, sort=sort, desc=desc)
        assert sorted(whole) == list("abcde")
        found, cursor = "", ""
        while cursor is not None:
            page = await get(door, "projects/FRAUD/runs", sort=sort, desc=desc, limit=2, cursor=cursor)
            found += "".join(row["item"]["title"] for row in page["runs"])
            cursor = page["next"]
        assert found == whole


async def test_conditions_on_everything_that_a_run_has(door: Door) -> None:
    await five(door)
    for condition, found in (
        (is_("metric.f1", "<", 0.4), "ac"),
        (is_("metric.f1", "!=", 0.5), "acde"),
        (is_("max.f1", ">=", 0.5), "ab"),
        (is_("min.f1", "<=", 0.1), "a"),
        (is_("metric.f1", "empty", True), "e"),
        (is_("metric.f1", "empty", False), "abcd"),
        (is_("param.size", ">", 1), "bcd"),
        (is_("param.size", "=", "large"), "e"),
        (is_("param.size", "contains", "AR"), "e"),
        (is_("param.size", "contains", "%"), ""),
        (is_("tag.team", "!=", "risk"), ""),
        (is_("tag.none", "empty", True), "abcde"),
        (is_("user", "=", "user b"), "b"),
        (is_("user", "contains", "SER C"), "c"),
        (is_("ended", "empty", True), "abcde"),
        (is_("started", ">", 0), "abcde"),
        (is_("name", "contains", "A"), "a"),
        (is_("name", "!=", "a"), "bcde"),
    ):
        assert await names(door, condition) == found, condition
    assert await names(door, is_("metric.f1", ">", 0.1), is_("param.size", "<", 10), sort="metric.f1") == "ca"


async def test_conditions_that_mean_nothing_are_refused(door: Door) -> None:
    for condition in (
        is_("colour", "=", 1), is_("metric.f1", "=", "x"), is_("metric.f1", "contains", "x"), is_("name", "<", "x"), is_("name", "=", 1),
        is_("param.size", "=", None), is_("param.size", "contains", 1), is_("param.size", "=", "\x00"), is_("param.", "=", "x"),
        is_("metric.a\x00b", "=", 1), is_("metric.f1", "~", 1), is_("param.size", "=", True),
    ):  # fmt: skip
        answer = await door.client.get("/api/v1/projects/FRAUD/runs", params={"filter": json.dumps([condition])})
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid"), condition


async def test_what_no_database_holds_is_refused_in_the_same_words(door: Door) -> None:
    for given in ({"parent": "a\x00b"}, {"state": "a\x00b"}):
        answer = await door.client.get("/api/v1/projects/FRAUD/runs", params=given)
        assert (answer.status_code, answer.json()["code"], answer.json()["where"]) == (400, "invalid", next(iter(given)))
        assert "It holds a NUL character." in answer.text


async def test_columns_are_found_by_what_their_names_contain_and_counted(door: Door) -> None:
    await five(door)
    await logged(door, "f", val_loss=[1.0], valXloss=[1.0])
    found = await get(door, "projects/FRAUD/run-columns", q="L", limit=1)
    assert found == {
        "metrics": [{"key": "valXloss", "runs": 1}],
        "params": [{"key": "lr", "runs": 6}],
        "tags": [{"key": "mlflow.user", "runs": 5}],
    }
    assert [each["key"] for each in (await get(door, "projects/FRAUD/run-columns", q="L_L"))["metrics"]] == ["val_loss"]
    assert [each["key"] for each in (await get(door, "projects/FRAUD/run-columns"))["metrics"]] == ["f1", "valXloss", "val_loss"]


async def test_groups_are_counted_and_measured(door: Door) -> None:
    runs = await five(door)
    found = await get(door, "projects/FRAUD/run-groups", by="param.size", sort="metric.f1", desc="true")
    assert [(each["value"], each["runs"], each["measured"], each["max"]) for each in found["groups"]] == [
        ("10", 1, 1, 0.5), ("1", 1, 1, 0.3), ("2", 1, 1, 0.2), ("30", 1, 0, None), ("large", 1, 0, None),
    ]  # fmt: skip
    assert (found["known"], found["runs"]) == (5, 5)
    [all_] = (await get(door, "projects/FRAUD/run-groups", by="tag.team", sort="metric.f1"))["groups"]
    assert (all_["value"], all_["runs"], all_["measured"], all_["min"], all_["max"]) == ("risk", 5, 3, 0.2, 0.5)
    assert (round(all_["mean"], 9), round(all_["sd"], 9)) == (0.333333333, 0.124721913)
    [none] = (await get(door, "projects/FRAUD/run-groups", by="param.none"))["groups"]
    assert (none["value"], none["runs"], none["mean"]) == (None, 5, None)
    few = await get(door, "projects/FRAUD/run-groups", by="user", limit=1, filter=json.dumps([is_("metric.f1", "empty", False)]))
    assert (len(few["groups"]), few["known"], few["runs"]) == (1, 4, 4)
    [place] = (await get(door, "projects/FRAUD/run-groups", by="experiment", state="running"))["groups"]
    assert (place["label"], place["runs"]) == ("Default", 5)
    assert await names(door, is_("experiment", "=", place["value"])) == "abcde"
    assert await names(door, is_("experiment", "!=", place["value"])) == ""
    await door.post("registered-models/create", name="ftt")
    await door.post("model-versions/create", name="ftt", source=f"runs:/{runs['b']}/model", run_id=runs["b"])
    made = (await get(door, "projects/FRAUD/run-groups", by="model", sort="metric.f1"))["groups"]
    assert [(each["label"], each["runs"]) for each in made] == [("ftt", 1), ("", 4)]
    assert await names(door, is_("model", "=", made[0]["value"])) == "b"
    assert await names(door, is_("model", "empty", True)) == "acde"


async def test_infinities_and_huge_values_have_no_mean(door: Door) -> None:
    for value in ("Infinity", "1e200", "3.0"):
        run = await door.run()
        await door.post("runs/log-metric", run_id=run, key="x", value=value, timestamp=1, step=0)
    [group] = (await get(door, "projects/FRAUD/run-groups", by="state", sort="metric.x"))["groups"]
    assert (group["runs"], group["measured"], group["mean"], group["sd"]) == (3, 1, 3.0, 0.0)
    for by in ("metric.x", "colour", "param."):
        assert (await door.client.get("/api/v1/projects/FRAUD/run-groups", params={"by": by})).status_code == 400


async def test_runs_side_by_side_say_where_they_differ(door: Door) -> None:
    runs = await five(door)
    asked = [runs["b"], runs["d"], runs["a"], runs["b"]]
    found = await get(door, "projects/FRAUD/compare", runs=",".join(asked), metrics="metric,max")
    assert [item["title"] for item in found["runs"]] == ["b", "d", "a"]
    rows = {row["name"]: (row["cells"], row["differs"]) for row in found["rows"]}
    a, b, d = (runs[name] for name in "abd")
    assert rows["metric.f1"] == ({a: 0.3, b: 0.5, d: None}, True)
    assert rows["max.f1"] == ({a: 0.9, b: 0.5, d: None}, True)
    assert rows["param.lr"] == ({a: "0.1", b: "0.1", d: "0.1"}, False)
    assert rows["tag.team"] == ({a: "risk", b: "risk", d: "risk"}, False)
    assert found["cut"] is False
    only = await get(door, "projects/FRAUD/compare", runs=f"{runs['e']},{b}")
    assert {row["name"]: row["differs"] for row in only["rows"]}["metric.f1"] is True, "one of them lacks it"


async def test_long_texts_differ_also_beyond_what_is_shown(door: Door) -> None:
    runs = [await door.run() for _ in range(2)]
    for run, end in zip(runs, "xy", strict=True):
        await door.post("runs/log-parameter", run_id=run, key="long", value="a" * 900 + end)
    found = await get(door, "projects/FRAUD/compare", runs=",".join(runs))
    row = next(row for row in found["rows"] if row["name"] == "param.long")
    assert (row["differs"], set(row["cells"].values())) == (True, {"a" * 200})


async def test_c12_runs_of_others_cannot_be_compared_or_merged(any_site: Site) -> None:
    door = Door(any_site)
    run = await logged(door)
    other = any_site.client(any_site.project_token(any_site.project("OTHER")))
    for key in ("OTHER", "FRAUD"):
        assert (await other.get(f"/api/v1/projects/{key}/compare", params={"runs": run})).status_code == 404
    assert (await other.get("/api/v1/projects/FRAUD/runs/doubles")).status_code == 404
    assert (await other.patch(f"/api/v1/runs/{run}", json={"rev": 1, "title": "x"})).status_code == 404
    assert (await other.post(f"/api/v1/runs/{run}/merge", json={"into": run})).status_code == 404
    item = any_site.item(door.project)
    for wrong in ({"runs": ""}, {"runs": item}, {"runs": "0" * 32}, {"runs": run, "metrics": "mean"}, {}):
        assert (await door.client.get("/api/v1/projects/FRAUD/compare", params=wrong)).status_code in (400, 404)


async def test_curves_tell_which_buckets_hold_a_nan_beside_numbers(door: Door) -> None:
    run = await door.run()
    values = [1.0, math.nan, 2.0, 3.0, 4.0, 5.0]
    points = [
        {"key": "loss", "value": "NaN" if math.isnan(value) else value, "timestamp": 0, "step": step} for step, value in enumerate(values)
    ]
    await door.post("runs/log-batch", run_id=run, metrics=points)
    for buckets, places in ((3, [0]), (10, [1])):
        answer = await door.client.post("/api/v1/projects/FRAUD/curves", json={"runs": [run], "keys": ["loss"], "buckets": buckets})
        (curve,) = answer.json()["curves"]
        assert (curve["nan_at"], curve["exact"]) == (places, buckets == 10)


async def test_curves_tell_when_their_run_began(door: Door) -> None:
    run = await door.run(start_time=1_700_000_000_000)
    point = {"key": "loss", "value": 1.0, "timestamp": 1_700_000_002_500, "step": 1}
    await door.post("runs/log-batch", run_id=run, metrics=[point])
    answer = await door.client.post("/api/v1/projects/FRAUD/curves", json={"runs": [run], "keys": ["loss"]})
    (curve,) = answer.json()["curves"]
    assert (curve["time"][0], curve["time"][0] - curve["started"]) == (1_700_000_002_500_000, 2_500_000)


# what people write on a run


async def edit(door: Door, run: str, **given: Any) -> httpx.Response:
    return await door.client.patch(f"/api/v1/runs/{run}", json=given)


async def tags(door: Door, run: str) -> dict[str, str]:
    return {each["key"]: each["value"] for each in (await door.page(run))["data"]["tags"]}


async def test_a_runs_name_and_note_stand_in_both_places(door: Door) -> None:
    run = await door.run(run_name="first")
    answer = await edit(door, run, rev=1, title="Second", note="# It works")
    assert (answer.status_code, answer.json()["title"], answer.json()["fields"]["note"]) == (200, "Second", "# It works")
    assert (await tags(door, run))["mlflow.runName"] == (await door.page(run))["info"]["run_name"] == "Second"
    assert (await tags(door, run))["mlflow.note.content"] == "# It works"
    await door.post("runs/set-tag", run_id=run, key="mlflow.note.content", value="from code")
    item = (await get(door, f"runs/{run}"))["item"]
    assert (item["fields"]["note"], item["title"]) == ("from code", "Second")
    emptied = await edit(door, run, rev=item["rev"], note="")
    assert "note" not in emptied.json()["fields"]
    assert "mlflow.note.content" not in await tags(door, run)
    same = await edit(door, run, rev=emptied.json()["rev"], title="Second", note="")
    assert same.json()["rev"] == emptied.json()["rev"], "nothing changed"


async def test_a_run_is_not_edited_from_an_older_rev_nor_by_who_may_only_log(door: Door) -> None:
    run = await door.run(run_name="first")
    assert (await edit(door, run, rev=1, title="second")).status_code == 200
    stale = await edit(door, run, rev=1, note="lost")
    assert (stale.status_code, stale.json()["code"], stale.json()["current"]["title"]) == (409, "stale", "second")
    assert "mlflow.note.content" not in await tags(door, run)
    for wrong in (
        {"rev": 2, "title": " "},
        {"rev": 2, "title": "a" * 501},
        {"rev": 2, "note": "a" * 8_001},
        {"rev": 2, "state": "failed"},
        {},
    ):
        assert (await edit(door, run, **wrong)).status_code == 400, wrong
    only = door.site.client(door.site.project_token(door.project, ("read", "ingest")))
    assert (await only.patch(f"/api/v1/runs/{run}", json={"rev": 2, "title": "x"})).status_code == 403
    await door.post("runs/delete", run_id=run)
    assert (await edit(door, run, rev=3, title="x")).status_code in (400, 409)


# runs begun twice

CALL: dict[str, Any] = {"start_time": 1_700_000_000_000, "user_id": "ada", "tags": [{"key": "team", "value": "risk"}]}


async def doubles(door: Door) -> list[tuple[str, str]]:
    found = (await get(door, "projects/FRAUD/runs/doubles"))["doubles"]
    return [(each["unused"]["id"], each["used"]["id"]) for each in found]


async def merge(door: Door, unused: str, used: str) -> httpx.Response:
    return await door.client.post(f"/api/v1/runs/{unused}/merge", json={"into": used})


async def test_f10_a_run_begun_twice_is_found_and_merged(door: Door) -> None:
    unused, used = await door.run(**CALL), await door.run(**CALL)
    assert await doubles(door) == [(unused, used)], "of two that nobody has used the newer one is the client's"
    await door.post("runs/log-metric", run_id=used, key="loss", value=1.0, timestamp=1)
    await door.post("runs/set-tag", run_id=used, key="later", value="x")
    assert await doubles(door) == [(unused, used)]
    for _ in range(2):
        answer = await merge(door, unused, used)
        assert (answer.status_code, answer.json()["id"]) == (200, used)
    assert await doubles(door) == []
    assert (await door.page(unused))["info"]["lifecycle_stage"] == "deleted"
    history = await get(door, f"items/{unused}/history")
    assert [entry["what"] for entry in history["entries"] if entry["action"] == "merge_run"] == ["item", "link"]
    await door.post("runs/restore", run_id=unused)
    (link,) = (await get(door, f"items/{unused}/links"))["links"]
    assert (link["type"], link["end"]["id"]) == ("duplicates", used)


async def test_without_a_name_the_same_call_gives_the_same(door: Door) -> None:
    titles = {(await door.page(await door.run(**CALL)))["info"]["run_name"] for _ in range(2)}
    other = (await door.page(await door.run(**{**CALL, "start_time": 1_700_000_000_001})))["info"]["run_name"]
    assert len(titles) == 1
    assert other not in titles


@pytest.mark.parametrize("use", ["metric", "param", "file", "child", "ended", "tag", "used both"])
async def test_what_was_used_is_never_a_double(door: Door, use: str) -> None:
    first, second = await door.run(**CALL), await door.run(**CALL)
    await door.post("runs/log-metric", run_id=second, key="loss", value=1.0, timestamp=1)
    match use:
        case "metric" | "used both":
            await door.post("runs/log-metric", run_id=first, key="loss", value=1.0, timestamp=1)
        case "param":
            await door.post("runs/log-parameter", run_id=first, key="lr", value="1")
        case "file":
            await door.put(f"0/{first}/artifacts/a.txt", b"a")
        case "child":
            await door.run(tags=[{"key": "mlflow.parentRunId", "value": first}])
        case "ended":
            await door.post("runs/update", run_id=first, status="FINISHED", end_time=1_700_000_000_009)
        case _:
            await door.post("runs/set-tag", run_id=first, key="mine", value="x")
    assert await doubles(door) == []
    assert (await merge(door, first, second)).status_code == 409
    assert (await merge(door, second, first)).status_code == 409
    assert (await merge(door, first, first)).status_code == 409


@pytest.mark.parametrize("other", [{"start_time": 1_700_000_000_001}, {"user_id": "eve"}, {"run_name": "other"}, {"tags": []}])
async def test_runs_that_began_otherwise_are_no_doubles(door: Door, other: dict[str, Any]) -> None:
    named = {**CALL, "run_name": "named"}
    first, _ = await door.run(**named), await door.run(**{**named, **other})
    await door.post("runs/log-metric", run_id=first, key="loss", value=1.0, timestamp=1)
    assert await doubles(door) == ([] if "tags" not in other else [(_, first)])
