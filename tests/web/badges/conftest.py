"""The visited site of the shared links' tests, whose reports are waited for."""

import pytest

from tests.eventually import PATIENCE
from tests.web.sharing.conftest import ada, config, site
from tracker.services.reports import open_file
from tracker.services.sites import badge_numbers

__all__ = ["ada", "config", "site"]


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(badge_numbers, "PATIENCE", PATIENCE)
    monkeypatch.setattr(open_file, "OPENS_WITHIN", PATIENCE)
