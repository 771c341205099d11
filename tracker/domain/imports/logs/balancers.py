"""Logs of load balancers: HAProxy, and Amazon's (application and classic).

Traps: HAProxy's times name no zone, and it has a referrer and a user agent only where its owner
captures them, in any order; Amazon's lines grow with the years, say no referrer, and end an address
with a port.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from typing import ClassVar

from tracker.domain.imports.imported import (
    Choice,
    Imported,
    ImportedFile,
    LeftOut,
    Reason,
    Shelf,
    SourceSite,
    Unusable,
)
from tracker.domain.imports.lines import BOM, lines_of, text_of
from tracker.domain.imports.logs.asked import Asked, row_of, status_of
from tracker.domain.imports.reading.times import EARLIEST, LATEST, moment

HAPROXY, ALB = "haproxy", "aws-alb"
LOOKED_AT = 100  # lines

_HAPROXY = re.compile(
    r"(?<!\S)(\S{2,60}):\d{1,5} \[([^\]]{20,30})\] \S+ \S+ [-\d/+]{5,60} (-?\d{1,3}) [+\d]+"
    r" \S+ \S+ \S{4} \S+ \S+ (.*)"
)
_CAPTURED = re.compile(r'(?:\{(.*)\} )?"([^"]*)"\s*')
_PARTED = re.compile(r"\||\} \{")
_HOST = re.compile(r"(?:[\w-]{1,63}\.)+[a-z][\w-]{0,62}(?::\d{1,5})?", re.IGNORECASE)
_MINUTE = "%d/%b/%Y:%H:%M"
_SECOND = re.compile(r":[0-5]\d\.\d{1,6}")

_AMAZON = re.compile(
    r"(?:[a-z0-9]{2,5} )?(\d{4}-\d\d-\d\dT[\d:.]+Z) \S+ (\S+:\d+) \S+ \S+ \S+ \S+"
    r" (\d{3}|-) \S+ \d+ \d+"
    r' "([^"]*)"(?: "((?:[^"\\]|\\.)*)")?(.*)',
    re.DOTALL,
)
_STARTED = re.compile(r" (\d{4}-\d\d-\d\dT[\d:.]+Z) ")
_PORT = re.compile(r"^(https?://[^/?#:]+):\d+")


class BalancerLog:
    """A request a line."""

    titles: ClassVar[Mapping[str, str]] = {
        HAPROXY: "HAProxy's log",
        ALB: "Amazon's load balancer's log",
    }
    is_log: ClassVar[bool] = True

    def recognise(self, file: ImportedFile) -> str:
        lines = file.start.removeprefix(BOM).splitlines()[:LOOKED_AT]
        for text in map(text_of, lines):
            if _AMAZON.match(text):
                return ALB
            if _HAPROXY.search(text):
                return HAPROXY
        return ""

    def sites(self, file: ImportedFile) -> list[SourceSite]:  # noqa: ARG002
        return []

    def read(self, file: ImportedFile, choice: Choice, shelf: Shelf) -> Iterator[Imported]:  # noqa: ARG002
        is_haproxy = self.recognise(file) == HAPROXY
        if is_haproxy and choice.zone is None:
            raise Unusable(
                "HAProxy's times name no time zone: say its server's, as in"
                " --from-zone Europe/Berlin."
            )
        with file.open() as opened:
            for number, raw in lines_of(opened):
                text = text_of(raw).strip()
                if not raw.endswith(b"\n"):
                    yield LeftOut(Reason.CUT, number)
                elif text:
                    zone = choice.zone or UTC
                    asked = _of_haproxy(text, zone) if is_haproxy else _of_amazon(text)
                    yield (
                        row_of(asked, number, text, choice)
                        if asked
                        else LeftOut(Reason.LINE, number)
                    )


def _of_haproxy(text: str, zone: tzinfo) -> Asked | None:
    found = _HAPROXY.search(text)
    more = _CAPTURED.fullmatch(found[4]) if found else None
    if found is None or more is None:
        return None
    method, _, rest = more[2].partition(" ")
    captured = _PARTED.split(more[1]) if more[1] else []
    referrer = next((each for each in captured if "://" in each[:8]), "")
    host = next((each for each in captured if _HOST.fullmatch(each)), "")
    others = [each for each in captured if each and each not in {referrer, host}]
    target = rest.rpartition(" ")[0] or rest
    return Asked(
        _local(found[2], zone),
        method,
        target,
        status_of(found[3]),
        found[1],
        host,
        referrer=referrer,
        agent=max(others, key=len, default=None),
    )


def _local(told: str, zone: tzinfo) -> int | None:
    """Of `27/Mar/2026:10:15:02.012`."""
    if not _SECOND.fullmatch(told[17:]):
        return None
    minute = _minute(told[:17], zone)
    return None if minute is None else minute + round(float(told[18:]) * 1000)


@lru_cache(256)
def _minute(told: str, zone: tzinfo) -> int | None:
    try:
        at = datetime.strptime(told, _MINUTE).replace(tzinfo=zone).timestamp()
    except (ValueError, OverflowError):
        return None
    return round(at * 1000) if EARLIEST <= at * 1000 < LATEST else None


def _of_amazon(text: str) -> Asked | None:
    found = _AMAZON.match(text)
    if found is None:
        return None
    ended, client, status, request, agent, more = found.groups()
    method, _, rest = request.partition(" ")
    started = _STARTED.search(more)
    at = moment(ended)
    begun = moment(started[1]) if started and at is not None else None
    target = _PORT.sub(r"\1", rest.rpartition(" ")[0])
    return Asked(begun or at, method, target, status_of(status), client, agent=agent)
