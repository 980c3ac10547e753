"""F13: uploads through the MLflow door that break off, lie about their length, meet each other or come again. Never half a file.

A real server and raw connections: it sees what a network does to it. At the end its data folder is opened here, a day later.
"""

import os
import random
import secrets
import socket
import struct
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import httpx
import pytest
from blake3 import blake3

from rootnode.blobs import Blobs
from rootnode.blobs.protocol import GRACE, BlobEngine
from rootnode.config import Settings
from rootnode.kit.clock import ManualClock, SystemClock
from rootnode.kit.db import ReadTx
from rootnode.testing.app import site
from rootnode.testing.server import RunningServer, rootnode, running_server

KEY: Final = "UPLOADS"
PARTS: Final = 12
PART: Final = 40_000
"""Together well beyond what a small file is: it has a blob of its own."""
SMALL: Final = 700

PLANTED: Final = Path(__file__).parent / "planted" / "keep_halves"

pytestmark = pytest.mark.faults


class Uploads:
    """A run on a server, and ways of putting files into it."""

    def __init__(self, server: RunningServer, token: str) -> None:
        self.server = server
        self.http = httpx.Client(base_url=f"{server.url}/p/{KEY}/api/2.0", headers={"authorization": f"Bearer {token}"}, timeout=60)
        self.token = token
        answer = self.http.post("/mlflow/runs/create", json={"experiment_id": "0", "start_time": 1})
        self.run: str = answer.json()["run"]["info"]["run_id"]

    def path(self, name: str) -> str:
        return f"/mlflow-artifacts/artifacts/0/{self.run}/artifacts/{name}"

    def put(self, name: str, content: bytes) -> int:
        return self.http.put(self.path(name), content=content).status_code

    def get(self, name: str) -> bytes | None:
        """The file; None where there is none."""
        answer = self.http.get(self.path(name))
        assert answer.status_code in (200, 404), answer.text
        return answer.content if answer.status_code == 200 else None

    def listed(self) -> dict[str, int]:
        """The run's files by name, with their sizes."""
        found = self.http.get("/mlflow/artifacts/list", params={"run_id": self.run}).json().get("files") or ()
        return {each["path"]: int(each["file_size"]) for each in found}

    def raw(self, name: str, head: str, body: bytes, *, abort: bool = False, finish: bool = False) -> bytes:
        """Send a head and a body over a connection of its own, then close it (`abort`: with a reset). With `finish` say that nothing
        more comes, and answer what the server says."""
        host, port = self.server.url.partition("://")[2].split(":")
        with socket.create_connection((host, int(port)), timeout=60) as wire:
            lines = (f"PUT /p/{KEY}/api/2.0{self.path(name)} HTTP/1.1", f"Host: {host}:{port}", f"Authorization: Bearer {self.token}", head)
            wire.sendall("\r\n".join((*lines, "", "")).encode() + body)
            if abort:
                wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            if not finish:
                return b""
            wire.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: wire.recv(65_536), b""))


@contextmanager
def uploading(tmp_path: Path, extra: Mapping[str, str] | None = None) -> Iterator[Uploads]:
    """A server with a project and a token."""
    data = tmp_path / "data"
    assert rootnode("project", "create", "Uploads", "--key", KEY, "--data", str(data)).returncode == 0
    token = rootnode("token", "create", "--project", KEY, "--data", str(data)).stdout.strip()
    with running_server(data, extra={"ROOTNODE_LOG_LEVEL": "error", **(extra or {})}) as server:
        made = Uploads(server, token)
        yield made
        made.http.close()


@pytest.fixture
def uploads(tmp_path: Path) -> Iterator[Uploads]:
    with uploading(tmp_path) as made:
        yield made


def chunked(content: bytes) -> bytes:
    """In chunks of PART, without the end."""
    pieces = [content[start : start + PART] for start in range(0, len(content), PART)]
    return b"".join(f"{len(piece):x}\r\n".encode() + piece + b"\r\n" for piece in pieces)


def drawn() -> random.Random:
    """Printed, so that a failure can be repeated."""
    seed = int(os.environ.get("ROOTNODE_UPLOADS_SEED") or secrets.randbelow(10**9))
    print(f"seed {seed}")
    return random.Random(seed)


def cut_everywhere(uploads: Uploads, draw: random.Random) -> dict[str, bytes]:
    """Each upload broken off after each of its parts, over nothing and over a file; answers the files that must be there."""
    content, before = draw.randbytes(PARTS * PART), draw.randbytes(PART)
    kept = {"there.bin": before}
    assert uploads.put("there.bin", before) == 200
    for sent in range(PARTS + 1):
        body = content[: min(sent * PART, len(content) - 1)]
        for name in (f"new-{sent}.bin", "there.bin"):
            uploads.raw(name, f"Content-Length: {len(content)}", body, abort=bool(sent % 2))
            uploads.raw(name, f"Content-Length: {len(content)}", body, finish=True)
            uploads.raw(name, "Transfer-Encoding: chunked", chunked(body), abort=bool(sent % 2))
            uploads.raw(name, "Transfer-Encoding: chunked", chunked(body)[:-1], finish=True)
    return kept


