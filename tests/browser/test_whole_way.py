"""The whole way in a real browser: from the first start to a visit on its owner's screen."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import BrowserContext, Page, expect

from tests.browser.conftest import Person, Serve
from tests.browser.server_under_test import Server, Site
from tests.browser.shop import Shop
from tests.conftest import PASSWORD
from tests.product_server import ProductServer
from tracker.domain.snippets import image_tag, script_tag
from tracker.web.serving.addresses import welcome

HOST = "shop.example"


@pytest_asyncio.fixture(loop_scope="session")
async def shop(serve: Serve) -> Shop:
    shop = Shop()
    await shop.open(serve)
    return shop


@pytest_asyncio.fixture(loop_scope="session")
async def fresh(app: web.Application) -> AsyncIterator[ProductServer]:
    """A server that nobody has an account on."""
    async with ProductServer(app) as server:
        yield server


@pytest_asyncio.fixture(loop_scope="session")
async def site(server: Server, shop: Shop) -> Site:
    """Ada's site; the shop has its script."""
    site = await server.add_site("example.com")
    shop.pasted = script_tag(server.script, site.key, False)
    return site


@pytest.fixture
def no_script(server: Server, site: Site) -> str:
    """What counts visitors without script."""
    return image_tag(server.script, site.key)


class Owner:
    """Ada at her browser."""

    def __init__(self, context: BrowserContext, site: Site) -> None:
        self.context = context
        self.site = site.page

    async def opens(self, what: str) -> Page:
        """A page of her site, once it is connected."""
        page = await self.context.new_page()
        await page.goto(f"{self.site}/{what}")
        await expect(page.locator("#connection")).to_have_attribute("data-state", "connected")
        return page


async def owner_at(context: BrowserContext, server: Server, site: Site) -> Owner:
    await server.log_in(context)
    return Owner(context, site)


@pytest_asyncio.fixture(loop_scope="session")
async def owner(person: Person, server: Server, site: Site) -> Owner:
    return await owner_at(await person(), server, site)


@pytest_asyncio.fixture(loop_scope="session")
async def live(owner: Owner) -> Page:
    return await owner.opens("live")


@pytest.mark.embedded("needs the link that the server prints into its terminal")
async def test_a_newcomer_sees_the_first_visit_at_once(
    fresh: ProductServer, shop: Shop, person: Person
):
    browser = await person(timezone_id="America/New_York")
    page = await browser.new_page()
    await make_account(page, fresh)
    await add_site(page, "shop.example", "America/New_York")
    shop.pasted = await copy_snippet(page)
    await expect(page.get_by_role("heading", name="Waiting for the first visit")).to_be_visible()
    await shop.visit(await person(), "/pricing")
    await expect(page.get_by_role("heading", name="The first visit is here")).to_be_visible()
    await expect(page.locator("#setup .button.primary:visible")).to_have_text(["Watch it live"])
    await page.get_by_role("link", name="Watch it live").click()
    await expect(page.locator(".visit .path")).to_have_text(["/pricing"])
    await shop.visit(await person(user_agent=FIREFOX), "/cart")
    await expect(page.locator(".visit .path")).to_have_text(["/cart", "/pricing"])
    await expect(page.locator("#number")).to_have_text("2")


async def make_account(page: Page, server: ProductServer) -> None:
    """By the link that the terminal prints."""
    said = "\n".join(await welcome(server.app, server.port or 0))
    await page.goto(said.split()[-1])
    await page.get_by_label("E-mail").fill("ada@example.com")
    await page.get_by_label("Password", exact=True).fill(PASSWORD)
    await page.get_by_role("button", name="Create the account").click()


async def add_site(page: Page, name: str, zone: str) -> None:
    """The browser has filled its own time zone in."""
    await page.get_by_role("link", name="Add a site").click()
    await expect(page.get_by_label("Time zone")).to_have_value(zone)
    await page.get_by_label("Address of the site").fill(name)
    await page.get_by_role("button", name="Add the site").click()
    await page.wait_for_url("**/setup")


async def copy_snippet(page: Page) -> str:
    """What the button puts on the clipboard."""
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await page.get_by_role("button", name="Copy").click()
    await expect(page.get_by_role("button", name="Copied")).to_be_visible()
    return str(await page.evaluate("navigator.clipboard.readText()"))


FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0"


async def test_a_custom_event_is_shown_with_its_properties(live: Page, shop: Shop, person: Person):
    visitor = await shop.visit(await person(), "/signup", HOST)
    await visitor.evaluate("tracker('Signup', {plan: 'pro'})")
    await expect(live.locator(".visit .badge")).to_have_text("Signup")
    await expect(live.locator(".visit .properties")).to_have_text("plan=pro")
    await expect(live.locator(".visit")).to_have_count(1)


