"""Named funnels: each its site's own, once by name, few, and gone with the site."""

import pytest
from msgspec.structs import replace

from tests.making import NOON
from tracker.domain.reports import kept
from tracker.domain.reports.funnels import KeptFunnel
from tracker.domain.reports.kept import NameTaken, TooMany
from tracker.storage.accounts.users import NewUser, insert_user
from tracker.storage.file.transactions import Accounts
from tracker.storage.sites import funnels, sites

SIGN_UPS = KeptFunnel(
    id=1,
    site_id=1,
    name="Sign-ups",
    steps="step=page:/pricing&step=event:Signup",
    user_id=1,
    created_at=NOON,
)


@pytest.fixture
async def db(accounts: Accounts) -> Accounts:
    """Ada has two sites, the first with a funnel."""
    async with accounts.transaction() as tx:
        await insert_user(tx, NewUser("ada", "ada@example.com", "-"), NOON)
        for key in ("one", "two"):
            await sites.insert_site(
                tx, key=key, owner_id=1, name="example.com", time_zone="UTC", at=NOON
            )
        await funnels.insert_funnel(tx, SIGN_UPS)
    return accounts


async def test_a_site_has_them_by_name(db: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
    assert kept.MOST_FUNNELS == 100
    async with db.transaction() as tx:
        await funnels.insert_funnel(tx, replace(SIGN_UPS, id=0, name="Orders"))
        await funnels.insert_funnel(tx, replace(SIGN_UPS, id=0, site_id=2))
        with pytest.raises(NameTaken):
            await funnels.insert_funnel(tx, replace(SIGN_UPS, id=0))
        monkeypatch.setattr(funnels, "MOST_FUNNELS", 2)
        with pytest.raises(TooMany):
            await funnels.insert_funnel(tx, replace(SIGN_UPS, id=0, name="Third"))
    names = [each.name for each in await funnels.funnels_of(db, 1)]
    assert names == ["Orders", "Sign-ups"]


async def test_a_change_is_of_its_own_site_and_takes_no_others_name(db: Accounts) -> None:
    other = replace(SIGN_UPS, name="Strictly", steps="step=page:/a&step=page:/b&strict=1")
    async with db.transaction() as tx:
        assert not await funnels.update_funnel(tx, replace(other, site_id=2))
        assert await funnels.update_funnel(tx, replace(other, user_id=None, created_at=0))
        await funnels.insert_funnel(tx, replace(SIGN_UPS, id=0))
        with pytest.raises(NameTaken):
            await funnels.update_funnel(tx, SIGN_UPS)
    assert (await funnels.funnels_of(db, 1))[1] == other


async def test_it_is_removed_on_its_own_site_and_ends_with_it(db: Accounts) -> None:
    async with db.transaction() as tx:
        assert not await funnels.delete_funnel(tx, 2, 1)
        assert await funnels.delete_funnel(tx, 1, 1)
        assert not await funnels.delete_funnel(tx, 1, 1)
        await funnels.insert_funnel(tx, SIGN_UPS)
        await tx.execute("delete from site where id = 1")
    assert not await db.read("select * from funnel")
