"""Whom a provider lets into which account after a backup was restored."""

from pathlib import Path
from typing import cast

import pytest

from tests.making import NOON
from tests.seeded_data import Seeded
from tracker.domain.provider_claims import Person
from tracker.services.accounts.passwords import Passwords
from tracker.services.providers.arrivals import Arrivals, Arrived
from tracker.services.sites.revoking import RevokedBeside
from tracker.storage.accounts.users import NewUser, insert_user
from tracker.storage.backups.folder import make_backup
from tracker.storage.backups.restore import restore
from tracker.storage.file.database import Database

ISSUER = "https://id.example"
ROBERT = Person("robert", "rob@elsewhere.example", True, "Robert", False)
ADA = Person("ada-1", "ada@elsewhere.example", True, "Ada", False)


class Passing:
    """A clock that a test moves."""

    now = NOON


@pytest.fixture
def clock() -> Passing:
    return Passing()


def arrivals(db: Database, clock: Passing) -> Arrivals:
    return Arrivals(
        db, RevokedBeside(db.path.parent), cast(Passwords, None), ISSUER, False, lambda: clock.now
    )


async def whose(db: Database, clock: Passing) -> int | None:
    """Into whose account Robert comes."""
    found = await arrivals(db, clock).arrive(ROBERT, may_join=False)
    return found.user.id if isinstance(found, Arrived) else None


async def backed_up(path: Path, folder: Path) -> Path:
    return folder / make_backup(path, folder, NOON, 7).name


async def test_whoever_was_unlinked_is_not_let_in_by_a_backup_of_before(
    seeded: Seeded, data_dir: Path, tmp_path: Path, clock: Passing
) -> None:
    path = data_dir / "tracker.db"
    async with Database.open(path) as db:
        assert await arrivals(db, clock).link(ROBERT, 1)
    backup = await backed_up(path, tmp_path / "elsewhere")
    clock.now += 1
    async with Database.open(path) as db:
        assert await arrivals(db, clock).unlink(1)
        assert not await arrivals(db, clock).unlink(1)
    restore(backup, path, NOON)
    async with Database.open(path) as db:
        assert await whose(db, clock) == 1, "as it was then"
        await RevokedBeside(data_dir).again(db)
        assert await whose(db, clock) is None


async def test_others_are_let_in_as_before(
    seeded: Seeded, data_dir: Path, tmp_path: Path, clock: Passing
) -> None:
    path = data_dir / "tracker.db"
    async with Database.open(path) as db:
        async with db.transaction() as tx:
            bob = await insert_user(tx, NewUser("bob", "bob@example.com", "no hash"), NOON)
        assert await arrivals(db, clock).link(ROBERT, bob.id)
        assert await arrivals(db, clock).link(ADA, 1)
    backup = await backed_up(path, tmp_path / "elsewhere")
    clock.now += 1
    async with Database.open(path) as db:
        assert await arrivals(db, clock).unlink(1)
    restore(backup, path, NOON)
    async with Database.open(path) as db:
        await RevokedBeside(data_dir).again(db)
        assert await whose(db, clock) == bob.id


async def test_whoever_was_linked_anew_before_the_backup_is_let_in(
    seeded: Seeded, data_dir: Path, tmp_path: Path, clock: Passing
) -> None:
    path = data_dir / "tracker.db"
    async with Database.open(path) as db:
        await arrivals(db, clock).link(ROBERT, 1)
        await arrivals(db, clock).unlink(1)
        clock.now += 1
        await arrivals(db, clock).link(ROBERT, 1)
    backup = await backed_up(path, tmp_path / "elsewhere")
    restore(backup, path, NOON)
    async with Database.open(path) as db:
        await RevokedBeside(data_dir).again(db)
        assert await whose(db, clock) == 1


async def test_a_link_of_after_the_backup_is_gone(
    seeded: Seeded, data_dir: Path, tmp_path: Path, clock: Passing
) -> None:
    path = data_dir / "tracker.db"
    backup = await backed_up(path, tmp_path / "elsewhere")
    async with Database.open(path) as db:
        await arrivals(db, clock).link(ROBERT, 1)
    restore(backup, path, NOON)
    async with Database.open(path) as db:
        await RevokedBeside(data_dir).again(db)
        assert await whose(db, clock) is None
