"""A4 for mails: a link that leaves this server is made of PUBLIC_URL and of nothing else."""

from dataclasses import replace

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from tracker.app import create_app
from tracker.config import Config
from tracker.web.mail.links import NoPublicUrl, can_mail_links, public_address, public_link


def asked(config: Config, headers: dict[str, str]) -> web.Request:
    return make_mocked_request("GET", "/", headers=headers, app=create_app(config))


POISON = [
    {"Host": "evil.example"},
    {"Host": "stats.example.com", "X-Forwarded-Host": "evil.example"},
    {"Host": "stats.example.com", "Forwarded": "host=evil.example"},
    {"Host": "stats.example.com", "Origin": "https://evil.example"},
]


@pytest.mark.parametrize("headers", POISON, ids=str)
def test_no_header_reaches_a_mailed_link(config: Config, headers: dict[str, str]) -> None:
    public = replace(config, public_url="https://stats.example.com")
    link = public_link(asked(public, headers), "session_revoke", session_id=7)
    assert link == "https://stats.example.com/account/sessions/7/revoke"


def test_a_mailed_link_leads_below_the_base_path(config: Config) -> None:
    below = replace(config, public_url="https://stats.example.com", base_path="/stats")
    link = public_link(asked(below, {"Host": "stats.example.com"}), "reset", token="a" * 43)
    assert link == "https://stats.example.com/stats/login/reset/" + "a" * 43


def test_without_a_public_address_there_is_no_link(config: Config) -> None:
    request = asked(config, {"Host": "evil.example"})
    assert not can_mail_links(request)
    with pytest.raises(NoPublicUrl):
        public_link(request, "login")


def test_an_address_is_whole_without_a_request(config: Config) -> None:
    app = create_app(replace(config, public_url="https://stats.example.com"))
    assert public_address(app, "site_setup", site_id=7) == "https://stats.example.com/sites/7/setup"
