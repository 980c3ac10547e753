"""REST, one file per noun. Everything here is mounted below `/api/v1`."""

from litestar.types import ControllerRouterHandler

from rootnode.doors.api import home, hubs, items, links, me, people, projects, run_tables, runs, session, teams, tokens

ROUTES: tuple[ControllerRouterHandler, ...] = (
    *session.ROUTES,
    *me.ROUTES,
    *people.ROUTES,
    *teams.ROUTES,
    *projects.ROUTES,
    *hubs.ROUTES,
    *home.ROUTES,
    *tokens.ROUTES,
    *items.ROUTES,
    *links.ROUTES,
    *runs.ROUTES,
    *run_tables.ROUTES,
)
"""Every handler of the API. Each noun's file lists its own in `ROUTES`; add the file here."""
