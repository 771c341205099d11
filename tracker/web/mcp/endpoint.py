"""One address, to which an assistant posts its messages: no session is kept, so that nothing is to
be ended, and each answer is JSON. What comes without a good token is read by nobody."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from tracker.build import version
from tracker.domain.mcp.envelopes import (
    METHOD_HEADER,
    NAME_HEADER,
    REVISION_HEADER,
    envelope_problem,
    has_envelope,
    other_revision,
)
from tracker.domain.mcp.messages import (
    BAD_PARAMS,
    NO_MESSAGE,
    NO_METHOD,
    NOT_JSON,
    Call,
    Message,
    Note,
    Problem,
    answer_of,
    failure_of,
    read_messages,
)
from tracker.domain.mcp.methods import About, Wanted, finished, reply_to
from tracker.domain.mcp.revisions import SPOKEN, STATELESS, UNNAMED, WITH_BATCHES
from tracker.services.assistants.asker import Asker
from tracker.services.assistants.tools import about, result_of, use
from tracker.web.asking.cross_site import same_origin, why_not_ours
from tracker.web.asking.handler_marks import only_asks, shows_no_secret
from tracker.web.forms.bodies import body_of
from tracker.web.mcp.who import asker_of
from tracker.web.words.i18n import _

# Where each request stands for itself a status says what its body says; elsewhere clients take
# such a status for a broken connection, and only what is no message at all has one.
STATUSES = {NO_METHOD: 404, BAD_PARAMS: 400}
UNREAD = {NOT_JSON, NO_MESSAGE}


@only_asks
@shows_no_secret
async def messages_take(request: web.Request) -> web.Response:
    """A message or, where the revision has them, a batch; 202 where none of it wants an answer."""
    if "Origin" in request.headers and not same_origin(request):
        raise web.HTTPForbidden(text=why_not_ours(request))  # whatever stands in Sec-Fetch-Site
    asker = await asker_of(request)
    _check_kinds(request)
    sent = read_messages(await body_of(request))
    revision = request.headers.get(REVISION_HEADER, UNNAMED)
    if revision not in SPOKEN:
        call = sent if isinstance(sent, Call) else None
        return _as_json(failure_of(other_revision(revision, call)), 400)
    if isinstance(sent, list):
        return await _batch(sent, revision, asker)
    if isinstance(sent, Note):
        return web.Response(status=202)
    return await _single(request, sent, revision, asker)


def _check_kinds(request: web.Request) -> None:
    """JSON comes, and JSON is taken."""
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(text=_("Messages are JSON: application/json."))
    accepted = request.headers.get("Accept", "*/*").lower()
    if not any(each in accepted for each in ("application/json", "application/*", "*/*")):
        raise web.HTTPNotAcceptable(text=_("Answers are JSON: accept application/json."))


async def _single(
    request: web.Request, sent: Call | Problem, revision: str, asker: Asker
) -> web.Response:
    if isinstance(sent, Call) and (revision in STATELESS or has_envelope(sent)):
        revision = STATELESS[-1]
        if problem := envelope_problem(sent, _headers(request)):
            return _as_json(failure_of(problem), 400)
    said = await _answered(sent, revision, asker)
    return _as_json(said, _status(said, revision))


async def _batch(sent: list[Message], revision: str, asker: Asker) -> web.Response:
    """One after the other: a batch is no way to more turns."""
    if revision not in WITH_BATCHES:
        said = f"The revision {revision} has no batches: send each message for itself."
        return _as_json(failure_of(Problem(NO_MESSAGE, said)), 400)
    calls = [each for each in sent if not isinstance(each, Note)]
    answers = [await _answered(each, revision, asker) for each in calls]
    return _as_json(answers) if answers else web.Response(status=202)


async def _answered(sent: Call | Problem, revision: str, asker: Asker) -> dict[str, Any]:
    if isinstance(sent, Problem):
        return failure_of(sent)
    ours: About = about(version())
    reply = reply_to(sent, revision, ours)
    if isinstance(reply, Problem):
        return failure_of(reply)
    if isinstance(reply, Wanted):
        result = result_of(await use(asker, reply.tool, reply.arguments))
        reply = finished(result, revision, ours)
    return answer_of(sent.id, reply)


def _headers(request: web.Request) -> dict[str, list[str]]:
    names = (REVISION_HEADER, METHOD_HEADER, NAME_HEADER)
    return {name: request.headers.getall(name, []) for name in names}


def _status(said: dict[str, Any], revision: str) -> int:
    code = said.get("error", {}).get("code")
    if code in UNREAD:
        return 400
    return STATUSES.get(code, 200) if revision in STATELESS else 200


def _as_json(said: Any, status: int = 200) -> web.Response:
    return web.Response(text=json.dumps(said), status=status, content_type="application/json")
