"""What hangs on a site beside its reports: the same on both engines."""

import pytest
from msgspec.structs import replace

from tests.making import NOON
from tracker.domain.alerts.memory import SiteMemory
from tracker.domain.peers.aliases import Alias
from tracker.storage.accounts.users import NewUser, insert_user
from tracker.storage.alerts import memories
from tracker.storage.alerts.memories import Memory
from tracker.storage.erasing.refused_days import any_refused, erase_refused
from tracker.storage.file.transactions import Accounts
from tracker.storage.imports import imports
from tracker.storage.sites import aliases, refused_days, sites, tokens
from tracker.storage.sites.aliases import Taken
from tracker.storage.sites.refused_days import RefusedOn

CODE = Alias(id=0, site_id=1, kind="goatcounter", name="code", user_id=1, created_at=NOON)


@pytest.fixture
async def db(accounts: Accounts) -> Accounts:
    async with accounts.transaction() as tx:
        await insert_user(tx, NewUser("ada", "ada@example.com", "-"), NOON)
        for key in ("one", "two"):
            await sites.insert_site(tx, key=key, owner_id=1, name=key, time_zone="UTC", at=NOON)
    return accounts


async def test_an_alias_is_one_sites(db: Accounts) -> None:
    async with db.transaction() as tx:
        assert await aliases.insert_alias(tx, CODE)
        assert not await aliases.insert_alias(tx, CODE)
    with pytest.raises(Taken):
        async with db.transaction() as tx:
            await aliases.insert_alias(tx, replace(CODE, site_id=2))
    assert [each.added_by for each in await aliases.aliases_of(db, 1)] == ["ada"]
    assert await aliases.all_aliases(db) == [("goatcounter", "code", 1)]
    async with db.transaction() as tx:
        assert await aliases.delete_alias(tx, 2, 1) is None
        assert await aliases.delete_alias(tx, 1, 1) == ("goatcounter", "code", 1)


async def test_a_token_reads_one_site(db: Accounts) -> None:
    async with db.transaction() as tx:
        for n, by in ((1, 1), (2, None)):
            await tokens.insert_token(tx, 1, "t", f"h{n}", scopes=("read",), at=NOON, by=by)
        await tokens.note_use(tx, 1, NOON + 5)
        assert await tokens.tokens_by(tx, 1) == [1]
    assert [each.used_at for each in await tokens.tokens_of(db, 1)] == [None, NOON + 5]
    found = await tokens.token_by_hash(db, "h2")
    assert found is not None
    assert (found.site_id, found.scopes) == (1, ("read",))
    async with db.transaction() as tx:
        assert not await tokens.delete_token(tx, 2, 2)
        assert await tokens.delete_token(tx, 1, 2)
        assert await tokens.delete_tokens_by(tx, 1, 1) == [1]
        assert await tokens.delete_all_by(tx, 1) == []


async def test_refused_hits_are_counted_by_day_and_reason(db: Accounts) -> None:
    days = {RefusedOn(1, day, "bot"): day for day in (5, 6)} | {RefusedOn(2, 5, "spam 'x'"): 7}
    await refused_days.put_hits(db, days | {RefusedOn(99, 5, "bot"): 1})
    await refused_days.put_hits(db, {RefusedOn(1, 5, "bot"): 50})
    wanted = [RefusedOn(1, 5, "bot"), RefusedOn(2, 5, "spam 'x'"), RefusedOn(2, 6, "bot")]
    assert await refused_days.stored_hits(db, wanted) == {wanted[0]: 50, wanted[1]: 7}
    assert await refused_days.stored_hits(db, []) == {}
    assert await refused_days.hits_since(db, 1, 6) == {RefusedOn(1, 6, "bot"): 6}
    assert await any_refused(db, 1, 6)
    assert await erase_refused(db, 1, 6) == 1
    assert not await any_refused(db, 1, 6)


async def test_a_watch_remembers_up_to_where_it_has_looked(db: Accounts) -> None:
    async with db.transaction() as tx:
        for site in (1, 2, 99):
            await memories.keep_memory(tx, site, Memory(4, SiteMemory(latest=NOON + site)))
        await memories.note_seen(tx, 9, [2])
    assert await memories.all_memories(db) == {
        1: Memory(9, SiteMemory(latest=NOON + 1)),
        2: Memory(4, SiteMemory(latest=NOON + 2)),
    }
    async with db.transaction() as tx:
        await memories.note_seen(tx, 12, [])
    assert {each.upto for each in (await memories.all_memories(db)).values()} == {12}


async def test_imports_are_listed_with_the_days_of_which_there_are_sums(db: Accounts) -> None:
    async with db.transaction() as tx:
        begun = await imports.begin_import(tx, 1, "csv", ["a.csv"], "mark", 1, NOON, None)
        again = await imports.begin_import(tx, 1, "csv", ["a.csv"], "mark", 1, NOON, None)
    assert begun == again == await imports.find_import(db, begun.id)
    assert await imports.summed_spans(db, 1) == []
    await imports.end_import(db, begun.id, {"sums": [[9, 12], [3, 5]]}, NOON + 5)
    assert await imports.summed_spans(db, 1) == [(3, 5), (9, 12)]
    [done] = await imports.imports_of(db, 1)
    assert (done.state, done.files, done.ended_at) == ("done", ["a.csv"], NOON + 5)
    await imports.leave(db, begun.id)
    assert [each.id for each in await imports.leaving_imports(db)] == [begun.id]
    async with db.transaction() as tx:
        await imports.forget_import(tx, begun.id)
    assert await imports.imports_of(db, 1) == []
