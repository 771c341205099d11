"""Goals in the feed: a quiet mark where one is reached, and a tone for who wants it."""

from random import Random

from playwright.async_api import expect

from tests.eventually import eventually
from tracker.domain.blocks.page_patterns import fits

PRICING = {"name": "Pricing seen", "kind": "page", "of": "/pricing"}
SIGNUP = {"name": "Signup", "kind": "event", "of": "Signup"}
READ = {"name": "Read to the end", "kind": "scroll", "of": "/blog/*", "least": 90}


async def test_a_row_says_which_goals_its_visit_has_reached(live, watch):
    live.goals = [PRICING, SIGNUP, READ]
    live.event("ann", "/")
    page = await watch()
    reached = page.locator(".visit .now .reached")
    await expect(reached).to_be_hidden()
    await live.send(live.event("ann", "/pricing"))
    await expect(reached.locator("bdi")).to_have_text("Pricing seen")
    await live.send(live.event("ann", "/join", name="Signup"))
    await expect(reached).to_have_attribute("title", "Pricing seen · Signup")
    await expect(reached.locator("bdi")).to_have_text("Pricing seen")  # the badge says the other
    post = live.event("ann", "/blog/waves")
    await live.send(post)
    await live.send(live.leave("ann", "/blog/waves", page=post["cursor"], depth=95, state="hidden"))
    await expect(reached).to_have_attribute("title", "Pricing seen · Signup · Read to the end")
    await page.click(".visit .title")
    marks = page.locator(".events .reached bdi")
    await expect(marks).to_have_text(["Pricing seen", "Signup", "Read to the end"])


async def test_rows_that_are_there_follow_a_change_of_goals(live, watch):
    live.event("ann", "/pricing")
    live.event("bob", "/")
    page = await watch()
    marked = page.locator(".visit", has=page.locator(".reached bdi"))
    await expect(marked).to_have_count(0)
    await live.send({"type": "goals", "goals": [PRICING]})
    await expect(marked).to_have_count(1)
    await expect(marked).to_have_attribute("data-visit", "ann")
    await live.send({"type": "goals", "goals": []})
    await expect(marked).to_have_count(0)


TONES = """
window.tones = 0;
window.AudioContext = class {
  state = "running";
  currentTime = 0;
  destination = {};
  createGain = () => {
    const gain = { setValueAtTime() {}, linearRampToValueAtTime() {} };
    return { gain: { ...gain, exponentialRampToValueAtTime() {} }, connect: (to) => to };
  };
  createOscillator = () => ({
    frequency: {}, connect: (to) => to, start: () => (window.tones += 1), stop: () => {},
  });
};
"""


async def test_a_tone_is_heard_by_who_has_switched_it_on_and_stays_so(live, watch):
    live.goals = [SIGNUP]
    live.event("ann", "/join", name="Signup")
    page = await watch()
    await page.context.add_init_script(TONES)
    await page.reload()
    await page.wait_for_selector("#connection[data-state=connected]")
    await live.send(live.event("bob", "/join", name="Signup"))
    await expect(page.locator(".visit")).to_have_count(2)
    assert await page.evaluate("tones") == 0
    await page.keyboard.press("?")
    await page.get_by_role("switch", name="tone when a goal").check()
    assert await page.evaluate("tones") == 2  # that is what it sounds like
    await page.keyboard.press("Escape")
    await page.reload()
    await page.wait_for_selector("#connection[data-state=connected]")
    await page.mouse.click(5, 300)  # browsers let a page sound that somebody has touched
    await live.send(live.event("eve", "/"))
    await expect(page.locator(".visit")).to_have_count(3)
    assert await page.evaluate("tones") == 0
    await live.send(live.event("eve", "/join", name="Signup"))

    async def has_sounded() -> bool:
        return bool(await page.evaluate("tones === 2"))

    await eventually(has_sounded)


async def test_the_page_fits_patterns_as_the_server_does(live, watch):
    chance, asked = Random(3), []
    for _ in range(600):
        pattern = "/" + "".join(chance.choices(["a", "b", "/", "*", "**"], k=chance.randint(0, 6)))
        path = "/" + "".join(chance.choices("ab/", k=chance.randint(0, 8)))
        if "***" not in pattern:
            asked.append((pattern, path))
    page = await watch()
    found = await page.evaluate(
        """async (asked) => {
          const { fits } = await import("/static/live/goals.js");
          return asked.map(([pattern, path]) => fits(pattern, path));
        }""",
        asked,
    )
    assert found == [fits(*each) for each in asked]
