"""Theme and language, chosen in the bar's menu on any page."""

import pytest
from aiohttp.test_utils import TestClient

from tests.conftest import AsUser


async def choose(browser: TestClient, came_from: str, **chosen: str) -> tuple[int, str]:
    """The status, and where it leads."""
    page = {"Referer": str(browser.make_url("/"))[:-1] + came_from}
    answer = await browser.post("/account/looks", data=chosen, headers=page, allow_redirects=False)
    return answer.status, answer.headers.get("Location", "")


async def test_a_theme_and_a_language_hold_from_the_page_on_where_they_were_chosen(
    as_user: AsUser,
) -> None:
    ada = await as_user()
    there = "/account/tokens?days=30&of=%2Fa%20b"
    assert await choose(ada, there, theme="dark") == (303, there)
    assert await choose(ada, "/", language="de") == (303, "/")
    page = await (await ada.get("/account")).text()
    assert '<html lang="de" data-theme="dark">' in page
    assert 'value="dark" aria-pressed="true"' in page
    assert 'lang="de" aria-pressed="true"' in page
    assert await choose(ada, "/account", theme="system") == (303, "/account")
    assert '<html lang="de">' in await (await ada.get("/account")).text()


async def test_the_menu_names_every_language_as_its_speakers_do(as_user: AsUser) -> None:
    ada = await as_user()
    for name in ("Deutsch", "English", "Français"):
        assert name in await (await ada.get("/account")).text()
    await choose(ada, "/account", language="fr")
    page = await (await ada.get("/account")).text()
    assert "<h1>Compte</h1>" in page
    assert 'lang="fr" aria-pressed="true"' in page


@pytest.mark.parametrize("came_from", ["", "//evil.example/", "/%5C/evil.example", "/../x"])
async def test_it_leads_to_the_first_page_where_the_browser_does_not_say_from_which(
    as_user: AsUser, came_from: str
) -> None:
    assert await choose(await as_user(), came_from, theme="light") == (303, "/")


@pytest.mark.parametrize("chosen", [{"theme": "neon"}, {"language": "xx"}])
async def test_what_is_on_no_menu_is_refused(as_user: AsUser, chosen: dict[str, str]) -> None:
    assert (await choose(await as_user(), "/account", **chosen))[0] == 400
