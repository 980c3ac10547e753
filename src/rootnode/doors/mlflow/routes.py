"""Every route of this door, and which addresses are its own."""

import re
from typing import Final

from rootnode.doors.http.door import Door
from rootnode.doors.mlflow import (
    artifacts,
    batches,
    bulk,
    experiments,
    histories,
    inputs,
    logged_models,
    models,
    runs,
    searches,
    server,
    versions,
)

HANDLERS: Final = (
    *experiments.ROUTES, *runs.ROUTES, *batches.ROUTES, *searches.ROUTES, *histories.ROUTES, *artifacts.ROUTES, *server.ROUTES,
    *inputs.ROUTES, *logged_models.ROUTES, *bulk.ROUTES,
    *models.ROUTES, *versions.ROUTES,
)  # fmt: skip

_OURS: Final = re.compile(r"/p/[^/]+/(?:api|ajax-api|v1)(?:/|\Z)")


def mlflow_router() -> Door:
    """The door, below `/p/KEY`. It is not part of Rootnode's own API description."""
    return Door("/p/{key:str}", route_handlers=HANDLERS, include_in_schema=False)


def is_ours(path: str) -> bool:
    """Whether an address belongs to this door, so that its failures are told in MLflow's form."""
    return _OURS.match(path) is not None
