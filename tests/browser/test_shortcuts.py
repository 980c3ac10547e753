"""Every shortcut that `?` lists is pressed and does what it says; one that is added without a press turns a test red."""

import re
from pathlib import Path

from playwright.sync_api import expect

from browser.conftest import Visit
from browser.looking import REPOSITORY, Api
from browser.shortcuts import Shortcuts

WEB = REPOSITORY / "web/src"
PRESSED_IN = {
    "app/Shell.tsx": "everywhere, and on an item", "projects/Home.tsx": "test_c_makes_what_the_page_lists",
    "projects/ProjectPage.tsx": "everywhere",
    "views/AcrossPage.tsx": "test_c_makes_what_the_page_lists", "ui/Page.tsx": "on an item", "items/ItemHead.tsx": "on an item",
    "items/FieldEditor.tsx": "on an item", "items/InlineText.tsx": "on an item", "items/Links.tsx": "on an item",
    "items/ListTools.tsx": "in a table", "ui/useRowKeys.ts": "in a table", "views/useListKeys.ts": "in a table",
    "build/RunTable.tsx": "in the runs", "talk/InboxPage.tsx": "in the inbox",
}  # fmt: skip


def test_the_pages_that_have_shortcuts_are_known_here() -> None:
    found = {str(path.relative_to(WEB)) for path in _sources() if re.search(r"\buseShortcuts\(", path.read_text("utf-8"))}
    assert found - {"ui/shortcuts.ts"} == set(PRESSED_IN)


def _sources() -> list[Path]:
    return [path for path in [*WEB.rglob("*.ts"), *WEB.rglob("*.tsx")] if ".test." not in path.name]


def test_everywhere(visit: Visit, fraud: str) -> None:
    page = visit(f"/p/{fraud}").page
    page.get_by_role("heading", name="Card fraud detection").wait_for()
    keys = Shortcuts(page, "Everywhere")
    keys.learn()
    keys.press("Ctrl+K")
    expect(page.get_by_role("combobox", name="Find or do")).to_be_focused()
    keys.press("Esc")
    expect(page.get_by_role("combobox", name="Find or do")).to_have_count(0)
    keys.press("?")
    expect(page.get_by_role("dialog", name="Shortcuts")).to_be_visible()
    keys.press("Esc")
    expect(page.get_by_role("dialog")).to_have_count(0)
    keys.press("C")
    title = page.get_by_role("dialog").get_by_label("Title")
    title.fill("Made to be undone")
    title.press("Enter")
    expect(page.get_by_role("heading", name="Made to be undone")).to_be_visible()
    keys.press("Ctrl+Z")
    expect(page.get_by_text(re.compile("^Undone: "))).to_be_visible()
    keys.press("Ctrl+Shift+Z")
    expect(page.get_by_text(re.compile("^Done again: "))).to_be_visible()
    places = {
        "H": "/$",
        "I": "/inbox$",
        "W": "/issues$",
        "P": "/projects$",
        "D": "/docs$",
        "M": "/models$",
        "E": "/endpoints$",
        "S": "/settings$",
    }
    for letter, address in places.items():
        keys.press(f"G {letter}")
        expect(page).to_have_url(re.compile(rf"{re.escape(page.url.split('/')[2])}{address}"))
        expect(page.get_by_role("main")).to_be_visible()
    assert keys.left == set()


def test_c_makes_what_the_page_lists(visit: Visit, fraud: str) -> None:
    page = visit("/endpoints").page
    makes = {"/endpoints": "endpoint", "/issues": "issue", "/docs": "document", f"/p/{fraud}/watch": "monitor", "/": "project"}
    titles = {"/": "Home", f"/p/{fraud}/watch": "Watch"}
    for place, made in makes.items():
        title = titles.get(place, place.removeprefix("/").capitalize())
        page.evaluate("path => history.pushState(null, '', path)", place)
        expect(page).to_have_url(re.compile(f"{place}$"))
        expect(page).to_have_title(re.compile(f"^{title}"))
        page.keyboard.press("c")
        expect(page.get_by_role("dialog").get_by_role("button", name=f"Create {made}")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)


