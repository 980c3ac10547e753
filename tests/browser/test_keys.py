"""The keyboard does everything; the mouse too."""

import re

import pytest
from playwright.sync_api import expect

from browser.conftest import Visit
from browser.looking import SCHEMES, Api, Scheme
from browser.shortcuts import Shortcuts


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_palette_finds_items_projects_and_deeds(visit: Visit, fraud: str, scheme: Scheme) -> None:
    watched = visit(f"/p/{fraud}/plan", scheme=scheme)
    page = watched.page
    page.get_by_role("link", name=re.compile("Recall drops")).wait_for()
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name="Find or do")
    field.fill("recall cross")
    expect(page.get_by_role("option", name=re.compile("Recall drops"))).to_have_attribute("aria-selected", "true")
    assert watched.findings() == []
    field.press("Enter")
    expect(page).to_have_url(re.compile(r"/items/FRAUD-\d+"))
    page.keyboard.press("Control+k")
    field.fill("settings")
    field.press("Enter")
    expect(page).to_have_url(re.compile("/settings"))
    page.keyboard.press("Control+k")
    field.fill("nothing has such a name")
    expect(page.get_by_text("Nothing found")).to_be_visible()
    page.keyboard.press("Escape")
    expect(field).to_have_count(0)


def test_lists_are_walked_and_filtered(visit: Visit, fraud: str) -> None:
    page = visit(f"/p/{fraud}/plan").page
    first = page.locator("[data-row]").first
    first.wait_for()
    page.keyboard.press("j")
    expect(first).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator("[data-row]").nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(first).to_be_focused()
    page.keyboard.press("/")
    page.get_by_label("Filter by text").fill("no such words")
    expect(page.get_by_text("Nothing fits this filter")).to_be_visible()
    expect(page).to_have_url(re.compile("q=no"))
    page.get_by_role("button", name="Clear the filter").click()
    first.wait_for()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/items/"))
    page.go_back()
    expect(page).to_have_url(re.compile("/plan"))


def test_every_key_of_a_table_and_ctrl_z(visit: Visit, api: Api) -> None:
    api.post("/projects", {"name": "Keys", "key": "KEYS"})
    for number in range(4):
        api.item("KEYS", "issue", f"Row {number}")
    watched = visit("/p/KEYS/plan?type=issue&sort=created&dir=asc&cols=state,priority,assignee,labels")
    page = watched.page
    row = page.locator("[data-row]")
    row.nth(3).wait_for()

    keys = Shortcuts(page, "In a list")
    keys.learn()

    def choose(key: str, text: str) -> None:
        keys.press(key)
        field = page.get_by_role("combobox").last
        field.fill(text)
        field.press("Enter")

    keys.press("J")
    choose("S", "To do")  # of the row in focus
    to_do = page.locator("[data-line] [data-column=state]").filter(has_text="To do")
    expect(to_do).to_have_count(1)
    page.keyboard.press("Control+z")
    expect(page.get_by_text("Undone: the change of KEYS-1.")).to_be_visible()
    expect(to_do).to_have_count(0)
    row.first.focus()
    keys.press("X")
    keys.press("J")
    keys.press("J")
    keys.press("K")
    keys.press("J")
    keys.press("Shift+X")
    expect(page.get_by_text("3 selected")).to_be_visible()
    assert watched.findings() == []
    choose("P", "urgent")
    expect(page.get_by_text("Urgent", exact=True)).to_have_count(3)
    choose("A", "maya")
    expect(page.get_by_text("Maya Okafor", exact=True)).to_have_count(3)
    keys.press("L")
    page.get_by_role("combobox", name="Labels of all 3").press_sequentially("hot")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("hot", exact=True)).to_have_count(3)
    page.keyboard.press("Control+z")
    expect(page.get_by_text("hot", exact=True)).to_have_count(0)
    page.keyboard.press("Control+Shift+z")
    expect(page.get_by_text("hot", exact=True)).to_have_count(3)
    keys.press("Ctrl+A")
    keys.learn()  # with rows selected
    keys.press("Esc")
    expect(page.get_by_text("4 selected")).to_have_count(0)
    keys.press("Ctrl+A")
    page.get_by_role("button", name="Trash").click()
    expect(page.get_by_text("Nothing in Plan yet")).to_be_visible()
    page.keyboard.press("Control+z")
    expect(row).to_have_count(4)
    keys.press("/")
    expect(page.get_by_label("Filter by text")).to_be_focused()
    row.first.focus()
    keys.press("Enter")
    expect(page.get_by_role("complementary", name="Context")).to_be_visible()
    assert keys.left == set()


