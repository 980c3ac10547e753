"""The server's side of `admin.sock`."""

import logging
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec

from rootnode.cli.server.admin import carry_out
from rootnode.cli.server.asking import Answer, Command, read_line
from rootnode.cli.server.failures import Refused
from rootnode.cli.server.sockets import ADMIN, listen_admin
from rootnode.doors.rootnode import Rootnode
from rootnode.kit.errors import Problem

log = logging.getLogger("rootnode.admin")


class AdminSocket:
    """Takes commands on a thread of its own; commands are carried out one after the other."""

    def __init__(self, rootnode: Rootnode, folder: Path) -> None:
        self._rootnode = rootnode
        self._path = folder / ADMIN
        self._listening = listen_admin(folder)
        self._stopping = False
        self._work = ThreadPoolExecutor(1, "admin-work")
        self._thread = threading.Thread(target=self._serve, name="admin", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Take no further command; finish the one that runs."""
        self._stopping = True
        self._path.unlink(missing_ok=True)
        self._listening.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)
        self._work.shutdown(wait=False)
        self._listening.close()

    def _serve(self) -> None:
        while not self._stopping:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                if not self._stopping:
                    log.exception("the admin socket failed")
                return
            with connection:
                self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        try:
            connection.settimeout(10)
            line = read_line(connection)
            if line:
                connection.sendall(msgspec.json.encode(self._carry_out(line)) + b"\n")
        except OSError as error:  # the command was interrupted; what it asked for is done or not
            log.warning("an operator's command went away: %s", error)

    def _carry_out(self, line: bytes) -> Answer:
        try:
            asked = msgspec.json.decode(line, type=Command)
        except msgspec.DecodeError as error:
            return Answer(refused=f"The server did not understand the command ({error}). It may be of another version: restart it.")
        # through a future, so that nothing that goes wrong in a command ends this thread
        working = self._work.submit(carry_out, self._rootnode, asked.command, asked.arguments)
        match working.exception():
            case None:
                return Answer(done=working.result())
            case Problem() | Refused() as refused:
                return Answer(refused=str(refused))
            case failure:
                log.error("an operator's command failed", exc_info=failure)
                return Answer(refused="The command failed; the server's log says why.")
