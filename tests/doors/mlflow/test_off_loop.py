"""Large answers are encoded away from the event loop, so that one of them does not hold up everybody else."""

import asyncio
from typing import Any

import pytest

from rootnode.doors.mlflow import answers
from rootnode.testing.mlflow import Door

WITHOUT_BODY = ("metrics/get-history", "metrics/get-history-bulk", "metrics/get-history-bulk-interval")


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("runs/search", {"experiment_ids": ["0"]}),
        ("experiments/search", {"max_results": 10}),
        ("logged-models/search", {"experiment_ids": ["0"]}),
        ("registered-models/search", {}),
        ("model-versions/search", {}),
        *((path, {"metric_key": "loss"}) for path in WITHOUT_BODY),
    ],
)
async def test_answers_are_encoded_off_the_loop(door: Door, monkeypatch: pytest.MonkeyPatch, path: str, asked: dict[str, Any]) -> None:
    run = await door.run()
    encode, on_loop = answers.json, list[bool]()

    def noted(**fields: object) -> Any:
        on_loop.append(asyncio._get_running_loop() is not None)
        return encode(**fields)

    monkeypatch.setattr(answers, "json", noted)
    named = {"run_ids" if path.endswith("interval") else "run_id": run} if path in WITHOUT_BODY else {}
    call = door.get if path in WITHOUT_BODY or path.startswith(("registered", "model-")) else door.post
    answer = await call(path, **asked, **named)
    assert (answer.status_code, on_loop) == (200, [False])
