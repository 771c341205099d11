"""The other products' own trackers, as their registries have them, with our host in the page."""

import asyncio

import pytest
from playwright.async_api import Page

from tests.browser.peers.shop import TRACKERS, Shop, needs
from tests.web.peers.reporting import UUID

pytestmark = pytest.mark.embedded("looks into the server's file")

GO_ON = "history.pushState({}, '', '/b')"


def told(rows: list[dict[str, object]]) -> list[tuple[object, object]]:
    return [(row["name"], row["path"]) for row in rows]


@needs("plausible-analytics-tracker/plausible.js")
async def test_plausibles_tracker_of_today(shop: Shop, visitor: Page) -> None:
    head = f"""<script type="module">
    import {{init, track}} from "/trackers/plausible-analytics-tracker/plausible.js";
    init({{domain: "example.com", endpoint: "{shop.stats}/api/event"}});
    track("Signup", {{props: {{plan: "pro"}}, revenue: {{amount: 9.9, currency: "EUR"}},
      callback: (answer) => window.answered = answer.status}});
    </script>"""
    await visitor.goto(shop.page("/a", head))
    await visitor.wait_for_function("window.answered === 202")
    await visitor.evaluate(GO_ON)
    rows = await shop.rows(3)
    assert told(rows) == [("pageview", "/a"), ("Signup", "/a"), ("pageview", "/b")]
    assert rows[1]["properties"] == '{"plan":"pro","revenue":9.9,"currency":"EUR"}'
    assert len({row["visit"] for row in rows}) == 1
    assert await shop.leaves(1)  # its scroll depth, as the page was left
    assert {path for _, path in shop.sent} == {"/api/event"}


@needs("plausible-tracker/build/module/index.js")
async def test_plausibles_tracker_of_before(shop: Shop, visitor: Page) -> None:
    folder = "plausible-tracker/build/module"
    lib = TRACKERS / folder / "lib"
    names = {each.stem: f"/trackers/{folder}/lib/{each.name}" for each in lib.glob("*.js")}
    imports = ", ".join(
        f'"{prefix}{name}": "{path}"'
        for name, path in names.items()
        for prefix in (f"/trackers/{folder}/lib/",)
    )
    head = f"""<script type="importmap">{{"imports": {{{imports}}}}}</script>
    <script type="module">
    import Plausible from "/trackers/{folder}/index.js";
    const {{trackPageview, trackEvent}} = Plausible({{
      domain: "example.com", apiHost: "{shop.stats}", trackLocalhost: true}});
    trackPageview();
    trackEvent("Signup", {{props: {{plan: "pro"}}}});
    </script>"""
    await visitor.goto(shop.page("/a", head))
    rows = await shop.rows(2)
    assert sorted(told(rows)) == [("Signup", "/a"), ("pageview", "/a")]


@needs("umami/src/tracker/index.js")
async def test_umamis_tracker(shop: Shop, visitor: Page) -> None:
    head = f"""<script defer src="/trackers/umami/src/tracker/index.js" data-website-id="{UUID}"
      data-host-url="{shop.stats}"></script>"""
    body = '<button data-umami-event="Signup" data-umami-event-plan="pro">Sign up</button>'
    await visitor.goto(shop.page("/a", head, body))
    await shop.rows(1)
    await visitor.click("button")
    await shop.rows(2)
    await visitor.evaluate(GO_ON)
    rows = await shop.rows(3)
    assert told(rows) == [("pageview", "/a"), ("Signup", "/a"), ("pageview", "/b")]
    assert (rows[0]["title"], rows[0]["host"].partition(":")[0]) == ("Title of /a", "shop.example")
    assert rows[1]["properties"] == '{"plan":"pro"}'
    assert len({row["visit"] for row in rows}) == 1
    assert shop.sent == [("POST", "/api/send")] * 3


@needs("goatcounter/count.js")
@pytest.mark.parametrize("release", ["count.js", "count.v1.js", "count.v3.js", "count.v5.js"])
async def test_goatcounters_script(shop: Shop, visitor: Page, release: str) -> None:
    collector = f"{shop.stats}/visit/{shop.key}/count"
    head = f"""<script data-goatcounter="{collector}" async src="/trackers/goatcounter/{release}">
      </script>"""
    body = '<button data-goatcounter-click="signup">Sign up</button>'
    await visitor.goto(shop.page("/a", head, body))
    await shop.rows(1)
    await visitor.click("button")
    rows = await shop.rows(2)
    assert [row["name"] for row in rows] == ["pageview", "signup"]
    assert rows[0]["path"] == "/a"
    assert rows[0]["width"] == 1280
    assert len(shop.sent) == 2


@needs("matomo-tracker/index.js")
async def test_matomos_program_for_servers(shop: Shop) -> None:
    url = shop.stats.replace("stats.example", "127.0.0.1")
    await node(
        f"""
    const http = require("http");
    http.globalAgent = new http.Agent();  // else node stays as long as a connection may be kept
    const Matomo = require({str(TRACKERS / "matomo-tracker/index.js")!r});
    const matomo = new Matomo(7, "{url}/matomo.php");
    const ua = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    const page = (path) => ({{url: "https://shop.example" + path, ua}});
    matomo.on("error", (error) => {{ console.error(error); process.exit(1); }});
    matomo.track(page("/a"));
    matomo.trackBulk([page("/b"), {{...page("/c"), e_c: "Video", e_a: "play"}}], console.log);
    """
    )
    rows = await shop.rows(3)
    assert sorted(told(rows)) == [("pageview", "/a"), ("pageview", "/b"), ("play", "/c")]


async def node(program: str) -> None:
    process = await asyncio.create_subprocess_exec(
        "node", "-e", program, stderr=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL
    )
    _, said = await process.communicate()
    assert process.returncode == 0, said.decode()
