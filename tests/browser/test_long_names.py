"""Names without a blank, in buttons, labels and lists of facts: nothing is wider than a phone."""

from tests.browser.conftest import Person
from tests.browser.server_under_test import Server
from tests.world import PASSWORD

SOMEBODY = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbau"
MAILBOX = "averyverylongmailboxnamewithoutanything" + "@documentation.example"
HOST = "sehrlanger" * 5 + ".documentation.example.com"
PHONE = 360
ACCOUNTS = ("/account", "/account/delete", "/account/email")
SITES = ("/settings", "/team", "/reset")


async def test_names_that_they_act_on_break_in_buttons_and_labels(
    server: Server, person: Person
) -> None:
    await server.tracker("user", "add", SOMEBODY, MAILBOX, "--password-stdin", typed=PASSWORD)
    site = await server.add_site(HOST, SOMEBODY)
    context = await person(viewport={"width": PHONE, "height": 740})
    await server.log_in(context, SOMEBODY)
    page = await context.new_page()
    pages = [*(server.address + each for each in ACCOUNTS), *(site.page + each for each in SITES)]
    for address in pages:
        await page.goto(address)
        seen = await page.evaluate("document.documentElement.scrollWidth")
        assert seen == PHONE, address


async def test_a_shared_page_without_other_pages_has_room_for_its_name(
    server: Server, person: Person
) -> None:
    site = await server.add_site("documents.example")
    owner = await person()
    await server.log_in(owner)
    page = await owner.new_page()
    await page.goto(f"{site.page}/shares")
    await page.get_by_label("Name", exact=True).fill("Friends")
    await page.get_by_label("Your password", exact=True).fill(PASSWORD)
    await page.get_by_role("button", name="Make the link").click()
    address = await page.locator("code", has_text="/share/").first.inner_text()
    reader = await (await person(viewport={"width": PHONE, "height": 740})).new_page()
    await reader.goto(address)
    name = reader.locator(".bar .cut")
    assert await name.inner_text() == "documents.example"
    assert await name.evaluate("each => each.scrollWidth <= each.clientWidth")
