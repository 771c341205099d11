"""A report as its answer needs it, whichever way it has come: by a route, or off the wire."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol

from aiohttp import web

from tracker.domain.peers.aliases import AliasKind
from tracker.domain.peers.told import Told
from tracker.domain.refusals import Refusal
from tracker.services.recording.sender import Sender
from tracker.storage.sites.sites import Site


class Heard(Protocol):
    """What a route's request and one off the wire have in common."""

    @property
    def app(self) -> web.Application: ...

    @property
    def method(self) -> str: ...

    @property
    def host(self) -> str: ...

    @property
    def headers(self) -> Mapping[str, str]: ...


class Raw:
    """One off the wire. `path` is what stands before the query; `headers` ask in any case."""

    __slots__ = ("app", "body", "client", "headers", "host", "method", "path", "query")

    def __init__(  # noqa: PLR0917
        self,
        app: web.Application,
        method: str,
        path: str,
        query: str,
        headers: Mapping[str, str],
        body: bytes,
        client: Sender,
    ) -> None:
        self.app = app
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.host = headers.get("Host", "")
        self.body = body
        self.client = client


class Common(NamedTuple):
    """A report of one hit of a site that is known. `answer` makes the words of its product, once
    it is stored or refused; `same`: all that those are made of where it is stored, "" where they
    differ each time. `name`: under which the site was found."""

    kind: AliasKind
    site: Site
    told: Told
    sender: Sender
    answer: Callable[[Refusal | None], web.Response]
    name: str
    same: str = ""
