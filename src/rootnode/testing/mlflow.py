"""Calls to a project's MLflow door in a line each, in process."""

from typing import Any

import httpx

from rootnode.testing.app import Site


class Door:
    """The door of a project, as a client with a token of it sees it."""

    def __init__(self, site: Site, key: str = "FRAUD") -> None:
        self.site = site
        self.key = key
        self.project = site.project(key)
        self.client = site.client(site.project_token(self.project))

    @property
    def base(self) -> str:
        """Where the client's tracking URI points."""
        return f"/p/{self.key}"

    async def get(self, endpoint: str, **params: Any) -> httpx.Response:
        """`experiments/get` and the like."""
        return await self.client.get(f"{self.base}/api/2.0/mlflow/{endpoint}", params=params)

    async def post(self, endpoint: str, body: Any = None, **fields: Any) -> httpx.Response:
        """With `fields` as JSON, or `body` as it is."""
        if body is not None:
            return await self.client.post(f"{self.base}/api/2.0/mlflow/{endpoint}", content=body)
        return await self.client.post(f"{self.base}/api/2.0/mlflow/{endpoint}", json=fields)

    async def run(self, **fields: Any) -> str:
        """A new run's id."""
        answer = await self.post("runs/create", **fields)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["run"]["info"]["run_id"])

    async def page(self, run: str) -> dict[str, Any]:
        """A run as `runs/get` answers it."""
        found: dict[str, Any] = (await self.get("runs/get", run_id=run)).json()["run"]
        return found

    async def put(self, path: str, body: bytes) -> httpx.Response:
        """Upload a file; `path` is the whole one, such as 0/RUN/artifacts/a.txt."""
        return await self.client.put(f"{self.base}/api/2.0/mlflow-artifacts/artifacts/{path}", content=body)

    async def file(self, path: str, **headers: str) -> httpx.Response:
        """Download a file."""
        return await self.client.get(f"{self.base}/api/2.0/mlflow-artifacts/artifacts/{path}", headers=headers)

    async def files(self, path: str) -> httpx.Response:
        """What lies in a folder."""
        return await self.client.get(f"{self.base}/api/2.0/mlflow-artifacts/artifacts", params={"path": path})


def failure(answer: httpx.Response) -> tuple[int, str]:
    """Status and error code of a refusal in MLflow's form."""
    return answer.status_code, str(answer.json()["error_code"])
