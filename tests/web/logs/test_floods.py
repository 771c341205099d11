"""What strangers can repeat does not fill the log."""

import logging
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from aiohttp import web
from aiohttp.test_utils import TestClient

from tests.log_lines import Log, logged
from tracker.web.logs.files import MOST_ERRORS
from tracker.web.logs.floods import MOST_LINES, MOST_TRACES, WINDOW, Floods
from tracker.web.logs.log_dir import log_files

said = logging.getLogger("tracker.test")


@pytest.fixture
def terminal() -> Iterator[Log]:
    with logged() as stream:
        yield stream


@pytest.fixture
def app(app: web.Application) -> web.Application:
    app.router.add_post("/fault", fault)
    return app


async def fault(request: web.Request) -> web.Response:
    raise ZeroDivisionError


def messages(terminal: Log) -> list[str]:
    return [line["message"] for line in terminal.lines()]


def repeat(number: int) -> None:
    for _ in range(number):
        said.warning("again")


def test_a_place_in_the_code_writes_so_many_lines_and_says_that_there_are_more(
    terminal: Log,
) -> None:
    repeat(5 * MOST_LINES)
    assert messages(terminal).count("again") == MOST_LINES
    (told,) = (line for line in messages(terminal) if line != "again")
    assert told.startswith("Too many lines from tests/web/logs/test_floods.py:")


def test_another_place_goes_on_writing(terminal: Log) -> None:
    repeat(5 * MOST_LINES)
    said.warning("something else")
    assert messages(terminal)[-1] == "something else"


def test_how_many_lines_were_left_out_is_told_when_it_is_over(terminal: Log) -> None:
    now = [1_000.0]
    floods = logging.getLogger().handlers[0].filters[0]
    assert isinstance(floods, Floods)
    floods._now = lambda: now[0]
    repeat(MOST_LINES + 7)
    now[0] += WINDOW + 1
    repeat(1)
    assert "7 lines from test_floods.py:" in messages(terminal)[-2]
    assert messages(terminal)[-1] == "again"


def test_what_is_asked_for_with_debug_is_never_left_out() -> None:
    with logged("DEBUG") as terminal:
        for _ in range(2 * MOST_LINES):
            said.debug("again")
    assert messages(terminal).count("again") == 2 * MOST_LINES


async def test_a_fault_that_is_met_again_and_again_leaves_few_tracebacks(
    client: TestClient, terminal: Log, tmp_path: Path
) -> None:
    with log_files(tmp_path / "log"):
        for _ in range(3 * MOST_TRACES):
            assert (await client.post("/fault")).status == 500
    for text in (terminal.getvalue(), (tmp_path / "log" / "errors.log").read_text()):
        assert text.count("Traceback") == MOST_TRACES


def test_a_days_errors_have_a_limit(terminal: Log, tmp_path: Path) -> None:
    with time_machine.travel("2026-11-21T12:00:00Z", tick=False) as when:
        with log_files(tmp_path):
            for number in range(MOST_ERRORS // 50_000 + 20):
                said.error("%d%s", number, "x" * 49_900)
        full = (tmp_path / "errors.log").stat().st_size
        assert MOST_ERRORS <= full <= MOST_ERRORS + 51_000
        assert (
            messages(terminal).count(
                "errors.log is full for today; tracker.log has what else fails"
            )
            == 1
        )
        os.utime(tmp_path / "errors.log", (time.time(), time.time()))
        when.move_to("2026-11-22T12:00:00Z")
        with log_files(tmp_path):
            said.error("the next day")
    assert (tmp_path / "errors.log").stat().st_size < 1_000
    assert (tmp_path / "errors.log.2026-11-21").stat().st_size == full
