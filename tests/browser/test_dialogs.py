"""Dialogs: an answer that comes late finds its own dialog only, Escape leaves the topmost one, and the focus comes back."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from browser.conftest import Visit
from browser.looking import Api


@contextmanager
def held(page: Page, path: str) -> Iterator[Callable[[], None]]:
    """Holds back the answers to what is sent to an address, until it is called."""
    answers: list[tuple[Route, APIResponse]] = []

    def hold(route: Route) -> None:
        if route.request.method == "GET":
            route.fallback()
        else:
            answers.append((route, route.fetch()))

    def answer() -> None:
        assert answers, f"nothing was sent to {path}"
        while answers:
            route, response = answers.pop(0)
            route.fulfill(response=response)

    page.route(path, hold)
    yield answer
    page.unroute(path)


@pytest.fixture(scope="module")
def key(api: Api) -> str:
    """A project to leave, and to come back to."""
    api.post("/projects", {"name": "Dialogs", "key": "DIALOGS"})
    api.item("DIALOGS", "issue", "First row", "todo")
    return "DIALOGS"


def test_an_item_made_late_neither_closes_the_next_dialog_nor_takes_anybody_away(visit: Visit, key: str) -> None:
    page = visit(f"/p/{key}/plan").page
    page.get_by_role("link", name="First row").wait_for()
    with held(page, f"**/projects/{key}/items") as answer:
        page.keyboard.press("c")
        title = page.get_by_role("dialog").get_by_label("Title")
        title.fill("Made late")
        with page.expect_request(lambda request: request.method == "POST"):
            title.press("Enter")
        page.keyboard.press("Escape")
        expect(title).to_have_count(0)
        page.keyboard.press("c")
        title.fill("Still being typed")
        address = page.url
        answer()
        told = page.get_by_role("alert").filter(has_text=re.compile(r"DIALOGS-\d+ created"))
        expect(told).to_be_visible()
        expect(title).to_have_value("Still being typed")
        assert page.url == address
    page.keyboard.press("Escape")
    told.get_by_role("button", name="Open").click()
    expect(page.get_by_role("heading", name="Made late")).to_be_visible()


def test_a_refusal_of_a_dialog_left_meanwhile_is_told(visit: Visit, key: str) -> None:
    watched = visit(f"/p/{key}/plan")
    page = watched.page
    page.get_by_role("link", name="First row").wait_for()
    late: list[Route] = []
    page.route(f"**/projects/{key}/items", lambda route: late.append(route) if route.request.method == "POST" else route.fallback())
    page.keyboard.press("c")
    title = page.get_by_role("dialog").get_by_label("Title")
    title.fill("Refused late")
    with page.expect_request(lambda request: request.method == "POST"):
        title.press("Enter")
    page.keyboard.press("Escape")
    expect(title).to_have_count(0)
    for route in late:
        route.fulfill(
            status=403, content_type="application/problem+json", body='{"title": "Not allowed", "detail": "You may only read here."}'
        )
    expect(page.get_by_text("“Refused late” was not created")).to_be_visible()
    watched.problems.clear()  # what the browser says about the refusal


def test_a_project_made_late_is_told_where_one_is(visit: Visit) -> None:
    page = visit("/projects").page
    with held(page, "**/api/v1/projects") as answer:
        page.get_by_role("button", name="New project").first.click()
        page.get_by_role("dialog").get_by_label("Name").fill("Made while away")
        with page.expect_request(lambda request: request.method == "POST"):
            page.get_by_role("button", name="Create project").click()
        page.keyboard.press("Escape")
        page.get_by_role("navigation", name="Main").get_by_role("link", name=re.compile("^Inbox")).click()
        expect(page).to_have_url(re.compile("/inbox$"))
        answer()
        expect(page.get_by_text("Made while away created")).to_be_visible()
        expect(page).to_have_url(re.compile("/inbox$"))
    page.get_by_role("alert").get_by_role("button", name="Open").click()
    expect(page.get_by_role("heading", name="Made while away")).to_be_visible()


def test_an_item_moved_late_takes_nobody_to_it_who_has_gone_elsewhere(visit: Visit, api: Api, key: str) -> None:
    api.post("/projects", {"name": "Dialogs moved to", "key": "DIALOGS2"})
    issue = api.item(key, "issue", "Moved late", "todo")["key"]
    page = visit(f"/p/{key}/items/{issue}").page
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Move to project…").click()
    dialog = page.get_by_role("dialog", name=re.compile("to another project"))
    dialog.get_by_role("combobox", name="Project").fill("DIALOGS2")
    page.get_by_role("option", name=re.compile("^DIALOGS2 ")).click()
    with held(page, "**/items/move") as answer:
        with page.expect_request(lambda request: request.method == "POST"):
            dialog.get_by_role("button", name="Move to DIALOGS2").click()
        dialog.get_by_role("button", name="Cancel").click()
        page.get_by_role("navigation", name="Main").get_by_role("link", name="Home").click()
        expect(page).to_have_url(re.compile(r"://[^/]+/$"))
        answer()
        expect(page.get_by_text("Moved to DIALOGS2 as DIALOGS2-1")).to_be_visible()
        expect(page).to_have_url(re.compile(r"://[^/]+/$"))


def test_a_view_saved_late_is_not_shown_to_who_has_gone_elsewhere(visit: Visit, key: str) -> None:
    page = visit(f"/p/{key}/plan?type=issue").page
    page.get_by_role("link", name="First row").wait_for()
    page.get_by_role("button", name="Save as a new view").click()
    page.get_by_label("Name of the view").fill("Saved late")
    with held(page, "**/api/v1/views") as answer:
        with page.expect_request(lambda request: request.method == "POST"):
            page.get_by_role("button", name="Save view").click()
        page.keyboard.press("Escape")
        page.get_by_role("navigation", name="Main").get_by_role("link", name=re.compile("^Inbox")).click()
        expect(page).to_have_url(re.compile("/inbox$"))
        answer()
        expect(page.get_by_text("View “Saved late” saved.")).to_be_visible()
        expect(page).to_have_url(re.compile("/inbox$"))
    page.get_by_role("alert").get_by_role("button", name="Open").click()
    expect(page.get_by_role("button", name="Saved late", exact=True)).to_have_attribute("aria-current", "true")


def test_escape_leaves_the_topmost_dialog_wherever_the_focus_is(visit: Visit, key: str) -> None:
    page = visit(f"/p/{key}/plan").page
    page.get_by_role("link", name="First row").wait_for()
    page.keyboard.press("c")
    title = page.get_by_role("dialog").get_by_label("Title")
    title.fill("Not to be lost")
    found = page.get_by_role("combobox", name="Find or do")
    page.keyboard.press("Control+k")
    page.locator("footer").get_by_text("choose").click()  # of the palette's foot: the focus leaves its field
    expect(found).not_to_be_focused()
    page.keyboard.press("Escape")
    expect(found).to_have_count(0)
    expect(title).to_have_value("Not to be lost")
    expect(title).to_be_focused()
    page.keyboard.press("Control+k")
    found.fill("all shortcuts")
    found.press("Enter")
    sheet = page.get_by_role("dialog", name="Shortcuts")
    expect(sheet).to_be_visible()
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    expect(title).to_be_focused()
    expect(title).to_have_value("Not to be lost")
    page.keyboard.press("Escape")
    expect(title).to_have_count(0)


def test_the_palette_and_what_it_opens_lie_above_a_popover(visit: Visit, key: str) -> None:
    page = visit(f"/p/{key}/plan?type=issue").page
    row = page.get_by_role("link", name="First row")
    row.focus()
    page.keyboard.press("s")
    choice = page.get_by_role("combobox", name="State of DIALOGS-1")
    expect(choice).to_be_focused()
    page.keyboard.press("Control+k")
    found = page.get_by_role("combobox", name="Find or do")
    for place in (found, page.locator("footer").get_by_text("choose")):
        assert place.evaluate(_ON_TOP)
    found.fill("create an issue")
    found.press("Enter")
    title = page.get_by_role("dialog").get_by_label("Title")
    expect(title).to_be_focused()
    assert title.evaluate(_ON_TOP)
    page.get_by_role("combobox", name="Type").click()
    assert page.get_by_role("option", name="Requirement").evaluate(_ON_TOP)
    page.keyboard.press("Escape")  # the list's own
    expect(page.get_by_role("option", name="Requirement")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(title).to_have_count(0)
    expect(choice).to_have_count(0)  # the click went beside it
    expect(row).to_be_focused()


_ON_TOP = """place => {
  const { left, top, width, height } = place.getBoundingClientRect();
  return place.contains(document.elementFromPoint(left + width / 2, top + height / 2));
}"""


def test_the_focus_comes_back_from_what_a_menu_or_the_palette_opened(visit: Visit, key: str) -> None:
    page = visit(f"/p/{key}/items/DIALOGS-1").page
    more = page.get_by_role("button", name="More", exact=True)
    more.focus()
    page.keyboard.press("Enter")
    page.get_by_role("menuitem", name="Move to project…").press("Enter")
    move = page.get_by_role("dialog", name=re.compile("to another project"))
    expect(move.get_by_role("combobox", name="Project")).to_be_focused()
    expect(move.get_by_role("combobox", name="Project")).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")  # out of the list
    page.keyboard.press("Escape")
    expect(move).to_have_count(0)
    expect(more).to_be_focused()
    page.keyboard.press("Control+k")
    found = page.get_by_role("combobox", name="Find or do")
    found.fill("move to another project")
    found.press("Enter")
    expect(move.get_by_role("combobox", name="Project")).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")  # the list of many projects lies over the buttons
    expect(move.get_by_role("combobox", name="Project")).to_have_attribute("aria-expanded", "false")
    move.get_by_role("button", name="Cancel").click()
    expect(move).to_have_count(0)
    expect(more).to_be_focused()


def test_ctrl_enter_chooses_in_an_open_list_before_it_sends(visit: Visit, key: str) -> None:
    page = visit(f"/p/{key}/plan").page
    page.get_by_role("link", name="First row").wait_for()
    page.keyboard.press("c")
    dialog = page.get_by_role("dialog")
    title = dialog.get_by_label("Title")
    title.fill("Of another type")
    kind = dialog.get_by_role("combobox", name="Type")
    kind.click()
    option = page.get_by_role("option", name="Requirement")
    expect(option).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(option).to_have_count(0)
    expect(title).to_have_value("Of another type")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" and request.url.endswith("/items") else None)
    title.evaluate("title => { title.form.requestSubmit(); title.form.requestSubmit(); }")
    expect(page.get_by_role("heading", name="Of another type")).to_be_visible()
    assert len(sent) == 1
