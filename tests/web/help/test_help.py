"""The documents, served by the release that they are of."""

import re
from urllib.parse import urljoin

import pytest
from aiohttp.test_utils import TestClient

from tests.conftest import AsUser
from tracker import resources
from tracker.web.help.documents import NAMES, anchor_of

LINK = re.compile(r'<a href="([^"]+)"')
ANCHOR = re.compile(r' id="([^"]+)"')


async def page(client: TestClient, path: str) -> str:
    answer = await client.get(path)
    assert answer.status == 200, path
    return await answer.text()


def test_every_document_is_listed():
    assert set(NAMES) == {file.stem for file in resources.documents().glob("*.md")}


async def test_every_link_of_a_document_leads_somewhere(client: TestClient):
    pages = {f"/help/{name}": await page(client, f"/help/{name}") for name in NAMES}
    dead = []
    for path, text in pages.items():
        for link in LINK.findall(text[text.index("<article") :]):
            where, _, anchor = urljoin(path, link).partition("#")
            if where.startswith("http"):
                continue
            if where not in pages or (anchor and anchor not in ANCHOR.findall(pages[where])):
                dead.append(f"{path}: {link}")
    assert dead == []


@pytest.mark.parametrize("name", NAMES)
async def test_nothing_in_it_needs_an_exception_from_the_policy(client: TestClient, name: str):
    article = (await page(client, f"/help/{name}")).partition("<article")[2]
    assert not re.search(r"<script| style=|<img", article)


async def test_what_is_only_in_the_source_is_no_link(client: TestClient):
    text = await page(client, "/help/deployment")
    assert "tracker.service" in text
    assert "../deploy" not in text


async def test_the_list_names_every_document(client: TestClient):
    text = await page(client, "/help")
    assert all(f'href="/help/{name}"' in text for name in NAMES)


async def test_there_is_no_other_document(client: TestClient):
    assert (await client.get("/help/setup")).status == 404
    assert (await client.get("/help/..%2Fsetup")).status == 404


async def test_whoever_is_logged_in_finds_it(as_user: AsUser):
    ada = await as_user("ada")
    assert 'href="/help"' in await page(ada, "/")


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [("What is where", "what-is-where"), ("Bots, too: `isbot`", "bots-too-isbot"), ("A/B", "ab")],
)
def test_anchors_are_those_that_links_in_the_source_name(heading: str, anchor: str):
    assert anchor_of(heading) == anchor
