"""Discussion, following, requests for access, presence and activity over REST (rules of docs/spec/talk.md)."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from rootnode.auth.caller import system_caller
from rootnode.auth.played import add_example_person
from rootnode.build.runs import NewRun, create_run, log_batch
from rootnode.graph.access import write_grant
from rootnode.graph.followers import advance
from rootnode.graph.projects import grant
from rootnode.graph.purge import purge_project, purge_some
from rootnode.graph.saved_views import create_view, pin
from rootnode.keep.quotas import quotas_of, set_quota
from rootnode.kit.clock import SECOND, ManualClock
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.kit.db.schema import metadata
from rootnode.migrations import tables as rooms
from rootnode.notify import requests
from rootnode.notify.requests import _leads
from rootnode.notify.telling import Inboxes
from rootnode.series.points import Points
from rootnode.testing.app import Site, Someone
from rootnode.wire.admin import Quota, QuotaPatch

API = "/api/v1"


class Place:
    """A private project FRAUD of Olga's, in which Mika edits, and Eve who does not know of it."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.olga, self.mika, self.eve = (site.person("member", name) for name in ("Olga", "Mika", "Eve"))
        self.project = site.project("FRAUD", by=self.olga)
        site.grant(self.project, self.mika, "editor")
        self.clients = {who.id: site.client(who) for who in (self.olga, self.mika, self.eve)}

    async def call(self, who: Someone, method: str, path: str, body: Any = None, status: int = 200) -> Any:
        answer: httpx.Response = await self.clients[who.id].request(method, f"{API}{path}", json=body)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    def deliver(self) -> None:
        rootnode = self.site.rootnode
        while rootnode.db.write_now(advance, Inboxes(rootnode.graph.kinds), rootnode.workspace):
            pass


@pytest.fixture
def place(any_site: Site) -> Place:
    return Place(any_site)


async def test_t6_a_mention_reaches_the_inbox_with_its_words(place: Place) -> None:
    item = await place.call(place.olga, "POST", "/projects/FRAUD/items", {"type": "issue", "title": "Recall drops"}, 201)
    text = f"[@Mika](person:{place.mika.id}) look at **this**"
    said = await place.call(place.olga, "POST", f"/items/{item['key']}/comments", {"text": text}, 201)
    place.deliver()
    box = await place.call(place.mika, "GET", "/inbox")
    [entry] = box["entries"]
    assert (entry["reason"], entry["item"]["key"], entry["excerpt"], box["unread"]) == ("mentioned", "FRAUD-1", "@Mika look at this", 1)
    await place.call(place.olga, "DELETE", f"/comments/{said['id']}", status=204)
    assert (await place.call(place.mika, "GET", "/inbox"))["entries"][0]["excerpt"] == ""
    await place.call(place.mika, "PATCH", f"/inbox/{entry['id']}", {"done": True})
    assert await place.call(place.mika, "GET", "/inbox/count") == {"unread": 0}
    assert (await place.call(place.mika, "GET", "/items/FRAUD-1/subscription"))["why"] == "mentioned"


async def test_t17_t18_asking_confirms_nothing_and_asks_once(place: Place) -> None:
    bodies = [{"place": name, "words": "I review it"} for name in ("FRAUD", "FRAUD", "fraud-1", "NOWHERE", "a" * 32)]
    answers = [await place.clients[place.eve.id].post(f"{API}/access-requests", json=body) for body in bodies]
    assert {(answer.status_code, answer.content) for answer in answers} == {(202, b'{"sent":true}')}
    asked = await place.call(place.olga, "GET", "/projects/FRAUD/access-requests")
    assert [(each["name"], each["role"], each["words"]) for each in asked["requests"]] == [("Eve", "viewer", "I review it")]
    place.deliver()
    [entry] = (await place.call(place.olga, "GET", "/inbox"))["entries"]
    assert (entry["reason"], entry["request"]["name"], entry["item"]["key"]) == ("asked", "Eve", "FRAUD")
    assert (await place.call(place.mika, "GET", "/inbox"))["entries"] == [], "only leads are asked"
    answers = [await place.clients[place.eve.id].post(f"{API}/access-requests", json=bodies[0]) for _ in range(6)]
    assert answers[-1].status_code == 429


