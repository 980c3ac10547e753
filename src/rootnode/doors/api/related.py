"""What stands beside an item: where it hangs, documents that apply, people who know."""

from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.params import JSONBody

from rootnode.auth.caller import Caller
from rootnode.doors import views
from rootnode.doors.api.addresses import Ref
from rootnode.doors.http.given import GivenCaller, GivenRootnode
from rootnode.doors.http.idempotency import write_once
from rootnode.graph.apply import Graph
from rootnode.graph.kinds import Kinds
from rootnode.graph.nodes import node_by_ref
from rootnode.graph.tree import above
from rootnode.insight import documents, people
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.kit.errors import Forbidden
from rootnode.wire.items import Way
from rootnode.wire.related import (
    AppliedDocument,
    AppliedDocuments,
    DocumentAnswer,
    DocumentReason,
    KnowingPeople,
    KnowingPerson,
    PersonReason,
    Place,
)

TAGS: Final = ["Items"]


def _place(tx: ReadTx, caller: Caller, ref: str) -> Place:
    return Place(tuple(views.end(node) for node in reversed(above(tx, caller, node_by_ref(tx, caller, ref).id))))


@get("/items/{ref:str}/place", operation_id="getPlace", tags=TAGS, opt={"access": "read"}, summary="What an item hangs beneath")
async def get_place(rootnode: GivenRootnode, caller: GivenCaller, ref: Ref) -> Place:
    """From the outermost down to the one right above it."""
    return await rootnode.db.read(_place, caller, ref)


def _why(reason: documents.Reason) -> DocumentReason:
    via = views.end(reason.via) if reason.via else None
    direction: Way | None = None if reason.why != "linked" else "out" if reason.outward else "in"
    return DocumentReason(reason.why, reason.link or None, direction, via, reason.label or None)


def _documents(tx: ReadTx, caller: Caller, kinds: Kinds, ref: str) -> AppliedDocuments:
    found = documents.documents_for(tx, caller, kinds, node_by_ref(tx, caller, ref))
    return AppliedDocuments(
        tuple(
            AppliedDocument(
                views.end(each.document), tuple(map(_why, each.reasons)), each.document.fields.get("category"), each.link, each.dismissed
            )
            for each in found
        )
    )


@get(
    "/items/{ref:str}/documents", operation_id="listDocuments", tags=TAGS, opt={"access": "read"}, summary="Documents that apply to an item"
)
async def list_documents(rootnode: GivenRootnode, caller: GivenCaller, ref: Ref) -> AppliedDocuments:
    """Each with why: linked with the item, about something in its lineage, or a guideline, protocol or runbook with one of its labels."""
    return await rootnode.db.read(_documents, caller, rootnode.graph.kinds, ref)


def _answered(tx: WriteTx, caller: Caller, graph: Graph, ref: str, given: DocumentAnswer) -> AppliedDocuments:
    item = node_by_ref(tx, caller, ref)
    documents.answer_document(tx, caller, graph, item, given.document, given.answer)
    return _documents(tx, caller, graph.kinds, ref)


@post(
    "/items/{ref:str}/documents",
    operation_id="answerDocument",
    tags=TAGS,
    opt={"access": "write"},
    status_code=200,
    summary="Accept or dismiss a document",
)
async def post_answer(
    request: Request[Any, Any, Any], rootnode: GivenRootnode, ref: Ref, data: JSONBody[DocumentAnswer]
) -> Response[AppliedDocuments]:
    """To accept links it with the item. To dismiss is remembered for this item, and can be taken back."""
    return await write_once(request, _answered, rootnode.graph, ref, data)


def _knows(knows: people.Knows) -> KnowingPerson:
    reasons = (
        PersonReason(each.why, each.label or None, each.count or None, views.end(each.via) if each.via else None) for each in knows.reasons
    )
    return KnowingPerson(knows.person.id, knows.person.name, tuple(reasons))


def _people(tx: ReadTx, caller: Caller, kinds: Kinds, ref: str) -> KnowingPeople:
    return KnowingPeople(tuple(map(_knows, people.people_for(tx, caller, kinds, node_by_ref(tx, caller, ref)))))


@get("/items/{ref:str}/people", operation_id="listKnowing", tags=TAGS, opt={"access": "read"}, summary="People who know an item")
async def list_people(rootnode: GivenRootnode, caller: GivenCaller, ref: Ref) -> KnowingPeople:
    """Whom to ask, and why: it is theirs, they made it, they changed it most, or they own what it came from."""
    if caller.account is None:
        raise Forbidden("This needs a person.")
    return await rootnode.db.read(_people, caller, rootnode.graph.kinds, ref)


ROUTES: Final = (get_place, list_documents, post_answer, list_people)
