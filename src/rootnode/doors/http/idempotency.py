"""Repeating a call safely: with an `Idempotency-Key`, a verb is carried out once and its answer repeated for 24 hours.

The key is stored in the verb's own transaction, so there is no moment at which one is there without the other. A call
that failed is not remembered: it changed nothing and may be tried again.
"""

import hashlib
from collections.abc import Callable
from typing import Any, Concatenate, Final, ParamSpec, TypeVar, cast

import msgspec
from litestar import Request, Response

from rootnode.auth.caller import Caller
from rootnode.auth.secrets import digest
from rootnode.doors.rootnode import Rootnode
from rootnode.graph.apply import acts_in
from rootnode.kit.clock import HOUR
from rootnode.kit.db import WriteTx
from rootnode.kit.errors import Invalid, Unprocessable

P = ParamSpec("P")
T = TypeVar("T")

HEADER: Final = "idempotency-key"
ACTS: Final = "rootnode-acts"
"""Names what a call did, so that whoever called can undo it."""
KEPT: Final = 24 * HOUR
LONGEST: Final = 255


class _Asked(msgspec.Struct, frozen=True):
    """Who asks for what, under which key. The key and the body are kept as digests only."""

    scope: str
    key: str
    workspace: str
    request: str


class _Answer(msgspec.Struct, frozen=True):
    status: int
    body: bytes
    repeated: bool = False
    acts: str = ""


async def write_once(
    request: Request[Any, Any, Any], verb: Callable[Concatenate[WriteTx, Caller, P], T], *args: P.args, **kwargs: P.kwargs
) -> Response[T]:
    """Carry out `verb(tx, caller, *args, **kwargs)` and answer with its result as JSON, under the status of the route.

    With the header, a second call with the same key answers as the first did, with `Idempotency-Replayed: true`; one with
    another body or address is refused with 422. A field `secret` or `link`, shown once, is null in a repeated answer.
    """
    rootnode: Rootnode = request.app.state["rootnode"]
    caller: Caller = request.scope["state"]["caller"]
    status = request.route_handler.status_code or 200
    asked = await _asked(request, caller)
    if asked is None:
        result, acts = await rootnode.db.write(_acting, lambda tx: verb(tx, caller, *args, **kwargs))
        return cast("Response[T]", _respond(_Answer(status, encode(result), acts=acts)))  # the OpenAPI document reads the type
    return cast("Response[T]", _respond(await rootnode.db.write(_once, asked, status, lambda tx: verb(tx, caller, *args, **kwargs))))


def encode(result: object) -> bytes:
    """JSON; nothing at all for None."""
    return b"" if result is None else msgspec.json.encode(result)


async def _asked(request: Request[Any, Any, Any], caller: Caller) -> _Asked | None:
    key = request.headers.get(HEADER)
    if key is None:
        return None
    if not 0 < len(key) <= LONGEST or not key.isprintable():
        raise Invalid(f"An Idempotency-Key has 1 to {LONGEST} printable characters; a random UUID is best.", where="Idempotency-Key")
    content = hashlib.sha256(f"{request.method}\n{request.scope['path']}\n".encode())
    content.update(request.scope["query_string"] + b"\n" + await request.body())
    return _Asked(caller.account or caller.actor, digest(key), caller.workspace, content.hexdigest())


def _once(tx: WriteTx, asked: _Asked, status: int, act: Callable[[WriteTx], object]) -> _Answer:
    """Claim the key, act, store the answer. A second call with the key waits for the first one's commit."""
    facts = msgspec.structs.asdict(asked)
    tx.run("DELETE FROM idempotency WHERE scope = :scope AND key = :key AND created < :before", **_key(asked), before=tx.now - KEPT)
    claim = (
        "INSERT INTO idempotency (scope, key, workspace, request, created) VALUES (:scope, :key, :workspace, :request, :now) "
        "ON CONFLICT (scope, key) DO NOTHING"
    )
    if not tx.run(claim, **facts, now=tx.now):
        return _stored(tx, asked)
    result, acts = _acting(tx, act)
    update = "UPDATE idempotency SET status = :status, answer = :answer WHERE scope = :scope AND key = :key"
    tx.run(update, **_key(asked), status=status, answer=encode(_without_secret(result)))
    return _Answer(status, encode(result), acts=acts)


def _acting(tx: WriteTx, act: Callable[[WriteTx], object]) -> tuple[object, str]:
    """What a verb answers, and which acts undo takes back: `operation verb`, with commas between."""
    before = len(acts_in(tx))
    result = act(tx)
    return result, ", ".join(f"{operation} {verb}" for operation, verb in acts_in(tx)[before:])


def _stored(tx: WriteTx, asked: _Asked) -> _Answer:
    row = tx.row("SELECT request, status, answer FROM idempotency WHERE scope = :scope AND key = :key", **_key(asked))
    if row is None or row[0] != asked.request:
        raise Unprocessable("This Idempotency-Key was used for another request. Use a new key for each one.", where="Idempotency-Key")
    return _Answer(row[1], bytes(row[2]), repeated=True)


def _key(asked: _Asked) -> dict[str, str]:
    return {"scope": asked.scope, "key": asked.key}


def _without_secret(result: object) -> object:
    """What is shown once is never stored."""
    for name in ("secret", "link"):
        if isinstance(result, msgspec.Struct) and isinstance(getattr(result, name, None), str):
            result = msgspec.structs.replace(result, **{name: None})
    return result


def _respond(answer: _Answer) -> Response[bytes]:
    headers = {"idempotency-replayed": "true"} if answer.repeated else {}
    if answer.acts:
        headers[ACTS] = answer.acts
    if not answer.body:
        return Response(b"", status_code=204, headers=headers)
    return Response(answer.body, status_code=answer.status, media_type="application/json", headers=headers)


def forget_purged(tx: WriteTx, nodes: list[str]) -> None:
    """For `Graph.on_purge`: no stored answer tells of what was removed for good. Repeating such a call answers with nothing."""
    found = "instr(answer, :id) > 0" if tx.dialect == "sqlite" else "position(CAST(:id AS BYTEA) IN answer) > 0"
    for node in nodes:
        tx.run(
            f"UPDATE idempotency SET answer = :empty WHERE answer IS NOT NULL AND {found}", id=node.encode(), empty=b""
        )  # sql: constants only


def clean_keys(tx: WriteTx) -> None:
    """Forget answers older than 24 hours."""
    tx.run("DELETE FROM idempotency WHERE created < :before", before=tx.now - KEPT)
