"""Log lines: JSON or text, one line per entry, with the request's id."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from rootnode.kit import logs
from rootnode.kit.logs import accepted_id, facts, request_id

EVIL = 'first\nsecond\r{"level":"forged"}\u2028third\x1b[31m'


@pytest.fixture
def _restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def stream(_restored: None) -> io.StringIO:
    """Where the lines go."""
    return io.StringIO()


def test_json_has_time_level_message_request_and_facts(stream: io.StringIO) -> None:
    logs.configure("info", "json", stream)
    mark = request_id.set("request-1")
    logging.getLogger("rootnode.some").info("done %s", 3, extra=facts(status=200, route="/items"))
    request_id.reset(mark)
    line = json.loads(stream.getvalue())
    assert line["time"].endswith("+00:00")
    del line["time"]
    assert line == {
        "level": "info",
        "logger": "rootnode.some",
        "message": "done 3",
        "request": "request-1",
        "status": 200,
        "route": "/items",
    }


def test_facts_cannot_replace_the_standard_members(stream: io.StringIO) -> None:
    logs.configure("info", "json", stream)
    logging.getLogger("rootnode").warning("true", extra=facts(message="forged", level="debug"))
    assert json.loads(stream.getvalue())["message"] == "true"
    assert json.loads(stream.getvalue())["level"] == "warning"


@pytest.mark.parametrize("form", ["json", "text"])
def test_an_entry_is_one_line_whatever_it_holds(stream: io.StringIO, form: str) -> None:
    logs.configure("info", "json" if form == "json" else "text", stream)
    logging.getLogger("rootnode").info("said %s", EVIL, extra=facts(name=EVIL))
    written = stream.getvalue()
    assert written.count("\n") == 1
    assert written.splitlines() == [written[:-1]]
    assert "\x1b" not in written


def test_an_error_brings_its_traceback(stream: io.StringIO) -> None:
    logs.configure("info", "json", stream)
    try:
        raise ValueError(EVIL)
    except ValueError:
        logging.getLogger("rootnode").exception("failed")
    line = json.loads(stream.getvalue())
    assert "ValueError" in line["error"]
    assert stream.getvalue().count("\n") == 1


def test_text_shows_a_traceback_indented(stream: io.StringIO) -> None:
    logs.configure("info", "text", stream)
    try:
        raise ValueError("a\nb")
    except ValueError:
        logging.getLogger("rootnode").exception("failed")
    first, *rest = stream.getvalue().splitlines()
    assert first.endswith("failed")
    assert rest
    assert all(line.startswith("    ") for line in rest)


def test_the_level_holds(stream: io.StringIO) -> None:
    logs.configure("warning", "json", stream)
    logging.getLogger("rootnode").info("not shown")
    logging.getLogger("uvicorn.error").info("nor this")
    assert not stream.getvalue()


@pytest.mark.parametrize("text", ["01890a5d-ac96-774b-bcce-b302099a8057", "abcdefgh", "A.b_c-1234"])
def test_ids_that_a_proxy_may_give(text: str) -> None:
    assert accepted_id(text) == text


@pytest.mark.parametrize(
    "text", [None, "", "short", "a" * 65, "with space", "line\nbreak-break", "abcdefgh\n", "<script>alert", "-leading-dash", "ünïcödé-id"]
)
def test_ids_that_are_not_taken(text: str | None) -> None:
    assert accepted_id(text) is None


def test_a_refused_socket_is_no_error(stream: io.StringIO) -> None:
    logs.configure("info", "json", stream)
    logging.getLogger("uvicorn.error").error("ASGI callable returned without completing handshake.")
    assert stream.getvalue() == ""
