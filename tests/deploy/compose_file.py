"""Reads what compose files here are written in: of YAML maps and lists by indentation, words."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

VARIABLE = re.compile(r"\$\{(\w+)(?::([?-])([^}]*))?\}")


def read(path: Path) -> dict[str, Any]:
    """The whole file. Raises AssertionError where it is written otherwise."""
    lines = [
        (len(line) - len(line.lstrip()), line.strip())
        for line in path.read_text("utf-8").splitlines()
        if line.strip() and not line.lstrip().startswith("#")
    ]
    found, rest = block(lines)
    assert rest == []
    assert isinstance(found, dict)
    return found


def block(lines: list[tuple[int, str]]) -> tuple[Any, list[tuple[int, str]]]:
    """What is indented alike, and what follows it."""
    indent, first = lines[0]
    found: Any = [] if first.startswith("- ") else {}
    while lines and lines[0][0] == indent:
        (_, text), *lines = lines
        if isinstance(found, list):
            assert text.startswith("- "), text
            if is_entry(text[2:]):
                entry, lines = block([(indent + 2, text[2:]), *lines])
                found.append(entry)
            else:
                found.append(word(text[2:]))
            continue
        name, _, value = text.partition(":")
        assert name not in found, f"{name} twice"
        if value:
            assert value.startswith(" "), text
            found[name] = word(value.strip())
        elif lines and lines[0][0] > indent:
            found[name], lines = block(lines)
        else:
            found[name] = None
    assert not lines or lines[0][0] < indent, lines[0]
    return found, lines


def is_entry(text: str) -> bool:
    return bool(re.match(r"[a-z_]+:( |$)", text))


def word(text: str) -> str:
    return text[1:-1] if text[0] in "\"'" and text[-1] == text[0] else text


def extended(services: dict[str, Any], name: str) -> dict[str, Any]:
    """A service with what it has from another one: maps are merged, a folder in the container is
    mounted once, all else is replaced."""
    service = dict(services[name])
    if not (other := service.pop("extends", None)):
        return service
    merged = extended(services, other)
    for key, value in service.items():
        if key == "volumes":
            mounted = {each.split(":")[1]: each for each in [*merged.get(key, []), *value]}
            merged[key] = [*mounted.values()]
        else:
            merged[key] = merged[key] | value if isinstance(value, dict) else value
    return merged


def filled(text: str, variables: dict[str, str]) -> str:
    """With ${…} as they are set. KeyError for one that has to be."""
    return VARIABLE.sub(
        lambda found: variables[found[1]] if found[2] != "-" else variables.get(found[1], found[3]),
        text,
    )
