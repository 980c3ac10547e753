"""Runs: the two lines that connect code, a curve that grows by itself, values under the crosshair, files."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from browser.conftest import PNG, Visit
from browser.looking import PATIENCE, Api, Tracking, falling


@pytest.fixture
def tracking(api: Api, fraud: str) -> Tracking:
    return api.tracking(fraud)


def test_connect_my_code_shows_the_first_curve_and_makes_the_sandbox_a_project(visit: Visit, api: Api) -> None:
    watched = visit("/connect")
    page = watched.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    expect(page.get_by_text("Waiting for the first point")).to_be_visible()
    shown = page.get_by_role("region", name="Where to send")
    expect(shown).to_contain_text(re.compile(r"TOKEN=rn_•+\S{4}$"))
    assert watched.findings() == []
    page.get_by_role("button", name="Copy").first.click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    uri, token = re.findall(r"=(\S+)", page.evaluate("navigator.clipboard.readText()"))
    assert uri == f"{api.server.url}/p/SANDBOX"

    first = Tracking(api.server.url, "SANDBOX", token)
    run = first.start("hello")
    expect(page.get_by_role("link", name="Open hello")).to_be_visible()
    first.log(run, "loss", falling(20))
    expect(page.get_by_role("img", name=re.compile("loss by step"))).to_be_visible()

    page.get_by_role("button", name="Make it a project?").click()
    page.get_by_label("Name").fill("Payment risk")
    expect(page.get_by_label("Key")).to_have_value("PR")
    page.get_by_role("dialog").get_by_role("button", name="Make it a project").click()
    expect(page.get_by_role("heading", name="Payment risk")).to_be_visible()
    expect(page).to_have_url(re.compile("/p/PR$"))
    first.log(run, "loss", falling(20), first=20)  # the program goes on as it was told
    page.goto(f"/p/SANDBOX/runs/{run}")
    expect(page.get_by_role("heading", name="hello")).to_be_visible()


def test_a_live_curve_grows_without_a_reload(visit: Visit, fraud: str, tracking: Tracking) -> None:
    run = tracking.start("live one", lr=0.0003)
    tracking.log(run, "val/loss", [1.0, 0.5])
    page = visit(f"/p/{fraud}/runs/{run}").page
    chart = page.get_by_role("img", name=re.compile("val.loss by step"))
    expect(page.get_by_text("live", exact=True)).to_be_visible()
    expect(chart).to_have_attribute("aria-label", re.compile(r"val/loss 0\.\d+"))
    tracking.log(run, "val/loss", [0.125], first=2)
    expect(page.get_by_role("table").filter(has_text="Last").get_by_role("cell", name="0.1250").first).to_be_visible()
    tracking.finish(run)
    expect(page.get_by_text("Finished").first).to_be_visible()
    expect(page.get_by_text("live", exact=True)).to_have_count(0)


def test_tags_are_edited_by_hand_seen_by_clients_and_taken_back(visit: Visit, fraud: str, tracking: Tracking) -> None:
    run = tracking.start("tagged")
    tracking.finish(run)
    page = visit(f"/p/{fraud}/runs/{run}").page

    def seen() -> dict[str, str]:
        return {tag["key"]: tag["value"] for tag in tracking.call_get(f"runs/get?run_id={run}")["run"]["data"]["tags"]}

    page.get_by_role("button", name="Add a tag").click()
    page.get_by_label("Name of the tag").fill("mlflow.mine")
    page.keyboard.press("Enter")
    expect(page.get_by_text("are the clients' own")).to_be_visible()
    page.get_by_label("Name of the tag").fill("owner")
    page.get_by_label("Value of the tag").fill("cards")
    with page.expect_response(re.compile("/tags$")):
        page.keyboard.press("Enter")
    page.get_by_role("button", name="Change the tag owner: cards").click()
    assert seen()["owner"] == "cards"
    page.get_by_label("Value of the tag").fill("risk")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Change the tag owner: risk")).to_be_visible()
    expect(page.get_by_role("complementary", name="Context").get_by_text("edited tags").first).to_be_visible()
    page.keyboard.press("Control+z")
    expect(page.get_by_role("button", name="Change the tag owner: cards")).to_be_visible()
    page.get_by_role("button", name="Take the tag owner away").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Change the tag owner: cards")).to_have_count(0)
    with page.expect_response(lambda answer: '"cards"' in (answer.request.post_data or "")):
        page.get_by_role("button", name="Undo", exact=True).last.click()
    expect(page.get_by_role("button", name="Change the tag owner: cards")).to_be_visible()
    assert seen()["owner"] == "cards"


def test_tags_keep_their_lines_and_what_was_refused(visit: Visit, fraud: str, tracking: Tracking) -> None:
    run = tracking.start("with lines")
    tracking.call("runs/set-tag", run_id=run, key="why", value="two\nlines")
    tracking.finish(run)
    watched = visit(f"/p/{fraud}/runs/{run}")
    page = watched.page

    def seen() -> dict[str, str]:
        return {tag["key"]: tag["value"] for tag in tracking.call_get(f"runs/get?run_id={run}")["run"]["data"]["tags"]}

    page.get_by_role("button", name="Change the tag why").click()
    page.get_by_label("Value of the tag").press("Control+End")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("three")
    with page.expect_response(re.compile("/tags$")):
        page.keyboard.press("Enter")
    assert seen()["why"] == "two\nlines\nthree"

    held: list[Route] = []
    page.route("**/api/v1/tags", _into(held))
    page.get_by_role("button", name="Change the tag why").click()
    page.get_by_label("Value of the tag").fill("refused\nin two lines")
    page.keyboard.press("Enter")  # what is saved next stands in line behind it
    page.get_by_role("button", name="Add a tag").click()
    page.get_by_label("Name of the tag").fill("toString ")
    page.get_by_label("Value of the tag").fill("kept")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Change the tag why: refused in two lines")).to_be_visible()
    expect(page.get_by_role("button", name="Change the tag toString: kept")).to_be_visible()
    _only(page, held).fulfill(
        status=403, content_type="application/problem+json", body='{"title": "Forbidden", "detail": "Not yours to tag."}'
    )
    expect(page.get_by_text("Not yours to tag.")).to_be_visible()
    again = page.get_by_role("form", name="Change the tag why").get_by_label("Value of the tag")
    expect(again).to_have_value("refused\nin two lines")
    expect(page.get_by_role("button", name="Change the tag toString: kept")).to_be_visible()
    _only(page, held).fulfill(status=403, content_type="application/problem+json", body='{"title": "Forbidden", "detail": "Nor this."}')
    expect(page.get_by_text("Nor this.")).to_be_visible()
    expect(page.get_by_label("Name of the tag")).to_have_value("toString")
    page.unroute("**/api/v1/tags")
    page.reload()
    expect(again).to_have_value("refused\nin two lines")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("button", name="Change the tag toString: kept")).to_be_visible()
    again.press("Enter")
    expect(page.get_by_role("button", name="Change the tag why: refused in two lines")).to_be_visible()
    expect(page.get_by_role("form")).to_have_count(0)
    page.wait_for_function("() => Object.keys(localStorage).every(name => !name.includes('draft-'))")  # the server has taken both
    page.reload()
    expect(page.get_by_role("button", name="Change the tag why: refused in two lines")).to_be_visible()
    assert {name: seen()[name] for name in ("why", "toString")} == {"why": "refused\nin two lines", "toString": "kept"}
    assert all("403" in problem for problem in watched.problems)
    watched.problems.clear()


def test_logarithmic_axes_end_where_a_range_begins_below_a_power_of_ten(visit: Visit, fraud: str, tracking: Tracking) -> None:
    run = tracking.start("near a tenth")
    tracking.log(run, "loss", [0.1133, 0.3, 0.2])
    tracking.finish(run)
    page = visit(f"/p/{fraud}/runs/{run}?log=true").page
    expect(page.get_by_role("img", name=re.compile("^loss by step; last values"))).to_be_visible()
    page.get_by_role("button", name="More for loss").click()
    expect(page.get_by_role("menuitem", name="Save as SVG")).to_be_visible()


def test_the_crosshair_says_the_value_in_all_charts_and_a_drag_zooms(visit: Visit, fraud: str, tracking: Tracking) -> None:
    run = tracking.start("two curves")
    tracking.log(run, "loss", falling(3_000))
    tracking.log(run, "lr", [3e-4 * (1 - step / 3_000) for step in range(3_000)])
    tracking.finish(run)
    page = visit(f"/p/{fraud}/runs/{run}?smooth=0").page
    chart = page.get_by_role("img", name=re.compile("^loss by step"))
    expect(chart).to_have_attribute("aria-label", re.compile(r"last values: loss 0\.\d+"))
    box = chart.bounding_box()
    assert box is not None
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(*middle)
    tips = page.get_by_text(re.compile(r"^step [\d,]+$"))
    expect(tips).to_have_count(2)
    assert len(set(tips.all_inner_texts())) == 1

    with page.expect_response(re.compile("/curves$")) as asked:
        page.mouse.down()
        page.mouse.move(middle[0] + 80, middle[1], steps=4)
        page.mouse.up()
    finer = asked.value.request.post_data_json or {}
    assert 0 < finer["from_step"] < finer["to_step"] < 3_000
    expect(page).to_have_url(re.compile(r"from=\d+&to=\d+|to=\d+"))
    page.get_by_role("button", name=re.compile("show all")).click()
    expect(page).not_to_have_url(re.compile("from="))


def test_what_is_no_number_is_said_in_words(visit: Visit, fraud: str, tracking: Tracking) -> None:
    run = tracking.start("diverged")
    for step, value in enumerate(("1.0", "Infinity", "NaN")):
        tracking.call("runs/log-metric", run_id=run, key="loss", value=value, timestamp=1_790_000_000_000 + step, step=step)
    tracking.finish(run, "FAILED")
    page = visit(f"/p/{fraud}/runs/{run}").page
    row = page.get_by_role("row", name=re.compile("^loss"))
    expect(row).to_contain_text("NaN")
    expect(row).to_contain_text("∞")
    expect(page.get_by_text("Failed").first).to_be_visible()
    page.get_by_role("heading", name="diverged").get_by_role("button").click()
    page.get_by_role("textbox", name="Title").fill("diverged at step 2")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="diverged at step 2")).to_be_visible()


def test_files_are_shown_and_can_be_saved(visit: Visit, fraud: str, tracking: Tracking) -> None:
    run = tracking.start("with files")
    tracking.put(run, "report.json", b'{"pr_auc": 0.8714}')
    tracking.put(run, "scores.csv", b'id,text\n1,"a, b"\n')
    tracking.put(run, "card.md", b"# Model card\n\n<script>alert(1)</script>\n\n**calibrated**")
    tracking.put(run, "plots/roc.png", PNG)
    tracking.put(run, "model.bin", bytes(2_000))
    tracking.put(run, "old.txt", "Zürich: 7 µs".encode("latin-1"))
    tracking.finish(run)
    page = visit(f"/p/{fraud}/runs/{run}").page
    files = page.get_by_role("region", name="Artifacts")
    files.get_by_role("button", name=re.compile("report.json")).click()
    expect(files.get_by_role("listitem").filter(has_text="pr_auc: 0.8714").last).to_be_visible()
    files.get_by_role("button", name=re.compile("scores.csv")).click()
    expect(files.get_by_role("cell", name="a, b")).to_be_visible()
    files.get_by_role("button", name=re.compile("card.md")).click()
    expect(files.locator("strong")).to_have_text("calibrated")
    expect(files.get_by_text("<script>")).to_be_visible()
    files.get_by_role("button", name=re.compile("plots")).click()
    files.get_by_role("button", name=re.compile("roc.png")).click()
    picture = files.get_by_role("img", name="roc.png")
    expect(picture).to_have_js_property("naturalWidth", 1)
    files.get_by_role("button", name=re.compile("old.txt")).click()
    expect(files.get_by_text("Zürich: 7 µs")).to_be_visible()
    expect(files.get_by_text("read as Latin-1")).to_be_visible()
    files.get_by_role("button", name=re.compile("model.bin")).click()
    expect(files.get_by_text("no preview")).to_be_visible()
    with page.expect_download() as saved:
        files.get_by_role("link", name="Download").click()
    assert saved.value.suggested_filename == "model.bin"
    assert saved.value.path().stat().st_size == 2_000


def test_a_phone_that_is_turned_leaves_no_gaps_between_the_runs(visit: Visit, api: Api) -> None:
    api.post("/projects", {"name": "Turned", "key": "TURNED"})
    tracking = api.tracking("TURNED")
    for number in range(60):
        tracking.finish(tracking.start(f"run {number}"))
    page = visit("/p/TURNED/build").page
    for width, height in ((844, 390), (390, 844), (844, 390)):
        page.set_viewport_size({"width": width, "height": height})
        table = page.get_by_role("table", name="Runs")
        row = table.locator("[data-line]").first.evaluate("row => row.getBoundingClientRect().height")
        whole = "([table, row]) => Math.abs(table.tBodies[0].getBoundingClientRect().height - 60 * row) < 2"
        page.wait_for_function(whole, arg=[table.element_handle(), row])


def test_a_version_beside_the_champion(visit: Visit, api: Api) -> None:
    api.post("/projects", {"name": "Champions", "key": "CHAMP"})
    tracking = api.tracking("CHAMP")
    made = []
    for rate, loss in ((0.1, 0.5), (0.2, 0.25)):
        run = tracking.start(f"rate {rate}", lr=rate)
        tracking.log(run, "loss", [1.0, loss])
        tracking.put(run, "model/weights.bin", b"0" * 10)
        tracking.finish(run)
        made.append(api.post(f"/runs/{run}/versions", {"name": "scorer", "path": "model"}))
    tracking.call("registered-models/alias", name="scorer", alias="champion", version="1")
    watched = visit(f"/p/CHAMP/items/{made[-1]['id']}")
    page = watched.page
    page.get_by_role("button", name="Compare with champion").click()
    dialog = page.get_by_role("dialog", name="scorer: v1 champion and v2")
    facts = dialog.get_by_role("region", name="Versions side by side")
    expect(facts.get_by_role("columnheader")).to_have_text(["Name", "v1 champion", "v2", "Change"])
    expect(facts.get_by_role("row").filter(has_text=re.compile("^loss"))).to_have_text("loss0.50000.2500−0.2500")
    expect(facts.get_by_role("row").filter(has_text=re.compile("^lr"))).to_have_text("lr0.10.2")
    expect(facts.get_by_text("State", exact=True)).to_have_count(0)  # the same in both
    dialog.get_by_label("Also what is the same").check()
    expect(facts.get_by_text("State", exact=True)).to_be_visible()
    assert watched.findings() == []
    with page.expect_download() as download:
        dialog.get_by_role("button", name="CSV").click()
    assert "Params,lr,0.1,0.2," in download.value.path().read_text("utf-8")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_the_table_of_runs_sorts_by_a_metric_and_takes_columns(visit: Visit, api: Api) -> None:
    api.post("/projects", {"name": "Table", "key": "TABLE"})
    tracking = api.tracking("TABLE")
    for name, score in (("worst", 0.1), ("best", 0.9), ("middle", 0.5)):
        run = tracking.start(name, depth=int(score * 10))
        tracking.log(run, "val/score", [score])
        tracking.finish(run)
    watched = visit("/p/TABLE/build")
    page = watched.page
    table = page.get_by_role("table", name="Runs")
    table.get_by_role("button", name="val/score").click()
    expect(table.get_by_role("row").nth(1)).to_contain_text("best")
    table.get_by_role("button", name="val/score").click()
    expect(table.get_by_role("row").nth(1)).to_contain_text("worst")
    page.get_by_role("button", name=re.compile("columns")).click()
    page.get_by_role("checkbox", name=re.compile("^depth")).click()
    page.keyboard.press("Escape")
    expect(table.get_by_role("columnheader", name="depth")).to_be_visible()
    page.reload()
    expect(table.get_by_role("columnheader", name="depth")).to_be_visible()

    page.keyboard.press("j")
    page.keyboard.press("x")
    table.get_by_role("checkbox", name="Select best").check()
    beside = page.get_by_role("complementary", name="Selected runs")
    expect(beside.get_by_role("row", name=re.compile("^depth 1 9"))).to_be_visible()
    assert watched.findings() == []
    page.get_by_role("button", name="Group", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="depth", exact=True).click()
    expect(table.get_by_role("button", name=re.compile("9 1 run"))).to_be_visible()
    beside.get_by_role("button", name="Compare").click()
    page.get_by_role("button", name="Params and metrics").click()
    expect(page.get_by_role("row", name=re.compile(r"val.score 0\.1000 0\.9000 \(best\)"))).to_be_visible()
    page.get_by_role("button", name="Parallel coordinates").click()
    expect(page.get_by_role("img", name=re.compile("Parallel coordinates of 2 runs"))).to_be_visible()
    assert watched.findings() == []


def test_what_is_done_with_all_selected_runs_is_done_with_those(visit: Visit, api: Api) -> None:
    api.post("/projects", {"name": "Bulk", "key": "BULK"})
    tracking = api.tracking("BULK")
    runs = {name: tracking.start(name, lr=0.1) for name in ("first", "second", "third")}
    for run in runs.values():
        tracking.finish(run)
    page = visit("/p/BULK/build").page
    table = page.get_by_role("table", name="Runs")
    beside = page.get_by_role("complementary", name="Selected runs")
    table.get_by_role("checkbox", name="Select first").check()
    table.get_by_role("checkbox", name="Select second").check()
    expect(beside.get_by_text("Their params are the same")).to_be_visible()
    held: list[Route] = []
    page.route("**/compare?**", _into(held))  # the panel still shows the selection before
    table.get_by_role("checkbox", name="Select first").uncheck()
    table.get_by_role("checkbox", name="Select third").check()
    expect(beside.get_by_role("heading", name="2 selected")).to_be_visible()

    beside.get_by_role("button", name="More for the selected runs").click()
    page.get_by_role("menuitem", name="Tag them").click()
    page.get_by_role("textbox", name="Name").fill("kept")
    page.get_by_role("button", name="Tag", exact=True).click()
    expect(page.get_by_text("2 runs are tagged kept. Ctrl Z takes it back.")).to_be_visible()
    tagged = {name: any(tag["key"] == "kept" for tag in _tags(tracking, run)) for name, run in runs.items()}
    assert tagged == {"first": False, "second": True, "third": True}

    beside.get_by_role("button", name="More for the selected runs").click()
    page.get_by_role("menuitem", name="Put into the trash").click()
    expect(page.get_by_text("2 runs put into the trash")).to_be_visible()
    expect(table.get_by_role("checkbox", name="Select first")).to_be_visible()
    expect(table.get_by_role("checkbox", name=re.compile("^Select (second|third)$"))).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(table.get_by_role("checkbox", name=re.compile("^Select (first|second|third)$"))).to_have_count(3)
    for route in held:
        route.abort()


def _tags(tracking: Tracking, run: str) -> list[dict[str, str]]:
    tags: list[dict[str, str]] = tracking.call_get(f"runs/get?run_id={run}")["run"]["data"]["tags"]
    return tags


def _into(held: list[Route]) -> Callable[[Route], None]:
    """Holds each request until the test answers it."""

    def hold(route: Route) -> None:
        held.append(route)

    return hold


def _only(page: Page, held: list[Route]) -> Route:
    """The one request that is held, taken off."""
    for _ in range(PATIENCE // 20):
        if held:
            break
        page.wait_for_timeout(20)
    (route,) = held
    held.clear()
    return route
