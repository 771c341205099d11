"""What ends passkeys, and that they stay ended when a backup of before is restored."""

from pathlib import Path

from tests.making import NOON
from tests.seeded_data import Seeded
from tracker.services.passkeys.passkeys import remove_all
from tracker.services.sites.revoking import RevokedBeside
from tracker.storage.accounts.passkeys import Passkey, insert_passkey, passkeys_of
from tracker.storage.backups.folder import make_backup
from tracker.storage.backups.restore import restore
from tracker.storage.file.database import Database


def key(name: str) -> Passkey:
    return Passkey(0, 1, name, b"public", b"handle", "localhost", 0, name, NOON)


async def test_a_removed_passkey_stays_so_after_a_restore(
    seeded: Seeded, data_dir: Path, tmp_path: Path
) -> None:
    path = data_dir / "tracker.db"
    async with Database.open(path) as db:
        async with db.transaction() as tx:
            for name in ("lost", "lost too"):
                await insert_passkey(tx, key(name))
    backup = make_backup(path, tmp_path / "elsewhere", NOON, 7)
    async with Database.open(path) as db:
        assert await remove_all(db, RevokedBeside(data_dir), 1, NOON + 1) == 2
        assert await remove_all(db, RevokedBeside(data_dir), 1, NOON + 2) == 0
    restore(tmp_path / "elsewhere" / backup.name, path, NOON)
    async with Database.open(path) as db:
        assert len(await passkeys_of(db, 1)) == 2
        await RevokedBeside(data_dir).again(db)
        assert await passkeys_of(db, 1) == []


async def test_one_that_was_kept_logs_in_after_a_restore(
    seeded: Seeded, data_dir: Path, tmp_path: Path
) -> None:
    path = data_dir / "tracker.db"
    async with Database.open(path) as db:
        async with db.transaction() as tx:
            await insert_passkey(tx, key("kept"))
    backup = make_backup(path, tmp_path / "elsewhere", NOON, 7)
    restore(tmp_path / "elsewhere" / backup.name, path, NOON)
    async with Database.open(path) as db:
        await RevokedBeside(data_dir).again(db)
        assert [each.name for each in await passkeys_of(db, 1)] == ["kept"]
