"""REST, one file per noun. Everything here is mounted below `/api/v1`."""

from litestar.types import ControllerRouterHandler

from rootnode.doors.api import items, links, lists, me, people, projects, run_tables, runs, saved_views, session, teams, tokens

ROUTES: tuple[ControllerRouterHandler, ...] = (
    *session.ROUTES,
    *me.ROUTES,
    *people.ROUTES,
    *teams.ROUTES,
    *projects.ROUTES,
    *tokens.ROUTES,
    *items.ROUTES,
    *lists.ROUTES,
    *links.ROUTES,
    *saved_views.ROUTES,
    *runs.ROUTES,
    *run_tables.ROUTES,
)
"""Every handler of the API. Each noun's file lists its own in `ROUTES`; add the file here."""
