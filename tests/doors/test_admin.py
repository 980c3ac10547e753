"""Storage and quotas, jobs, versions and backups, as administrators see them; on both engines."""

from rootnode.auth.caller import system_caller
from rootnode.keep.records import Noted, note_backup
from rootnode.kit.clock import DAY, ManualClock
from rootnode.kit.jobs import cancel, enqueue
from rootnode.migrations.run import KNOWN
from rootnode.testing.app import Site
from rootnode.testing.mlflow import Door


async def test_storage_by_project_counts_files_once_and_points(any_site: Site, clock: ManualClock) -> None:
    admin, door = any_site.client(any_site.person("owner")), Door(any_site)
    any_site.project("EMPTY")
    run = await door.run()
    for name in ("a.bin", "again.bin"):
        assert (await door.put(f"0/{run}/artifacts/{name}", b"x" * 1_000)).status_code == 200
    await door.post("runs/log-batch", run_id=run, metrics=[{"key": "loss", "value": 1, "timestamp": 1, "step": n} for n in range(7)])
    found = (await admin.get("/api/v1/admin/storage")).json()
    assert [(each["key"], each["bytes"], each["files"], each["points"], each["runs"]) for each in found["items"]] == [
        ("FRAUD", 1_000, 1, 7, 1),
        ("EMPTY", 0, 0, 0, 0),
    ]
    assert found["disk_total"] > found["disk_free"] > 0
    await door.put(f"0/{run}/artifacts/more.bin", b"y")
    assert (await admin.get("/api/v1/admin/storage")).json()["items"][0]["bytes"] == 1_000  # counted at most once a minute
    clock.advance(61_000_000)
    assert (await admin.get("/api/v1/admin/storage")).json()["items"][0]["bytes"] == 1_001


async def test_a_quota_refuses_by_name_and_can_be_raised(any_site: Site) -> None:
    admin, door = any_site.client(any_site.person("admin")), Door(any_site)
    run = await door.run()
    quota = "/api/v1/admin/projects/FRAUD/quota"
    assert (await door.put(f"0/{run}/artifacts/first", b"x" * 700)).status_code == 200
    assert (await admin.patch(quota, json={"bytes": 1_000, "points": 5})).json() == {"bytes": 1_000, "points": 5}
    any_site.rootnode.quotas.settle()
    refused = await door.put(f"0/{run}/artifacts/second", b"y" * 400)
    assert refused.status_code == 507
    assert "quota leaves room for 300 more bytes of files" in refused.text
    assert (await door.put(f"0/{run}/artifacts/second", b"y" * 300)).status_code == 200
    refused = await door.put(f"0/{run}/artifacts/third", b"")
    assert refused.status_code == 507
    assert "quota of 1,000 bytes of files is reached" in refused.text
    assert [file["path"] for file in (await door.files(f"0/{run}/artifacts")).json()["files"]] == ["first", "second"]

    def batch(count: int) -> dict[str, object]:
        return {"run_id": run, "metrics": [{"key": "loss", "value": 1, "timestamp": 1, "step": step} for step in range(count)]}

    assert (await door.post("runs/log-batch", **batch(4))).status_code == 200
    refused = await door.post("runs/log-batch", **batch(5))
    assert refused.status_code == 507
    assert "quota of 5 points is reached" in refused.text
    assert (await door.page(run))["data"]["metrics"][0]["step"] == 3
    assert (await admin.patch(quota, json={"points": None})).json() == {"bytes": 1_000, "points": None}
    any_site.rootnode.quotas.settle()
    assert (await door.post("runs/log-batch", **batch(5))).status_code == 200
    assert (await admin.get("/api/v1/admin/storage")).json()["items"][0]["quota"] == {"bytes": 1_000, "points": None}


async def test_only_what_is_new_counts_against_a_quota(any_site: Site) -> None:
    admin, door = any_site.client(any_site.person("admin")), Door(any_site)
    run = await door.run()
    await admin.patch("/api/v1/admin/projects/FRAUD/quota", json={"bytes": 1_000, "points": 5})
    any_site.rootnode.quotas.settle()

    async def batch(*steps: int) -> int:
        metrics = [{"key": "loss", "value": 1, "timestamp": 1, "step": step} for step in steps]
        return (await door.post("runs/log-batch", run_id=run, metrics=metrics)).status_code

    assert await batch(*range(6)) == 507  # refused, and what was written meanwhile counts no more
    assert await batch(0, 1, 2) == 200  # the first that counts: once
    assert await batch(3, 4) == 200
    assert await batch(3, 4) == 200  # the same batch again, whose answer was lost
    assert await batch(5) == 507
    for path in ("one", "same", "one"):  # the same bytes are kept once
        assert (await door.put(f"0/{run}/artifacts/{path}", b"x" * 400)).status_code == 200
    assert (await door.put(f"0/{run}/artifacts/other", b"y" * 600)).status_code == 200
    assert (await admin.get("/api/v1/admin/storage")).json()["items"][0]["bytes"] == 1_000