async def test_t19_t20_a_lead_decides_for_all_and_takes_nothing_away(place: Place) -> None:
    await place.call(place.eve, "POST", "/access-requests", {"place": "FRAUD"}, 202)
    await place.call(place.mika, "POST", "/access-requests", {"place": "FRAUD", "role": "editor"}, 202)
    [asked] = (await place.call(place.olga, "GET", "/projects/FRAUD/access-requests"))["requests"]
    where = f"/projects/FRAUD/access-requests/{asked['id']}"
    await place.call(place.mika, "POST", where, {"role": "viewer"}, 403)
    place.site.grant(place.project, place.eve, "editor")
    assert (await place.call(place.olga, "POST", where, {"role": "viewer"}))["requests"] == []
    assert (await place.call(place.eve, "GET", "/projects/FRAUD"))["role"] == "editor"
    assert (await place.call(place.olga, "GET", "/inbox"))["entries"] == []
    await place.call(place.olga, "POST", where, {"role": None}, 404)


async def test_t19_a_lead_of_the_example_who_cannot_sign_in_is_not_asked(place: Place) -> None:
    rootnode, olga, ann = place.site.rootnode, place.site.caller(place.olga), place.site.person("admin", "Ann")
    invented = rootnode.db.write_now(add_example_person, olga.workspace, "Ida", "ida@example.com")
    rootnode.db.write_now(grant, olga, rootnode.graph, place.project, invented, "lead")
    rootnode.db.write_now(write_grant, olga.workspace, place.project, place.olga.id, None)
    assert rootnode.db.read_now(_leads, olga.workspace, place.project) == [ann.id]


async def test_t20a_who_is_declined_is_told_and_why_but_not_what_the_place_is(place: Place) -> None:
    await place.call(place.eve, "POST", "/access-requests", {"place": "FRAUD"}, 202)
    [asked] = (await place.call(place.olga, "GET", "/projects/FRAUD/access-requests"))["requests"]
    where = f"/projects/FRAUD/access-requests/{asked['id']}"
    await place.call(place.olga, "POST", where, {"role": None, "words": "x" * 501}, 400)
    await place.call(place.olga, "POST", where, {"role": "viewer", "words": "Welcome"}, 400)  # nobody would read them
    await place.call(place.olga, "POST", where, {"role": None, "words": "Ask  Mika for a report"})
    box = await place.call(place.eve, "GET", "/inbox")
    [entry] = box["entries"]
    told = (entry["reason"], entry["event"], entry["state"], entry["excerpt"], entry["actor_name"], box["unread"])
    assert told == ("answered", "access.declined", "viewer", "Ask Mika for a report", "Olga", 1)
    assert entry["item"]["restricted"]
    assert (entry["item"]["title"], entry["item"]["key"], entry["request"]) == (None, None, None)
    await place.call(place.eve, "PATCH", f"/inbox/{entry['id']}", {"done": True})
    assert (await place.call(place.eve, "GET", "/inbox/count")) == {"unread": 0}
    await place.call(place.eve, "POST", "/access-requests", {"place": "FRAUD"}, 202)  # may be asked again


async def test_t20b_who_asked_reads_what_was_answered_where_they_asked(place: Place) -> None:
    async def own(of: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await place.call(place.eve, "GET", f"/access-requests?place={of}"))["requests"]
        return found

    assert await own("FRAUD") == []
    for name in ("FRAUD", "NOWHERE"):
        await place.call(place.eve, "POST", "/access-requests", {"place": name}, 202)
    [here], [nowhere] = await own("fraud"), await own("NOWHERE")
    assert here | {"asked": 0} == nowhere | {"asked": 0}, "nothing tells one from the other"
    assert (here["role"], here["decided"], here["granted"]) == ("viewer", None, None)
    [asked] = (await place.call(place.olga, "GET", "/projects/FRAUD/access-requests"))["requests"]
    await place.call(place.olga, "POST", f"/projects/FRAUD/access-requests/{asked['id']}", {"role": None, "words": "Ask Mika"})
    [here] = await own("FRAUD")
    assert (here["decided_by"], here["granted"], here["answer"]) == ("Olga", None, "Ask Mika")
    assert here["decided"] >= here["asked"] > 0
    assert (await own("NOWHERE"))[0]["decided"] is None
    await place.call(place.eve, "POST", "/access-requests", {"place": "FRAUD"}, 202)
    assert [each["decided"] for each in await own("FRAUD")] == [None], "asked again"
    [asked] = (await place.call(place.olga, "GET", "/projects/FRAUD/access-requests"))["requests"]
    await place.call(place.olga, "POST", f"/projects/FRAUD/access-requests/{asked['id']}", {"role": "commenter"})
    assert (await own("FRAUD"))[0]["granted"] == "commenter"
    assert (await place.call(place.mika, "GET", "/access-requests?place=FRAUD"))["requests"] == [], "only one's own"


