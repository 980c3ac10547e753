"""The tokens of a project, for its training code. Its leads make and revoke them."""

from typing import Any

import msgspec
from litestar import Request, Response, delete, get, post
from litestar.params import FromPath, JSONBody

from rootnode.auth.caller import Caller
from rootnode.auth.revocations import Revocations
from rootnode.auth.tokens import create_project_token, project_tokens, revoke_project_token
from rootnode.doors.api.addresses import Id
from rootnode.doors.http.given import GivenCaller, GivenRootnode
from rootnode.doors.http.idempotency import write_once
from rootnode.graph.access import project_by_key, require_role
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.wire.people import NewToken, Token, Tokens

_TAGS = ["Projects"]
_PATH = "/projects/{key:str}/tokens"


def led_project(tx: ReadTx, caller: Caller, key: str) -> str:
    """The id of the project with that key, which the caller leads. Raises NotFound, Forbidden."""
    project, _ = project_by_key(tx, caller, key)
    require_role(tx, caller, project, "lead")
    return project


def tokens_of_project(tx: ReadTx, caller: Caller, key: str) -> list[Token]:
    """The live tokens of the project with that key."""
    return project_tokens(tx, caller, led_project(tx, caller, key))


def create_token(tx: WriteTx, caller: Caller, key: str, new: NewToken) -> Token:
    """Make a token of the project with that key."""
    return create_project_token(tx, caller, led_project(tx, caller, key), new)


def revoke_token(tx: WriteTx, caller: Caller, revocations: Revocations, key: str, token: str) -> None:
    """Revoke a token of the project with that key."""
    revoke_project_token(tx, caller, revocations, led_project(tx, caller, key), token)


@get(_PATH, operation_id="listProjectTokens", tags=_TAGS, opt={"access": "read"}, summary="Tokens of a project")
async def list_project_tokens(rootnode: GivenRootnode, caller: GivenCaller, key: FromPath[str]) -> Tokens:
    """For leads of the project. Live ones, newest first, without their secrets."""
    stored = await rootnode.db.read(tokens_of_project, caller, key)
    return Tokens(tuple(msgspec.structs.replace(one, last_used=rootnode.touches.of_token(one.id) or one.last_used) for one in stored))


@post(_PATH, operation_id="createProjectToken", tags=_TAGS, opt={"access": "write"}, status_code=201, summary="Make a project token")
async def post_project_token(request: Request[Any, Any, Any], key: FromPath[str], data: JSONBody[NewToken]) -> Response[Token]:
    """For leads of the project. The secret is in this answer and nowhere else, also not in the answer to a repeated call."""
    return await write_once(request, create_token, key, data)


@delete(
    f"{_PATH}/{{id:str}}",
    operation_id="revokeProjectToken",
    tags=_TAGS,
    opt={"access": "write"},
    status_code=204,
    summary="Revoke a project token",
)
async def delete_project_token(request: Request[Any, Any, Any], rootnode: GivenRootnode, key: FromPath[str], id_: Id) -> Response[None]:
    """For leads of the project. Holds at once, also on open connections."""
    return await write_once(request, revoke_token, rootnode.revocations, key, id_)


ROUTES = (list_project_tokens, post_project_token, delete_project_token)
