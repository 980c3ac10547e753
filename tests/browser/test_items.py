"""An item edited where it stands: painted at once, undone from its history, kept true between two browsers."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from browser.conftest import Visit
from browser.looking import Api


@pytest.fixture
def issue(api: Api, fraud: str, request: pytest.FixtureRequest) -> str:
    """The key of an issue of this test's own."""
    return str(api.item(fraud, "issue", f"Issue of {request.node.name}", "todo", description="First words.")["key"])


def rename(page: Page, title: str) -> None:
    page.get_by_role("main").get_by_role("heading", level=1).get_by_role("button").click()
    page.get_by_label("Title").fill(title)
    page.get_by_label("Title").press("Enter")


def test_an_item_opened_from_a_list_stands_there_before_the_server_answers(visit: Visit, fraud: str, issue: str, api: Api) -> None:
    page = visit(f"/p/{fraud}/plan?type=issue").page
    held: list[Route] = []
    page.get_by_role("link", name=re.compile(f"^{issue} ")).wait_for()
    page.route(f"**/api/v1/items/{issue}", lambda route: held.append(route))  # noqa: PLW0108 - playwright marks the function it is given
    page.get_by_role("link", name=re.compile(f"^{issue} ")).click()
    expect(page.get_by_role("main").get_by_role("heading", level=1)).to_contain_text("Issue of")
    expect(page.get_by_text("First words.")).to_be_visible()
    assert held
    api.patch(f"/items/{issue}", {"rev": 1, "title": "Renamed meanwhile"})
    for route in held:
        route.continue_()
    expect(page.get_by_role("main").get_by_role("heading", level=1)).to_contain_text("Renamed meanwhile")


def test_made_by_a_key_renamed_and_undone(visit: Visit, fraud: str) -> None:
    page = visit(f"/p/{fraud}/plan").page
    page.get_by_role("link", name=re.compile("Recall drops")).wait_for()
    page.keyboard.press("c")
    page.get_by_label("Title").fill("Look at the loader")
    page.get_by_role("button", name="Create issue").click()
    heading = page.get_by_role("main").get_by_role("heading", level=1)
    expect(heading).to_have_text("Look at the loader")

    rename(page, "Look at the loader again")
    expect(heading).to_have_text("Look at the loader again")
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    context = page.get_by_role("complementary", name="Context")
    expect(context.locator("ins")).to_have_text(" again")

    context.get_by_role("listitem").filter(has=page.locator("ins")).get_by_role("button", name="Undo").click()
    expect(heading).to_have_text("Look at the loader")
    page.reload()
    expect(heading).to_have_text("Look at the loader")


def test_the_state_by_keyboard_and_fields_by_mouse(visit: Visit, api: Api, fraud: str, issue: str) -> None:
    page = visit(f"/p/{fraud}/items/{issue}").page
    page.get_by_role("button", name=re.compile("^State: ")).wait_for()
    page.keyboard.press("s")
    page.get_by_role("menuitem", name="Blocked").click()
    expect(page.get_by_role("button", name=re.compile("^State: "))).to_contain_text("Blocked")
    page.get_by_role("button", name=re.compile("^Priority: ")).click()
    page.get_by_role("menuitem", name="Urgent").click()
    page.get_by_role("button", name=re.compile("^Due: ")).click()
    page.get_by_label("Due").fill("2026-12-01")
    page.get_by_label("Due").press("Enter")
    expect(page.get_by_role("button", name=re.compile("^Due: "))).to_contain_text("Tue 1 Dec")
    page.get_by_role("button", name=re.compile("^Labels: ")).click()
    page.get_by_role("combobox", name="Labels").fill("slice")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Context").click()
    expect(page.get_by_role("button", name=re.compile("^Labels: "))).to_contain_text("slice")
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    found = api.get(f"/items/{issue}")
    assert found["state"] == "blocked"
    assert found["fields"] | {"priority": "urgent", "due": "2026-12-01", "labels": ["slice"]} == found["fields"]


def test_a_refused_edit_is_taken_back_and_says_why(visit: Visit, fraud: str, issue: str) -> None:
    watched = visit(f"/p/{fraud}/items/{issue}")
    page = watched.page
    heading = page.get_by_role("main").get_by_role("heading", level=1)
    before = heading.inner_text()
    body = '{"title": "Conflict", "detail": "A guard said no.", "status": 409, "code": "guarded", "id": "req-17"}'

    def refuse(route: Route) -> None:
        if route.request.method == "PATCH":
            route.fulfill(status=409, content_type="application/problem+json", body=body)
        else:
            route.continue_()

    page.route("**/api/v1/items/*", refuse)
    rename(page, "Not allowed")
    expect(page.get_by_text("A guard said no.")).to_be_visible()
    expect(page.get_by_text("req-17")).to_be_visible()
    field = page.get_by_role("textbox", name="Title")
    expect(field).to_have_value("Not allowed")  # what was typed is kept
    field.press("Escape")
    expect(heading).to_have_text(before)
    watched.problems.clear()  # the 409 itself


