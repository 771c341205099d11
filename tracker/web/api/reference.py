"""The API for its readers: as an OpenAPI document, and that document as a page."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from aiohttp import web

from tracker.web.api.openapi import STATUSES, document
from tracker.web.api.operations import JSON
from tracker.web.api.query_schema import Schema
from tracker.web.asking.base_path import full_path
from tracker.web.asking.handler_marks import shows_no_secret
from tracker.web.pages.origin import own_origin
from tracker.web.pages.pages import render

WORDS = {
    "string": "text",
    "integer": "whole number",
    "boolean": "true or false",
    "array": "list",
}


@shows_no_secret
async def openapi(request: web.Request) -> web.Response:
    """For programs that make programs."""
    return web.json_response(document(server_of(request)))


@shows_no_secret
async def reference(request: web.Request) -> web.Response:
    """The same for people."""
    found = document(server_of(request))
    schemas = found["components"]["schemas"]
    return await render(
        request,
        "api/reference.html",
        server=server_of(request),
        operations=list(operations_of(found)),
        types=[type_of(name, schema) for name, schema in schemas.items()],
        statuses=STATUSES,
    )


def server_of(request: web.Request) -> str:
    """Where this server's addresses begin."""
    return own_origin(request) + full_path(request.app, "/").removesuffix("/")


class Shown(NamedTuple):
    """An operation; `body` and `answer` in words, `example` as JSON."""

    method: str
    path: str
    summary: str
    description: str
    scope: str
    body: str
    example: str
    answer: str
    kind: str
    statuses: list[int]


def operations_of(found: dict[str, Any]) -> Iterator[Shown]:
    for path, methods in found["paths"].items():
        for method, said in methods.items():
            sent = said.get("requestBody", {}).get("content", {}).get(JSON, {})
            [(kind, answer)] = said["responses"]["200"]["content"].items()
            yield Shown(
                method.upper(),
                path,
                said["summary"],
                said["description"],
                said["security"][0]["token"][0],
                in_words(sent["schema"]) if sent else "",
                json.dumps(sent["example"], indent=1) if sent else "",
                in_words(answer["schema"]),
                kind,
                [int(status) for status in said["responses"] if status != "200"],
            )


class Field(NamedTuple):
    """A key of an object: what stands there, and whether it must."""

    name: str
    kind: str
    needed: bool
    said: str


class Type(NamedTuple):
    """An object with its fields, or something with its forms."""

    name: str
    said: str
    fields: list[Field]
    forms: list[str]


def type_of(name: str, schema: Schema) -> Type:
    needed = schema.get("required", ())
    fields = [
        Field(key, in_words(each), key in needed, each.get("description", ""))
        for key, each in schema.get("properties", {}).items()
    ]
    forms = [in_words(each) for each in schema.get("anyOf", ())]
    if "enum" in schema:
        forms = [in_words(schema)]
    return Type(name, schema.get("description", ""), fields, forms)


def in_words(schema: Schema) -> str:
    """What may stand there, in a line."""
    for key, words in IN_WORDS.items():
        if key in schema:
            return words(schema)
    return "anything"


def _joined(found: Iterable[str], between: str = ", ") -> str:
    return between.join(found)


def _of_kinds(schema: Schema) -> str:
    kinds = schema["type"]
    return _joined((WORDS.get(each, each) for each in listed(kinds)), " or ")


def listed(kinds: str | list[str]) -> list[str]:
    """One kind, or several."""
    return [kinds] if isinstance(kinds, str) else kinds


IN_WORDS: dict[str, Callable[[Schema], str]] = {
    "$ref": lambda schema: str(schema["$ref"].rpartition("/")[2]),
    "const": lambda schema: json.dumps(schema["const"]),
    "enum": lambda schema: _joined(map(json.dumps, schema["enum"]), " | "),
    "anyOf": lambda schema: _joined(map(in_words, schema["anyOf"]), " or "),
    "prefixItems": lambda schema: f"[{_joined(map(in_words, schema['prefixItems']))}]",
    "items": lambda schema: f"list of {in_words(schema['items'])}",
    "properties": lambda schema: f"{{{_joined(schema['properties'])}}}",
    "pattern": lambda schema: f"text like {schema['pattern']}",
    "type": _of_kinds,
}
