"""People's words: what the code calls node, kind, verb, change log, door, series and blob, nobody else should have to read."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from house.source import REPOSITORY, Finding, plant, shown

INSTEAD: Final = {
    "node": "item", "kind": "type", "verb": "action", "change log": "history", "changelog entry": "history", "door": "API",
    "series": "metrics", "blob": "file",
}  # fmt: skip
FORBIDDEN: Final = re.compile(r"(?<![\w/.:#-])(" + "|".join(INSTEAD) + r")s?(?![\w/:(=-])", re.IGNORECASE)
ALLOWED: Final = re.compile(
    r"root node|Node(?:\.js)? ?(?:≥|>=|\d)|Node\.js|a kind word|time series|in kind|next door|\.\w*kind", re.IGNORECASE
)
TEXT: Final = re.compile(r">([^<>{}=;]*[A-Za-z]{2,}[^<>{}=;]*)<|(['\"`])((?:(?!\2)[^\\\n]|\\.)*\s(?:(?!\2)[^\\\n]|\\.)*)\2")
"""What stands between tags, and string literals with a space in them: what people read, not names in code."""


def said(text: str) -> list[str]:
    """The forbidden words in a sentence meant for people."""
    return [found[0] for found in FORBIDDEN.finditer(ALLOWED.sub("", text))]


def in_web(root: Path) -> Iterator[Finding]:
    """Forbidden words in what the web app shows. Escape: `// words: why` on the line."""
    for file in sorted((root / "web/src").rglob("*.ts*")):
        if ".test." in file.name or file.name.endswith(".d.ts"):
            continue
        for number, line in enumerate(file.read_text().splitlines(), 1):
            if line.lstrip().startswith(("//", "*", "/*", "import ", "export * from")) or re.search(r"// words: \w+", line):
                continue
            for match in TEXT.finditer(line):
                for word in said(match[1] or match[3] or ""):
                    yield _finding(file.relative_to(root), number, word)


def in_guide(root: Path) -> Iterator[Finding]:
    """Forbidden words in the guide and the README, outside code. Escape: `<!-- words: why -->` on the line."""
    for file in [*sorted((root / "docs/guide").rglob("*.md")), root / "README.md"]:
        if not file.exists():
            continue
        fenced = False
        for number, line in enumerate(file.read_text().splitlines(), 1):
            fenced ^= line.lstrip().startswith("```")
            if not fenced and not re.search(r"<!-- words: \w+", line):
                for word in said(re.sub(r"`[^`]*`|\]\([^)]*\)", "", line)):
                    yield _finding(file.relative_to(root), number, word)


def in_openapi(root: Path) -> Iterator[Finding]:
    """Forbidden words in the descriptions and summaries of the API, and as names of its fields."""
    file = root / "web/src/api/openapi.json"
    if file.exists():
        for where, text in _described(json.loads(file.read_text()), ""):
            for word in said(text):
                yield _finding(file.relative_to(root) / where, 1, f"{word}: {text[:80]!r}")


def _described(value: Any, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name in {"description", "summary"} and isinstance(inner, str):
                yield where.lstrip("/"), inner
            elif name == "properties":
                yield where.lstrip("/"), ", ".join(inner)
                yield from _described(inner, where)
            else:
                yield from _described(inner, f"{where}/{name}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _described(inner, f"{where}/{number}")


def _finding(path: Path, number: int, word: str) -> Finding:
    return Finding(path.as_posix(), number, f"says {word!r}; people's words are {', '.join(sorted(set(INSTEAD.values())))}")


def _check(root: Path) -> list[Finding]:
    return [*in_web(root), *in_guide(root), *in_openapi(root)]


def test_people_read_their_own_words() -> None:
    found = _check(REPOSITORY)
    assert not found, shown(found)


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("web/src/items/Page.tsx", "<Text>This node has no links yet</Text>"),
        ("web/src/items/Page.tsx", 'const empty = "No blobs here";'),
        ("web/src/items/Page.tsx", "notify(`Choose a kind ${name}`)"),
        ("web/src/items/Page.tsx", "<Title>Change log</Title>"),
        ("docs/guide/start.md", "Every node has a history."),
        ("README.md", "Points go into the series."),
        ("web/src/api/openapi.json", '{"paths": {"/x": {"get": {"summary": "Lists the kinds of a project"}}}}'),
        ("web/src/api/openapi.json", '{"components": {"schemas": {"Entry": {"properties": {"verb": {"type": "string"}}}}}}'),
    ],
)
def test_a_planted_fault_is_caught(path: str, fault: str, tmp_path: Path) -> None:
    assert _check(plant(tmp_path, path, fault + "\n"))


def test_code_and_names_pass(tmp_path: Path) -> None:
    plant(
        tmp_path, "web/src/a.tsx", "const kind: Kind = item.kind;\nimport { Node } from 'a b';\n<Text>Every project is a root node</Text>\n"
    )
    plant(tmp_path, "docs/guide/a.md", "Needs Node >= 20. Set `kind`.\n```\nnode --version\n```\n")
    tree = plant(tmp_path, "web/src/api/openapi.json", '{"components": {"schemas": {"Blob": {"type": "object"}}}}')
    assert _check(tree) == []
