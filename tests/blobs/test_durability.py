"""Rule B18: an answer comes after the file, then its folder, then the row have been synced. Seen from outside, by strace.

The planted faults 'skip fsync' show that the check can fail.
"""

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

STRACE = shutil.which("strace")
CALL = re.compile(r"^(?P<pid>\d+) +(?P<name>\w+)\((?P<args>.*?)(?:<unfinished \.\.\.>|\) += (?P<result>-?\d+).*)$")
RESUMED = re.compile(r"^(?P<pid>\d+) +<\.\.\. (?P<name>\w+) resumed>.*\) += (?P<result>-?\d+)")


@dataclass
class Call:
    """A system call that succeeded; `at` is its place among the ends of all calls, `begun` among the beginnings."""

    name: str
    args: str
    begun: int
    at: int


def record(data: Path, fault: str) -> list[Call]:
    log = data / "strace.log"
    command = [str(STRACE), "-f", "-y", "-s", "200", "-o", str(log), "-e", "trace=fsync,fdatasync,rename,renameat,renameat2,write"]
    script = Path(__file__).with_name("recorded.py")
    subprocess.run([*command, sys.executable, str(script), str(data), fault], check=True, timeout=120)
    return list(parse(log.read_text(encoding="utf-8", errors="replace").splitlines()))


def parse(lines: list[str]) -> list[Call]:
    calls: list[Call] = []
    open_calls: dict[str, Call] = {}
    for at, line in enumerate(lines):
        if resumed := RESUMED.match(line):
            call = open_calls.pop(resumed["pid"])
            if int(resumed["result"]) >= 0:
                call.at = at
                calls.append(call)
        elif begun := CALL.match(line):
            call = Call(begun["name"], begun["args"], at, at)
            if begun["result"] is None:
                open_calls[begun["pid"]] = call
            elif int(begun["result"]) >= 0:
                calls.append(call)
    return sorted(calls, key=lambda each: each.at)


def complaints(calls: list[Call]) -> list[str]:
    """Every answer that came too early, and why."""
    found = []
    before = 0
    for answer in calls:
        said = re.search(r"ANSWERED (\w+) (\w+)", answer.args)
        if said is None:
            continue
        what, name = said.groups()
        window = [call for call in calls if before <= call.begun and call.at < answer.begun]
        before = answer.begun
        problem = check_part(window, name) if what in {"begin", "part"} else check_placed(window, name)
        if problem:
            found.append(f"{what} {name}: {problem}")
    return found


def synced(calls: list[Call], path: str, after: int = -1) -> int | None:
    """When `path` was first synced by a call that began after `after`."""
    ends = [call.at for call in calls if call.name in {"fsync", "fdatasync"} and re.search(path, call.args) and call.begun > after]
    return ends[0] if ends else None


def check_part(window: list[Call], name: str) -> str | None:
    written = [call.at for call in window if call.name == "write" and f"{name}.part" in call.args]
    file = synced(window, f"{name}.part", max(written, default=-1))
    folder = synced(window, "/incoming>")
    if (written and file is None) or (not written and folder is None):
        return "not synced"
    if synced(window, r"rootnode\.db-wal", file or folder or 0) is None:
        return "the row was not synced after the bytes" if written else None
    return None


def check_placed(window: list[Call], digest: str) -> str | None:
    renames = [call for call in window if call.name.startswith("rename") and digest in call.args]
    if not renames:
        return "never put in place"
    file = synced(window, r"/incoming/\w+\.(draft|part)>")
    if file is None or file > renames[0].begun:
        return "the file was not synced before it was put in place"
    folder = synced(window, f"/objects/{digest[:2]}/{digest[2:4]}>", renames[0].at)
    if folder is None:
        return "its folder was not synced afterwards"
    if synced(window, r"rootnode\.db-wal", folder) is None:
        return "the row was not synced after the folder"
    return None


@pytest.fixture
def data(sqlite_path: Path) -> Path:
    if STRACE is None:
        pytest.skip("strace is not installed")
    return sqlite_path.parent


def test_b18_nothing_is_answered_before_it_is_synced(data: Path) -> None:
    calls = record(data, "good")
    assert sum("ANSWERED" in call.args for call in calls) == 7
    assert complaints(calls) == []


@pytest.mark.parametrize(
    ("fault", "answers", "why"),
    [
        ("no-file-sync", {"put", "part", "finish"}, "the file was not synced"),
        ("no-folder-sync", {"put", "begin", "finish"}, "its folder was not synced"),
    ],
)
def test_b18_the_planted_fault_is_seen(data: Path, fault: str, answers: set[str], why: str) -> None:
    found = complaints(record(data, fault))
    assert {line.split()[0] for line in found} == answers
    assert any(why in line for line in found)
