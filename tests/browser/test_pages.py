"""Every page at both sizes and in both themes: nothing on the console, nothing serious for axe, nothing wider than the screen."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, StorageState, expect

from browser.conftest import Visit
from browser.looking import PATIENCE, SCHEMES, SIZES, Api, Scheme, Watched, falling, open_context
from rootnode.testing.server import RunningServer

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def run(api: Api, fraud: str) -> str:
    """A finished run with curves, params and files."""
    tracking = api.tracking(fraud)
    run = tracking.start("ftt-large-s2", lr=0.0003, depth=6)
    tracking.log(run, "train/loss", falling(400))
    tracking.log(run, "val/loss", falling(400, 0.9))
    tracking.log(run, "test/roc_auc", [0.99])
    tracking.put(run, "card.md", b"# Model card")
    tracking.finish(run)
    return run


@pytest.fixture(scope="session")
def pages(api: Api, fraud: str, run: str) -> dict[str, tuple[str, str]]:
    """Address, and a text that shows that the page is there."""
    api.post("/projects", {"name": "Empty", "key": "EMPTY"})
    issue = next(each for each in api.get(f"/projects/{fraud}/items?type=issue")["items"] if each["title"].startswith("Recall"))
    version = api.post(f"/runs/{run}/versions", {"name": "fraud-gbm", "path": "model"})
    return {
        "model": (f"/p/{fraud}/items/{version['parent']}", "ftt-large-s2"),
        "access": (f"/p/{fraud}/access", "What each role may do"),
        "home": ("/", "Card fraud detection"),
        "hub": (f"/p/{fraud}", "This week"),
        "empty hub": ("/p/EMPTY", "Connect my code"),
        "scope": (f"/p/{fraud}/scope", "Requirements"),
        "plan": (f"/p/{fraud}/plan", "Issues"),
        "runs": (f"/p/{fraud}/build", "ftt-large-s2"),
        "all of build": (f"/p/{fraud}/build?type=all", "Datasets"),
        "empty watch": ("/p/EMPTY/watch", "Nothing in Watch yet"),
        "connect": ("/p/EMPTY/build", "Tell your code where to send"),
        "item": (f"/p/{fraud}/items/{issue['key']}", "What must hold"),
        "run": (f"/p/{fraud}/runs/{run}", "card.md"),
        "compare": (f"/p/{fraud}/compare?runs={run}", "Parallel coordinates"),
        "activity": (f"/p/{fraud}/activity", "Today"),
        "trash": (f"/p/{fraud}/trash", "Trash"),
        "inbox": ("/inbox", "Unread"),
        "projects": ("/projects", "Card fraud detection"),
        "docs": ("/docs", "Docs"),
        "models": ("/models", "fraud-gbm"),
        "endpoints": ("/endpoints", "Endpoints"),
        "welcome": ("/welcome", "Connect my code"),
        "settings": ("/settings", "Where you are signed in"),
        "storage": ("/settings/storage", "of files;"),
        "backups": ("/settings/backups", "No backup has been verified"),
        "missing": (f"/p/{fraud}/nowhere", "nothing at this address"),
    }


NAMES = (
    "model", "access", "home", "hub", "empty hub", "scope", "plan", "runs", "all of build", "empty watch", "connect", "item", "run",
    "compare", "activity", "trash", "inbox", "projects", "docs", "models", "endpoints", "welcome",
    "settings", "storage", "backups", "missing",
)  # fmt: skip


@pytest.fixture(scope="module")
def windows(browser: Browser, server: RunningServer, signed_in: StorageState) -> Iterator[dict[str, BrowserContext]]:
    """A browser of its own for each size; what it has loaded for one page it need not load for the next."""
    opened = {size: open_context(browser, server, size=size, state=signed_in) for size in SIZES}
    yield opened
    for context in opened.values():
        context.close()


@pytest.mark.parametrize("name", NAMES)
def test_a_page(windows: dict[str, BrowserContext], pages: dict[str, tuple[str, str]], name: str) -> None:
    path, text = pages[name]
    found: list[str] = []
    for size, context in windows.items():
        watched = Watched(context.new_page())
        watched.page.goto(path)
        for scheme in SCHEMES:
            watched.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            expect(watched.page.locator("html")).to_have_attribute("data-mantine-color-scheme", scheme)
            expect(watched.page.get_by_text(text).locator("visible=true").first).to_be_visible()
            wide = [] if watched.page.evaluate("document.documentElement.scrollWidth <= innerWidth") else ["wider than the screen"]
            found += [f"{size}, {scheme}: {each}" for each in [*wide, *watched.findings()]]
        found += [f"{size}: {each}" for each in watched.problems]
        watched.page.close()
    assert found == []


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("size", SIZES)
def test_signing_in(browser: Browser, server: RunningServer, size: str, scheme: Scheme) -> None:
    context = open_context(browser, server, size=size, scheme=scheme)
    watched = Watched(context.new_page())
    watched.page.goto("/p/FRAUD/plan")
    expect(watched.page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert watched.findings() == []
    assert watched.problems == []
    watched.page.get_by_label("E-mail").fill("maya@northbank.example")
    watched.page.get_by_role("textbox", name="Password").fill("wrong")
    watched.page.get_by_role("button", name="Sign in").click()
    expect(watched.page.get_by_text("E-mail address or password is wrong.")).to_be_visible()
    assert watched.findings() == []
    context.close()


def test_the_policy_allows_neither_inline_scripts_nor_inline_styles(visit: Visit) -> None:
    page = visit("/").page
    answer = page.request.get("/")
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "style-src 'self';" in policy
    assert page.evaluate("document.querySelectorAll('style').length") == 0
