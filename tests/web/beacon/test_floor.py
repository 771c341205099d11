"""A4: hits are refused before the disk is full, and pages go on."""

import shutil
from collections import namedtuple
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient

from tests.conftest import AsUser
from tests.eventually import eventually
from tests.web.sites.owners import MINE, add_site, visit
from tracker.services.limits import floor
from tracker.services.limits.floor import Floor
from tracker.storage.file.copies import CopyFailed
from tracker.web import keys

Usage = namedtuple("Usage", ("total", "used", "free"))
MB = 1_000_000


class Disk:
    """A disk of which a test says what is free."""

    free = 1_000 * MB

    def usage(self, _: Path) -> Usage:
        return Usage(10_000 * MB, 0, self.free)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    monkeypatch.setattr(floor, "LOOK_EVERY", 0.01)
    made = Disk()
    monkeypatch.setattr(shutil, "disk_usage", made.usage)
    return made


async def test_below_the_floor_hits_are_refused_and_above_a_quarter_more_taken_again(
    as_user: AsUser, disk: Disk
) -> None:
    ada = await as_user("ada", admin=True)
    site = await add_site(ada)
    assert (await visit(ada, site)).status == 204
    disk.free = 127 * MB
    await eventually(lambda: ada.app[keys.FLOOR].refusal)
    answer = await visit(ada, site)
    assert (answer.status, answer.headers["X-Tracker-Refused"]) == (503, "busy")
    assert answer.headers["Retry-After"] == "60"
    assert "less than 128 MB free where the data is" in await answer.text()
    ready = await ada.get("/readyz")
    assert (ready.status, "make room" in await ready.text()) == (503, True)
    assert "Less than 128 MB free" in await (await ada.get("/admin")).text()
    token = ada.app[keys.INTAKE].admit_program(site)
    assert token
    assert token.status == 503
    disk.free = 150 * MB
    assert (await ada.get("/readyz")).status == 503
    assert (await visit(ada, site)).status == 503
    disk.free = 161 * MB
    await eventually(lambda: not ada.app[keys.FLOOR].refusal)
    assert (await visit(ada, site)).status == 204


async def test_people_can_still_log_in_and_make_room(as_user: AsUser, disk: Disk) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    disk.free = MB
    await eventually(lambda: ada.app[keys.FLOOR].refusal)
    grace = await as_user("grace")
    assert (await grace.get("/account")).status == 200
    path = f"/sites/{site.id}/delete"
    gone = await ada.post(path, data=MINE | {"confirm": site.name}, allow_redirects=False)
    assert gone.status == 303


async def test_a_backup_does_not_take_the_room_that_hits_need(
    client: TestClient, disk: Disk
) -> None:
    backups = client.app[keys.BACKUPS]
    await backups.make()
    disk.free = 128 * MB + 100
    with pytest.raises(CopyFailed, match="below which no hit is taken"):
        await backups.make()


def test_without_a_floor_nothing_is_refused(tmp_path: Path, disk: Disk) -> None:
    disk.free = 0
    without = Floor(tmp_path, 0)
    without.look()
    assert (without.refusal, without.wrong, without.hindrance(tmp_path, 1)) == (None, "", "")


def test_a_copy_on_another_disk_takes_no_room_here(tmp_path: Path, disk: Disk) -> None:
    disk.free = 0
    assert Floor(tmp_path, MB).hindrance(tmp_path, 1)
    assert Floor(tmp_path, MB).hindrance(Path("/proc"), 1) == ""
