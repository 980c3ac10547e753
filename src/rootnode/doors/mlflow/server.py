"""What clients ask of the server itself, and what it does not offer."""

from typing import Final

from litestar import Response, get

VERSION: Final = "3.3.0"
"""From 3.4 on clients would send traces, which there are none of yet."""
PUBLIC: Final = {"access": "public"}


@get("/version", opt=PUBLIC, sync_to_thread=False)
def version() -> Response[str]:
    """The version of MLflow's contract that is spoken."""
    return Response(VERSION, media_type="text/plain")


@get("/health", opt=PUBLIC, sync_to_thread=False)
def health() -> Response[str]:
    """That the server answers; says nothing of whether there is such a project."""
    return Response("OK", media_type="text/plain")


ROUTES = (version, health)
