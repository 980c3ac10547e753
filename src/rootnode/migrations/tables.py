"""Every room that declares tables, one import each."""

from rootnode.auth import tables as auth
from rootnode.blobs import tables as blobs
from rootnode.build import tables as build
from rootnode.doors.http import tables as http
from rootnode.graph import tables as graph
from rootnode.insight import tables as insight
from rootnode.keep import tables as keep
from rootnode.kit.jobs import tables as jobs
from rootnode.live import tables as live
from rootnode.notify import tables as notify
from rootnode.series import tables as series

__all__ = ["auth", "blobs", "build", "graph", "http", "insight", "jobs", "keep", "live", "notify", "series"]
