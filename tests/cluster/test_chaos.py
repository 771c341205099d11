"""Whatever is killed, stopped or full: all that was acknowledged is there once, and was shown."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("asyncpg", reason="asyncpg is not installed here")

from tests.cluster.chaos import chaos
from tests.cluster.own_engines import absent


@pytest.mark.fault
@pytest.mark.skipif(bool(absent()), reason="an engine is not installed here: `make install-test`")
async def test_nothing_is_lost_or_twice_whatever_is_killed(tmp_path: Path) -> None:
    found = await chaos(tmp_path, 1)
    assert found.wrong == []
    assert found.faults >= 9
    assert found.acknowledged > 100
