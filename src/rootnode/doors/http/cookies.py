"""The session cookie."""

from typing import Final

from litestar.datastructures import Cookie
from litestar.types import Scope

from rootnode.config import Settings
from rootnode.doors.http.incoming import header

NAME: Final = "rootnode_session"
HOST_NAME: Final = "__Host-rootnode_session"
"""Over TLS: browsers take a cookie of this name only from this very host, with Secure and Path=/."""


def name_of(settings: Settings) -> str:
    """What the cookie is called here."""
    return HOST_NAME if settings.secure else NAME


def session_secret(scope: Scope, settings: Settings) -> str | None:
    """The secret in the request's session cookie. When there are several of that name, none counts."""
    wanted = name_of(settings)
    found = [
        value.strip()
        for part in (header(scope, b"cookie") or "").split(";")
        for name, _, value in [part.partition("=")]
        if name.strip() == wanted
    ]
    return found[0] if len(found) == 1 and 0 < len(found[0]) <= 100 else None


def session_cookie(settings: Settings, secret: str | None) -> Cookie:
    """The cookie to set; None takes it away. It outlives the browser, the server decides when it ends."""
    return Cookie(
        key=name_of(settings),
        value=secret or "",
        max_age=0 if secret is None else settings.session_days * 86_400,
        path="/",
        secure=settings.secure,
        httponly=True,
        samesite="lax",
    )
