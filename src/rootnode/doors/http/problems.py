"""Every error as `application/problem+json` (RFC 9457). A 500 shows nothing but the request's id."""

import logging
from http import HTTPStatus
from typing import Any, Final

import msgspec
from litestar.exceptions import HTTPException, ValidationException

from rootnode.kit.errors import Invalid, Problem

MEDIA_TYPE: Final = "application/problem+json"
log = logging.getLogger("rootnode.http")

_SAID: Final = {
    400: "The request could not be understood.",
    401: "Sign in, or send a valid token.",
    404: "There is nothing at this address.",
    405: "This address does not know this method.",
    413: "The request is too large.",
}
_CODES: Final = {405: "method_not_allowed", 408: "timeout", 414: "uri_too_long", 415: "unsupported_media_type", 431: "headers_too_large"}


class MethodNotAllowed(Problem):
    """405."""

    status = 405
    code = "method_not_allowed"


class RequestTimeout(Problem):
    """408: the request did not arrive in time."""

    status = 408
    code = "timeout"


class UriTooLong(Problem):
    """414."""

    status = 414
    code = "uri_too_long"


class UnsupportedMediaType(Problem):
    """415: the body is not of a kind that is taken here."""

    status = 415
    code = "unsupported_media_type"


class HeadersTooLarge(Problem):
    """431."""

    status = 431
    code = "headers_too_large"


def body_of(problem: Problem, request_id: str) -> bytes:
    """The JSON to send. Facts cannot overwrite the standard members."""
    members: dict[str, Any] = dict(problem.facts)
    members |= {
        "type": f"urn:rootnode:problem:{problem.code}",
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "detail": problem.detail,
        "code": problem.code,
        "id": request_id,
    }
    if problem.where is not None:
        members["where"] = problem.where
    return msgspec.json.encode(members)


def headers_of(problem: Problem) -> dict[str, str]:
    """The headers that belong to the status."""
    headers = {}
    if problem.status == 401:
        headers["www-authenticate"] = 'Bearer realm="Rootnode"'
    if "retry_after" in problem.facts:
        headers["retry-after"] = str(problem.facts["retry_after"])
    if "allow" in problem.facts:
        headers["allow"] = str(problem.facts["allow"])
    return headers


def as_problem(error: Exception, request_id: str) -> Problem:
    """Any exception as a problem. What is not meant for the caller is logged and replaced."""
    if isinstance(error, Problem) and error.status != 500:
        return error
    if isinstance(error, ValidationException):
        return _validation(error)
    if isinstance(error, HTTPException) and error.status_code < 500:
        return _from_litestar(error)
    if isinstance(error, RecursionError) and "deserializing" in str(error):
        return Invalid("The body is nested too deeply.", where="body")
    log.error("request %s failed", request_id, exc_info=error)
    return Problem("Something went wrong on the server. Tell its administrator the id of this request.")


def _validation(error: ValidationException) -> Problem:
    """Litestar's validation error, without its sentence, which quotes the URL."""
    faults = [_fault(fault) for fault in error.extra or [] if isinstance(fault, dict)]
    said = "; ".join(f"{where}: {what}" for where, what in faults[:5])
    problem = _make(400, "invalid", f"The request does not fit: {said or 'some value is not valid'}.")
    problem.where = faults[0][0] if faults else None
    return problem


def _fault(fault: dict[str, Any]) -> tuple[str, str]:
    """Where and what. The body is called `data` in handlers, and when it is missing the message is only that name."""
    where, what = str(fault.get("key") or "body"), str(fault.get("message") or "is not valid")
    return ("body", "a JSON body is needed") if what == "'data'" else ("body" if where == "data" else where, what)


def _from_litestar(error: HTTPException) -> Problem:
    status = error.status_code
    detail = _SAID.get(status, HTTPStatus(status).phrase + ".")
    if status == 400 and error.detail and len(error.detail) < 200:
        detail = f"The request could not be understood: {error.detail}"
    problem = _make(status, _CODES.get(status), detail)
    if error.headers and "allow" in error.headers:
        problem.facts["allow"] = ", ".join(sorted(set(error.headers["allow"].split(", ")) - {"OPTIONS"}))
    return problem


def _make(status: int, code: str | None, detail: str) -> Problem:
    """A problem of the class that has this status."""
    pending = [Problem]
    while pending:
        one = pending.pop(0)
        if one.status == status and (code is None or one.code == code):
            return one(detail)
        pending.extend(one.__subclasses__())
    return _make(400, "invalid", detail)
