"""Background jobs in the SQL store: queue, leases, steps, schedules, and the runner that works them off.

def send_mail(job: RunningJob) -> None:
    job.step("send", lambda: deliver(job.payload["to"]))     # not repeated when a later step fails

runner = JobRunner(db, {"mail.send": JobKind(send_mail)}, threads=2)
db.write_now(enqueue, workspace, "mail.send", {"to": "ada@example.com"})
"""

from rootnode.kit.jobs.queue import Job, LeaseLost, cancel, counts_of, dead_jobs, enqueue, job_by_id, jobs_of, retry
from rootnode.kit.jobs.runner import GiveUp, JobKind, JobRunner, RunningJob
from rootnode.kit.jobs.schedules import drop_schedule, set_schedule

__all__ = [
    "GiveUp",
    "Job",
    "JobKind",
    "JobRunner",
    "LeaseLost",
    "RunningJob",
    "cancel",
    "counts_of",
    "dead_jobs",
    "drop_schedule",
    "enqueue",
    "job_by_id",
    "jobs_of",
    "retry",
    "set_schedule",
]
