"""Who is here now (spec T21, T22): kept in memory, by heartbeats, and forgotten after 30 seconds without one."""

import threading
from typing import Final

import msgspec

from rootnode.kit.clock import SECOND, Clock

LASTS: Final = 30 * SECOND
TABS: Final = 20
"""So many tabs of one person are remembered, the newest."""
MOST: Final = 10_000
"""People in all. More than that are not told of one another."""


class Seen(msgspec.Struct, frozen=True):
    """One tab of a browser: whose it is, what it shows, since when, and when it was last heard of."""

    workspace: str
    account: str
    name: str
    project: str
    node: str | None
    since: int
    at: int


class Presence:
    """Takes heartbeats and answers who is in a project. Asking what the caller may see is for whoever calls."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._tabs: dict[str, dict[str, Seen]] = {}  # by account, by tab

    def beat(self, workspace: str, account: str, name: str, tab: str, project: str, node: str | None) -> None:
        """A tab shows a page of a project, or of an item in it; without a project it is nowhere any more."""
        now = self._clock.now()
        with self._lock:
            tabs = self._tabs.pop(account, {})
            before = tabs.pop(tab, None)
            if project:
                stayed = before is not None and before.project == project and now - before.at <= LASTS
                tabs[tab] = Seen(workspace, account, name, project, node, before.since if before and stayed else now, now)
            if tabs:
                self._tabs[account] = dict(list(tabs.items())[-TABS:])
            while len(self._tabs) > MOST:
                self._tabs.pop(next(iter(self._tabs)))

    def here(self, workspace: str, project: str) -> list[Seen]:
        """Who is in a project, each once with the newest page, those who came first before the others."""
        before = self._clock.now() - LASTS
        with self._lock:
            for account, tabs in list(self._tabs.items()):
                live = {tab: seen for tab, seen in tabs.items() if seen.at >= before}
                if live:
                    self._tabs[account] = live
                else:
                    del self._tabs[account]
            found = [
                [seen for seen in tabs.values() if seen.workspace == workspace and seen.project == project] for tabs in self._tabs.values()
            ]
        return sorted((_one(seen) for seen in found if seen), key=lambda one: (one.since, one.account))


def _one(tabs: list[Seen]) -> Seen:
    """The newest page of somebody who has several, and the time at which they came."""
    newest = max(tabs, key=lambda seen: seen.at)
    return msgspec.structs.replace(newest, since=min(seen.since for seen in tabs))
