"""E2: whom to tell about a hole, in words that are still good."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp import AiohttpClient

from tests.product_server import ProductServer
from tracker import __released__
from tracker.app import create_app
from tracker.config import Config
from tracker.web.pages.security_txt import expires

PATH = "/.well-known/security.txt"


@pytest.fixture
def config(config: Config) -> Config:
    return replace(config, admins=("ada@example.com", "bob@example.com"))


async def test_it_names_the_administrators_and_its_end(client: TestClient) -> None:
    answer = await client.get(PATH)
    assert (answer.status, answer.content_type) == (200, "text/plain")
    lines = (await answer.text()).splitlines()
    assert lines[:2] == ["Contact: mailto:ada@example.com", "Contact: mailto:bob@example.com"]
    assert f"Expires: {expires().isoformat().replace('+00:00', 'Z')}" in lines


async def test_it_says_where_it_belongs(config: Config, aiohttp_client: AiohttpClient) -> None:
    public = replace(config, public_url="https://stats.example.com", base_path="/stats")
    client = await aiohttp_client(ProductServer(create_app(public)))
    text = await (await client.get(f"/stats{PATH}")).text()
    assert f"\nCanonical: https://stats.example.com/stats{PATH}\n" in text


async def test_it_leads_to_what_is_promised(config: Config, aiohttp_client: AiohttpClient) -> None:
    public = replace(config, public_url="https://stats.example.com", base_path="/stats")
    client = await aiohttp_client(ProductServer(create_app(public)))
    text = await (await client.get(f"/stats{PATH}")).text()
    [policy] = re.findall(r"^Policy: https://stats\.example\.com(/.+)$", text, re.M)
    answer = await client.get(policy)
    assert (answer.status, answer.content_type) == (200, "text/plain")
    assert (await answer.text()).startswith("# Security\n")


async def test_without_a_contact_there_is_none(
    config: Config, aiohttp_client: AiohttpClient
) -> None:
    client = await aiohttp_client(create_app(replace(config, admins=())))
    assert (await client.get(PATH)).status == 404


def test_it_ends_within_a_year_of_the_release() -> None:
    assert expires().date() - __released__ < timedelta(days=365)


def test_it_is_good_for_sixty_days_yet() -> None:
    left = expires() - datetime.now(UTC)
    assert left > timedelta(days=60), "make a release: set __released__ in tracker/__init__.py"
