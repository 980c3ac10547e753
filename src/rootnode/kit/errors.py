"""Every error a caller can meet.

    Problem
    ├── Invalid            400  the request itself is wrong
    ├── Unauthenticated    401  nobody known is calling
    ├── Forbidden          403  known, but not allowed
    ├── NotFound           404  is not there, or the caller may not know that it is
    ├── Conflict           409  the state of things forbids it
    │   ├── Stale               somebody was faster; carries the newer value
    │   └── Guarded             a guard refused or queued the change
    ├── Gone               410  was there once, for good gone
    ├── TooLarge           413
    ├── Unprocessable      422  understood, but contradicts what is known
    ├── TooMany            429  slow down; carries seconds to wait
    ├── Unavailable        503  try again later
    └── StorageFull        507  nothing was kept; free some space
        └── QuotaReached        a project holds all that it may

Each says what happened and what to do about it. Doors turn them into their own form; nothing else is shown to callers.
"""

from typing import Any, ClassVar


class Problem(Exception):
    """An error meant for the caller: a status, a stable code, a sentence, and facts a program can use."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal"

    def __init__(self, detail: str, *, where: str | None = None, **facts: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.where = where
        self.facts = facts


class Invalid(Problem):
    status = 400
    code = "invalid"


class Unauthenticated(Problem):
    status = 401
    code = "unauthenticated"


class Forbidden(Problem):
    status = 403
    code = "forbidden"


class NotFound(Problem):
    status = 404
    code = "not_found"


class Conflict(Problem):
    status = 409
    code = "conflict"


class Stale(Conflict):
    """Somebody wrote first. `facts["current"]` is the value as it now stands."""

    code = "stale"


class Guarded(Conflict):
    """A guard said no, or not yet."""

    code = "guarded"


class Gone(Problem):
    status = 410
    code = "gone"


class TooLarge(Problem):
    status = 413
    code = "too_large"


class Unprocessable(Problem):
    status = 422
    code = "unprocessable"


class TooMany(Problem):
    """`facts["retry_after"]` is the number of seconds to wait."""

    status = 429
    code = "too_many_requests"


class Unavailable(Problem):
    """`facts["retry_after"]` is the number of seconds to wait."""

    status = 503
    code = "unavailable"


class StorageFull(Problem):
    status = 507
    code = "storage_full"


class QuotaReached(StorageFull):
    """Nothing was kept. `facts` name the quota, what is used and what is allowed."""

    code = "quota_reached"
