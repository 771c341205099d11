import json
import shutil
from pathlib import Path

import pytest
from playwright.async_api import Page

from tests.browser.beacon.embedded import HIDEABLE, STATIC, Web
from tests.browser.conftest import Person, Undriven
from tests.eventually import eventually
from tracker.domain.snippets import snippets

pytestmark = pytest.mark.embedded("plays the server itself")

RECORDED = Path(__file__).parents[3] / "bench/data/requests.json"

TELL_LOADED = """
onload = () => {
  tracker("Loaded", {prerendering: document.prerendering});
  setTimeout(() => fetch("/loaded"), 100);
};
"""


# Pageviews


async def test_a_page_that_is_opened_sends_a_pageview(web: Web, browser_page: Page):
    await browser_page.goto(web.page("/pricing") + "?plan=pro#details")
    message = await web.collector.first("pageview")
    assert message.pop("id")
    assert message == {
        "name": "pageview",
        "url": f"{web.origin}/pricing?plan=pro",
        "referrer": "",
        "title": "Title of /pricing",
        "width": 1280,
        "language": "en-US",
    }


async def test_a_message_is_plain_text_without_a_preflight(web: Web, browser_page: Page):
    await browser_page.goto(web.page("/"))
    await web.collector.first("pageview")
    request = web.collector.requests[0]
    assert request.method == "POST"
    assert request.path == "/visit/sitekey12345"
    assert request.content_type == "text/plain"
    assert request.headers["Origin"] == web.origin


async def test_a_pageview_tells_where_its_visitor_comes_from(web: Web, browser_page: Page):
    await browser_page.goto(web.page("/"), referer="http://search.example/find?q=shop")
    assert (await web.collector.first("pageview"))["referrer"].startswith("http://search.example/")


async def test_ids_are_short_in_order_of_time_and_never_the_same(web: Web, browser_page: Page):
    await browser_page.goto(web.page("/"))
    await browser_page.evaluate("for (let i = 0; i < 50; i++) tracker('Many')")
    events = await web.collector.wait(50, "Many")
    ids = {event["id"] for event in events}
    assert len(ids) == 50
    assert all(id.isascii() and len(id) <= 40 for id in ids)
    first = (await web.collector.first("pageview"))["id"]
    assert all(id[:8] >= first[:8] for id in ids)


# Navigation inside a page


async def test_push_state_leaves_the_old_page_and_then_views_the_new(web: Web, browser_page: Page):
    await browser_page.goto(web.page("/"))
    before = await web.collector.first("pageview")
    await browser_page.evaluate(
        "history.pushState({}, '', '/cart'); setTimeout(() => document.title = 'Cart')"
    )
    after = await web.collector.first("pageview", url=f"{web.origin}/cart")
    assert [m["name"] for m in web.collector.messages] == ["pageview", "leave", "pageview"]
    leave = web.collector.messages[1]
    assert (leave["id"], leave["url"], leave["state"]) == (before["id"], before["url"], "left")
    assert after["id"] != before["id"]
    assert after["title"] == "Cart"


async def test_the_page_before_is_the_referrer_inside_a_page(web: Web, browser_page: Page):
    await browser_page.goto(web.page("/"), referer="http://search.example/")
    await browser_page.evaluate("history.pushState({}, '', '/cart')")
    after = await web.collector.first("pageview", url=f"{web.origin}/cart")
    assert after["referrer"] == f"{web.origin}/"


async def test_replace_state_with_another_address_is_a_pageview(web: Web, browser_page: Page):
    await browser_page.goto(web.page("/"))
    await browser_page.evaluate("history.replaceState({}, '', '/cart')")
    assert await web.collector.first("pageview", url=f"{web.origin}/cart")


async def test_replace_state_with_the_same_address_sends_nothing(web: Web, browser_page: Page):
    await browser_page.goto(web.page("/"))
    await browser_page.evaluate("history.replaceState({y: 1}, ''); history.pushState({}, '', '/')")
    assert [m["name"] for m in await web.only(browser_page)] == ["pageview"]


