"""From the link that the server prints to the first project."""

import re
from pathlib import Path

from playwright.sync_api import Browser, expect

from browser.conftest import Visit
from browser.looking import MAYA, Watched, open_context
from rootnode.testing.server import running_server


def test_the_first_person_sets_up_and_makes_a_project(browser: Browser, tmp_path: Path) -> None:
    with running_server(tmp_path / "data") as server:
        context = open_context(browser, server)
        watched = Watched(context.new_page())
        page = watched.page
        page.goto("/p/ANY")
        expect(page).to_have_url(re.compile("/setup$"))
        expect(page.get_by_text("open the link that the server printed")).to_be_visible()

        page.goto(server.setup_link or "")
        page.get_by_label("Your name").fill(MAYA["name"])
        page.get_by_label("E-mail").fill(MAYA["email"])
        page.get_by_role("textbox", name="Password").fill(MAYA["password"])
        page.get_by_role("button", name="I mostly plan and decide").click()
        assert watched.findings() == []
        page.get_by_role("button", name="Create the owner's account").click()

        expect(page.get_by_role("heading", name="Welcome, Maya. How do you want to begin?")).to_be_visible()
        expect(page.get_by_role("link", name=re.compile("Connect my code"))).to_be_visible()
        assert watched.findings() == []
        page.get_by_role("button", name=re.compile("Start a project")).click()
        page.get_by_label("Name").fill("Card fraud detection")
        expect(page.get_by_label("Key")).to_have_value("CFD")
        assert watched.findings() == []
        page.get_by_role("button", name="Create project").click()

        expect(page).to_have_url(re.compile("/p/CFD"))
        expect(page.get_by_role("heading", name="Card fraud detection")).to_be_visible()
        expect(page.get_by_text("Nothing is here yet")).to_be_visible()
        page.reload()
        expect(page.get_by_role("heading", name="Card fraud detection")).to_be_visible()
        page.goto("/setup")
        expect(page.get_by_text("This server is set up")).to_be_visible()
        assert watched.problems == []
        context.close()


def test_who_was_signed_out_signs_in_and_comes_back(visit: Visit, fraud: str) -> None:
    watched = visit(f"/p/{fraud}/plan?q=recall")
    page = watched.page
    page.get_by_role("link", name=re.compile("Recall drops")).wait_for()
    page.context.clear_cookies()
    page.get_by_role("link", name=re.compile("Recall drops")).click()
    expect(page.get_by_role("heading", name=re.compile("Sign in"))).to_be_visible()
    page.get_by_label("E-mail").fill(MAYA["email"])
    page.get_by_role("textbox", name="Password").fill(MAYA["password"])
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile(rf"/p/{fraud}/items/"))
    watched.problems.clear()  # the 401 itself


def test_a_taken_key_is_refused_beside_its_field_and_nothing_typed_is_lost(visit: Visit, fraud: str) -> None:
    watched = visit("/")
    page = watched.page
    page.get_by_role("button", name="New project").click()
    page.get_by_label("Name").fill("Forward rate audit")
    page.get_by_label("Key").fill(fraud)
    page.get_by_role("button", name="Create project").click()
    expect(page.get_by_text(f"The key {fraud} is taken")).to_be_visible()
    expect(page.get_by_label("Name")).to_have_value("Forward rate audit")
    expect(page.get_by_label("Key")).to_have_attribute("aria-invalid", "true")
    watched.problems.clear()  # the 409 itself
