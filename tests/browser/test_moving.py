"""An item moved to another project: from its menu, from the palette, of chosen rows; seen live by who looks at either project."""

import re

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import Visit
from browser.looking import SCHEMES, Api


@pytest.fixture(scope="module")
def other(api: Api) -> str:
    """The key of another project."""
    api.post("/projects", {"name": "Churn", "key": "CHURN"})
    return "CHURN"


@pytest.fixture
def issue(api: Api, fraud: str, request: pytest.FixtureRequest) -> str:
    """The key of an issue of this test's own."""
    return str(api.item(fraud, "issue", f"Issue of {request.node.name}", "todo")["key"])


def choose(page: Page, key: str) -> None:
    dialog = page.get_by_role("dialog", name=re.compile("to another project"))
    dialog.get_by_role("combobox", name="Project").fill(key)
    page.get_by_role("option", name=re.compile(f"^{key} ")).click()
    dialog.get_by_role("button", name=f"Move to {key}").click()
    expect(dialog).to_be_hidden()


def test_moved_from_its_menu_its_old_address_leads_to_it_and_undo_brings_it_back(
    visit: Visit, api: Api, fraud: str, other: str, issue: str
) -> None:
    below = api.post(f"/projects/{fraud}/items", {"type": "issue", "title": "Beneath it", "parent": issue})["key"]
    watched = visit(f"/p/{fraud}/items/{issue}")
    page = watched.page
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Move to project…").click()
    dialog = page.get_by_role("dialog", name=f"Move {issue} to another project")
    dialog.get_by_role("combobox", name="Project").fill(other)
    page.get_by_role("option", name=re.compile(f"^{other} ")).click()
    expect(dialog.get_by_role("status")).to_contain_text("1 item beneath comes along.")
    assert watched.findings() == []
    dialog.get_by_role("button", name=f"Move to {other}").click()
    page.wait_for_url(re.compile(rf"/p/{other}/items/{other}-\d+$"))
    key = page.url.rsplit("/", 1)[1]
    expect(page.get_by_role("main").get_by_text(key, exact=True).first).to_be_visible()
    expect(page.get_by_role("complementary", name="Context")).to_contain_text("moved it to another project")
    place = "?from=mail#discussion"
    page.goto(f"/p/{fraud}/items/{issue}{place}")
    page.wait_for_url(lambda url: url.endswith(f"/p/{other}/items/{key}{place}"))
    assert api.get(f"/items/{below}")["project_key"] == other
    page.keyboard.press("Control+z")
    page.wait_for_url(lambda url: url.endswith(f"/p/{fraud}/items/{issue}{place}"))
    assert (api.get(f"/items/{key}")["key"], api.get(f"/items/{below}")["project_key"]) == (issue, fraud)
    assert watched.problems == []


def test_who_looks_at_either_project_sees_it_go_and_come(
    visit: Visit, fraud: str, other: str, issue: str, request: pytest.FixtureRequest
) -> None:
    title = f"Issue of {request.node.name}"
    gone, came, page = visit(f"/p/{fraud}/plan").page, visit(f"/p/{other}/plan").page, visit(f"/p/{fraud}/items/{issue}").page
    reader = visit(f"/p/{fraud}/items/{issue}").page
    expect(gone.get_by_role("link", name=re.compile(title))).to_be_visible()
    page.get_by_role("heading", name=title).wait_for()
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name=re.compile("Find")).fill("move to another")
    page.keyboard.press("Enter")
    choose(page, other)
    expect(gone.get_by_role("link", name=re.compile(title))).to_be_hidden()
    expect(came.get_by_role("link", name=re.compile(title))).to_be_visible()
    reader.wait_for_url(re.compile(rf"/p/{other}/items/"))


def test_who_writes_writes_on_while_somebody_else_moves_the_item(visit: Visit, api: Api, fraud: str, other: str, issue: str) -> None:
    watched = visit(f"/p/{fraud}/items/{issue}")
    page = watched.page
    box = page.get_by_role("textbox", name="Write a comment")
    box.click()
    page.keyboard.type("half a ")
    api.post("/items/move", {"items": [api.get(f"/items/{issue}")["id"]], "project": other})
    page.wait_for_url(re.compile(rf"/p/{other}/items/{other}-\d+$"))
    page.keyboard.type("comment")
    expect(box).to_have_value("half a comment")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("region", name="Discussion")).to_contain_text("half a comment")
    box.press("Escape")
    page.get_by_role("button", name=re.compile("^Issue of")).click()
    page.keyboard.type("Searched ")
    api.post("/items/move", {"items": [api.get(f"/items/{issue}")["id"]], "project": fraud})
    page.wait_for_url(f"**/p/{fraud}/items/{issue}")
    page.keyboard.type("scores")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Searched scores")).to_be_visible()
    assert watched.problems == []


def test_chosen_rows_move_at_once(visit: Visit, api: Api, fraud: str, other: str) -> None:
    titles = ["Bulk one", "Bulk two"]
    keys = [str(api.item(fraud, "issue", title, "todo")["key"]) for title in titles]
    watched = visit(f"/p/{fraud}/plan")
    page = watched.page
    for title in titles:
        page.get_by_role("link", name=re.compile(title)).focus()
        page.keyboard.press("x")
    bar = page.get_by_role("toolbar", name="Selected items")
    expect(bar).to_contain_text("2 selected")
    bar.get_by_role("button", name="Move").click()
    choose(page, other)
    expect(page.get_by_role("link", name=re.compile("Bulk one"))).to_be_hidden()
    assert {api.get(f"/items/{key}")["project_key"] for key in keys} == {other}
    assert watched.problems == []


def test_all_that_can_be_done_with_chosen_rows_is_within_reach_on_a_phone(visit: Visit, api: Api, fraud: str, issue: str) -> None:
    for scheme in SCHEMES:
        watched = visit("/", scheme=scheme)
        page = watched.page
        page.set_viewport_size({"width": 390, "height": 844})
        page.goto(f"/p/{fraud}/plan?type=issue")
        page.get_by_role("button", name="Select", exact=True).click()
        page.get_by_role("checkbox").last.check()
        bar = page.get_by_role("toolbar", name="Selected items")
        assert bar.evaluate("bar => bar.scrollWidth <= bar.clientWidth")
        bar.get_by_role("button", name="More for the selected").click()
        expect(page.get_by_role("menuitem", name="Move")).to_be_visible()
        expect(page.get_by_role("menuitem", name="Trash")).to_be_visible()
        bar.get_by_role("button", name="More for the selected").click()
        bar.get_by_role("button", name="Select nothing").click()
        expect(bar).to_be_hidden()
