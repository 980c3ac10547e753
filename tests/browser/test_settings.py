"""Tokens shown once, invitations that make accounts, teams."""

import re

from playwright.sync_api import Browser, expect

from browser.conftest import Visit
from browser.looking import Api, Watched, open_context
from rootnode.testing.server import RunningServer


def test_a_token_is_shown_once_and_revoked(visit: Visit) -> None:
    watched = visit("/settings/tokens")
    page = watched.page
    page.get_by_role("button", name="New token").click()
    page.get_by_label("What it is for").fill("nightly job")
    page.get_by_role("checkbox", name="Write").check()
    assert watched.findings() == []
    page.get_by_role("button", name="Make token").click()
    secret = page.get_by_text(re.compile("^rn_"))
    expect(secret).to_be_visible()
    page.reload()
    row = page.get_by_role("row", name=re.compile("nightly job"))
    expect(row).to_contain_text("Read, Write")
    expect(secret).to_have_count(0)
    row.get_by_role("button", name="Revoke").click()
    page.get_by_role("dialog", name="Revoke nightly job?").get_by_role("button", name="Revoke", exact=True).click()
    expect(row).to_have_count(0)


def test_an_invited_person_joins_a_team(visit: Visit, browser: Browser, server: RunningServer) -> None:
    page = visit("/settings/invitations").page
    page.get_by_role("button", name="Invite").click()
    page.get_by_label("E-mail").fill("jonas@northbank.example")
    page.get_by_role("button", name="Make the link").click()
    link = page.get_by_text(re.compile(r"/invite\?code=")).inner_text()

    context = open_context(browser, server)
    guest = Watched(context.new_page())
    guest.page.goto(link)
    guest.page.get_by_label("Your name").fill("Jonas Lindqvist")
    guest.page.get_by_role("textbox", name="Password").fill("seven boats in the fog")
    guest.page.get_by_role("button", name="I mostly run them").click()
    assert guest.findings() == []
    guest.page.get_by_role("button", name="Join").click()
    begin = guest.page.get_by_role("heading", name="How do you want to begin?")
    expect(guest.page.get_by_role("heading", name="Home").or_(begin)).to_be_visible()
    guest.page.goto("/settings")
    expect(guest.page.get_by_role("button", name="I mostly run them")).to_have_attribute("aria-pressed", "true")
    assert guest.problems == []
    context.close()

    page.get_by_role("link", name="People", exact=True).click()
    expect(page.get_by_role("row", name=re.compile("Jonas Lindqvist"))).to_be_visible()
    page.get_by_role("link", name="Teams").click()
    page.get_by_role("button", name="New team").click()
    page.get_by_label("Name of the team").fill("Risk")
    page.get_by_role("button", name="Create team").click()
    page.get_by_role("combobox", name="Add somebody to Risk").click()
    page.get_by_role("option", name="Jonas Lindqvist").click()
    expect(page.get_by_role("button", name="Take Jonas Lindqvist out of Risk")).to_be_visible()


def test_a_quota_is_set_in_people_s_units(visit: Visit, api: Api, fraud: str) -> None:
    page = visit("/settings/storage").page
    page.get_by_role("button", name=f"Quota of {fraud}").click()
    page.get_by_label("Points").fill("lots")
    expect(page.get_by_role("button", name="Set quota")).to_be_disabled()
    page.get_by_label("Points").fill("1.5M")
    page.get_by_role("button", name="Set quota").click()
    expect(page.get_by_role("row", name=re.compile(fraud))).to_contain_text("of 1,500,000")
    api.patch(f"/admin/projects/{fraud}/quota", {"points": None})


def test_the_theme_that_was_chosen_stays(visit: Visit) -> None:
    page = visit("/settings", scheme="light").page
    page.get_by_text("Dark", exact=True).click()
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")


def test_the_time_zone_of_the_workspace_is_chosen_and_told_to_everybody(visit: Visit, api: Api) -> None:
    watched = visit("/settings/general")
    page = watched.page
    field = page.get_by_role("combobox", name="Time zone of the workspace")
    expect(field).to_have_value("UTC")
    try:
        field.fill("kiritimati")
        page.get_by_role("option", name="Pacific/Kiritimati").click()
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("The workspace's days are those of Pacific/Kiritimati")).to_be_visible()
        expect(page.get_by_role("button", name="Save")).to_be_disabled()
        assert api.get("/session")["zone"] == "Pacific/Kiritimati"
        page.reload()
        expect(field).to_have_value("Pacific/Kiritimati")
        assert watched.findings() == []
    finally:
        api.patch("/admin/workspace", {"zone": "UTC"})