async def test_what_is_used_is_counted_again_after_a_minute(site: Site, clock: ManualClock) -> None:
    admin, door = site.client(site.person("admin")), Door(site)
    run = await door.run()
    await admin.patch("/api/v1/admin/projects/FRAUD/quota", json={"bytes": 100})
    site.rootnode.quotas.settle()
    assert (await door.put(f"0/{run}/artifacts/a", b"x" * 100)).status_code == 200
    await door.client.delete(f"{door.base}/api/2.0/mlflow-artifacts/artifacts/0/{run}/artifacts/a")
    assert (await door.put(f"0/{run}/artifacts/b", b"x")).status_code == 507
    clock.advance(61_000_000)
    assert (await door.put(f"0/{run}/artifacts/b", b"x")).status_code == 507  # the older number still holds while it is counted
    site.rootnode.quotas.settle()
    assert (await door.put(f"0/{run}/artifacts/b", b"x")).status_code == 200


async def test_jobs_with_their_reasons_and_a_second_try(any_site: Site) -> None:
    db, admin = any_site.rootnode.db, any_site.client(any_site.person("admin"))
    made = [db.write_now(enqueue, any_site.rootnode.workspace, f"job {number}") for number in range(3)]
    db.write_now(cancel, made[0])
    db.write_now(lambda tx: tx.run("UPDATE job SET state = 'dead', error = 'the disk is full', finished = 1 WHERE id = :id", id=made[1]))
    page = (await admin.get("/api/v1/admin/jobs?limit=2")).json()
    assert [each["name"] for each in page["items"]] == ["job 2", "job 1"]
    assert page["counts"] == {"queued": 1, "cancelled": 1, "dead": 1}
    rest = (await admin.get(f"/api/v1/admin/jobs?limit=2&cursor={page['next']}")).json()
    assert ([each["name"] for each in rest["items"]], rest["next"]) == (["job 0"], None)
    dead = (await admin.get("/api/v1/admin/jobs?state=dead")).json()["items"]
    assert [(each["reason"], each["state"]) for each in dead] == [("the disk is full", "dead")]
    assert (await admin.post(f"/api/v1/admin/jobs/{made[1]}/retry")).json()["state"] == "queued"
    assert (await admin.post(f"/api/v1/admin/jobs/{made[1]}/retry")).status_code == 409
    assert (await admin.get("/api/v1/admin/jobs?state=asleep")).status_code == 400


async def test_versions_as_doctor_says_them(any_site: Site) -> None:
    found = (await any_site.client(any_site.person("owner")).get("/api/v1/admin/versions")).json()
    said = {each["topic"]: each["text"] for each in found["items"]}
    assert {"version", "settings", "data", "disk", "database", "curves", "files", "limits"} <= said.keys()
    assert f"schema {KNOWN[-1]}" in said["database"]
    assert found["problems"] == sum(1 for each in found["items"] if each["remedy"])


async def test_a_backup_is_stale_after_seven_days_and_until_one_is_verified(any_site: Site, clock: ManualClock) -> None:
    admin, db = any_site.client(any_site.person("admin")), any_site.rootnode.db
    caller = system_caller(any_site.rootnode.workspace)
    empty = (await admin.get("/api/v1/admin/backups")).json()
    assert empty == {"items": [], "verified": None, "stale": True}
    made = Noted("b" * 32, "/backups/1", "0.1.0", clock.now(), 7, 1_000, 2.5)
    db.write_now(note_backup, caller, made)
    assert (await admin.get("/api/v1/admin/backups")).json()["stale"]
    db.write_now(note_backup, caller, Noted("b" * 32, "/elsewhere/1", "0.1.0", clock.now(), 7, 1_000, 2.5, 4.5))
    found = (await admin.get("/api/v1/admin/backups")).json()
    assert (found["stale"], found["verified"]["place"], found["verified"]["verify_seconds"]) == (False, "/elsewhere/1", 4.5)
    assert len(found["items"]) == 1
    clock.advance(8 * DAY)
    assert (await admin.get("/api/v1/admin/backups")).json()["stale"]
