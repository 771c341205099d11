"""What the watch of each site remembers."""

from tests.making import NOON
from tracker.domain.alerts.memory import SiteMemory
from tracker.storage.accounts.users import NewUser, insert_user
from tracker.storage.alerts.memories import (
    Memory,
    all_memories,
    keep_memory,
    note_seen,
    note_seen_of,
)
from tracker.storage.file.transactions import Accounts
from tracker.storage.sites import sites

NOTHING = SiteMemory(0, {}, {}, {})


async def test_sites_of_which_nothing_has_come_are_known_up_to_there(accounts: Accounts) -> None:
    async with accounts.transaction() as tx:
        await insert_user(tx, NewUser("ada", "ada@example.com", "-"), NOON)
        for key in ("one", "two", "three"):
            await sites.insert_site(tx, key=key, owner_id=1, name=key, time_zone="UTC", at=NOON)
        for site_id in (1, 2, 3):
            await keep_memory(tx, site_id, Memory(5, NOTHING))
        await note_seen(tx, 7, [2])
        await note_seen_of(tx, 9, [3])
    found = await all_memories(accounts)
    assert {site_id: each.upto for site_id, each in found.items()} == {1: 7, 2: 5, 3: 9}