def test_on_an_item(visit: Visit, api: Api, fraud: str) -> None:
    key = api.item(fraud, "issue", "Everything by keys", "todo")["key"]
    page = visit(f"/p/{fraud}/items/{key}").page
    page.get_by_role("region", name="Links").get_by_role("button", name="Add a link").wait_for()
    page.get_by_role("button", name=re.compile("^Labels: ")).wait_for()
    keys = Shortcuts(page, "On an item")
    keys.learn()
    keys.press("E")
    title = page.get_by_role("textbox", name="Title")
    expect(title).to_be_focused()
    title.fill("Renamed by E")
    title.press("Enter")
    expect(page.get_by_role("heading", name="Renamed by E")).to_be_visible()
    keys.press("A")
    page.get_by_role("combobox", name="Assignee").fill("maya")
    page.get_by_role("option", name="Maya Okafor").wait_for()  # people are asked for when the field opens
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=re.compile("^Assignee: "))).to_contain_text("Maya Okafor")
    keys.press("L")
    page.get_by_role("combobox", name="Labels").fill("by-key")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Context").click()
    expect(page.get_by_role("button", name=re.compile("^Labels: "))).to_contain_text("by-key")
    keys.press("P")
    page.get_by_role("menuitem", name="Urgent").click()
    expect(page.get_by_role("button", name=re.compile("^Priority: "))).to_contain_text("Urgent")
    keys.press("S")
    page.get_by_role("menuitem", name="In progress").click()
    expect(page.get_by_role("button", name=re.compile("^State: "))).to_contain_text("In progress")
    keys.press("R")
    expect(page.get_by_role("combobox", name="How they are linked")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("heading", name="Context").click()
    keys.press("O")
    expect(page.get_by_role("complementary", name="Context")).to_be_hidden()
    keys.press("O")
    expect(page.get_by_role("complementary", name="Context")).to_be_visible()
    assert keys.left == set()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    found = api.get(f"/items/{key}")
    assert (found["title"], found["state"], found["fields"]["priority"], found["fields"]["labels"]) == (
        "Renamed by E", "in_progress", "urgent", ["by-key"],
    )  # fmt: skip


def test_in_the_runs(visit: Visit, api: Api) -> None:
    api.post("/projects", {"name": "Run keys", "key": "RUNKEYS"})
    tracking = api.tracking("RUNKEYS")
    for name in ("first", "second"):
        run = tracking.start(name)
        tracking.log(run, "loss", [1.0, 0.5])
        tracking.finish(run)
    page = visit("/p/RUNKEYS/build").page
    rows = page.locator("[data-row]")
    rows.nth(1).wait_for()
    keys = Shortcuts(page, "In a list")
    keys.learn()
    keys.press("J")
    expect(rows.first).to_be_focused()
    keys.press("J")
    keys.press("K")
    expect(rows.first).to_be_focused()
    keys.press("X")
    beside = page.get_by_role("complementary", name="Selected runs")
    expect(beside).to_be_visible()
    keys.press("O")
    expect(beside).to_be_hidden()
    keys.learn()  # with a run selected
    keys.press("Esc")
    expect(page.get_by_role("checkbox", name="Select second")).not_to_be_checked()
    keys.press("/")
    expect(page.get_by_label("Filter by text")).to_be_focused()
    page.keyboard.press("Escape")
    rows.first.focus()
    keys.press("Enter")
    expect(page).to_have_url(re.compile("/runs/"))
    assert keys.left == set()


def test_in_the_inbox(visit: Visit, api: Api) -> None:
    api.post("/projects", {"name": "Inbox keys", "key": "INKEYS"})
    tracking = api.tracking("INKEYS")
    for name in ("one", "two", "three", "four"):
        tracking.call("registered-models/create", name=f"keyed-{name}")
    page = visit("/inbox").page
    entry = page.get_by_role("main").get_by_role("listitem").filter(has_text="keyed-")
    expect(entry).to_have_count(4)
    keys = Shortcuts(page, "In a list")
    keys.learn()
    keys.press("J")
    rows = page.locator("[data-row]")
    expect(rows.first).to_be_focused()
    keys.press("J")
    keys.press("K")
    expect(rows.first).to_be_focused()
    keys.press("H")
    page.get_by_role("menuitem", name="In a week").click()
    expect(entry).to_have_count(3)
    expect(rows.first).to_be_focused()
    keys.press("X")
    expect(entry).to_have_count(2)
    expect(rows.first).to_be_focused()
    keys.press("E")
    expect(page).to_have_url(re.compile("/p/INKEYS/items/"))
    page.go_back()
    expect(entry).to_have_count(1)  # what was opened is read
    rows.first.focus()
    keys.press("Enter")
    expect(page).to_have_url(re.compile("/p/INKEYS/items/"))
    assert keys.left == set()
