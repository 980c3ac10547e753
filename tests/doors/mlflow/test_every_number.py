"""Whole numbers that no database holds, in every whole number that a client can give to any route of the MLflow door."""

from typing import Final

from doors.mlflow.fields import routes
from doors.mlflow.test_every_field import Wire, prepared
from rootnode.testing.mlflow import Door

HELD: Final = (-(2**63), 2**63 - 1, 0)
NOT_HELD: Final = (-(2**63) - 1, 2**63, 2**64, -(2**64), 10**30)
LEAST: Final = 15


def test_the_numbers_of_nested_forms_are_among_them() -> None:
    found = {(route.name, place) for route in routes() for place in route.numbers()}
    assert len(found) >= LEAST
    assert {
        ("POST /api/2.0/mlflow/runs/outputs", ("models", "step")),
        ("POST /api/2.0/mlflow/runs/log-batch", ("metrics", "timestamp")),
        ("GET /api/2.0/mlflow/metrics/get-history-bulk-interval", ("start_step",)),
        ("GET /api/2.0/mlflow/registered-models/search", ("max_results",)),
    } <= found


async def test_no_number_is_an_error_of_the_server(door: Door) -> None:
    there, wire, wrong = await prepared(door), Wire(door), []
    for route in routes():
        places = route.numbers()
        together = [place for place in places if place != ("max_results",)]
        for chosen in [*([place] for place in places), together] if places else []:
            for number in (*HELD, *NOT_HELD):
                method, path, query, body = route.call(there, dict.fromkeys(chosen, number))
                status = await wire.status(method, f"{door.base}{path}", query, body)
                if status >= 500 or (body and number in NOT_HELD and chosen and status == 200):
                    wrong.append((route.name, chosen, number, status))
    assert wrong == []
