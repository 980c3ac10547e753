"""C18 against a real server: what arrives on the wire before any of our code has seen a request."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from rootnode.testing.server import RunningServer, running_server

PATIENCE = 30.0


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with running_server(tmp_path_factory.mktemp("wire") / "data") as running:
        yield running


def connect(server: RunningServer) -> socket.socket:
    address = urlsplit(server.url)
    return socket.create_connection((address.hostname or "", address.port or 0), PATIENCE)


def exchange(server: RunningServer, sent: bytes, *, more: bytes = b"", times: int = 0) -> tuple[int, dict[str, str], bytes]:
    """Send bytes, then `more` so many times, and read one answer. The server may hang up while we still send."""
    with connect(server) as connection:
        try:
            connection.sendall(sent)
            for _ in range(times):
                connection.sendall(more)
        except (BrokenPipeError, ConnectionResetError):
            pass
        received = b""
        try:
            while piece := connection.recv(65_536):
                received += piece
                if b"\r\n\r\n" in received and len(received.partition(b"\r\n\r\n")[2]) >= length_of(received):
                    break
        except ConnectionResetError:
            pass
    head, _, body = received.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
    return int(lines[0].split()[1]) if lines[0] else 0, headers, body


def length_of(received: bytes) -> int:
    for line in received.partition(b"\r\n\r\n")[0].split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    return 0


def others_are_answered(server: RunningServer) -> None:
    assert httpx.get(f"{server.url}/api/v1/session", timeout=PATIENCE).status_code == 200


def memory(server: RunningServer) -> int:
    """Resident bytes."""
    for line in Path(f"/proc/{server.process.pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise AssertionError("no VmRSS")


GET = b"GET /api/v1/session HTTP/1.1\r\nhost: 127.0.0.1\r\n"


def test_c18_a_megabyte_of_range(server: RunningServer) -> None:
    status, _, body = exchange(server, GET + b"range: bytes=" + b"0-1," * 250_000 + b"\r\n\r\n")
    assert status in (0, 431), "refused, or hung up upon while it still came"
    assert not body or json.loads(body)["code"] == "headers_too_large"
    others_are_answered(server)


def test_c18_a_hundred_thousand_headers(server: RunningServer) -> None:
    status, _, _ = exchange(server, GET + b"".join(b"x-%d: y\r\n" % number for number in range(100_000)) + b"\r\n")
    assert status in (0, 431)
    others_are_answered(server)


def test_c18_headers_without_end(server: RunningServer) -> None:
    before = memory(server)
    status, _, _ = exchange(server, GET + b"x: ", more=b"y" * 65_536, times=1_600)
    assert status in (0, 431)
    assert memory(server) - before < 32 << 20, "a hundred megabytes were sent, little of it was kept"
    others_are_answered(server)


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nx\x00y: z\r\n\r\n",
        b"GET  /  HTTP/1.1\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/9.9\r\nhost: 127.0.0.1\r\n\r\n",
        b"POST /api/v1/session HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /api/v1/session HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 4\r\ncontent-length: 5\r\n\r\n{}{}{",
        b"POST /api/v1/session HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: -4\r\n\r\n{}",
        b"POST /api/v1/session HTTP/1.1\r\nhost: 127.0.0.1\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n\r\n",
        b"GET / HTTP/1.1\r\nhost : 127.0.0.1\r\n\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n",
    ],
)
def test_c18_what_is_not_http(server: RunningServer, sent: bytes) -> None:
    status, headers, body = exchange(server, sent)
    assert status == 400
    assert headers["content-type"] == "application/problem+json"
    assert json.loads(body)["code"] == "invalid"
    others_are_answered(server)


def test_c15_hosts_over_the_wire(server: RunningServer) -> None:
    for host in (b"", b"host: evil.example\r\n", b"host: 127.0.0.1\r\nhost: 127.0.0.1\r\n"):
        status, _, body = exchange(server, b"GET /api/v1/session HTTP/1.1\r\n" + host + b"\r\n")
        assert (status, json.loads(body)["where"]) == (400, "Host")
    absolute, _, _ = exchange(server, b"GET http://evil.example/api/v1/session HTTP/1.1\r\nhost: evil.example\r\n\r\n")
    assert absolute == 400


def test_c5_a_chunked_body_without_end_is_cut_off(server: RunningServer) -> None:
    before = memory(server)
    head = b"POST /api/v1/session HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
    status, _, _ = exchange(server, head, more=b"10000\r\n" + b" " * 65_536 + b"\r\n", times=800)
    assert status == 413
    assert memory(server) - before < 32 << 20
    others_are_answered(server)


def test_c5_an_announced_body_is_refused_before_it_comes(server: RunningServer) -> None:
    head = b"POST /api/v1/session HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 99999999999\r\n\r\n"
    status, _, body = exchange(server, head)
    assert (status, json.loads(body)["code"]) == (413, "too_large")


def test_answers_do_not_say_what_runs_here(server: RunningServer) -> None:
    _, headers, _ = exchange(server, GET + b"\r\n")
    assert "server" not in headers
    assert "uvicorn" not in str(headers).lower()
