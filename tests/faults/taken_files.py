"""C20: the database is removed or replaced under a running server."""

import shutil
import signal
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from tests.beacon_load import Load
from tests.eventually import eventually
from tests.seeded_data import seed
from tests.server_process import RUN, running
from tests.stored_hits import beacons_in, missing
from tracker.storage.file.copies import copy_database

MOST_WAITED = 30
MORE = 700  # hits after the file was taken: as many were lost once


class Taken(NamedTuple):
    """What it did to a server that was under load. `lost`: answered 204 and in no file."""

    way: str
    acknowledged: int
    afterwards: int  # acknowledged once the file had been taken for a second
    refused: int
    lost: int
    said: bool  # by /readyz, and in the log
    spoilt: bool  # whether what was put in the place of the file was written to

    @property
    def is_clean(self) -> bool:
        harm = self.afterwards or self.lost or self.spoilt
        return self.said and bool(self.refused) and not harm


def renamed(data_dir: Path) -> None:
    (data_dir / "tracker.db").rename(data_dir / "old.db")


def removed(data_dir: Path) -> None:
    (data_dir / "tracker.db").unlink()


def replaced(data_dir: Path) -> None:
    """As many do who restore a backup."""
    renamed(data_dir)
    shutil.copyfile(data_dir / "backup.db", data_dir / "tracker.db")


def overwritten(data_dir: Path) -> None:
    """The file stays the same one, its content does not."""
    shutil.copyfile(data_dir / "backup.db", data_dir / "tracker.db")


def cleaned(data_dir: Path) -> None:
    for file in data_dir.iterdir():
        if file.is_file():
            file.unlink()


def without_log(data_dir: Path) -> None:
    (data_dir / "tracker.db-wal").unlink()


def gone_with_its_folder(data_dir: Path) -> None:
    while data_dir.exists():  # the server leaves its mark there as soon as it notices
        shutil.rmtree(data_dir, ignore_errors=True)


WAYS: tuple[Callable[[Path], None], ...] = (
    renamed,
    removed,
    replaced,
    overwritten,
    cleaned,
    without_log,
    gone_with_its_folder,
)


async def taken(folder: Path, way: Callable[[Path], None], program: tuple[str, ...] = RUN) -> Taken:
    """Under load; then the server is told to stop."""
    data_dir, elsewhere = folder / "data", folder / "backups"
    elsewhere.mkdir(parents=True)
    site = (await seed(data_dir)).site
    async with running(data_dir, program, BACKUP_DIR=str(elsewhere), BACKUP_EVERY="0") as server:
        load = Load(server.port, site.key, way.__name__, connections=16)
        async with load.running():
            await eventually(lambda: len(load.acknowledged) > 300, within=MOST_WAITED)
            copy_database(data_dir / "tracker.db", data_dir / "backup.db")
            await eventually(lambda: len(load.acknowledged) > 600, within=MOST_WAITED)
            way(data_dir)
            had = len(load.acknowledged)
            await eventually(lambda: is_decided(load, had), within=MOST_WAITED)
            before, answered = set(load.acknowledged), len(load.answers)
            refusing = bool(load.answered(503))
            more = 50 if refusing else MORE
            await eventually(lambda: len(load.answers) - answered > more, within=MOST_WAITED)
            if refusing and way is not overwritten:
                await eventually(lambda: "is saved as" in server.said(), within=MOST_WAITED)
        late = [hit for hit in load.acknowledged if hit not in before]
        server.send(signal.SIGTERM)
        said = await server.ended() == 0 and "Only reading from now on" in server.said()
    stored = Counter[int]()
    for file in (*data_dir.glob("*.db"), *elsewhere.glob("*.db")):
        stored += stored_in(file)
    # What another program writes over is gone: only what was promised afterwards counts.
    owed = late if way is overwritten else load.acknowledged
    return Taken(
        way.__name__,
        len(load.acknowledged),
        len(late),
        len(load.answered(503)),
        len(missing(owed, site.id, stored)),
        said,
        way in {replaced, overwritten} and not is_like(data_dir),
    )


def is_decided(load: Load, had: int) -> bool:
    """Whether hits are refused; or so many were taken that they should have been."""
    return bool(load.answered(503)) or len(load.acknowledged) > had + MORE


def stored_in(file: Path) -> Counter[int]:
    if file.name == "tracker.db":
        return beacons_in(file.parent)
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)) as copy:
        return Counter(beacon for (beacon,) in copy.execute("select beacon from event"))


def is_like(data_dir: Path) -> bool:
    """Whether the file in the database's place is still what was put there, and nothing beside it
    would be read into it."""
    same = (data_dir / "tracker.db").read_bytes() == (data_dir / "backup.db").read_bytes()
    log = data_dir / "tracker.db-wal"
    return same and not (log.exists() and log.stat().st_size)