async def test_a_click_on_a_trackable_element_is_shown_with_its_text(
    live: Page, shop: Shop, person: Person
):
    shop.body = '<a class="trackable" href="#plans">Compare <b>plans</b></a>'
    visitor = await shop.visit(await person(), host=HOST)
    await visitor.click("b")
    await expect(live.locator(".visit .badge")).to_have_text("click")
    await expect(live.locator(".visit .properties")).to_have_text("Compare plans")


async def test_navigation_inside_a_page_lengthens_the_trail(live: Page, shop: Shop, person: Person):
    visitor = await shop.visit(await person(), "/start", HOST)
    await expect(live.locator(".visit .path")).to_have_text(["/start"])
    await visitor.evaluate("history.pushState({}, '', '/cart')")
    await expect(live.locator(".visit .path")).to_have_text(["/start", "/cart"])
    await visitor.evaluate("history.pushState({}, '', '/paid')")
    await expect(live.locator(".visit .path")).to_have_text(["/start", "/cart", "/paid"])
    await expect(live.locator("#here .name")).to_have_text(["/paid"])
    await expect(live.locator(".visit:not(.gone)")).to_have_count(1)


async def test_who_leaves_is_grey_and_no_longer_here(live: Page, shop: Shop, person: Person):
    visitor = await shop.visit(await person(), "/pricing", HOST)
    await expect(live.locator("#here .name")).to_have_text(["/pricing"])
    shop.pasted = ""
    await visitor.goto(shop.at("elsewhere.example"))
    await expect(live.locator("#here-empty")).to_be_visible()
    await expect(live.locator("#number")).to_have_text("0")
    await expect(live.locator(".visit.gone .left")).to_contain_text("left")


async def test_a_closed_tab_is_no_longer_here(live: Page, shop: Shop, person: Person):
    visitor = await shop.visit(await person(), "/pricing", HOST)
    await expect(live.locator("#here .name")).to_have_text(["/pricing"])
    await visitor.close(run_before_unload=True)
    await expect(live.locator("#here-empty")).to_be_visible()


async def test_a_refused_host_is_shown_with_its_remedy_and_can_be_allowed(
    owner: Owner, live: Page, shop: Shop, person: Person
):
    settings = await owner.context.new_page()
    await settings.goto(f"{owner.site}/settings")
    await settings.get_by_label("Allowed domains").fill("other.example")
    await settings.locator("form", has=settings.locator("[name=hosts]")).get_by_text("Save").click()
    visitor = await shop.visit(await person(), "/cart", HOST)
    await expect(live.locator("#refused-count")).to_have_text("1")
    await live.get_by_role("tab", name="Refused").click()
    await expect(live.locator(".refusal strong")).to_have_text("Host not on the list")
    await expect(live.locator(".refusal .address")).to_contain_text(f"{HOST}:")
    await expect(live.locator(".refusal .remedy")).to_contain_text("Allow this host")
    await live.get_by_role("button", name="Allow it").click()
    await expect(live.locator(".refusal .remedy")).to_contain_text("Allowed from now on.")
    await expect(live.locator(".visit")).to_have_count(0)
    await visitor.reload()
    await expect(live.locator(".visit .path")).to_have_text(["/cart"])


async def test_whoever_logs_out_elsewhere_is_led_to_the_log_in_page(
    owner: Owner, live: Page, server: Server
):
    first = await owner.context.new_page()
    await first.goto(server.address)
    await expect(first.locator("#connection")).to_have_attribute("data-state", "connected")
    account = await owner.context.new_page()
    await account.goto(f"{server.address}/account")
    await account.get_by_role("button", name="Log out", exact=True).first.click()
    await live.wait_for_url("**/login?next=/sites/*/live")
    await expect(first.get_by_role("link", name="Log in")).to_be_visible()


async def test_a_page_without_script_is_counted(
    no_script: str, live: Page, shop: Shop, person: Person
):
    shop.pasted, shop.body = "", no_script
    await shop.visit(await person(java_script_enabled=False), "/plain", HOST)
    await expect(live.locator(".visit .title")).to_have_text(["/plain"])


DNT = ("doNotTrack", '"1"', {"DNT": "1"}, "This browser sends Do Not Track.")
GPC = ("globalPrivacyControl", "true", {"Sec-GPC": "1"}, "This browser sends Global Privacy")
asking = pytest.mark.parametrize("wish", [DNT, GPC], ids=["dnt", "gpc"])


async def who_asks(person: Person, wish: tuple[str, str, dict[str, str], str], **options: Any):
    """The browser of somebody who asks not to be counted."""
    name, value, headers, _ = wish
    context = await person(extra_http_headers=headers, **options)
    getter = f"Object.defineProperty(navigator, '{name}', {{get: () => {value}}})"
    await context.add_init_script(getter)
    return context


