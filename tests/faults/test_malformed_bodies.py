"""A body that cannot be read is its sender's fault: a 4xx, one line in the log, and no mail."""

import logging
from dataclasses import replace

import pytest
from aiohttp.test_utils import TestClient

from tests.beacon_load import BROWSER
from tests.faults.malformed_bodies import malformed
from tests.faults.raw_requests import nothing_was_a_fault_of_ours, status_of
from tests.mailbox import Mailbox
from tests.seeded_data import Seeded
from tests.web.asking.routes_sampled import SAFE, a_third, has_other_address, is_page, path_for
from tracker.app import create_app
from tracker.config import Config
from tracker.services.sites.site_tokens import SCOPES, issue_token
from tracker.web import keys
from tracker.web.logs.requests import tame

pytestmark = pytest.mark.fault

CONFIG = Config(registration="open")
UNSAFE = [route for route in create_app(CONFIG).router.routes() if route.method not in SAFE]
ROUTES = {
    f"{route.method} {route.resource.canonical}": path_for(route.resource) for route in UNSAFE
}
again = has_other_address()
ALIKE = {name for name, route in zip(ROUTES, UNSAFE, strict=True) if again(route) or is_page(route)}


@pytest.fixture
def config(config: Config, mailbox: Mailbox) -> Config:
    return replace(
        config,
        mail_url=mailbox.url,
        admins=("root@example.com",),
        registration="open",
        rate_per_address=10_000.0,
        rate_burst=100_000,
    )


@pytest.mark.parametrize("route", ROUTES)
async def test_no_body_is_a_fault_of_ours(
    client: TestClient, seeded: Seeded, caplog: pytest.LogCaptureFixture, route: str
) -> None:
    logging.getLogger("aiohttp.server").addFilter(tame)
    path = ROUTES[route].replace("/visit/x", f"/visit/{seeded.site.key}")
    text = await issue_token(client.app[keys.DATABASE], seeded.site.id, "all", 0, scopes=SCOPES)
    token = f"Authorization: Bearer {text}\r\n" if path.startswith(("/api/", "/mcp")) else ""
    headers = f"User-Agent: {BROWSER}\r\nCookie: {seeded.cookie}\r\n{token}"
    sent, number = list(malformed(path, headers)), list(ROUTES).index(route)
    for request, leaves in a_third(sent, number) if route in ALIKE else sent:
        status = await status_of(client.port, request, leaves)
        assert status is None or 200 <= status < 500, (status, request)
    nothing_was_a_fault_of_ours(client, caplog)


def test_every_route_that_reads_a_body_is_here() -> None:
    assert len(ROUTES.keys() - ALIKE) > 30
    assert "POST /login" in ROUTES
    assert any(path.startswith("/visit/") for path in ROUTES.values())
