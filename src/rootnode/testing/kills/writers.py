"""Writers over HTTP, and the one that makes, changes and links items through REST. `run_writer` has the other."""

import http.client
import random
import threading
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from rootnode.kit.ids import new_id
from rootnode.testing.kills.journal import Journal, Op

KEY: Final = "KILLS"
API: Final = "/api/v1"
PATIENCE: Final = 30
STATES: Final = ("todo", "in_progress", "in_review", "done")


class Cut(Exception):
    """The connection broke: whether the request was carried out is not known."""


class Wire:
    """One keep-alive connection to the server, made again when it broke."""

    def __init__(self, port: int, token: str) -> None:
        self._port = port
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._connection: http.client.HTTPConnection | None = None

    def send(self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> tuple[int, bytes, bool]:
        """(status, body, whether it repeats an earlier answer). Raises Cut."""
        try:
            if self._connection is None:
                self._connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE)
            self._connection.request(method, path, body or None, {**self._headers, **(headers or {})})
            answer = self._connection.getresponse()
            return answer.status, answer.read(), answer.headers.get("idempotency-replayed") == "true"
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise Cut from error

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class Writer:
    """Writes until told to stop. When the server goes away in the middle of a write it waits for the next life, and then
    repeats the write with its key, or lets it be and goes on: a coin decides."""

    def __init__(self, number: int, journal: Journal, port: int, token: str, draw: random.Random) -> None:
        self.number = number
        self.journal = journal
        self.wire = Wire(port, token)
        self.draw = draw
        self.up = threading.Event()
        self.done = threading.Event()
        self.life = 0

    def run(self) -> None:
        """The loop; for a thread of its own."""
        try:
            while not self.done.is_set():
                if self.up.wait(0.1):
                    self.turn()
        finally:
            self.wire.close()

    def turn(self) -> None:
        """Make one or a few writes."""
        raise NotImplementedError

    def write(self, op: Op, method: str, path: str, body: bytes, headers: Mapping[str, str] | None = None) -> bool:
        """Send it until there is an answer, or until it is let be; answers whether it was acknowledged."""
        while not self.done.is_set():
            self.journal.sends(op)
            life = self.life
            try:
                status, answer, replayed = self.wire.send(method, path, body, headers)
            except Cut:
                self._wait_for_life(life)
                if self.draw.random() < 0.5:
                    return False
                continue
            if 200 <= status < 300:
                told = msgspec.json.decode(answer) if answer else {}
                self.journal.acknowledged(op, told, replayed=replayed, life=life)
                return True
            self.journal.was_refused(op, status, answer)
            return False
        return False

    def _wait_for_life(self, life: int) -> None:
        while self.life == life and not self.done.wait(0.01):
            continue
        while not self.up.wait(0.01) and not self.done.is_set():
            continue


class ItemWriter(Writer):
    """Makes items, changes them, links them. Every request carries its own Idempotency-Key; every title its own token."""

    def __init__(self, number: int, journal: Journal, port: int, token: str, draw: random.Random) -> None:
        super().__init__(number, journal, port, token, draw)
        self._items: dict[str, int] = {}
        """Items of this writer and the rev that it knows."""
        self._linked: set[tuple[str, str]] = set()

    def turn(self) -> None:
        match self.draw.choices(("create", "update", "link"), (3, 4, 2) if len(self._items) > 2 else (1, 0, 0))[0]:
            case "create":
                self._create()
            case "update":
                self._update()
            case _:
                self._link()

    def _fields(self) -> dict[str, Any]:
        length = self.draw.choice((20, 200, 200, 2_000, 30_000))
        words = self.draw.randbytes(length // 2).hex()
        return {"description": words, "estimate": self.draw.randint(0, 100), "priority": self.draw.choice(("low", "medium", "high"))}

    def _send(self, op: Op, method: str, path: str, body: Mapping[str, Any]) -> bool:
        return self.write(op, method, f"{API}{path}", msgspec.json.encode(body), {"Idempotency-Key": op.id})

    def _create(self) -> None:
        op = Op(new_id(), "create", self.number, {"fields": self._fields(), "state": self.draw.choice(STATES)})
        body = {"type": "issue", "title": f"{op.id} made by writer {self.number}", **op.sent}
        if self._send(op, "POST", f"/projects/{KEY}/items", body):
            self._items[op.answer["id"]] = op.answer["rev"]

    def _update(self) -> None:
        item = self.draw.choice(list(self._items))
        rev = self._items.pop(item)  # not known any more if this is cut off
        op = Op(new_id(), "update", self.number, {"fields": self._fields(), "item": item, "rev": rev + 1})
        body = {"rev": rev, "title": f"{op.id} changed by writer {self.number}", "fields": op.sent["fields"]}
        if self._send(op, "PATCH", f"/items/{item}", body):
            self._items[item] = op.answer["rev"]

    def _link(self) -> None:
        source, target = self.draw.sample(list(self._items), 2)
        if (source, target) in self._linked:
            return
        self._linked.add((source, target))
        op = Op(new_id(), "link", self.number, {"source": source, "target": target, "type": "relates"})
        self._send(op, "POST", "/links", op.sent)
