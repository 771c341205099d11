"""Where to go after logging in: only to a page of this server."""

from __future__ import annotations

import re
from urllib.parse import unquote

from aiohttp import web

from tracker.web.asking.base_path import full_path

# One slash, then ordinary path characters: no second slash, no backslash, nothing a browser drops.
# A text can match in one way only: with two ways a letter, forty letters took the server hours.
_NAME = r"[A-Za-z0-9~_%@:!$&'()*+,;=.-]+"
PATH = re.compile(rf"/(?:{_NAME}(?:/{_NAME})*/?)?")
QUERY = re.compile(r"[A-Za-z0-9~_%@:!$&'()*+,;=.?/-]*")
ODD = re.compile(r"[\\\x00-\x1f\x7f-\x9f]")  # what some take for a slash, or leave out
LONGEST = 2048
MOST_UNESCAPED = 4  # times; no path of ours is escaped twice


def landing(request: web.Request) -> str:
    """Where ?next= leads: a page of this server, the first one where it is none."""
    return full_path(request.app, safe_target(request.query.get("next", "/")))


def safe_target(asked: str) -> str:
    """The path and query asked for, or `/` when it could lead anywhere else."""
    path, mark, query = asked.partition("?")
    if len(asked) > LONGEST or not PATH.fullmatch(path) or not QUERY.fullmatch(query):
        return "/"
    return f"{path}{mark}{query}" if _stays(path) else "/"


def _stays(path: str) -> bool:
    """Whether no browser, and no proxy that unescapes once more, makes another path of it: below
    a BASE_PATH the host has other things."""
    for _ in range(MOST_UNESCAPED):
        steps = {segment.partition(";")[0] for segment in path.split("/")}
        if "//" in path or ODD.search(path) or not steps.isdisjoint({".", ".."}):
            return False
        path, before = unquote(path), path
        if path == before:
            return True
    return False
