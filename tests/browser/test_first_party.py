"""A real browser in a shop that has Tracker below a path of its own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web
from playwright.async_api import Page

from tests.browser.conftest import Person
from tests.browser.peers.shop import UNSTEERED
from tests.deploy.first_party import BEFORE, absent, shop
from tests.eventually import eventually
from tests.seeded_data import Seeded
from tests.web.peers.reporting import NAMES
from tracker.app import create_app
from tracker.config import Config
from tracker.domain.peers.aliases import Alias
from tracker.domain.peers.lines import lines
from tracker.web import keys
from tracker.web.serving.server import listening

pytestmark = pytest.mark.embedded("looks into the server's file")
VISITOR, COUNTRY = "8.8.8.8", "US"
# The shop allows no host but its own.
POLICY = """<meta http-equiv="Content-Security-Policy"
 content="default-src 'self'; script-src 'self' 'unsafe-inline'">"""
ROWS = """
select visitor, visit, host.value as host, path.value as path, title.value as title, country
from event join text host on host.id = event.host join text path on path.id = event.path
join text title on title.id = event.title left join place on place.id = event.place
order by cursor
"""


@pytest.fixture(params=BEFORE)
def by(request: pytest.FixtureRequest) -> str:
    if lacking := absent(request.param):
        pytest.skip(f"{lacking} not installed: scripts/proxies does it as root")
    return request.param


@asynccontextmanager
async def shopping(  # noqa: PLR0917
    by: str, person: Person, folder: Path, config: Config, seeded: Seeded, head: str
) -> AsyncIterator[tuple[Page, str, web.Application]]:
    """A tab at the shop's first page, with this in its head; whoever looks is a visitor from far
    away. In the head PLACE is the shop's own path."""
    config = replace(config, public_url="https://stats.example.com", trusted_proxies=("127.0.0.1",))
    app = create_app(config)
    page = f"<!doctype html><head>{POLICY}<title>The shop</title>{head}</head><body>Shop</body>"
    async with listening(app) as upstream:
        for kind, name in NAMES.items():
            alias = Alias(id=0, site_id=1, kind=kind, name=name, user_id=1, created_at=0)
            await app[keys.ALIASES].add(alias)
        with shop(by, folder / by, upstream, page) as origin:
            (folder / by / "shop" / "index.html").write_text(
                page.replace("PLACE", f"{origin}/stats-x/")
            )
            context = await person(extra_http_headers={"X-Forwarded-For": VISITOR})
            tab = await context.new_page()
            await tab.add_init_script(UNSTEERED)
            await tab.goto(f"{origin}/first")
            yield tab, origin, app


async def rows_of(app: web.Application, many: int) -> list[dict[str, object]]:
    async def found() -> list[dict[str, object]]:
        rows = [dict(row) for row in await app[keys.DATABASE].read(ROWS)]
        assert len(rows) >= many, rows
        return rows

    return await eventually(found)


async def test_a_visit_below_the_shops_own_path_counts_with_its_visitors_address(
    by: str, person: Person, tmp_path: Path, config: Config, seeded: Seeded
) -> None:
    head = f'<script defer src="/stats-x/app.js" data-site="{seeded.site.key}"></script>'
    async with shopping(by, person, tmp_path, config, seeded, head) as (tab, origin, app):
        await rows_of(app, 1)
        await tab.goto(f"{origin}/second")
        await rows_of(app, 2)
        await tab.evaluate("history.pushState({}, '', '/third')")
        rows = await rows_of(app, 3)
    assert [row["path"] for row in rows] == ["/first", "/second", "/third"]
    assert {f"http://{row['host']}" for row in rows} == {origin}
    assert {row["title"] for row in rows} == {"The shop"}
    assert {row["country"] for row in rows} == {COUNTRY}, "of the visitor, not of the proxy"
    assert len({row["visitor"] for row in rows}) == len({row["visit"] for row in rows}) == 1


# Around the line that changes, as Matomo's own snippet has it.
MATOMO = """<script>var _paq = window._paq = window._paq || []; _paq.push(['trackPageView']);
(function() {{ {line}
  var d=document, g=d.createElement('script'), s=d.getElementsByTagName('script')[0];
  g.async=true; g.src=u+'matomo.js'; s.parentNode.insertBefore(g,s);
}})();</script>"""


@pytest.mark.parametrize("kind", ["plausible", "goatcounter", "umami", "liwan", "matomo"])
async def test_the_names_of_other_products_scripts_work_there_too(  # noqa: PLR0917
    by: str, kind: str, person: Person, tmp_path: Path, config: Config, seeded: Seeded
) -> None:
    line = lines("PLACE", seeded.site.key, NAMES)[kind]  # type: ignore[index]
    head = MATOMO.format(line=line) if kind == "matomo" else line
    async with shopping(by, person, tmp_path, config, seeded, head) as (_tab, _origin, app):
        [row] = await rows_of(app, 1)
    assert (row["path"], row["country"]) == ("/first", COUNTRY)
