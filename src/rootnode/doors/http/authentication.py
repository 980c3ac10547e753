"""Finds out who is calling: session cookie, bearer token, or Basic with the token as password."""

import base64
import binascii

from litestar.types import Scope

from rootnode.auth.caller import Caller
from rootnode.auth.credentials import caller_of_session, caller_of_token
from rootnode.auth.secrets import TOKEN_PREFIX, digest
from rootnode.doors.http.cookies import session_secret
from rootnode.doors.http.incoming import header
from rootnode.doors.rootnode import Rootnode
from rootnode.kit.errors import Unauthenticated


def token_of(authorization: str) -> str:
    """The token in an Authorization header. Raises Unauthenticated; the sentence never repeats what was sent."""
    scheme, _, given = authorization.partition(" ")
    given = given.strip()
    if scheme.lower() == "basic":
        try:
            given = base64.b64decode(given, validate=True).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            raise Unauthenticated("The Authorization header is malformed.") from None
    elif scheme.lower() != "bearer":
        raise Unauthenticated("Send the token as 'Authorization: Bearer ...', or as the password of Basic.")
    if not given.startswith(TOKEN_PREFIX) or len(given) > 100:
        raise Unauthenticated(f"This is not a token of Rootnode; those begin with {TOKEN_PREFIX}.")
    return given


async def identify(rootnode: Rootnode, scope: Scope) -> Caller | None:
    """Who is calling, or None without credentials or with a session that has ended. Raises Unauthenticated for a bad token."""
    authorization = header(scope, b"authorization")
    if authorization is not None:
        caller = await _known(rootnode, token_of(authorization), token=True)
        if caller is None:
            raise Unauthenticated("The token is unknown, expired or revoked. Create a new one.")
        return caller
    secret = session_secret(scope, rootnode.settings)
    return None if secret is None else await _known(rootnode, secret, token=False)


async def _known(rootnode: Rootnode, secret: str, *, token: bool) -> Caller | None:
    mark = digest(secret)
    caller = rootnode.known.get(mark)
    if caller is not None and (caller.token is not None) == token:
        return caller
    now = rootnode.clock.now()
    caller = await rootnode.db.read(caller_of_token if token else caller_of_session, secret)
    if caller is not None:
        rootnode.known.put(mark, caller, now)
        rootnode.touches.note(caller, now)
    return caller
