"""A5: after logging in, nobody lands on another server."""

import time
from urllib.parse import quote

import pytest
from aiohttp.test_utils import TestClient

from tests.conftest import PASSWORD, MakeUser
from tracker.web.asking.redirects import safe_target

ELSEWHERE = [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "https:evil.example",
    "https://evil.example",
    "HTTPS://evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "/\t/evil.example",
    "\t//evil.example",
    "/\n/evil.example",
    "/\r\nSet-Cookie: a=b",
    "/ /evil.example",
    " //evil.example",
    "/%09/evil.example\t",
    "/.//evil.example",
    "/a/..//evil.example",
    "/%2e//evil.example",
    "/../evil",
    "/./evil",
    "/／evil.example",
    "／／evil.example",
    "/\u2028/evil.example",
    "/\0/evil.example",
    "evil.example",
    "@evil.example",
    "?next=//evil.example",
    "#evil",
    "/%2E%2E/other",
    "/%2e%2e/other",
    "/.%2E/other",
    "/%2E./other",
    "/a/%2E%2E/%2E%2E/other",
    "/%252E%252E/other",
    "/%25252e%25252e/other",
    "/%2525252525252e",
    "/..;/other",
    "/%2e%2e;a=b/other",
    "/..%3B/other",
    "/..%2fother",
    "/%2e%2e%2fother",
    "/..%5cother",
    "/%5cevil.example",
    "/%2fevil.example",
    "/a%2f%2fevil.example",
    "/%09/evil.example",
    "/.%09./other",
    "/%0d%0aSet-Cookie:a",
    "/%00",
    "/%c2%85/other",
    "/a/%2e",
    "",
    "/" + "a" * 3000,
]


@pytest.mark.fault
@pytest.mark.parametrize("asked", ELSEWHERE)
def test_what_could_lead_elsewhere_leads_to_the_first_page(asked: str) -> None:
    assert safe_target(asked) == "/"


@pytest.mark.fault
async def test_logging_in_lands_on_this_server(client: TestClient, make_user: MakeUser) -> None:
    await make_user("ada")
    typed = {"login": "ada", "password": PASSWORD}
    for asked in ELSEWHERE[:19]:
        path = f"/login?next={quote(asked, safe='')}"
        answer = await client.post(path, data=typed, allow_redirects=False)
        assert answer.headers["Location"] == "/", asked


@pytest.mark.parametrize(
    "asked",
    [
        "/",
        "/account",
        "/a;b",
        "/%41",
        "/a.b/..c/.d",
        "/sites/1/live?page=/a&country=DE",
        "/a/b/",
        "/a?x=//y",
        "/a%20b",
    ],
)
def test_our_own_pages_are_reached(asked: str) -> None:
    assert safe_target(asked) == asked


@pytest.mark.parametrize("letters", [24, 2_000])
@pytest.mark.parametrize("repeated", ["a", "a/", "%2", ".", "/."])
def test_no_text_keeps_the_server_at_work(repeated: str, letters: int) -> None:
    """Each letter more doubled the time of a pattern that could match a name in many ways."""
    asked = "/" + (repeated * letters)[:letters] + "\\"
    seconds = []
    for _ in range(3):
        began = time.thread_time()
        assert safe_target(asked) == "/"
        seconds.append(time.thread_time() - began)
    assert min(seconds) < 0.1
