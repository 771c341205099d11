"""Pages that show places name whose data they are."""

import pytest

from tracker.config import Config
from tracker.services.place_database import DB_IP
from tracker.web import keys

LINK = f'<a href="{DB_IP.url}" rel="noopener noreferrer">{DB_IP.text}</a>'


@pytest.fixture(params=["", "http://places.example/{ip}"])
def config(request, data_dir):
    return Config(data_dir=data_dir, port=0, environment="test", geo_url=request.param)


async def test_db_ip_is_named_on_the_live_page_unless_a_service_is_asked(
    client, config, make_user, login
):
    ada = await make_user("ada")
    site = await client.app[keys.SITES].add(ada.id, "example.com", "Europe/Berlin", 0)
    page = await (await login("ada")).get(f"/sites/{site.id}/live")
    assert page.status == 200
    assert (LINK in await page.text()) is not bool(config.geo_url)
