"""Runs side by side: more of them than can be compared, and their axes on a phone."""

import re
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect

from browser.conftest import Visit
from browser.looking import Api

PARAMS = ("learning_rate", "max_depth", "min_child_weight", "subsample", "colsample_bytree", "booster")


def _too_many(api: Api, key: str) -> list[str]:
    """More runs than can be compared, in a project of their own."""
    api.post("/projects", {"name": f"Compared in {key}", "key": key})
    tracking = api.tracking(key)
    return [tracking.start(f"run {number}", lr=number) for number in range(53)]


def test_an_address_with_more_runs_than_can_be_compared_says_so(visit: Visit, api: Api) -> None:
    runs = _too_many(api, "MANY")
    page = visit(f"/p/MANY/compare?runs={','.join(runs)}&tab=params").page
    chips = page.get_by_role("list", name="Compared runs")
    said = page.get_by_text(re.compile(r"The address names \d+ runs"))
    expect(said).to_contain_text("names 53 runs; 50 can be compared at once, and these are the first 50.")
    expect(chips.get_by_role("link")).to_have_count(50)
    chips.get_by_role("button", name="Take out run 0", exact=True).click()
    expect(chips.get_by_role("link", name="run 50", exact=True)).to_be_visible()
    expect(said).to_contain_text("names 52 runs")
    for number in (1, 2):
        chips.get_by_role("button", name=f"Take out run {number}", exact=True).click()
        expect(chips.get_by_role("link", name=f"run {number}", exact=True)).to_have_count(0)
    expect(said).to_have_count(0)
    expect(chips.get_by_text("These are 50 runs, the most that can be compared.")).to_be_visible()


def test_runs_taken_out_while_the_server_still_answers_are_out(visit: Visit, api: Api) -> None:
    runs = _too_many(api, "OUT")
    page = visit(f"/p/OUT/compare?runs={','.join(runs)}&tab=params").page
    chips = page.get_by_role("list", name="Compared runs")
    chips.get_by_role("button", name="Take out run 0", exact=True).wait_for()
    page.route("**/compare?**", lambda _route: None)  # no answer comes
    for number in (0, 1):
        chips.get_by_role("button", name=f"Take out run {number}", exact=True).click()
        expect(chips.get_by_role("link", name=f"run {number}", exact=True)).to_have_count(0)
    assert parse_qs(urlsplit(page.url).query)["runs"] == [",".join(runs[2:])]
    page.unroute("**/compare?**")
    page.reload()
    for number in (50, 51):
        expect(chips.get_by_role("link", name=f"run {number}", exact=True)).to_be_visible()


def test_parallel_coordinates_lie_one_below_the_other_on_a_phone(visit: Visit, api: Api) -> None:
    api.post("/projects", {"name": "Axes", "key": "AXES"})
    tracking = api.tracking("AXES")
    runs = []
    for number in range(6):
        values = dict[str, object](dict.fromkeys(PARAMS[:-1], 0.1 * (number + 1))) | {"booster": ("gbtree", "dart")[number % 2]}
        runs.append(tracking.start(f"run {number}", **values))
        tracking.log(runs[-1], "val/pr_auc", [0.5, 0.6 + 0.03 * number])
        tracking.finish(runs[-1])
    watched = visit("/")
    page = watched.page
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"/p/AXES/compare?runs={','.join(runs)}&tab=parallel")
    chart = page.get_by_role("img", name=re.compile("Parallel coordinates of 6 runs over"))
    expect(chart.locator("canvas")).to_be_visible()
    high = chart.evaluate("place => [place.clientHeight, place.querySelector('canvas').clientHeight]")
    assert high == [7 * 64, 7 * 64]  # six params and the metric, a finger's breadth each
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert watched.findings() == []
    page.set_viewport_size({"width": 1280, "height": 800})
    page.wait_for_function("place => place.querySelector('canvas').clientHeight === 460", arg=chart.element_handle())
