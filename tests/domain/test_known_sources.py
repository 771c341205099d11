"""The table of sources: in order, and read as its head says."""

import re
import tomllib
from collections import Counter

import pytest

from tracker.domain import channels, source_table
from tracker.domain.campaigns import CLICK_IDS
from tracker.domain.known import Known
from tracker.domain.known_sources import by_app, by_host, by_name

PATTERN = re.compile(r"(?:\*\.)?[a-z0-9.-]+(?:\.\*)?(?:/[a-z/-]+)?|android-app://[a-zA-Z0-9._]+")


@pytest.fixture
def table():
    return tomllib.loads(source_table.TABLE.read_text("utf-8"))


def test_the_table_is_in_order(table):
    aliases, ads, words = table.pop("aliases"), table.pop("ads"), table.pop("words")["names"]
    paid = table.pop("paid")
    keys = Counter(source_table.key_of(name) for group in table.values() for name in group)
    names = {name for group in table.values() for name in group}
    groups = [*table.values(), paid]
    hosts = Counter(host for group in groups for found in group.values() for host in found)
    assert [key for key, count in keys.items() if count > 1] == []
    assert [host for host, count in hosts.items() if count > 1] == []
    assert [host for host in hosts if not PATTERN.fullmatch(host)] == []
    assert {*aliases.values(), *ads.values(), *words, *paid} <= names
    assert not {*map(source_table.key_of, [*aliases, *ads])} & set(keys)
    assert len(hosts) >= 2_000


def test_each_kind_has_a_channel(table):
    kinds = set(table) - {"aliases", "ads", "words", "paid"}
    assert {channels.plain_channel(kind, paid=False) for kind in kinds} <= set(channels.CHANNELS)


@pytest.mark.parametrize(
    ("host", "path", "known"),
    [
        ("www.google.de", "/", Known("Google", "search")),
        ("google.de:8443", "/", Known("Google", "search")),
        ("google.de", "/maps", Known("Google Maps", "referral")),
        ("google.de", "/maps/place/x", Known("Google Maps", "referral")),
        ("google.de", "/mapsy", Known("Google", "search")),
        ("news.google.de", "/", Known("Google News", "search")),
        ("m.news.google.de", "/", Known("Google News", "search")),
        ("m.yandex.kz", "/", Known("Yandex", "search")),
        ("orange.fr", "/webmail/x", Known("Orange Mail", "email")),
        ("malaysia.search.yahoo.com", "/", Known("Yahoo!", "search")),
        ("googleapis.com", "/", None),
        ("pan.baidu.com", "/", Known("Baidu Pan", "referral")),
        ("nobody.baidu.com", "/", None),
        ("www2.m.baidu.com", "/", Known("Baidu", "search")),
        ("l.facebook.com", "/", Known("Facebook", "social")),
        ("developers.facebook.com", "/", None),
        ("de.developers.facebook.com", "/", None),
        ("docs.github.com", "/", Known("GitHub", "referral")),
        ("yabs.yandex.kz", "/count", Known("Yandex", "search", paid=True)),
        ("com.slack", "/", Known("Slack", "referral")),
        ("webmail.example.org", "/", Known("Webmail", "email")),
        ("mail.example", "/", None),
        ("deref-mail.example", "/", Known("Webmail", "email")),
        ("mastodon.example:3000", "/", Known("Mastodon", "social")),
        ("mastodon", "/", None),
        ("", "/", None),
    ],
)
def test_a_host(host, path, known):
    assert by_host(host, path) == known


def test_a_package_is_known_by_where_its_name_begins():
    assert by_app("com.Slack.beta.x") == Known("Slack", "referral")
    assert by_app("com.google") is None


def test_a_name_is_known_however_it_is_written():
    names = ("Hacker News", "hacker-news", "HACKERNEWS", "hn", "h_n")
    assert {by_name(name) for name in names} == {Known("Hacker News", "social")}


def test_advertising_is_heard_beside_a_name():
    for text in ("fb-ads", "fb ads", "FBads", "ads_fb", "paid fb", "fb/cpc", "facebookadwords"):
        assert by_name(text) == Known("Facebook", "social", paid=True), text


@pytest.mark.parametrize("text", ["ads", "cpc", "", "downloads", "free", "free ads", "mirror", "é"])
def test_other_words_are_no_names(text):
    assert by_name(text) is None


def test_who_sets_a_click_id_is_known():
    assert all(by_name(who) for who, _ in CLICK_IDS.values())
