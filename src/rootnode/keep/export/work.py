"""The export: a folder per project."""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import msgspec

from rootnode import __version__
from rootnode.auth.caller import Caller, system_caller
from rootnode.blobs.engines import engine_of
from rootnode.blobs.packs import read_packed
from rootnode.blobs.protocol import BlobEngine
from rootnode.blobs.rows import place_of
from rootnode.graph.access import project_by_key
from rootnode.graph.changes import COLUMNS as CHANGE
from rootnode.graph.changes import change_of
from rootnode.graph.kinds import Kinds
from rootnode.graph.nodes import COLUMNS as NODE
from rootnode.graph.nodes import Node, node_of
from rootnode.keep.create import PIECE, Tell, refuse_taken
from rootnode.keep.cut import Cut
from rootnode.keep.export.columns import Columns, ColumnType
from rootnode.keep.export.names import Csv, file_name, open_text, slug
from rootnode.keep.export.pages import LONGEST_DISCUSSION, LONGEST_HISTORY, Said, in_words, moment, page_of
from rootnode.keep.export.readme import README
from rootnode.keep.manifest import private_file
from rootnode.kit.db import ReadTx, Row
from rootnode.kit.errors import NotFound
from rootnode.live.comments import COLUMNS as COMMENT
from rootnode.live.comments import Comment, comment_of

_PAGE: Final = 500
MACHINES: Final = ("run", "logged_model")
"""Made by the thousand: rows of tables, no pages."""
_NODES: Final = (
    f"SELECT {NODE} FROM node n JOIN project p ON p.id = n.project WHERE n.project = :project AND n.id > :after ORDER BY n.id LIMIT :n"
)
_CHANGES: Final = f"SELECT {CHANGE} FROM change c WHERE c.project = :project AND c.number > :after ORDER BY c.number LIMIT :n"
_OF_NODE: Final = f"SELECT {CHANGE} FROM change c WHERE c.node = :node ORDER BY c.number DESC LIMIT {LONGEST_HISTORY}"
_COMMENTS: Final = f"SELECT {COMMENT} FROM comment c WHERE c.project = :project AND c.id > :after ORDER BY c.id LIMIT :n"
_SAID_OF: Final = f"SELECT {COMMENT} FROM comment c WHERE c.node = :node ORDER BY c.thread DESC, c.id DESC LIMIT {LONGEST_DISCUSSION}"
_LINKS: Final = """
SELECT l.id, l.type, l.source, s.kind, s.title, l.target, t.kind, t.title, l.made, l.created FROM link l
JOIN node s ON s.id = l.source JOIN node t ON t.id = l.target WHERE s.project = :project AND l.id > :after ORDER BY l.id LIMIT :n"""
_LINKS_OF: Final = """
SELECT l.type, l.source = :node, o.kind, o.title, o.id FROM link l
JOIN node o ON o.id = CASE WHEN l.source = :node THEN l.target ELSE l.source END
WHERE l.source = :node OR l.target = :node ORDER BY l.type, o.id LIMIT 1000"""
_PARAMS: Final = "SELECT run, key, value FROM run_param WHERE project = :project AND (run, key) > (:a, :b) ORDER BY run, key LIMIT :n"
_TAGS: Final = "SELECT run, key, value FROM run_tag WHERE project = :project AND (run, key) > (:a, :b) ORDER BY run, key LIMIT :n"
_METRICS: Final = """
SELECT run, key, last, last_step, last_time, min, max, points FROM metric_latest
WHERE project = :project AND (run, key) > (:a, :b) ORDER BY run, key LIMIT :n"""
_TABLES: Final[dict[str, tuple[str, tuple[tuple[str, ColumnType], ...]]]] = {
    "params": (_PARAMS, (("run", "text"), ("param", "text"), ("value", "text"))),
    "tags": (_TAGS, (("run", "text"), ("tag", "text"), ("value", "text"))),
    "metrics": (_METRICS, (
        ("run", "text"), ("metric", "text"), ("last", "real"), ("last_step", "int"), ("last_time", "time"),
        ("least", "real"), ("greatest", "real"), ("points", "int"),
    )),
}  # fmt: skip
_RUN: Final[tuple[tuple[str, ColumnType], ...]] = (
    ("run", "text"), ("name", "text"), ("state", "text"), ("created", "time"), ("started", "time"), ("ended", "time"),
    ("by", "text"), ("in_trash", "int"),
)  # fmt: skip
_FILES: Final = """
SELECT owner, path, digest, size FROM file WHERE project = :project AND (owner, path) > (:a, :b) ORDER BY owner, path LIMIT :n"""


