"""Logs with a JSON object for each request: Caddy, Traefik, nginx, Cloudflare, CloudFront, Vercel
and Netlify.

Traps: other lines of the same program, fields that the owner has chosen, headers that are not
written by default, times as seconds, milli- and nanoseconds or texts, `\\x22` of nginx, and
Vercel's arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from itertools import islice
from typing import ClassVar

from tracker.domain.imports.imported import (
    Choice,
    Imported,
    ImportedFile,
    LeftOut,
    Reason,
    Shelf,
    SourceSite,
)
from tracker.domain.imports.logs.asked import Asked, host_of, row_of
from tracker.domain.imports.logs.json_servers import (
    asked_of_caddy,
    asked_of_nginx,
    asked_of_traefik,
)
from tracker.domain.imports.logs.json_services import (
    asked_of_cloudflare,
    asked_of_cloudfront,
    asked_of_netlify,
    asked_of_vercel,
)
from tracker.domain.imports.reading.objects import Object, Told, json_objects

LOOKED_AT = 100  # lines
ANY = "nginx-json"  # any names will do there

_Reader = Callable[[Object, Choice], Asked | None]
_READERS: dict[str, _Reader] = {
    "caddy-json": asked_of_caddy,
    "traefik-json": asked_of_traefik,
    "cloudflare": asked_of_cloudflare,
    "cloudfront-json": asked_of_cloudfront,
    "vercel": asked_of_vercel,
    "netlify": asked_of_netlify,
    ANY: asked_of_nginx,  # the last
}


class JsonLog:
    """A request a line."""

    titles: ClassVar[Mapping[str, str]] = {
        "caddy-json": "Caddy's log",
        "traefik-json": "Traefik's log (JSON)",
        ANY: "nginx' log (JSON)",
        "cloudflare": "Cloudflare's log (Logpush)",
        "cloudfront-json": "CloudFront's log (JSON)",
        "vercel": "Vercel's log (drain)",
        "netlify": "Netlify's log (drain)",
    }
    is_log: ClassVar[bool] = True

    def recognise(self, file: ImportedFile) -> str:
        for told in _first(file):
            for name, reader in _READERS.items():
                if reader(told, Choice()) is not None:
                    return name
        return ""

    def sites(self, file: ImportedFile) -> list[SourceSite]:
        """The hosts of the first lines, "www." aside."""
        reader = _READERS[self.recognise(file) or ANY]
        asked = (reader(told, Choice()) for told in _first(file))
        said = (host_of(each.host).removeprefix("www.") for each in asked if each)
        return [SourceSite(host, host, host) for host in dict.fromkeys(said) if host]

    def read(self, file: ImportedFile, choice: Choice, shelf: Shelf) -> Iterator[Imported]:  # noqa: ARG002
        reader = _READERS[self.recognise(file) or ANY]
        with file.open() as opened:
            for row in json_objects(file.start, opened):
                yield row if isinstance(row, LeftOut) else _read(row, reader, choice)


def _read(told: Told, reader: _Reader, choice: Choice) -> Imported:
    asked = reader(told.object, choice)
    if asked is None:
        return LeftOut(Reason.OTHER_ROW, told.line)
    return row_of(asked, told.line, told.text.decode("utf-8", "replace"), choice)


def _first(file: ImportedFile) -> Iterator[Object]:
    rows = islice(json_objects(file.start, BytesIO(file.start)), LOOKED_AT)
    return (row.object for row in rows if not isinstance(row, LeftOut))
