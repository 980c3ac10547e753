"""Searching experiments and runs, page by page."""

from typing import Final

import msgspec
from litestar import Response, get, post

from rootnode.auth.caller import Caller
from rootnode.build.experiments import Experiment, experiments_by_id, unused_default
from rootnode.build.limits import invalid_value
from rootnode.build.pages import run_pages
from rootnode.build.search import Search, Stage, experiments, runs
from rootnode.doors.http.given import GivenCaller, GivenRootnode
from rootnode.doors.mlflow import answers, forms
from rootnode.doors.mlflow.experiments import BASE as EXPERIMENTS
from rootnode.doors.mlflow.experiments import READ, Asked
from rootnode.doors.mlflow.grammar import Subject, conditions, order
from rootnode.doors.mlflow.places import Key, read
from rootnode.doors.mlflow.reading import body_of, number_of, query_of
from rootnode.doors.mlflow.runs import BASE as RUNS
from rootnode.doors.mlflow.tokens import next_token, offset_in
from rootnode.doors.rootnode import Rootnode
from rootnode.kit.db import ReadTx
from rootnode.kit.errors import Invalid

DEFAULT: Final = 1_000
MOST: Final = 50_000
STAGES: Final[dict[str | int, Stage]] = {
    "ACTIVE_ONLY": "active", 1: "active", "DELETED_ONLY": "deleted", 2: "deleted", "ALL": "all", 3: "all",
}  # fmt: skip

FORM: Final = msgspec.json.Decoder(forms.SearchForm, strict=False)


@post(f"{RUNS}/search", opt=READ, status_code=200)
async def search_runs(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """Runs of some experiments by a filter, in an order."""
    form = await body_of(request, FORM)
    numbers = tuple(number_of(each) for each in form.experiment_ids or ())
    search = _search(form, "runs", form.run_view_type, numbers)
    return await read(rootnode, caller, key, _runs, search)


def _runs(tx: ReadTx, project: str, search: Search) -> Response[bytes]:
    found = run_pages(tx, runs(tx, project, search))
    shown = [answers.run_answer(page) for page in found[: search.limit - 1]]
    return answers.json(runs=shown or None, next_page_token=next_token(search, len(found)))


@post(f"{EXPERIMENTS}/search", opt=READ, status_code=200)
async def search_experiments(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """Experiments by a filter, in an order."""
    return await _found(rootnode, caller, key, await body_of(request, FORM))


@get(f"{EXPERIMENTS}/search", opt=READ)
async def list_experiments(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """The same by GET."""
    return await _found(rootnode, caller, key, query_of(request, forms.SearchForm))


async def _found(rootnode: Rootnode, caller: Caller, key: str, form: forms.SearchForm) -> Response[bytes]:
    search = _search(form, "experiments", form.view_type, ())
    return await read(rootnode, caller, key, _shown, search)


def _shown(tx: ReadTx, project: str, search: Search) -> Response[bytes]:
    found = _experiments(tx, project, search)
    shown = [answers.experiment_answer(each) for each in found[: search.limit - 1]]
    return answers.json(experiments=shown or None, next_page_token=next_token(search, len(found)))


def _experiments(tx: ReadTx, project: str, search: Search) -> list[Experiment]:
    """What is found, and at the end `Default`, where nobody has used it yet and nothing speaks against it."""
    found = experiments_by_id(tx, experiments(tx, project, search))
    if not search.where and search.stage != "deleted" and len(found) < search.limit - 1 and (found or not search.offset):
        default = unused_default(tx, project)
        found += [default] if default else []
    return found


def _search(form: forms.SearchForm, subject: Subject, view: str | int | None, numbers: tuple[int, ...]) -> Search:
    """The search, with a limit of one more than asked for, to see whether there is another page."""
    most = DEFAULT if form.max_results is None else form.max_results
    if not 1 <= most <= MOST:
        why = "It must be a positive integer" if most < 1 else f"It must be at most {MOST}"
        raise Invalid(f"Invalid value {most} for parameter 'max_results' supplied. {why}", where="max_results")
    stage = STAGES.get("ACTIVE_ONLY" if view is None else view)
    if stage is None:
        raise invalid_value("view_type", view, "Use ACTIVE_ONLY, DELETED_ONLY or ALL.")
    orders = tuple(order(each, subject) for each in form.order_by or ())
    return Search(conditions(form.filter or "", subject), orders, numbers, stage, most + 1, offset_in(form.page_token))


ROUTES = (search_runs, search_experiments, list_experiments)
