"""Editors name a funnel, call it otherwise and remove it; everybody on the site opens it."""

from __future__ import annotations

import re

import pytest
from aiohttp.test_utils import TestClient

from tests.audited import acts
from tests.conftest import AsUser
from tests.web.funnels.test_funnels import ALL, STEPS, ada, page_of, site
from tests.web.sites.teams import join
from tracker.storage.sites import funnels
from tracker.storage.sites.funnels import funnels_of
from tracker.storage.sites.sites import Site
from tracker.web import keys

__all__ = ["ada", "site"]
SENT = {"name": "Sign-ups", "steps": STEPS}


def named(page: str) -> dict[str, str]:
    """The list of the page: names, and where each leads."""
    found = re.findall(
        r'<a class="chip[^"]*" href="(\?[^"]*)"[^>]*><bdi class="cut">([^<]*)<', page
    )
    return {name: address for address, name in found}


async def test_a_funnel_is_named_opened_called_otherwise_and_removed(
    ada: TestClient, site: Site
) -> None:
    path = f"/sites/{site.id}/funnels"
    page = await page_of(ada, f"{path}?{ALL}&{STEPS}")
    assert f'name="steps" value="{STEPS}"' in page
    kept = await ada.post(path, data=SENT)
    assert kept.url.path_qs.startswith(f"{path}?step=page:/blog")
    page = await page_of(ada, f"{path}?{ALL}")
    assert named(page) == {"Sign-ups": f"?{ALL}&{STEPS}"}
    assert "Keep this funnel" not in await page_of(ada, f"{path}?{ALL}&{STEPS}"), "it has a name"
    change = f"{path}/1/change"
    assert 'value="Sign-ups"' in await page_of(ada, change)
    await ada.post(change, data=SENT | {"name": "All the way"})
    assert list(named(await page_of(ada, path))) == ["All the way"]
    for _ in range(2):
        await ada.post(change, data={"remove": "y"})
    assert named(await page_of(ada, path)) == {}
    assert (await ada.get(change)).url.path == path
    done = [act for act, _ in await acts(ada) if act.startswith("funnel")]
    assert done == ["funnel made", "funnel changed", "funnel removed"]


async def test_viewers_open_them_and_change_none(
    ada: TestClient, site: Site, as_user: AsUser
) -> None:
    path, ben = f"/sites/{site.id}/funnels", await as_user("ben")
    await ada.post(path, data=SENT)
    await join(ada, site, "ben", "viewer")
    page = await page_of(ben, f"{path}?{STEPS}")
    assert list(named(page)) == ["Sign-ups"]
    assert "/change" not in page
    assert (await ben.post(path, data=SENT)).status == 403


WRONG = [
    ({"name": " "}, 422, "Give the funnel a name."),
    ({"name": "x" * 101}, 422, "Use a name of at most 100 letters."),
    ({}, 422, "There is a funnel of that name already."),
    ({"name": "More"}, 422, "A site has at most 100 funnels. Remove one first."),
    ({"steps": ""}, 400, "A funnel has 2 to 8 steps."),
    ({"steps": "step=nonsense&step=page:/"}, 400, "is no step"),
    ({"steps": "step=page:/"}, 400, "A funnel has 2 to 8 steps."),
]


async def test_what_does_not_fit_is_said(
    ada: TestClient, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"/sites/{site.id}/funnels"
    await ada.post(path, data=SENT)
    monkeypatch.setattr(funnels, "MOST_FUNNELS", 1)
    for sent, status, said in WRONG:
        answer = await ada.post(path, data=SENT | sent)
        assert answer.status == status, sent
        assert said in await answer.text()
    assert len(await funnels_of(ada.app[keys.KEPT], site.id)) == 1
