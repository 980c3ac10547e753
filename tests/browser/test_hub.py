"""The hub as somebody sees it who has it open: what others do shows without a reload, and pasted addresses become cards."""

from playwright.sync_api import expect

from browser.conftest import Visit
from browser.looking import Api

PASTE = """text => {
  const data = new DataTransfer();
  data.setData("text", text);
  document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def test_an_act_elsewhere_shows_on_the_hub_and_pasted_links_become_cards(visit: Visit, api: Api) -> None:
    api.post("/projects", {"name": "Hub", "key": "HUB"})
    issue = api.post("/projects/HUB/items", {"type": "issue", "title": "Deliver dataset v4"})
    page = visit("/p/HUB").page
    expect(page.get_by_text("none late or blocked")).to_be_visible()
    api.client.patch(f"/items/{issue['id']}", json={"rev": issue["rev"], "fields": {"due": "2020-02-03"}}).raise_for_status()
    expect(page.get_by_role("link", name="Deliver dataset v4 is", exact=False)).to_be_visible()
    expect(page.get_by_text("late, due Mon 3 Feb 2020")).to_be_visible()
    page.evaluate(PASTE, "https://github.com/northbank/fraud\ns3://fraud-data/v4")
    expect(page.get_by_role("link", name="northbank/fraud Repository")).to_have_attribute("href", "https://github.com/northbank/fraud")
    expect(page.get_by_text("fraud-data/v4")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("northbank/fraud")).to_have_count(0)


def test_what_is_refused_stays_in_the_field_and_names_its_line(visit: Visit, api: Api) -> None:
    api.post("/projects", {"name": "Links", "key": "LINKS"})
    watched = visit("/p/LINKS")
    page = watched.page
    page.get_by_role("button", name="Paste links").click()
    field = page.get_by_label("Addresses, one a line")
    field.fill("https://ok.example/a\njavascript:alert(1)")
    page.get_by_role("button", name="Add links").click()
    expect(page.get_by_text("Line 2: 'javascript:alert(1)' is no address.")).to_be_visible()
    expect(field).to_have_value("https://ok.example/a\njavascript:alert(1)")
    watched.problems = [each for each in watched.problems if "400" not in each]
    field.fill("https://ok.example/a")
    page.get_by_role("button", name="Add links").click()
    expect(page.get_by_role("link", name="ok.example/a Other")).to_be_visible()


def test_an_undo_that_is_refused_says_so(visit: Visit, api: Api) -> None:
    api.post("/projects", {"name": "Paused", "key": "PAUSED"})
    watched = visit("/p/PAUSED")
    page = watched.page
    page.get_by_role("button", name="More about the project").click()
    page.get_by_role("menuitem", name="Pause").click()
    expect(page.get_by_text("The project is paused").first).to_be_visible()
    page.route("**/api/v1/items/*", lambda route: route.fulfill(status=409, json={"detail": "Somebody else changed it."}))
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("The project was not changed")).to_be_visible()
    watched.problems.clear()  # the 409s themselves