def test_projects_and_issues_of_all_projects_have_views_of_their_own(visit: Visit, api: Api) -> None:
    api.post("/projects", {"name": "Across", "key": "ACROSS"})
    me = api.get("/session")["person"]["id"]
    api.item("ACROSS", "issue", "Mine and open", "todo", assignee=me)
    api.item("ACROSS", "issue", "Mine and done", "done", assignee=me)
    api.item("ACROSS", "issue", "Of nobody", "todo")
    page = visit("/issues").page
    page.get_by_role("button", name="Mine", exact=True).click()
    expect(page.get_by_role("link", name="Mine and open")).to_be_visible()
    expect(page.get_by_text("Mine and done")).to_have_count(0)
    expect(page.get_by_text("Of nobody")).to_have_count(0)
    page.goto("/projects?sort=title")
    page.get_by_role("button", name="Save as a new view").click()
    page.get_by_label("Name of the view").fill("By name")
    page.get_by_role("button", name="Save view").click()
    expect(page.get_by_role("button", name="By name", exact=True)).to_have_attribute("aria-current", "true")


def test_a_view_is_saved_changed_reset_and_pinned(visit: Visit, api: Api) -> None:
    api.post("/projects", {"name": "Views", "key": "VIEWS"})
    api.item("VIEWS", "issue", "Only one")
    watched = visit("/p/VIEWS/plan?type=issue&group=state")
    page = watched.page
    page.get_by_role("button", name=re.compile("^Backlog")).first.wait_for()
    page.get_by_role("button", name="Save as a new view").click()
    page.get_by_label("Name of the view").fill("By state")
    page.get_by_role("button", name="Save view").click()
    tab = page.get_by_role("button", name="By state", exact=True)
    expect(tab).to_have_attribute("aria-current", "true")
    page.get_by_role("button", name="Due", exact=True).click()
    expect(page).to_have_url(re.compile("sort=due"))
    page.go_back()  # settings stand in the address
    expect(page).not_to_have_url(re.compile("sort=due"))
    page.go_forward()
    page.get_by_role("button", name="Reset").click()
    expect(page).not_to_have_url(re.compile("sort=due"))
    page.get_by_role("button", name="More about By state").click()
    page.get_by_role("menuitem", name="Pin to the sidebar").click()
    expect(page.get_by_role("navigation", name="Main").get_by_role("link", name="By state")).to_be_visible()
    assert watched.findings() == []


def test_items_are_made_without_the_mouse(visit: Visit, fraud: str) -> None:
    page = visit(f"/p/{fraud}/plan").page
    page.get_by_role("link", name=re.compile("Recall drops")).wait_for()
    page.keyboard.press("c")
    title = page.get_by_role("dialog").get_by_label("Title")
    title.fill("One of two")
    page.get_by_role("button", name="Create and add another").press("Enter")
    expect(page.get_by_text("created", exact=False)).to_be_visible()
    expect(title).to_have_value("")
    title.fill("The other of two")
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name="Find or do")
    expect(field).to_be_focused()
    field.click()  # it lies above the dialog
    page.keyboard.press("Escape")
    expect(field).to_have_count(0)
    expect(title).to_be_focused()
    title.press("Control+Enter")
    expect(page.get_by_role("heading", name="The other of two")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_shortcuts_are_silent_while_somebody_types(visit: Visit, fraud: str) -> None:
    page = visit(f"/p/{fraud}/plan").page
    page.get_by_label("Filter by text").press_sequentially("c?s")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_label("Filter by text")).to_have_value("c?s")


def test_a_long_list_is_paged_and_virtual(visit: Visit, api: Api) -> None:
    api.post("/projects", {"name": "Long", "key": "LONG"})
    for number in range(450):
        api.item("LONG", "issue", f"Number {number:04}")
    page = visit("/p/LONG/plan?sort=created&dir=asc").page
    page.get_by_role("link", name=re.compile("Number 0000")).wait_for()
    assert page.get_by_role("row").count() < 100
    page.get_by_role("table").hover()
    for _ in range(60):
        page.mouse.wheel(0, 2_000)
        if page.get_by_role("link", name=re.compile("Number 0449")).count():
            break
        page.wait_for_timeout(100)
    expect(page.get_by_role("link", name=re.compile("Number 0449"))).to_be_visible()
    assert page.get_by_role("row").count() < 100


def test_being_offline_is_a_calm_banner(visit: Visit, fraud: str) -> None:
    watched = visit(f"/p/{fraud}")
    page = watched.page
    page.get_by_role("heading", name="Card fraud detection").wait_for()
    page.context.set_offline(True)
    expect(page.get_by_text("No connection to the server")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("No connection to the server")).to_have_count(0)
    watched.problems.clear()  # what the browser says about the lost connection
