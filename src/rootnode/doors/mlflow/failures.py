"""Errors in MLflow's form: `{"error_code": ..., "message": ...}`. Its clients act upon the codes."""

from typing import Any, Final

import msgspec
from litestar import Request, Response

from rootnode.doors.http.failures import note_denial
from rootnode.doors.http.incoming import incoming_of
from rootnode.doors.http.problems import as_problem, headers_of
from rootnode.kit.errors import Problem

ROUTES: Final = "/p/{key}/api/"
"""How the templates of this door's routes begin; another one is that of the web app's pages, which take what is left."""
CODES: Final[dict[int, tuple[int, str]]] = {
    400: (400, "INVALID_PARAMETER_VALUE"),
    401: (401, "UNAUTHENTICATED"),
    403: (403, "PERMISSION_DENIED"),
    404: (404, "RESOURCE_DOES_NOT_EXIST"),
    405: (405, "ENDPOINT_NOT_FOUND"),
    408: (408, "DEADLINE_EXCEEDED"),
    409: (409, "RESOURCE_CONFLICT"),
    410: (404, "RESOURCE_DOES_NOT_EXIST"),
    413: (413, "BAD_REQUEST"),
    415: (400, "BAD_REQUEST"),
    422: (400, "INVALID_PARAMETER_VALUE"),
    429: (429, "REQUEST_LIMIT_EXCEEDED"),
    500: (500, "INTERNAL_ERROR"),
    503: (503, "TEMPORARILY_UNAVAILABLE"),
    507: (507, "RESOURCE_EXHAUSTED"),
}
"""Status of a problem -> the status and code that MLflow's clients know."""


def respond(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """The exception handler of every address of this door, also of those that are not there."""
    request_id = incoming_of(request.scope).id
    problem = as_problem(error, request_id)
    note_denial(request.app.state["rootnode"], request.scope, problem)
    status, code = _code(problem)
    message = problem.detail
    if problem.status == 404 and not str(request.scope.get("path_template") or "").startswith(ROUTES):
        code, message = "ENDPOINT_NOT_FOUND", "There is no such endpoint on this server."
    body = msgspec.json.encode({"error_code": code, "message": message, "request_id": request_id})
    return Response(body, status_code=status, media_type="application/json", headers=headers_of(problem))


def _code(problem: Problem) -> tuple[int, str]:
    if problem.facts.get("taken"):
        return 400, "RESOURCE_ALREADY_EXISTS"
    return CODES.get(problem.status, (problem.status, "BAD_REQUEST"))
