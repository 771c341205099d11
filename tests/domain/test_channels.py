"""Channels as Google Analytics 4 groups them, and where Tracker means to differ."""

import pytest

from tracker.domain.campaigns import Campaign
from tracker.domain.channels import CHANNELS, channel_of, channel_today, plain_channel


def campaign(source: str = "", medium: str = "", name: str = "") -> Campaign:
    return Campaign(source, medium, name, "", "", "")


FREE = [
    # kind of the source, medium, channel
    ("search", "", "organic-search"),
    ("search", "organic", "organic-search"),
    ("search", "email", "email"),
    ("social", "organic", "organic-social"),
    ("social", "referral", "organic-social"),
    ("social", "video", "organic-social"),
    ("social", "mobile", "organic-social"),
    ("video", "", "organic-video"),
    ("video", "organic", "organic-video"),
    ("video", "social", "organic-social"),
    ("shopping", "link", "organic-shopping"),
    ("ai", "referral", "ai-assistants"),
    ("ai", "organic", "ai-assistants"),
    ("email", "link", "email"),
    ("affiliates", "", "affiliates"),
    ("display", "", "display"),
    ("referral", "organic", "referral"),
    ("site", "", "referral"),
    ("site", "organic", "organic-search"),
    ("site", "social-network", "organic-social"),
    ("", "", "unassigned"),
    ("", "print", "unassigned"),
    ("", "organic", "organic-search"),
    ("", "social", "organic-social"),
    ("", "Social Media", "organic-social"),
    ("", "social_network", "organic-social"),
    ("", "sm", "organic-social"),
    ("", "video", "organic-video"),
    ("", "e-mail", "email"),
    ("", "e mail", "email"),
    ("", "E_Mail", "email"),
    ("", "newsletter", "email"),
    ("", "affiliate", "affiliates"),
    ("", "referral", "referral"),
    ("", "app", "referral"),
    ("", "link", "referral"),
    ("", "audio", "audio"),
    ("", "podcast", "audio"),
    ("", "sms", "sms"),
    ("", "push", "mobile-push"),
    ("", "web-push", "mobile-push"),
    ("", "notification", "mobile-push"),
    ("", "mobile", "mobile-push"),
    ("", "ai-assistant", "ai-assistants"),
    ("", "llm", "ai-assistants"),
]
PAID = [
    ("search", "cpc", "paid-search"),
    ("search", "ppc", "paid-search"),
    ("search", "CPM", "paid-search"),
    ("search", "paid_search", "paid-search"),
    ("social", "paid-social", "paid-social"),
    ("social", "paidsocial", "paid-social"),
    ("social", "retargeting", "paid-social"),
    ("social", "ads", "paid-social"),
    ("video", "cpv", "paid-video"),
    ("shopping", "ecpc", "paid-shopping"),
    ("ai", "cpc", "paid-other"),
    ("email", "paid", "paid-other"),
    ("", "cpc", "paid-other"),
    ("", "cpm", "display"),
    ("", "sem", "paid-search"),
    ("", "paid-search", "paid-search"),
    ("", "paidsocial", "paid-social"),
    ("", "social-paid", "paid-social"),
    ("", "display", "display"),
    ("", "banner", "display"),
    ("", "expandable", "display"),
    ("", "interstitial", "display"),
    ("search", "display", "display"),
    ("display", "cpc", "display"),
    ("search", "cross-network", "cross-network"),
    ("", "CrossNetwork", "cross-network"),
]


@pytest.mark.parametrize(("kind", "medium", "channel"), FREE + PAID)
def test_what_the_medium_says_of_a_source(kind, medium, channel):
    assert channel_of(campaign(medium=medium), kind, "", paid=False) == channel


def test_every_channel_is_on_the_list():
    assert {channel for _, _, channel in FREE + PAID} <= set(CHANNELS)


def test_an_advertisement_is_paid_whatever_the_medium_says():
    assert channel_of(campaign(medium="organic"), "search", "", paid=True) == "paid-search"
    assert channel_of(campaign(medium="email"), "", "social", paid=True) == "paid-social"


def test_a_click_id_helps_where_the_source_is_a_word():
    assert channel_of(campaign("spring"), "", "social", paid=False) == "organic-social"
    assert channel_of(campaign("spring"), "", "search", paid=True) == "paid-search"
    assert channel_of(campaign("spring"), "social", "search", paid=True) == "paid-social"


@pytest.mark.parametrize("name", ["shopping", "Spring Shop", "eshop", "de_shopping_all", "shop"])
def test_a_campaign_called_shopping_is_shopping(name):
    assert channel_of(campaign("x", "cpc", name), "search", "", paid=False) == "paid-shopping"
    assert channel_of(campaign("x", "", name), "", "", paid=False) == "organic-shopping"
    assert channel_of(campaign("x", "email", name), "", "", paid=False) == "email"


def test_a_workshop_is_no_shop():
    assert channel_of(campaign("x", "cpc", "workshop"), "", "", paid=False) == "paid-other"


def test_cross_network_campaigns_are_told_by_their_name():
    assert channel_of(campaign("google", "cpc", "Cross-network Q1"), "search", "", paid=False) == (
        "cross-network"
    )


def test_some_sources_are_channels():
    assert channel_of(campaign("sms"), "", "", paid=False) == "sms"
    assert channel_of(campaign("Firebase"), "", "", paid=False) == "mobile-push"


def test_a_link_without_tags_has_its_sources_channel():
    assert plain_channel("site", paid=False) == "referral"
    assert plain_channel("search", paid=True) == "paid-search"
    assert plain_channel("referral", paid=True) == "paid-other"


@pytest.mark.parametrize(
    ("stored", "today"),
    [
        ("direct", "direct"),
        ("internal", "internal"),
        ("search", "organic-search"),
        ("social", "organic-social"),
        ("ai", "ai-assistants"),
        ("email", "email"),
        ("news", "referral"),
        ("referral", "referral"),
        ("paid", "paid-other"),
        ("campaign", "unassigned"),
        ("organic-video", "organic-video"),
    ],
)
def test_a_stored_word_of_any_time_is_read_as_todays(stored, today):
    assert channel_today(stored) == today
    assert today in CHANNELS