def test_two_browsers_on_one_item(visit: Visit, api: Api, fraud: str, issue: str) -> None:
    path = f"/p/{fraud}/items/{issue}"
    one, other = visit(path).page, visit(path).page
    for page in (one, other):
        page.get_by_role("heading", name=re.compile("Issue of")).wait_for()
    rename(one, "Renamed by the one")
    expect(other.get_by_role("main").get_by_role("heading", level=1)).to_have_text("Renamed by the one")
    rename(other, "And by the other")
    expect(one.get_by_role("main").get_by_role("heading", level=1)).to_have_text("And by the other")
    assert api.get(f"/items/{issue}")["title"] == "And by the other"


def test_a_stale_write_shows_the_newer_value(visit: Visit, api: Api, fraud: str, issue: str) -> None:
    watched = visit(f"/p/{fraud}/items/{issue}")
    page = watched.page
    page.get_by_role("heading", name=re.compile("Issue of")).wait_for()
    page.route_web_socket("**/api/v1/live*", lambda _: None)
    page.reload()  # from here on the page hears of nothing by itself
    page.get_by_role("heading", name=re.compile("Issue of")).wait_for()
    found = api.get(f"/items/{issue}")
    api.patch(f"/items/{issue}", {"rev": found["rev"], "title": "Somebody was faster"})
    rename(page, "Too late")
    expect(page.get_by_text("was changed meanwhile")).to_be_visible()
    choice = page.get_by_role("dialog")
    expect(choice.get_by_role("region", name="Theirs")).to_contain_text("Somebody was faster")
    expect(choice.get_by_role("region", name="Yours")).to_contain_text("Too late")
    heading = page.get_by_role("main").get_by_role("heading", level=1, include_hidden=True)
    expect(heading).to_have_text("Somebody was faster")
    choice.get_by_role("button", name="Use mine").click()
    expect(heading).to_have_text("Too late")
    watched.problems.clear()  # the 409 itself


def test_writes_of_two_to_different_fields_both_stay(visit: Visit, api: Api, fraud: str, issue: str) -> None:
    watched = visit(f"/p/{fraud}/items/{issue}")
    page = watched.page
    page.route_web_socket("**/api/v1/live*", lambda _: None)
    page.reload()
    page.get_by_role("heading", name=re.compile("Issue of")).wait_for()
    api.patch(f"/items/{issue}", {"rev": api.get(f"/items/{issue}")["rev"], "fields": {"priority": "low"}})
    rename(page, "Only the title")
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    found = api.get(f"/items/{issue}")
    assert (found["title"], found["fields"]["priority"]) == ("Only the title", "low")
    watched.problems.clear()  # the 409 that was answered by writing once more


def test_a_draft_outlives_a_reload(visit: Visit, api: Api, fraud: str, issue: str) -> None:
    page = visit(f"/p/{fraud}/items/{issue}").page
    page.get_by_role("button", name="Edit description").click()
    page.get_by_label("Description").fill("Half a sentence <b>and</b> **more**")
    page.reload()
    expect(page.get_by_label("Description")).to_have_value("Half a sentence <b>and</b> **more**")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("strong", has_text="more")).to_be_visible()
    expect(page.get_by_role("region", name="Content").get_by_text("<b>and</b>")).to_be_visible()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    assert api.get(f"/items/{issue}")["fields"]["description"].startswith("Half a sentence")


def test_what_is_written_offline_is_sent_when_the_server_is_back(visit: Visit, api: Api, fraud: str, issue: str) -> None:
    watched = visit(f"/p/{fraud}/items/{issue}")
    page = watched.page
    page.get_by_role("heading", name=re.compile("Issue of")).wait_for()
    page.context.set_offline(True)
    expect(page.get_by_text("No connection to the server")).to_be_visible()
    rename(page, "Written offline")
    expect(page.get_by_role("main").get_by_role("heading", level=1)).to_have_text("Written offline")  # at once
    expect(page.get_by_text("Saved", exact=True)).to_have_count(0)
    assert api.get(f"/items/{issue}")["title"].startswith("Issue of")
    page.context.set_offline(False)
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    assert api.get(f"/items/{issue}")["title"] == "Written offline"
    watched.problems.clear()  # what the browser says about the lost connection


