"""What strace saw of a server: writes to files and sockets, and when each sync was done, in the order of time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SYSCALLS: Final = "fdatasync,fsync,write,pwrite64,writev,sendto,sendmsg,rename,renameat,renameat2"
SHOWN: Final = 9_000
"""Bytes of each write that are kept: a page of the database and more."""
_BEGUN: Final = re.compile(r"(?P<pid>\d+) +(?P<name>\w+)\((?P<rest>.*)")
_RESUMED: Final = re.compile(r"(?P<pid>\d+) +<\.\.\. (?P<name>\w+) resumed>(?P<rest>.*)")
_FILE: Final = re.compile(r"\d+<(?P<path>[^>]*)>")


@dataclass(frozen=True)
class Call:
    """A system call. `begun` and `done` are line numbers of the trace; `done` is None where it never came back."""

    name: str
    path: str
    text: str
    begun: int
    done: int | None

    @property
    def syncs(self) -> bool:
        return self.name in ("fdatasync", "fsync") and self.done is not None

    @property
    def sends(self) -> bool:
        return self.path.startswith(("socket:", "TCP"))

    @property
    def answers(self) -> bool:
        """Whether it sends the head of an HTTP answer that says yes."""
        return self.sends and bool(re.search(r"HTTP/1\.1 20\d", self.text))


def strace(trace: Path) -> list[str]:
    """The command to run a server under, which writes to `trace`."""
    return [
        "strace",
        "-f",
        "--seccomp-bpf",
        "-y",
        "-qq",
        "-s",
        str(SHOWN),
        "-e",
        f"trace={SYSCALLS}",
        "-e",
        "signal=none",
        "-o",
        str(trace),
    ]


def calls(trace: Path) -> list[Call]:
    """The calls in the order in which they began."""
    open_calls: dict[str, tuple[int, str, str]] = {}
    found: list[Call] = []
    for number, line in enumerate(trace.read_text(errors="replace").splitlines()):
        if match := _RESUMED.match(line):
            if begun := open_calls.pop(match["pid"], None):
                found.append(_call(*begun, done=number if "= -1" not in match["rest"] else None))
        elif match := _BEGUN.match(line):
            if line.endswith("<unfinished ...>"):
                open_calls[match["pid"]] = (number, match["name"], match["rest"])
            else:
                found.append(_call(number, match["name"], match["rest"], done=number if ") = -1" not in line else None))
    found += [_call(*begun, done=None) for begun in open_calls.values()]
    return sorted(found, key=lambda call: call.begun)


def _call(begun: int, name: str, rest: str, *, done: int | None) -> Call:
    file = _FILE.match(rest)
    return Call(name, file["path"] if file else "", rest, begun, done)


def unsynced(trace: list[Call], tokens: list[str]) -> Iterator[str]:
    """Why a token's answer came too early, for each for which it did. The token is in what was stored and in the answer.

    Sound is: the page with the token is written to the WAL, then a sync of the WAL is done, then the answer begins.
    """
    for token in tokens:
        stored = [call for call in trace if call.path.endswith("-wal") and token in call.text]
        answer = _answer_with(trace, token)
        if not stored or answer is None:
            yield f"{token}: seen {len(stored)} times in the WAL, answered in line {answer}"
        elif not _synced(trace, "-wal", stored[0].begun, answer):
            yield f"{token}: answered in line {answer}, stored in line {stored[0].begun}, no sync between"


def _answer_with(trace: list[Call], token: str) -> int | None:
    """Where the first answer that holds the token begins: at its head, which is sent on the same socket before the body."""
    body = next((call for call in trace if call.sends and token in call.text), None)
    if body is None:
        return None
    return max((call.begun for call in trace if call.answers and call.path == body.path and call.begun <= body.begun), default=None)


def unsynced_before_next(trace: list[Call], tokens: list[str], *, folder: str = "") -> Iterator[str]:
    """The same for answers that do not hold the token: the first yes after the token was stored is taken for its answer.

    With `folder` a file beneath it must have been synced too, since the answer before.
    """
    answers = [call.begun for call in trace if call.answers]
    for token in tokens:
        stored = next((call for call in trace if call.path.endswith("-wal") and token in call.text), None)
        if stored is None:
            yield f"{token}: not in the WAL"
            continue
        earlier = max((at for at in answers if at < stored.begun), default=0)
        answer = min((at for at in answers if at > stored.begun), default=None)
        if answer is None or not _synced(trace, "-wal", stored.begun, answer):
            yield f"{token}: stored in line {stored.begun}, answered in line {answer}, no sync between"
        if folder and not any(call.syncs and folder in call.path and earlier < call.begun < stored.begun for call in trace):
            yield f"{token}: nothing beneath {folder} was synced before line {stored.begun}"


def _synced(trace: list[Call], ending: str, after: int, before: int) -> bool:
    return any(call.syncs and call.path.endswith(ending) and after < call.begun and (call.done or before) < before for call in trace)
