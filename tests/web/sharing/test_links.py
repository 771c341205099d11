"""An owner makes, copies, changes and revokes the links by which strangers see the reports."""

from __future__ import annotations

import pytest
from aiohttp.test_utils import TestClient

from tests.audited import acts
from tests.clock import Clock
from tests.conftest import AsUser
from tests.web.sharing.shared import BOARD, share, shown
from tests.web.sites.owners import MINE, add_site, error_of
from tests.web.sites.teams import join
from tracker.domain.reports import kept
from tracker.domain.reports.shared_links import SharedLink
from tracker.storage.sites import shared_links
from tracker.storage.sites.sites import Site
from tracker.web import keys

NOON = 1_795_262_400_000  # 2026-11-21 12:00 UTC


@pytest.fixture
async def ada(as_user: AsUser, clock: Clock) -> TestClient:
    clock.stop()
    clock.now = NOON
    return await as_user("ada")


@pytest.fixture
async def site(ada: TestClient) -> Site:
    return await add_site(ada, zone="Pacific/Kiritimati")


async def links(browser: TestClient, site: Site) -> list[SharedLink]:
    return await shared_links.shared_links_of(browser.app[keys.KEPT], site.id)


async def test_a_link_is_made_copied_again_changed_and_revoked(
    ada: TestClient, site: Site, client: TestClient
) -> None:
    path, page = await share(ada, site), f"/sites/{site.id}/shares"
    assert path in await (await ada.get(page)).text()
    assert "Pages · Countries" in await (await ada.get(page)).text()
    change = f"{page}/{(await links(ada, site))[0].id}/change"
    assert 'value="The board"' in await (await ada.get(change)).text()
    await ada.post(change, data=BOARD | MINE | {"name": "Friends", "panels": [], "shows_now": "y"})
    [changed] = await links(ada, site)
    assert (changed.name, changed.panels, changed.shows_now) == ("Friends", (), True)
    assert path == f"/share/{changed.token}"
    await shown(client, path)
    await ada.post(f"{page}/{changed.id}/revoke")
    await shown(client, path, status=404)
    assert "No shared link yet" in await (await ada.get(page)).text()
    done = [act for act, _ in await acts(ada)][-3:]
    assert done == ["shared link made", "shared link changed", "shared link revoked"]


@pytest.mark.kept_anywhere
async def test_what_is_gone_is_no_error(ada: TestClient, site: Site) -> None:
    page = f"/sites/{site.id}/shares"
    assert (await ada.get(f"{page}/99/change")).url.path == page
    assert (await ada.post(f"{page}/99/revoke")).status == 200
    assert "shared link revoked" not in [act for act, _ in await acts(ada)]


async def test_editors_are_told_that_it_takes_an_owner(
    ada: TestClient, site: Site, as_user: AsUser
) -> None:
    ben = await as_user("ben")
    await join(ada, site, "ben", "editor")
    assert (await ben.get(f"/sites/{site.id}/shares")).status == 403
    assert "Shared links" not in await (await ben.get(f"/sites/{site.id}/settings")).text()
    assert "Shared links" in await (await ada.get(f"/sites/{site.id}/settings")).text()


WRONG = [
    ({"name": " "}, "name", "Say whom it is for."),
    ({"name": "x" * 101}, "name", "Use a name of at most 100 letters."),
    ({"link_password": "short"}, "link_password", "Use 8 letters or more, and at most 256."),
    ({"until": "tomorrow"}, "until", "Type a day such as 2026-11-29."),
    ({"until": "1969-12-31"}, "until", "Type a day such as 2026-11-29."),
    ({"until": "2026-11-21"}, "until", "This day is over."),  # it is the 22nd there
    (
        {"kind": "public", "until": "2026-12-01"},
        "until",
        "A link for everybody has no last day. Revoke it instead.",
    ),
    (
        {"kind": "public", "link_password": "long enough"},
        "link_password",
        "A link for everybody has no password. Choose the other kind.",
    ),
]


