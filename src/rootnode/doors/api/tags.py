"""Tags of runs, logged models, models and versions, edited by hand."""

from typing import Any, Final

from litestar import Request, Response, patch
from litestar.params import JSONBody

from rootnode.auth.caller import Caller
from rootnode.build.tagging import edit_tags
from rootnode.doors import views
from rootnode.doors.http.given import GivenRootnode
from rootnode.doors.http.idempotency import write_once
from rootnode.graph.apply import Graph
from rootnode.kit.db import WriteTx
from rootnode.wire.runs import Tagged, TaggedItems, TagsPatch


def _edited(tx: WriteTx, caller: Caller, graph: Graph, given: TagsPatch) -> TaggedItems:
    found = edit_tags(tx, caller, graph, given.items, given.tags)
    return TaggedItems(tuple(Tagged(views.item(each.node), each.tags) for each in found))


@patch("/tags", operation_id="editTags", tags=["Runs"], opt={"access": "write"}, summary="Edit tags")
async def patch_tags(request: Request[Any, Any, Any], rootnode: GivenRootnode, data: JSONBody[TagsPatch]) -> Response[TaggedItems]:
    """Of runs, logged models, registered models or versions, in one act that can be undone. MLflow's clients see the same tags."""
    return await write_once(request, _edited, rootnode.graph, data)


ROUTES: Final = (patch_tags,)
