"""What owners and the invited do through the front door."""

import html
import re

from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient
from yarl import URL

from tests.conftest import PASSWORD
from tracker.domain.roles import Role
from tracker.storage.accounts.users import find_user
from tracker.storage.sites.members import members_of, put_member
from tracker.storage.sites.sites import Site
from tracker.web import keys


async def invite(browser: TestClient, site: Site, email: str, role: str = "viewer") -> str:
    """The path of the link that the inviter has to hand over, as no mail is sent."""
    typed = {"email": email, "role": role, "password": PASSWORD}
    page = await (await browser.post(f"/sites/{site.id}/team/invitations", data=typed)).text()
    return link_of(page)


def link_of(page: str) -> str:
    """The path of the link that the page shows."""
    shown = re.search(r'id="fresh-link"[^>]*>([^<]+)<', page)
    assert shown, page
    return URL(html.unescape(shown[1])).path


async def make_invited_account(
    client: TestClient, path: str, name: str, email: str = "other@example.com"
) -> ClientResponse:
    """A stranger fills in the form behind the link; what they say of their e-mail is ignored."""
    typed = {"name": name, "email": email, "password": PASSWORD}
    return await client.post(f"{path}/account", data=typed, allow_redirects=False)


async def join(browser: TestClient, site: Site, name: str, role: Role = "viewer") -> None:
    """Put somebody on the site without an invitation."""
    db = browser.app[keys.KEPT]
    found = await find_user(db, name)
    assert found
    async with db.transaction() as tx:
        await put_member(tx, site.id, found[0].id, role, 0)


async def roles(browser: TestClient, site: Site) -> dict[str, str]:
    """Who is what on the site."""
    members = await members_of(browser.app[keys.KEPT], site.id)
    return {member.name: member.role for member in members}