def test_what_is_written_offline_outlives_the_page(visit: Visit, api: Api, fraud: str, issue: str) -> None:
    watched = visit(f"/p/{fraud}/items/{issue}")
    page = watched.page
    page.get_by_role("button", name="Edit description").click()
    page.context.set_offline(True)
    page.get_by_label("Description").fill("Written without the server")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("No connection to the server")).to_be_visible()
    watched.problems.clear()  # what the browser says about the lost connection
    again = page.context.new_page()
    page.goto("about:blank")  # before it could send anything: a page that is closed is online again for a moment
    page.close()
    again.context.set_offline(False)
    assert api.get(f"/items/{issue}")["fields"]["description"] == "First words."
    again.goto(f"/p/{fraud}/items/{issue}")
    expect(again.get_by_label("Description")).to_have_value("Written without the server")
    again.get_by_role("button", name="Save").click()
    expect(again.get_by_text("Saved", exact=True)).to_be_visible()
    assert api.get(f"/items/{issue}")["fields"]["description"] == "Written without the server"


def test_an_item_removed_for_good_is_not_shown_from_memory(visit: Visit, api: Api, fraud: str, issue: str) -> None:
    watched = visit(f"/p/{fraud}/items/{issue}")
    page = watched.page
    page.get_by_role("button", name="Edit description").wait_for()
    api.post(f"/items/{issue}/trash")
    api.post(f"/items/{issue}/purge", {"reason": "It held a customer's name."})
    expect(page.get_by_role("main").get_by_role("alert")).to_contain_text("This item was removed for good")
    expect(page.get_by_role("heading", name=re.compile("^Issue of"))).to_have_count(0)
    expect(page.get_by_role("button", name="More", exact=True)).to_have_count(0)
    page.close()
    watched.problems.clear()  # the 410s themselves


def test_links_are_made_by_search_and_removed(visit: Visit, api: Api, fraud: str, issue: str) -> None:
    page = visit(f"/p/{fraud}/items/{issue}").page
    links = page.get_by_role("region", name="Links")
    links.get_by_role("button", name="Add a link").wait_for()
    page.keyboard.press("r")
    page.get_by_role("combobox", name="How they are linked").click()
    page.get_by_role("option", name="Blocked by").click()
    page.get_by_role("combobox", name="Item to link").fill("card-trans")
    page.get_by_role("option", name=re.compile("card-transactions")).click()
    expect(links.get_by_role("link", name=re.compile("card-transactions"))).to_be_visible()
    [link] = api.get(f"/items/{issue}/links")["links"]
    assert (link["type"], link["direction"]) == ("blocks", "in")
    links.get_by_role("link", name=re.compile("card-transactions")).hover()
    links.get_by_role("button", name=re.compile("Remove link")).click()
    expect(links.get_by_role("link", name=re.compile("card-transactions"))).to_have_count(0)
    expect(page.get_by_role("complementary", name="Context").get_by_text("unlinked: blocked by")).to_be_visible()  # the server said so
    assert api.get(f"/items/{issue}/links")["links"] == []


def test_moved_beneath_another_and_listed_there(visit: Visit, api: Api, fraud: str, issue: str) -> None:
    api.item(fraud, "milestone", "Launch in spring", "active")
    page = visit(f"/p/{fraud}/items/{issue}").page
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Move beneath").click()
    page.get_by_role("combobox", name="Item to move it beneath").fill("launch in spr")
    page.get_by_role("option", name=re.compile("Launch in spring")).click()
    page.get_by_role("navigation", name="Where you are").get_by_role("link", name="Launch in spring").click()
    expect(page.get_by_role("main").get_by_role("link", name=re.compile("Issue of"))).to_be_visible()


def test_a_box_is_ticked_where_it_stands(visit: Visit, api: Api, fraud: str) -> None:
    key = api.item(fraud, "issue", "With boxes", "todo", description="- [x] one\n- [ ] two\n")["key"]
    page = visit(f"/p/{fraud}/items/{key}").page
    page.get_by_role("checkbox", name="two").check()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    assert api.get(f"/items/{key}")["fields"]["description"] == "- [x] one\n- [x] two\n"


def test_trash_and_back(visit: Visit, api: Api, fraud: str, issue: str) -> None:
    page = visit(f"/p/{fraud}/items/{issue}").page
    page.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Move to trash").click()
    expect(page.get_by_text("In the trash since")).to_be_visible()
    assert api.get(f"/items/{issue}")["trashed"] is not None
    page.goto(f"/p/{fraud}/trash")
    page.get_by_role("link", name=re.compile(f"^{issue} ")).click()
    expect(page).to_have_url(re.compile(f"/items/{issue}$"))
    page.get_by_role("button", name="Restore", exact=True).click()
    expect(page.get_by_text("In the trash since")).to_have_count(0)
    assert api.get(f"/items/{issue}")["trashed"] is None
