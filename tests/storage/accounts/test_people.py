"""Accounts as admins see and change them, and who did what: the same on both engines."""

from dataclasses import dataclass

import pytest

from tests.making import NOON
from tracker.storage.accounts import admins, audit, people, profiles, users
from tracker.storage.accounts.audit import Entry
from tracker.storage.accounts.counts import counts
from tracker.storage.accounts.users import NewUser, Taken, insert_first_user, insert_user
from tracker.storage.file.transactions import Accounts
from tracker.storage.sites import members, sites

ADA, BEN, CLEO = 1, 2, 3
PROFILE = profiles.Profile("Ada", "Engines", "de", "Europe/Berlin", "dark", "last_7_days")


@pytest.fixture
async def db(accounts: Accounts) -> Accounts:
    """Ada is the admin, Ben has two sites, and Cleo reads one of them."""
    async with accounts.transaction() as tx:
        await insert_first_user(tx, NewUser("Ada", "ada@example.com", "-"), NOON)
        for name in ("Ben", "Cleo"):
            await insert_user(tx, NewUser(name, f"{name}@Example.com", "-"), NOON)
        for name in ("blog.example", "About.example"):
            await sites.insert_site(tx, key=name, owner_id=BEN, name=name, time_zone="UTC", at=NOON)
        await members.put_member(tx, 1, CLEO, "viewer", NOON)
    return accounts


async def test_there_is_one_first_user(db: Accounts) -> None:
    async with db.transaction() as tx:
        assert await insert_first_user(tx, NewUser("Eve", "", "-"), NOON) is None
    assert await counts(db) == {"users": 3, "users_off": 0, "sites": 2}
    assert await users.any_user(db)


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (NewUser("BEN", "eve@example.com", "-"), "name"),
        (NewUser("Eve", "ben@EXAMPLE.com", "-"), "email"),
        (NewUser("Ben", "ben@example.com", "-"), "name"),
    ],
)
async def test_it_is_said_what_of_a_new_account_is_taken(
    db: Accounts, new: NewUser, field: str
) -> None:
    with pytest.raises(Taken) as said:
        async with db.transaction() as tx:
            await insert_user(tx, new, NOON)
    assert said.value.field == field
    assert len(await users.all_users(db)) == 3


async def test_two_who_have_no_address_are_two(db: Accounts) -> None:
    async with db.transaction() as tx:
        for name in ("Dan", "Eve"):
            await insert_user(tx, NewUser(name, "", "-"), NOON)
    assert await users.find_user(db, "") is None


async def test_ones_own_name_is_not_taken_and_that_of_others_is(db: Accounts) -> None:
    async with db.transaction() as tx:
        await profiles.update_profile(tx, ADA, PROFILE)
        await profiles.set_view(tx, ADA, "reports")
        await profiles.set_order(tx, ADA, "name")
        await users.update_email(tx, ADA, "ada@example.com")
        await users.update_password(tx, ADA, "+")
    [(ada, password)] = [await users.find_user(db, "ADA")]
    assert (ada.about, ada.time_zone, ada.opens, ada.sites_by, password) == (
        *("Engines", "Europe/Berlin", "reports", "name"),
        "+",
    )
    with pytest.raises(Taken) as name:
        async with db.transaction() as tx:
            await profiles.update_profile(tx, CLEO, PROFILE)
    with pytest.raises(Taken) as email:
        async with db.transaction() as tx:
            await users.update_email(tx, CLEO, "ADA@example.com")
    assert (name.value.field, email.value.field) == ("name", "email")


async def test_people_are_found_by_a_part_of_their_name_or_address(db: Accounts) -> None:
    async def names(search: str, after: int = 0, limit: int = 10) -> list[str]:
        return [each.user.name for each in await people.people(db, search, after, limit)]

    assert await names("") == ["Ada", "Ben", "Cleo"]
    assert await names("EXAMPLE", after=ADA, limit=1) == ["Ben"]
    assert await names("cleo@") == ["Cleo"]
    assert await names("%") == []
    [ben] = [await people.find_person(db, BEN)]
    assert (ben.user.name, ben.sites, ben.seen_at) == ("Ben", 2, None)
    assert await people.find_person(db, 0) is None


