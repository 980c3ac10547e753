"""Every page at both sizes and in both themes: nothing on the console, nothing serious for axe, nothing wider than the screen."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, StorageState, expect

from browser.conftest import Visit
from browser.looking import COLOURS, SCHEMES, SIZES, Api, Watched, open_context
from browser.story import tell, tell_edges
from browser.views import VIEWS, View
from rootnode.testing.server import RunningServer


@pytest.fixture(scope="session")
def names(api: Api) -> dict[str, str]:
    """What the addresses are filled in with, once for all pages."""
    api.post("/projects", {"name": "Nothing in it", "key": "EMPTY"})
    story = tell(api, "CARDS")
    return {"key": story.key, "run": story.runs[-1], "runs": ",".join(story.runs), "edge": tell_edges(api), **story.items}


@dataclass
class Window:
    """One of one size, in which all pages are looked at: what it has loaded for one it need not load for the next."""

    size: str
    context: BrowserContext
    watched: Watched
    fresh: bool = True
    """Nothing was left open in it."""
    missing: bool = False
    """The page in it is one that the server has nothing for."""

    def look(self, view: View, path: str) -> list[str]:
        """What is wrong with a page. At a desk it is loaded by its address, on a phone it is gone to within the app."""
        page = self.watched.page
        late = [f"left by the page before: {each}" for each in self.problems()]
        self._go(path, view.text)
        self.fresh, self.missing = False, view.missing
        # The themes in turn, so that each size sees one of them in full and the other's colours.
        first, second = SCHEMES if self.size == "desk" else reversed(SCHEMES)
        page.emulate_media(color_scheme=first, reduced_motion="reduce")
        expect(self._shown(view.text, "main")).to_be_visible()
        if view.act:
            assert not self._shown(view.then).is_visible(), f"{view.then!r} is there before anything is opened"
            view.act(page)
            expect(self._shown(view.then)).to_be_visible()
        assert page.evaluate("location.pathname + decodeURIComponent(location.search)") == path
        wide = [] if page.evaluate("document.documentElement.scrollWidth <= innerWidth") else ["wider than the screen"]
        found = [f"{first}: {each}" for each in [*wide, *self.watched.findings()]]
        page.emulate_media(color_scheme=second, reduced_motion="reduce")
        expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", second)
        found += [f"{second}: {each}" for each in self.watched.findings(COLOURS)]
        self.fresh = view.act is None
        return [f"{self.size}, {each}" for each in [*late, *found, *self.problems()]]

    def problems(self) -> list[str]:
        """What went wrong since this was asked last, but for what the server says of a page it has nothing for."""
        said = [each for each in self.watched.problems if not (self.missing and "404" in each)]
        self.watched.problems.clear()
        return said

    def _go(self, path: str, text: str) -> None:
        """Within the app only where the text is not on the page before: it could not tell the two apart."""
        page = self.watched.page
        within = self.size == "phone" and self.fresh and page.url != "about:blank"
        if within and not self._shown(text, "main").is_visible():
            page.evaluate("path => history.pushState(null, '', path)", path)
        else:
            page.goto(path)

    def _shown(self, text: str, inside: str = "body") -> Locator:
        return self.watched.page.locator(inside).get_by_text(text).locator("visible=true").first


@pytest.fixture(scope="module")
def windows(browser: Browser, server: RunningServer, signed_in: StorageState) -> Iterator[list[Window]]:
    """One of each size."""
    contexts = {size: open_context(browser, server, size=size, state=signed_in) for size in SIZES}
    opened = [Window(size, context, Watched(context.new_page())) for size, context in contexts.items()]
    yield opened
    left = [problem for window in opened for problem in window.problems()]
    for context in contexts.values():
        context.close()
    assert left == []


@pytest.mark.parametrize("name", VIEWS)
def test_a_page(windows: list[Window], names: dict[str, str], name: str) -> None:
    view = VIEWS[name]
    path = view.path.format(**names)
    assert [problem for window in windows for problem in window.look(view, path)] == []


def test_a_server_that_fails_is_said_in_words(windows: list[Window], names: dict[str, str]) -> None:
    body = '{"title": "Server error", "detail": "Something went wrong.", "status": 500, "code": "internal", "id": "req-500"}'
    found: list[str] = []
    for window in windows:
        page = window.watched.page
        page.route("**/api/v1/session", lambda route: route.fulfill(status=500, content_type="application/problem+json", body=body))
        said = window.look(View("/projects", "req-500"), "/projects")
        expect(page.get_by_role("main").get_by_role("button", name="Try again")).to_be_visible()
        console = ("500", "error: Problem: Something went wrong.")  # as the browser says it itself
        found += [each for each in said if not any(words in each for words in console)]
        page.unroute_all()
        page.goto("about:blank")  # or it tries again later
        window.watched.problems.clear()
    assert found == []


@pytest.mark.parametrize("size", SIZES)
def test_signing_in(browser: Browser, server: RunningServer, size: str) -> None:
    context = open_context(browser, server, size=size)
    watched = Watched(context.new_page())
    page = watched.page
    page.goto("/p/FRAUD/plan")
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", scheme)
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        assert watched.findings() == []
    assert watched.problems == []
    page.get_by_label("E-mail").fill("maya@northbank.example")
    page.get_by_role("textbox", name="Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("E-mail address or password is wrong.")).to_be_visible()
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert watched.findings(COLOURS) == []
    assert watched.findings() == []
    context.close()


def test_the_policy_allows_neither_inline_scripts_nor_inline_styles(visit: Visit) -> None:
    page = visit("/").page
    answer = page.request.get("/")
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "style-src 'self';" in policy
    assert page.evaluate("document.querySelectorAll('style').length") == 0