async def test_going_back_inside_a_page_is_a_pageview(web: Web, browser_page: Page):
    await browser_page.goto(web.page("/"))
    await browser_page.evaluate("history.pushState({}, '', '/cart')")
    await web.collector.first("pageview", url=f"{web.origin}/cart")
    await browser_page.evaluate("history.back()")
    await web.collector.wait(2, "pageview", url=f"{web.origin}/")


async def test_a_quick_redirect_inside_a_page_loses_nothing(web: Web, browser_page: Page):
    await browser_page.goto(web.page("/"))
    await browser_page.evaluate(
        "history.pushState({}, '', '/account'); history.replaceState({}, '', '/login')"
    )
    await web.collector.first("pageview", url=f"{web.origin}/login")
    names = [(m["name"], m["url"].removeprefix(web.origin)) for m in web.collector.messages]
    assert sorted(names) == [
        ("leave", "/"),
        ("leave", "/account"),
        ("pageview", "/"),
        ("pageview", "/account"),
        ("pageview", "/login"),
    ]


async def test_a_page_that_comes_back_from_the_cache_is_a_pageview(web: Web, whole_page: Page):
    web.page("/next")
    await whole_page.goto(web.page("/", '<a href="/next">next</a>'))
    await whole_page.evaluate("window.kept = true")
    await whole_page.click("a")
    await web.collector.first("pageview", url=f"{web.origin}/next")
    await whole_page.evaluate("history.back()")
    first, second = await web.collector.wait(2, "pageview", url=f"{web.origin}/")
    assert first["id"] != second["id"]
    assert await whole_page.evaluate("window.kept"), "this was no restored page"


async def test_a_fragment_is_no_page_without_hash_routing(web: Web, browser_page: Page):
    await browser_page.goto(web.page("/"))
    await browser_page.evaluate("location.hash = '/cart'")
    assert [m["url"] for m in await web.only(browser_page)] == [f"{web.origin}/"]


async def test_hash_routing_views_each_route(web: Web, browser_page: Page):
    await browser_page.goto(web.page("/", '<a href="#/cart">x</a>', "data-hash") + "#/start")
    await web.collector.first("pageview", url=f"{web.origin}/#/start")
    await browser_page.click("a")
    await web.collector.first("pageview", url=f"{web.origin}/#/cart")
    await browser_page.evaluate("location.hash = '!/old'")
    await web.collector.first("pageview", url=f"{web.origin}/#!/old")


async def test_hash_routing_keeps_other_fragments_to_itself(web: Web, browser_page: Page):
    await browser_page.goto(web.page("/", attributes="data-hash") + "#access_token=secret")
    assert (await web.collector.first("pageview"))["url"] == f"{web.origin}/"


# Leaves


async def test_a_page_that_is_left_says_how_long_it_was_looked_at(web: Web, browser_page: Page):
    web.page("/next")
    await browser_page.goto(web.page("/", "<p style='height: 4000px'>"))
    viewed = await web.collector.first("pageview")
    started = await browser_page.evaluate("performance.now()")
    await browser_page.wait_for_function(f"performance.now() > {started} + 200")
    await browser_page.goto(f"{web.origin}/next")
    leave = await web.collector.first("leave")
    assert leave.pop("engaged") >= 200
    assert leave.pop("depth") in range(15, 25)
    assert leave == {"name": "leave", "id": viewed["id"], "url": viewed["url"], "state": "left"}


async def test_a_page_is_left_only_once(web: Web, browser_page: Page):
    web.page("/next")
    await browser_page.goto(web.page("/"))
    await browser_page.goto(f"{web.origin}/next")
    await web.collector.first("pageview", url=f"{web.origin}/next")
    leaves = [m for m in await web.only(browser_page) if m["name"] == "leave"]
    assert [leave["state"] for leave in leaves] == ["left"]


