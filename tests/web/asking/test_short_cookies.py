"""The cookies of a few minutes are bound as tightly as the session's."""

from dataclasses import replace
from http.cookies import Morsel

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from tracker.app import create_app
from tracker.config import Config
from tracker.web.asking.short_cookies import ShortCookie

TOKEN = "a" * 43
COOKIE = ShortCookie("-asked", 900)
PUBLIC = "https://stats.example.com"


def asked(config: Config, cookie: str = "") -> web.Request:
    headers = {"Host": "stats.example.com", "Cookie": cookie}
    return make_mocked_request("GET", "/", headers=headers, app=create_app(config))


def given(request: web.Request) -> Morsel[str]:
    response = web.Response()
    COOKIE.give(request, response, TOKEN)
    (cookie,) = response.cookies.values()
    return cookie


@pytest.mark.parametrize(
    ("settings", "name", "secure", "path"),
    [
        ({"public_url": PUBLIC}, "__Host-tracker-asked", True, "/"),
        ({"public_url": PUBLIC, "base_path": "/stats"}, "__Secure-tracker-asked", True, "/stats"),
        ({}, "tracker-asked", False, "/"),
    ],
)
def test_it_goes_where_the_session_goes(
    config: Config, settings: dict[str, str], name: str, secure: bool, path: str
) -> None:
    request = asked(replace(config, **settings))
    cookie = given(request)
    assert (cookie.key, cookie["secure"], cookie["path"]) == (name, secure, path)
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    gone = web.Response()
    COOKIE.drop(request, gone)
    (deleted,) = gone.cookies.values()
    assert (deleted["max-age"], deleted["path"]) == ("0", path)
    assert bool(deleted["secure"]) is secure


@pytest.mark.parametrize("value", ["", "short", "a" * 44, "a" * 42 + "!", "a" * 8000])
def test_garbage_is_no_token(config: Config, value: str) -> None:
    assert COOKIE.read(asked(config, f"tracker-asked={value}")) == ""


def test_what_was_given_is_read(config: Config) -> None:
    assert COOKIE.read(asked(config, f"tracker-asked={TOKEN}")) == TOKEN
