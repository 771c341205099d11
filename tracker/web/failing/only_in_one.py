"""What several processes that are one server cannot do yet: none of them has what it takes."""

from __future__ import annotations

from typing import TypeVar

from aiohttp import web

T = TypeVar("T")


def only_in_one(app: web.Application, key: web.AppKey[T]) -> T:
    """What a server has that is one process. Raises HTTPNotImplemented; to be called once it is
    known who asks, and before anything is changed."""
    if key not in app:
        raise web.HTTPNotImplemented
    return app[key]
