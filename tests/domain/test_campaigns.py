"""Tags on links, as newsletters, advertisers and people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.campaigns import CLICK_IDS, Campaign, campaign_of, kept_tags

FULL = "utm_source=news&utm_medium=email&utm_campaign=may&utm_term=a&utm_content=b"


@pytest.mark.parametrize(
    ("query", "campaign"),
    [
        (FULL, Campaign("news", "email", "may", "a", "b", "")),
        ("utm_source=newsletter", Campaign("newsletter", "", "", "", "", "")),
        ("a=1&utm_source=newsletter&b=2", Campaign("newsletter", "", "", "", "", "")),
        ("UTM_Source=Newsletter", Campaign("Newsletter", "", "", "", "", "")),
        ("utm_source=a&utm_source=b", Campaign("a", "", "", "", "", "")),
        ("utm_source=&utm_source=b", Campaign("b", "", "", "", "", "")),
        ("utm_source=a&amp;utm_medium=b", Campaign("a", "b", "", "", "", "")),
        ("utm_campaign=spring+sale", Campaign("", "", "spring sale", "", "", "")),
        ("utm_campaign=spring%20sale", Campaign("", "", "spring sale", "", "", "")),
        ("utm_campaign=gr%C3%B6%C3%9Fe", Campaign("", "", "größe", "", "", "")),
        ("utm_term=live%26open", Campaign("", "", "", "live&open", "", "")),
        ("utm_content=%00a%0Ab", Campaign("", "", "", "", "a b", "")),
        ("utm_source=%20a%20", Campaign("a", "", "", "", "", "")),
        ("utm_medium=email", Campaign("", "email", "", "", "", "")),
        ("ref=producthunt", Campaign("producthunt", "", "", "", "", "")),
        ("src=hn", Campaign("hn", "", "", "", "", "")),
        ("source=poster", Campaign("poster", "", "", "", "", "")),
        ("source=c&src=b&ref=a", Campaign("a", "", "", "", "", "")),
        ("source=c&src=b", Campaign("b", "", "", "", "", "")),
        ("ref=b&utm_source=a", Campaign("a", "", "", "", "", "")),
        ("ref=hn&campaign=launch", Campaign("hn", "", "launch", "", "", "")),
        ("ref=hn&campaign=b&utm_campaign=a", Campaign("hn", "", "a", "", "", "")),
        ("ref=https%3A%2F%2Fa.example%2F", Campaign("https://a.example/", "", "", "", "", "")),
        ("ref=https%3A%2F%2Fa.example%2Fb%3Ftoken%3Dx", Campaign("https://a.example/b", *[""] * 5)),
        ("utm_term=why%3F", Campaign("", "", "", "why?", "", "")),
        ("gclid=EAIaIQ", Campaign("", "", "", "", "", "gclid")),
        ("fbclid=IwAR0&utm_source=fb", Campaign("fb", "", "", "", "", "fbclid")),
        ("fbclid=IwAR0&gclid=EAIaIQ", Campaign("", "", "", "", "", "gclid")),
        ("ScCid=abc", Campaign("", "", "", "", "", "sccid")),
        ("q=1&msclkid=abc#x", Campaign("", "", "", "", "", "msclkid")),
    ],
)
def test_a_tagged_link(query, campaign):
    assert campaign_of(query) == campaign


@pytest.mark.parametrize(
    "query",
    [
        "",
        "a=1",
        "page=2&sort=name",
        "utm_source=",
        "utm_source",
        "utm_source=+",
        "utm_source=%00",
        "utm_id=4",
        "xutm_source=a",
        "preference=a&href=b&resource=c",
        "gclid=",
        "campaign=42",
        "&&&",
        "=",
        "ref",
    ],
)
def test_an_ordinary_link(query):
    assert campaign_of(query) is None


@pytest.mark.parametrize("name", sorted(CLICK_IDS))
def test_a_click_id_is_kept_by_its_name_only(name):
    found = campaign_of(f"{name}=secret")
    assert found is not None
    assert found.click_id == name
    assert "secret" not in "".join(found)


def test_stored_tags_that_are_addresses_lose_what_is_behind_them():
    stored = Campaign("https://a.example/b?token=x", "mail", "a ? b", "", "", "gclid")
    assert kept_tags(stored) == Campaign("https://a.example/b", "mail", "a ? b", "", "", "gclid")
    assert kept_tags(Campaign("://?token=x", "", "", "", "", "")) == Campaign(
        "://", "", "", "", "", ""
    )
    assert kept_tags(Campaign("?://token=x", "", "", "", "", "")) is None


def test_a_huge_tag_is_cut():
    found = campaign_of("utm_source=" + "%C3%A9" * 5_000)
    assert found is not None
    assert found.source == "é" * 100


@given(st.text(st.characters()))
def test_any_text_can_be_asked(query):
    campaign_of(query)


@given(st.text(st.characters()))
def test_any_text_can_be_a_tag(value):
    found = campaign_of(f"utm_source={value}&ref={value}&utm_term={value}")
    assert found is None or all(len(field.encode()) <= 200 for field in found)
