"""`rootnode serve`: one process that owns the data folder, answers until it is told to stop, and ends within ten seconds of that."""

import gc
import logging
import os
import signal
import socket
import sys
import threading
from contextlib import ExitStack
from pathlib import Path
from types import FrameType
from typing import Any, Final

import msgspec
import uvicorn

import rootnode
from rootnode.app import asgi, open_rootnode
from rootnode.cli.server.failures import Refused
from rootnode.cli.server.listening import AdminSocket
from rootnode.cli.server.sockets import listen
from rootnode.config import LOOPBACK_NAMES, Settings
from rootnode.doors.http.protocol import BoundedHttp
from rootnode.doors.rootnode import Rootnode, address_of
from rootnode.kit import lock, logs
from rootnode.kit.lock import DataLock, Locked

LAST_SECOND: Final = 9.3
"""So many seconds after the signal the process ends, whatever still runs: everything acknowledged is durable anyway."""
WAIT_FOR_COMMAND: Final = 10
KEEP_ALIVE: Final = 75
LARGEST_FRAME: Final = 1 << 20
log = logging.getLogger("rootnode.server")


class Stopping:
    """What SIGTERM and SIGINT do, from the first moment on: before, while and after the server runs."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.ask)

    def ask(self, _number: int = 0, _frame: FrameType | None = None) -> None:
        """Remember it, and make sure of the end."""
        if not self.asked:
            self.asked = True
            end = threading.Timer(LAST_SECOND, self._end)
            end.daemon = True
            end.start()

    def _end(self) -> None:
        log.error("something did not stop in time; ending without it")
        sys.stderr.flush()
        os._exit(0)


class Server(uvicorn.Server):
    """uvicorn that says when it listens, and whose signals also start the clock of `Stopping`."""

    def __init__(self, config: uvicorn.Config, stopping: Stopping, block: str) -> None:
        super().__init__(config)
        self._stopping = stopping
        self._block = block

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        gc.collect()
        gc.freeze()  # what was imported stays, so the collector need not look at it again
        print(self._block, flush=True)
        log.info("started", extra=logs.facts(version=rootnode.__version__))
        if self._stopping.asked:
            self.should_exit = True

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._stopping.ask()
        super().handle_exit(sig, frame)


def serve(settings: Settings) -> None:
    """Run until told to stop. Raises Refused when the folder or the port is taken, CannotUse for data that will not do."""
    logs.configure(settings.log_level, settings.log_format)
    stopping = Stopping()
    with ExitStack() as held:
        held.enter_context(_own(settings.data))
        listening = held.enter_context(_listen(settings))
        settings = msgspec.structs.replace(settings, port=listening.getsockname()[1])
        opened = open_rootnode(settings)
        held.callback(opened.close)
        admin = AdminSocket(opened, settings.data)
        held.callback(admin.close)
        if not stopping.asked:
            config = configuration(asgi(opened), settings)
            Server(config, stopping, start_block(opened)).run(sockets=[listening])
            gc.unfreeze()
        log.info("stopped")


def configuration(application: Any, settings: Settings) -> uvicorn.Config:
    """How uvicorn runs the application: one process, nothing of a proxy believed, logs are ours."""
    return uvicorn.Config(
        application,
        loop="uvloop",
        http=BoundedHttp,
        ws="websockets-sansio",
        ws_max_size=LARGEST_FRAME,
        ws_per_message_deflate=False,
        lifespan="on",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=settings.drain_seconds,
    )


def start_block(opened: Rootnode) -> str:
    """What is printed when the server answers: its address, its data, and the link for the first account."""
    settings = opened.settings
    lines = [f"Rootnode {rootnode.__version__} runs at {address_of(settings)}", f"  data: {settings.data}"]
    if opened.setup_link:
        lines.append(f"  make the first account (the link works once): {opened.setup_link}")
    if settings.host not in LOOPBACK_NAMES and not settings.public_url and not settings.allowed_hosts:
        lines.append("  answers only under the name localhost: set ROOTNODE_PUBLIC_URL to the address that people will type")
    lines += _over_ssh(settings, os.environ.get("SSH_CONNECTION", ""))
    lines.append("  stop it with Ctrl-C")
    return "\n".join(lines)


def _over_ssh(settings: Settings, connection: str) -> list[str]:
    """For who works over SSH: the address above is that of this machine, not of the one before them."""
    parts = connection.split()
    if len(parts) != 4 or settings.public_url or settings.host not in LOOPBACK_NAMES:
        return []
    port = settings.port
    tunnel = f"  over SSH? On your own machine: ssh -N -L {port}:127.0.0.1:{port} {parts[2]}  and the address above works there"
    return [tunnel, "  or let others reach this machine: --host 0.0.0.0 --public-url http://NAME:" + str(port)]


def _own(folder: Path) -> DataLock:
    """The lock on the data folder. A command that holds it for a moment is waited for, another server is not."""
    waiting = threading.Event()
    for _ in range(WAIT_FOR_COMMAND * 10):
        try:
            return lock.take(folder, "serve")
        except Locked as locked:
            if locked.holder.what == "serve":
                remedy = "Stop it first, or choose another folder with --data."
                raise Refused(
                    f"The data folder {folder} is in use by another Rootnode server, process {locked.holder.pid}. {remedy}"
                ) from None
        waiting.wait(0.1)
    return lock.take(folder, "serve")


def _listen(settings: Settings) -> socket.socket:
    try:
        return listen(settings.host, settings.port)
    except OSError as error:
        where = f"{settings.host} port {settings.port}"
        remedy = "Choose another one with --port, or stop the program that uses it."
        raise Refused(f"Rootnode cannot listen on {where} ({error.strerror or error}). {remedy}") from None
