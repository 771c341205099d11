"""Ada's site, where three visits have been, and one hit was refused; and her tokens."""

from __future__ import annotations

from datetime import date

import pytest
from aiohttp.test_utils import TestClient

from tests.conftest import AsUser
from tests.eventually import PATIENCE
from tests.making import NOON, event, leave, visitor
from tests.web.api.test_api import token_of
from tests.web.sites.owners import add_site
from tracker.domain.events import Place
from tracker.domain.reports.annotations import Annotation
from tracker.domain.reports.goals import Goal
from tracker.domain.sources import Source
from tracker.services.reports import open_file
from tracker.services.sites.kept_for_reports import add_annotation, add_goal
from tracker.storage.sites.sites import Site
from tracker.web import keys


@pytest.fixture
async def ada(as_user: AsUser, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    monkeypatch.setattr(open_file, "OPENS_WITHIN", PATIENCE)
    return await as_user("ada")


@pytest.fixture
async def site(ada: TestClient) -> Site:
    """On 21 November 2026, at noon UTC: each reads / for a second, and the last signs up."""
    site = await add_site(ada, zone="Europe/Berlin")
    log, db, now = ada.app[keys.LOG], ada.app[keys.DATABASE], ada.app[keys.CLOCK]()
    for nth in (1, 2, 3):
        at, who = NOON + nth * 60_000, visitor(nth, site.id)
        read = event(nth, who=who, visit=nth, at=at, beacon=nth)
        read.title, read.source = "Welcome", Source("Google", "organic-search")
        read.place = Place("DE" if nth < 3 else "FR", "", "")
        told = leave(2, page=2 * nth - 1, visit=nth, at=at + 1_000)
        told.site_id = site.id
        await log.append([read, told])
    done = event(9, who=visitor(3, site.id), visit=3, at=NOON + 190_000, path="/b", name="Signup")
    done.properties = '{"plan":"pro"}'
    await log.append([done])
    goal = Goal(id=0, site_id=site.id, name="Sign up", kind="event", of="Signup")
    await add_goal(db, goal, now)
    note = Annotation(id=0, site_id=site.id, day=date(2026, 11, 21), words="launch", user_id=1)
    await add_annotation(db, note, now)
    return site


@pytest.fixture
async def token(ada: TestClient, site: Site) -> str:
    """Of ada herself, who reads her sites and asks for reports."""
    return await token_of(ada, "read", "reports")
