"""The API as an OpenAPI 3.1 document, made of the types that it answers with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from tracker import __version__
from tracker.domain.queries.answers import QueryAnswer
from tracker.web.api.operations import JSON, MESSAGES, OPERATIONS, Operation
from tracker.web.api.query_schema import Schema, schemas, to
from tracker.web.api.said import (
    AnnotationList,
    ApiAnnotation,
    EventsAnswer,
    GoalList,
    Problem,
    SentAnnotation,
    SentEvent,
    SiteList,
)

ANSWERS = (
    SiteList,
    GoalList,
    QueryAnswer,
    EventsAnswer,
    AnnotationList,
    ApiAnnotation,
    Problem,
)
STATUSES = {
    400: "What is wrong, and what is allowed.",
    401: "No token, or none that holds.",
    403: "The token lacks the scope, or its user the role.",
    404: "No such site, or one that the token is not for.",
    413: "More than 32 KiB.",
    429: "Too much at once; Retry-After says when to go on.",
    503: "Not now; Retry-After says when.",
}


def document(server: str) -> dict[str, Any]:
    """All of it, as that server says it."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Tracker", "version": __version__},
        "servers": [{"url": server}],
        "security": [{"token": []}],
        "paths": _paths(),
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": _schemas(),
        },
    }


def _paths() -> dict[str, dict[str, Schema]]:
    found: dict[str, dict[str, Schema]] = {}
    for operation in OPERATIONS:
        found.setdefault(operation.path, {})[operation.method] = _operation(operation)
    return found


def _operation(operation: Operation) -> Schema:
    said: Schema = {
        "operationId": operation.name,
        "summary": operation.summary,
        "description": operation.more,
        "security": [{"token": [operation.scope]}],
        "responses": {
            "200": {
                "description": "What was asked for.",
                "content": {operation.kind: {"schema": operation.answer}},
            },
            **{str(status): _problem(status) for status in operation.statuses},
        },
    }
    if "{site_id}" in operation.path:
        number = {"type": "integer", "minimum": 1}
        said["parameters"] = [{"name": "site_id", "in": "path", "required": True, "schema": number}]
    if operation.body:
        content = {"schema": operation.body, "example": operation.example}
        said["requestBody"] = {"required": True, "content": {JSON: content}}
    return said


def _problem(status: int) -> Schema:
    return {"description": STATUSES[status], "content": {JSON: {"schema": to("Problem")}}}


def _schemas() -> dict[str, Schema]:
    types = (*ANSWERS, SentEvent, SentAnnotation, *MESSAGES)
    _, found = msgspec.json.schema_components(types, ref_template="#/components/schemas/{name}")
    return {**schemas(), **_tidied(found)}


def _tidied(found: Mapping[str, Schema]) -> dict[str, Schema]:
    return {
        name: {key: each for key, each in schema.items() if key != "title"}
        for name, schema in sorted(found.items())
    }
