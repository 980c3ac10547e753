"""Log lines: one JSON object each, or text for a person; never more than one line per entry, whatever a client sent.

A request's id is in `request_id` while it is handled, and stands in every line that is written meanwhile.
"""

import logging
import re
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Final, Literal, TextIO

import msgspec

request_id: Final[ContextVar[str]] = ContextVar("rootnode_request_id", default="")  # state: of the request, not the process

_ACCEPTED: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}\Z")
_CONTROL: Final = re.compile("[\x00-\x1f\x7f\x85\u2028\u2029]")
# libraries that tell at level info what only their authors need
_CHATTY: Final = ("uvicorn", "httpx", "httpcore", "websockets", "alembic", "botocore", "asyncio")


def accepted_id(text: str | None) -> str | None:
    """`text` when it can serve as a request id, else None. Ask only for what a trusted proxy sent."""
    return text if text and _ACCEPTED.match(text) else None


def facts(**given: Any) -> dict[str, Any]:
    """For `log.info("...", extra=facts(status=200))`: members of the line's JSON object."""
    return {"facts": given}


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, logger, message, request, then the facts, then an error's traceback."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if current := request_id.get():
            line["request"] = current
        line |= {name: value for name, value in getattr(record, "facts", {}).items() if name not in line}
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return _CONTROL.sub(_escaped, msgspec.json.encode(line, enc_hook=str).decode())


class TextLines(logging.Formatter):
    """Time, level, message and facts on one line; an error's traceback beneath, indented."""

    def format(self, record: logging.LogRecord) -> str:
        parts = [
            datetime.fromtimestamp(record.created).astimezone().strftime("%H:%M:%S"),
            f"{record.levelname.lower():<7}",
            record.getMessage(),
        ]
        parts += [f"{name}={value}" for name, value in getattr(record, "facts", {}).items()]
        if current := request_id.get():
            parts.append(f"request={current}")
        line = _CONTROL.sub(_escaped, " ".join(parts))
        if record.exc_info:
            trace = (_CONTROL.sub(_escaped, part) for part in self.formatException(record.exc_info).splitlines())
            line += "".join(f"\n    {part}" for part in trace)
        return line


def configure(level: str, form: Literal["json", "text"], stream: TextIO | None = None) -> None:
    """Send everything that is logged in this process to `stream`, standard error by default."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines() if form == "json" else TextLines())
    handler.addFilter(_is_news)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    quiet = logging.DEBUG if level == "debug" else logging.WARNING
    for name in _CHATTY:
        logging.getLogger(name).setLevel(quiet)


def _is_news(record: logging.LogRecord) -> bool:
    """uvicorn calls every refused WebSocket an error of ours; anybody could fill the log with it."""
    return record.msg != "ASGI callable returned without completing handshake."


def _escaped(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"
