"""The first name that is free, however many are taken."""

import pytest

from tracker.storage.accounts import free_names
from tracker.storage.accounts.free_names import find_free_name
from tracker.storage.accounts.users import NewUser, insert_user
from tracker.storage.file.transactions import Accounts


@pytest.mark.parametrize("at_once", [1, 2, 3, 100])
async def test_it_is_found_behind_any_number_of_taken_ones(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(free_names, "CANDIDATES", at_once)
    assert await find_free_name(accounts.read, "Joe") == "Joe"
    async with accounts.transaction() as tx:
        for name in ("joe", "JOE2", "joe3", "joe5"):
            await insert_user(tx, NewUser(name, f"{name}@example.com", "-"), 0)
    assert await find_free_name(accounts.read, "Joe") == "Joe4"
    assert await find_free_name(accounts.read, "joe5") == "joe6"
    assert await find_free_name(accounts.read, "joe", but=1) == "joe"
