"""Our script under other products' names: their attributes and functions, our messages."""

import re

import pytest
from playwright.async_api import Page

from tests.browser.peers.shop import Shop
from tests.web.peers.reporting import NAMES
from tracker.domain.peers.lines import lines

pytestmark = pytest.mark.embedded("looks into the server's file")

GO_ON = "history.pushState({}, '', '/b')"


def line(shop: Shop, kind: str) -> str:
    """As the page "Switching" shows it."""
    return lines(f"{shop.stats}/", shop.key, NAMES)[kind]


def told(rows: list[dict[str, object]]) -> list[tuple[object, object]]:
    return [(row["name"], row["path"]) for row in rows]


async def test_plausible(shop: Shop, visitor: Page) -> None:
    head = f"""<script>window.plausible = window.plausible || function () {{
      (plausible.q = plausible.q || []).push(arguments) }};
      plausible("Early", {{props: {{plan: "pro"}}}})</script>
    {line(shop, "plausible").replace("script.js", "script.outbound-links.tagged-events.js")}"""
    body = '<button class="plausible-event-name=Sign+up plausible-event-plan=pro">Go</button>'
    await visitor.goto(shop.page("/a", head, body))
    await shop.rows(2)
    await visitor.click("button")
    await visitor.evaluate(GO_ON)
    await visitor.evaluate(
        """new Promise((callback) => plausible("Order", {u: "/custom", callback,
        revenue: {amount: 5, currency: "EUR"}}))"""
    )
    rows = await shop.rows(5)
    assert told(rows) == [
        ("pageview", "/a"),
        ("Early", "/a"),
        ("Sign up", "/a"),
        ("pageview", "/b"),
        ("Order", "/custom"),
    ]
    assert rows[2]["properties"] == '{"plan":"pro"}'
    assert rows[4]["properties"] == '{"revenue":5,"currency":"EUR"}'
    assert {path[:17] for _, path in shop.sent} == {"/visit/plausible_"}


async def test_umami(shop: Shop, visitor: Page) -> None:
    body = '<button data-umami-event="Signup" data-umami-event-plan="pro">Go</button>'
    await visitor.goto(shop.page("/a", line(shop, "umami"), body))
    await shop.rows(1)
    await visitor.click("button")
    await visitor.evaluate("umami.track((page) => ({...page, url: '/custom', title: 'Custom'}))")
    await visitor.evaluate("umami.track('Order', {revenue: 5, currency: 'EUR'})")
    await visitor.evaluate("umami.identify({name: 'ada'})")
    rows = await shop.rows(4)
    assert told(rows)[:3] == [("pageview", "/a"), ("Signup", "/a"), ("pageview", "/custom")]
    assert rows[1]["properties"] == '{"plan":"pro"}'
    assert rows[2]["title"] == "Custom"
    assert rows[3]["properties"] == '{"revenue":5,"currency":"EUR"}'


async def test_goatcounter(shop: Shop, visitor: Page) -> None:
    body = '<button data-goatcounter-click="signup">Go</button>'
    await visitor.goto(shop.page("/a", line(shop, "goatcounter"), body))
    await shop.rows(1)
    await visitor.click("button")
    await visitor.evaluate(GO_ON)  # it follows no application by itself
    await visitor.evaluate("goatcounter.count({path: '/custom', title: 'Custom'})")
    await visitor.evaluate("goatcounter.count({path: 'paid', event: true})")
    rows = await shop.rows(4)
    assert [row["name"] for row in rows] == ["pageview", "signup", "pageview", "paid"]
    assert (rows[2]["path"], rows[2]["title"]) == ("/custom", "Custom")


async def test_matomo(shop: Shop, visitor: Page) -> None:
    head = f"""<script>var _paq = window._paq = window._paq || [];
      _paq.push(['trackPageView']); _paq.push(['enableLinkTracking']);
      (function() {{ {line(shop, "matomo")}
        var d=document, g=d.createElement('script'), s=d.getElementsByTagName('script')[0];
        g.async=true; g.src=u+'matomo.js'; s.parentNode.insertBefore(g,s);
      }})();</script>"""
    await visitor.goto(shop.page("/a", head))
    await shop.rows(1)
    await visitor.evaluate("_paq.push(['trackEvent', 'Video', 'play', 'Intro', 5])")
    await visitor.evaluate("_paq.push(['setCustomUrl', '/b'], ['trackPageView', 'B'])")
    rows = await shop.rows(3)
    assert told(rows)[0] == ("pageview", "/a")
    assert rows[1]["name"] == "play"
    assert rows[1]["properties"] == '{"category":"Video","name":"Intro","value":5}'
    assert (rows[2]["path"], rows[2]["title"]) == ("/b", "B")


async def test_liwan_loads_it_as_a_module(shop: Shop, visitor: Page) -> None:
    await visitor.goto(shop.page("/a", line(shop, "liwan")))
    await shop.rows(1)
    await visitor.evaluate(GO_ON)
    assert told(await shop.rows(2)) == [("pageview", "/a"), ("pageview", "/b")]


async def test_time_on_a_page_is_measured_for_all_of_them(shop: Shop, visitor: Page) -> None:
    await visitor.goto(shop.page("/a", line(shop, "goatcounter")))
    await shop.rows(1)
    await visitor.goto(shop.origin + "/elsewhere")
    [(engaged, depth)] = await shop.leaves(1)
    assert engaged > 0
    assert depth == 100


async def test_a_script_whose_name_is_nobodys_is_not_there(shop: Shop, visitor: Page) -> None:
    answer = await visitor.request.get(
        f"{shop.stats.replace('stats.example', '127.0.0.1')}/js/pa-x.js"
    )
    assert answer.status == 404
    assert re.match("Not found", await answer.text())
