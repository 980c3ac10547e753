"""The caller's own account, sessions and tokens."""

from typing import Any

import msgspec
from litestar import Request, Response, delete, get, patch, post
from litestar.params import JSONBody

from rootnode.auth.caller import Caller
from rootnode.auth.people import change_password, own_password, rename_me
from rootnode.auth.preferences import me, set_focus
from rootnode.auth.revocations import Revocations
from rootnode.auth.sessions import end_session, sessions_of
from rootnode.auth.tokens import create_own_token, own_tokens, revoke_own_token
from rootnode.doors.api.addresses import Id
from rootnode.doors.http.given import GivenCaller, GivenRootnode
from rootnode.doors.http.idempotency import write_once
from rootnode.kit.db import WriteTx
from rootnode.kit.errors import Forbidden, TooMany
from rootnode.wire.people import Me, MePatch, NewPassword, NewToken, SignedIns, Token, Tokens

_TAGS = ["Me"]
_SESSION = {"access": "session"}


@get("/me", operation_id="getMe", tags=_TAGS, opt={"access": "read"}, summary="The caller's account")
async def get_me(rootnode: GivenRootnode, caller: GivenCaller) -> Me:
    """Not found for a project's token, which is nobody's."""
    return await rootnode.db.read(me, caller)


def _patched(tx: WriteTx, caller: Caller, revocations: Revocations, given: MePatch) -> Me:
    if given.name is not msgspec.UNSET:
        rename_me(tx, caller, revocations, given.name)
    if given.focus is not msgspec.UNSET and caller.account is not None:
        set_focus(tx, caller.workspace, caller.account, given.focus)
    return me(tx, caller)


@patch("/me", operation_id="patchMe", tags=_TAGS, opt=_SESSION, summary="Change one's name and focus")
async def patch_me(request: Request[Any, Any, Any], rootnode: GivenRootnode, data: JSONBody[MePatch]) -> Response[Me]:
    """Only what is given. Answers the account as it now is."""
    return await write_once(request, _patched, rootnode.revocations, data)


@post("/me/password", operation_id="changePassword", tags=_TAGS, opt=_SESSION, status_code=204, summary="Change one's password")
async def new_password(rootnode: GivenRootnode, caller: GivenCaller, data: JSONBody[NewPassword]) -> None:
    """Needs the current one. Signs the person out everywhere else."""
    seconds = rootnode.attempts_by_account.wait(caller.actor)
    if seconds:
        raise TooMany(f"Too many attempts. Wait {seconds} seconds and try again.", retry_after=seconds)
    stored = await rootnode.db.read(own_password, caller)
    if not await rootnode.passwords.matches(stored, data.current):
        raise Forbidden("The current password is wrong.", where="current")
    rootnode.attempts_by_account.give_back(caller.actor)
    rootnode.passwords.check_strength(data.new, caller.name)
    await rootnode.db.write(change_password, caller, rootnode.revocations, stored, await rootnode.passwords.hash(data.new))


@get("/me/sessions", operation_id="listSessions", tags=_TAGS, opt=_SESSION, summary="Where one is signed in")
async def list_sessions(rootnode: GivenRootnode, caller: GivenCaller) -> SignedIns:
    """Newest use first; at most 50."""
    return SignedIns(tuple(await rootnode.db.read(sessions_of, caller)))


@delete("/me/sessions/{id:str}", operation_id="endSession", tags=_TAGS, opt=_SESSION, status_code=204, summary="Sign out elsewhere")
async def delete_session(request: Request[Any, Any, Any], rootnode: GivenRootnode, id_: Id) -> Response[None]:
    """Ends one of the caller's sessions at once."""
    return await write_once(request, end_session, rootnode.revocations, id_)


@get("/me/tokens", operation_id="listMyTokens", tags=_TAGS, opt=_SESSION, summary="One's personal tokens")
async def list_tokens(rootnode: GivenRootnode, caller: GivenCaller) -> Tokens:
    """Live ones, newest first, without their secrets."""
    return Tokens(tuple(await rootnode.db.read(own_tokens, caller)))


@post(
    "/me/tokens",
    operation_id="createMyToken",
    tags=_TAGS,
    opt=_SESSION,
    status_code=201,
    summary="Make a personal token",
)
async def create_token(request: Request[Any, Any, Any], data: JSONBody[NewToken]) -> Response[Token]:
    """The secret is in this answer and nowhere else, also not in the answer to a repeated call."""
    return await write_once(request, create_own_token, data)


@delete("/me/tokens/{id:str}", operation_id="revokeMyToken", tags=_TAGS, opt=_SESSION, status_code=204, summary="Revoke a token")
async def delete_token(request: Request[Any, Any, Any], rootnode: GivenRootnode, id_: Id) -> Response[None]:
    """Holds at once, also on open connections."""
    return await write_once(request, revoke_own_token, rootnode.revocations, id_)


ROUTES = (get_me, patch_me, new_password, list_sessions, delete_session, list_tokens, create_token, delete_token)
