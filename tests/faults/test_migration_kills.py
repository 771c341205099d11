"""D10: an upgrade that is killed anywhere has happened up to a number, or not at all."""

import pytest

from tests.faults.migration_kills import migration_kills
from tracker.storage.file.migrations import NEWEST

pytestmark = pytest.mark.fault


def test_an_upgrade_killed_before_each_statement_is_whole_or_has_not_begun() -> None:
    found = migration_kills(NEWEST - 3)
    assert found.is_clean, found
    assert set(found.versions) >= {NEWEST - 3, NEWEST - 2, NEWEST - 1}


def test_an_upgrade_without_transactions_is_found_out() -> None:
    found = migration_kills(NEWEST - 3, sabotage="without transactions")
    assert found.between or found.unlike
