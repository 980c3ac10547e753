"""C1, C2, C3, C7: whatever a client says, in whatever field of this door, nothing outside the data folder is opened, moved or called.

The oracle is an audit hook on the whole process, not the answers' status.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import httpx
import pytest

from doors.mlflow.corpus import strings
from doors.mlflow.model_corpus import model_calls
from doors.mlflow.registry_corpus import THERE, registry_calls
from rootnode.testing.mlflow import Door

WATCHED: Final = frozenset((
    "open", "os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.symlink", "os.link", "os.truncate", "os.listdir", "os.scandir",
    "os.chmod", "socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork",
    "pickle.find_class", "marshal.loads", "shutil.unpack_archive", "shutil.rmtree", "tempfile.mkstemp", "tempfile.mkdtemp",
    "ctypes.dlopen", "compile",
))  # fmt: skip
"""Events after which something outside would have been touched."""
SHARE: Final = 4


class Watch:
    """Notes what happens while it is on. Audit hooks cannot be taken away, so it is switched off."""

    def __init__(self, allowed: Path) -> None:
        self.on = False
        self.seen: list[str] = []
        self._allowed = (str(allowed), "/dev/null", "/dev/urandom")
        sys.addaudithook(self._hook)

    def _hook(self, event: str, args: tuple[Any, ...]) -> None:
        if not self.on or event not in WATCHED:
            return
        if event == "compile":
            if not sys._getframe(1).f_code.co_filename.endswith("/typing.py"):  # the framework reads its own annotations
                self.seen.append(f"{event} {args[0]!r:.200}")
            return
        first = args[0] if args else ""
        name = first.decode(errors="replace") if isinstance(first, bytes) else str(first)
        if isinstance(first, int) or name.startswith(self._allowed):
            return
        self.seen.append(f"{event} {name[:200]}")


@pytest.fixture
def watch(sqlite_door: Door) -> Iterator[Watch]:
    watching = Watch(sqlite_door.site.rootnode.settings.data)
    yield watching
    watching.on = False


@pytest.fixture
def canary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file just outside the data folder."""
    path = tmp_path_factory.mktemp("outside") / "canary.txt"
    path.write_text("untouched")
    return path


def untouched(canary: Path) -> bool:
    return canary.read_text() == "untouched"


def test_c1_the_corpus_is_large_enough(canary: Path) -> None:
    assert len(strings(str(canary))) >= 150


def test_the_oracle_sees_what_it_must(tmp_path: Path, canary: Path) -> None:
    """The planted fault: were a name ever opened, this is how it would show."""
    watch = Watch(tmp_path)
    watch.on = True
    canary.read_text()
    (tmp_path / "fine").write_text("x")
    watch.on = False
    assert watch.seen == [f"open {canary}"]


