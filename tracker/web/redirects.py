"""Where to go after logging in: only to a page of this server."""

from __future__ import annotations

import re

from aiohttp import web

from tracker.web.base_path import full_path

# One slash, then ordinary path characters: no second slash, no backslash, nothing a browser drops.
# A text can match in one way only: with two ways a letter, forty letters took the server hours.
_NAME = r"[A-Za-z0-9~_%@:!$&'()*+,;=.-]+"
PATH = re.compile(rf"/(?:{_NAME}(?:/{_NAME})*/?)?")
QUERY = re.compile(r"[A-Za-z0-9~_%@:!$&'()*+,;=.?/-]*")
LONGEST = 2048


def landing(request: web.Request) -> str:
    """Where ?next= leads: a page of this server, the first one where it is none."""
    return full_path(request.app, safe_target(request.query.get("next", "/")))


def safe_target(asked: str) -> str:
    """The path and query asked for, or `/` when it could lead anywhere else."""
    path, mark, query = asked.partition("?")
    if len(asked) > LONGEST or not PATH.fullmatch(path) or not QUERY.fullmatch(query):
        return "/"
    if any(segment in {".", ".."} for segment in path.replace("%2e", ".").split("/")):
        return "/"
    return f"{path}{mark}{query}"
