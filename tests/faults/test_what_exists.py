"""The check of `make faults` on what an answer's time tells a stranger. Its figures are made there;
that both kinds take the same look-ups is shown in tests/web/asking/test_access.py."""

import asyncio
from pathlib import Path

import pytest

from tests.faults.what_exists import MISSING, hidden
from tracker.storage.file.database import Database
from tracker.storage.sites.sites import Site
from tracker.web.asking import site_access


@pytest.mark.fault
async def test_a_server_that_looks_at_the_site_before_it_looks_who_asks_is_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = site_access.member_site

    async def look_around_first(
        db: Database, user_id: int, site_id: int
    ) -> tuple[Site, str] | None:
        if site_id != MISSING:
            await asyncio.sleep(0.005)
        return await look(db, user_id, site_id)

    monkeypatch.setattr(site_access, "member_site", look_around_first)
    found = await hidden(tmp_path / "data", 20)
    foreign, missing = found.medians["/sites/{}"]
    assert foreign > missing
    assert not found.is_clean
