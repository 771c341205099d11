"""Invented visitors: what they browse with, how they came."""

from random import Random
from typing import NamedTuple

from tracker.services.seeding.cities import any_address
from tracker.services.seeding.shares import Shares
from tracker.services.seeding.story import Story, Way

CHROMIUM = "Mozilla/5.0 ({}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{}.0.0.0 {}Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS {} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/{} Mobile/15E148 Safari/604.1"  # noqa: E501
WINDOWS, MAC, LINUX = (
    "Windows NT 10.0; Win64; x64",
    "Macintosh; Intel Mac OS X 10_15_7",
    "X11; Linux x86_64",
)

# User agent, how many have it, and the widths of their screens.
BROWSERS = [
    *[(CHROMIUM.format(WINDOWS, v, ""), 7, (1366, 1536, 1920, 2560)) for v in (140, 141, 142)],
    *[(CHROMIUM.format(MAC, v, ""), 4, (1440, 1512, 1728)) for v in (141, 142)],
    (CHROMIUM.format(LINUX, 141, ""), 2, (1920, 2560)),
    *[
        (CHROMIUM.format("Linux; Android 10; K", v, "Mobile "), 8, (360, 393, 412))
        for v in (141, 142)
    ],
    (CHROMIUM.format(WINDOWS, 141, "") + " Edg/141.0.0.0", 4, (1536, 1920)),
    (CHROMIUM.format(WINDOWS, 140, "") + " OPR/124.0.0.0", 1, (1920,)),
    *[(IPHONE.format(v.replace(".", "_"), v), 7, (375, 390, 393, 430)) for v in ("18.6", "26.1")],
    (
        f"Mozilla/5.0 ({MAC}) AppleWebKit/605.1.15 (KHTML, like Gecko) "
        "Version/26.1 Safari/605.1.15",
        5,
        (1440, 1512, 1728, 2560),
    ),
    (
        "Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
        "Version/18.6 Mobile/15E148 Safari/604.1",
        2,
        (820, 1024),
    ),
    *[
        (f"Mozilla/5.0 ({system}; rv:{v}.0) Gecko/20100101 Firefox/{v}.0", 3, (1366, 1920))
        for system in (WINDOWS, LINUX)
        for v in (140, 144)
    ],
    ("Mozilla/5.0 (Android 15; Mobile; rv:144.0) Gecko/144.0 Firefox/144.0", 1, (393, 412)),
]

BOTS = [
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
    "curl/8.5.0",
    "python-requests/2.32.3",
]  # fmt: skip
PROGRAMS, ELSEWHERE = 0.08, 0.01  # of all that come, who never count
EACH_BROWSER = Shares([((user_agent, widths), share) for user_agent, share, widths in BROWSERS])


class Person(NamedTuple):
    """Somebody in front of a screen, or a program that behaves like it."""

    story: Story
    host: str  # of the pages, mostly the site's own
    address: str
    user_agent: str
    language: str
    width: int
    way: Way
    is_program: bool


def somebody(chance: Random, story: Story, way: Way | None = None) -> Person:
    """A visitor of the site, who came this way, or any; one in twelve is a bot, one in a hundred
    reads a copy on a host that is not listed."""
    address, language = any_address(chance)
    user_agent, widths = EACH_BROWSER.draw(chance)
    is_program = chance.random() < PROGRAMS
    return Person(
        story,
        f"staging.{story.host}" if chance.random() < ELSEWHERE else story.host,
        address,
        chance.choice(BOTS) if is_program else user_agent,
        "en-US" if chance.random() < 0.1 else language,
        chance.choice(widths),
        way or story.ways.draw(chance),
        is_program,
    )