async def test_sites_are_found_by_a_part_of_their_name_or_their_owners(db: Accounts) -> None:
    async def names(search: str) -> list[tuple[str, str, int]]:
        found = await people.all_sites(db, search)
        return [(each.site.name, each.owner, each.members) for each in found]

    assert await names("ABOUT") == [("About.example", "Ben", 1)]
    assert await names("ben") == [("blog.example", "Ben", 2), ("About.example", "Ben", 1)]


async def test_sites_stand_by_name_whatever_the_case(db: Accounts) -> None:
    async with db.transaction() as tx:
        await members.set_pinned(tx, 1, CLEO, True)
        await members.put_member(tx, 2, CLEO, "owner", NOON)
    assert [each.id for each in await sites.sites_of(db, BEN, 5)] == [2, 1]
    assert [each.id for each in await sites.sites_of(db, CLEO, 5)] == [1, 2]
    gone, stay = await people.fate_of_sites(db, BEN)
    assert ([each.id for each in gone], [each.id for each in stay]) == ([1], [2])


async def test_a_site_passes_to_the_owner_who_was_there_first(db: Accounts) -> None:
    async with db.transaction() as tx:
        for user in (CLEO, ADA):
            await members.put_member(tx, 1, user, "owner", NOON + user)
        assert await people.only_owned_sites(tx, BEN) == [2]
        await sites.delete_site(tx, 2)
        assert await people.delete_user(tx, BEN)
        assert not await people.delete_user(tx, BEN)
    [site] = await sites.all_sites(db)
    assert site.owner_id == CLEO


async def test_an_admin_who_can_log_in_stays(db: Accounts) -> None:
    assert await admins.must_stay(db, ADA)
    with pytest.raises(admins.LastAdmin):
        async with db.transaction() as tx:
            await admins.set_admin(tx, ADA, False)
    async with db.transaction() as tx:
        await admins.set_admin(tx, BEN, True)
        await people.set_disabled(tx, ADA, NOON)
    assert not await admins.must_stay(db, ADA)
    assert await counts(db) == {"users": 3, "users_off": 1, "sites": 2}


@dataclass(frozen=True)
class Asked:
    action: str = ""
    about: str = ""


async def test_what_was_done_is_told_by_whom_and_to_whom(db: Accounts) -> None:
    async with db.transaction() as tx:
        await audit.insert_entries(
            tx,
            [
                Entry(NOON, ADA, "a", "switched off", "user 2"),
                Entry(NOON, BEN, "a", "renamed", "site 1", 3),
                Entry(NOON, None, "192.0.2.0/24", "log-in refused", "users of 9"),
            ],
        )

    async def told(asked: Asked) -> list[tuple[str, str, str]]:
        found = await audit.entries(db, action=asked.action, about=asked.about)
        return [(each.actor, each.entry.action, each.subject) for each in found]

    everything = [
        ("", "log-in refused", ""),
        ("Ben", "renamed", "blog.example"),
        ("Ada", "switched off", "Ben"),
    ]
    assert await told(Asked()) == everything
    assert await told(Asked(about="user 2")) == everything[1:]
    assert await told(Asked(about="ben")) == everything[1:]
    assert await told(Asked(action="renamed", about="site 1")) == everything[1:2]
    assert await audit.actions(db) == ["log-in refused", "renamed", "switched off"]


async def test_strangers_do_not_push_out_what_people_did(
    db: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "MOST_OF_NOBODY", 2)
    monkeypatch.setattr(audit, "MOST", 5)
    async with db.transaction() as tx:
        old = Entry(NOON - audit.KEPT_FOR - 1, ADA, "a", "old", "")
        strangers = [Entry(NOON, None, "192.0.2.0/24", str(each), "") for each in range(4)]
        await audit.insert_entries(tx, [old, Entry(NOON, ADA, "a", "kept", ""), *strangers])
        await audit.forget_entries(tx, NOON)
    assert [each.entry.action for each in await audit.entries(db)] == ["3", "2", "kept"]