async def test_only_the_time_in_sight_counts(web: Web, browser_page: Page):
    await browser_page.add_init_script(HIDEABLE)
    await browser_page.goto(web.page("/"))
    gone = await browser_page.evaluate("hide(true)")
    hidden = await web.collector.first("leave", state="hidden")
    await browser_page.wait_for_function(f"performance.now() > {gone} + 1000")
    seen = await browser_page.evaluate("hide(false)")
    back = await web.collector.first("leave", state="back")
    gone = await browser_page.evaluate("hide(true)")
    again = (await web.collector.wait(2, "leave", state="hidden"))[1]
    assert back["engaged"] == hidden["engaged"]
    assert abs(again["engaged"] - hidden["engaged"] - (gone - seen)) < 500
    assert hidden["id"] == back["id"] == again["id"]


async def test_the_greatest_depth_counts(web: Web, browser_page: Page):
    await browser_page.add_init_script(HIDEABLE)
    await browser_page.goto(web.page("/", "<p style='height: 4000px'>"))
    await browser_page.evaluate("scrollTo(0, 99999)")
    await browser_page.wait_for_function("scrollY > 1000")
    await browser_page.evaluate("new Promise(requestAnimationFrame).then(() => scrollTo(0, 0))")
    await browser_page.evaluate("hide(true)")
    assert (await web.collector.first("leave"))["depth"] == 100


async def test_each_page_inside_a_page_is_measured_anew(web: Web, browser_page: Page):
    await browser_page.goto(web.page("/", "<p style='height: 4000px'>"))
    await browser_page.evaluate("scrollTo(0, 99999)")
    await browser_page.wait_for_function("scrollY > 1000 && performance.now() > 300")
    await browser_page.evaluate(
        "history.pushState({}, '', '/a'); scrollTo(0, 0); history.pushState({}, '', '/b')"
    )
    first, second = await web.collector.wait(2, "leave")
    assert first["depth"] == 100
    assert second["depth"] < 100
    assert second["engaged"] < first["engaged"]


# Events


async def test_a_custom_event_names_its_page_and_properties(web: Web, browser_page: Page):
    await browser_page.goto(web.page("/"))
    viewed = await web.collector.first("pageview")
    await browser_page.evaluate("tracker('Signup', {plan: 'pro', seats: 3})")
    event = await web.collector.first("Signup")
    assert event["properties"] == {"plan": "pro", "seats": 3}
    assert (event["url"], event["title"]) == (viewed["url"], viewed["title"])


async def test_thirty_properties_arrive(web: Web, browser_page: Page):
    await browser_page.goto(web.page("/"))
    properties = {f"p{number}": number for number in range(30)}
    await browser_page.evaluate("properties => tracker('Many', properties)", properties)
    assert (await web.collector.first("Many"))["properties"] == properties


async def test_calls_made_before_the_script_has_loaded_are_kept(web: Web, browser_page: Page):
    early = """<script>
    window.tracker = window.tracker || function () { (tracker.q = tracker.q || []).push(arguments) }
    tracker("Early", {n: 1})
    </script>"""
    await browser_page.goto(web.page("/", head=early))
    event = await web.collector.first("Early")
    assert event["properties"] == {"n": 1}
    assert event["url"] == (await web.collector.first("pageview"))["url"]


async def test_an_impossible_property_leaves_the_page_working(web: Web, browser_page: Page):
    await browser_page.goto(web.page("/"))
    await browser_page.evaluate("try { tracker('Bad', {window}) } catch (error) {}")
    await browser_page.evaluate("history.pushState({}, '', '/cart'); tracker('Good')")
    assert await web.collector.first("pageview", url=f"{web.origin}/cart")
    assert await web.collector.first("Good")


async def test_a_click_on_data_event_sends_that_event(web: Web, browser_page: Page):
    button = '<button data-event="Buy" data-event-plan="pro" data-event-max-seats="5"><b>Buy</b>'
    await browser_page.goto(web.page("/", button))
    await browser_page.click("b")
    assert (await web.collector.first("Buy"))["properties"] == {"plan": "pro", "max-seats": "5"}


async def test_a_form_with_data_event_sends_it_once_submitted(web: Web, browser_page: Page):
    form = '<form data-event="Join" data-event-list="news"><input name="action"><button>Go'
    await browser_page.goto(web.page("/", form))
    await browser_page.click("input")
    await browser_page.click("button")
    await browser_page.wait_for_url("**/?action=")
    # Whatever was on its way when the page went is sent once more, with its id.
    joined = {m["id"]: m["properties"] for m in await web.only(browser_page) if m["name"] == "Join"}
    assert [*joined.values()] == [{"list": "news"}]


