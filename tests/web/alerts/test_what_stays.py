"""Each cell of the table in docs/what-stays.md, tried through the front door."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest
from aiohttp.test_utils import TestClient

from tests.audited import acts
from tests.commands.conftest import ADDRESS
from tests.conftest import AsUser
from tests.eventually import eventually
from tests.mailbox import Mailbox
from tests.web.accounts.test_export import archive_of
from tests.web.alerts.told import add_alert, add_target
from tests.web.badges.test_badges import make
from tests.web.kept.test_segments import GERMANS
from tests.web.sharing.shared import share
from tests.web.sharing.test_what_becomes import make_all_admins
from tests.web.sites.owners import MINE, add_site
from tests.web.sites.teams import join
from tracker import resources
from tracker.config import Config
from tracker.domain.roles import Role
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.serving.server import controlled

IMPORTED = "select count(*) as n from event where import_id is not null"
FILE = Path(__file__).parents[2] / "data" / "imports" / "goatcounter" / "v2-sqlite.csv"
# Each thing: the page of the site that lists it, and what of it stands there.
LISTED = {
    "shared link": ("shares", "The board"),
    "badge": ("badges", "/badge/"),
    "segment of the site": ("segments", "Everybody’s"),
    "goal": ("goals", "/thanks"),
    "annotation": ("annotations", "Launch"),
    "alert": ("alerts", "Nobody"),
    "target of alerts": ("targets", "Us"),
    "guest of alerts": ("guests", "joan@example.com"),
    "import": ("imports", "v2-sqlite.csv"),
    "name in other trackers": ("switching", "old.example"),
}
# What is its maker's alone, or on a page of reports only: the rows of it.
ROWS = {
    "funnel with a name": "funnel",
    "segment of one's own": "segment where user_id is not null",
    "alert by mail to a member": "alert_reader",
    "report by mail": "report_mail",
}
TABLES = {
    "shared link": "share",
    "badge": "badge",
    "segment of the site": "segment where user_id is null",
    "goal": "goal",
    "annotation": "annotation",
    "alert": "alert",
    "target of alerts": "target",
    "guest of alerts": "guest",
    "import": "import",
    "name in other trackers": "alias",
} | ROWS
ARCHIVED = {
    "shared link": "shared_links",
    "badge": "badges",
    "segment of the site": "segments",
    "segment of one's own": "segments",
    "goal": "goals",
    "funnel with a name": "funnels",
    "annotation": "annotations",
    "alert": "alerts",
    "target of alerts": "alert_targets",
    "guest of alerts": "alert_guests",
    "alert by mail to a member": "alerts_by_mail",
    "report by mail": "reports_by_mail",
    "import": "imports",
    "name in other trackers": "aliases",
}


class Made(NamedTuple):
    """A site with one of everything, made by Ben; Ada is the first on this server."""

    ada: TestClient
    ben: TestClient
    site: Site

    async def stays(self, owner: TestClient) -> dict[str, str]:
        """By the thing, whether it is there: on the pages of the site, and for its maker."""
        found = {}
        for thing, (page, said) in LISTED.items():
            text = await (await owner.get(f"/sites/{self.site.id}/{page}")).text()
            found[thing] = "stays" if said in text else "goes"
        for thing, rows in ROWS.items():
            found[thing] = "stays" if await self.rows(rows) else "goes"
        return found

    async def rows(self, table: str) -> int:
        [row] = await self.ada.app[keys.KEPT].read(f"select count(*) as n from {table}")
        return int(row["n"])

    async def user(self, name: str) -> int:
        db = self.ada.app[keys.KEPT]
        [row] = await db.read("select id from user where name = ?", (name,))
        return int(row["id"])


@pytest.fixture
def config(config: Config, mailbox: Mailbox) -> Config:
    return replace(config, mail_url=mailbox.url)


@pytest.fixture
async def made(as_user: AsUser) -> Made:
    ada, ben = await as_user("ada"), await as_user("ben")
    site = await add_site(ben)
    here = f"/sites/{site.id}"
    await share(ben, site)
    await make(ben, site)
    for whose, name in (("site", "Everybody’s"), ("mine", "Mine")):
        await ben.post(f"{here}/segments", data=GERMANS | {"name": name, "whose": whose})
    await ben.post(f"{here}/goals", data={"kind": "page", "of": "/thanks"})
    steps = "step=page:/blog&step=event:Signup"
    await ben.post(f"{here}/funnels", data={"name": "Sign-ups", "steps": steps})
    await ben.post(f"{here}/annotations", data={"day": "2026-11-29", "words": "Launch"})
    await add_target(ben, site, "https://a.example/hook")
    await ben.post(f"{here}/guests", data={"email": "joan@example.com"})
    alert = await add_alert(ben, site, "silence", name="Nobody")
    await ben.post(f"{here}/alerts/{alert}/mine", data={"mine": "yes"})
    await ben.post(f"{here}/report-mails", data={"every": "week"})
    await bring_file(ben, site)
    await ben.post(f"{here}/switching", data={"kind": "plausible", "name": "old.example"})
    found = Made(ada, ben, site)
    assert [thing for thing, is_ in (await found.stays(ben)).items() if is_ == "goes"] == []
    return found


async def bring_file(browser: TestClient, site: Site) -> None:
    async def is_done() -> bool:
        [row] = await browser.app[keys.KEPT].read(IMPORTED)
        return bool(row["n"])

    async with controlled(browser.app, ADDRESS):
        with FILE.open("rb") as file:
            await browser.post(f"/sites/{site.id}/imports", data={"file": file})
        await eventually(is_done)


async def add_ada(made: Made, role: Role) -> None:
    await join(made.ben, made.site, "ada", role)


def column(number: int) -> dict[str, str]:
    """By the thing, what docs/what-stays.md says: of the column of that number."""
    text = (resources.documents() / "what-stays.md").read_text("utf-8")
    lines = [line for line in text.splitlines() if line.startswith("|")][2:]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {row[0]: re.split("[ ,]", row[number])[0] for row in cells}


async def test_the_site_is_handed_over(made: Made) -> None:
    await add_ada(made, "viewer")
    given = MINE | {"user": str(await made.user("ada")), "confirm": made.site.name}
    await made.ben.post(f"/sites/{made.site.id}/team/transfer", data=given)
    assert await made.stays(made.ada) == column(1)
    site, ada = made.site.id, await made.user("ada")
    assert (f"made owner of site {site} in one's place", f"user {ada}") in await acts(made.ada)


async def test_whoever_made_it_leaves(made: Made) -> None:
    await add_ada(made, "owner")
    await made.ben.post(f"/sites/{made.site.id}/team/leave")
    assert await made.stays(made.ada) == column(2)
    ben = await made.user("ben")
    assert (f"left site {made.site.id}", f"user {ben}") in await acts(made.ada)


async def test_whoever_made_it_is_removed(made: Made) -> None:
    await add_ada(made, "owner")
    ben = await made.user("ben")
    await made.ada.post(f"/sites/{made.site.id}/team/members/{ben}/remove", data=MINE)
    assert await made.stays(made.ada) == column(2)
    assert (f"removed from site {made.site.id}", f"user {ben}") in await acts(made.ada)


async def test_whoever_made_it_deletes_the_account(made: Made) -> None:
    await add_ada(made, "owner")
    await make_all_admins(made.ada)
    await made.ben.post("/account/delete", data=MINE | {"confirm": "ben"})
    assert await made.stays(made.ada) == column(3)
    assert "own account deleted" in [act for act, _ in await acts(made.ada)]


async def test_the_site_begins_anew(made: Made) -> None:
    await made.ben.post(f"/sites/{made.site.id}/reset", data=MINE | {"confirm": made.site.name})

    async def is_as_the_table_says() -> bool:
        return await made.stays(made.ben) == column(4)

    await eventually(is_as_the_table_says)
    assert ("numbers reset", f"site {made.site.id}") in await acts(made.ben)
    await eventually(lambda: nothing_imported(made))
    await bring_file(made.ben, made.site)


async def nothing_imported(made: Made) -> bool:
    return await made.rows("event where import_id is not null") == 0


@pytest.mark.parametrize("with_account", [False, True])
async def test_the_site_is_deleted(made: Made, with_account: bool) -> None:
    if with_account:
        await make_all_admins(made.ada)
        await made.ben.post("/account/delete", data=MINE | {"confirm": "ben"})
    else:
        confirmed = MINE | {"confirm": made.site.name}
        await made.ben.post(f"/sites/{made.site.id}/delete", data=confirmed)
    found = {thing: await made.rows(table) for thing, table in TABLES.items()}
    assert {thing: "stays" if rows else "goes" for thing, rows in found.items()} == column(5)
    done = ("own account deleted" if with_account else "site deleted") in [
        act for act, _ in await acts(made.ada)
    ]
    assert done


async def test_it_is_in_the_archive_of_ones_data(made: Made) -> None:
    text = (await archive_of(made.ben)).read("account.json").decode()
    [site] = json.loads(text)["sites"]
    found = {thing: "yes" if site[name] else "no" for thing, name in ARCHIVED.items()}
    assert found == column(6)
    names = {each["name"] for each in site["segments"]}
    assert names == {"Everybody’s", "Mine"}
    db = made.ben.app[keys.KEPT]
    for table, secret in (("share", "token"), ("badge", "token"), ("target", "secret")):
        [row] = await db.read(f"select {secret} as secret from {table}")
        assert row["secret"] not in text
    assert "data exported" in [act for act, _ in await acts(made.ben)]
