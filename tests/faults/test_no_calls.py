"""A6: nothing that a visitor sends or an owner types makes the server call anybody."""

import socket
from collections.abc import Iterator

import pytest
from aiohttp.test_utils import TestClient

from tests.beacon_load import BROWSER
from tests.canary import Canary
from tests.conftest import AsUser
from tests.web.asking.routes_sampled import unsafe
from tests.web.sites.owners import add_site

pytestmark = pytest.mark.fault

HOSTS = ("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f000001")
HOSTS += ("169.254.169.254",)  # a cloud's own; tests/offline.py sees who tries it
FIELDS = (
    *("name", "about", "email", "host", "hosts", "url", "next", "login", "title", "referrer"),
    *("avatar", "target", "to", "confirm", "language", "time_zone", "what", "reason"),
)
ENDS = ("logout", "/end", "revoke", "delete", "/off", "/login", "/register", "/setup")


@pytest.fixture
def canary() -> Iterator[Canary]:
    with Canary() as canary:
        yield canary


def addresses(canary: Canary) -> list[str]:
    return [f"http://{host}:{canary.port}/favicon.ico" for host in HOSTS]


def test_the_canary_sees_who_comes(canary: Canary) -> None:
    for host in canary.hosts:
        assert not canary.was_visited()
        socket.create_connection((host, canary.port)).close()
        assert canary.was_visited()


async def test_what_an_owner_types_is_never_called(as_user: AsUser, canary: Canary) -> None:
    ada = await as_user("ada", admin=True)
    await add_site(ada)
    typed = [route for route in unsafe(ada.app) if not any(end in route[1] for end in ENDS)]
    assert len(typed) > 15
    for address in addresses(canary):
        for route, path in typed:
            data = dict.fromkeys(FIELDS, address)
            await ada.request(route.method, path, data=data, allow_redirects=False)
        for page in ("/", "/sites/1", "/sites/1/live", "/sites/1/setup", "/account"):
            assert (await ada.get(page, params={"next": address})).status == 200
    assert not canary.was_visited()


async def test_what_a_visitor_sends_is_never_called(
    client: TestClient, as_user: AsUser, canary: Canary
) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    for number, address in enumerate(addresses(canary)):
        headers = {
            "User-Agent": BROWSER,  # with an address in it, it would be a bot's
            **dict.fromkeys(("Referer", "X-Forwarded-Host", "X-Forwarded-For", "Origin"), address),
        }
        hit = dict.fromkeys(("title", "referrer", "name"), address) | {
            "url": f"https://example.com/?utm_source={address}&ref={address}",
            "id": f"call{number}",
            "properties": {"url": address, "image": address},
        }
        assert (await client.post(f"/visit/{site.key}", json=hit, headers=headers)).status == 204
        shown = await client.get(f"/visit/{site.key}.gif", params={"url": address}, headers=headers)
        assert shown.status < 500
    assert address in await (await ada.get(f"/sites/{site.id}?wait")).text()
    assert not canary.was_visited()
