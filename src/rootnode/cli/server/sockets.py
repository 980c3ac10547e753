"""The two sockets of a server: TCP for everybody, and a Unix socket in the data folder for its operator."""

import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

ADMIN: Final = "admin.sock"
# what fits into sockaddr_un on every system: 104 bytes on macOS, 108 on Linux, with the final zero
_LONGEST: Final = 103


def listen(host: str, port: int) -> socket.socket:
    """A bound TCP socket that does not listen yet, so that callers are refused rather than kept waiting until it does.

    Connections inherit TCP_NODELAY from it: with Nagle's algorithm a keep-alive call can take 40 ms longer.
    """
    family, kind, proto, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    bound = socket.socket(family, kind, proto or socket.IPPROTO_TCP)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        bound.setblocking(False)
        bound.bind(address)
    except BaseException:
        bound.close()
        raise
    return bound


def listen_admin(folder: Path) -> socket.socket:
    """The Unix socket of the server that owns `folder`; what an earlier one left is replaced. Only this user can connect."""
    path = folder / ADMIN
    path.unlink(missing_ok=True)
    bound = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        with _reachable(folder) as short:
            bound.bind(str(short / ADMIN))
        path.chmod(0o600)  # nobody can connect before `listen`
        bound.listen(16)
    except BaseException:
        bound.close()
        raise
    return bound


def connect_admin(folder: Path, seconds: float) -> socket.socket:
    """A connection to the server that owns `folder`. Raises FileNotFoundError or ConnectionRefusedError when none answers there."""
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.settimeout(seconds)
        with _reachable(folder) as short:
            connection.connect(str(short / ADMIN))
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def _reachable(folder: Path) -> Iterator[Path]:
    """`folder` under a name short enough for a socket's address. The working directory stays: other threads rely on it."""
    if len(os.fsencode(folder / ADMIN)) <= _LONGEST:
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="rn-", dir="/tmp") as private:
        link = Path(private) / "d"
        link.symlink_to(folder.absolute())
        yield link
