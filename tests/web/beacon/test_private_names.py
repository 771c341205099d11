"""aiohttp's private names that the fast path needs, each with what to read when one is gone. A
newer aiohttp may be allowed in setup.cfg once all of tests/web/beacon passes with it."""

import ast
import inspect
import re
from types import ModuleType

import pytest
from aiohttp import base_protocol, web_app, web_protocol, web_runner, web_server

from tracker.web.beacon import connection, order, patience
from tracker.web.beacon import server as beacon_server
from tracker.web.serving import listening, runner

OURS = (order, patience, connection, beacon_server, runner, listening)
THEIRS = (
    base_protocol.BaseProtocol,
    web_protocol.RequestHandler,
    web_server.Server,
    web_runner.BaseRunner,
    web_runner.AppRunner,
    web_runner.BaseSite,
    web_app.Application,
)
NAMES = {
    "_app": "AppRunner: the application. Its public way is `app`, once a runner has it",
    "_buffer_paused": "BaseProtocol: reading stands still; see pause_reading there",
    "_close": "RequestHandler: closes after this answer; see close()",
    "_current_request": "RequestHandler.start: the request that a handler works on",
    "_drain_helper": "BaseProtocol: waits until the client has fetched; StreamWriter.drain uses it",
    "_force_close": "RequestHandler: ends at once; see force_close()",
    "_handle": "Application: middlewares and handler; what Server is given as its handler",
    "_keepalive_timeout": "RequestHandler: keepalive_timeout as given",
    "_kwargs": "Server and BaseRunner: options that go on to each connection",
    "_loop": "BaseProtocol, RequestHandler, Server: the event loop",
    "_make_handler": "Application: what AppRunner serves, where a process takes no beacons",
    "_make_request": "Application: a request from the parser's message",
    "_make_server": "BaseRunner: where AppRunner makes its Server; ours makes a BeaconServer",
    "_next_keepalive_close_time": "RequestHandler._process_keepalive: when an idle one is closed",
    "_pause_reading_for_buffer": "BaseProtocol: back-pressure that data_received may ask for",
    "_paused": "BaseProtocol.pause_writing: the client does not fetch its answers",
    "_request_count": "RequestHandler.start: requests so far; 0 = none has been parsed yet",
    "_resume_reading_for_buffer": "BaseProtocol: the end of that back-pressure",
    "_runner": "BaseSite: the runner, for its server",
    "_server": "BaseSite.start: what was opened; stop() closes it",
    "_set_loop": "Application: AppRunner._make_server calls it before startup",
    "_waiter": "RequestHandler.start: waits between two requests, done when one has come",
}


def private_of(part: type) -> set[str]:
    found = re.findall(r"\bself\.(_[a-z]\w*)|\bdef (_[a-z]\w*)", inspect.getsource(part))
    return {attribute or method for attribute, method in found}


def used_in(module: ModuleType) -> set[str]:
    """Attributes and methods that begin with one underscore."""
    nodes = list(ast.walk(ast.parse(inspect.getsource(module))))
    named = [each.attr for each in nodes if isinstance(each, ast.Attribute)]
    named += [
        each.name for each in nodes if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    return {name for name in named if re.match(r"_[a-z]", name)}


def test_the_cache_that_holds_ended_applications_is_there() -> None:
    """Else see how Application._handle keeps handlers wrapped in middlewares, and for how long."""
    assert callable(web_app._cached_build_middleware.cache_clear)


@pytest.mark.parametrize("name", NAMES)
def test_a_private_name_of_aiohttp_is_there(name: str) -> None:
    assert any(name in private_of(part) for part in THEIRS), NAMES[name]


def test_no_other_is_used() -> None:
    theirs = set().union(*map(private_of, THEIRS))
    assert set().union(*map(used_in, OURS)) & theirs == set(NAMES)