def calls(run: str, text: str) -> list[tuple[str, str, dict[str, Any]]]:
    """Every field of every endpoint that takes a text, with `text` in it."""
    one = {"run_id": run}
    pair = [{"key": text, "value": text}]
    metric = [{"key": text, "value": 1.0, "timestamp": 1}]
    posts: list[tuple[str, dict[str, Any]]] = [
        ("experiments/create", {"name": f"n {text}"[:500], "artifact_location": text, "tags": [{"key": "source", "value": text}]}),
        ("experiments/create", {"name": text, "tags": pair}),
        *((f"experiments/{each}", {"experiment_id": text, "new_name": text, "key": "a"}) for each in ("update", "delete", "restore")),
        *(
            (f"experiments/{each}", {"experiment_id": text, "key": text, "value": text})
            for each in ("set-experiment-tag", "delete-experiment-tag")
        ),
        ("experiments/set-experiment-tag", {"experiment_id": "0", "key": text, "value": text}),
        ("experiments/set-experiment-tag", {"experiment_id": "0", "key": "mlflow.artifactLocation", "value": text}),
        ("experiments/search", {"filter": text}),
        ("experiments/search", {"filter": f"name = '{text}'", "order_by": [text]}),
        ("experiments/search", {"page_token": text, "view_type": text}),
        ("runs/create", {"experiment_id": text}),
        ("runs/create", {"run_name": text, "user_id": text}),
        (
            "runs/create",
            {"tags": [{"key": key, "value": text} for key in ("mlflow.source.name", "mlflow.parentRunId", "mlflow.artifactLocation")]},
        ),
        ("runs/create", {"tags": pair}),
        *(
            (f"runs/{each}", {"run_id": text, "key": "a"})
            for each in ("update", "delete", "restore", "delete-tag", "set-tag", "log-parameter")
        ),
        ("runs/update", {**one, "run_name": text}),
        ("runs/update", {**one, "status": text}),
        ("runs/log-metric", {**one, "key": text, "value": 1.0, "timestamp": 1}),
        ("runs/log-metric", {"run_id": text, "key": "a", "value": 1.0, "timestamp": 1}),
        ("runs/log-parameter", {**one, "key": text, "value": text}),
        ("runs/set-tag", {**one, "key": text, "value": text}),
        ("runs/set-tag", {**one, "key": "mlflow.artifactLocation", "value": text}),
        ("runs/delete-tag", {**one, "key": text}),
        ("runs/log-batch", {**one, "metrics": metric, "params": pair, "tags": pair}),
        ("runs/search", {"experiment_ids": [text]}),
        ("runs/search", {"experiment_ids": ["0"], "filter": f"params.a = '{text}'"}),
        ("runs/search", {"experiment_ids": ["0"], "filter": text, "order_by": [text], "page_token": text}),
    ]
    gets = [
        ("experiments/get", {"experiment_id": text}),
        ("experiments/get-by-name", {"experiment_name": text}),
        ("experiments/search", {"filter": text}),
        ("runs/get", {"run_id": text}),
        ("runs/get", {"run_uuid": text}),
        ("metrics/get-history", {"run_id": text, "metric_key": text}),
        ("metrics/get-history", {**one, "metric_key": text, "page_token": text}),
        ("artifacts/list", {"run_id": text}),
        ("artifacts/list", {**one, "path": text}),
    ]
    tracking = [("POST", endpoint, fields) for endpoint, fields in posts] + [("GET", endpoint, fields) for endpoint, fields in gets]
    return tracking + registry_calls(run, text) + model_calls(run, text)


async def send(door: Door, method: str, endpoint: str, fields: dict[str, Any]) -> httpx.Response:
    """One of those calls."""
    address = f"{door.base}/api/2.0/mlflow/{endpoint}"
    given: dict[str, Any] = {"params": fields} if method == "GET" else {"json": fields}
    return await door.client.request(method, address, **given)


def addresses(run: str, text: str) -> list[str]:
    """Addresses of files that name `text`, as it is and quoted, in each of their parts."""
    plain = text.replace("\x00", "%00").replace("\n", "%0a").replace("\r", "%0d").replace("#", "%23").replace("?", "%3f")
    forms = [quote(text, safe=""), quote(text, safe="/%;\\:"), plain if plain.isascii() else quote(plain)]
    heads = (f"0/{run}/artifacts/", f"0/{run}/", "0/", "0/models/", f"0/models/m-{run}/artifacts/", "")
    return [f"{head}{form}" for form in dict.fromkeys(forms) for head in heads]


@pytest.mark.slow
async def test_c1_c2_c3_c7_no_field_reaches_a_place(sqlite_door: Door, watch: Watch, canary: Path) -> None:
    """Each string in one of SHARE of the calls; `test_every_field` puts all of them into the texts of each route."""
    statuses = await put_into_calls(sqlite_door, watch, canary, SHARE)
    assert all(statuses[status] > 200 for status in (200, 400, 404)), statuses


