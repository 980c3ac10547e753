"""What is left of the runs, read back over HTTP from the server as it now is, against the journal: everything, value by value."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

import msgspec

from rootnode.testing.kills.checker import Verdict
from rootnode.testing.kills.journal import Op
from rootnode.testing.kills.run_writer import FILES, METRICS, MLFLOW
from rootnode.testing.kills.writers import API, KEY, Wire

KINDS: Final = frozenset(("run", "end", "points", "metric", "param", "tag", "file"))


@dataclass(slots=True)
class _Held:
    """What the server says of a run; what a write explains is taken out."""

    points: Counter[tuple[Any, ...]]
    params: dict[str, str]
    tags: dict[str, str]
    files: dict[str, int]
    ended: int | None
    digests: dict[str, str]


def check_runs(wire: Wire, ops: Sequence[Op], verdict: Verdict) -> None:
    """Runs begun twice are merged first, as people would; then each write is looked for."""
    verdict.facts["runs_begun_twice"] = _merge_doubles(wire)
    there = _runs(wire)
    for op in ops:
        if op.kind == "run":
            ids = there.pop(op.id, [])
            verdict.judge(op, len(ids), right=op.acked is None or ids == [op.answer["run"]["info"]["run_id"]])
    verdict.stray += [f"run {name}" for name in there]
    by_run: dict[str, list[Op]] = defaultdict(list)
    for op in ops:
        if op.kind != "run":
            by_run[op.sent["run"]].append(op)
    for run, mine in by_run.items():
        _check_run(wire, run, mine, verdict)


def _merge_doubles(wire: Wire) -> int:
    count = 0
    while found := _get(wire, f"{API}/projects/{KEY}/runs/doubles")["doubles"]:
        for pair in found:
            body = msgspec.json.encode({"into": pair["used"]["id"]})
            status, answer, _ = wire.send("POST", f"{API}/runs/{pair['unused']['id']}/merge", body)
            if status != 200:
                raise RuntimeError(f"merge: {status} {answer!r}")
            count += 1
    return count


def _runs(wire: Wire) -> dict[str, list[str]]:
    """Ids of the live runs by their names."""
    found: dict[str, list[str]] = defaultdict(list)
    cursor = ""
    while cursor is not None:
        page = _get(wire, f"{API}/projects/{KEY}/runs", limit="500", cursor=cursor)
        for row in page["runs"]:
            found[row["item"]["title"]].append(row["item"]["id"])
        cursor = page["next"]
    return found


def _check_run(wire: Wire, run: str, ops: Sequence[Op], verdict: Verdict) -> None:
    held = _held(wire, run)
    for op in ops:
        times, right = _found(op, held)
        verdict.judge(op, max(times), right=right and set(times) == {1}, what=f"({op.kind} {times})")
    left = (*held.points, *held.params, *held.tags, *held.files)
    verdict.stray += [f"{each} of run {run}" for each in left]


def _found(op: Op, held: _Held) -> tuple[list[int], bool]:
    """How often each part of a write is there, and whether it is what was sent."""
    match op.kind:
        case "points":
            times = [held.points.pop(tuple(point), 0) for point in op.sent["points"]]
            values = (held.params.pop(op.id, None), held.tags.pop(op.id, None))
            return [*times, *(int(value is not None) for value in values)], values == (op.sent["value"], op.sent["value"])
        case "metric":
            return [held.points.pop(tuple(point), 0) for point in op.sent["points"]], True
        case "param" | "tag":
            value = (held.params if op.kind == "param" else held.tags).pop(op.id, None)
            return [int(value is not None)], value == op.sent["value"]
        case "end":
            return [int(held.ended is not None)], held.ended == op.sent["end_time"]
        case _:
            size = held.files.pop(op.id, None)
            return [int(size is not None)], (size, held.digests.get(op.id)) == (op.sent["size"], op.sent["sha256"])


def _held(wire: Wire, run: str) -> _Held:
    found = _get(wire, f"{MLFLOW}/runs/get", 404, run_id=run)
    if not found:
        return _Held(Counter(), {}, {}, {}, None, {})
    page = found["run"]
    params, tags = ({each["key"]: each["value"] for each in page["data"].get(what) or ()} for what in ("params", "tags"))
    tags.pop("mlflow.runName")
    info = page["info"]
    ended = int(info["end_time"]) if info["status"] == "FINISHED" and "end_time" in info else None
    listed = _get(wire, FILES, path=f"0/{run}/artifacts/files").get("files") or ()
    files = {each["path"].partition(".")[0]: int(each["file_size"]) for each in listed}
    digests = {name: _digest(wire, f"{FILES}/0/{run}/artifacts/files/{name}.bin") for name in files}
    points = Counter((key, *point) for key in METRICS for point in _history(wire, run, key))
    return _Held(points, params, tags, files, ended, digests)


def _history(wire: Wire, run: str, key: str) -> list[tuple[int, int, float]]:
    found: list[tuple[int, int, float]] = []
    token = ""
    while True:
        page = _get(wire, f"{MLFLOW}/metrics/get-history", run_id=run, metric_key=key, **({"page_token": token} if token else {}))
        found += [(int(each["step"]), int(each["timestamp"]), float(each["value"])) for each in page.get("metrics") or ()]
        if not (token := page.get("next_page_token") or ""):
            return found


def _digest(wire: Wire, address: str) -> str:
    status, body, _ = wire.send("GET", address)
    return hashlib.sha256(body).hexdigest() if status == 200 else f"status {status}"


def _get(wire: Wire, address: str, lost: int = 0, /, **query: str) -> dict[str, Any]:
    """The answer; nothing where the status is the one that says that it is lost."""
    status, body, _ = wire.send("GET", f"{address}?{urlencode(query)}")
    if status == lost:
        return {}
    if status != 200:
        raise RuntimeError(f"GET {address}: {status} {body[:500]!r}")
    found: dict[str, Any] = msgspec.json.decode(body)
    return found
