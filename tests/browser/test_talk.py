"""Two people who talk: comments, mentions, the inbox, who is here, and asking to be let in."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import APIResponse, Browser, Page, Route, expect

from browser.conftest import Visit
from browser.looking import MAYA, Api, open_context
from rootnode.testing.server import RunningServer

PRIYA = {"name": "Priya Raman", "email": "priya@northbank.example", "password": MAYA["password"]}


@pytest.fixture(scope="module")
def priya(api: Api, server: RunningServer) -> Api:
    """The API as Priya, a member, calls it."""
    link = str(api.post("/invitations", {"email": PRIYA["email"], "role": "member"})["link"])
    made = Api(server)
    made.post("/invitations/accept", {"code": link.partition("code=")[2], "name": PRIYA["name"], "password": PRIYA["password"]})
    return made


@pytest.fixture
def her_page(browser: Browser, server: RunningServer, priya: Api) -> Iterator[Page]:
    """A browser in which Priya is signed in."""
    context = open_context(browser, server)
    context.request.post("/api/v1/session", data={"email": PRIYA["email"], "password": PRIYA["password"]}, headers={"origin": server.url})
    yield context.new_page()
    context.close()


def test_two_people_talk_and_one_is_told(visit: Visit, api: Api, her_page: Page, fraud: str) -> None:
    item = api.item(fraud, "issue", "Which threshold?", "todo")
    her_page.goto(f"/p/{fraud}/items/{item['key']}")
    hers = her_page.get_by_role("textbox", name="Write a comment")
    hers.wait_for()
    watched = visit(f"/p/{fraud}/items/{item['key']}")
    page = watched.page
    box = page.get_by_role("textbox", name="Write a comment")
    box.fill("Kept in this **browser**")
    page.reload()
    expect(box).to_have_value("Kept in this **browser**")
    box.press("Control+Enter")
    said = her_page.get_by_role("region", name="Discussion").locator("strong")
    expect(said).to_have_text("browser")
    expect(page.get_by_role("list", name="Here now")).to_contain_text("Priya Raman")

    hers.fill("")
    hers.press_sequentially("Ask @may")
    her_page.get_by_role("option", name="Maya Okafor").wait_for()
    hers.press("Enter")
    hers.press_sequentially("please")
    hers.press("Control+Enter")
    expect(page.get_by_text("Ask @Maya Okafor please")).to_be_visible()

    page.get_by_role("link", name=re.compile("^Inbox")).first.click()
    row = page.get_by_role("link", name=re.compile("Which threshold?"))
    expect(row).to_contain_text("mentioned you: Ask @Maya Okafor please")
    assert watched.findings() == []
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(row).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(row).to_be_visible()
    row.click()
    expect(page.get_by_role("button", name="Following")).to_be_visible()


def test_an_answer_is_changed_and_what_was_answered_leaves_a_trace(visit: Visit, api: Api, fraud: str) -> None:
    item = api.item(fraud, "issue", "Which seed?", "todo")
    asked = api.post(f"/items/{item['id']}/comments", {"text": "Seed 7?"})
    api.post(f"/items/{item['id']}/comments", {"text": "Seed 8", "parent": asked["id"]})
    watched = visit(f"/p/{fraud}/items/{item['key']}")
    page = watched.page
    page.get_by_text("Seed 8").hover()
    page.get_by_role("button", name="Edit", exact=True).last.click()
    page.get_by_role("textbox", name="Edit the comment").fill("Seed 9")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Seed 9")).to_be_visible()
    with page.expect_response(lambda answer: answer.request.method == "DELETE"):
        page.get_by_role("button", name="Delete the comment of Maya Okafor").first.click()
    expect(page.get_by_text("A comment that was deleted")).to_be_visible()
    page.goto(f"/p/{fraud}/activity?type=issue")
    first = page.get_by_role("listitem").filter(has_text=re.compile("deleted a comment on.*Which seed"))
    expect(first).to_be_visible()
    when, words = (first.locator(part).first.bounding_box() for part in ("time", "b"))
    assert when
    assert words
    assert abs(when["y"] - words["y"]) < 6, "an act is one row"
    assert words["x"] > when["x"] + when["width"], "when, then what"
    assert watched.findings() == []


def test_asking_to_be_let_in(visit: Visit, api: Api, her_page: Page, priya: Api) -> None:
    api.post("/projects", {"name": "Chargeback triage", "key": "CHARGE", "access": "private"})
    for key in ("CHARGE", "NOWHERE"):
        her_page.goto(f"/p/{key}")
        expect(her_page.get_by_text("There is nothing at this address")).to_be_visible()
        her_page.get_by_role("button", name="Request access").click()
        her_page.get_by_label("What do you need it for?").fill("I review the launch")
        her_page.get_by_role("button", name="Send").click()
        expect(her_page.get_by_text("You asked just now. If there is such a place, its leads decide")).to_be_visible()
        her_page.reload()
        expect(her_page.get_by_text("You asked just now.")).to_be_visible()
        expect(her_page.get_by_role("button", name="Ask again")).to_be_visible()
    page = visit("/inbox").page
    row = page.get_by_role("main").get_by_role("listitem").filter(has_text="Chargeback triage")
    expect(row).to_contain_text("Priya Raman asks to be let in: “I review the launch”")
    page.get_by_role("button", name="Grant…").click()
    page.get_by_role("menuitem", name=re.compile("^Viewer")).click()
    expect(page.get_by_role("button", name="Grant…")).to_have_count(0)
    her_page.goto("/p/CHARGE")
    expect(her_page.get_by_role("heading", name="Chargeback triage")).to_be_visible()
    expect(her_page.get_by_role("button", name="Ask to edit")).to_be_visible()
    assert priya.get("/projects/CHARGE")["role"] == "viewer"
    her_page.get_by_role("button", name="Ask to edit").click()
    her_page.get_by_role("button", name="Send").click()
    expect(her_page.get_by_text("You asked the leads just now")).to_be_visible()
    (asked,) = api.get("/projects/CHARGE/access-requests")["requests"]
    api.post(f"/projects/CHARGE/access-requests/{asked['id']}", {"role": None, "words": "After the launch"})
    her_page.reload()
    expect(her_page.get_by_text(re.compile("Maya Okafor declined just now: “After the launch”"))).to_be_visible()
    expect(her_page.get_by_role("button", name="Ask again")).to_be_visible()


def test_who_is_declined_reads_why(visit: Visit, api: Api, her_page: Page, priya: Api) -> None:
    api.post("/projects", {"name": "Merchant embeddings", "key": "MERCH", "access": "private"})
    priya.post("/access-requests", {"place": "MERCH", "role": "editor", "words": "I want to look"})
    page = visit("/inbox").page
    row = page.get_by_role("main").get_by_role("listitem").filter(has_text="Merchant embeddings")
    row.get_by_role("button", name="Decline…").click()
    why = page.get_by_label("Why, for Priya Raman")
    expect(why).to_be_focused()
    why.fill("Read the fraud project, it has all of it")
    held: list[tuple[Route, APIResponse]] = []
    page.route("**/access-requests/*", lambda route: held.append((route, route.fetch())))
    page.get_by_role("button", name="Decline", exact=True).click()
    expect(row).to_have_count(0)  # the live change came before the answer, and took the row away
    assert held
    for route, answer in held:
        route.fulfill(response=answer)
    expect(page.get_by_text("Declined. Priya Raman is told")).to_be_visible()
    expect(page.get_by_role("button", name="Decline…")).to_have_count(0)
    her_page.goto("/inbox")
    told = her_page.get_by_role("main").get_by_role("listitem").filter(has_text="Your request for access")
    expect(told).to_contain_text("Read the fraud project, it has all of it")
    expect(told.get_by_label("Answers what you asked for")).to_be_visible()
    her_page.goto("/p/MERCH")
    expect(her_page.get_by_text("There is nothing at this address")).to_be_visible()