async def test_a_click_on_trackable_sends_its_text(web: Web, browser_page: Page):
    await browser_page.goto(
        web.page("/", '<a class="big trackable" href="#">  Buy <b>now</b>\n</a>')
    )
    await browser_page.click("b")
    assert (await web.collector.first("click"))["properties"] == {"text": "Buy now"}


async def test_a_click_that_the_page_swallows_counts(web: Web, browser_page: Page):
    swallow = '<div onclick="event.stopPropagation()"><button class="trackable">Buy</button></div>'
    await browser_page.goto(web.page("/", swallow))
    await browser_page.click("button")
    assert await web.collector.first("click")


async def test_a_right_click_does_not_count(web: Web, browser_page: Page):
    await browser_page.goto(web.page("/", '<button class="trackable">Buy</button>'))
    await browser_page.click("button", button="right")
    assert [m["name"] for m in await web.only(browser_page)] == ["pageview"]


LINKS = """
<a id="out" href="http://other.example/page?q=1">out</a> <a id="in" href="/in">in</a>
<a id="mail" href="mailto:me@other.example">mail</a>
<a id="file" href="/Price-List.PDF?v=2">file</a>
<script>addEventListener("click", event => event.preventDefault())</script>
"""


async def test_outbound_links_count_where_asked(web: Web, browser_page: Page):
    await browser_page.goto(web.page("/", LINKS, "data-outbound"))
    for link in ("#in", "#mail", "#file", "#out"):
        await browser_page.click(link)
    events = [m for m in await web.only(browser_page) if m["name"] != "pageview"]
    assert [(m["name"], m["properties"]) for m in events] == [
        ("Outbound", {"url": "http://other.example/page?q=1"})
    ]


async def test_an_outbound_link_opened_in_a_new_tab_counts(web: Web, browser_page: Page):
    await browser_page.goto(web.page("/", LINKS, "data-outbound"))
    await browser_page.click("#out", button="middle")
    assert await web.collector.first("Outbound")


async def test_downloads_count_where_asked(web: Web, browser_page: Page):
    await browser_page.goto(web.page("/", LINKS, "data-downloads"))
    for link in ("#in", "#mail", "#out", "#file"):
        await browser_page.click(link)
    events = [m for m in await web.only(browser_page) if m["name"] != "pageview"]
    assert [(m["name"], m["properties"]) for m in events] == [
        ("Download", {"url": f"{web.origin}/Price-List.PDF?v=2"})
    ]


async def test_submitted_forms_count_where_asked(web: Web, browser_page: Page):
    form = '<form action="/search"><input name="action" value="secret"><button>Go'
    await browser_page.goto(web.page("/", form, "data-forms"))
    await browser_page.click("button")
    assert (await web.collector.first("Form"))["properties"] == {"action": "/search"}


async def test_a_not_found_page_says_what_was_not_found(web: Web, browser_page: Page):
    await browser_page.goto(web.page("/lost", attributes="data-404"))
    assert (await web.collector.first("404"))["properties"] == {"path": "/lost"}


async def test_nothing_is_automatic_unless_asked(web: Web, browser_page: Page):
    await browser_page.goto(web.page("/", LINKS + '<form action="#"><button>Go'))
    for element in ("#in", "#out", "#file", "button"):
        await browser_page.click(element)
    assert {m["name"] for m in await web.only(browser_page)} <= {"pageview", "leave"}


# Choices of the embedding page


async def test_a_manual_page_sends_what_it_is_told_to(web: Web, browser_page: Page):
    await browser_page.goto(web.page("/", attributes="data-manual"))
    await browser_page.evaluate("history.pushState({}, '', '/step/1')")
    assert await web.only(browser_page) == []
    await browser_page.evaluate("tracker('pageview', {author: 'Ada'})")
    viewed = await web.collector.first("pageview")
    assert viewed["properties"] == {"author": "Ada"}
    await browser_page.goto("about:blank")
    assert (await web.collector.first("leave"))["id"] == viewed["id"]


