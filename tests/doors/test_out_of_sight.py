"""C12 for what moves (G23): who lost sight of an item, since it is in a private project now, reads nothing of it anywhere."""

import re
from typing import Any, Final

import pytest

from rootnode.graph.followers import advance
from rootnode.notify.telling import Inboxes
from rootnode.testing.app import Site

_KEY: Final = re.compile(r"\{key(:str)?\}")
_REF: Final = re.compile(r"\{ref(:str)?\}")


class Scene:
    """Olga moves items between FRAUD, where Mika edits, and OBSIDIAN, which Mika may not see. `stays` is what was linked with `gone`;
    `back` was in OBSIDIAN for a while, beneath an item there; `came` was made there."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.olga, self.mika = (site.person("member", name) for name in ("Olga", "Mika"))
        self.fraud, self.hidden = site.project("FRAUD", by=self.olga), site.project("OBSIDIAN", by=self.olga)
        site.grant(self.fraud, self.mika, "editor")
        self.clients = {who.id: site.client(who) for who in (self.olga, self.mika)}
        self.stays = self.gone = self.back = self.came = self.beneath = ""

    async def ask(self, path: str, who: str = "") -> Any:
        answer = await self.clients[who or self.mika.id].get(f"/api/v1{path}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def tell(self, method: str, path: str, **body: Any) -> Any:
        answer = await self.clients[self.olga.id].request(method, f"/api/v1{path}", json=body)
        assert answer.is_success, answer.text
        return answer.json()

    async def make(self, title: str, project: str = "FRAUD", **given: Any) -> str:
        return str((await self.tell("POST", f"/projects/{project}/items", type="issue", title=title, **given))["id"])

    async def change(self, item: str, **given: Any) -> None:
        rev = (await self.ask(f"/items/{item}", self.olga.id))["rev"]
        await self.tell("PATCH", f"/items/{item}", rev=rev, **given)

    async def move(self, item: str, project: str) -> None:
        await self.tell("POST", "/items/move", items=[item], project=project)

    async def play(self) -> None:
        me = {"assignee": self.mika.id, "due": "2020-01-01", "labels": ["gloss"]}
        self.stays = await self.make("Glad to stay", fields=me)
        self.gone = await self.make("Glass breaks", parent=self.stays, fields=me)
        self.back = await self.make("Glue holds", parent=self.stays)
        self.beneath = await self.make("Glimpse of zirconium", "OBSIDIAN")
        self.came = await self.make("Glow", "OBSIDIAN", parent=self.beneath)
        await self.make("Glove", parent=self.gone)
        guideline = await self.tell("POST", "/projects/FRAUD/items", type="document", title="Glossary", state="current",
                                    fields={"category": "guideline", "labels": ["gloss"]})  # fmt: skip
        for kind, source, target in (
            ("relates", self.stays, self.gone),
            ("blocks", self.gone, self.stays),
            ("documents", guideline["id"], self.gone),
        ):
            await self.tell("POST", "/links", type=kind, source=source, target=target)
        await self.tell("POST", f"/items/{self.gone}/comments", text=f"[@Mika](person:{self.mika.id}) look")
        for item in (self.gone, self.back, guideline["id"]):
            await self.move(item, "OBSIDIAN")
        await self.change(self.back, parent=self.beneath)
        await self.tell("POST", f"/items/{self.gone}/comments", text=f"[@Mika](person:{self.mika.id}) zirconium")
        await self.change(self.gone, title="Glass and zirconium", fields={"description": "zirconium"})
        await self.change(guideline["id"], title="Glossary of zirconium")
        for item in (self.back, self.came):
            await self.move(item, "FRAUD")
        rootnode = self.site.rootnode
        while rootnode.db.write_now(advance, Inboxes(rootnode.graph.kinds), rootnode.workspace):
            pass

    async def reads(self) -> list[str]:
        """Every address that the server's description says is read, of all items, and what has to be asked with more."""
        described = (await self.ask("/openapi.json"))["paths"]
        found = [path.removeprefix("/api/v1") for path, verbs in described.items() if "get" in verbs and path.startswith("/api/v1")]
        found = [_KEY.sub("FRAUD", path) for path in found]
        items = (self.stays, self.gone, self.back, self.came, "FRAUD-2")
        plain = [_REF.sub(item, path) for path in found for item in (items if _REF.search(path) else items[:1])]
        asked = ["/items?type=issue", "/items?type=document", "/groups?type=issue&by=project", "/changes?after=0&limit=1000"]
        asked += [f"/projects/FRAUD/items?type=issue{more}" for more in ("", "&text=gl", f"&parent={self.stays}", f"&parent={self.gone}")]
        asked += [f"/projects/FRAUD/groups?type=issue&by={group}" for group in ("state", "labels")]
        asked += [
            f"/find?q={text}{more}"
            for text in ("gl", "glass", "zirc", "FRAUD-2")
            for more in ("", "&project=FRAUD", "&project=FRAUD&only=true")
        ]
        return [*(path for path in plain if "{" not in path), *asked, "/projects/FRAUD/activity?limit=100", "/inbox?view=all"]


