import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.agent_cases import AGENTS, CASES, HINTS
from tests.domain.bot_cases import BOTS
from tests.processor_time import quickest
from tracker.domain.agents import Agent, read_agent, warm_up

DEVICES = {"", "desktop", "mobile", "tablet", "tv", "console", "wearable", "car"}
TEXT = st.text(st.characters(), max_size=600)  # lone surrogates and NUL among them


def rows(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split(" | ")] for line in table.strip().splitlines()]


def agrees(agent: Agent, expected: list[str]) -> bool:
    return all(asked in ("?", said) for said, asked in zip(agent[:3], expected, strict=True))


@pytest.mark.parametrize(("browser", "system", "device", "text"), rows(CASES))
def test_a_user_agent_tells_browser_system_and_device(browser, system, device, text):
    agent = read_agent(text)
    assert agrees(agent, [browser, system, device]), agent


@pytest.mark.parametrize("row", HINTS.strip().splitlines())
def test_client_hints_tell_what_the_user_agent_hides(row: str):
    *expected, brands, platform, mobile, which = (cell.strip() for cell in row.split("|"))
    assert read_agent(AGENTS[which], brands, platform, mobile)[:3] == tuple(expected)


def test_the_tables_are_long_enough_to_mean_something():
    assert len(rows(CASES)) + len(rows(HINTS)) + len(rows(BOTS)) >= 200


@pytest.mark.parametrize(
    "text", ["", " ", "-", "x", "\x00", "Mozilla/5.0", "\ud800", "()", "?" * 9]
)
def test_a_user_agent_that_says_nothing_is_unknown(text: str):
    assert read_agent(text) == Agent("", "", "")


def test_only_the_beginning_of_a_user_agent_is_read():
    assert read_agent("x" * 512 + AGENTS["firefox"]) == Agent("", "", "")
    known = read_agent(AGENTS["firefox"] + "x" * 20_000)
    assert known[:3] == ("Firefox", "Windows", "desktop")


def test_a_name_made_up_by_a_client_is_cut_and_printable():
    agent = read_agent("", f'"{"A" * 59}";v="1"', '"Mine\x07\n"', "?1")
    assert agent == Agent("A" * 40, "Mine", "mobile", "1")


IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS {} like Mac OS X) Version/{} Mobile/15E148 Safari/604.1"
)
VERSIONS = {
    "Mozilla/5.0 (Windows NT 6.1; rv:109.0) Gecko/20100101 Firefox/115.0": ("115", "7"),
    AGENTS["windows"]: ("124", ""),
    AGENTS["mac"]: ("124", ""),
    AGENTS["linux"]: ("124", ""),
    AGENTS["phone"]: ("124", ""),
    AGENTS["webview"]: ("123", "13"),
    AGENTS["instagram"]: ("328", "14"),
    AGENTS["linkedin"]: ("", "14"),
    IPHONE.format("17_4", "17.4"): ("17", "17"),
    IPHONE.format("18_6", "18.6"): ("18", "18"),
    IPHONE.format("18_7", "26.1"): ("26", ""),
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)": (
        "",
        "",
    ),
    "": ("", ""),
}


@pytest.mark.parametrize(("text", "expected"), VERSIONS.items())
def test_versions_are_told_where_a_text_knows_them(text: str, expected: tuple[str, str]):
    assert read_agent(text)[3:] == expected


def test_a_brands_version_is_the_browsers_and_a_hints_system_has_none():
    brands = '"Chromium";v="124", "Opera GX";v="110", "Not-A.Brand";v="99"'
    assert read_agent(AGENTS["firefox"], brands, '"Windows"')[3:] == ("110", "")
    assert read_agent(AGENTS["webview"], '"Brave";v="x"', '"Fuchsia"')[3:] == ("", "")


@given(TEXT, TEXT, TEXT, TEXT)
def test_no_text_breaks_it(user_agent: str, brands: str, platform: str, mobile: str):
    agent = read_agent(user_agent, brands, platform, mobile)
    assert agent.device in DEVICES
    assert all(len(name) <= 40 and name.isprintable() for name in agent)
    " ".join(agent).encode()
    assert all(each == "" or (each.isalnum() and len(each) <= 8) for each in agent[3:])


@given(st.lists(st.sampled_from(['"', "\\", ";v=", ",", "Not", "A", "Brand", " ", "Chromium"])))
def test_no_brand_list_breaks_it(pieces: list[str]):
    read_agent(AGENTS["windows"], "".join(pieces))


@pytest.mark.parametrize(
    "piece", ["a", "tv", "TB-", "AFTA", "pad ", "1.", "(", '"\\', " ; ", "é", "\ud800"]
)
def test_twenty_kilobytes_of_anything_are_read_quickly(piece: str):
    warm_up()
    text = piece * (20_000 // len(piece))
    assert quickest(lambda: read_agent(text, text, text, text)) < 0.1
