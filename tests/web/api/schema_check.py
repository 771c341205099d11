"""As much of JSON Schema as our documents use: what is wrong with a value, "" for nothing."""

from __future__ import annotations

import re
from typing import Any

TYPES: dict[str, Any] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
    "array": list,
    "object": dict,
}
KNOWN = {"type", "enum", "const", "anyOf", "$ref", "items", "prefixItems", "minItems", "maxItems"}
KNOWN |= {"properties", "required", "additionalProperties", "minimum", "maximum", "maxLength"}
KNOWN |= {"pattern", "description", "default", "title"}


def fault(value: Any, schema: dict[str, Any], whole: dict[str, Any], path: str = "") -> str:
    """`whole` is the document, to whose schemas others refer."""
    assert schema.keys() <= KNOWN, schema.keys() - KNOWN
    if reference := schema.get("$ref"):
        name = reference.removeprefix("#/components/schemas/")
        return fault(value, whole["components"]["schemas"][name], whole, path)
    if "anyOf" in schema:
        faults = [fault(value, each, whole, path) for each in schema["anyOf"]]
        return "" if "" in faults else f"{path} is none of: {'; '.join(faults)}"
    if not is_so(value, schema):
        return f"{path} is {value!r:.60}, not {schema}"
    if isinstance(value, list):
        return fault_inside_list(value, schema, whole, path)
    if isinstance(value, dict):
        return fault_inside_object(value, schema, whole, path)
    return ""


def is_so(value: Any, schema: dict[str, Any]) -> bool:
    """Whether the value itself fits, whatever is in it."""
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    size = len(value) if isinstance(value, list) else 0
    number = value if isinstance(value, int | float) else schema.get("minimum", 0)
    text = value if isinstance(value, str) else ""
    return (
        (not kinds or any(is_of(value, kind) for kind in kinds))
        and value in schema.get("enum", [value])
        and value == schema.get("const", value)
        and schema.get("minItems", 0) <= size <= schema.get("maxItems", size)
        and schema.get("minimum", number) <= number <= schema.get("maximum", number)
        and len(text) <= schema.get("maxLength", len(text))
        and (not isinstance(value, str) or bool(re.search(schema.get("pattern", ""), value)))
    )


def is_of(value: Any, kind: str) -> bool:
    return isinstance(value, TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))


def fault_inside_list(
    value: list[Any], schema: dict[str, Any], whole: dict[str, Any], path: str
) -> str:
    first = schema.get("prefixItems", [])
    rest = schema.get("items") or {}
    due = [*first, *[rest] * (len(value) - len(first))][: len(value)]
    pairs = enumerate(zip(value, due, strict=True))
    faults = (fault(each, of, whole, f"{path}[{number}]") for number, (each, of) in pairs)
    return next(filter(None, faults), "")


def fault_inside_object(
    value: dict[str, Any], schema: dict[str, Any], whole: dict[str, Any], path: str
) -> str:
    known = schema.get("properties", {})
    more = schema.get("additionalProperties", {})
    if missing := set(schema.get("required", ())) - value.keys():
        return f"{path} has no {missing}"
    if more is False and (unknown := value.keys() - known.keys()):
        return f"{path} has {unknown}"
    faults = [fault(v, known.get(key, more), whole, f"{path}.{key}") for key, v in value.items()]
    return next(filter(None, faults), "")
