"""Adding, changing and deleting a site, through the front door."""

import html

import pytest
from aiohttp.test_utils import TestClient

from tests.conftest import AsUser
from tests.eventually import eventually
from tests.web.sites.owners import MINE, add_site, error_of, visit
from tracker.web import keys

SETTINGS = {"name": "example.com", "time_zone": "UTC", "hosts": "", "keep_address": "no"}


async def test_a_new_site_leads_to_its_set_up_page(as_user: AsUser) -> None:
    ada = await as_user("ada")
    sent = {"name": "https://Example.com/blog", "time_zone": "Europe/Berlin"}
    answer = await ada.post("/sites/new", data=sent)
    site = next(iter(ada.app[keys.SITES].by_id.values()))
    assert answer.url.path == f"/sites/{site.id}/setup"
    assert (site.name, site.time_zone, site.hosts) == ("example.com", "Europe/Berlin", ())


async def test_a_stranger_is_sent_to_the_log_in_page_and_back(client: TestClient) -> None:
    answer = await client.get("/sites/new", allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, "/login?next=/sites/new")


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "Type the site’s address"),
        ("name", " \t", "Type the site’s address"),
        ("name", "x" * 101, "at most 100 letters"),
        ("name", "ä" * 51, "at most 100 letters"),
        ("time_zone", "Middle/Earth", "Choose a time zone"),
        ("time_zone", "../../etc/passwd", "Choose a time zone"),
        ("time_zone", "", "Choose a time zone"),
    ],
)
async def test_a_wrong_value_is_named_next_to_its_field(
    as_user: AsUser, field: str, value: str, said: str
) -> None:
    ada = await as_user("ada")
    sent = {"name": "example.com", "time_zone": "UTC"} | {field: value}
    answer = await ada.post("/sites/new", data=sent)
    assert answer.status == 422
    assert said in (error_of(await answer.text(), field) or "")
    assert ada.app[keys.SITES].by_id == {}


@pytest.mark.kept_anywhere
async def test_settings_hold_for_the_next_hit(as_user: AsUser) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    assert "X-Tracker-Refused" not in (await visit(ada, site)).headers
    sent = SETTINGS | {"hosts": "https://shop.example/cart\nwww.blog.example"}
    answer = await ada.post(f"/sites/{site.id}/settings", data=sent)
    assert "Saved." in await answer.text()
    assert (await visit(ada, site)).headers["X-Tracker-Refused"] == "host"
    allowed = await visit(ada, site, url="https://blog.example/waves")
    assert "X-Tracker-Refused" not in allowed.headers


async def test_what_was_saved_is_shown_again(as_user: AsUser) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    sent = {
        "name": "The shop",
        "time_zone": "Asia/Kathmandu",
        "hosts": "a.example, b.example",
        "keep_address": "masked",
    }
    page = await (await ada.post(f"/sites/{site.id}/settings", data=sent)).text()
    assert 'value="The shop"' in page
    assert '<option selected value="Asia/Kathmandu">' in page
    assert "a.example\nb.example</textarea>" in page
    assert 'checked id="keep_address-1"' in page


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "Type the site’s address"),
        ("time_zone", "Mars/Olympus", "Choose a time zone"),
        ("hosts", "*.example.com", "“*.example.com” is not a host name"),
        ("hosts", "<script>", "“<script>” is not a host name"),
        ("hosts", "\n".join(f"{n}.example" for n in range(51)), "at most 50 hosts"),
        ("keep_address", "sometimes", "Choose one of the three"),
    ],
)
async def test_a_wrong_setting_changes_nothing(
    as_user: AsUser, field: str, value: str, said: str
) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    answer = await ada.post(f"/sites/{site.id}/settings", data=SETTINGS | {field: value})
    page = await answer.text()
    assert answer.status == 422
    assert said in (error_of(page, field) or html.unescape(page))
    assert ada.app[keys.SITES].by_id[site.id] == site


@pytest.mark.kept_anywhere
async def test_a_site_is_deleted_once_its_name_is_typed(as_user: AsUser) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    await visit(ada, site)
    page = await (await ada.get(f"/sites/{site.id}/settings")).text()
    assert "Delete example.com and its 1 event<" in page
    answer = await ada.post(f"/sites/{site.id}/delete", data=MINE | {"confirm": " Example.com "})
    assert answer.url.path == "/"
    page = await answer.text()
    assert "The site is deleted." in page
    assert "No sites yet" in page
    assert (await visit(ada, site)).status == 404

    async def is_erased() -> bool:
        return await ada.app[keys.DATABASE].read("select * from event") == []

    await eventually(is_erased)


@pytest.mark.parametrize("typed", ["", "example", "example.com.evil"])
async def test_a_site_stays_while_its_name_is_not_typed(as_user: AsUser, typed: str) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    answer = await ada.post(f"/sites/{site.id}/delete", data=MINE | {"confirm": typed})
    assert answer.status == 422
    assert "Type example.com exactly" in (error_of(await answer.text(), "confirm") or "")
    assert site.id in ada.app[keys.SITES].by_id


async def test_a_name_cannot_bring_markup_into_a_page(as_user: AsUser) -> None:
    ada = await as_user("ada")
    site = await add_site(ada, "<img src=x onerror=alert(1)>")
    await visit(ada, site)
    for path in ("/", f"/sites/{site.id}", f"/sites/{site.id}/setup", f"/sites/{site.id}/settings"):
        assert "<img src=x" not in await (await ada.get(path)).text()
