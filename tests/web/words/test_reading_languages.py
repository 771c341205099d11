"""A page speaks the language that its reader chose, or the browser asks for."""

import asyncio
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient

from tests.conftest import AsUser, MakeUser
from tests.web.sites.owners import add_site, error_of
from tracker import resources
from tracker.web import keys
from tracker.web.forms.accounts import LogIn
from tracker.web.words import catalogues, i18n

GERMAN = """
msgid ""
msgstr "Plural-Forms: nplurals=2; plural=(n != 1);"

msgid "Log in"
msgstr "Anmelden"

msgid "Password"
msgstr "Passwort"

msgid "Enter your password."
msgstr "Geben Sie Ihr Passwort ein."

msgid "Not found"
msgstr "Nicht gefunden"

msgid "Account"
msgstr "Konto"

msgid "The form's text could not be read."
msgstr "Der Text des Formulars war nicht lesbar."
"""
POLISH = """
msgid ""
msgstr "Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && "
"(n%100<10 || n%100>=20) ? 1 : 2);"

msgid "{n} pageview"
msgid_plural "{n} pageviews"
msgstr[0] "{n} odsłona"
msgstr[1] "{n} odsłony"
msgstr[2] "{n} odsłon"
"""
IN_GERMAN = {"Accept-Language": "de-CH, de;q=0.9, en;q=0.8"}


@pytest.fixture(autouse=True)
def german(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / "de.po").write_text(GERMAN)
    (tmp_path / "pl.po").write_text(POLISH)
    monkeypatch.setattr(resources, "locales", lambda: tmp_path)
    forget()
    yield
    forget()


def forget() -> None:
    """What was read once, for all tests."""
    catalogues.catalogues.cache_clear()
    catalogues.language_names.cache_clear()


async def test_a_stranger_reads_what_the_browser_asks_for(
    client: TestClient, make_user: MakeUser
) -> None:
    await make_user("ada")
    page = await (await client.get("/login", headers=IN_GERMAN)).text()
    assert '<html lang="de">' in page
    assert "<h1>Anmelden</h1>" in page
    assert '<label for="password">Passwort</label>' in page
    page = await (await client.get("/login")).text()
    assert '<html lang="en">' in page
    assert "<h1>Log in</h1>" in page


async def test_what_is_wrong_with_a_field_is_said_in_the_same_language(
    client: TestClient, make_user: MakeUser
) -> None:
    await make_user("ada")
    answer = await client.post("/login", data={"login": "x"}, headers=IN_GERMAN)
    assert error_of(await answer.text(), "password") == "Geben Sie Ihr Passwort ein."


async def test_an_error_page_too_and_for_programs_as_well(client: TestClient) -> None:
    page = await (await client.get("/nowhere", headers=IN_GERMAN)).text()
    assert "<h1>Nicht gefunden</h1>" in page
    wanted = IN_GERMAN | {"Accept": "application/json"}
    assert (await (await client.get("/nowhere", headers=wanted)).json())[
        "error"
    ] == "Nicht gefunden"


async def test_the_log_speaks_english_whoever_asks(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    broken = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = await client.post("/login", data=b"login=%ff", headers=IN_GERMAN | broken)
    assert "Der Text des Formulars war nicht lesbar." in await answer.text()
    assert "400: The form's text could not be read." in caplog.messages


async def choose(client: TestClient, **columns: str) -> None:
    for column, value in columns.items():
        async with client.app[keys.DATABASE].transaction() as tx:
            statement = {
                "language": "update user set language = ?",
                "theme": "update user set theme = ?",
                "time_zone": "update user set time_zone = ?",
            }[column]
            await tx.execute(statement, (value,))


async def test_a_users_own_choice_goes_before_the_browsers(as_user: AsUser) -> None:
    ada = await as_user()
    await choose(ada, language="en")
    assert "<h1>Account</h1>" in await (await ada.get("/account", headers=IN_GERMAN)).text()
    await choose(ada, language="de")
    assert "<h1>Konto</h1>" in await (await ada.get("/account")).text()
    assert "<h1>Nicht gefunden</h1>" in await (await ada.get("/nowhere")).text()


async def test_a_language_that_is_gone_is_the_browsers(as_user: AsUser) -> None:
    ada = await as_user()
    await choose(ada, language="tlh")
    assert "<h1>Konto</h1>" in await (await ada.get("/account", headers=IN_GERMAN)).text()


async def test_a_chosen_theme_is_on_every_page_errors_too(as_user: AsUser) -> None:
    ada = await as_user()
    assert "data-theme" not in await (await ada.get("/account")).text()
    await choose(ada, theme="dark")
    for path in ("/account", "/nowhere"):
        page = await (await ada.get(path)).text()
        assert '<html lang="en" data-theme="dark">' in page
        assert '<meta name="color-scheme" content="dark">' in page


async def test_the_page_of_a_test_visit_is_read_like_all_others(as_user: AsUser) -> None:
    ada = await as_user()
    site = await add_site(ada)
    await choose(ada, language="de", theme="dark")
    page = await (await ada.post(f"/sites/{site.id}/test-page")).text()
    assert '<html lang="de" data-theme="dark">' in page
    assert '<meta name="color-scheme" content="dark">' in page


async def test_scripts_are_given_every_plural_form_of_the_language(as_user: AsUser) -> None:
    ada = await as_user()
    site = await add_site(ada)
    await choose(ada, language="pl")
    page = await (await ada.get(f"/sites/{site.id}/live")).text()
    [block] = re.findall(r'<script type="application/json" id="words">(.*?)</script>', page, re.S)
    said = json.loads(block)["pageviews"]
    assert (
        said.items() >= {"one": "{n} odsłona", "few": "{n} odsłony", "many": "{n} odsłon"}.items()
    )


async def test_times_are_told_in_the_users_own_zone(as_user: AsUser) -> None:
    ada = await as_user()
    async with ada.app[keys.DATABASE].transaction() as tx:
        await tx.execute("update user set created_at = 1795262400000")
    assert ">21 Nov 2026, 12:00 UTC<" in await (await ada.get("/account")).text()
    await choose(ada, time_zone="Asia/Kolkata", language="de")
    assert ">21. Nov. 2026, 17:30 IST<" in await (await ada.get("/account")).text()
    await choose(ada, time_zone="Atlantis/Capital")
    assert ">21. Nov. 2026, 12:00 UTC<" in await (await ada.get("/account")).text()


async def test_two_readers_at_once_do_not_change_each_others_language(client: TestClient) -> None:
    wanted = [IN_GERMAN if number % 2 else {} for number in range(20)]
    answers = await asyncio.gather(*(client.get("/login", headers=each) for each in wanted))
    spoken = ["Anmelden" in await answer.text() for answer in answers]
    assert spoken == [bool(each) for each in wanted]


def test_a_text_of_a_module_waits_for_its_reader() -> None:
    label = LogIn().password.label.text
    assert label == "Password"
    token = i18n._READER.set(i18n.Reader("de"))
    assert (str(label), f"{label}:", label % ()) == ("Passwort", "Passwort:", "Passwort")
    i18n._READER.reset(token)
