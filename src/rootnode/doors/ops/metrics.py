"""What is counted, in the form that Prometheus reads. docs/guide/operating.md lists every metric; a test compares."""

import shutil
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, ProcessCollector, generate_latest

from rootnode import __version__
from rootnode.doors.rootnode import Rootnode
from rootnode.kit.clock import SECOND
from rootnode.kit.db.sqlite import SqliteDatabase
from rootnode.kit.jobs.queue import counts

SECONDS: Final = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """The metrics of one server."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        Info("rootnode", "The version that runs.", registry=self.registry).info({"version": __version__})
        self.requests = Counter("rootnode_requests", "Answered requests.", ("operation", "status"), registry=self.registry)
        self.seconds = Histogram(
            "rootnode_request_seconds",
            "Seconds from a request to the end of its answer.",
            ("operation",),
            buckets=SECONDS,
            registry=self.registry,
        )
        self.running = Gauge("rootnode_requests_running", "Requests being answered now.", registry=self.registry)
        self.sockets = Gauge("rootnode_sockets_open", "Open WebSockets.", registry=self.registry)
        self._writes_waiting = self._gauge("rootnode_writes_waiting", "Writes that wait for SQLite's writer.")
        self._commits = self._gauge("rootnode_commits", "Commits of SQLite's writer since the start.")
        self._verbs = self._gauge("rootnode_committed_writes", "Writes in those commits; by commits, the mean size of a group.")
        self._batches = self._gauge("rootnode_series_batches_waiting", "Logged batches of points not yet in the store of curves.")
        self._points = self._gauge("rootnode_series_points_waiting", "Points in those batches.")
        self._lag = self._gauge("rootnode_series_lag_seconds", "Age of the oldest of those batches.")
        self._damaged = self._gauge("rootnode_series_batches_damaged", "Batches that cannot be read any more.")
        self._jobs = Gauge("rootnode_jobs", "Background jobs that have not ended well.", ("state",), registry=self.registry)
        self._free = self._gauge("rootnode_data_free_bytes", "Free space where the data folder lies.")

    def _gauge(self, name: str, text: str) -> Gauge:
        return Gauge(name, text, registry=self.registry)

    async def text(self, rootnode: Rootnode) -> bytes:
        """Everything as it stands, for Prometheus to read."""
        database = rootnode.db
        if isinstance(database, SqliteDatabase):
            self._writes_waiting.set(database.waiting)
            self._commits.set(database.commits)
            self._verbs.set(database.verbs)
        lag = rootnode.series.lag()
        self._batches.set(lag.batches)
        self._points.set(lag.points)
        self._damaged.set(len(lag.damaged))
        self._lag.set(0 if lag.oldest is None else max(0, rootnode.clock.now() - lag.oldest) / SECOND)
        for state, number in (await database.read(counts)).items():
            self._jobs.labels(state).set(number)
        self._free.set(shutil.disk_usage(rootnode.settings.data).free)
        return generate_latest(self.registry)
