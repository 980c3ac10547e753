"""The contracts of background jobs over each engine; `db` comes once on each."""

from rootnode.testing.job_runners import RunnerContract
from rootnode.testing.jobs import JobContract


class TestJobs(JobContract):
    """The queue."""


class TestRunners(RunnerContract):
    """Schedules and the runner."""
