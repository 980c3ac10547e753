"""What the browser tests look with: watched pages, the accessibility check, and a program that logs as an MLflow client does."""

import math
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

import httpx
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, StorageState, expect

from browser.slow import lateness
from rootnode.testing.server import RunningServer

REPOSITORY: Final = Path(__file__).parents[2]
AXE: Final = REPOSITORY / "web/node_modules/axe-core/axe.min.js"
SIZES: Final = {"desk": (1280, 800), "phone": (390, 844)}
Scheme: TypeAlias = Literal["light", "dark"]
SCHEMES: Final[tuple[Scheme, ...]] = ("light", "dark")
MAYA: Final = {"name": "Maya Okafor", "email": "maya@northbank.example", "password": "green lamps over the harbour"}
PATIENCE: Final = 30_000
"""Milliseconds that a page may take on a busy machine."""
expect.set_options(timeout=PATIENCE)

_NO_IDLING: Final = httpx.Limits(max_keepalive_connections=0)
"""No connection outlives its call, so none is left open at the end."""

ALL: Final = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
COLOURS: Final = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
"""What another theme changes: the page itself is the same."""


@dataclass
class Watched:
    """A page and everything that went wrong in it: messages on the console, exceptions, refused policies, failed requests."""

    page: Page
    problems: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(PATIENCE)
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.problems.append(f"exception: {error}"))
        self.page.on("response", lambda answer: self.problems.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None)

    def _heard(self, said: ConsoleMessage) -> None:
        if said.type in ("error", "warning"):
            self.problems.append(f"{said.type}: {said.text}")

    def findings(self, rules: dict[str, Any] = ALL) -> list[str]:
        """What axe-core calls serious or critical on the page as it stands (WCAG 2.2 A and AA)."""
        # Evaluated by the debugger, which the page's policy does not bind; once for as long as the page is not loaded anew.
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE.read_text())
        found = self.page.evaluate("rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", rules)
        return [
            f"{each['id']} ({each['impact']}): {'; '.join(node['html'][:160] for node in each['nodes'][:4])}"
            for each in found["violations"]
            if each["impact"] in ("serious", "critical")
        ]


def open_context(
    browser: Browser, server: RunningServer, *, size: str = "desk", scheme: Scheme = "light", state: StorageState | None = None
) -> BrowserContext:
    """A browser of its own: nothing is shared with other contexts."""
    width, height = SIZES[size]
    context = browser.new_context(
        base_url=server.url,
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        locale="en-GB",
        reduced_motion="reduce",
        storage_state=state,
    )
    if late := lateness():
        context.add_init_script(late)
    return context


class Api:
    """The API as Maya calls it, so that a test can prepare what it looks at."""

    def __init__(self, server: RunningServer) -> None:
        self.server = server
        self.client = httpx.Client(base_url=f"{server.url}/api/v1", headers={"origin": server.url}, timeout=60, limits=_NO_IDLING)

    def post(self, path: str, body: object = None) -> Any:
        """The answer's JSON. Fails on a refusal."""
        return self._answer(self.client.post(path, json=body))

    def get(self, path: str) -> Any:
        """The answer's JSON. Fails on a refusal."""
        return self._answer(self.client.get(path))

    def patch(self, path: str, body: object) -> Any:
        """The answer's JSON. Fails on a refusal."""
        return self._answer(self.client.patch(path, json=body))

    def item(self, project: str, kind: str, title: str, state: str | None = None, **fields: object) -> Any:
        """A new item."""
        return self.post(f"/projects/{project}/items", {"type": kind, "title": title, "state": state, "fields": fields})

    def tracking(self, project: str) -> "Tracking":
        """A program that logs to the project with a token of it."""
        asked = {"name": "training", "permissions": ["read", "write", "ingest"], "expires_in_days": 1}
        token = self.post(f"/projects/{project}/tokens", asked)
        return Tracking(self.server.url, project, str(token["secret"]))

    @staticmethod
    def _answer(answer: httpx.Response) -> Any:
        assert answer.is_success, f"{answer.request.method} {answer.request.url}: {answer.status_code} {answer.text[:500]}"
        return answer.json() if answer.content else None


class Tracking:
    """Logs runs over the MLflow API."""

    def __init__(self, url: str, project: str, token: str) -> None:
        headers = {"authorization": f"Bearer {token}"}
        self.client = httpx.Client(base_url=f"{url}/p/{project}/api/2.0", headers=headers, timeout=60, limits=_NO_IDLING)

    def call(self, endpoint: str, **body: object) -> Any:
        """`runs/create` and the like."""
        answer = self.client.post(f"/mlflow/{endpoint}", json=body)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else {}

    def call_get(self, endpoint: str) -> Any:
        """The same, of what is only read."""
        answer = self.client.get(f"/mlflow/{endpoint}")
        assert answer.is_success, answer.text
        return answer.json()

    def start(self, name: str, **params: object) -> str:
        """A running run's id."""
        made = self.call("runs/create", experiment_id="0", run_name=name, start_time=_now(), tags=[{"key": "team", "value": "risk"}])
        run = str(made["run"]["info"]["run_id"])
        self.call("runs/log-batch", run_id=run, params=[{"key": key, "value": str(value)} for key, value in params.items()])
        return run

    def log(self, run: str, key: str, values: list[float], first: int = 0) -> None:
        """Points of one metric, one for each step."""
        points = [{"key": key, "value": value, "timestamp": _now(), "step": first + step} for step, value in enumerate(values)]
        for start in range(0, len(points), 1_000):
            self.call("runs/log-batch", run_id=run, metrics=points[start : start + 1_000])

    def put(self, run: str, path: str, body: bytes) -> None:
        """A file of the run."""
        answer = self.client.put(f"/mlflow-artifacts/artifacts/0/{run}/artifacts/{path}", content=body)
        assert answer.is_success, answer.text

    def uses(self, run: str, name: str, digest: str, rows: int) -> None:
        """The run was trained on a version of a dataset."""
        source = {"source_type": "s3", "source": f'{{"uri": "s3://northbank-ml/{name}/{digest}"}}'}
        shape = {
            "schema": '{"mlflow_colspec": [{"type": "double", "name": "amount", "required": true}]}',
            "profile": f'{{"num_rows": {rows}}}',
        }
        told = {
            "tags": [{"key": "mlflow.data.context", "value": "training"}],
            "dataset": {"name": name, "digest": digest, **source, **shape},
        }
        self.call("runs/log-inputs", run_id=run, datasets=[told])

    def finish(self, run: str, status: str = "FINISHED") -> None:
        """The run ends."""
        self.call("runs/update", run_id=run, status=status, end_time=_now())


def _now() -> int:
    return int(time.time() * 1_000)


def falling(steps: int, start: float = 1.0, floor: float = 0.05) -> list[float]:
    """A loss that falls, with some unrest and one spike."""
    unrest = [0.02 * math.sin(step * 1.7) for step in range(steps)]
    return [floor + start * math.exp(-4 * step / steps) + unrest[step] + (0.6 if step == steps * 2 // 3 else 0) for step in range(steps)]
