"""How the server runs and stops: sockets, signals, open connections, load (F15)."""

import asyncio
import json
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import apsw
import httpx
import msgspec
import pytest
import uvicorn
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from rootnode.app import open_rootnode
from rootnode.cli.server.serving import configuration, start_block
from rootnode.cli.server.sockets import listen
from rootnode.config import Settings
from rootnode.kit import lock
from rootnode.testing.server import COMMAND, RunningServer, environment, rootnode, running_server

STOPS_WITHIN = 10
"""Seconds: the contract for scripts."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningServer]:
    """A server with the project FRAUD."""
    data = tmp_path / "data"
    assert rootnode("project", "create", "Fraud", "--key", "FRAUD", "--data", str(data)).returncode == 0
    with running_server(data) as running:
        yield running


def _token(server: RunningServer) -> str:
    return rootnode("token", "create", "--project", "FRAUD", "--data", str(server.data)).stdout.strip()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly(server: RunningServer, number: signal.Signals) -> None:
    httpx.get(f"{server.url}/api/v1/session")
    assert server.stop(number) == 0
    assert sorted(path.name for path in server.data.glob("*.sock")) == []
    lines = [json.loads(line) for line in server.log.read_text().splitlines()]
    assert [line["message"] for line in lines] == ["started", "stopped"]
    assert rootnode("project", "create", "Other", "--key", "OTHER", "--data", str(server.data)).returncode == 0


def test_a_signal_while_it_starts_ends_it_cleanly(tmp_path: Path) -> None:
    data, log = tmp_path / "data", tmp_path / "log"
    with (
        log.open("w") as errors,
        subprocess.Popen([*COMMAND, "serve", "--data", str(data), "--port", "0"], env=environment(), stderr=errors) as process,
    ):
        while lock.holder_of(data) is None:
            assert process.poll() is None
            time.sleep(0.005)
        process.terminate()
        assert process.wait(60) == 0
    assert "Traceback" not in log.read_text()
    with running_server(data) as again:
        assert again.stop() == 0


def test_it_ends_in_time_with_open_sockets_and_slow_uploads(server: RunningServer) -> None:
    """F15: idle keep-alive connections, WebSockets and a request whose body never ends do not hold the server up."""
    address = server.url.removeprefix("http://")
    headers = {"Authorization": f"Bearer {_token(server)}"}
    with ExitStack() as open_ones:
        for _ in range(5):
            live = f"ws://{address}/api/v1/live?project=FRAUD&after=0"
            open_ones.enter_context(connect(live, additional_headers=headers, origin=Origin(server.url)))
        client = open_ones.enter_context(httpx.Client())
        client.get(f"{server.url}/api/v1/session")
        host, port = address.split(":")
        slow = open_ones.enter_context(socket.create_connection((host, int(port))))
        slow.sendall(
            f"POST /api/v1/session HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{{".encode()
        )
        began = time.monotonic()
        assert server.stop() == 0
        assert time.monotonic() - began < STOPS_WITHIN  # timed: scripts are promised ten seconds


def test_f15_what_was_acknowledged_before_the_end_is_there_afterwards(server: RunningServer) -> None:
    """SIGTERM under load: every acknowledged write is there, once; nobody is told 5xx; it ends in time."""
    token = _token(server)
    acknowledged: list[str] = []
    statuses: Counter[int] = Counter()
    loaded = threading.Event()

    def write(writer: int) -> None:
        with httpx.Client(headers={"Authorization": f"Bearer {token}"}) as client:
            for number in range(100_000):
                title = f"written by {writer} as {number}"
                try:
                    answer = client.post(f"{server.url}/api/v1/projects/FRAUD/items", json={"type": "issue", "title": title})
                except httpx.TransportError:
                    return  # the server went away: this one may be there or not
                statuses[answer.status_code] += 1
                if answer.status_code == 201:
                    acknowledged.append(title)
                if len(acknowledged) >= 40 or answer.status_code >= 400:
                    loaded.set()

    writers = [threading.Thread(target=write, args=(writer,)) for writer in range(4)]
    for writer in writers:
        writer.start()
    assert loaded.wait(60)
    began = time.monotonic()
    status = server.stop()
    took = time.monotonic() - began
    for writer in writers:
        writer.join()
    assert status == 0
    assert took < STOPS_WITHIN  # timed: scripts are promised ten seconds
    assert set(statuses) == {201}
    connection = apsw.Connection(str(server.data / "rootnode.db"), flags=apsw.SQLITE_OPEN_READONLY)
    titles = Counter(row[0] for row in connection.execute("SELECT title FROM node WHERE kind = 'issue'").fetchall())
    connection.close()
    assert len(acknowledged) >= 40
    assert [title for title in acknowledged if titles[title] != 1] == []
    assert max(titles.values()) == 1


HANGS = """
import sys, threading
from pathlib import Path
from rootnode.cli.server import serving
from rootnode.config import Settings
from rootnode.doors.rootnode import Rootnode

