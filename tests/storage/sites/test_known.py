"""What another process reads of a site that was changed."""

from tests.making import NOON
from tracker.domain.blocks.block import Block
from tracker.domain.peers.aliases import Alias
from tracker.storage.accounts import login_sessions
from tracker.storage.accounts.users import NewUser, insert_user
from tracker.storage.file.transactions import Accounts
from tracker.storage.sites import aliases, blocks, sites
from tracker.storage.sites.refused_days import RefusedOn, add_hits, hits_since

ADA, SITE, OTHER = 1, 1, 2


async def test_it_reads_the_sites_own(accounts: Accounts) -> None:
    client = login_sessions.Client("Firefox", "192.0.2.0/24")
    async with accounts.transaction() as tx:
        await insert_user(tx, NewUser("ada", "ada@example.com", "-"), NOON)
        await login_sessions.insert_session(tx, "t", ADA, client, NOON)
        made = [
            await sites.insert_site(tx, key=key, owner_id=ADA, name=key, time_zone="UTC", at=NOON)
            for key in ("one", "two")
        ]
        for site, name in ((SITE, "a.example"), (OTHER, "b.example")):
            own = {"id": 0, "site_id": site, "user_id": ADA, "created_at": NOON}
            await blocks.insert_block(tx, Block(**own, kind="host", of=name, note=""))
            await aliases.insert_alias(tx, Alias(**own, kind="plausible", name=name))
    assert await sites.known_site(accounts, OTHER) == made[1]
    assert await sites.known_site(accounts, 3) is None
    assert [rule.of for rule in await blocks.known_rules(accounts, OTHER)] == ["b.example"]
    assert await aliases.known_names(accounts, OTHER) == [("plausible", "b.example", OTHER)]
    assert await login_sessions.is_there(accounts, 1)
    assert not await login_sessions.is_there(accounts, 2)


async def test_hits_are_added_to_a_site_that_is_there(accounts: Accounts) -> None:
    async with accounts.transaction() as tx:
        await insert_user(tx, NewUser("ada", "ada@example.com", "-"), NOON)
        await sites.insert_site(tx, key="one", owner_id=ADA, name="a", time_zone="UTC", at=NOON)
    day = RefusedOn(SITE, 7, "bot")
    for hits in (2, 3):
        async with accounts.transaction() as tx:
            await add_hits(tx, {day: hits, RefusedOn(OTHER, 7, "bot"): 1})
    assert await hits_since(accounts, SITE, 0) == {day: 5}
    assert await hits_since(accounts, OTHER, 0) == {}
