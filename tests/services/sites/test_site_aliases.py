"""Sites by what other products' trackers call them: in memory, and in the database."""

import pytest

from tests.making import NOON, account
from tracker.domain.peers.aliases import MOST_ALIASES, Alias, AliasKind
from tracker.services.sites.site_aliases import SiteAliases
from tracker.services.sites.site_directory import SiteDirectory
from tracker.storage.file.database import Database
from tracker.storage.sites.aliases import Taken, TooManyAliases, aliases_of


@pytest.fixture
async def directory(db: Database) -> SiteDirectory:
    await account(db)
    directory = await SiteDirectory.load(db)
    for _ in range(2):
        await directory.add(1, "example.com", "UTC", NOON)
    return directory


def alias(name: str, kind: AliasKind = "plausible", site: int = 1) -> Alias:
    return Alias(id=0, site_id=site, kind=kind, name=name, user_id=1, created_at=NOON)


async def test_memory_and_file_say_the_same_after_each_change(
    db: Database, directory: SiteDirectory
) -> None:
    held = await SiteAliases.load(db, directory)
    assert await held.add(alias("a.example"))
    assert not await held.add(alias("a.example"))
    assert await held.add(alias("a.example", "host"))
    assert await held.add(alias("b.example", site=2))
    with pytest.raises(Taken):
        await held.add(alias("a.example", site=2))
    assert held.by_name == (await SiteAliases.load(db, directory)).by_name
    [kept, _] = await aliases_of(db, 1)
    assert (kept.name, kept.added_by) == ("a.example", "ada")
    assert not await held.remove(2, kept.id)
    assert await held.remove(1, kept.id)
    assert held.by_name == (await SiteAliases.load(db, directory)).by_name


async def test_a_site_is_found_by_any_of_its_names(db: Database, directory: SiteDirectory) -> None:
    held = await SiteAliases.load(db, directory)
    await held.add(alias("a.example"))
    site = directory.by_id[1]
    for sent in ("a.example", "WWW.a.example", site.key):
        assert held.site("plausible", sent) is site
    assert held.named("plausible", site.key) is None
    assert held.site("umami", "a.example") is None
    assert held.only_site() is None
    await directory.remove(directory.by_id[2])
    assert held.only_site() is site
    await directory.remove(site)
    assert held.site("plausible", "a.example") is None


async def test_a_script_writes_a_name_in_the_letters_of_a_key(
    db: Database, directory: SiteDirectory
) -> None:
    held = await SiteAliases.load(db, directory)
    await held.add(alias("ä.example"))
    site = directory.by_id[1]
    digits = "ä.example".encode().hex()
    assert held.of_key(f"plausible_{digits}") == (site, "plausible", "ä.example")
    for key in (f"umami_{digits}", f"fathom_{digits}", "plausible_xy", "plausible_ff", "plausible"):
        assert held.of_key(key) is None
    assert held.of_key("goatcounter_00") is None
    await directory.remove(directory.by_id[2])
    assert held.of_key("goatcounter_00") == (site, "goatcounter", "")


async def test_a_site_has_so_many_names(db: Database, directory: SiteDirectory) -> None:
    held = await SiteAliases.load(db, directory)
    for number in range(MOST_ALIASES):
        await held.add(alias(str(number), "matomo"))
    with pytest.raises(TooManyAliases):
        await held.add(alias("one more"))
    assert held.site("plausible", "one more") is None
    held.forget(1)
    assert held.by_name == {}


async def test_a_server_that_only_reads_does_not_stumble_over_damaged_names(
    db: Database, directory: SiteDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with db.transaction() as tx:
        await tx.execute("drop table alias")
    monkeypatch.setattr(db.condition, "read_only", "the file is damaged")
    assert (await SiteAliases.load(db, directory)).by_name == {}
