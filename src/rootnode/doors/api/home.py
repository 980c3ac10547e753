"""A person's day."""

from typing import Annotated

from litestar import get
from litestar.params import QueryParameter

from rootnode.auth.caller import Caller
from rootnode.doors import views
from rootnode.doors.http.given import GivenCaller, GivenRootnode
from rootnode.graph.kinds import Kinds
from rootnode.insight.home import day_of_person
from rootnode.insight.looking import Look
from rootnode.insight.news import news_for
from rootnode.kit.db import ReadTx
from rootnode.wire.hub import Home, ProjectHealth


def home(tx: ReadTx, caller: Caller, kinds: Kinds, since: int | None) -> Home:
    """What waits for the caller, what runs, how the projects are, what is new."""
    day = day_of_person(tx, caller, kinds)
    projects = tuple(ProjectHealth(views.project(project), health) for project, health in day.projects)
    news = news_for(Look(tx, caller, kinds), since)
    return Home(tx.now, since, day.tasks, day.tasks_in_all, day.running, projects, day.projects_in_all, news)


@get("/home", operation_id="getHome", tags=["Me"], opt={"access": "read"}, summary="One's day across projects")
async def get_home(
    rootnode: GivenRootnode,
    caller: GivenCaller,
    since: Annotated[int | None, QueryParameter(ge=0, le=1 << 60, description="The last visit, microseconds UTC; else a day ago.")] = None,
) -> Home:
    """What is assigned to the caller and open, their running runs, the projects with their health, what others changed."""
    return await rootnode.db.read(home, caller, rootnode.graph.kinds, since)


ROUTES = (get_home,)
