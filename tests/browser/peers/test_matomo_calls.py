"""What pages tell Matomo's script beside the hit itself, and before they may."""

import json

import pytest
from playwright.async_api import Page

from tests.browser.peers.shop import Shop
from tests.browser.peers.test_drop_in import line, told
from tests.web.peers.reporting import Row

pytestmark = pytest.mark.embedded("looks into the server's file")


def head(shop: Shop, *calls: str) -> str:
    """Their snippet, with these calls before it."""
    return f"""<script>var _paq = window._paq = window._paq || [];
      {"".join(f"_paq.push({call});" for call in calls)}
      (function() {{ {line(shop, "matomo")}
        var d=document, g=d.createElement('script'), s=d.getElementsByTagName('script')[0];
        g.async=true; g.src=u+'matomo.js'; s.parentNode.insertBefore(g,s);
      }})();</script>"""


def properties(rows: list[Row]) -> list[object]:
    return [json.loads(row["properties"] or "null") for row in rows]


async def test_dimensions_hold_until_they_are_deleted(shop: Shop, visitor: Page) -> None:
    dimension = "['setCustomDimension', 3, 'member']"
    await visitor.goto(shop.page("/a", head(shop, dimension, "['trackPageView']")))
    await shop.rows(1)
    await visitor.evaluate(
        """_paq.push(['trackEvent', 'Video', 'play', '', 0],
            ['trackEvent', 'Video', 'stop', '', 0, {dimension3: 'guest', dimension4: 'x'}],
            ['deleteCustomDimension', 3], ['setCustomDimension', 'no number', 'x'],
            ['trackPageView', 'B', {dimension5: 'once', other: 'not kept'}],
            ['trackPageView', 'C'])"""
    )
    assert properties(await shop.rows(5)) == [
        {"dimension3": "member"},
        {"dimension3": "member", "category": "Video", "value": 0},
        {"dimension3": "guest", "dimension4": "x", "category": "Video", "value": 0},
        {"dimension5": "once"},
        None,
    ]


async def test_the_nearest_variable_of_a_name_counts(shop: Shop, visitor: Page) -> None:
    variables = (
        "['setCustomVariable', 1, 'Author', 'Ada', 'page']",
        "['setCustomVariable', 1, 'Author', 'Bob']",
        "['setCustomVariable', 2, 'Plan', 'pro', 2]",
    )
    await visitor.goto(shop.page("/a", head(shop, *variables, "['trackPageView']")))
    await shop.rows(1)
    await visitor.evaluate(
        """_paq.push(['deleteCustomVariable', 1, 'page'], ['trackPageView', 'B'],
            ['deleteCustomVariables', 'visit'], ['trackPageView', 'C'])"""
    )
    assert properties(await shop.rows(3)) == [
        {"Author": "Ada", "Plan": "pro"},
        {"Author": "Bob", "Plan": "pro"},
        None,
    ]


async def test_calls_hold_from_where_they_stand(shop: Shop, visitor: Page) -> None:
    calls = ("['trackPageView']", "['setCustomUrl', '/b']", "['trackPageView']")
    await visitor.goto(shop.page("/a", head(shop, *calls)))
    rows: list[dict[str, object]] = [*await shop.rows(2)]
    assert told(rows) == [("pageview", "/a"), ("pageview", "/b")]


async def test_nothing_is_sent_before_consent(shop: Shop, visitor: Page) -> None:
    calls = ("['trackPageView']", "['requireConsent']")
    link = '<a href="https://elsewhere.example/" onclick="return false">There</a>'
    await visitor.goto(shop.page("/a", head(shop, "['enableLinkTracking']", *calls), link))
    await visitor.wait_for_function("!Array.isArray(_paq)")
    await visitor.click("a")
    assert not shop.sent
    await visitor.evaluate(
        """_paq.push(['rememberConsentGiven'], ['trackEvent', 'Video', 'play'],
            ['forgetConsentGiven'], ['trackEvent', 'Video', 'stop'])"""
    )
    rows: list[dict[str, object]] = [*await shop.rows(2)]
    assert told(rows) == [("pageview", "/a"), ("play", "/a")]


async def test_a_call_that_fails_stops_no_other(shop: Shop, visitor: Page) -> None:
    asks = "[function () { window.asked = this.getVisitorId(); }]"
    await visitor.goto(shop.page("/a", head(shop, asks, "['trackPageView']")))
    await shop.rows(1)
