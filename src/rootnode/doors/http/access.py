"""Who may use a route at all. Every handler says it in `opt={"access": ...}`; one that does not is refused at start.

public   anybody
session  a person who signed in with a browser; no token
read     a person, or a token with the permission 'read'
write    a person, or a token with the permission 'write'
ingest   a person, or a token with the permission 'ingest'
admin    an owner or admin of the workspace

This is the coarse sieve; what a caller may see and do within a project is decided by the verbs and queries.
"""

from typing import Any, Final, Literal, TypeAlias, get_args

from litestar import Litestar
from litestar.handlers import BaseRouteHandler

from rootnode.auth.caller import Caller
from rootnode.kit.errors import Forbidden, Unauthenticated

Access: TypeAlias = Literal["public", "session", "read", "write", "ingest", "admin"]
BodyClass: TypeAlias = Literal["json", "ingest", "upload"]

ACCESSES: Final = frozenset(get_args(Access))
BODIES: Final = frozenset(get_args(BodyClass))


class RouteWithoutAccess(Exception):
    """A handler does not say who may use it. Raised when the application is built, so it cannot be overlooked."""


def handlers_of(app: Litestar) -> list[tuple[str, str, BaseRouteHandler]]:
    """(method or "WS", path template, handler) of everything mounted, without the OPTIONS that Litestar adds by itself."""
    found: list[tuple[str, str, BaseRouteHandler]] = []
    for route in app.routes:
        handlers: list[Any] = getattr(route, "route_handlers", None) or [route.route_handler]  # type: ignore[union-attr]
        for handler in handlers:
            methods = sorted(getattr(handler, "http_methods", {"WS"}))
            found.extend((str(method), route.path, handler) for method in methods if method != "OPTIONS")
    return sorted(found, key=lambda one: (one[1], one[0]))


def check_routes(app: Litestar) -> None:
    """Raise RouteWithoutAccess for a handler that does not say who may use it, or says it in unknown words."""
    for method, path, handler in handlers_of(app):
        access, body = handler.opt.get("access"), handler.opt.get("body", "json")
        if access not in ACCESSES or body not in BODIES:
            raise RouteWithoutAccess(f"{method} {path} ({handler}) says access={access!r}, body={body!r}")


def admit(caller: Caller | None, access: Access) -> None:
    """Refuse a caller who may not use routes of this kind. Raises Unauthenticated or Forbidden."""
    if access == "public":
        return
    if caller is None:
        raise Unauthenticated("Sign in, or send a valid token.")
    if access == "session":
        if caller.session is None:
            raise Forbidden("This needs a person who is signed in; a token cannot do it.")
    elif access == "admin":
        if not caller.administers:
            raise Forbidden("Only an owner or admin of the workspace may do this.")
    else:
        caller.require(access)
