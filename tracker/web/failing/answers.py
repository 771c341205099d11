"""How an error is answered: as a page, or as JSON where that was asked for."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from tracker.domain.mcp.messages import REFUSED, Problem, failure_of
from tracker.web import keys
from tracker.web.failing.words import READING_ONLY, words
from tracker.web.pages.pages import draw

ASKED = {400, 503}  # what may be wrong with a question: it is none, or takes too long
ASSISTANTS = "/mcp"  # what is wrong there is said in their protocol


def busy(request: web.Request) -> web.Response:
    """Not now, but soon."""
    response = answer(request, 503, "")
    response.headers["Retry-After"] = "2"
    return response


def later(request: web.Request, said: tuple[str, str]) -> web.Response:
    """Not before somebody has mended the database."""
    response = answer(request, 503, str(said[1]), title=str(said[0]))
    response.headers["Retry-After"] = "120"
    return response


def answer(
    request: web.Request,
    status: int,
    reason: str,
    reference: str = "",
    told: bool = False,
    *,
    title: str = "",
) -> web.Response:
    """The page or the JSON of a status; a 404's is the same bytes for every path that a
    person asks for."""
    usual, detail = words(status)
    if reason and status != 404:
        detail = reason
    said = {"title": title or usual, "detail": detail, "reference": reference, "told": told}
    if request.path == ASSISTANTS:
        response = _failure(status, said)
    else:
        response = _json(status, said) if wants_json(request) else _page(request, status, said)
    response.headers.add("Vary", "Accept")
    return response


def _json(status: int, said: dict[str, Any]) -> web.Response:
    body = {"status": status, "error": said["title"], "detail": said["detail"]}
    if said["reference"]:
        body |= {"reference": said["reference"], "told": said["told"]}
    return web.Response(status=status, text=json.dumps(body), content_type="application/json")


def _failure(status: int, said: dict[str, Any]) -> web.Response:
    """Their programs show this sentence, and nothing of an answer that is none of theirs."""
    words = " ".join(filter(None, (said["title"] + ".", said["detail"], said["reference"])))
    problem = failure_of(Problem(REFUSED, words, {"status": status}))
    return web.Response(status=status, text=json.dumps(problem), content_type="application/json")


def _page(request: web.Request, status: int, said: dict[str, Any]) -> web.Response:
    if said["detail"] == str(READING_ONLY[1]):
        said["read_only"] = False  # it says so already
    said["topic"] = None  # else it would say which page there is
    login = request.get(keys.LOGIN)
    said["user"] = login.user if login else None
    said["plain"] = status in ASKED and _has_question(request)
    return draw(request, "errors/error.html", status, **said, status_code=status)


def _has_question(request: web.Request) -> bool:
    """Whether it is a page of ours whose address goes on behind a `?`: without that it may be
    answered, and a bookmark of a removed goal is no dead end."""
    is_ours = request.match_info.http_exception is None
    return is_ours and request.method == "GET" and bool(request.query_string)


def wants_json(request: web.Request) -> bool:
    """Programs get JSON: what is below /api/, and who accepts JSON but no page."""
    accepted = request.headers.get("Accept", "")
    if "text/html" in accepted and request.path != ASSISTANTS:
        return False
    is_programs = request.path.startswith("/api/") or request.path == ASSISTANTS
    return "application/json" in accepted or is_programs


def unreadable(status: int) -> web.Response:
    """For what the parser could not even make a request of: no page, and no word of it back."""
    title, detail = words(status)
    response = web.Response(status=status, text=f"{title}. {detail}\n", headers=BARE)
    response.force_close()
    return response


BARE = {"Server": "", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
