"""What the house checks share: the files of a tree, parsed, and findings that say where.

A rule is a function from a tree to findings. The same function runs over the repository, where it must find nothing,
and over small planted faults, where it must find each. A rule's escape is a comment on the line that names the rule
and says why: `# late: keeps the command quick to start`.
"""

import ast
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

REPOSITORY: Final = Path(__file__).parents[2]


@dataclass(frozen=True)
class Finding:
    """A place that breaks a rule."""

    path: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}"


class Source:
    """A Python file, parsed."""

    def __init__(self, root: Path, file: Path) -> None:
        self.path = file.relative_to(root).as_posix()
        self.text = file.read_text()

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @property
    def room(self) -> str:
        """The room of the house that a file of the package belongs to, "" elsewhere."""
        parts = self.path.split("/")
        if parts[:2] != ["src", "rootnode"]:
            return ""
        return parts[2].removesuffix(".py")

    def finding(self, node: ast.AST, what: str) -> Finding:
        return Finding(self.path, getattr(node, "lineno", 1), what)

    @cached_property
    def _spans(self) -> list[tuple[int, int]]:
        """First and last line of each statement that holds no other."""
        simple = [node for node in ast.walk(self.tree) if isinstance(node, ast.stmt) and not hasattr(node, "body")]
        return [(node.lineno, node.end_lineno or node.lineno) for node in simple]

    def allows(self, node: ast.AST, rule: str) -> bool:
        """Whether the statement around `node`, or a comment of its own above it, carries the rule's escape with a reason."""
        line = getattr(node, "lineno", 1)
        own = (line, getattr(node, "end_lineno", None) or line)
        first, last = next((span for span in self._spans if span[0] <= line <= span[1]), own)
        escape = re.compile(rf"# {rule}: \S+")
        above = self.lines[first - 2] if first > 1 else ""
        return any(escape.search(text) for text in self.lines[first - 1 : last]) or bool(escape.match(above.strip()))

    def allows_all(self, rule: str) -> bool:
        """Whether a line of its own at the left margin gives the rule's escape for the whole file."""
        return any(re.match(rf"# {rule}: \S+", line) for line in self.lines)


def sources(root: Path, *folders: str) -> Iterator[Source]:
    """The Python files under `folders` of the tree at `root`, in order of their names."""
    for folder in folders:
        for file in sorted((root / folder).rglob("*.py")):
            if not {"node_modules", ".venv", "__pycache__", ".envs"} & set(file.parts):
                yield Source(root, file)


def committed(root: Path) -> list[Path]:
    """The files that git has or would take, as far as they still exist."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout
    return sorted(root / name for name in listed.split("\0") if name and (root / name).is_file())


def plant(root: Path, path: str, text: str) -> Path:
    """Write a file into a small tree of planted faults; answers the tree."""
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return root


def shown(findings: list[Finding]) -> str:
    """The findings, one a line, for an assertion's message."""
    return "\n" + "\n".join(str(each) for each in findings)


def dotted(node: ast.AST) -> str:
    """`a.b.c` of an expression that is made of names, "" of any other."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        left = dotted(node.value)
        return f"{left}.{node.attr}" if left else ""
    return ""


def template(node: ast.JoinedStr) -> str:
    """The text of an f-string, with `{value}` for what is put in."""
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "{value}" for part in node.values)


def strings(tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
    """Every string of a file with its text; an f-string once and whole."""
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node) if part is not node}
    for node in ast.walk(tree):
        if id(node) in inside:
            continue
        if isinstance(node, ast.JoinedStr):
            yield node, template(node)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node, node.value
