"""Every address of this door has a twin: MLflow's own pages, and parts of its package, say `ajax-api` for `api`."""

import re
from typing import Final

from litestar.types import ASGIApp, Receive, Scope, Send

_TWIN: Final = re.compile(r"(/p/[^/]+)/ajax-api(?=/)")


class Twins:
    """An ASGI application around another one, which sees the address that is meant."""

    def __init__(self, inner: ASGIApp) -> None:
        self._inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if match := _TWIN.match(scope["path"]):
            scope["path"] = f"{match[1]}/api{scope['path'][match.end() :]}"
        await self._inner(scope, receive, send)