class Exported(msgspec.Struct, frozen=True):
    """What was written, and the files that the source no longer has."""

    projects: int
    items: int
    runs: int
    files: int
    bytes: int
    lost: int
    points: bool


def export(cut: Cut, folder: Path, kinds: Kinds, tell: Tell, *, only: str = "") -> Exported:
    """Write the workspace, or the project with the key `only`, into a folder that is not there yet.

    It has its name when it is complete. Raises Conflict, NotFound, and what reading raises.
    """
    refuse_taken(folder)
    unfinished = Path(tempfile.mkdtemp(prefix=f"{folder.name}.unfinished-", dir=folder.parent))
    try:
        with tempfile.TemporaryDirectory(prefix="scratch-", dir=unfinished) as scratch, closing(Columns(Path(scratch))) as columns:
            done = _Export(cut, unfinished, kinds, columns, tell).run(only)
        unfinished.chmod(0o700)
        unfinished.rename(folder)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return done


def pages(tx: ReadTx, sql: str, key: Callable[[Row], Mapping[str, Any]], first: Mapping[str, Any], **params: Any) -> Iterator[Row]:
    """Every row of a query that goes on after a key, a page at a time."""
    after = first
    while rows := tx.rows(sql, n=_PAGE, **params, **after):
        yield from rows
        after = key(rows[-1])


