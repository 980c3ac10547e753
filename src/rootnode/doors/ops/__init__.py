"""For whoever runs the server: is it up, is it ready, how is it doing."""

from rootnode.doors.ops.metrics import Metrics
from rootnode.doors.ops.observed import Observed
from rootnode.doors.ops.routes import ROUTES

__all__ = ["ROUTES", "Metrics", "Observed"]
