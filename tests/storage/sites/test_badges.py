"""Badges: found by their token, each its site's own; and what was taken back stays so."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.making import NOON
from tests.storage.sites.test_shared_links import BOARD
from tracker.domain.badges.badge import Badge
from tracker.domain.reports import kept
from tracker.domain.reports.kept import TooMany
from tracker.domain.tokens import digest_of
from tracker.storage.accounts.users import NewUser, insert_user
from tracker.storage.file.transactions import Accounts
from tracker.storage.sites import badges, shared_links, sites
from tracker.storage.sites.revoked_tokens import NAME, delete_revoked, note_revoked, revoked_in

SEEN = Badge(
    id=1,
    site_id=1,
    figure="all",
    page="/pricing",
    label="seen",
    token="a-token",
    user_id=1,
    created_at=NOON,
)


@pytest.fixture
async def db(accounts: Accounts) -> Accounts:
    """Ada has two sites, the first with a badge."""
    async with accounts.transaction() as tx:
        await insert_user(tx, NewUser("ada", "ada@example.com", "-"), NOON)
        for key in ("one", "two"):
            await sites.insert_site(
                tx, key=key, owner_id=1, name="example.com", time_zone="UTC", at=NOON
            )
        assert await badges.insert_badge(tx, SEEN) == 1
    return accounts


async def test_it_is_found_by_its_token_and_by_its_number_on_its_site(db: Accounts) -> None:
    assert await badges.badge_by_token(db, "a-token") == SEEN
    assert await badges.badge_by_token(db, "a-tokem") is None
    assert await badges.find_badge(db, 1, 1) == SEEN
    assert await badges.find_badge(db, 2, 1) is None
    assert await badges.badges_of(db, 1) == [SEEN]


async def test_it_is_deleted_on_its_own_site_only(db: Accounts) -> None:
    for site, left in ((2, [SEEN]), (1, [])):
        async with db.transaction() as tx:
            await badges.delete_badge(tx, site, 1)
        assert await badges.badges_of(db, 1) == left


async def test_a_site_has_so_many_and_the_newest_stands_first(
    db: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert kept.MOST_BADGES == 50
    monkeypatch.setattr(badges, "MOST_BADGES", 2)
    async with db.transaction() as tx:
        await badges.insert_badge(tx, replace(SEEN, token="another"))
        with pytest.raises(TooMany):
            await badges.insert_badge(tx, replace(SEEN, token="third"))
        await badges.insert_badge(tx, replace(SEEN, token="fourth", site_id=2))
    assert [each.token for each in await badges.badges_of(db, 1)] == ["another", "a-token"]


async def test_it_outlives_who_made_it_and_ends_with_the_site(db: Accounts) -> None:
    async with db.transaction() as tx:
        await insert_user(tx, NewUser("ben", "ben@example.com", "-"), NOON)
        await badges.insert_badge(tx, replace(SEEN, token="bens", user_id=2))
        await tx.execute("delete from user where id = 2")
    assert [each.user_id for each in await badges.badges_of(db, 1)] == [None, 1]
    async with db.transaction() as tx:
        await tx.execute("delete from site where id = 1")
    assert not await db.read("select * from badge")


async def test_what_was_taken_back_is_deleted_from_a_database_of_before(
    db: Accounts, tmp_path: Path
) -> None:
    assert revoked_in(tmp_path) == {}
    async with db.transaction() as tx:
        await shared_links.insert_shared_link(tx, replace(BOARD, user_id=None, token="gone"))
        await shared_links.insert_shared_link(tx, replace(BOARD, user_id=None, token="stays"))
    for token in ("gone", "a-token", "of a site that is no more"):
        note_revoked(tmp_path, token, NOON + 1)
    async with db.transaction() as tx:
        assert await delete_revoked(tx, revoked_in(tmp_path)) == 2
        assert await delete_revoked(tx, revoked_in(tmp_path)) == 0
        await badges.insert_badge(tx, replace(SEEN, created_at=NOON + 2))
        assert await delete_revoked(tx, revoked_in(tmp_path)) == 0, "made anew since then"
    assert [each.token for each in await shared_links.shared_links_of(db, 1)] == ["stays"]
    assert [each.token for each in await badges.badges_of(db, 1)] == ["a-token"]


def test_the_list_holds_no_token_is_ours_alone_and_may_be_cut_short(tmp_path: Path) -> None:
    note_revoked(tmp_path, "a-token", 1)
    note_revoked(tmp_path, "a-token", 2)
    file = tmp_path / NAME
    assert file.stat().st_mode & 0o077 == 0
    assert "a-token" not in file.read_text()
    with file.open("a") as cut:
        cut.write(digest_of("another")[:40])
    note_revoked(tmp_path, "third", 3)
    assert revoked_in(tmp_path) == {digest_of("a-token"): 2, digest_of("third"): 3}