def wrong_lengths(uploads: Uploads, draw: random.Random) -> dict[str, bytes]:
    """More said than sent, less said than sent, two lengths, none, one that is no number."""
    content = draw.randbytes(SMALL)
    for name, head in (
        ("more.bin", f"Content-Length: {SMALL + 1}"),
        ("none.bin", "X-Length: 1"),
        ("word.bin", "Content-Length: many"),
        ("minus.bin", "Content-Length: -1"),
        ("two.bin", f"Content-Length: 5\r\nContent-Length: {SMALL}"),
        ("both.bin", f"Transfer-Encoding: chunked\r\nContent-Length: {SMALL}"),
    ):
        uploads.raw(name, f"Connection: close\r\n{head}", content, finish=True)
    uploads.raw("less.bin", "Content-Length: 5", content, finish=True)
    assert uploads.get("less.bin") in (None, content[:5]), "what comes after is no HTTP: the server may refuse all of it"
    return {}


def at_once(uploads: Uploads, draw: random.Random) -> dict[str, bytes]:
    """Files of one name and one content, and of one name and several contents, at the same time; the last is one of them, whole."""
    same, contents = draw.randbytes(PARTS * PART), [draw.randbytes(size) for size in (SMALL, PART, 5 * PART, 9 * PART)]
    with ThreadPoolExecutor(8) as threads:
        one = [threads.submit(uploads.put, "same.bin", same) for _ in range(4)]
        several = [threads.submit(uploads.put, "several.bin", content) for content in contents]
        assert {each.result() for each in one + several} == {200}
    found = uploads.get("several.bin")
    assert found in contents
    return {"same.bin": same, "several.bin": found}


def again(uploads: Uploads, draw: random.Random) -> dict[str, bytes]:
    """An upload that broke off, repeated as MLflow's clients do, and repeated once more."""
    content = draw.randbytes(PARTS * PART)
    uploads.raw("again.bin", f"Content-Length: {len(content)}", content[: 5 * PART], abort=True)
    assert uploads.get("again.bin") is None
    for _ in range(2):
        assert uploads.put("again.bin", content) == 200
    return {"again.bin": content}


def held(tx: ReadTx) -> set[str]:
    """Digests that a file refers to."""
    return {digest for (digest,) in tx.rows("SELECT digest FROM file")}


def known(tx: ReadTx) -> set[str]:
    """Digests of all blobs."""
    return {digest for (digest,) in tx.rows("SELECT digest FROM blob")}


async def test_f13_uploads_are_whole_or_not_there_and_nothing_stays_behind(uploads: Uploads) -> None:
    draw = drawn()
    kept: dict[str, bytes] = {}
    for damage in (cut_everywhere, wrong_lengths, at_once, again):
        kept |= damage(uploads, draw)
        assert {name: uploads.get(name) for name in kept} == kept
        maybe = {"less.bin", "none.bin"}  # the second has no length, so no body, and is an empty file
        listed = {name: size for name, size in uploads.listed().items() if name not in maybe}
        assert listed == {name: len(content) for name, content in kept.items()}
    assert uploads.http.delete(uploads.path("same.bin")).status_code == 200
    del kept["same.bin"]
    uploads.server.stop()
    assert not list(uploads.server.data.rglob("*.draft")), "what broke off is thrown away at once, not only at the next start"
    await a_day_later(uploads.server.data, kept)


def engine_of(blobs: Blobs) -> BlobEngine:
    """Where the bytes lie."""
    return blobs._engine


async def a_day_later(data: Path, kept: dict[str, bytes]) -> None:
    """The sweep leaves the bytes of files alone, and takes all else."""
    clock = ManualClock(SystemClock().now())
    async with site(Settings(data=data), clock) as opened:
        db, blobs = opened.rootnode.db, opened.rootnode.blobs
        for _ in range(2):
            clock.advance(GRACE + 1)
            await blobs.sweep()
        assert db.read_now(known) == db.read_now(held)
        assert (await blobs.verify()).damaged == ()
        assert {blake3(content).hexdigest() for content in kept.values()} <= db.read_now(held)
        assert {stored.digest for stored, _ in engine_of(blobs).all()} == db.read_now(known)


def test_f13_half_files_are_caught(tmp_path: Path) -> None:
    with uploading(tmp_path, {"PYTHONPATH": str(PLANTED)}) as damaged:
        kept = cut_everywhere(damaged, drawn())
        assert damaged.listed() != {name: len(content) for name, content in kept.items()}