class _Export:
    def __init__(self, cut: Cut, folder: Path, kinds: Kinds, columns: Columns, tell: Tell) -> None:
        self._cut, self._tx, self._folder, self._kinds, self._columns, self._tell = cut, cut.tx, folder, kinds, columns, tell
        self._items = self._runs = self._files = self._bytes = self._lost = 0
        self._people: dict[str, str] = {}

    def run(self, only: str) -> Exported:
        workspace = str(self._tx.scalar("SELECT id FROM workspace ORDER BY created LIMIT 1"))
        chosen = self._projects(system_caller(workspace), only)
        self._people = dict(self._tx.rows("SELECT id, name FROM account WHERE workspace = :workspace", workspace=workspace))
        self._write_people(workspace)
        points = not self._cut.settings.series_url
        if points:
            self._columns.gather_points(self._cut)
        for project, key in chosen:
            self._project(project, self._folder / key, points=points)
        with open_text(self._folder / "README.md") as file:
            file.write(README.format(version=__version__, moment=moment(self._cut.at), change=self._cut.change))
        return Exported(len(chosen), self._items, self._runs, self._files, self._bytes, self._lost, points)

    def _projects(self, caller: Caller, only: str) -> list[tuple[str, str]]:
        if only:
            return [project_by_key(self._tx, caller, only)]
        sql = "SELECT id, key FROM project WHERE workspace = :workspace ORDER BY key"
        return [(row[0], row[1]) for row in self._tx.rows(sql, workspace=caller.workspace)]

    def _write_people(self, workspace: str) -> None:
        people = Csv(self._folder / "people.csv", ("id", "name", "email", "role", "created"))
        sql = "SELECT id, name, email, role, created FROM account WHERE workspace = :workspace AND id > :after ORDER BY id LIMIT :n"
        for row in pages(self._tx, sql, lambda row: {"after": row[0]}, {"after": ""}, workspace=workspace):
            people.write([*row[:4], moment(row[4])])
        people.close()

    def _project(self, project: str, folder: Path, *, points: bool) -> None:
        for inner in ("", "items", "runs", "files"):
            (folder / inner).mkdir(mode=0o700)
        self._lines(folder / "items.jsonl", _NODES, lambda row: _plain(node_of(row)), project, 0)
        self._lines(folder / "history.jsonl", _CHANGES, lambda row: msgspec.to_builtins(change_of(row)), project, 1)
        self._lines(folder / "comments.jsonl", _COMMENTS, lambda row: _plain_comment(comment_of(row)), project, 0)
        self._write_links(folder / "links.csv", project)
        for row in self._nodes(project):
            node = node_of(row)
            if node.kind not in MACHINES:
                self._page(folder / "items", node)
        self._columns.write(folder / "runs" / "runs", _RUN, self._run_rows(project))
        for name, (sql, columns) in _TABLES.items():
            self._columns.write(folder / "runs" / name, columns, self._keyed(sql, project))
        if points:
            self._columns.points(folder / "runs" / "points", (row[0] for row in self._nodes(project) if row[4] == "run"))
        self._write_files(folder / "files", project)

    def _nodes(self, project: str) -> Iterator[Row]:
        return pages(self._tx, _NODES, lambda row: {"after": row[0]}, {"after": ""}, project=project)

    def _keyed(self, sql: str, project: str) -> Iterator[Row]:
        return pages(self._tx, sql, lambda row: {"a": row[0], "b": row[1]}, {"a": "", "b": ""}, project=project)

    def _lines(self, path: Path, sql: str, say: Callable[[Row], Any], project: str, place: int) -> None:
        """JSON, one line each; the key is the column at `place`."""
        first: Any = 0 if place else ""
        with private_file(path) as file:
            for row in pages(self._tx, sql, lambda row: {"after": row[place]}, {"after": first}, project=project):
                file.write(msgspec.json.encode(say(row)) + b"\n")

    def _write_links(self, path: Path, project: str) -> None:
        names = ("id", "type", "source", "source_type", "source_title", "target", "target_type", "target_title", "made", "created")
        links = Csv(path, names)
        for row in pages(self._tx, _LINKS, lambda row: {"after": row[0]}, {"after": ""}, project=project):
            links.write([*row[:9], moment(row[9])])
        links.close()

    def _page(self, folder: Path, node: Node) -> None:
        place = folder / slug(node.kind)
        place.mkdir(mode=0o700, exist_ok=True)
        name = f"{slug(node.key) if node.number else node.id}-{slug(node.title)}.md"
        links = [(f"{kind} ({'to' if out else 'from'})", f"{title} ({other}, {node_id})") for kind, out, other, title, node_id in
                 self._tx.rows(_LINKS_OF, node=node.id)]  # fmt: skip
        changes = [change_of(row) for row in reversed(self._tx.rows(_OF_NODE, node=node.id))]
        history = [Said(change.at, change.actor_name, in_words(change.type, change.body)) for change in changes]
        said = [comment_of(row) for row in reversed(self._tx.rows(_SAID_OF, node=node.id))]
        with open_text(place / name) as file:
            file.write(page_of(node, self._kinds, self._people, links, said, history))
        self._items += 1
        self._tell("items", self._items, 0)

    def _run_rows(self, project: str) -> Iterator[Row]:
        for row in self._nodes(project):
            node = node_of(row)
            if node.kind == "run":
                self._runs += 1
                started, ended = node.fields.get("started"), node.fields.get("ended")
                by = self._people.get(node.created_by, node.created_by)
                yield (node.id, node.title, node.state, node.created, _time(started), _time(ended), by, int(node.trashed is not None))

    def _write_files(self, folder: Path, project: str) -> None:
        engine = engine_of(self._cut.settings)
        listed = Csv(folder.parent / "files.csv", ("of", "path", "file", "bytes", "sha256"))
        number, last = 0, ""
        for owner, path, digest, size in self._keyed(_FILES, project):
            number, last = (number + 1 if owner == last else 1), owner
            (folder / owner).mkdir(mode=0o700, exist_ok=True)
            name = file_name(number, path)
            proof = self._copy(engine, digest, folder / owner / name)
            listed.write([owner, path, f"files/{owner}/{name}" if proof else "", size, proof or "damaged or missing"])
        listed.close()

    def _copy(self, engine: BlobEngine, digest: str, target: Path) -> str | None:
        """Write a file; answers its SHA-256, None when it is not there any more."""
        place = place_of(self._tx, digest)
        try:
            if place is None:
                raise NotFound("no such file")
            reader = engine.open(digest) if place.pack is None else read_packed(engine, place)[0]
        except NotFound:
            reader = None
        if place is None or reader is None:
            self._lost += 1
            return None
        proof, done = sha256(), 0
        with closing(reader), private_file(target) as file:
            while piece := reader.read(done, PIECE):
                file.write(piece)
                proof.update(piece)
                done += len(piece)
        self._files, self._bytes = self._files + 1, self._bytes + done
        self._tell("bytes of files", self._bytes, 0)
        return proof.hexdigest()


def _plain(node: Node) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(node)
    found["type"] = found.pop("kind")
    times = {name: moment(found[name]) for name in ("created", "updated", "trashed") if found[name] is not None}
    return {name: value for name, value in found.items() if name != "workspace"} | times


def _plain_comment(comment: Comment) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(comment)
    return found | {name: moment(found[name]) for name in ("created", "edited", "deleted") if found[name] is not None}


def _time(value: Any) -> int | None:
    return value if isinstance(value, int) else None
