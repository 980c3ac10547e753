"""A real server with the built pages, a real browser, and people who are signed in."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, BrowserContext, StorageState, sync_playwright

from browser.looking import AXE, MAYA, Api, Scheme, Watched, open_context
from rootnode.testing.server import RunningServer, running_server

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


@pytest.fixture(scope="package")  # while playwright runs, no other event loop can: tests of other folders need theirs
def browser(chromium: Path) -> Iterator[Browser]:
    """One browser process; each test opens contexts of its own in it."""
    if not AXE.exists():
        pytest.skip("browser: the web packages are not installed (make setup)")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server that Maya has set up."""
    with running_server(tmp_path_factory.mktemp("browser") / "data") as running:
        if "is running, its web pages are not built" in _front_page(running):
            pytest.skip("browser: the web pages are not built (make setup)")
        link = running.setup_link
        assert link is not None
        Api(running).post("/setup", {"code": link.split("code=")[1], **MAYA})
        yield running


def _front_page(server: RunningServer) -> str:
    answer = Api(server).client.get(f"{server.url}/", headers={"accept": "text/html"})
    return answer.text


@pytest.fixture(scope="session")
def api(server: RunningServer) -> Api:
    """The API, signed in as Maya."""
    api = Api(server)
    api.post("/session", {"email": MAYA["email"], "password": MAYA["password"]})
    return api


@pytest.fixture(scope="package")
def signed_in(browser: Browser, server: RunningServer) -> StorageState:
    """Maya's cookie, from signing in on the page."""
    context = open_context(browser, server)
    page = context.new_page()
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(MAYA["email"])
    page.get_by_role("textbox", name="Password").fill(MAYA["password"])
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("navigation", name="Main").first.wait_for()
    state = context.storage_state()
    context.close()
    return state


Visit = Callable[..., Watched]
_FORGET: Final = "() => { localStorage.clear(); sessionStorage.clear(); }"


@pytest.fixture(scope="package")
def warm(browser: Browser, server: RunningServer, signed_in: StorageState) -> Iterator[BrowserContext]:
    """A browser that has loaded the app before, as people's have; `visit` empties it of everything else."""
    context = open_context(browser, server, state=signed_in)
    yield context
    context.close()


@pytest.fixture
def visit(browser: Browser, server: RunningServer, signed_in: StorageState, warm: BrowserContext) -> Iterator[Visit]:
    """Opens an address as Maya, each time in another browser; afterwards nothing may have gone wrong in any of them."""
    contexts: list[BrowserContext] = []
    pages: list[Watched] = []

    def open_page(path: str, *, scheme: Scheme = "light") -> Watched:
        context = open_context(browser, server, state=signed_in) if contexts else warm
        contexts.append(context)
        watched = Watched(context.new_page())
        pages.append(watched)
        watched.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        watched.page.goto(path)
        return watched

    yield open_page
    problems = [problem for watched in pages for problem in watched.problems]
    for context in contexts[1:]:
        context.close()
    _empty(warm, signed_in)
    assert problems == []


def _empty(context: BrowserContext, state: StorageState) -> None:
    """As it was before a test, but for what it has loaded."""
    context.set_offline(False)
    for page in context.pages:
        if page.url.startswith("http"):
            page.evaluate(_FORGET)
        page.close()
    context.clear_cookies()
    context.clear_permissions()
    context.add_cookies(state["cookies"])  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def fraud(api: Api) -> str:
    """A project with some of everything."""
    api.post("/projects", {"name": "Card fraud detection", "key": "FRAUD", "summary": "Find card fraud before the money leaves."})
    target = api.item("FRAUD", "requirement", "PR-AUC 0.900 on holdout-2026-09", "agreed", target=0.9, metric="val/pr_auc")
    data = api.item("FRAUD", "dataset", "card-transactions", "active")
    text = "Fraudsters split card checks.\n\n## What must hold\n\n- [x] a slice\n- [ ] a retrain\n\n| a | b |\n|---|--:|\n| 1 | 2 |"
    fields = {"description": text, "priority": "high", "due": "2026-11-20", "labels": ["slice"]}
    issue = api.item("FRAUD", "issue", "Recall drops on cross-border payments", "blocked", **fields)
    model = api.item("FRAUD", "model", "fraud-ftt")
    api.item("FRAUD", "issue", "Ein sehr langer Titel " + "Überprüfungsverfahren " * 12)
    api.item("FRAUD", "issue", "تراجع الاستدعاء في المدفوعات الصغيرة")
    for kind, source, end in (("blocks", data, issue), ("implements", issue, target), ("trained_on", model, data)):
        api.post("/links", {"type": kind, "source": source["id"], "target": end["id"]})
    api.patch(f"/items/{issue['key']}", {"rev": issue["rev"], "title": "Recall drops on cross-border payments under €20"})
    return "FRAUD"
