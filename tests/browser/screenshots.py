"""Takes the pictures in docs/screenshots anew: `PYTHONPATH=src:tests .venv/bin/python -m browser.screenshots`."""

import shutil
import tempfile
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Page, sync_playwright

from browser.looking import MAYA, REPOSITORY, SCHEMES, SIZES, Api, open_context
from browser.story import Story, tell
from rootnode.testing.server import RunningServer, running_server

FOLDER: Final = REPOSITORY / "docs/screenshots"
DARK: Final = ("home", "hub", "plan", "item", "runs", "run", "compare")
"""Those also taken in the dark."""
ON_PHONE: Final = ("home", "hub", "plan", "item", "run", "inbox")
"""Those also taken at the size of a phone."""


def addresses(story: Story) -> dict[str, str]:
    """The main views."""
    at, runs = f"/p/{story.key}", ",".join(story.runs)
    return {
        "home": "/", "inbox": "/inbox", "hub": at, "plan": f"{at}/plan?type=issue&group=state",
        "ship": f"{at}/ship", "item": story.at("issue"), "runs": f"{at}/build?sel={','.join(story.runs[1::2])}",
        "run": f"{at}/runs/{story.runs[-1]}", "compare": f"{at}/compare?runs={runs}", "parallel": f"{at}/compare?runs={runs}&tab=parallel",
        "model": story.at("model"), "dataset": story.at("dataset_version"), "docs": "/docs",
        "connect": "/p/CBT/build", "storage": "/settings/storage",
    }  # fmt: skip


def settled(page: Page) -> None:
    """Everything asked for has come, and is drawn."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(600)


def photograph(server: RunningServer, browser: Any, state: Any, pages: dict[str, str]) -> None:
    """Every page, some of them also in the dark and at the size of a phone."""
    for size in SIZES:
        context = open_context(browser, server, size=size, state=state)
        page = context.new_page()
        for name, path in pages.items():
            if size == "phone" and name not in ON_PHONE:
                continue
            page.goto(path)
            settled(page)
            for scheme in SCHEMES if name in DARK else SCHEMES[:1]:
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                page.mouse.move(480, 370) if name == "run" and size == "desk" else page.mouse.move(0, 0)
                page.wait_for_timeout(400)
                page.screenshot(path=FOLDER / f"{name}-{size}-{scheme}.png")
        context.close()


def main() -> None:
    """Takes all pictures."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder, running_server(Path(folder) / "data") as server, sync_playwright() as playwright:
        api = Api(server)
        api.post("/setup", {"code": (server.setup_link or "").split("code=")[1], **MAYA})
        story = tell(api)
        for name, key in (("Chargeback triage", "CBT"), ("Merchant embeddings", "MERCH")):
            api.post("/projects", {"name": name, "key": key})
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        context = open_context(browser, server)
        host = server.url.split("//")[1].split(":")[0]
        for each in api.client.cookies.jar:
            context.add_cookies([{"name": each.name, "value": each.value or "", "domain": host, "path": "/"}])
        photograph(server, browser, context.storage_state(), addresses(story))


if __name__ == "__main__":
    main()
