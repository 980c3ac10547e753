"""Engines for tests: a PostgreSQL cluster of one's own, an S3 stand-in, and databases that have the schema already.

Nothing here asks for a container or for a server that runs already: programs are started on loopback and end with the
process that started them, even when that process is killed.
"""

import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import httpx
import psycopg

PATIENCE: Final = 60
"""Seconds that a program may take to come up on a busy machine."""

ROOM: Final = 4 << 30
"""Bytes of memory that must be free before tests keep their files in it."""

_DISK: Final = Path("/tmp")  # noqa: S108 - only folders of mkdtemp are made in it; a socket's path must be short
_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - the same

_CARELESS: Final = ("fsync=off", "full_page_writes=off", "autovacuum=off", "wal_level=minimal", "max_wal_senders=0", "max_wal_size=256MB")
"""Settings of a cluster whose data dies with it anyway."""


class Missing(Exception):
    """A program that an engine needs is not on this machine. Says which, and how to get it."""


def free_port() -> int:
    """A TCP port on loopback that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def quick_folder() -> Path:
    """Where files that nobody keeps are made: in memory (/dev/shm) where there is room for a whole run of tests, else /tmp."""
    if not os.access(_MEMORY, os.W_OK) or shutil.disk_usage(_MEMORY).free < ROOM:
        return _DISK
    available = re.search(r"MemAvailable:\s+(\d+) kB", Path("/proc/meminfo").read_text())
    return _MEMORY if available and int(available[1]) * 1024 >= ROOM else _DISK


def postgres_programs() -> Path:
    """The folder of the newest PostgreSQL server, 15 or newer. Raises Missing."""
    found = [Path(shutil.which("postgres") or "/none").parent, *Path("/usr/lib/postgresql").glob("*/bin")]
    found += Path("/opt/homebrew/opt").glob("postgresql@*/bin")
    fit = {_major(folder): folder for folder in found if (folder / "initdb").exists() and _major(folder) >= 15}
    if not fit:
        raise Missing("no PostgreSQL 15 or newer on this machine (on Debian: apt-get install postgresql)")
    return fit[max(fit)]


def _major(folder: Path) -> int:
    answer = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"\d+", answer)
    return int(found[0]) if found else 0


class Cluster:
    """A running PostgreSQL cluster that belongs to this process."""

    def __init__(self, folder: Path, port: int, password: str) -> None:
        self.folder = folder
        self.port = port
        self._password = password

    def url(self, database: str = "postgres") -> str:
        """Where `database` of this cluster is, by TCP on loopback."""
        return f"postgresql://rootnode:{self._password}@127.0.0.1:{self.port}/{database}"

    def run(self, statement: str) -> None:
        """Carry out one statement of administration, outside a transaction."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(statement.encode())

    def create(self, database: str, template: str = "template0") -> str:
        """Make a database, with what `template` holds; answers its URL."""
        self.run(f"CREATE DATABASE {database} TEMPLATE {template}")
        return self.url(database)

    def drop(self, database: str) -> None:
        """Drop a database and cut off who still uses it."""
        self.run(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")


@contextmanager
def postgres_cluster(*, fsync: bool = False) -> Iterator[Cluster]:
    """A fresh cluster (UTF-8, locale C) that ends with this process. Root runs it as user `postgres`. Raises Missing."""
    programs = postgres_programs()
    as_postgres = _as_postgres()
    parent = _DISK if fsync else quick_folder()
    folder = Path(tempfile.mkdtemp(prefix="rootnode-postgres-", dir=parent))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        password = secrets.token_hex(16)
        careless = () if fsync else _CARELESS
        settings = [*_init(programs, as_postgres, folder, password), *(part for each in careless for part in ("-c", each))]
        for attempt in range(3):
            cluster = Cluster(folder, free_port(), password)
            command = [*as_postgres, str(programs / "postgres"), *settings, "-p", str(cluster.port)]
            with running(command, folder / "log", stop=signal.SIGQUIT) as process:
                if _answers(process, cluster, last=attempt == 2):
                    yield cluster
                    return
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _as_postgres() -> list[str]:
    if os.geteuid() != 0:
        return []
    try:
        pwd.getpwnam("postgres")
    except KeyError:
        raise Missing("PostgreSQL does not run as root, and there is no user `postgres` to run it as") from None
    return [shutil.which("setpriv") or "setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]


def _init(programs: Path, as_postgres: list[str], folder: Path, password: str) -> list[str]:
    data = folder / "data"
    secret = folder / "password"
    secret.write_text(password)
    if as_postgres:
        shutil.chown(secret, "postgres")
    secret.chmod(0o600)
    init = [
        f"{programs}/initdb",
        "-D",
        f"{data}",
        "-U",
        "rootnode",
        "-E",
        "UTF8",
        "--locale=C",
        "-A",
        "password",
        f"--pwfile={secret}",
        "-N",
    ]
    done = subprocess.run([*as_postgres, *init], capture_output=True, text=True, check=False, cwd=folder)
    if done.returncode:
        raise RuntimeError(f"initdb failed: {done.stderr}")
    settings = {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": str(folder),
        "max_connections": "200",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "autovacuum": "off",
        "max_wal_size": "256MB",
        "log_min_messages": "warning",
    }
    return ["-D", str(data), *(part for name, value in settings.items() for part in ("-c", f"{name}={value}"))]


def _answers(process: "subprocess.Popen[bytes]", cluster: Cluster, *, last: bool) -> bool:
    """Whether the cluster came up; False when another program took its port first."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            if last:
                raise RuntimeError(f"PostgreSQL did not start: {(cluster.folder / 'log').read_text()}")
            return False
        try:
            psycopg.connect(cluster.url(), connect_timeout=5).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return True
    raise RuntimeError(f"PostgreSQL gave no answer in {PATIENCE} s: {(cluster.folder / 'log').read_text()}")


@contextmanager
def running(command: list[str], log: Path, *, stop: signal.Signals = signal.SIGTERM) -> Iterator["subprocess.Popen[bytes]"]:
    """A program that runs for the length of the block, writes to `log`, and dies with this process."""
    leash = shutil.which("setpriv")
    if leash and command[0] == leash:
        command = [leash, f"--pdeathsig={stop.name[3:]}", *command[1:]]
    elif leash:
        command = [leash, f"--pdeathsig={stop.name[3:]}", *command]
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, stdin=subprocess.DEVNULL, cwd=log.parent)
    try:
        yield process
    finally:
        process.send_signal(stop)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class S3:
    """A running S3 stand-in."""

    access_key = "rootnode"
    secret_key = "rootnode-secret"  # noqa: S105 - the stand-in takes any

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        """Its address, `http://127.0.0.1:PORT`."""

    def create(self, bucket: str) -> str:
        """Make an empty bucket; answers its name."""
        httpx.put(f"{self.endpoint}/{bucket}", headers=self._signed_as()).raise_for_status()
        return bucket

    def _signed_as(self) -> dict[str, str]:
        return {"Authorization": f"AWS4-HMAC-SHA256 Credential={self.access_key}/20260101/us-east-1/s3/aws4_request"}


@contextmanager
def s3_server(folder: Path) -> Iterator[S3]:
    """moto's S3 in a process of its own, on loopback. `folder` takes its log."""
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    log = folder / "moto.log"
    with running(command, log) as process:
        server = S3(f"http://127.0.0.1:{port}")
        until = time.monotonic() + PATIENCE
        while True:
            try:
                httpx.get(f"{server.endpoint}/moto-api/data.json")
            except httpx.TransportError:
                if process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError(f"moto did not start: {log.read_text()}") from None
                time.sleep(0.1)
            else:
                break
        yield server
