"""C4: a cookie that somebody has saved, and a page that is open, are worth nothing once its
session is over, whatever has ended it."""

from collections.abc import Awaitable, Callable

import pytest
from aiohttp.test_utils import TestClient

from tests.conftest import PASSWORD, AsUser
from tests.web.live.live_views import end_of, view
from tests.web.sites.owners import add_site
from tracker.web import keys
from tracker.web.live import page

NEW = "another-quartz-lemon-harbor"
End = Callable[[TestClient], Awaitable[object]]


async def logs_out(ada: TestClient) -> None:
    await ada.post("/logout")


async def logs_out_everywhere(ada: TestClient) -> None:
    await ada.post("/account/sessions/end")


async def changes_the_password(ada: TestClient) -> None:
    typed = {"current": PASSWORD, "password": NEW}
    assert (await ada.post("/account/password", data=typed, allow_redirects=False)).status == 303


async def is_switched_off(ada: TestClient) -> None:
    [[user_id]] = await ada.app[keys.KEPT].read("select id from user where name = 'ada'")
    assert await ada.app[keys.ACCOUNTS].switch_off(user_id, 1)


async def lets_it_run_out(ada: TestClient) -> None:
    async with ada.app[keys.KEPT].transaction() as tx:
        await tx.execute("update login_session set seen_at = 0")


ENDS = [logs_out, logs_out_everywhere, changes_the_password, is_switched_off, lets_it_run_out]


@pytest.mark.fault
@pytest.mark.parametrize("end", ENDS, ids=lambda end: end.__name__)
async def test_nothing_is_left_of_a_session_that_is_over(
    client: TestClient, as_user: AsUser, monkeypatch: pytest.MonkeyPatch, end: End
) -> None:
    monkeypatch.setattr(page, "LOOK_AGAIN", 0.05)
    await as_user("root", admin=True)
    ada = await as_user("ada")
    site = await add_site(ada)
    saved = cookie_of(ada)
    assert await opens(client, saved) == {200}
    async with view(ada, site) as shown:
        await shown.until("ready")
        await end(ada)
        assert (await end_of(shown.socket))[0] == 1008
    assert await opens(client, saved) == {303}


def cookie_of(browser: TestClient) -> dict[str, str]:
    name = browser.app[keys.COOKIE]
    kept = browser.session.cookie_jar.filter_cookies(browser.make_url("/"))
    return {"Cookie": f"{name}={kept[name].value}"}


async def opens(client: TestClient, saved: dict[str, str]) -> set[int]:
    """The statuses of pages for a browser that knows nothing but that cookie."""
    client.session.cookie_jar.clear()
    return {
        (await client.get(path, headers=saved, allow_redirects=False)).status
        for path in ("/account", "/sites/new", "/account/two-factors")
    }
