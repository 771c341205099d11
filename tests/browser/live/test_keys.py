"""The keyboard: it reaches the feed, walks through it, and never loses its place."""

from playwright.async_api import expect


async def test_the_keyboard_walks_opens_and_closes(live, watch):
    live.event("a", "/a")
    live.event("b", "/b")
    page = await watch()
    await expect(page.locator(".visit")).to_have_count(2)
    await page.keyboard.press("j")
    await page.keyboard.press("J")  # Caps Lock
    await page.keyboard.press("Enter")
    await expect(page.locator(".visit").nth(1).locator(".details")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator(".details")).to_have_count(0)
    await page.keyboard.press("k")
    await expect(page.locator(".visit").first.locator(".title")).to_be_focused()
    await page.keyboard.press("?")
    await expect(page.locator("#help")).to_be_visible()


async def test_focus_stays_on_a_row_that_moves(live, watch):
    live.event("a", "/a", title="A")
    live.event("b", "/b", title="B")
    page = await watch()
    await expect(page.locator(".visit")).to_have_count(2)
    await page.keyboard.press("j")
    await page.keyboard.press("j")
    await page.keyboard.press("Escape")  # the hand is taken away, the focus stays
    await live.send(live.event("a", "/next", title="Next"))
    await expect(page.locator(".visit").first.locator(".title")).to_be_focused()


async def test_tab_reaches_the_newest_row_and_comes_back_to_the_one_left(live, watch):
    for name in "abc":
        live.event(name, f"/{name}", title=name.upper())
    page = await watch()
    await live.send(live.event("d", "/d", title="D"))
    await expect(page.locator(".visit")).to_have_count(4)
    await page.focus("#look-back > summary")  # the last of the feed's tools
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("button", name="D", exact=True)).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Shift+Tab")
    await expect(page.get_by_role("button", name="C", exact=True)).to_be_focused()


async def test_a_row_that_is_walked_to_is_never_behind_the_bar(live, watch):
    for number in range(40):
        live.event(f"v{number}", f"/{number}")
    page = await watch()
    await expect(page.locator(".visit")).to_have_count(40)
    for key in "j" * 30 + "k" * 25:
        await page.keyboard.press(key)
    row = await page.locator(".visit", has=page.locator(":focus")).bounding_box()
    bar = await page.locator("#filters").bounding_box()
    assert row
    assert bar
    assert row["y"] >= bar["y"] + bar["height"]


async def test_esc_within_an_open_row_gives_the_focus_back_to_its_title(live, watch):
    live.event("v", "/", referrer="https://mail.example/inbox")
    page = await watch()
    await page.click(".visit .title")
    await page.get_by_role("link", name="mail.example/inbox").focus()
    await page.keyboard.press("Escape")
    await expect(page.locator(".visit .title")).to_be_focused()


async def test_a_focused_row_that_is_removed_hands_the_focus_on(live, watch):
    live.event("a", "/a")
    live.event("b", "/b")
    page = await watch()
    await expect(page.locator(".visit")).to_have_count(2)
    await page.keyboard.press("j")
    await page.keyboard.press("Escape")
    await live.send({"type": "removal", "cursor": 2000, "at": 0, "visit": "b"})
    await expect(page.get_by_role("button", name="A", exact=True)).to_be_focused()


async def test_keys_of_one_letter_can_be_switched_off(live, watch):
    live.event("a", "/a")
    page = await watch()
    await page.click("#help-button")
    await page.get_by_label("Keys of one letter").uncheck()
    await page.get_by_role("button", name="Close").click()
    await page.reload()
    await expect(page.locator(".visit")).to_have_count(1)
    await page.keyboard.press("p")
    await page.keyboard.press("?")
    await expect(page.locator("#pause")).to_have_attribute("aria-pressed", "false")
    await expect(page.locator("#help")).to_be_hidden()
    await page.keyboard.press("Tab")
    await page.focus(".visit .title")
    await page.keyboard.press("Enter")
    await expect(page.locator(".details")).to_be_visible()
