"""What is behind "?" is never kept, whoever sends it: old scripts send whole addresses."""

import json

import pytest
from aiohttp.test_utils import TestClient

from tests.beacon_load import post
from tests.seeded_data import Seeded
from tests.ways import Way, send
from tests.web.beacon.stored_rows import stored
from tracker.config import Config
from tracker.web import keys

SECRET = "s3cr3t"
PAGE = {"name": "pageview", "url": "https://example.com/"}
WITH_SECRETS = {
    "query": PAGE | {"url": f"https://example.com/reset?token={SECRET}"},
    "escaped query": PAGE | {"url": f"https://example.com/reset%3Ftoken%3D{SECRET}"},
    "route's query": PAGE | {"url": f"https://example.com/#/reset?token={SECRET}"},
    "answer to an application": PAGE | {"url": f"https://example.com/#/access_token={SECRET}"},
    "fragment": PAGE | {"url": f"https://example.com/#access_token={SECRET}"},
    "session": PAGE | {"url": f"https://example.com/cart;jsessionid={SECRET}"},
    "user": PAGE | {"url": f"https://ann:{SECRET}@example.com/"},
    "click id": PAGE | {"url": f"https://example.com/?gclid={SECRET}"},
    "tag": PAGE | {"url": f"https://example.com/?ref=https://b.example/%3Ft%3D{SECRET}"},
    "referrer": PAGE | {"referrer": f"https://b.example/reset?token={SECRET}"},
    "referrer's route": PAGE | {"referrer": f"https://b.example/#/reset?token={SECRET}"},
    "referrer's user": PAGE | {"referrer": f"https://ann:{SECRET}@b.example/"},
    "referring file": PAGE | {"referrer": f"file:///home/{SECRET}/letter.html"},
    "own referrer": PAGE | {"referrer": f"https://www.example.com/reset/{SECRET}"},
    "link": PAGE
    | {"name": "Outbound", "properties": {"url": f"https://b.example/?token={SECRET}"}},
    "file": PAGE | {"name": "Download", "properties": {"url": f"https://b.example/a?s={SECRET}"}},
    "form": PAGE | {"name": "Form", "properties": {"action": f"/search?token={SECRET}"}},
}
JOINED = """
select path.value as path, referrer.value as referrer, source.value as source,
    channel.value as channel, properties
from event join text path on path.id = event.path
join text referrer on referrer.id = event.referrer
join text source on source.id = event.source
join text channel on channel.id = event.channel
"""


@pytest.mark.parametrize("hit", WITH_SECRETS.values(), ids=WITH_SECRETS)
async def test_no_secret_of_an_address_is_kept_or_shown(
    client: TestClient, seeded: Seeded, config: Config, way: Way, hit: dict[str, object]
) -> None:
    page = PAGE | {"url": hit["url"], "id": "page"}
    leave = {"name": "leave", "id": "page", "state": "left", "url": hit["url"]}
    sent = [post(seeded.site.key, each) for each in (page, hit | {"id": "one"}, leave)]
    answers = await send(client.port, way, *sent)
    assert [answer.status for answer in answers] == [204, 204, 204]
    assert len(await stored(client)) == 2
    files = [each for each in config.data_dir.rglob("*") if each.is_file()]
    assert [each.name for each in files if SECRET.encode() in each.read_bytes()] == []
    log = client.app[keys.LOG]
    told = await log.read_after(seeded.site.id, 0, log.head)
    assert len(told) == 3
    assert SECRET not in repr(told)


async def test_an_internal_referrer_stays_internal_though_nothing_of_it_is_kept(
    client: TestClient, seeded: Seeded, way: Way
) -> None:
    hit = PAGE | {"referrer": f"https://www.example.com:8443/reset?token={SECRET}"}
    await send(client.port, way, post(seeded.site.key, hit))
    [row] = await client.app[keys.DATABASE].read(JOINED)
    assert (row["referrer"], row["source"], row["channel"]) == ("", "", "internal")


async def test_a_tagged_link_within_the_site_keeps_its_tag_and_no_referrer(
    client: TestClient, seeded: Seeded, way: Way
) -> None:
    hit = PAGE | {
        "url": f"https://example.com/?utm_source=news&utm_medium=email&t={SECRET}",
        "referrer": f"https://example.com/reset/{SECRET}",
    }
    await send(client.port, way, post(seeded.site.key, hit))
    [row] = await client.app[keys.DATABASE].read(JOINED)
    assert (row["path"], row["referrer"], row["source"]) == ("/", "", "news")


async def test_a_routes_tags_say_where_the_visit_comes_from(
    client: TestClient, seeded: Seeded, way: Way
) -> None:
    hit = PAGE | {"url": "https://example.com/#/home?utm_source=herbst"}
    await send(client.port, way, post(seeded.site.key, hit))
    [row] = await client.app[keys.DATABASE].read(JOINED)
    assert (row["path"], row["source"]) == ("/#/home", "herbst")


async def test_fields_of_the_wrong_kind_lose_no_event(
    client: TestClient, seeded: Seeded, way: Way
) -> None:
    hit = {"name": 5, "url": "https://example.com/", "title": None, "properties": "pro"}
    [answer] = await send(client.port, way, post(seeded.site.key, hit))
    assert answer.status == 204
    [row] = await stored(client)
    assert (row["name"], row["title"], row["properties"]) == ("5", "", None)


async def test_a_secret_in_a_refusal_is_not_shown(
    client: TestClient, seeded: Seeded, way: Way
) -> None:
    hit = PAGE | {"referrer": f"https://best-seo-offer.com/?token={SECRET}"}
    [answer] = await send(client.port, way, post(seeded.site.key, hit))
    assert "X-Tracker-Refused: spam" in answer.head
    refused = client.app[keys.REFUSED].latest(seeded.site.id)
    assert refused
    assert SECRET not in json.dumps([str(each) for each in refused])
