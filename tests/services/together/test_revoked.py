"""What was taken back at one process stays so at another, whatever backup is put back."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.making import NOON
from tests.storage.sites.test_shared_links import BOARD
from tracker.services.session_ends import SessionEnds
from tracker.services.sites.shared_links import add_shared_link, revoke_shared_link
from tracker.services.together.revoked import RevokedTogether
from tracker.storage.file.errors import RefusesForNow
from tracker.storage.sites.shared_links import shared_links_of


class Notes:
    """`away`: so many calls are refused."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.away = 0

    async def note(self, text: str) -> None:
        self._is_away()
        self.texts.append(text)

    async def all(self) -> list[str]:
        self._is_away()
        return self.texts

    def _is_away(self) -> None:
        if self.away:
            self.away -= 1
            raise RefusesForNow("away")


@pytest.fixture
async def accounts(address: str):
    from tracker.storage.postgres.accounts import PostgresAccounts

    async with PostgresAccounts.open(address) as opened:
        for token in ("gone", "stays"):
            await add_shared_link(opened, replace(BOARD, token=token))
        yield opened


async def links(accounts) -> list[str]:
    return [each.token for each in await shared_links_of(accounts, 1)]


async def test_a_dump_that_is_put_back_opens_nothing_in_another_process(accounts) -> None:
    notes = Notes()
    one, other = RevokedTogether(notes), RevokedTogether(notes)
    assert await revoke_shared_link(accounts, one, SessionEnds(), 1, 1, NOON)
    await add_shared_link(accounts, replace(BOARD, token="gone"))  # as the dump has it
    notes.away = 2
    await other.again(accounts)
    assert await links(accounts) == ["stays"]


async def test_nobody_is_kept_from_revoking(accounts, caplog: pytest.LogCaptureFixture) -> None:
    notes = Notes()
    notes.away = 1
    assert await revoke_shared_link(accounts, RevokedTogether(notes), SessionEnds(), 1, 1, NOON)
    assert await links(accounts) == ["stays"]
    assert "opens again after a backup is restored: away" in caplog.text
