"""A program that makes, verifies or restores a backup again and again, each time killed at another boundary of its steps.

    python killing.py create|verify|restore FOLDER DATA WORK

A boundary is what comes just before a change of a folder (a file opened for writing, a rename, a removal, a sync of a folder) or a
word of progress; of many of the same sort in a row, the first and the last. After each kill it looks at what is left, and fails unless
that is complete, or said to be incomplete. Prints how often it was killed.
"""

import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from rootnode.config import Settings
from rootnode.keep.check import check
from rootnode.keep.create import create
from rootnode.keep.cut import open_cut
from rootnode.keep.filling import holds
from rootnode.keep.manifest import BadBackup, read_manifest
from rootnode.keep.mark import mark_in, refuse_unfinished
from rootnode.keep.restore import restore
from rootnode.keep.verify import verify
from rootnode.kit.errors import Unavailable
from rootnode.migrations.run import KNOWN
from rootnode.migrations.upgrade import upgrade

WRITES: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_DIRECTORY
CHANGES: Final = ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "shutil.rmtree")
what, folder, data, work = sys.argv[1], *map(Path, sys.argv[2:5])
target = work / "target"
passed: list[str] = []
deaths: list[int] = []
"""At which boundary this process dies; none: at none."""


def boundary(label: str) -> None:
    passed.append(label)
    if len(passed) in deaths:
        os.kill(os.getpid(), signal.SIGKILL)


def hook(event: str, given: tuple[Any, ...]) -> None:
    path = given[0] if given else None
    if isinstance(path, str | os.PathLike) and os.fspath(path).startswith(str(work)):
        inside = Path(os.fspath(path)).parent.name
        if event in CHANGES:
            boundary(f"{event} in {inside}")
        elif event == "open" and (given[2] or 0) & WRITES:
            boundary(f"open in {inside}")


def tell(word: str, _done: int, _total: int) -> None:
    boundary(word)


def quiet(_word: str, _done: int, _total: int) -> None:
    """Nobody looks."""


def act(to_the_end: bool) -> None:
    """The work itself. Again, to its end, where it was killed."""
    said = quiet if to_the_end else tell
    if what == "create":
        with open_cut(Settings(data=data)) as cut:
            create(cut, target, said)
    elif what == "verify":
        verify(folder, work, upgrade, KNOWN, said)
    else:
        restore(folder, Settings(data=target), upgrade, KNOWN, said)


def in_child(do: Callable[[], object]) -> int:
    """The process that carries it out may die. Answers how it ended."""
    sys.stdout.flush()
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        do()
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told in words and by the exit code
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        os._exit(1)
    os._exit(0)


def watched(limit: int) -> Callable[[], None]:
    def run() -> None:
        deaths.append(limit)
        sys.addaudithook(hook)
        act(to_the_end=False)
        (work.parent / "passed").write_text("\n".join(passed))

    return run


def same() -> None:
    """The restored place holds exactly what the backup does."""
    manifest, _ = read_manifest(folder)
    with open_cut(Settings(data=target)) as cut:
        assert holds(manifest, cut.rows, quiet), "restored otherwise"


def look_at_set() -> None:
    """What stands under the name is complete; what was broken off has another name, and no manifest unless all is there."""
    if target.exists():
        check(target, quiet)
    unfinished = work / "target.unfinished"
    if unfinished.exists():
        said = ""
        try:
            check(unfinished, quiet)
        except BadBackup as refused:
            said = str(refused)
        assert not said or "no complete backup" in said, said


def look_at_scratch() -> None:
    """The backup is as it was; what was left in the scratch folder is nothing to start a server on."""
    check(folder, quiet)
    for left in work.iterdir():
        assert not any(left.iterdir()) or mark_in(left) is not None, f"{left} looks like data"


def look_at_place() -> None:
    """Empty, said to be incomplete, or all of it."""
    try:
        refuse_unfinished(target)
    except Unavailable:
        return
    if (target / "rootnode.db").exists():
        assert in_child(same) == 0


LOOK: Final = {"create": look_at_set, "verify": look_at_scratch, "restore": look_at_place}


def clean() -> None:
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()


def main() -> None:
    clean()
    assert in_child(watched(0)) == 0
    labels = (work.parent / "passed").read_text().split("\n")
    ends = [n for n in range(len(labels)) if n in (0, len(labels) - 1) or labels[n - 1] != labels[n] or labels[n + 1] != labels[n]]
    for n in ends:
        clean()
        assert in_child(watched(n + 1)) == -signal.SIGKILL, labels[n]
        LOOK[what]()
        if (what != "verify" and not target.exists()) or mark_in(target) is not None:
            assert in_child(lambda: act(to_the_end=True)) == 0, f"not finished after {labels[n]}"
            LOOK[what]()
            assert in_child(same) == 0 if what == "restore" else True
    print(len(ends), *sorted({labels[n] for n in ends}), sep="\n")


main()
