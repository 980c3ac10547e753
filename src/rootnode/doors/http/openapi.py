"""The description of the API: OpenAPI 3.1, made from the types. `python -m rootnode.testing.openapi` prints it.

The web app's client is generated from it.
"""

from copy import deepcopy
from typing import Any, Final

import msgspec
from litestar import Litestar, Request, get
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Components, Reference, SecurityScheme, Tag

from rootnode import __version__
from rootnode.doors.http.access import handlers_of
from rootnode.doors.http.description import complete

PATH: Final = "/api/v1/openapi.json"

TAGS: Final = {
    "Session": "Signing in and out, first set-up, invitations.",
    "Me": "The caller's own account and tokens.",
    "People": "People, teams and invitations of the workspace.",
    "Projects": "Projects, who may see them, and their tokens.",
    "Views": "Saved settings of lists, and what people pin.",
    "Items": "Everything in a project: documents, issues, runs, models, deployments.",
    "Links": "How items hang together.",
    "Discussion": "What people say of an item.",
    "Inbox": "What the caller is told, and what they follow.",
    "Live": "What changed since, and who is here.",
    "Runs": "Parameters, curves and files of training runs.",
    "Models": "Registered models, their versions and aliases; datasets and logged models.",
    "Administration": "For owners and admins.",
    "Server": "About this server.",
}


@get(PATH, opt={"access": "public"}, include_in_schema=False, media_type="application/vnd.oai.openapi+json", sync_to_thread=False)
def description(request: Request[Any, Any, Any]) -> bytes:
    """The description of the API itself."""
    return msgspec.json.encode(description_of(request.app))


def description_of(app: Litestar) -> dict[str, Any]:
    """The OpenAPI document of the application."""
    access = {handler.operation_id: handler.opt["access"] for _, _, handler in handlers_of(app) if isinstance(handler, HTTPRouteHandler)}
    return complete(deepcopy(app.openapi_schema.to_schema()), {str(name): kind for name, kind in access.items()})


def openapi_config() -> OpenAPIConfig:
    """How Litestar is to make the document. It is served by `description`, so that an unknown path below it is a plain 404."""
    schemes: dict[str, SecurityScheme | Reference] = {
        "cookie": SecurityScheme(type="apiKey", name="rootnode_session", security_scheme_in="cookie"),
        "token": SecurityScheme(type="http", scheme="bearer", description="A personal or project token; also as the password of Basic."),
    }
    config = OpenAPIConfig(
        title="Rootnode",
        version=__version__,
        description="Scope, plan, build, ship and watch machine learning work in one place.",
        use_handler_docstrings=True,
        components=Components(security_schemes=schemes),
        security=[{"cookie": []}, {"token": []}],
        tags=[Tag(name=name, description=text) for name, text in TAGS.items()],
    )
    config.openapi_controller = description  # type: ignore[assignment]
    return config
