"""What the rooms register with the rooms below them, put together: the one graph of this server, and its background jobs."""

import asyncio
from itertools import chain
from typing import Final

from rootnode.build.guards import add_guards
from rootnode.build.kinds import KINDS as BUILD
from rootnode.build.tagging import EDITED, take_back
from rootnode.doors.rootnode import Rootnode
from rootnode.graph.apply import Graph
from rootnode.graph.followers import Follower, FollowerRunner
from rootnode.graph.kinds import Kinds
from rootnode.insight.outcomes import Outcomes
from rootnode.kit.jobs import JobKind, JobRunner, set_schedule
from rootnode.notify.telling import Inboxes
from rootnode.plan.kinds import KINDS as PLAN
from rootnode.scope.kinds import KINDS as SCOPE
from rootnode.ship.kinds import KINDS as SHIP
from rootnode.watch.kinds import KINDS as WATCH


def new_graph() -> Graph:
    """A graph that knows every kind and guard. Owners of side tables are added by `app.py`."""
    graph = Graph(Kinds(chain(SCOPE, PLAN, BUILD, SHIP, WATCH)))
    add_guards(graph.guards)
    graph.on_undo[EDITED] = take_back
    return graph


SCHEDULES: Final = {"blobs.sweep": "every 1h", "blobs.strays": "every 24h"}


def job_kinds(rootnode: Rootnode) -> dict[str, JobKind]:
    """What is done for each name of job."""
    return {
        "blobs.sweep": JobKind(lambda _: asyncio.run(rootnode.blobs.sweep(strays=False))),
        "blobs.strays": JobKind(lambda _: asyncio.run(rootnode.blobs.sweep())),
    }


def start_jobs(rootnode: Rootnode) -> JobRunner:
    """Begin to work off background jobs, and set the schedules. Blocks until the runner looks."""
    for name, timing in SCHEDULES.items():
        rootnode.db.write_now(set_schedule, rootnode.workspace, name, timing)
    settings = rootnode.settings
    return JobRunner(rootnode.db, job_kinds(rootnode), threads=settings.job_threads, sole=not settings.database_url)


FOLLOWERS_WAIT: Final = 0.25
"""Seconds in which commits gather before the followers take them in: a busy log costs them four writes a second."""


def followers(graph: Graph) -> list[Follower]:
    """What works off the change log, each with a cursor of its own."""
    return [Inboxes(graph.kinds), Outcomes()]


def start_followers(rootnode: Rootnode) -> FollowerRunner:
    """Begin to follow the change log, from where each stopped."""
    graph = rootnode.graph
    return FollowerRunner(rootnode.db, graph, followers(graph), [rootnode.workspace], gather=FOLLOWERS_WAIT)