@pytest.mark.soak
async def test_c1_c2_c3_c7_no_field_of_any_call_reaches_a_place(sqlite_door: Door, watch: Watch, canary: Path) -> None:
    statuses = await put_into_calls(sqlite_door, watch, canary, 1)
    assert all(statuses[status] > 500 for status in (200, 400, 404)), statuses


async def put_into_calls(door: Door, watch: Watch, canary: Path, share: int) -> Counter[int]:
    """Every string into one of `share` of the calls; answers how often each status came."""
    run = await door.run()
    await door.put(f"0/{run}/artifacts/there.txt", b"there")
    await door.post("registered-models/create", name=THERE)
    await door.post("model-versions/create", name=THERE, source="s3://bucket/model")
    for method, endpoint, fields in calls(run, "warm up"):
        await send(door, method, endpoint, fields)
    statuses: Counter[int] = Counter()
    watch.on = True
    for number, text in enumerate(strings(str(canary))):
        for method, endpoint, fields in calls(run, text)[number % share :: share]:
            answer = await send(door, method, endpoint, fields)
            statuses[answer.status_code] += 1
            assert answer.status_code < 500, f"{endpoint} {fields}: {answer.text}"
    watch.on = False
    assert watch.seen == []
    assert untouched(canary)
    return statuses


@pytest.mark.slow
async def test_c1_c2_no_address_of_a_file_reaches_a_place(sqlite_door: Door, watch: Watch, canary: Path) -> None:
    run = await sqlite_door.run()
    base = f"{sqlite_door.base}/api/2.0/mlflow-artifacts/artifacts"
    await sqlite_door.put(f"0/{run}/artifacts/there.txt", b"there")
    await sqlite_door.file(f"0/{run}/artifacts/there.txt")
    kept = 0
    watch.on = True
    for text in strings(str(canary)):
        for address in addresses(run, text):
            for method in ("PUT", "GET", "DELETE"):
                answer = await sqlite_door.client.request(method, f"{base}/{address}", content=b"x" if method == "PUT" else None)
                assert answer.status_code < 500, f"{method} {address}: {answer.text}"
                kept += method == "GET" and answer.status_code == 200
                assert b"root:" not in answer.content
        listed = await sqlite_door.files(f"0/{run}/artifacts/{text}")
        assert listed.status_code < 500
        assert (await sqlite_door.files(text)).status_code in (400, 404)
    watch.on = False
    assert watch.seen == []
    assert untouched(canary)
    assert kept > 50, "names that are odd but fit are kept as they are"


async def test_c3_a_location_is_a_text_and_files_go_where_all_files_go(sqlite_door: Door, watch: Watch) -> None:
    watch.on = True
    for number, scheme in enumerate(("file:///etc", "http://127.0.0.1:9/x", "s3://other/x", "dbfs:/x", "../../x"), start=1):
        await sqlite_door.post("experiments/create", name=scheme, artifact_location=scheme)
        run = await sqlite_door.run(experiment_id=str(number), tags=[{"key": "mlflow.artifactLocation", "value": scheme}])
        assert (await sqlite_door.page(run))["info"]["artifact_uri"] == f"mlflow-artifacts:/{number}/{run}/artifacts"
        assert (await sqlite_door.put(f"{number}/{run}/artifacts/a", b"x")).status_code == 200
    watch.on = False
    assert watch.seen == []


async def test_c7_what_would_run_when_it_is_read_is_only_bytes(sqlite_door: Door, watch: Watch) -> None:
    run = await sqlite_door.run()
    evil = b"cos\nsystem\n(S'touch /tmp/pwned'\ntR."
    watch.on = True
    for name in ("model.pkl", "python_model.pkl", "data.joblib", "weights.pt", "page.html", "page.svg", "MLmodel"):
        assert (await sqlite_door.put(f"0/{run}/artifacts/{name}", evil)).status_code == 200
        answer = await sqlite_door.file(f"0/{run}/artifacts/{name}")
        assert answer.content == evil
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["x-content-type-options"] == "nosniff"
    watch.on = False
    assert watch.seen == []