async def test_t20b_the_newest_places_that_somebody_asked_for_are_kept(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests, "KEPT", 2)
    for name in ("FRAUD", "A1", "FRAUD", "B2"):
        await place.call(place.eve, "POST", "/access-requests", {"place": name}, 202)
    found = [(await place.call(place.eve, "GET", f"/access-requests?place={name}"))["requests"] for name in ("FRAUD", "A1", "B2")]
    assert [len(each) for each in found] == [1, 0, 1]


async def test_t15_who_leads_no_more_is_not_asked(place: Place) -> None:
    await place.call(place.eve, "POST", "/access-requests", {"place": "FRAUD"}, 202)
    place.site.grant(place.project, place.olga, "viewer")
    assert (await place.call(place.olga, "GET", "/inbox")) == {"entries": [], "unread": 0, "next": None}


async def test_t21_t22_who_is_here(place: Place, clock: ManualClock) -> None:
    item = place.site.item(place.project, title="Recall drops")
    await place.call(place.olga, "POST", "/presence", {"tab": "a", "project": "FRAUD"})
    clock.advance(20 * SECOND)
    seen = await place.call(place.mika, "POST", "/presence", {"tab": "b", "project": "fraud", "item": item})
    assert [(one["name"], one["item"] and one["item"]["title"]) for one in seen["people"]] == [("Olga", None), ("Mika", "Recall drops")]
    await place.call(place.eve, "POST", "/presence", {"tab": "c", "project": "FRAUD"}, 404)
    await place.call(place.eve, "GET", "/projects/FRAUD/presence", status=404)
    clock.advance(15 * SECOND)
    assert [one["name"] for one in (await place.call(place.olga, "GET", "/projects/FRAUD/presence"))["people"]] == ["Mika"]
    await place.call(place.mika, "POST", "/presence", {"tab": "b"})
    assert (await place.call(place.olga, "GET", "/projects/FRAUD/presence"))["people"] == []


async def test_a_guest_is_told_of_those_whom_they_know(place: Place) -> None:
    site, item = place.site, place.site.item(place.project, fields={"assignee": place.mika.id})
    guest = site.person("guest", "Gus")
    site.grant(place.project, guest, "commenter")
    place.clients[guest.id] = site.client(guest)
    await place.call(place.olga, "POST", "/presence", {"tab": "a", "project": "FRAUD"})
    beat = {"tab": "b", "project": "FRAUD"}
    assert [one["name"] for one in (await place.call(guest, "POST", "/presence", beat))["people"]] == ["Gus"]
    assert [one["name"] for one in (await place.call(guest, "GET", "/projects/FRAUD/presence"))["people"]] == ["Gus"]
    assert (await place.call(guest, "GET", f"/items/{item}/people"))["people"] == []
    assert [one["name"] for one in (await place.call(place.olga, "GET", f"/items/{item}/people"))["people"]] == ["Mika"]


async def test_a_project_removed_for_good_leaves_nothing_but_its_history(place: Place) -> None:
    site, olga = place.site, place.olga
    item = (await place.call(olga, "POST", "/projects/FRAUD/items", {"type": "issue", "title": "Recall drops"}, 201))["id"]
    await place.call(olga, "POST", f"/items/{item}/comments", {"text": f"[@Mika](person:{place.mika.id})"}, 201)
    await place.call(place.eve, "POST", "/access-requests", {"place": "FRAUD"}, 202)
    rootnode, caller = site.rootnode, site.caller(olga)
    place.deliver()

    def fill(tx: WriteTx) -> None:
        pin(tx, caller, create_view(tx, caller, place.project, "plan", "Ours", "issue", {}, shared=True).id)
        create_run(tx, caller, rootnode.graph, place.project, NewRun(name="a run"))
        set_quota(tx, caller, rootnode.graph, rootnode.quotas, "FRAUD", QuotaPatch(bytes=1_000_000))

    rootnode.db.write_now(fill)
    left = rootnode.db.read_now(rows_of, place.project)
    assert left.keys() >= {"access_request", "inbox_entry", "project_quota", "saved_view", "subscriber"}
    admin = system_caller(rootnode.workspace)
    while rootnode.db.write_now(purge_some, admin, rootnode.graph, place.project, "r"):
        pass
    rootnode.db.write_now(purge_project, admin, rootnode.graph, place.project, "r")
    place.deliver()
    left = rootnode.db.read_now(rows_of, place.project)
    assert left.keys() - {"series_log"} == {"change", "tombstone"}, "and that the points are to be deleted, until the store has done it"
    assert rootnode.db.read_now(lambda tx: tx.rows("SELECT target FROM pin")) == []


