"""REST, one file per noun. Everything here is mounted below `/api/v1`."""

from litestar.types import ControllerRouterHandler

from rootnode.doors.api import (
    activity,
    admin,
    comments,
    datasets,
    first,
    home,
    hubs,
    inbox,
    items,
    links,
    me,
    models,
    people,
    projects,
    related,
    requests,
    run_tables,
    runs,
    session,
    teams,
    tokens,
)

ROUTES: tuple[ControllerRouterHandler, ...] = (
    *session.ROUTES,
    *me.ROUTES,
    *people.ROUTES,
    *admin.ROUTES,
    *teams.ROUTES,
    *projects.ROUTES,
    *hubs.ROUTES,
    *home.ROUTES,
    *tokens.ROUTES,
    *items.ROUTES,
    *links.ROUTES,
    *related.ROUTES,
    *runs.ROUTES,
    *run_tables.ROUTES,
    *comments.ROUTES,
    *inbox.ROUTES,
    *activity.ROUTES,
    *requests.ROUTES,
    *first.ROUTES,
    *models.ROUTES,
    *datasets.ROUTES,
)
"""Every handler of the API. Each noun's file lists its own in `ROUTES`; add the file here."""
