"""A shared report in a frame: only on hosts that its owner names, and never behind a password."""

from __future__ import annotations

import html
import re

import pytest
from aiohttp.test_utils import TestClient

from tests.web.reports.watched import IPHONE, LONDON, come, figures, links
from tests.web.sharing.shared import BOARD, share, shown
from tests.web.sites.owners import MINE, error_of
from tracker.storage.sites.shared_links import shared_links_of
from tracker.storage.sites.sites import Site
from tracker.web import keys

OURS, NOBODYS = "frame-ancestors blog.example www.blog.example", "frame-ancestors 'none'"


async def test_whoever_is_named_may_frame_it_and_nobody_else(
    ada: TestClient, site: Site, client: TestClient
) -> None:
    path = await share(ada, site, frames="blog.example")
    for part in ("/frame", "/frame/dark", "/frame?country=DE", "/frame?nonsense=1"):
        answer = await client.get(path + part)
        assert answer.status == (400 if "nonsense" in part else 200)
        assert OURS in answer.headers["Content-Security-Policy"], part
        assert "X-Frame-Options" not in answer.headers
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"


async def test_everything_else_of_it_stands_in_no_frame(
    ada: TestClient, site: Site, client: TestClient
) -> None:
    framed = await share(ada, site, frames="blog.example")
    plain = await share(ada, site)
    secret = await share(ada, site, link_password="long enough")
    matrix = {
        framed: 200,
        plain: 200,
        f"{plain}/frame": 404,
        secret: 200,
        f"{secret}/frame": 404,
        f"{framed}x/frame": 404,
        f"/sites/{site.id}": 200,
        "/login": 200,
    }
    for path, status in matrix.items():
        answer = await (client if path == "/login" else ada).get(path)
        assert answer.status == status, path
        assert NOBODYS in answer.headers["Content-Security-Policy"], path
        assert answer.headers["X-Frame-Options"] == "DENY", path
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin", path


async def test_it_is_the_report_without_a_bar_and_leads_to_all_of_it(
    ada: TestClient, site: Site, client: TestClient
) -> None:
    path = await share(ada, site, frames="blog.example", shows_now="y")
    page = await shown(client, f"{path}/frame")
    assert figures(page) == figures(await shown(client, path))
    assert '<header class="bar' not in page
    assert 'id="now">2<' in page
    assert f'href="{path}" target="_blank" rel="noopener"' in page
    assert f'data-path="{path}/frame"' in page
    assert "?country=DE" in links(page)


async def test_its_theme_is_its_readers_or_the_one_that_is_asked_for(
    ada: TestClient, site: Site, client: TestClient
) -> None:
    path = await share(ada, site, frames="blog.example")
    themes = {}
    for part in ("", "/dark", "/light"):
        page = await shown(client, f"{path}/frame{part}")
        themes[part] = re.search(r'name="color-scheme" content="([^"]*)"', page)[1]  # type: ignore[index]
    assert themes == {"": "light dark", "/dark": "dark", "/light": "light"}
    assert (await client.get(f"{path}/frame/pink")).status == 404


async def test_the_owner_is_shown_the_line_to_paste(ada: TestClient, site: Site) -> None:
    path = await share(ada, site, frames="blog.example")
    page = html.unescape(await (await ada.get(f"/sites/{site.id}/shares")).text())
    [line] = re.findall(r'<iframe src="([^"]*)" title="([^"]*)"[^>]*></iframe>', page)
    assert line == (str(ada.make_url(f"{path}/frame")), "Visits to example.com")
    change = await ada.get(f"/sites/{site.id}/shares/1/change")
    assert ">\r\nblog.example</textarea>" in await change.text()


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("not a host!", "“host!” is not a host name; write it like shop.example.com."),
        (" ".join(f"h{n}.example" for n in range(21)), "List at most 20 hosts."),
    ],
)
async def test_what_is_no_host_is_said_beside_the_field(
    ada: TestClient, site: Site, typed: str, expected: str
) -> None:
    answer = await ada.post(f"/sites/{site.id}/shares", data=BOARD | MINE | {"frames": typed})
    assert answer.status == 422
    assert error_of(await answer.text(), "frames") == expected


async def test_a_password_and_a_frame_go_not_together(ada: TestClient, site: Site) -> None:
    both = BOARD | MINE | {"frames": "blog.example", "link_password": "long enough"}
    answer = await ada.post(f"/sites/{site.id}/shares", data=both)
    assert answer.status == 422
    assert "stands in no frame" in str(error_of(await answer.text(), "frames"))
    await share(ada, site, link_password="long enough")
    change = f"/sites/{site.id}/shares/1/change"
    kept = await ada.post(change, data=BOARD | MINE | {"frames": "blog.example"})
    assert "stands in no frame" in str(error_of(await kept.text(), "frames"))
    await ada.post(change, data=BOARD | MINE | {"frames": "blog.example", "open": "y"})
    [link] = await shared_links_of(ada.app[keys.KEPT], site.id)
    assert (link.password, link.frames) == (None, ("blog.example",))


async def test_it_says_how_many_lines_of_a_panel_it_shows(
    ada: TestClient, site: Site, client: TestClient
) -> None:
    path = await share(ada, site, frames="blog.example")
    await come(ada, site, *(f"/{number}" for number in range(4)), place=LONDON, agent=IPHONE)
    assert "the first 5 of 7" in await shown(client, f"{path}/frame")
    assert " of 7<" not in await shown(client, path)