def rows_of(tx: ReadTx, project: str) -> dict[str, int]:
    """How many rows each table has of a project."""
    assert rooms.__all__, "every room has declared its tables"
    tables = [table.name for table in metadata.tables.values() if "project" in table.columns]
    counts = {name: tx.scalar(f"SELECT COUNT(*) FROM {name} WHERE project = :project", project=project) for name in tables}
    return {name: count for name, count in counts.items() if count}


async def test_two_who_set_half_a_quota_each_keep_both_halves(place: Place) -> None:
    rootnode, caller = place.site.rootnode, place.site.caller(place.olga)
    patches = [QuotaPatch(bytes=1_000), QuotaPatch(points=2_000)]
    with ThreadPoolExecutor(2) as both:
        list(both.map(lambda patch: rootnode.db.write_now(set_quota, caller, rootnode.graph, rootnode.quotas, "FRAUD", patch), patches))
    assert rootnode.db.read_now(quotas_of)[place.project] == Quota(1_000, 2_000)


async def test_a_long_stretch_of_logging_is_passed_over(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    rootnode, mika = place.site.rootnode, place.site.caller(place.mika)
    run = rootnode.db.write_now(create_run, mika, rootnode.graph, place.project, NewRun()).id
    for number in range(9):
        points = Points.of(["loss"], [number], [1], [0.5])
        rootnode.db.write_now(log_batch, mika, rootnode.graph, place.project, run, series=rootnode.series, points=points)
    monkeypatch.setattr("rootnode.graph.activity.SCANNED", 4)
    page = await place.call(place.olga, "GET", "/projects/FRAUD/activity")
    assert [(act["action"], act["items"], act["least"]) for act in page["acts"]] == [("logged", 1, True)]
    page = await place.call(place.olga, "GET", f"/projects/FRAUD/activity?cursor={page['next']}")
    assert page["acts"][0]["action"] == "started"
    quiet = await place.call(place.olga, "GET", "/projects/FRAUD/activity?logged=false&limit=1")
    assert quiet["acts"][0]["action"] == "started"


async def test_activity_groups_acts_folds_programs_and_pages(place: Place) -> None:
    rootnode, mika = place.site.rootnode, place.site.caller(place.mika)
    for number in range(3):
        run = rootnode.db.write_now(create_run, mika, rootnode.graph, place.project, NewRun(name=f"run-{number}")).id
        points = Points.of(["loss"], [number], [1], [0.5])
        params = [("depth", str(number))]
        rootnode.db.write_now(log_batch, mika, rootnode.graph, place.project, run, series=rootnode.series, params=params, points=points)
    item = await place.call(place.olga, "POST", "/projects/FRAUD/items", {"type": "issue", "title": "Recall drops"}, 201)
    await place.call(place.olga, "PATCH", f"/items/{item['id']}", {"rev": 1, "state": "done", "fields": {"priority": "high"}})
    found = (await place.call(place.mika, "GET", "/projects/FRAUD/activity"))["acts"]
    told = [(act["actor_name"], act["action"], act["items"], act["folded"], act["undoable"]) for act in found]
    assert told[:4] == [
        ("Olga", "update_item", 1, False, True), ("Olga", "create_item", 1, False, True),
        ("Mika", "logged", 3, True, False), ("Mika", "started", 3, True, False),
    ]  # fmt: skip
    assert told[-1][:2] == ("Olga", "create_project")
    assert {change["field"] for change in found[0]["parts"][0]["changes"]} == {"state", "priority"}
    quiet = (await place.call(place.mika, "GET", f"/projects/FRAUD/activity?logged=false&person={place.mika.id}"))["acts"]
    assert [act["action"] for act in quiet] == ["started", "create_experiment"]
    typed = (await place.call(place.mika, "GET", "/projects/FRAUD/activity?type=issue"))["acts"]
    assert [act["action"] for act in typed] == ["update_item", "create_item"]
    pages: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = await place.call(place.mika, "GET", f"/projects/FRAUD/activity?limit=1&cursor={cursor}")
        pages, cursor = [*pages, *(act["operation"] for act in page["acts"])], page["next"]
    assert pages[:2] == [act["operation"] for act in found[:2]]
    undone = await place.call(place.olga, "POST", "/undo", {"operation": found[0]["operation"]})
    assert undone["items"][0]["state"] == item["state"]
