"""Presses shortcuts, and knows which of those that `?` lists were not pressed."""

from typing import Final

from playwright.sync_api import Page

_SHEET: Final = """sheet => {
  const all = (inside, what) => [...inside.querySelectorAll(what)];
  const keys = stroke => all(stroke, "kbd").map(key => key.textContent).join("+");
  return all(sheet, "section").flatMap(section => all(section, "dl > div").map(row => [
    section.querySelector("h3").textContent,
    all(row, "dd > span").map(keys).join(" "),
    row.querySelector("dt").textContent,
  ]));
}"""
_GROUPS: Final = {"On an item", "In a list", "Everywhere"}
"""Those whose shortcuts tests press; a shortcut of another group is one that no test would miss."""
_NAMES: Final = {"Ctrl": "Control", "Esc": "Escape"}


class Shortcuts:
    """Those of a page. `listed` and `pressed` hold (group, keys, what they do)."""

    def __init__(self, page: Page, *groups: str) -> None:
        self.page = page
        self.groups = groups
        self.listed: set[tuple[str, str, str]] = set()
        self.pressed: set[tuple[str, str, str]] = set()
        self._here: list[tuple[str, str, str]] = []

    def learn(self) -> None:
        """Reads what the sheet lists now."""
        self.page.keyboard.press("?")
        sheet = self.page.get_by_role("dialog", name="Shortcuts")
        sheet.get_by_text("All shortcuts of this page").wait_for()
        found = [tuple(row) for row in sheet.evaluate(_SHEET)]
        assert {group for group, _, _ in found} <= _GROUPS, "a group of shortcuts that no test presses"
        self._here = [(group, keys, what) for group, keys, what in found if group in self.groups]
        self.listed |= set(self._here)
        self.page.keyboard.press("Escape")
        sheet.wait_for(state="hidden")

    def press(self, keys: str) -> None:
        """Presses one as the sheet writes it, such as `G H` or `Ctrl+Z`; it must be on the sheet."""
        found = [each for each in self._here if each[1] == keys]
        assert found, f"{keys} is not on the sheet: {self._here}"
        self.pressed |= set(found)
        if " " in keys:  # a busy page answers to the first key so late that the second, sent after that, would be another shortcut's
            self.page.evaluate("() => new Promise(done => requestIdleCallback(done))")
        for stroke in keys.split(" "):
            parts = [_NAMES.get(part, part) for part in stroke.split("+")]
            self.page.keyboard.press("+".join(part.lower() if len(part) == 1 else part for part in parts))

    @property
    def left(self) -> set[tuple[str, str, str]]:
        """Those that are listed and were not pressed."""
        return self.listed - self.pressed
