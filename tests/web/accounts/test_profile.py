"""What people say about themselves, and how they want to read the pages."""

import html
import re
from dataclasses import replace

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from pytest_aiohttp import AiohttpClient

from tests.conftest import OUR_PAGE, AsUser, MakeUser
from tests.web.sites.owners import error_of
from tests.world import World
from tracker.app import create_app
from tracker.config import Config
from tracker.domain.avatars import digest_of, draw
from tracker.storage.accounts.users import NewUser, User, insert_user
from tracker.web import keys
from tracker.web.pages.avatars import avatar_url

ADA = {
    "name": "ada",
    "about": "",
    "language": "",
    "time_zone": "UTC",
    "theme": "system",
    "period": "",
}


async def save(browser: TestClient, **changed: str) -> tuple[int, str]:
    """The status and the page that comes of it."""
    answer = await browser.post("/account/profile", data=ADA | changed, allow_redirects=False)
    return answer.status, await answer.text()


async def shown(browser: TestClient, path: str = "/account") -> str:
    return html.unescape(await (await browser.get(path)).text())


async def test_what_is_saved_holds_from_the_next_page_on(as_user: AsUser) -> None:
    ada = await as_user()
    wishes = {"name": "Ada L.", "about": "Counts engines.", "theme": "dark", "language": "en"}
    wishes |= {"time_zone": "Europe/Berlin", "period": "last_7_days"}
    assert (await save(ada, **wishes))[0] == 303
    page = await shown(ada)
    assert '<html lang="en" data-theme="dark">' in page
    assert "<bdi>Ada L.</bdi>" in page
    assert "<bdi>Counts engines.</bdi>" in page
    assert re.search(r"\d\d:\d\d CES?T", page)
    form = await shown(ada, "/account/profile?saved")
    assert "Saved." in form
    assert '<option selected value="Europe/Berlin">' in form
    assert '<option value="last_7_days" selected>Last 7 days</option>' in form
    assert "data-prefill" not in form


async def test_a_zone_is_offered_by_the_browser_until_one_was_chosen(as_user: AsUser) -> None:
    ada = await as_user()
    assert 'data-prefill="true"' in await shown(ada, "/account/profile")


@pytest.mark.parametrize("name", ["ada", "ADA", "Ａｄａ", " ada "])
async def test_ones_own_name_in_any_spelling_is_no_collision(as_user: AsUser, name: str) -> None:
    ada = await as_user()
    assert (await save(ada, name=name))[0] == 303


async def test_a_taken_name_comes_back_with_one_that_enter_takes(
    as_user: AsUser, make_user: MakeUser
) -> None:
    ada = await as_user()
    await make_user("joe")
    await make_user("joe2")
    status, page = await save(ada, name="Joe", about="Counts engines.")
    assert status == 422
    expected = "Somebody has the name Joe already. Joe3 is free: press Enter to take it."
    assert error_of(page, "name") == expected
    assert re.search(r'<input[^>]*autofocus[^>]*value="Joe3"', page)
    assert "Counts engines." in page
    assert (await save(ada, name="Joe3"))[0] == 303
    assert "<bdi>Joe3</bdi>" in await shown(ada)


async def test_a_blank_name_becomes_the_emails_local_part(
    as_user: AsUser, make_user: MakeUser
) -> None:
    ada = await as_user()
    await save(ada, name="Countess")
    await save(ada, name="")
    assert "<bdi>ada</bdi>" in await shown(ada)
    await save(ada, name=" ")
    assert "<bdi>ada</bdi>" in await shown(ada), "her own is free for her"


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("name", "ada@home", "A name cannot contain @."),
        ("name", "x" * 65, "Use 64 characters or fewer."),
        ("about", "x" * 141, "Use 140 characters or fewer."),
        ("about", "a\u202eb", "There is a character in it that cannot be shown."),
        ("language", "tlh", "Choose a language from the list."),
        ("time_zone", "Atlantis", "Choose a time zone from the list."),
        ("theme", "pink", "Choose one of the three."),
        ("period", "custom", "Choose a period from the list."),
    ],
)
async def test_a_wrong_field_says_so_next_to_itself(
    as_user: AsUser, field: str, value: str, error: str
) -> None:
    status, page = await save(await as_user(), **{field: value})
    assert status == 422
    assert error in html.unescape(page)


async def test_140_characters_are_characters_and_not_bytes(as_user: AsUser) -> None:
    ada = await as_user()
    assert (await save(ada, about="🦊" * 140))[0] == 303


async def test_a_stranger_has_no_profile(client: TestClient) -> None:
    answer = await client.get("/account/profile", allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, "/login?next=/account/profile")
    assert (await save(client))[0] == 303


async def test_a_picture_is_drawn_by_this_server_and_kept_by_browsers(as_user: AsUser) -> None:
    ada = await as_user()
    source = re.search(r'<img class="portrait" src="(.*?)"', await shown(ada, "/"))
    assert source
    answer = await ada.get(source[1])
    assert answer.content_type == "image/svg+xml"
    assert await answer.text() == draw(digest_of("ada"))
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "gravatar" not in answer.headers["Content-Security-Policy"]


async def test_people_have_their_picture_and_their_words_in_lists(
    world: World, as_user: AsUser
) -> None:
    ada = await as_user(world.ada)
    await save(ada, about="Counts engines.")
    team = await shown(ada, f"/sites/{world.shop.id}/team")
    assert "<bdi>Counts engines.</bdi>" in team
    users = await shown(ada, "/admin/users")
    for who in (world.ada, world.grace, world.bob):
        assert f'src="{avatar_url(ada.app, who)}"' in users
    assert team.count(f'src="{avatar_url(ada.app, world.ada)}"') == 2, "in the bar and in the list"


async def test_a_picture_follows_the_name_in_any_spelling(app: web.Application) -> None:
    def url_of(name: str) -> str:
        return avatar_url(app, User(1, name, "a@example.com", False, 0))

    assert url_of("Ada") == url_of("Ａｄａ") == url_of("ada")
    assert url_of("joe") != url_of("ada")


@pytest.mark.parametrize("digest", ["0", "0" * 15, "0" * 17, "g" * 16, "F" * 16])
async def test_what_is_no_digest_has_no_picture(client: TestClient, digest: str) -> None:
    assert (await client.get(f"/avatars/{digest}.svg")).status == 404


async def test_gravatar_is_used_and_allowed_where_the_operator_chose_it(
    config: Config, aiohttp_client: AiohttpClient
) -> None:
    app = create_app(replace(config, avatars="gravatar"))
    client = await aiohttp_client(app, headers=OUR_PAGE)
    async with app[keys.KEPT].transaction() as tx:
        user = await insert_user(tx, NewUser("ada", "Ada@Example.com ", "-"), 0)
    digest = "b5fc85e55755f9e0d030a10ab4429b6b2944855f9a0d60077fe832becbc41d72"  # of the trimmed,
    # lower-case e-mail, by SHA-256
    url = f"https://www.gravatar.com/avatar/{digest}?s=160&d=identicon"
    assert avatar_url(app, user) == url
    policy = (await client.get("/login")).headers["Content-Security-Policy"]
    assert "img-src 'self' data: https://www.gravatar.com;" in policy
