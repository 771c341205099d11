"""A disk that will be emptied is told from one that stays."""

from pathlib import Path

import pytest

from tracker.services.upkeep.ephemeral_disk import passing_disk

MOUNTS = """\
1 0 8:1 / / rw,relatime - ext4 /dev/sda1 rw
2 1 0:22 / /tmp rw,nosuid - tmpfs tmpfs rw,size=1024k
3 1 0:30 / /srv/in\\040memory rw shared:1 master:2 - ramfs none rw
4 2 8:2 / /tmp/kept rw - ext4 /dev/sdb1 rw
"""
CONTAINER = """\
1 0 0:50 / / rw,relatime - overlay overlay rw,lowerdir=/a:/b
2 1 8:1 /volumes/x /data rw,relatime - ext4 /dev/sda1 rw
"""


@pytest.mark.parametrize(
    ("folder", "mounts", "said"),
    [
        ("/var/lib/tracker", MOUNTS, ""),
        ("/tmp/tracker", MOUNTS, "in memory"),
        ("/tmp/kept/tracker", MOUNTS, ""),
        ("/srv/in memory/data", MOUNTS, "in memory"),
        ("/app/data", CONTAINER, "inside the container"),
        ("/data", CONTAINER, ""),
        ("/database", CONTAINER, "inside the container"),
        ("/data", "", ""),
        ("/data", "no such\nlines", ""),
    ],
)
def test_the_folders_own_disk_counts(folder: str, mounts: str, said: str) -> None:
    why = passing_disk({}, Path(folder), mounts)
    assert said in why
    assert bool(why) == bool(said)


def test_a_dyno_forgets_whatever_its_disk_is_called() -> None:
    assert "Heroku" in passing_disk({"DYNO": "web.1"}, Path("/app/data"), MOUNTS)
