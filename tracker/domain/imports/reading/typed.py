"""Values of JSON objects that strangers have written, by the types that they should have."""

from __future__ import annotations

from tracker.domain.imports.reading.objects import Object


def text_in(told: Object, name: str) -> str:
    """Of a text or a number; of anything else nothing."""
    value = told.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value)


def inside(told: Object, name: str) -> Object:
    """An object in it; an empty one where there is none."""
    value = told.get(name)
    return value if isinstance(value, dict) else {}
