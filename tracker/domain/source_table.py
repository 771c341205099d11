"""The sites, apps and names of sources.toml."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tracker.domain.known import Known

TABLE = Path(__file__).with_name("sources.toml")

_NO_LETTER = re.compile(r"[\W_]+")


class Table(NamedTuple):
    """sources.toml, by what is looked up."""

    hosts: dict[str, Known | None]  # "google.com", "google.*"; None where only paths are known
    below: dict[str, Known]  # "search.yahoo.com" for *.search.yahoo.com
    paths: dict[str, list[tuple[str, Known]]]  # "google.*": [("/maps", ...)]
    apps: dict[str, Known]
    names: dict[str, Known]  # "hackernews", "hn"


@cache
def known_table() -> Table:
    """Read once, in 20 ms."""
    groups = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    aliases, ads, words = groups.pop("aliases"), groups.pop("ads"), groups.pop("words")["names"]
    paid = groups.pop("paid")
    known = {name: Known(name, kind) for kind, found in groups.items() for name in found}
    table = Table({}, {}, {}, {}, {})
    for found in groups.values():
        for name, patterns in found.items():
            _enter(table, patterns, known[name])
    for name, patterns in paid.items():
        _enter(table, patterns, known[name]._replace(paid=True))
    table.names.update((key_of(name), each) for name, each in known.items() if name not in words)
    table.names.update((key_of(alias), known[name]) for alias, name in aliases.items())
    table.names.update(
        (key_of(word), known[name]._replace(paid=True)) for word, name in ads.items()
    )
    return table


def _enter(table: Table, patterns: list[str], known: Known) -> None:
    for pattern in patterns:
        app = pattern.removeprefix("android-app://")
        host, slash, path = pattern.partition("/")
        if app != pattern:
            table.apps[app.lower()] = known
        elif slash:
            table.hosts.setdefault(host, None)
            table.paths.setdefault(host, []).append((f"/{path}", known))
        elif pattern.startswith("*."):
            table.below[pattern[2:]] = known
        else:
            table.hosts[pattern] = known


def key_of(name: str) -> str:
    """A name as it is looked up: its letters and digits in lower case."""
    return _NO_LETTER.sub("", name.lower())
