"""The keyboard does everything; the mouse too."""

import re

import pytest
from playwright.sync_api import expect

from browser.conftest import Visit
from browser.looking import PATIENCE, SCHEMES, Api, Scheme

expect.set_options(timeout=PATIENCE)


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
    first = page.get_by_role("listitem").get_by_role("link").first
    first.wait_for()
    page.keyboard.press("j")
    expect(first).to_be_focused()
    page.keyboard.press("j")
    expect(page.get_by_role("listitem").get_by_role("link").nth(1)).to_be_focused()
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
    title.press("Enter")
    expect(page.get_by_role("heading", name="The other of two")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_going_places_and_the_sheet(visit: Visit, fraud: str) -> None:
    watched = visit(f"/p/{fraud}")
    page = watched.page
    page.get_by_role("heading", name="Card fraud detection").wait_for()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Shortcuts")).to_be_visible()
    assert watched.findings() == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("g")
    page.keyboard.press("h")
    expect(page.get_by_role("heading", name="Home")).to_be_visible()
    page.keyboard.press("g")
    page.keyboard.press("p")
    expect(page).to_have_url(re.compile("/p/"))


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
    assert page.get_by_role("listitem").count() < 100
    page.locator("[role=list]").hover()
    for _ in range(60):
        page.mouse.wheel(0, 2_000)
        if page.get_by_role("link", name=re.compile("Number 0449")).count():
            break
        page.wait_for_timeout(100)
    expect(page.get_by_role("link", name=re.compile("Number 0449"))).to_be_visible()
    assert page.get_by_role("listitem").count() < 100


def test_being_offline_is_a_calm_banner(visit: Visit, fraud: str) -> None:
    watched = visit(f"/p/{fraud}")
    page = watched.page
    page.get_by_role("heading", name="Card fraud detection").wait_for()
    page.context.set_offline(True)
    expect(page.get_by_text("No connection to the server")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("No connection to the server")).to_have_count(0)
    watched.problems.clear()  # what the browser says about the lost connection
