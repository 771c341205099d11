"""What becomes of links and badges when their site or whoever made them goes (docs/sharing.md)."""

from __future__ import annotations

import pytest
from aiohttp.test_utils import TestClient

from tests.clock import Clock
from tests.conftest import AsUser
from tests.eventually import PATIENCE, eventually
from tests.web.accounts.test_export import archive_of
from tests.web.badges.test_badges import make, said
from tests.web.reports.watched import figures
from tests.web.sharing.shared import share, shown
from tests.web.sites.owners import MINE
from tests.web.sites.teams import join
from tracker.services.reports import open_file
from tracker.services.sites import badge_numbers
from tracker.storage.sites.badges import badges_of
from tracker.storage.sites.shared_links import shared_links_of
from tracker.storage.sites.sites import Site
from tracker.web import keys


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(badge_numbers, "PATIENCE", PATIENCE)
    monkeypatch.setattr(open_file, "OPENS_WITHIN", PATIENCE)


async def make_all_admins(client: TestClient) -> None:
    """The only one would have to stay."""
    async with client.app[keys.KEPT].transaction() as tx:
        await tx.execute("update user set is_admin = 1")


async def test_they_go_over_with_the_site(
    ada: TestClient, site: Site, as_user: AsUser, client: TestClient
) -> None:
    link, badge, ben = await share(ada, site), await make(ada, site), await as_user("ben")
    await join(ada, site, "ben", "editor")
    [user] = await ada.app[keys.KEPT].read("select id from user where name = 'ben'")
    given = MINE | {"user": str(user["id"]), "confirm": site.name}
    await ada.post(f"/sites/{site.id}/team/transfer", data=given)
    assert link in await (await ben.get(f"/sites/{site.id}/shares")).text()
    assert badge in await (await ben.get(f"/sites/{site.id}/badges")).text()
    await ben.post(f"/sites/{site.id}/shares/1/revoke")
    await shown(client, link, status=404)


async def test_they_outlive_the_account_of_who_made_them(
    ada: TestClient, site: Site, as_user: AsUser, client: TestClient
) -> None:
    link, badge = await share(ada, site), await make(ada, site)
    await as_user("ben")
    await join(ada, site, "ben", "owner")
    await make_all_admins(client)
    await ada.post("/account/delete", data=MINE | {"confirm": "ada"})
    db = client.app[keys.KEPT]
    assert [each.user_id for each in await shared_links_of(db, site.id)] == [None]
    assert [each.user_id for each in await badges_of(db, site.id)] == [None]
    await shown(client, link)
    assert await said(client, badge) == ("visitors now", "2")


async def test_they_end_with_an_account_that_takes_the_site_along(
    ada: TestClient, site: Site, as_user: AsUser, client: TestClient
) -> None:
    link, badge = await share(ada, site), await make(ada, site)
    await as_user("ben")
    await make_all_admins(client)
    await ada.post("/account/delete", data=MINE | {"confirm": "ada"})
    await shown(client, link, status=404)
    assert (await client.get(f"{badge}.svg")).status == 404


async def test_they_count_anew_with_the_site(
    ada: TestClient, site: Site, client: TestClient, clock: Clock
) -> None:
    link, badge = await share(ada, site), await make(ada, site)
    await ada.post(f"/sites/{site.id}/reset", data=MINE | {"confirm": site.name})

    async def counts_anew() -> bool:
        clock.forward(seconds=2)
        return figures(await shown(client, link))["visitors"] == "–"

    await eventually(counts_anew)
    client.app[keys.BADGE_NUMBERS].forget(badge.rpartition("/")[2])
    assert await said(client, badge) == ("visitors now", "0")


async def test_they_are_in_nobodys_archive(ada: TestClient, site: Site) -> None:
    secrets = [await share(ada, site), await make(ada, site)]
    archive = await archive_of(ada)
    text = "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    assert [each for each in secrets if each.rpartition("/")[2] in text] == []
