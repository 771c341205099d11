"""What an earlier release has told of a visit's source, told again."""

import pytest

from tracker.domain.campaigns import Campaign
from tracker.domain.shares import OTHER
from tracker.domain.sources import Source
from tracker.domain.stored_sources import source_today

HOST = "example.com"


def tags(source: str, medium: str = "", click_id: str = "") -> Campaign:
    return Campaign(source, medium, "", "", "", click_id)


@pytest.mark.parametrize(
    ("stored", "referrer", "campaign", "today"),
    [
        (("google_ads", "campaign"), "", tags("google_ads"), ("Google", "paid-search")),
        (
            ("Instagram", "search"),
            "",
            tags("instagram", "organic"),
            ("Instagram", "organic-social"),
        ),
        (
            ("Baidu", "organic-search"),
            "https://pan.baidu.com/s?k=1",
            None,
            ("Baidu Pan", "referral"),
        ),
        (("docs?a=b", "referral"), "docs?a=b", None, ("docs", "referral")),
    ],
)
def test_a_source_that_was_told_otherwise_is_told_as_today(stored, referrer, campaign, today):
    assert source_today(Source(*stored), referrer, HOST, campaign) == Source(*today)


@pytest.mark.parametrize(
    ("stored", "referrer", "campaign"),
    [
        (("Google", "search"), "https://www.google.com/", None),
        (("Google", "organic-search"), "https://www.google.com/", None),
        (("Direct", "direct"), "", None),
        (("a.example", "referral"), "https://a.example/b?token=x", None),
        (("shop", "campaign"), "", tags("shop")),
    ],
)
def test_a_source_that_is_called_otherwise_only_stays(stored, referrer, campaign):
    assert source_today(Source(*stored), referrer, HOST, campaign) == Source(*stored)


@pytest.mark.parametrize(
    ("stored", "referrer", "host", "campaign"),
    [
        (("", "internal"), "", HOST, None),
        (("", "internal"), "https://example.com/a", HOST, tags("menu")),
        (("a.example", "referral"), OTHER, HOST, None),
        (("", "direct"), "https://a.example/", OTHER, None),
        ((OTHER, "campaign"), "", HOST, None),
        ((OTHER, "referral"), "https://a.example/", HOST, None),
        (("Autumn", "email"), "", HOST, None),
        (("Autumn", "campaign"), "https://a.example/", HOST, None),
        (("Google", "paid"), "https://www.google.com/", HOST, None),
    ],
)
def test_of_what_there_is_not_all_nothing_is_told_anew(stored, referrer, host, campaign):
    assert source_today(Source(*stored), referrer, host, campaign) == Source(*stored)
