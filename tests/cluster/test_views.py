"""Open views on processes that are one server: whoever has taken a hit, and wherever they look."""

from __future__ import annotations

import pytest
from aiohttp import ClientSession

pytest.importorskip("asyncpg", reason="asyncpg is not installed here")

from tests.cluster.house import FIREFOX, House, visit
from tests.cluster.streams import stream
from tests.engines.nats_server import needs_nats
from tests.making import NOON
from tracker.services.sites.site_tokens import issue_token
from tracker.storage.postgres.accounts import PostgresAccounts
from tracker.storage.sites.sites import Site

pytestmark = [pytest.mark.fault, needs_nats]


async def test_a_view_goes_on_at_another_front(house: House, sites: list[Site]) -> None:
    """Behind where it stopped; that front began later."""
    [_, site] = sites
    async with PostgresAccounts.open(house.settings["ACCOUNTS_URL"]) as accounts:
        token = await issue_token(accounts, site.id, "a program", NOON)
    async with (
        house.process("front,sequencer,filer") as one,
        ClientSession(headers={"User-Agent": FIREFOX}) as browser,
    ):
        async with stream(browser, one, site, token) as told:
            assert (await told.messages())[0]["type"] == "hello"
            assert await visit(browser, one, site.key, "/1") == 204
            assert await told.paths(1) == ["/1"]
            point = told.point
        async with house.process("front") as other:
            assert await visit(browser, one, site.key, "/2") == 204
            async with stream(browser, other, site, token, point) as told:
                assert await told.paths(1) == ["/2"]
                assert await visit(browser, one, site.key, "/3") == 204
                assert await visit(browser, other, site.key, "/4") == 204
                assert await told.paths(2) == ["/3", "/4"]
