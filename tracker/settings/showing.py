"""A setting's value as people may see it."""

from dataclasses import Field
from typing import Any

from tracker import masks


def shown(each: Field[Any], value: Any) -> str:
    """A setting's value for people: what is secret in it is ***."""
    text = text_of(value)
    match each.metadata["secret"]:
        case "all":
            return masks.HIDDEN if text else ""
        case "address":
            return masks.address(text)
        case "addresses":
            return ",".join(map(masks.address, text.split(",")))
    return masks.masked(text)


def shown_refused(each: Field[Any], given: str) -> str:
    """One that cannot be used: it may be another's value, or half of one."""
    match each.metadata["secret"]:
        case "all":
            return masks.HIDDEN
        case "address" | "addresses":
            return masks.refused(given)
    return masks.refused(given) if "://" in given and set("@?") & set(given) else given


def text_of(value: Any) -> str:
    """A setting's value as the environment has it."""
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    if isinstance(value, bool):
        return str(int(value))
    return "" if value is None else str(value)
