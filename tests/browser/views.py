"""Every page, and what opens over one: its address, and the words that show it is there."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from playwright.sync_api import Page


@dataclass(frozen=True)
class View:
    """`path` is filled in from the story; `text` shows that the page is there, `then` that what was opened over it is."""

    path: str
    text: str
    act: Callable[[Page], object] | None = None
    then: str = ""
    missing: bool = False
    """The server says so with a 404, which is a message on the console."""


def pressed(keys: str) -> Callable[[Page], None]:
    """Presses a shortcut."""
    return lambda page: page.keyboard.press(keys)


def clicked(name: str) -> Callable[[Page], None]:
    """Presses a button."""
    return lambda page: page.get_by_role("button", name=name).locator("visible=true").first.click()


_SETTINGS: Final = {
    "account": View("/settings", "Where you are signed in"),
    "tokens": View("/settings/tokens", "For programs that act as you"),
    "general": View("/settings/general", "Which day it is decides"),
    "people": View("/settings/people", "Members see every project"),
    "teams": View("/settings/teams", "A project can be opened to a team"),
    "invitations": View("/settings/invitations", "A link that makes one account"),
    "storage": View("/settings/storage", "of files;"),
    "jobs": View("/settings/jobs", "Jobs"),
    "backups": View("/settings/backups", "No backup has been verified"),
    "versions": View("/settings/versions", "What it is made of"),
    "audit": View("/settings/audit", "Set the server up"),
    "no such settings": View("/settings/nowhere", "Nothing to set here"),
}
_PHASES: Final = {
    "scope": View("/p/{key}/scope", "Requirements"),
    "plan": View("/p/{key}/plan", "Issues"),
    "runs": View("/p/{key}/build", "ftt-large-s2"),
    "all of build": View("/p/{key}/build?type=all", "Dataset versions"),
    "ship": View("/p/{key}/ship", "v19 to production"),
    "watch": View("/p/{key}/watch", "p99 of fraud-prod doubled"),
    "empty plan": View("/p/EMPTY/plan", "Nothing in Plan yet"),
    "empty ship": View("/p/EMPTY/ship", "Nothing in Ship yet"),
    "connect": View("/p/EMPTY/build", "Tell your code where to send"),
}
_ITEMS: Final = {
    "issue": View("/p/{key}/items/{issue}", "What must hold"),
    "requirement": View("/p/{key}/items/{requirement}", "Implemented by"),
    "deployment spec": View("/p/{key}/items/{deployment_spec}", "requests_per_second"),
    "endpoint": View("/p/{key}/items/{endpoint}", "Environment"),
    "model": View("/p/{key}/items/{model}", "ftt-large-s2"),
    "model version": View("/p/{key}/items/{model_version}", "Where it came from"),
    "logged model": View("/p/{key}/items/{logged_model}", "Where it came from"),
    "dataset": View("/p/{key}/items/{dataset}", "Runs trained"),
    "dataset version": View("/p/{key}/items/{dataset_version}", "Runs that used it"),
    "item at the edges": View("/p/EDGE/items/{edge}", "A title of two hundred characters"),
    "list at the edges": View("/p/EDGE/plan?type=issue&group=state", "EDGE-2"),
    "hub at the edges": View("/p/EDGE", "Late or blocked"),
    "no such item": View("/p/{key}/items/{key}-9999", "nothing at this address", missing=True),
}
_RUNS: Final = {
    "run": View("/p/{key}/runs/{run}", "card.md"),
    "compare": View("/p/{key}/compare?runs={runs}", "Each run"),
    "compare params": View("/p/{key}/compare?runs={runs}&tab=params", "n_layers"),
    "compare scatter": View("/p/{key}/compare?runs={runs}&tab=scatter", "PNG"),
    "compare parallel": View("/p/{key}/compare?runs={runs}&tab=parallel", "Drag along an axis"),
    "compare nothing": View("/p/{key}/compare", "No run is chosen"),
    "no such run": View(f"/p/{{key}}/runs/{'0' * 32}", "nothing at this address", missing=True),
}
_OPENED: Final = {
    "filter": View("/p/{key}/plan?type=issue", "Refit calibration", clicked("Filter"), "Estimate"),
    "filter of runs": View("/p/{key}/build", "ftt-large-s2", clicked("Filter"), "Commit"),
    "columns of runs": View("/p/{key}/build", "ftt-large-s2", clicked("columns"), "Shown, in this order"),
    "create": View("/p/{key}/plan", "Issues", pressed("c"), "Create and add another"),
    "palette": View("/p/{key}", "This week", pressed("Control+k"), "choose"),
    "shortcuts": View("/p/{key}/items/{issue}", "What must hold", pressed("?"), "All shortcuts of this page"),
    "lineage": View("/p/{key}/items/{model_version}", "Where it came from", clicked("Open the whole graph"), "Steps away"),
}
VIEWS: Final[dict[str, View]] = {
    "home": View("/", "Card fraud detection"),
    "hub": View("/p/{key}", "This week"),
    "empty hub": View("/p/EMPTY", "Connect my code"),
    "access": View("/p/{key}/access", "What each role may do"),
    "activity": View("/p/{key}/activity", "Today"),
    "trash": View("/p/{key}/trash", "Try a bigger batch"),
    "inbox": View("/inbox", "Unread"),
    "projects": View("/projects", "Card fraud detection"),
    "issues": View("/issues", "Refit calibration"),
    "docs": View("/docs", "Runbook"),
    "models": View("/models", "fraud-scorer"),
    "endpoints": View("/endpoints", "fraud-prod"),
    "welcome": View("/welcome", "Connect my code"),
    "no such page": View("/p/{key}/nowhere", "nothing at this address"),
    "no such project": View("/p/NOWHERE", "nothing at this address", missing=True),
    **_PHASES,
    **_ITEMS,
    **_RUNS,
    **_SETTINGS,
    **_OPENED,
}