serving.LAST_SECOND = 0.5
Rootnode.close = lambda self: threading.Event().wait()
serving.serve(Settings(data=Path(sys.argv[1]), port=0))
"""


def test_something_that_hangs_at_the_end_is_left_behind(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HANGS, str(tmp_path)], env=environment(), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert "runs at" in process.stdout.readline()
        process.terminate()
        assert process.wait(60) == 0


def test_a_start_imports_nothing_that_only_migrations_or_tests_need() -> None:
    names = ("sqlalchemy", "alembic", "sqlite3", "chdb", "pandas", "pyarrow", "pytest", "hypothesis", "mlflow")
    script = f"import sys, rootnode.cli.server.serving; print(*(name for name in {names!r} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


# the HTTP server itself, with an application that never ends


async def _endless(scope: Any, receive: Any, send: Any) -> None:
    """Answers WebSockets and requests with something that goes on for ever."""
    if scope["type"] == "lifespan":
        for _ in range(2):
            message = await receive()
            await send({"type": f"{message['type']}.complete"})
        return
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        while True:
            await send({"type": "websocket.send", "text": "more"})
            await asyncio.sleep(0.01)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    while True:
        await send({"type": "http.response.body", "body": b"more", "more_body": True})
        await asyncio.sleep(0.01)


@contextmanager
def _running(settings: Settings) -> Iterator[tuple[uvicorn.Server, int]]:
    listening = listen("127.0.0.1", 0)
    port: int = listening.getsockname()[1]
    server = uvicorn.Server(configuration(_endless, settings))
    thread = threading.Thread(target=lambda: server.run(sockets=[listening]))
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield server, port
    finally:
        server.should_exit = True
        thread.join()


def _read_on(channel: ClientConnection) -> None:
    while True:
        channel.recv(30)


def test_streams_and_sockets_that_never_end_are_cut(tmp_path: Path) -> None:
    with ExitStack() as held:
        server, port = held.enter_context(_running(Settings(data=tmp_path, drain_seconds=1)))
        stream = held.enter_context(httpx.stream("GET", f"http://127.0.0.1:{port}/"))
        chunks = stream.iter_bytes()
        assert next(chunks)
        channel = held.enter_context(connect(f"ws://127.0.0.1:{port}/"))
        assert channel.recv() == "more"
        server.should_exit = True
        with pytest.raises(ConnectionClosed) as closed:
            _read_on(channel)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1012
        with pytest.raises(httpx.TransportError):
            list(chunks)


def test_connections_do_not_wait_for_nagle(tmp_path: Path) -> None:
    with _running(Settings(data=tmp_path, drain_seconds=0)) as (server, port), httpx.stream("GET", f"http://127.0.0.1:{port}/"):
        (connection,) = server.server_state.connections
        transport: Any = connection.transport
        assert transport.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 1


def test_connections_inherit_it_from_the_listening_socket() -> None:
    """Also where the event loop would not set it: asyncio's own does so only for a socket that names its protocol."""
    with listen("127.0.0.1", 0) as listening:
        listening.listen()
        listening.setblocking(True)
        with socket.create_connection(listening.getsockname()):
            accepted, _ = listening.accept()
            with accepted:
                assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 1


def test_a_bound_socket_refuses_callers_until_it_listens() -> None:
    with listen("127.0.0.1", 0) as listening:
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(listening.getsockname())
        assert listening.getsockname()[1] > 0


def test_ipv6_works_where_the_machine_has_it() -> None:
    try:
        listening = listen("::1", 0)
    except OSError as error:
        pytest.skip(f"no IPv6 here: {error}")
    listening.close()


def test_the_first_lines_help_who_works_over_ssh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = open_rootnode(Settings(data=tmp_path))
    try:
        monkeypatch.delenv("SSH_CONNECTION", raising=False)
        assert "ssh" not in start_block(opened)
        monkeypatch.setenv("SSH_CONNECTION", "192.0.2.7 51000 192.0.2.1 22")
        assert "ssh -N -L 7700:127.0.0.1:7700 192.0.2.1" in start_block(opened)
        opened.settings = msgspec.structs.replace(opened.settings, public_url="http://ml.example.org:7700")
        block = start_block(opened)
        assert "ssh" not in block
        assert "runs at http://ml.example.org:7700\n" in block
    finally:
        opened.close()
