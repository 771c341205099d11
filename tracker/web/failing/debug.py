"""The page of a fault for developers: its source and variables, on their own machine only."""

from __future__ import annotations

import linecache
import re
import reprlib
import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import FrameType
from typing import Any

import msgspec
from aiohttp import web

from tracker.masks import masked
from tracker.web.failing import faults
from tracker.web.logs import requests
from tracker.web.pages.pages import draw

AROUND = 5  # lines of source before and after
MOST_FRAMES, MOST_VARIABLES, LONGEST = 60, 40, 300
SECRET = re.compile(r"(?i)passw|passphrase|secret|token|cookie|hash|key$|code")


class Line(msgspec.Struct, frozen=True):
    """A line of source."""

    number: int
    text: str


class Frame(msgspec.Struct, frozen=True):
    """Where the code was, and what it had in its hands."""

    file: str
    line: int
    function: str
    source: list[Line]
    variables: Mapping[str, str]
    ours: bool


def debug_page(request: web.Request, error: Exception) -> web.Response:
    """The innermost frame first; the first one that is ours is open."""
    frames = list(_frames(error))
    first = next((at for at, frame in enumerate(frames) if frame.ours), 0)
    return draw(
        request,
        "errors/debug.html",
        500,
        user=None,
        error=error,
        name=type(error).__name__,
        message=_shown(error, str),
        frames=frames,
        first=first,
        causes=[f"{type(each).__name__}: {_shown(each, str)}" for each in _causes(error)],
        reference=requests.reference(request),
        address=f"{request.method} {request.path_qs}",
    )


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen = {id(error)}
    cause = error.__cause__ or error.__context__
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        yield cause
        cause = cause.__cause__ or cause.__context__


def _frames(error: BaseException) -> Iterator[Frame]:
    walked = list(traceback.walk_tb(error.__traceback__))
    for frame, number in reversed(walked[-MOST_FRAMES:]):
        filename = frame.f_code.co_filename
        yield Frame(
            file=faults.shown_file(filename) if faults.is_ours(filename) else filename,
            line=number,
            function=frame.f_code.co_name,
            source=_source(filename, number),
            variables=_variables(frame),
            ours=faults.is_ours(filename) or Path(filename).suffix == ".html",
        )


def _source(filename: str, number: int) -> list[Line]:
    lines = linecache.getlines(filename)
    first = max(1, number - AROUND)
    return [
        Line(first + at, text.rstrip("\n"))
        for at, text in enumerate(lines[first - 1 : number + AROUND])
    ]


def _variables(frame: FrameType) -> dict[str, str]:
    """Also on one's own screen no password stands in clear: people share screens."""
    return {
        name: "***" if SECRET.search(name) else _shown(value, _repr.repr)
        for name, value in list(frame.f_locals.items())[:MOST_VARIABLES]
    }


def _shown(value: Any, how: Any) -> str:
    try:
        text = masked(str(how(value)))
    except Exception as error:  # another's __repr__
        text = f"<{type(value).__name__}, whose repr raises {type(error).__name__}>"
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


_repr = reprlib.Repr()
_repr.maxstring = _repr.maxother = LONGEST
