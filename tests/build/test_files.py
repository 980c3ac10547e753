"""Files of runs: paths are data, folders are made of names, bytes are held and let go."""

import asyncio

import pytest

from rootnode.blobs import Stored, refs_of
from rootnode.build.files import delete_files, file_of, files_of, put_file
from rootnode.graph.nodes import Node
from rootnode.kit.errors import Forbidden, Invalid, NotFound
from rootnode.testing.lab import Lab


def put(lab: Lab, run: Node, path: str, body: bytes = b"x") -> Stored:
    stored = asyncio.run(lab.blobs.put(body))
    lab.db.write_now(put_file, lab.caller, lab.graph, lab.project, run.id, path, stored)
    return stored


def listed(lab: Lab, run: Node, folder: str = "") -> list[tuple[str, int | None]]:
    return [(file.path, file.size) for file in lab.db.read_now(files_of, lab.project, run.id, folder)]


def test_folders_come_from_names_and_are_listed_one_level_at_a_time(lab: Lab) -> None:
    run = lab.run()
    for path in ("report.md", "plots/a b.png", "plots/deep/x.svg", "plots-2/y.png", "plots0", "ünï/字.txt"):
        put(lab, run, path, path.encode())
    assert listed(lab, run) == [("plots", None), ("plots-2", None), ("plots0", 6), ("report.md", 9), ("ünï", None)]
    assert listed(lab, run, "plots") == [("plots/a b.png", 13), ("plots/deep", None)]
    assert listed(lab, run, "plots/deep") == [("plots/deep/x.svg", 16)]
    assert listed(lab, run, "report.md") == listed(lab, run, "none") == []
    assert lab.db.read_now(file_of, lab.project, run.id, "ünï/字.txt").size == 13


def test_a_folder_of_thousands_is_one_entry(lab: Lab) -> None:
    run = lab.run()
    stored = put(lab, run, "a.txt")
    insert = (
        "INSERT INTO file (owner, path, workspace, project, digest, size, created, row_seq) "
        "VALUES (:run, :path, 'w', 'p', :digest, 1, 0, :n)"
    )
    rows = [{"run": run.id, "path": f"d/{n:05d}", "digest": stored.digest, "n": n} for n in range(2_500)]
    lab.db.write_now(lambda tx: tx.run_many(insert, rows))
    put(lab, run, "e.txt")
    assert listed(lab, run) == [("a.txt", 1), ("d", None), ("e.txt", 1)]
    assert len(listed(lab, run, "d")) == 2_500


def test_a_file_is_replaced_and_the_same_one_leaves_no_trace(lab: Lab) -> None:
    run = lab.run()
    put(lab, run, "a", b"one")
    before = lab.changes()
    put(lab, run, "a", b"one")
    assert lab.changes() == before
    put(lab, run, "a", b"three")
    assert (lab.changes(), listed(lab, run)) == (before + 1, [("a", 5)])
    (held,) = lab.db.read_now(refs_of, lab.world.workspace, run.id)
    assert (held.ref.name, held.size) == ("a", 5)


def test_a_name_is_a_file_or_a_folder(lab: Lab) -> None:
    run = lab.run()
    put(lab, run, "a/b")
    for path, sentence in (("a", "is a folder"), ("a/b/c", "is a file")):
        with pytest.raises(Invalid, match=sentence):
            put(lab, run, path)


UNFIT: tuple[str, ...] = ("/", "/etc/passwd", "a/", "a//b", ".", "..", "../a", "a/../b", "a/./b")
UNFIT += ("a\\b", "..\\a", "a\x00b", "a\nb", "x" * 1001, "a/" * 64 + "a")


@pytest.mark.parametrize("path", UNFIT)
def test_a_path_that_does_not_do_is_refused_everywhere(lab: Lab, path: str) -> None:
    run = lab.run()
    with pytest.raises(Invalid, match="Invalid path"):
        put(lab, run, path)
    with pytest.raises(Invalid, match="Invalid path"):
        lab.db.read_now(file_of, lab.project, run.id, path)
    with pytest.raises(Invalid, match="Invalid path"):
        listed(lab, run, path)
    with pytest.raises(Invalid, match="Invalid path"):
        lab.db.write_now(delete_files, lab.caller, lab.graph, lab.project, run.id, path)


def test_files_are_deleted_one_by_one_by_folder_or_all(lab: Lab) -> None:
    run = lab.run()
    for path in ("a", "d/1", "d/e/2", "d2"):
        put(lab, run, path)
    with pytest.raises(NotFound):
        lab.db.write_now(delete_files, lab.caller, lab.graph, lab.project, run.id, "none")
    assert lab.db.write_now(delete_files, lab.caller, lab.graph, lab.project, run.id, "d") == 2
    assert listed(lab, run) == [("a", 1), ("d2", 1)]
    assert [held.ref.name for held in lab.db.read_now(refs_of, lab.world.workspace, run.id)] == ["a", "d2"]
    assert lab.db.write_now(delete_files, lab.caller, lab.graph, lab.project, run.id, "") == 2
    assert listed(lab, run) == []


def test_only_editors_put_files(lab: Lab) -> None:
    run = lab.run()
    stored = asyncio.run(lab.blobs.put(b"x"))
    with pytest.raises((Forbidden, NotFound)):
        lab.db.write_now(put_file, lab.world.guest, lab.graph, lab.project, run.id, "a", stored)
    assert listed(lab, run) == []