async def test_what_does_not_fit_is_said_beside_its_field(ada: TestClient, site: Site) -> None:
    for typed, field, said in WRONG:
        answer = await ada.post(f"/sites/{site.id}/shares", data=BOARD | MINE | typed)
        assert answer.status == 422
        assert error_of(await answer.text(), field) == said
    assert await links(ada, site) == []


async def test_a_kind_that_there_is_not_is_refused(ada: TestClient, site: Site) -> None:
    answer = await ada.post(f"/sites/{site.id}/shares", data=BOARD | MINE | {"kind": "loud"})
    assert answer.status == 422
    assert "Choose one of the two." in await answer.text()


@pytest.mark.kept_anywhere
async def test_a_site_has_fifty_at_most(
    ada: TestClient, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert kept.MOST_SHARED_LINKS == 50
    monkeypatch.setattr(shared_links, "MOST_SHARED_LINKS", 1)
    await share(ada, site)
    answer = await ada.post(f"/sites/{site.id}/shares", data=BOARD | MINE)
    assert answer.status == 422
    said = error_of(await answer.text(), "name")
    assert said == "A site has at most 50 shared links. Revoke one first."


async def test_it_opens_to_the_end_of_its_last_day_on_the_sites_calendar(
    ada: TestClient, site: Site, client: TestClient, clock: Clock
) -> None:
    path = await share(ada, site, until="2026-11-22")
    clock.now = NOON + 22 * 3_600_000 - 1  # just before Kiritimati's midnight
    await shown(client, path)
    clock.now += 1
    await shown(client, path, status=404)
    [link] = await links(ada, site)
    assert "Ended" in await (await ada.get(f"/sites/{site.id}/shares")).text()
    change = f"/sites/{site.id}/shares/{link.id}/change"
    assert 'value="2026-11-22"' in await (await ada.get(change)).text()
    await ada.post(change, data=BOARD | MINE)
    await shown(client, path)


async def test_a_password_stays_until_there_is_another_one_or_none(
    ada: TestClient, site: Site
) -> None:
    await share(ada, site, link_password="long enough")
    [first] = await links(ada, site)
    assert first.password
    assert "long enough" not in first.password
    change = f"/sites/{site.id}/shares/{first.id}/change"
    await ada.post(change, data=BOARD | MINE)
    assert (await links(ada, site))[0].password == first.password
    public = await ada.post(change, data=BOARD | MINE | {"kind": "public"})
    assert public.status == 422
    assert "Tick this, too." in await public.text()
    await ada.post(change, data=BOARD | MINE | {"link_password": "another one"})
    assert (await links(ada, site))[0].password not in (None, first.password)
    await ada.post(change, data=BOARD | MINE | {"kind": "public", "open": "y"})
    [last] = await links(ada, site)
    assert (last.password, last.kind) == (None, "public")


async def test_a_stolen_session_makes_and_opens_no_link(ada: TestClient, site: Site) -> None:
    page = f"/sites/{site.id}/shares"
    await share(ada, site, link_password="long enough")
    [link] = await links(ada, site)
    for path in (page, f"{page}/{link.id}/change"):
        answer = await ada.post(path, data=BOARD | {"open": "y", "password": "guessed"})
        assert answer.status == 422
    assert await links(ada, site) == [link]


async def test_a_link_stays_the_sites_whoever_goes(
    ada: TestClient, site: Site, as_user: AsUser, client: TestClient
) -> None:
    path, ben = await share(ada, site), await as_user("ben")
    await join(ada, site, "ben", "owner")
    await ada.post(f"/sites/{site.id}/team/leave", data=MINE)
    assert (await ada.get(f"/sites/{site.id}/shares")).status == 404
    await shown(client, path)
    assert path in await (await ben.get(f"/sites/{site.id}/shares")).text()
    await ben.post(f"/sites/{site.id}/shares/1/revoke")
    await shown(client, path, status=404)