async def test_messages_go_beside_the_script_below_a_base_path(web: Web, browser_page: Page):
    web.pages["/"] = web.snippet(base="/stats/")
    await browser_page.goto(web.origin)
    await web.collector.first("pageview")
    assert web.collector.requests[0].path == "/stats/visit/sitekey12345"


async def test_messages_go_to_the_api_that_is_named(web: Web, browser_page: Page):
    api = web.collector.address.replace("stats.", "api.")
    await browser_page.goto(web.page("/", attributes=f'data-api="{api}/elsewhere/"'))
    await web.collector.first("pageview")
    request = web.collector.requests[0]
    assert f"http://{request.host}{request.path}" == f"{api}/elsewhere/visit/sitekey12345"


async def test_a_script_included_twice_counts_once(web: Web, browser_page: Page):
    await browser_page.goto(web.page("/", '<button class="trackable">Buy', head=web.snippet()))
    await browser_page.click("button")
    await browser_page.evaluate("history.pushState({}, '', '/cart')")
    await web.collector.first("pageview", url=f"{web.origin}/cart")
    names = [m["name"] for m in await web.only(browser_page)]
    assert sorted(names) == ["click", "leave", "pageview", "pageview"]


async def test_a_prerendered_page_waits_until_it_is_seen(web: Web, undriven: Undriven):
    rules = '{"prerender": [{"source": "list", "urls": ["/next"], "eagerness": "immediate"}]}'
    go = "<script>fetch('/go').then(() => location.href = '/next')</script>"
    web.page("/next", f"<script>{TELL_LOADED}</script>")
    start = web.page("/", f'<script type="speculationrules">{rules}</script>{go}')
    await undriven(start)
    await eventually(lambda: "/loaded" in web.asked)
    assert [m["url"] for m in web.collector.named("pageview")] == [start]
    web.go.set()
    await web.collector.first("pageview", url=f"{web.origin}/next")
    loaded = await web.collector.first("Loaded")
    assert loaded["properties"] == {"prerendering": True}


async def test_the_test_page_names_its_token_in_spite_of_everything(web: Web, browser_page: Page):
    await browser_page.add_init_script(
        "Object.defineProperty(navigator, 'doNotTrack', {value: '1'});"
        "Object.defineProperty(navigator, 'globalPrivacyControl', {value: true});"
        "localStorage.tracker_ignore = 1"
    )
    address = web.page("/", attributes='data-token="once-only"')
    await browser_page.goto(address.replace("shop.example", "127.0.0.1"))
    message = await web.collector.first("test")
    assert message["token"] == "once-only"
    await browser_page.goto("about:blank")
    assert [m["name"] for m in web.collector.messages] == ["test"]


# Silence


async def test_a_page_on_this_machine_is_silent(web: Web, browser_page: Page):
    address = web.page("/")
    for host in ("127.0.0.1", "localhost", "my.localhost"):
        await browser_page.goto(address.replace("shop.example", host))
        assert await web.only(browser_page) == [], host
        web.collector.messages.clear()


async def test_a_page_on_this_machine_counts_with_data_local(web: Web, browser_page: Page):
    address = web.page("/", attributes="data-local")
    await browser_page.goto(address.replace("shop.example", "127.0.0.1"))
    assert await web.collector.first("pageview")


async def test_a_page_in_a_file_is_silent(web: Web, browser_page: Page, tmp_path: Path):
    await browser_page.add_init_script(
        "window.sent = []; window.fetch = async (url) => (sent.push(url), new Response())"
    )
    shutil.copy(STATIC / "beacon.js", tmp_path)
    for attributes, count in ("", 0), ("data-local", 1):
        file = tmp_path / "page.html"
        file.write_text(f'<script src="beacon.js" data-site="sitekey12345" {attributes}></script>')
        await browser_page.goto(file.as_uri())
        assert await browser_page.evaluate("history.tracker && sent.length") == count


async def test_a_host_that_only_sounds_local_counts(web: Web, browser_page: Page):
    address = web.page("/")
    await browser_page.goto(address.replace("shop.example", "localhost.example"))
    assert await web.collector.first("pageview")


