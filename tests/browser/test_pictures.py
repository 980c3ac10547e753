"""Every picture has its table and its files: the target of a hub, the lineage of an item."""

from pathlib import Path

from playwright.sync_api import Page, expect

from browser.conftest import PNG, Visit
from browser.looking import Api

KINDS = ("PNG", "SVG", "CSV")


def kept(page: Page, menu: str) -> dict[str, bytes]:
    """What the menu of a picture saves, of each kind."""
    files = {}
    for kind in KINDS:
        page.get_by_role("button", name=menu).first.click()
        with page.expect_download() as download:
            page.get_by_role("menuitem", name=f"Save as {kind}").click()
        path = download.value.path()
        files[kind] = Path(path).read_bytes()
    return files


def test_the_lineage_is_kept_as_a_picture_and_read_as_a_table(visit: Visit, api: Api) -> None:
    api.post("/projects", {"name": "Pictures", "key": "PICT"})
    data = api.item("PICT", "dataset", "card <transactions> & more")
    model = api.item("PICT", "model", "fraud-ftt")
    api.post("/links", {"type": "derived_from", "source": model["id"], "target": data["id"]})
    page = visit(f"/p/PICT/items/{model['id']}").page
    files = kept(page, "More for the lineage")
    assert files["PNG"].startswith(PNG[:8])
    svg = files["SVG"].decode()
    assert "card &lt;transactions&gt; &amp; more" in svg
    assert "var(--" not in svg  # it needs no style sheet
    assert files["CSV"].decode().splitlines()[1].startswith("-1,Dataset,PICT-1,card <transactions> & more,")
    page.get_by_role("button", name="Open the whole graph").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Table", exact=True).click()
    table = dialog.get_by_role("region", name="Lineage as a table")
    expect(table.get_by_role("row")).to_have_count(3)
    table.get_by_role("link", name="card <transactions> & more").click()
    expect(page.get_by_role("main").get_by_role("heading", level=1)).to_have_text("card <transactions> & more")


_BOXES = """() => [...document.querySelectorAll("svg > g > g")].map(box => {
  const [frame, ...texts] = [box.querySelector("rect"), ...box.querySelectorAll("text")].map(one => one.getBoundingClientRect());
  return Math.max(...texts.map(text => text.right)) - frame.right;
})"""


def test_a_picture_of_a_lineage_holds_its_words_in_any_script(visit: Visit, api: Api) -> None:
    api.post("/projects", {"name": "Scripts", "key": "SCRIPT"})
    tracking = api.tracking("SCRIPT")
    run = tracking.start("信用卡交易数据集，包含二〇二六年九月以前的全部跨境付款记录")
    tracking.put(run, "model/weights.bin", b"0")
    tracking.finish(run)
    name = "a-model-with-a-name-that-is-much-wider-than-the-one-box-of-its-lineage"
    version = api.post(f"/runs/{run}/versions", {"name": name, "path": "model"})
    page = visit(f"/p/SCRIPT/items/{version['id']}").page
    files = kept(page, "More for the lineage")
    assert "信用卡交易" in files["SVG"].decode()
    page.set_content(files["SVG"].decode())
    over = page.evaluate(_BOXES)
    assert len(over) >= 2
    assert max(over) <= 0
    picture, title = page.locator("svg").first.bounding_box(), page.get_by_text(f"Lineage of {name}").bounding_box()
    assert picture is not None
    assert title is not None
    assert title["x"] + title["width"] <= picture["x"] + picture["width"]


def test_a_large_lineage_is_kept_without_holding_the_page_up(visit: Visit, api: Api) -> None:
    api.post("/projects", {"name": "Large", "key": "LARGE"})
    data = api.item("LARGE", "dataset", "all of it")
    for number in range(80):
        made = api.item("LARGE", "model", f"model {number}")
        api.post("/links", {"type": "derived_from", "source": made["id"], "target": data["id"]})
    page = visit(f"/p/LARGE/items/{data['id']}").page
    workers: list[str] = []
    page.on("worker", lambda worker: workers.append(worker.url))
    files = kept(page, "More for the lineage")
    assert any("lineageLayout" in each for each in workers)
    assert int.from_bytes(files["PNG"][16:20]) == 16_384  # as wide as a canvas may be
    assert len(files["PNG"]) > 100_000  # and not empty


def test_the_target_of_a_hub_is_kept_as_a_picture(visit: Visit, api: Api) -> None:
    api.post("/projects", {"name": "Target", "key": "TARG"})
    api.item("TARG", "requirement", "AUC", "agreed", category="metric target", metric="auc", comparison="at least", target=0.9)
    tracking = api.tracking("TARG")
    for name, value in (("first", 0.5), ("second", 0.7)):
        run = tracking.start(name)
        tracking.log(run, "auc", [value])
        tracking.finish(run)
    page = visit("/p/TARG").page
    files = kept(page, "More for the picture of auc")
    assert files["PNG"].startswith(PNG[:8])
    assert "TARG: auc, target at least 0.9" in files["SVG"].decode()
    assert [line.split(",")[1] for line in files["CSV"].decode().splitlines()] == ["run", "first", "second", "target (at least)"]
