"""A3: text that would be SQL stays text, in every query, form and hit."""

import json
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from tests.beacon_load import answer_to, post
from tests.conftest import AsUser
from tests.web.asking.routes_sampled import sampled, unsafe
from tests.web.sites.owners import add_site
from tracker.config import Config
from tracker.storage.sites.sites import Site
from tracker.web import keys

pytestmark = pytest.mark.fault

PAYLOADS = [
    "'",
    '"',
    "`",
    "' or '1'='1",
    '" or ""="',
    "') or ('a'='a",
    "' or 1=1 --",
    "1 or 1=1",
    "admin'--",
    "' union select name, password from user --",
    "1; drop table event",
    "'; drop table user; --",
    "1' and sleep(5) and '1'='1",
    "1) and 1=randomblob(500000000) --",
    "' and 1=cast((select sql from sqlite_master) as int) --",
    "name desc; delete from event",
    "case when 1=1 then at else cursor end",
    "%' or name like '%",
    "UTC' at time zone 'x",
    "load_extension('x')",
    "attach database 'x' as y",
    "/**/or/**/1=1",
    "0x31303235343830303536",
    "\\' or 1=1 --",
    "?1 :site @x $y",
]
ASKED = """
q after before action about cursor limit page country source event next
used saved sort order interval period zone
"""
TYPED = """
login name email password repeated current time_zone hosts host keep_address
confirm days scopes role user code about language theme kept
"""
NO_PAGES = ("/visit", "/live", "/account/export", "/sites/1/live/socket")


@pytest.fixture
def config(config: Config) -> Config:
    return replace(config, registration="open")


@pytest.fixture
async def ada(as_user: AsUser) -> TestClient:
    return await as_user("ada", admin=True)


@pytest.fixture
async def site(ada: TestClient) -> Site:
    return await add_site(ada)


@pytest.fixture
async def shape(ada: TestClient, site: Site) -> AsyncIterator[None]:
    """What stands in the database's own tables is afterwards as it was before."""
    before = await tables(ada)
    yield
    assert await tables(ada) == before


async def tables(client: TestClient) -> list[tuple[object, ...]]:
    db = client.app[keys.DATABASE]
    rows = await db.read("select type, name, tbl_name, sql from sqlite_master order by name")
    users = await db.read("select name, password, is_admin from user where name = 'ada'")
    return [tuple(row) for row in (*rows, *users)]


async def in_queries(ada: TestClient, payload: str, log: pytest.LogCaptureFixture) -> list[str]:
    """The pages that this breaks when it is asked for in every way they know."""
    query = dict.fromkeys(ASKED.split(), payload)
    paths = [path for route, path in sampled(ada.app) if route.method == "GET"]
    pages = [path for path in paths if not path.startswith(NO_PAGES)]
    return [path for path in pages if await breaks(ada, "GET", path, log, params=query)]


async def breaks(
    browser: TestClient, method: str, path: str, log: pytest.LogCaptureFixture, **sent: Any
) -> bool:
    """Whether the server logs an error: what SQLite cannot read is one, whatever is answered."""
    log.clear()
    async with browser.request(method, path, allow_redirects=False, **sent):
        return any(record.levelno >= logging.ERROR for record in log.records)


@pytest.mark.usefixtures("shape")
async def test_no_query_is_executed(ada: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    for payload in PAYLOADS:
        assert await in_queries(ada, payload, caplog) == [], payload


@pytest.mark.usefixtures("shape")
async def test_no_form_is_executed(
    ada: TestClient, as_user: AsUser, caplog: pytest.LogCaptureFixture
) -> None:
    broken = []
    for number, (route, path) in enumerate(unsafe(ada.app) * 2):
        typed = dict.fromkeys(TYPED.split(), PAYLOADS[number % len(PAYLOADS)])
        browser = await as_user("ada")  # anew: some of the forms log out
        if await breaks(browser, route.method, path, caplog, data=typed):
            broken.append(f"{route.method} {path}: {typed['name']}")
    assert broken == []


@pytest.mark.usefixtures("shape")
async def test_no_hit_is_executed(ada: TestClient, site: Site) -> None:
    for payload in PAYLOADS:
        hit = {
            "url": f"https://example.com/{payload}",
            "properties": {payload: payload},
            **dict.fromkeys(("title", "name", "referrer", "language", "id"), payload),
        }
        answer = await answer_to(ada.port, post(site.key, hit))
        assert answer.status == 204, payload
    log = ada.app[keys.LOG]
    stored = await log.read_after(site.id, 0, log.head)
    assert [each.title for each in stored] == PAYLOADS
    properties = [json.loads(each.properties or "") for each in stored]
    assert properties == [{payload: payload} for payload in PAYLOADS]


class TestACarelessPage:
    @pytest.fixture
    def app(self, app: web.Application) -> web.Application:
        async def careless(request: web.Request) -> web.Response:
            asked = request.query["q"]
            await request.app[keys.DATABASE].read(f"select * from site where name = '{asked}'")
            return web.Response()

        app.router.add_get("/careless", careless)
        return app

    async def test_it_is_found(self, ada: TestClient, caplog: pytest.LogCaptureFixture) -> None:
        assert await in_queries(ada, "'", caplog) == ["/careless"]
