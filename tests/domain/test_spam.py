"""Referrers made up to advertise themselves in reports."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.spam import is_spam, load_list

NOBODY: frozenset[str] = frozenset()

SPAM = [
    "http://semalt.com/crawler.php?u=http://example.com",
    "http://78.semalt.semalt.com/crawler.php",
    "http://semalt.semalt.com/",
    "http://buttons-for-website.com",
    "http://buttons-for-your-website.com/",
    "https://darodar.com/",
    "http://forum.topic55198758.darodar.com/",
    "http://ilovevitaly.com/",
    "http://ilovevitaly.co/",
    "http://best-seo-offer.com/try.php",
    "http://www.free-share-buttons.com/",
    "http://free-social-buttons.com/",
    "http://get-free-traffic-now.com/",
    "http://4webmasters.org/",
    "http://www.event-tracking.com/",
    "http://www.get-free-social-traffic.com/",
    "http://o-o-6-o-o.com/",
    "http://trafficmonetize.org/",
    "http://traffic2money.com/",
    "https://trafficbot.life/",
    "https://bottraffic.live/",
    "http://hulfingtonpost.com/",
    "http://SEMALT.com/",
    "semalt.com",
]

HONEST = [
    "",
    "https://www.google.com/",
    "https://example.org/semalt.com",
    "https://example.org/?u=http://semalt.com/",
    "https://buttons.example.org/",
    "https://seo.example.org/",
    "https://traffic.example.org/",
    "https://www.trafficengland.com/",
    "https://notsemaltatall.example/",
    "android-app://com.google.android.gm/",
    "poster at the station",
    "http://localhost:3000/",
]


@pytest.mark.parametrize("referrer", SPAM)
def test_spam(referrer):
    assert is_spam(referrer, NOBODY)


@pytest.mark.parametrize("referrer", HONEST)
def test_honest_referrers(referrer):
    assert not is_spam(referrer, NOBODY)


@pytest.mark.parametrize(
    "referrer",
    [
        "https://bad.example/",
        "https://www.bad.example/a",
        "http://a.b.bad.example:8080/",
        "https://BAD.example./",
        "https://xn--schlecht--57a.example/",
    ],
)
def test_a_listed_host_and_all_below_it(referrer):
    assert is_spam(referrer, load_list("bad.example\nxn--schlecht--57a.example"))


@pytest.mark.parametrize(
    "referrer", ["https://notbad.example/", "https://example/", "https://x.y/"]
)
def test_a_host_beside_a_listed_one(referrer):
    assert not is_spam(referrer, load_list("bad.example"))


def test_lists_are_read_in_the_forms_they_come_in():
    text = """\ufeff# a comment
bad.example
  Spaces.Example
0.0.0.0 hosts-file.example
127.0.0.1\ttabs.example   # why
*.wildcard.example
.dotted.example
https://url.example/path
||adblock.example^
www.with-www.example\r
xn--mnchen-3ya.example
"""
    assert load_list(text) == {
        "bad.example",
        "spaces.example",
        "hosts-file.example",
        "tabs.example",
        "wildcard.example",
        "dotted.example",
        "url.example",
        "adblock.example",
        "with-www.example",
        "münchen.example",
    }


def test_a_list_cannot_block_a_whole_top_level_or_the_machine_itself():
    assert load_list("com\n*.\n.\n0.0.0.0\n127.0.0.1 localhost\n<html>\n\n!rule\n::1 ip6") == NOBODY


@given(st.text(st.characters()), st.text(st.characters()))
def test_any_text_can_be_asked_about(referrer, listed):
    is_spam(referrer, load_list(listed))
