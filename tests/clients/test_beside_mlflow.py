"""MLflow's own server 3.17.2 and Rootnode are asked the same, and answer the same but for ids, times and wording."""

import json
import re
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from bench.peers.tracker import mlflow_server
from clients.beside_calls import Call, calls
from clients.conftest import Tracking

pytestmark = [pytest.mark.clients, pytest.mark.beside, pytest.mark.slow]

ONLY_THEIRS: Final = {"workspace", "sqlstate", "error_class"}
"""Members of answers that clients do without."""
ONLY_OURS: Final = {"request_id", "aliases"}
"""`aliases` are told with every version; MLflow leaves them out of some answers."""
SORTED: Final = {"tags": "key", "params": "key", "metrics": "key", "latest_versions": "version", "model_versions": "version"}
_MADE: Final = re.compile(r"m-[0-9a-f]{32}|[0-9a-f]{32}")
_PLACE: Final = re.compile(r"mlflow-artifacts:/?|file://[^'\"]*/artifacts")
NOW: Final = 1_750_000_000_000
LARGEST: Final = 1e300


class Side:
    """One of the two servers, and what it called things."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client
        self.names: dict[str, str] = {}

    def ask(self, call: Call) -> tuple[int, Any]:
        """Status and answer, with what the server made up itself taken out."""
        path, fields = self._filled(call.path), self._filled(call.fields)
        given = {"params": fields} if call.method == "GET" else {"json": fields}
        answer = self.client.request(call.method, f"/api/2.0/mlflow/{path}", **given)
        body = answer.json()
        for name, where in call.saved.items():
            value = body
            for part in where.split("."):
                value = value[part]
            self.names[name] = str(value)
        return answer.status_code, self._plain(body)

    def _filled(self, value: Any) -> Any:
        text = json.dumps(value)
        for name, known in self.names.items():
            text = text.replace(f"${name}", known)
        return json.loads(text)

    def _plain(self, value: Any, name: str = "") -> Any:
        if isinstance(value, dict):
            kept = {key: self._plain(each, key) for key, each in value.items() if key not in ONLY_THEIRS | ONLY_OURS}
            return {key: each for key, each in kept.items() if each not in ("", {}, []) or key in ("value", "name")}
        if isinstance(value, list):
            found = [self._plain(each, name) for each in value]
            return sorted(found, key=lambda each: str(each.get(SORTED[name]))) if name in SORTED else found
        if isinstance(value, bool):
            return value
        if isinstance(value, int | float):
            return "infinite" if value > LARGEST else "a time" if value > NOW else value
        return self._text(value, name)

    def _text(self, value: str, name: str) -> str:
        if name == "next_page_token":
            return "a token"
        if value.isdigit() and int(value) > NOW:
            return "a time"
        known = {made: name for name, made in self.names.items()}
        return _MADE.sub(lambda made: known.get(made[0], "an id"), _PLACE.sub("files:", value)).replace("Infinity", "infinite")


def alike(theirs: tuple[int, Any], ours: tuple[int, Any]) -> bool:
    """Refusals need the same status and code: the sentences of databases and sets in any order are no contract."""
    if theirs[0] >= 400:
        return theirs[0] == ours[0] and theirs[1]["error_code"] == ours[1]["error_code"]
    return theirs == ours


def test_they_answer_alike(tracking: Tracking, tmp_path: Path) -> None:
    with mlflow_server(tmp_path / "mlflow") as (url, _), httpx.Client(base_url=url, timeout=60) as client:
        theirs, ours = Side(client), Side(tracking.api)
        different = []
        for call in calls():
            answers = theirs.ask(call), ours.ask(call)
            if not alike(*answers):
                different.append("\n  ".join([f"{call.method} {call.path} {call.fields}"[:300], *(str(each)[:600] for each in answers)]))
    assert not different, f"{len(different)} of {len(calls())}:\n" + "\n".join(different)
