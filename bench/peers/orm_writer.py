"""The usual way to write a tracker's backend: SQLAlchemy ORM over the standard library's SQLite, a session and a commit per call.

The same work as `bench/trunk/graph_write.py`: 16 writers that make an item, change it and link it, each call with its
entry in a log of changes, each durable (WAL, synchronous=FULL) when it answers. Threads, as sync web workers are.
"""

import json
import sys
import threading
import time
import uuid
from typing import Any

from sqlalchemy import Engine, Float, ForeignKey, Index, Integer, String, Text, create_engine, event
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

WRITERS = 16


class Base(DeclarativeBase):
    """All tables."""


class Item(Base):
    """A node, with its fields as JSON."""

    __tablename__ = "item"
    id: Mapped[str] = mapped_column(String, primary_key=True)
    project: Mapped[str] = mapped_column(String, index=True)
    title: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String)
    fields: Mapped[str] = mapped_column(Text)
    rev: Mapped[int] = mapped_column(Integer)
    updated: Mapped[float] = mapped_column(Float)
    __table_args__ = (Index("ix_item_state", "project", "state", "id"),)


class Link(Base):
    """An edge."""

    __tablename__ = "link"
    id: Mapped[str] = mapped_column(String, primary_key=True)
    source: Mapped[str] = mapped_column(ForeignKey("item.id"), index=True)
    target: Mapped[str] = mapped_column(ForeignKey("item.id"), index=True)
    type: Mapped[str] = mapped_column(String)


class Change(Base):
    """The log."""

    __tablename__ = "change"
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    item: Mapped[str] = mapped_column(String, index=True)
    body: Mapped[str] = mapped_column(Text)


def engine_of(path: str) -> Engine:
    engine = create_engine(f"sqlite:///{path}", pool_size=WRITERS, connect_args={"timeout": 60})

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    Base.metadata.create_all(engine)
    return engine


def writer(engine: Engine, turnstile: threading.Lock, number: int, since: float, until: float, done: list[int]) -> None:
    last = None
    turn = 0
    while time.monotonic() < until:
        turn += 1
        made = uuid.uuid4().hex
        for call in ("create", "update", "link"):
            if call == "link" and last is None:
                continue
            began = time.monotonic()
            with turnstile, Session(engine) as session, session.begin():  # one at a time: SQLite's own waiting is slower
                match call:
                    case "create":
                        fields = {
                            "description": f"Writer {number}, turn {turn}: " + "what is to be done and why. " * 4,
                            "priority": "medium",
                        }
                        title = f"Look into batch {turn} of writer {number}"
                        session.add(
                            Item(id=made, project="p", title=title, state="backlog", fields=json.dumps(fields), rev=1, updated=began)
                        )
                    case "update":
                        item = session.get_one(Item, made)
                        item.state, item.rev, item.updated = "in_progress", item.rev + 1, began
                        item.fields = json.dumps(json.loads(item.fields) | {"estimate": turn % 13, "priority": "high"})
                    case _:
                        session.add(Link(id=uuid.uuid4().hex, source=made, target=last, type="relates"))
                session.add(Change(item=made, body=json.dumps({"call": call, "turn": turn})))
            if began >= since:
                done[number] += 1
        last = made


def main() -> None:
    path, seconds = sys.argv[1], float(sys.argv[2])
    engine = engine_of(path)
    turnstile = threading.Lock()
    done = [0] * WRITERS
    since = time.monotonic() + 1
    threads = [threading.Thread(target=writer, args=(engine, turnstile, number, since, since + seconds, done)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(json.dumps({"rate": sum(done) / seconds}))


main()
