"""Hits that listed hosts refer are refused, and say so."""

import pytest

from tests.web.sites.owners import visit
from tracker.config import Config
from tracker.services.recording.spam_list import fetched_list
from tracker.services.upkeep.list_download import keep_list
from tracker.web import keys


@pytest.fixture
def config(data_dir) -> Config:
    keep_list(frozenset({"bad.example"}), fetched_list(data_dir))
    return Config(data_dir=data_dir, port=0, environment="test")


@pytest.fixture
async def site(client, make_user):
    ada = await make_user("ada")
    return await client.app[keys.SITES].add(ada.id, "example.com", "Europe/Berlin", 0)


@pytest.mark.parametrize(
    ("referrer", "refused"),
    [
        ("https://www.bad.example/", True),
        ("http://semalt.com/", True),
        ("https://www.google.com/", False),
    ],
)
async def test_a_hit_from_a_spammer_is_not_counted(client, site, referrer, refused):
    answer = await visit(client, site, id="visit-1", referrer=referrer)
    assert answer.status == 204
    assert ("X-Tracker-Refused" in answer.headers) is refused