@asking
async def test_who_asks_not_to_be_counted_is_not(
    no_script: str, live: Page, shop: Shop, person: Person, wish: Any
):
    shop.body = no_script
    await shop.visit(await who_asks(person, wish), "/private", HOST)
    await shop.visit(await who_asks(person, wish, java_script_enabled=False), "/plain", HOST)
    await shop.visit(await person(), "/public", HOST)
    await expect(live.locator(".visit .path")).to_have_text(["/public"])
    await expect(live.locator("#refused-empty")).to_be_hidden()
    await expect(live.locator("#refused-count")).to_have_text("")


@asking
async def test_the_setup_page_says_that_this_browser_is_not_counted(
    server: Server, site: Site, person: Person, wish: Any
):
    owner = await owner_at(await who_asks(person, wish), server, site)
    setup = await owner.opens("setup")
    await expect(setup.get_by_text(wish[3])).to_be_visible()
    await setup.get_by_role("button", name="Send a test visit").click()
    await expect(setup.get_by_role("heading", name="The test visit has arrived")).to_be_visible()


async def test_the_setup_page_says_that_this_browser_has_excluded_itself(owner: Owner):
    await owner.context.add_init_script("localStorage.tracker_ignore = 1")
    setup = await owner.opens("setup")
    await expect(setup.get_by_text("This browser has excluded itself")).to_be_visible()
    await setup.get_by_role("button", name="Send a test visit").click()
    await expect(setup.get_by_role("heading", name="The test visit has arrived")).to_be_visible()


async def test_the_setup_page_says_nothing_to_a_browser_that_is_counted(owner: Owner):
    setup = await owner.opens("setup")
    await expect(setup.locator(".notice.warning:visible")).to_have_count(0)


async def test_the_setup_page_shows_what_was_refused_and_allows_its_host(
    owner: Owner, shop: Shop, person: Person
):
    settings = await owner.context.new_page()
    await settings.goto(f"{owner.site}/settings")
    await settings.get_by_label("Allowed domains").fill("other.example")
    await settings.locator("form", has=settings.locator("[name=hosts]")).get_by_text("Save").click()
    setup = await owner.opens("setup")
    visitor = await shop.visit(await person(), "/cart", HOST)
    await expect(setup.locator("#refused li")).to_contain_text(f"{HOST}:")
    async with setup.expect_response(lambda answer: answer.request.method == "POST"):
        await setup.get_by_role("button", name=f"Allow {HOST}:").click()
    await visitor.reload()
    await expect(setup.get_by_role("heading", name="The first visit is here")).to_be_visible()


async def test_a_test_visit_that_is_refused_says_why_and_what_to_do(owner: Owner, person: Person):
    program = await person(
        user_agent="curl/8.5.0", storage_state=await owner.context.storage_state()
    )
    setup = await Owner(program, Site(0, "", owner.site)).opens("setup")
    said = setup.locator("#test-said")
    await setup.get_by_role("button", name="Send a test visit").click()
    await expect(said).to_have_text(
        "The test visit was refused: Bot. This browser calls itself a program. Try another one."
    )
    await setup.route("**/beacon.js", lambda route: route.abort())
    await setup.get_by_role("button", name="Send a test visit").click()
    await expect(said).to_contain_text("did not get through")
    await expect(setup.get_by_role("heading", name="Waiting for the first visit")).to_be_visible()


async def test_the_guide_that_was_chosen_stays_chosen(owner: Owner):
    setup = await owner.opens("setup")
    await setup.get_by_role("tab", name="WordPress").click()
    await expect(setup.get_by_text("functions.php")).to_be_visible()
    await setup.keyboard.press("ArrowRight")
    await expect(setup).to_have_url(f"{owner.site}/setup?for=tag-manager")
    await setup.reload()
    await expect(setup.get_by_role("tab", name="Tag Manager")).to_have_attribute(
        "aria-selected", "true"
    )
    await expect(setup.locator("pre.snippet:visible")).to_contain_text(["?site="])


async def test_a_test_visit_arrives_outside_all_totals(owner: Owner, live: Page):
    setup = await owner.opens("setup")
    for sent in (1, 2):
        await setup.get_by_role("button", name="Send a test visit").click()
        await expect(setup.locator("#events li")).to_have_count(sent)
    await expect(setup.get_by_role("heading", name="The test visit has arrived")).to_be_visible()
    assert len(owner.context.pages) == 2, "it is sent in place"
    await setup.go_back()
    await expect(setup).not_to_have_url(f"{owner.site}/setup")  # nor is it a step of the way back
    await setup.go_forward()
    await expect(live.locator(".visit .badge")).to_have_text(["test visit"] * 2)
    await expect(live.locator("#number")).to_have_text("0")
    await expect(live.locator("#here-empty")).to_be_visible()
    reports = await owner.context.new_page()
    await reports.goto(owner.site)
    await expect(reports).to_have_url(f"{owner.site}/setup")  # nobody has visited it
