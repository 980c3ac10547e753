"""Signing in and out, the first set-up, and joining by invitation: the calls that nobody known makes."""

from collections.abc import Callable
from typing import Any

from litestar import Request, Response, delete, get, post
from litestar.params import JSONBody

from rootnode import __version__
from rootnode.auth.accounts import folded, password_of, person
from rootnode.auth.audit import NOBODY, record_of
from rootnode.auth.caller import Caller
from rootnode.auth.credentials import caller_of_session
from rootnode.auth.invitations import accept_invitation, check_invitation
from rootnode.auth.preferences import focus_of, set_focus
from rootnode.auth.sessions import end_session, open_session
from rootnode.auth.setup import check_setup, set_up, setup_needed
from rootnode.doors.http.cookies import session_cookie
from rootnode.doors.http.given import GivenRootnode, GivenVisitor
from rootnode.doors.http.incoming import header, incoming_of
from rootnode.doors.rootnode import Rootnode
from rootnode.graph.days import begin_in, zone_of
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.kit.errors import TooMany, Unauthenticated
from rootnode.wire.people import AcceptInvitation, Session, SetUp, SignIn

_TAGS = ["Session"]
_OPT = {"access": "public"}


@get("/session", operation_id="getSession", tags=_TAGS, opt={**_OPT, "identify": True}, summary="Who is signed in")
async def get_session(rootnode: GivenRootnode, visitor: GivenVisitor) -> Session:
    """What a browser asks first. Answers 200 also when nobody is signed in."""
    return await rootnode.db.read(session_of, rootnode, visitor)


@post("/session", operation_id="signIn", tags=_TAGS, opt=_OPT, status_code=200, summary="Sign in")
async def sign_in(request: Request[Any, Any, Any], rootnode: GivenRootnode, data: JSONBody[SignIn]) -> Response[Session]:
    """Sets the session cookie. A wrong password and an unknown address get the same answer, after the same time."""
    give_back = _count_attempt(rootnode, request, data.email)
    found = await rootnode.db.read(password_of, rootnode.workspace, data.email)
    account, stored = found or (None, None)
    if not await rootnode.passwords.matches(stored, data.password) or account is None or stored is None:
        await rootnode.db.write(_failed, rootnode.workspace, account, incoming_of(request.scope).address)
        raise Unauthenticated("E-mail address or password is wrong.")
    give_back()
    return await _enter(request, rootnode, lambda _: (account, stored))


@delete("/session", operation_id="signOut", tags=_TAGS, opt={**_OPT, "identify": True}, status_code=204, summary="Sign out")
async def sign_out(rootnode: GivenRootnode, visitor: GivenVisitor) -> Response[None]:
    """Ends the session on the server and takes the cookie away."""
    if visitor is not None and visitor.session is not None:
        await rootnode.db.write(end_session, visitor, rootnode.revocations, visitor.session)
    return Response(None, status_code=204, cookies=[session_cookie(rootnode.settings, None)])


@post("/setup", operation_id="setUp", tags=_TAGS, opt=_OPT, status_code=200, summary="Make the first owner")
async def first_set_up(request: Request[Any, Any, Any], rootnode: GivenRootnode, data: JSONBody[SetUp]) -> Response[Session]:
    """Takes the code of the one-time link that the server printed at its first start. Not found once anybody has an account."""
    workspace = rootnode.workspace
    give_back = _count_attempt(rootnode, request)
    await rootnode.db.read(check_setup, workspace, data.code)
    rootnode.passwords.check_strength(data.password, data.name, data.email)
    stored = await rootnode.passwords.hash(data.password)

    def first(tx: WriteTx) -> tuple[str, str]:
        account = set_up(tx, workspace, data.code, data.name, data.email, stored)
        set_focus(tx, workspace, account, data.focus)
        begin_in(tx, workspace, data.zone)
        return account, stored

    answer = await _enter(request, rootnode, first)
    give_back()
    return answer


@post("/invitations/accept", operation_id="acceptInvitation", tags=_TAGS, opt=_OPT, status_code=200, summary="Join by invitation")
async def join(request: Request[Any, Any, Any], rootnode: GivenRootnode, data: JSONBody[AcceptInvitation]) -> Response[Session]:
    """Makes the invited account and signs it in."""
    give_back = _count_attempt(rootnode, request)
    email = await rootnode.db.read(check_invitation, data.code)
    rootnode.passwords.check_strength(data.password, data.name, email)
    stored = await rootnode.passwords.hash(data.password)

    def joined(tx: WriteTx) -> tuple[str, str]:
        account = accept_invitation(tx, data.code, data.name, stored)
        set_focus(tx, rootnode.workspace, account, data.focus)
        return account, stored

    answer = await _enter(request, rootnode, joined)
    give_back()
    return answer


def session_of(tx: ReadTx, rootnode: Rootnode, visitor: Caller | None) -> Session:
    """What the caller is told of its own session; all of it comes from one read."""
    if visitor is None or visitor.account is None:
        return Session(setup_needed(tx, rootnode.workspace), __version__)
    name = tx.scalar("SELECT name FROM workspace WHERE id = :workspace", workspace=visitor.workspace)
    own, focus = person(tx, visitor.workspace, visitor.account), focus_of(tx, visitor.account)
    return Session(False, __version__, own, name, focus, rootnode.settings.public_url.rstrip("/"), zone_of(tx, visitor.workspace))


def _count_attempt(rootnode: Rootnode, request: Request[Any, Any, Any], email: str | None = None) -> Callable[[], None]:
    """Count an attempt by network address and by account; answers how to take it back. Raises TooMany."""
    address = incoming_of(request.scope).address
    attempts = [(rootnode.attempts_by_address, address)]
    if email is not None:
        attempts.append((rootnode.attempts_by_account, folded(email)[:300]))
    seconds = max(throttle.wait(key) for throttle, key in attempts)
    if seconds:
        raise TooMany(f"Too many attempts. Wait {seconds} seconds and try again.", retry_after=seconds)

    def give_back() -> None:
        for throttle, key in attempts:
            throttle.give_back(key)

    return give_back


def _failed(tx: WriteTx, workspace: str, account: str | None, address: str) -> None:
    """What was typed as the address is not kept when it is nobody's: it may be a password."""
    record_of(tx, workspace, account or NOBODY, "", "session.refused", account or "", address=address)


async def _enter(request: Request[Any, Any, Any], rootnode: Rootnode, who: Callable[[WriteTx], tuple[str, str]]) -> Response[Session]:
    """Open a session for the (account, password hash) that `who` names, all in one transaction; the answer sets the cookie."""
    settings, address = rootnode.settings, incoming_of(request.scope).address
    browser = header(request.scope, b"user-agent") or ""

    def enter(tx: WriteTx) -> tuple[str, Session]:
        account, stored = who(tx)
        secret = open_session(tx, account, stored, days=settings.session_days, browser=browser, address=address)
        return secret, session_of(tx, rootnode, caller_of_session(tx, secret))

    secret, session = await rootnode.db.write(enter)
    return Response(session, status_code=200, cookies=[session_cookie(settings, secret)])


ROUTES = (get_session, sign_in, sign_out, first_set_up, join)
