"""Pages that show places name whose data they are."""

import pytest

from tracker.config import Config
from tracker.services.places.database import DB_IP

LINK = f'<a href="{DB_IP.url}" rel="noopener noreferrer">{DB_IP.text}</a>'


@pytest.fixture(params=["", "http://places.example/{ip}"])
def config(request, data_dir):
    return Config(data_dir=data_dir, port=0, environment="test", geo_url=request.param)


async def test_db_ip_is_named_on_the_live_page_unless_a_service_is_asked(config, world, as_user):
    page = await (await as_user(world.ada)).get(f"/sites/{world.shop.id}/live")
    assert page.status == 200
    assert (LINK in await page.text()) is not bool(config.geo_url)
