"""Fixtures that every test may ask for; CONTRIBUTING.md lists them."""

import asyncio
import inspect
import re
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from unittest.mock import Mock

import aiohttp
import aioresponses.core
import argon2
import hypothesis
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from click.testing import CliRunner, Result
from pytest_aiohttp import AiohttpClient

from tests.mailbox import Mailbox, running_mailbox
from tests.product_server import ProductServer
from tracker.app import create_app
from tracker.cli import tracker
from tracker.config import Config, text_of, variable_of
from tracker.services.built_in_places import open_built_in
from tracker.services.geolocation import geo_folder
from tracker.services.passwords import Passwords
from tracker.storage.users import NewUser, User, insert_first_user, insert_user
from tracker.web import keys

PASSWORD = "quartz-lemon-violet-harbor"
OUR_PAGE = {"Sec-Fetch-Site": "same-origin"}  # what a browser says of a form on one of our pages
QUICK = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

AsUser = Callable[..., Awaitable[TestClient]]
MakeUser = Callable[..., Awaitable[User]]
Cli = Callable[..., Awaitable[Result]]

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


@pytest.fixture
def data_dir(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    kept = request.config.getoption("--keep-data")
    if kept is None:
        return tmp_path / "data"
    folder = Path(kept).absolute() / re.sub(r"[^\w.-]+", "-", request.node.name)
    shutil.rmtree(folder, ignore_errors=True)
    return folder


@pytest.fixture
def config(data_dir: Path) -> Config:
    return Config(data_dir=data_dir, port=0, environment="test")


@pytest.fixture(scope="session")
def unpacked_places(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built-in country database, unpacked once for all tests: it takes 0.2 s."""
    database = open_built_in(tmp_path_factory.mktemp("places"))
    database.close()
    return database.path


@pytest.fixture
def app(config: Config, unpacked_places: Path) -> web.Application:
    """The server, not started; `client` starts it."""
    with suppress(OSError):  # --keep-data may be on another disk: then the server unpacks
        (geo_folder(config.data_dir) / unpacked_places.name).hardlink_to(unpacked_places)
    app = create_app(config)
    app[keys.PASSWORDS] = Passwords(QUICK)
    return app


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    """A mail server; a test file's `config` names it in `mail_url`."""
    async with running_mailbox() as running:
        yield running


@pytest.fixture
async def client(app: web.Application, aiohttp_client: AiohttpClient) -> TestClient:
    """A stranger's browser."""
    return await aiohttp_client(ProductServer(app), headers=OUR_PAGE)


@pytest.fixture
def make_user(client: TestClient) -> MakeUser:
    """`await make_user("ada")` has an account with PASSWORD; `admin=True` only for the first."""

    async def make(name: str, admin: bool = False) -> User:
        new = NewUser(name, f"{name}@example.com", QUICK.hash(PASSWORD))
        insert = insert_first_user if admin else insert_user
        async with client.app[keys.DATABASE].transaction() as tx:
            user = await insert(tx, new, client.app[keys.CLOCK]())
        assert user, "there is an admin already"
        return user

    return make


@pytest.fixture
def login(client: TestClient, aiohttp_client: AiohttpClient) -> AsUser:
    """`await login("ada")` is another browser in which ada has logged in."""

    async def log_in(name: str, password: str = PASSWORD) -> TestClient:
        browser = await aiohttp_client(client.server, headers=OUR_PAGE)
        typed = {"login": name, "password": password}
        answer = await browser.post("/login", data=typed, allow_redirects=False)
        assert answer.status == 303, await answer.text()
        return browser

    return log_in


@pytest.fixture
def as_user(make_user: MakeUser, login: AsUser) -> AsUser:
    """`await as_user("ada")` is the browser of somebody new who is logged in."""

    async def sign_in(name: str = "ada", admin: bool = False) -> TestClient:
        await make_user(name, admin)
        return await login(name)

    return sign_in


@pytest.fixture
def cli(config: Config, tmp_path: Path) -> Cli:
    """`await cli("user", "list")` runs the command with the settings of `config`; `typed` is what
    a person types. The answer has exit_code, stdout and stderr."""
    env_file = tmp_path / "env"
    settings = {variable_of(each): text_of(getattr(config, each.name)) for each in fields(config)}
    env_file.write_text("".join(f"{name}={value}\n" for name, value in settings.items()))

    async def run(*words: str, typed: str | None = None) -> Result:
        return await asyncio.to_thread(
            CliRunner().invoke,
            tracker,
            ["--env-file", str(env_file), *words],
            input=typed,
            env=dict.fromkeys(settings),  # whatever this machine's own settings are
        )

    return run
