"""The server opens no connection that nobody configured, and works without a network.

Watched from outside the process, so that what libraries do in C or Rust is seen too.
"""

import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from rootnode.testing.server import rootnode, running_server

STRACE = shutil.which("strace")
CONNECT = re.compile(
    r"(?:connect|sendto|sendmsg)\(.*?sa_family=AF_INET6?,.*?(?:inet_addr\(\"([^\"]+)\"\)|inet_pton\(AF_INET6, \"([^\"]+)\")"
)
pytestmark = pytest.mark.skipif(STRACE is None, reason="needs strace, which Debian and Fedora have under that name")


def _watch(trace: Path) -> list[str]:
    return [str(STRACE), "-f", "--seccomp-bpf", "-qq", "-e", "trace=connect,sendto,sendmsg", "-e", "signal=none", "-o", str(trace)]


def _outside(trace: Path) -> list[str]:
    """Addresses beyond this machine that were called or written to."""
    found = [first or second for first, second in CONNECT.findall(trace.read_text())]
    return [address for address in found if not address.startswith("127.") and address != "::1"]


def test_the_watch_sees_a_call_to_another_machine(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    call = "import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.connect(('192.0.2.1', 9)); s.send(b'x')"
    subprocess.run([*_watch(trace), sys.executable, "-c", call], check=False)
    assert _outside(trace) == ["192.0.2.1"]


def test_no_call_leaves_this_machine(tmp_path: Path) -> None:
    data, trace = tmp_path / "data", tmp_path / "trace"
    with running_server(data, wrapped=_watch(trace), extra={"TZ": "UTC"}) as server:
        with httpx.Client(base_url=server.url) as client:
            assert client.get("/ready").status_code == 200
            assert client.get("/api/v1/session").json()["setup_needed"]
            assert client.get("/metrics").status_code == 200
            assert client.get("/").status_code < 500
            assert client.get("/api/v1/openapi.json").status_code == 200
        assert rootnode("project", "create", "Fraud", "--key", "FRAUD", "--data", str(data)).returncode == 0
        token = rootnode("token", "create", "--project", "FRAUD", "--data", str(data)).stdout.strip()
        with httpx.Client(base_url=server.url, headers={"authorization": f"Bearer {token}"}) as client:
            made = client.post("/api/v1/projects/FRAUD/items", json={"type": "issue", "title": "See http://example.org/picture.png"})
            assert made.status_code == 201
            assert client.get("/api/v1/projects/FRAUD/items").json()["items"]
        inner = int(subprocess.run(["pgrep", "-P", str(server.process.pid)], capture_output=True, text=True, check=True).stdout)
        subprocess.run(["kill", str(inner)], check=True)
        assert server.process.wait(60) == 0
    assert _outside(trace) == []


@pytest.mark.skipif(shutil.which("unshare") is None, reason="needs unshare")
def test_it_runs_where_there_is_no_network(tmp_path: Path) -> None:
    """In a network namespace of its own, where not even loopback is up: only starting, migrating and stopping can work."""
    if subprocess.run(["unshare", "-n", "true"], capture_output=True, check=False).returncode:
        pytest.skip("this user may not make a network namespace")
    with running_server(tmp_path / "data", wrapped=["unshare", "-n"]) as server:
        done = rootnode("project", "create", "Fraud", "--key", "FRAUD", "--data", str(tmp_path / "data"))
        assert done.returncode == 0, done.stderr
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", int(server.url.rsplit(":", 1)[1])), timeout=1)
        assert server.stop() == 0
