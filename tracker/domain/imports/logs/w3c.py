"""Logs whose lines of `#Fields` name their columns: IIS, and Amazon's CloudFront.

Traps: the list may change in the middle of a file; times are UTC by definition; IIS writes `+` for
the blanks of a user agent, CloudFront escapes it twice and parts columns by tabs, so that one with
blanks is none of its lines; the query stands apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar
from urllib.parse import unquote

from tracker.domain.imports.imported import (
    Choice,
    Imported,
    ImportedFile,
    LeftOut,
    Reason,
    Shelf,
    SourceSite,
)
from tracker.domain.imports.lines import BOM, lines_of, text_of
from tracker.domain.imports.logs.asked import Asked, row_of, status_of
from tracker.domain.imports.reading.times import moment

IIS, CLOUDFRONT = "iis-w3c", "cloudfront"

_FIELDS = "#Fields:"
_HOSTS = ("x-host-header", "cs-host", "cs(Host)")
_CLOUD = "x-edge-location"
_FORWARDED = "X-Forwarded-For"  # as IIS' owner adds it behind a balancer, whose address c-ip is


class W3cLog:
    """A request a line, under a list of its columns."""

    titles: ClassVar[Mapping[str, str]] = {
        IIS: "IIS' log (W3C)",
        CLOUDFRONT: "CloudFront's log",
    }
    is_log: ClassVar[bool] = True

    def recognise(self, file: ImportedFile) -> str:
        lines = file.start.removeprefix(BOM).splitlines()[:50]
        names: list[str] = []
        for text in map(text_of, lines):
            if text.startswith(_FIELDS):
                names = text.removeprefix(_FIELDS).split()
            elif text.strip() and not text.startswith("#"):
                known = "cs-uri-stem" in names and "date" in names
                return _name_of(names, text) if known else ""
        return IIS if "cs-uri-stem" in names and "date" in names else ""

    def sites(self, file: ImportedFile) -> list[SourceSite]:  # noqa: ARG002
        return []

    def read(self, file: ImportedFile, choice: Choice, shelf: Shelf) -> Iterator[Imported]:  # noqa: ARG002
        names: list[str] = []
        is_cloud = self.recognise(file) == CLOUDFRONT
        separator = "\t" if is_cloud else " "
        with file.open() as opened:
            for number, raw in lines_of(opened):
                text = text_of(raw).rstrip("\n")
                if text.startswith(_FIELDS):
                    names = text.removeprefix(_FIELDS).split()
                elif not raw.endswith(b"\n"):
                    yield LeftOut(Reason.CUT, number)
                elif text.strip() and not text.startswith("#"):
                    cells = text.split(separator)
                    yield _read(number, text, cells, names, choice, is_cloud=is_cloud)


def _name_of(names: list[str], first: str) -> str:
    """CloudFront's owner may have left out its own columns, but not its tabs."""
    return CLOUDFRONT if _CLOUD in names or "\t" in first else IIS


def _read(
    number: int, text: str, cells: list[str], names: list[str], choice: Choice, *, is_cloud: bool
) -> Imported:
    if len(cells) != len(names):
        return LeftOut(Reason.COLUMNS, number)
    told = dict(zip(names, cells, strict=True))
    return row_of(asked_of_columns(told, is_cloudfront=is_cloud), number, text, choice)


def asked_of_columns(told: dict[str, str], *, is_cloudfront: bool) -> Asked:
    """A request by the names that both of them have for what they say."""
    get, query = told.get, told.get("cs-uri-query", "-")
    target = get("cs-uri-stem", "")
    host = next((told[name] for name in _HOSTS if get(name, "-") != "-"), "")
    agent = get("cs(User-Agent)")
    if agent is not None:
        agent = unquote(unquote(agent)) if is_cloudfront else agent.replace("+", " ")
    return Asked(
        moment(f"{get('date', '')} {get('time', '')}"),
        get("cs-method", ""),
        target if query == "-" else f"{target}?{query}",
        status_of(get("sc-status")),
        _behind_proxy(get(_FORWARDED, "-")) or get("c-ip", ""),
        host,
        get("cs(Referer)", ""),
        agent,
    )


def _behind_proxy(said: str) -> str:
    return "" if said == "-" else said.partition(",")[0].replace("+", "")
