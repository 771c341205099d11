"""For everyone and against strangers: phones, themes, screen readers, hostile text."""

from playwright.async_api import expect

from tests.browser.barriers import COLOURS, EVERYTHING, barriers
from tests.eventually import eventually

PAYLOADS = [
    "<script>window.pwned=1</script>",
    "<img src=x onerror=window.pwned=1>",
    '"><svg onload=window.pwned=1>',
    "javascript:window.pwned=1",
    "{{7*7}}${7*7}",
    "</script><script>window.pwned=1</script>",
]

# The colours of a visit that ended pass over into each other.
TURNED = "Promise.allSettled(document.getAnimations().map((each) => each.finished))"


async def fill(live):
    live.event("gone", "/blog/waves", title="Waves", source="Hacker News", new=False)
    live.leave("gone", "/blog/waves")
    live.event("nowhere", "/docs/" + "verylongpathwithoutanyspaces" * 4, place={}, title="")
    live.event("long", "/", title="A title that goes on and on " * 6, source="a" * 60 + ".example")
    live.event("arab", "/ar/الأسعار", title="الأسعار والخطط — كل ما تحتاج معرفته عن الاشتراك")
    live.event("shop", "/signup", name="Signup", properties={"plan": "pro", "seats": 3})
    for path in ("/", "/a", "/b", "/c", "/d"):
        live.event("walker", path)
    refusal = {"type": "refused", "at": live.now(), "reason": "host", "what": "Host not listed"}
    refusal |= {"detail": "shop." + "long" * 15 + ".example/cart", "remedy": "Add it.", "count": 1}
    minutes = [number % 7 for number in range(30)]
    live.hello = live.presence(1234, ("/pricing", 5), ("/" + "x" * 80, 2), minutes=minutes)
    live.hello |= {"type": "hello", "refused": [refusal]}


async def test_the_filled_page_has_no_barrier(live, watch):
    await fill(live)
    page = await watch()
    await expect(page.locator(".visit")).to_have_count(6)
    await page.click(".visit .title >> nth=1")
    for theme, rules in (("light", EVERYTHING), ("dark", COLOURS)):
        await page.emulate_media(color_scheme=theme)
        await page.evaluate(TURNED)
        for width in (1440, 1024, 390):
            await page.set_viewport_size({"width": width, "height": 900})
            for tab in ("here", "map", "refused", *(["feed"] if width < 900 else [])):
                await page.click(f"#tab-{tab}")
                assert await barriers(page, rules) == ""


async def test_an_empty_page_has_no_barrier(watch):
    assert await barriers(await watch()) == ""


async def test_nothing_is_wider_than_the_screen(live, watch):
    await fill(live)
    page = await watch(width=320)
    await expect(page.locator(".visit")).to_have_count(6)
    await page.click(".visit .title >> nth=3")
    for width in (320, 390, 768, 1024, 1440):
        await page.set_viewport_size({"width": width, "height": 900})
        assert await page.evaluate("document.documentElement.scrollWidth") == width


async def test_on_a_phone_the_feed_is_the_first_tab(live, watch):
    live.event("v")
    page = await watch(width=390)
    await expect(page.locator(".visit")).to_be_visible()
    await expect(page.locator("#tab-feed")).to_have_attribute("aria-selected", "true")
    await page.click("#tab-refused")
    await expect(page.locator(".visit")).to_be_hidden()


async def test_without_motion_rows_fade_but_do_not_slide(live, watch):
    page = await watch(reduced_motion="reduce")
    await live.send(live.event("v"))
    await expect(page.locator(".visit")).to_have_count(1)  # the first rows may come in any way
    await page.evaluate(
        "() => { window.faded = []; const note = (records) => records.forEach(({ target }) =>"
        "  target.dataset.visit === 'w' && faded.push(target.dataset.fresh ?? ''));"
        "  new MutationObserver(note).observe(document.getElementById('feed'),"
        "  { subtree: true, attributeFilter: ['data-fresh'] }) }"
    )
    await live.send(live.event("w"))
    await expect(page.locator("#feed > .visit:first-child[data-visit=w]")).to_have_count(1)
    assert await page.evaluate("document.getAnimations().map((each) => each.animationName)") == []
    await eventually(lambda: page.evaluate("faded.at(-1) === ''"))
    assert await page.evaluate("faded") == ["3", "2", "1", ""]


async def test_what_a_stranger_sends_is_shown_as_text(live, watch):
    page = await watch()
    for number, payload in enumerate(PAYLOADS):
        await live.send(*everywhere(live, f"v{number}", payload))
        row = page.locator(".visit").first
        await expect(row.locator(".title")).to_have_text(payload)
        await row.locator(".title").click()
        await expect(row.locator(".details .badge")).to_have_text(payload)
        await page.keyboard.press("Escape")
        await expect(page.locator(".refusal strong").first).to_have_text(payload)
    assert await page.evaluate("window.pwned") is None
    assert await page.locator("#live script, img[src=x], a[href^=javascript]").count() == 0


def everywhere(live, visit, payload):
    texts = ("title", "source", "browser", "system", "language", "name", "referrer", "host")
    fields = dict.fromkeys((*texts, "device", "width"), payload)
    fields["campaign"] = dict.fromkeys(("source", "medium", "name", "click_id"), payload)
    fields["place"] = dict.fromkeys(("country", "region", "city", "postal"), payload)
    fields["properties"] = {payload: payload}
    refusal = {"type": "refused", "at": 0, "what": payload, "detail": payload, "remedy": payload}
    event = live.event(visit, f"/{payload}", **fields)
    return event, live.presence(1, (payload, 1)), refusal | {"reason": "host", "host": payload}
