"""Devices and apps may be called whatever their makers like; programs may not hide behind them."""

import pytest

from tracker.domain.bot_patterns import EVERYDAY, listed
from tracker.domain.bots import bot_name
from tracker.domain.own_words import Rest, rest_of

ENGINE = "AppleWebKit/537.36 (KHTML, like Gecko)"
SENSES = (
    *("Discovery", "Radar", "Tools", "News", "Java", "Catch", "Proxy", "Download", "Feed", "URL"),
    *("Scan", "Server", "Library", "Archive", "Capture", "Torrent"),
)
NAMES = (*SENSES, "bot", "M bot 54", "Spider", "Monitor", "Preview", "Agent", "Inspect", "Check")


@pytest.mark.parametrize("name", NAMES)
def test_a_phone_may_be_called_as_it_likes(name: str):
    for model in (
        name,
        f"{name} 8",
        f"X_{name}",
        f"{name}+ Build/RP1A.200720.011; wv",
        name.upper(),
    ):
        device = f"(Linux; Android 13; {model})"
        assert (
            bot_name(f"Mozilla/5.0 {device} {ENGINE} Chrome/120.0.0.0 Mobile Safari/537.36") is None
        )


@pytest.mark.parametrize("name", SENSES)
def test_an_app_on_a_phone_may_be_called_as_it_likes(name: str):
    for device in ("iPhone; CPU iPhone OS 17_4 like Mac OS X", "Linux; Android 13; SM-G991B; wv"):
        begun = f"Mozilla/5.0 ({device}) {ENGINE} Mobile/15E148"
        for app in (f"{name}/5.2.1", f"com.example.{name}/5", f"Example{name} Process/tools (a|1)"):
            assert bot_name(f"{begun} {app}") is None


@pytest.mark.parametrize("name", SENSES)
def test_a_program_on_a_desktop_may_not(name: str):
    begun = f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {ENGINE} Chrome/120.0.0.0 Safari/537.36"
    assert bot_name(f"{begun} {name}/5.2.1")


@pytest.mark.parametrize(
    "said",
    [
        "(compatible; Discovery/1.0)",
        "(+https://radar.example)",
        "RadarBot/1.0",
        "(Radar; radar@example.com)",
        "HeadlessChrome/120.0.0.0",
        "Google-Radar",
        "NewsSpider/2.0",
    ],
)
def test_what_only_programs_say_counts_on_a_phone_too(said: str):
    for device in ("iPhone; CPU iPhone OS 17_4 like Mac OS X", "Linux; Android 13; SM-G991B"):
        assert bot_name(f"Mozilla/5.0 ({device}) {ENGINE} Mobile/15E148 {said}")


def test_a_device_is_cut_out_and_apps_are_set_aside():
    device = "(Linux; Android 9; Moto G (5) Radar)"
    rest = rest_of(f"Mozilla/5.0 {device} {ENGINE} Chrome/99 Mobile Tools/1 (a) (compatible; b)")
    assert rest == Rest(
        names=f"Mozilla/5.0 (Linux; K) {ENGINE} Chrome/99 Mobile Tools/1 (a) (compatible; b)",
        words=f"Mozilla/5.0 (Linux; K) {ENGINE} (compatible; b)",
    )


def test_a_desktops_words_all_count():
    text = f"Mozilla/5.0 (X11; Linux x86_64; Radar) {ENGINE} Chrome/99 Safari/537.36 Tools/1"
    assert rest_of(text) == Rest(text, text)


@pytest.mark.parametrize(
    "text", ["", "(", "Mozilla/5.0", "Mozilla/5.0 (", "Mozilla/5.0 x", "radar"]
)
def test_what_is_no_whole_user_agent_is_left_as_it_is(text: str):
    assert rest_of(text) == Rest(text, text)


def test_the_everyday_words_are_still_in_the_list():
    assert set(listed()) >= EVERYDAY
