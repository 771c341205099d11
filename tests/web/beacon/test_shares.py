"""A4: one stranger may not fill the disk; what is over a share is stored as "(other)"."""

from dataclasses import replace

import pytest
from aiohttp.test_utils import TestClient

from tests.conftest import AsUser
from tests.seeded_data import Seeded
from tracker.config import Config
from tracker.services.checkup.serving import look_at_senders
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.admin.state import server_state

BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/126.0.0.0 Safari/537.36"


@pytest.fixture
def config(config: Config) -> Config:
    own = {"texts_per_site": 1_000, "mb_per_address": 1, "rate_burst": 10**6}
    return replace(config, trusted_proxies=("127.0.0.1",), **own)


async def post(
    client: TestClient,
    site: Site,
    address: str = "192.0.2.1",
    brand: dict[str, str] | None = None,
    **hit: object,
) -> int:
    values = {"url": "https://example.com/"} | hit
    headers = {"X-Forwarded-For": address, "User-Agent": BROWSER} | (brand or {})
    answer = await client.post(f"/visit/{site.key}", json=values, headers=headers)
    return answer.status


async def stored(client: TestClient, sql: str) -> list[object]:
    return [row[0] for row in await client.app[keys.DATABASE].read(sql)]


TITLES = "select text.value from event join text on text.id = event.title order by cursor"
PATHS = "select text.value from event join text on text.id = event.path order by cursor"


async def test_an_address_over_its_share_has_its_new_texts_stored_as_other(
    client: TestClient, seeded: Seeded
) -> None:
    for number in range(40):
        assert await post(client, seeded.site, title=f"{number} " + "x" * 2_000) == 204
    titles = await stored(client, TITLES)
    assert titles[0] == "0 " + "x" * 2_000
    assert titles[-1] == "(other)"
    assert await post(client, seeded.site, "192.0.2.2", title="Of somebody else") == 204
    assert (await stored(client, TITLES))[-1] == "Of somebody else"
    assert await post(client, seeded.site, title="Of somebody else") == 204
    assert (await stored(client, TITLES))[-1] == "Of somebody else", "what is known costs nothing"


async def test_campaigns_and_browsers_made_up_count_like_texts(
    client: TestClient, seeded: Seeded
) -> None:
    await post(client, seeded.site)
    client.app[keys.SHARES].senders.share = 0
    count = "select (select count(*) from campaign) + (select count(*) from agent)"
    [before] = await stored(client, count)
    for number in range(5):
        url = f"https://example.com/?utm_source=s{number}&utm_campaign=c{number}"
        brand = {"Sec-CH-UA": f'"Made{number}";v="1"'}
        assert await post(client, seeded.site, brand=brand, url=url) == 204
    [after] = await stored(client, count)
    assert after - before <= 1, "at most the agent of whom nothing is known"


async def test_a_site_over_its_share_has_new_paths_stored_as_other(
    client: TestClient, seeded: Seeded
) -> None:
    for number in range(1_010):
        address = f"192.0.{2 + number % 50}.1"
        url = f"https://example.com/{number}"
        assert await post(client, seeded.site, address, url=url) == 204
    paths = await stored(client, PATHS)
    assert (paths[0], paths[-1]) == ("/0", "(other)")
    counted = client.app[keys.SHARES].sites.today(seeded.site.id, client.app[keys.CLOCK]())
    assert counted.texts == 1_000
    assert counted.others >= 10


async def test_a_leave_from_a_page_that_is_not_kept_is_stored(
    client: TestClient, seeded: Seeded
) -> None:
    assert await post(client, seeded.site, id="a") == 204
    client.app[keys.SHARES].senders.share = 0
    leave = {"name": "leave", "id": "a", "state": "left", "url": "https://example.com/unheard"}
    assert await post(client, seeded.site, **leave) == 204
    paths = "select text.value from leave join text on text.id = leave.path"
    assert await stored(client, paths) == ["(other)"]


async def test_properties_have_4_kb_and_what_fits_stays(client: TestClient, seeded: Seeded) -> None:
    properties = {"plan": "pro"} | {f"k{n}": "x" * 1_000 for n in range(10)} | {"last": 1}
    assert await post(client, seeded.site, name="Signup", properties=properties) == 204
    [text] = await stored(client, "select properties from event")
    assert len(str(text)) <= 4_096
    assert str(text).startswith('{"plan":"pro","k0":"xxx')
    assert str(text).endswith('"last":1}')


async def test_a_shop_of_many_paths_is_never_hurt(client: TestClient, seeded: Seeded) -> None:
    shares = client.app[keys.SHARES]
    default = Config()
    shares.texts, shares.senders.share = default.texts_per_site, default.mb_per_address * 1_000_000
    for number in range(300):
        hit = {
            "url": f"https://example.com/{number}",
            "title": f"A product that is number {number}",
        }
        await post(client, seeded.site, referrer=f"https://example.com/list/{number}", **hit)
    counted = shares.sites.today(seeded.site.id, client.app[keys.CLOCK]())
    [heavy] = shares.senders.heaviest(client.app[keys.CLOCK]())
    assert counted.others == 0
    times = 100_000 / 300  # one address that finds all pages in a single day
    assert counted.texts * times < shares.texts
    assert heavy.bytes * times < shares.senders.share / 4


async def test_owner_and_admin_see_what_was_not_kept_and_of_whom(
    seeded: Seeded, client: TestClient, as_user: AsUser
) -> None:
    ada = await as_user("ada")
    page = f"/sites/{seeded.site.id}"
    await post(client, seeded.site, title="A first page")
    assert "(other)" not in await (await ada.get(page)).text()
    client.app[keys.SHARES].senders.share = 0
    await post(client, seeded.site, title="A second page", name="Signup", properties={"a": 1})
    assert "(other)" in await (await ada.get(page)).text()
    client.app[keys.SHARES].senders.share = 1_000
    admins = await (await ada.get("/admin")).text()
    assert "192.0.2.0/24" in admins
    assert "192.0.2.1" not in admins
    grown = (await server_state(client.app))["growth"]
    assert grown["database"] > 0
    assert grown["texts"] > 0
    assert grown["sites"][0]["site"] == seeded.site.name
    assert (grown["sites"][0]["others"] > 0, grown["sites"][0]["bare"]) == (True, 1)
    found = {each.level for each in look_at_senders(grown)}
    assert "warn" in found
