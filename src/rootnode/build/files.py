"""Files of runs and of logged models. A path is data: a name under which bytes are held, never a place on a disk."""

import re
from typing import Final

import msgspec

from rootnode.auth.caller import Caller
from rootnode.blobs import Ref, Stored, add_ref, drop_ref
from rootnode.build.places import check_may_write, holder_in, live_holder
from rootnode.graph.apply import Graph
from rootnode.graph.changes import Event
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.kit.errors import Invalid, NotFound
from rootnode.wire.runs import File

LONGEST: Final = 1_000
DEEPEST: Final = 64
_UNFIT: Final = re.compile(r"[\x00-\x1f\x7f\\]")
_PIECE: Final = 1_000

_PUT: Final = (
    "INSERT INTO file (owner, path, workspace, project, digest, size, created, row_seq) "
    "VALUES (:owner, :path, :workspace, :project, :digest, :size, :now, :row_seq) "
    "ON CONFLICT (owner, path) DO UPDATE SET digest = excluded.digest, size = excluded.size, created = excluded.created, "
    "row_seq = excluded.row_seq"
)


class StoredFile(msgspec.Struct, frozen=True):
    """A file of a run or a logged model: what holds its bytes, and their number."""

    path: str
    digest: str
    size: int


def check_path(path: str) -> str:
    """The path, if it can name a file or folder: parts joined by `/`, none of them empty, `.` or `..`. Raises Invalid."""
    parts = path.split("/")
    bad = not path or _UNFIT.search(path) or any(part in ("", ".", "..") for part in parts)
    if bad or len(path.encode(errors="replace")) > LONGEST or len(parts) > DEEPEST or not _encodes(path):
        raise Invalid(f"Invalid path: {path[:200]!r}. Use names joined by '/', of at most {LONGEST} bytes in all.", where="path")
    return path


def _encodes(path: str) -> bool:
    return not any(0xD800 <= ord(sign) <= 0xDFFF for sign in path)


def put_file(tx: WriteTx, caller: Caller, graph: Graph, project: str, owner: str, path: str, stored: Stored) -> None:
    """Keep bytes that were just stored as a file of a run or a logged model; one of the same path is replaced.

    Raises Invalid, NotFound, Forbidden.
    """
    check_path(path)
    node = live_holder(tx, project, owner)
    _refuse_mixture(tx, owner, path)
    there = tx.scalar("SELECT digest FROM file WHERE owner = :owner AND path = :path", owner=owner, path=path)
    if there == stored.digest:
        check_may_write(tx, caller, graph, node)
    else:
        graph.apply(tx, caller, [Event(owner, "file.put", {"path": path, "size": stored.size})], verb="put_file")
    add_ref(tx, Ref(node.workspace, project, node.kind, owner, path, stored.digest))
    row = {"owner": owner, "path": path, "workspace": node.workspace, "project": project, "digest": stored.digest, "size": stored.size}
    tx.run(_PUT, **row, now=tx.now, row_seq=tx.next_row_seq())


def _refuse_mixture(tx: ReadTx, owner: str, path: str) -> None:
    """A name is a file or a folder, not both: a client that downloads everything could not write it down."""
    parts = path.split("/")
    above = ["/".join(parts[:depth]) for depth in range(1, len(parts))]
    found = tx.scalar(f"SELECT path FROM file WHERE owner = :owner AND {tx.any_of('path', 'above')} LIMIT 1", owner=owner, above=above)
    if found is not None:
        raise Invalid(f"'{found[:200]}' is a file, so nothing can be put beneath it.", where="path")
    if _any_beneath(tx, owner, path):
        raise Invalid(f"'{path[:200]}' is a folder with files in it.", where="path")


def _any_beneath(tx: ReadTx, owner: str, path: str) -> bool:
    sql = "SELECT 1 FROM file WHERE owner = :owner AND path > :first AND path < :last LIMIT 1"
    return tx.scalar(sql, owner=owner, first=f"{path}/", last=f"{path}0") is not None


def file_of(tx: ReadTx, project: str, owner: str, path: str) -> StoredFile:
    """The file. The caller's access to the project has been checked. Raises Invalid, NotFound."""
    check_path(path)
    holder_in(tx, project, owner)
    row = tx.row("SELECT path, digest, size FROM file WHERE owner = :owner AND path = :path", owner=owner, path=path)
    if row is None:
        raise NotFound(f"There is no file '{path[:200]}'.")
    return StoredFile(*row)


def files_of(tx: ReadTx, project: str, owner: str, folder: str = "") -> list[File]:
    """What lies directly in a folder, by name; `path` is the whole path within the run or logged model. Folders have no size.

    A folder of a hundred thousand files beneath it is one entry and costs little. Raises Invalid, NotFound.
    """
    holder_in(tx, project, owner)
    prefix = f"{check_path(folder)}/" if folder else ""
    sql = "SELECT path, size FROM file WHERE owner = :owner AND path > :after AND path < :last ORDER BY path LIMIT :piece"
    after, last = prefix, f"{prefix[:-1]}0" if prefix else "\U0010ffff"
    found: list[File] = []
    while rows := tx.rows(sql, owner=owner, after=after, last=last, piece=_PIECE):
        for path, size in rows:
            if path <= after:
                continue
            name, _, rest = path[len(prefix) :].partition("/")
            found.append(File(prefix + name, bool(rest), None if rest else size))
            after = f"{prefix}{name}/\U0010ffff" if rest else path
    return sorted(found, key=lambda file: file.path)


def delete_files(tx: WriteTx, caller: Caller, graph: Graph, project: str, owner: str, path: str) -> int:
    """Delete a file, or a folder with all beneath it; with an empty path, all of the owner's. Answers how many. Raises NotFound."""
    node = live_holder(tx, project, owner)
    first, last = (check_path(path), f"{path}0") if path else ("", "\U0010ffff")
    sql = "SELECT path FROM file WHERE owner = :owner AND path >= :first AND path < :last AND (path = :first OR path > :beneath)"
    gone = [found for (found,) in tx.rows(sql, owner=owner, first=first, last=last, beneath=f"{path}/" if path else "")]
    if not gone:
        raise NotFound(f"There is no file or folder '{path[:200]}'.")
    graph.apply(tx, caller, [Event(owner, "files.deleted", {"path": path, "count": len(gone)})], verb="delete_files")
    for each in gone:
        drop_ref(tx, node.workspace, owner, each)
        tx.run("DELETE FROM file WHERE owner = :owner AND path = :path", owner=owner, path=each)
    return len(gone)
