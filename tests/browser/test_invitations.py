"""From an invitation in the mail to the live page of somebody else's site."""

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.browser.conftest import Person
from tests.browser.server_under_test import Mails, Server, Site
from tests.browser.test_ways_back_in import fill_in_log_in, link_in
from tests.conftest import PASSWORD


async def test_whoever_has_an_account_joins_from_the_mail_and_only_watches(
    server: Server, mails: Mails, person: Person
) -> None:
    await server.tracker(
        "user", "add", "ben", "ben@example.com", "--password-stdin", typed=PASSWORD
    )
    site = await server.add_site("example.com", owner="ben")
    await ask_in(await person(), server, site, "ben", server.email)
    page = await (await person()).new_page()
    link = link_in(await mails.next_to(server.email), server)
    await page.goto(link)
    await expect(page.get_by_text("ben asks you to join example.com as viewer.")).to_be_visible()
    await page.get_by_role("link", name="I have an account").click()
    await fill_in_log_in(page)
    await page.get_by_role("button", name="Join as ada").click()
    await watches(page, server, site)
    await expect(page.get_by_role("navigation").get_by_role("link")).to_have_text(
        ["Live", "Reports", "Team"]
    )
    refused = await page.goto(f"{site.page}/settings")
    assert refused
    assert refused.status == 403
    await expect(page.get_by_text("This takes an editor or an owner")).to_be_visible()
    await page.goto(f"{site.page}/team")
    await expect(page.get_by_role("button", name="Invite")).to_have_count(0)
    await page.goto(link)
    await expect(page.get_by_role("heading", name="Not found")).to_be_visible()


@pytest.mark.embedded("sends a mail to a second address")
async def test_whoever_has_no_account_makes_one_with_the_link(
    server: Server, mails: Mails, person: Person
) -> None:
    site = await server.add_site("example.com")
    await ask_in(await person(), server, site, "ada", "ben@example.com")
    page = await (await person()).new_page()
    await page.goto(link_in(await mails.next_to("ben@example.com"), server))
    await page.get_by_role("link", name="Create an account").click()
    await expect(page.get_by_label("E-mail")).to_have_value("ben@example.com")
    await page.get_by_role("button", name="Use it").click()
    await page.get_by_role("button", name="Create the account").click()
    await watches(page, server, site)


async def ask_in(
    context: BrowserContext, server: Server, site: Site, owner: str, email: str
) -> None:
    """The owner invites a viewer, which is what the form offers first."""
    await server.log_in(context, owner)
    page = await context.new_page()
    await page.goto(f"{site.page}/team")
    await page.get_by_label("E-mail").fill(email)
    await page.get_by_role("button", name="Invite").click()
    await expect(page.get_by_role("status")).to_contain_text(f"A mail is on its way to {email}.")


async def watches(page: Page, server: Server, site: Site) -> None:
    """A visit that happens now is on the screen."""
    await expect(page.locator("#connection")).to_have_attribute("data-state", "connected")
    hit = {"name": "pageview", "url": "https://example.com/pricing"}
    await page.request.post(f"{server.address}/visit/{site.key}", data=hit)
    await expect(page.locator(".visit .title")).to_have_text(["/pricing"])