async def silent_with(script: str, web: Web, page: Page) -> None:
    await page.add_init_script(script)
    await page.goto(web.page("/", '<button class="trackable">Buy'))
    await page.click("button")
    await page.evaluate("tracker('Signup'); history.pushState({}, '', '/cart')")
    assert await web.only(page) == []


async def test_do_not_track_is_respected(web: Web, browser_page: Page):
    await silent_with(
        "Object.defineProperty(navigator, 'doNotTrack', {value: '1'})", web, browser_page
    )


async def test_global_privacy_control_is_respected(web: Web, browser_page: Page):
    await silent_with(
        "Object.defineProperty(navigator, 'globalPrivacyControl', {value: true})", web, browser_page
    )


async def test_who_excludes_himself_is_not_counted(web: Web, browser_page: Page):
    await silent_with("localStorage.tracker_ignore = 'true'", web, browser_page)


async def test_a_browser_that_forbids_storage_is_counted(web: Web, browser_page: Page):
    await browser_page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('no') }})"
    )
    await browser_page.goto(web.page("/"))
    assert await web.collector.first("pageview")


async def test_no_cookie_and_no_storage_is_left_behind(web: Web, person: Person):
    context = await person()
    page = await context.new_page()
    await page.goto(web.page("/"))
    await page.evaluate("tracker('Signup'); history.pushState({}, '', '/cart')")
    await web.collector.first("pageview", url=f"{web.origin}/cart")
    assert await context.cookies() == []
    assert await page.evaluate("localStorage.length + sessionStorage.length") == 0


# Ways to send


async def test_a_server_that_is_down_does_not_trouble_the_page(web: Web, browser_page: Page):
    await browser_page.add_init_script(
        "window.troubles = [];"
        "onunhandledrejection = onerror = event => troubles.push(String(event.reason || event));"
        "const real = fetch; window.asked = 0;"
        "window.fetch = (...call) => { window.asked++; return real('http://127.0.0.1:9/') }"
    )
    await browser_page.goto(web.page("/"))
    await browser_page.wait_for_function("asked == 2")  # and it has tried again
    assert await browser_page.evaluate("troubles") == []


# What the load generator sends


async def test_the_recorded_requests_are_what_the_script_sends(web: Web, browser_page: Page):
    recorded = json.loads(RECORDED.read_text())["requests"]
    web.page("/next")
    await browser_page.goto(web.page("/"))
    await browser_page.evaluate("tracker('Signup', {plan: 'pro'})")
    await browser_page.goto(f"{web.origin}/next")
    sent = {
        "pageview": await web.collector.first("pageview"),
        "event": await web.collector.first("Signup"),
        "leave": await web.collector.first("leave"),
    }
    assert {kind: list(message) for kind, message in sent.items()} == {
        kind: list(json.loads(recorded[kind]["body"])) for kind in sent
    }, "run `python -m bench.beacon_requests`"


# What the set-up page shows


async def test_the_events_snippet_works_as_it_is(web: Web, browser_page: Page):
    script = f"{web.collector.address}/beacon.js"
    web.pages["/"] = dict(snippets(script, "sitekey12345"))["events"]
    await browser_page.goto(web.origin)
    await web.collector.first("Signup", properties={"plan": "pro"})
    assert await web.collector.first("pageview")
    await browser_page.click("button")
    await web.collector.wait(2, "Signup", properties={"plan": "pro"})
    await browser_page.click("a")
    await web.collector.first("click", properties={"text": "Pricing"})


async def test_the_image_snippet_asks_for_the_image_where_no_script_runs(web: Web, person: Person):
    page = await (await person(java_script_enabled=False)).new_page()
    script = f"{web.collector.address}/beacon.js"
    web.pages["/pricing"] = dict(snippets(script, "sitekey12345"))["image"]
    async with page.expect_request("**/visit/sitekey12345.gif") as asked:
        await page.goto(f"{web.origin}/pricing?plan=pro")
    assert (await (await asked.value).all_headers())["referer"] == f"{web.origin}/pricing?plan=pro"
