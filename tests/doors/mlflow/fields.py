"""Every text that a client can give to this door: found in the routes and the forms that their handlers read, not listed by hand.

A new route, or a new field of a form, is among them by itself.
"""

import inspect
import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, get_args, get_origin
from urllib.parse import quote, urlencode

import msgspec
from litestar.handlers import HTTPRouteHandler

from rootnode.doors.mlflow.routes import HANDLERS

ROOM: Final = "rootnode.doors.mlflow"
Place = tuple[str, ...]
"""Of a text: `@name` is a part of the address, otherwise the names that lead to it within the form."""


@dataclass(frozen=True)
class Form:
    """What a handler reads: from the body as JSON, or from the query."""

    kind: type[msgspec.Struct]
    in_body: bool


@dataclass(frozen=True)
class Route:
    """A method and an address, and what is read there."""

    method: str
    path: str
    forms: tuple[Form, ...]

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    def places(self) -> list[Place]:
        """Where a client may put a text."""
        parts = [("@" + part.partition(":")[0],) for part in self.path.split("{")[1:]]
        return parts + list(dict.fromkeys(place for form in self.forms for place in _places(form.kind, str)))

    def numbers(self) -> list[Place]:
        """Where a client may put a whole number."""
        return list(dict.fromkeys(place for form in self.forms for place in _places(form.kind, int)))

    def call(self, there: dict[str, Any], texts: Mapping[Place, str | int]) -> tuple[str, str, str, bytes]:
        """(method, path, query, body) with those texts or numbers; whatever else is needed is taken from `there`."""
        path = self.path
        for part in path.split("{")[1:]:
            name = part.partition(":")[0]
            given = quote(str(texts.get(("@" + name,), there.get(name, ""))), safe="/" if ":path" in part else "")
            path = path.replace("{" + part.partition("}")[0] + "}", given.lstrip("/"))
        query, body = "", b""
        for form in self.forms:
            filled = _filled(form.kind, there, texts, ())
            if form.in_body:
                body = msgspec.json.encode(filled)
            else:
                query = urlencode(filled, doseq=True)
        return self.method, path, query, body


def routes() -> list[Route]:
    """All of them."""
    return [Route(method, path, tuple(_forms(handler.fn))) for handler in _handlers() for method, path in _addresses(handler)]


def _handlers() -> Iterator[HTTPRouteHandler]:
    for handler in HANDLERS:
        assert isinstance(handler, HTTPRouteHandler)
        yield handler


def _addresses(handler: HTTPRouteHandler) -> Iterator[tuple[str, str]]:
    for path in sorted(handler.paths):
        for method in sorted(handler.http_methods):
            if method not in ("HEAD", "OPTIONS"):
                yield str(method), path


def _forms(function: Callable[..., Any], depth: int = 2) -> Iterator[Form]:
    """The decoders that a function names are forms of bodies; the structs of the room's own modules that it names, of queries."""
    code = inspect.unwrap(function).__code__
    space = inspect.unwrap(function).__globals__
    for name in code.co_names:
        found = space.get(name)
        if isinstance(found, msgspec.json.Decoder):
            yield Form(found.type, in_body=True)
        elif isinstance(found, types.ModuleType) and found.__name__.startswith(ROOM) and found.__name__.endswith("forms"):
            kinds = [getattr(found, other, None) for other in code.co_names]
            yield from (Form(kind, in_body=False) for kind in kinds if isinstance(kind, type) and issubclass(kind, msgspec.Struct))
        elif isinstance(found, types.FunctionType) and found.__module__ == function.__module__ and depth:
            yield from _forms(found, depth - 1)


def _places(kind: type[msgspec.Struct], wanted: type) -> Iterator[Place]:
    for field in msgspec.structs.fields(kind):
        for each in _kinds(field.type):
            if each is wanted:
                yield (field.name,)
            elif isinstance(each, type) and issubclass(each, msgspec.Struct):
                yield from ((field.name, *rest) for rest in _places(each, wanted))


def _kinds(kind: Any) -> tuple[Any, ...]:
    """What may stand in a field, whether alone or in a list."""
    inner = get_args(kind)
    return tuple(each for part in inner for each in _kinds(part)) if inner else (kind,)


def _is_list(kind: Any) -> bool:
    return any(get_origin(part) in (tuple, list) for part in (kind, *get_args(kind)))


def _filled(kind: type[msgspec.Struct], there: dict[str, Any], texts: Mapping[Place, str | int], at: Place) -> dict[str, Any]:
    """The fields of a form that a text or `there` has something for."""
    given: dict[str, Any] = {}
    for field in msgspec.structs.fields(kind):
        place = (*at, field.name)
        nested = [each for each in _kinds(field.type) if isinstance(each, type) and issubclass(each, msgspec.Struct)]
        if place in texts:
            value: Any = texts[place]
        elif nested:
            value = _filled(nested[0], there, texts, place)
        elif field.name in there:
            value = there[field.name]
        else:
            continue
        given[field.name] = [value] if _is_list(field.type) else value
    return given
