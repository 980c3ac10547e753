"""What goes over `admin.sock`: one connection carries one command, a line of JSON each way. Light to import."""

import socket
from pathlib import Path
from typing import Any, Final

import msgspec

from rootnode.cli.server.failures import Refused
from rootnode.cli.server.sockets import connect_admin

PATIENCE: Final = 30
"""Seconds that a command waits for a server that starts or stops, or for another command."""
LONGEST: Final = 1 << 20
"""Bytes of a line."""


class Command(msgspec.Struct, frozen=True):
    """What a command asks of the server."""

    command: str
    arguments: dict[str, Any]


class Done(msgspec.Struct, frozen=True):
    """What to print: `lines` are the result, on standard output; `notes` are for people, on standard error."""

    lines: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class Answer(msgspec.Struct, frozen=True):
    """What the server says: `done`, or why not."""

    done: Done | None = None
    refused: str = ""


def ask(folder: Path, command: Command) -> Done | None:
    """What the server in `folder` says; None when there is none yet, or no longer. Raises Refused."""
    try:
        connection = connect_admin(folder, PATIENCE)
    except (FileNotFoundError, ConnectionRefusedError):
        return None
    with connection:
        connection.sendall(msgspec.json.encode(command) + b"\n")
        line = read_line(connection)
    if not line:
        raise Refused("The server stopped before it answered. Whether the command was carried out is not known: give it again.")
    answer = msgspec.json.decode(line, type=Answer)
    if answer.done is None:
        raise Refused(answer.refused)
    return answer.done


def read_line(connection: socket.socket) -> bytes:
    """Everything up to the first line's end; empty when the other side stopped before."""
    read = b""
    while not read.endswith(b"\n"):
        piece = connection.recv(65_536)
        if not piece or len(read) > LONGEST:
            return b""
        read += piece
    return read