@pytest.fixture
async def scene(any_site: Site) -> Scene:
    scene = Scene(any_site)
    await scene.play()
    return scene


async def test_g23_every_read_keeps_quiet_about_what_moved_out_of_sight(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rootnode.graph.find.MANY", 1)
    words = ("zirconium", "OBSIDIAN", scene.hidden, scene.beneath)
    told: set[str] = set()
    leaks: dict[str, list[str]] = {}
    for path in await scene.reads():
        answer = await scene.clients[scene.mika.id].get(f"/api/v1{path}")
        assert answer.status_code < 500, (path, answer.text)
        said = answer.text.replace(f"'{scene.gone}'", "")  # who asks for it by its id is told that there is no such item
        # the log says of what was in FRAUD then that it left
        secrets = words if path.startswith("/changes") else (*words, scene.gone)
        if found := [secret for secret in secrets if secret.lower() in said.lower()]:
            leaks[path] = found
        if answer.status_code == 200:
            told.add(path.partition("?")[0].replace(scene.stays, "ITEM"))
    assert leaks == {}
    item = {f"/items/ITEM{tail}" for tail in ("", "/history", "/links", "/comments", "/context", "/people", "/documents", "/place")}
    project = {f"/projects/FRAUD{tail}" for tail in ("", "/hub", "/activity", "/items", "/groups", "/summary", "/access")}
    assert item | project | {"/home", "/find", "/items", "/groups", "/inbox", "/inbox/count", "/me/tasks", "/changes"} <= told


async def test_g23_history_names_no_place_out_of_sight_and_offers_no_undo_that_is_refused(scene: Scene) -> None:
    entries = (await scene.ask(f"/items/{scene.back}/history"))["entries"]
    told = [(change["field"], change["before"], change["after"]) for entry in entries for change in entry["changes"]]
    assert [each for each in told if each[0] in ("project", "parent")][:5] == [
        ("parent", "another item", None),
        ("project", "another project", scene.fraud),
        ("parent", None, "another item"),
        ("parent", scene.stays, None),
        ("project", scene.fraud, "another project"),
    ]
    assert {entry["undoable"] for entry in entries if entry["action"] in ("move_items", "update_item")} == {False}
    assert [entry["undoable"] for entry in entries if entry["action"] == "create_item"] == [True]
    mine = (await scene.ask(f"/items/{scene.back}/history", scene.olga.id))["entries"]
    assert [change["after"] for entry in mine for change in entry["changes"] if change["field"] == "project"] == [scene.fraud, scene.hidden]
    assert {entry["undoable"] for entry in mine} == {True}


async def test_g23_activity_offers_no_undo_of_half_an_act(scene: Scene) -> None:
    def moves(found: Any) -> list[tuple[str, bool]]:
        return [(act["parts"][0]["item"].get("title") or "", act["undoable"]) for act in found["acts"] if act["action"] == "move_items"]

    assert set(moves(await scene.ask("/projects/FRAUD/activity"))) == {("", False), ("Glue holds", False), ("Glow", False)}
    assert {undoable for _, undoable in moves(await scene.ask("/projects/FRAUD/activity", scene.olga.id))} == {True}
