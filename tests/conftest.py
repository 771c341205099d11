"""Fixtures that every test may ask for; CONTRIBUTING.md lists them, tests/fixtures/ makes them."""

import gc
import inspect
import os
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import aiohttp
import aioresponses.core
import hypothesis
import pytest

from tests import offline, sqlite_library
from tests.engines.nats_server import shared_nats
from tests.eventually import PATIENCE
from tests.fixtures.kept import PLACES, kept_at, parametrized, postgres, shared_database
from tests.fixtures.outside import geo_service, mailbox
from tests.fixtures.people import AsUser, Login, MakeUser, as_user, login, make_user, world
from tests.fixtures.server import (
    OUR_PAGE,
    QUICK,
    Stranger,
    app,
    client,
    clock,
    config,
    data_dir,
    seeded,
    stranger,
    unpacked_places,
)
from tests.fixtures.without_server import Cli, RequestContext, cli, db, request_context
from tests.longest_first import longest_first
from tests.world import PASSWORD, World
from tracker.services.accounts import passwords
from tracker.storage import threads
from tracker.storage.file import readers

__all__ = [
    "OUR_PAGE",
    "PASSWORD",
    "QUICK",
    "AsUser",
    "Cli",
    "Login",
    "MakeUser",
    "RequestContext",
    "Stranger",
    "World",
    "app",
    "as_user",
    "cli",
    "client",
    "clock",
    "config",
    "data_dir",
    "db",
    "geo_service",
    "kept_at",
    "login",
    "mailbox",
    "make_user",
    "postgres",
    "request_context",
    "seeded",
    "shared_database",
    "shared_nats",
    "stranger",
    "unpacked_places",
    "world",
]

TESTS = Path(__file__).parent
MARKS = {"storage": "database", "commands": "database", "faults": "database", "deploy": "alike"}

# aioresponses does not know the stream_writer that aiohttp 3.14 asks for.
if "stream_writer" in inspect.signature(aiohttp.ClientResponse.__init__).parameters:

    class MockedResponse(aiohttp.ClientResponse):
        def __init__(self, *args, stream_writer=None, **options):
            writer = stream_writer or Mock(output_size=0)
            super().__init__(*args, stream_writer=writer, **options)

    aioresponses.core.ClientResponse = MockedResponse

# A busy machine is no fault of an example.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--keep-data",
        metavar="DIR",
        help="keep each test's data folder under DIR, named after the test, to look into later",
    )
    parser.addoption(
        "--server",
        metavar="URL",
        help="run the browser tests against the server there, which SERVER_COMMAND empties",
    )
    parser.addoption(
        "--kept-in",
        choices=PLACES,
        default=PLACES[0],
        help="where servers have what people keep, in tests that are not run on both",
    )
    parser.addoption(
        "--newest-sqlite",
        action="store_true",
        help="end at once unless this is the Python of scripts/newest with SQLite's newest release",
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--newest-sqlite") and not sqlite_library.is_replaced():
        raise pytest.UsageError(f"not the newest SQLite: this is {sqlite_library.versions()}")
    # Not with a geolocation service of `make integration` or a server that may be elsewhere.
    if not os.environ.get("GEO_URL") and not config.getoption("--server"):
        offline.stay_home()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    parametrized(metafunc)


def pytest_itemcollected(item: pytest.Item) -> None:
    room = str(item.path).removeprefix(f"{TESTS}{os.sep}").partition(os.sep)[0]
    if mark := MARKS.get(room):
        item.add_marker(mark)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Several workers begin with what takes long; one goes through them as they were shuffled."""
    if worker := getattr(config, "workerinput", None):
        items[:] = longest_first(items, is_long, worker["workercount"])


def is_long(item: pytest.Item) -> bool:
    return any(item.get_closest_marker(mark) for mark in ("fault", "long"))


def pytest_collection_finish() -> None:
    """Thousands of tests stay to the end: no collection of garbage looks through them again."""
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Whichever servers the tests have started had the same: ServerProcess.serves sees to it."""
    terminalreporter.write_line(f"Ran on {sqlite_library.versions()}")
    # No window is too narrow for the summary that follows: it quotes a failure's whole first line.
    if not terminalreporter.hasmarkup:
        config.get_terminal_writer().fullwidth = 300


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """What a test has logged travels from a worker as UTF-8, which some tests' bytes are not."""
    report = yield
    report.sections = [
        (name, text.encode("utf-8", "backslashreplace").decode()) for name, text in report.sections
    ]
    return report


@pytest.hookimpl(wrapper=True)
def pytest_report_to_serializable() -> Generator[None, Any, Any]:
    """A report travels from its process as UTF-8: one that quotes bytes that are no text would end
    the whole run, not only its test."""
    return speakable((yield))


def speakable(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, dict):
        return {name: speakable(each) for name, each in value.items()}
    if isinstance(value, list):
        return [speakable(each) for each in value]
    if isinstance(value, tuple):  # as which a skipped test's reason has to arrive
        return tuple(speakable(each) for each in value)
    return value


@pytest.fixture(autouse=True)
def nothing_reached_outside() -> Iterator[None]:
    yield
    attempts = offline.attempts.copy()
    offline.attempts.clear()
    assert attempts == []


@pytest.fixture(autouse=True)
def nothing_gives_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside other tests and their browsers, threads that give way got one second in twenty:
    reports, log-ins and checks came too late. tests/storage/test_threads.py sees to it that they
    do give way. Reads are waited for, too: tests/storage/file/test_readers.py gives them up."""
    monkeypatch.setattr(threads, "NICENESS", 0)
    monkeypatch.setattr(passwords, "NICENESS", 0)
    monkeypatch.setattr(readers, "READ_DEADLINE", PATIENCE)
