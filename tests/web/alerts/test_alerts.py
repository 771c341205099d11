"""What happens on a site is told to a program within moments, once."""

import base64
import hashlib
import hmac

import pytest
from aiohttp.test_utils import TestClient

from tests.alert_target import AlertTarget
from tests.audited import acts
from tests.clock import Clock
from tests.conftest import AsUser
from tests.eventually import eventually
from tests.web.alerts.told import add_alert, add_target, learned, titles
from tests.web.sites.owners import error_of, visit
from tests.web.sites.teams import join
from tracker.domain.alerts.message import key_of
from tracker.storage.alerts.alerts import alerts_of
from tracker.storage.alerts.targets import find_target, told_targets
from tracker.storage.sites.sites import Site
from tracker.web import keys


@pytest.mark.kept_anywhere
async def test_a_goal_that_is_reached_is_told_signed(
    ada: TestClient, site: Site, target: AlertTarget
) -> None:
    await ada.post(f"/sites/{site.id}/goals", data={"kind": "event", "of": "Signup"})
    number = await add_target(ada, site, target.address)
    await add_alert(ada, site, "goal", goal="1", targets=[str(number)])
    await visit(ada, site, name="Signup")
    assert await titles(target, 1) == ["example.com: Signup was reached"]
    [body], [headers], [raw] = target.got, target.headers, target.bodies
    assert body["url"] == f"http://stats.example/sites/{site.id}/live"
    assert body["site"] == {"id": site.id, "name": "example.com"}
    assert body["facts"]["goal"] == "Signup"
    assert body["id"] == headers["webhook-id"]
    kept = await find_target(ada.app[keys.KEPT], site.id, number)
    assert kept
    content = f"{body['id']}.{headers['webhook-timestamp']}.".encode() + raw
    wanted = hmac.new(key_of(kept.secret), content, hashlib.sha256).digest()
    assert headers["webhook-signature"] == "v1," + base64.b64encode(wanted).decode()


async def test_first_visits_pages_that_are_missing_and_refusals_are_told(
    ada: TestClient, site: Site, target: AlertTarget
) -> None:
    number = str(await add_target(ada, site, target.address))
    await visit(ada, site, referrer="https://www.google.com/")
    for kind, typed in {
        "source": {},
        "campaign": {"of": "SPRING"},
        "missing": {"of": "/old/**"},
        "refused": {"least": "2"},
    }.items():
        await add_alert(ada, site, kind, targets=[number], **typed)
    await learned(ada, site)
    await visit(ada, site, referrer="https://www.google.com/")
    await visit(ada, site, "/?utm_source=letter&utm_campaign=spring")
    await visit(ada, site, "/x", name="404", properties={"path": "/new/1"})
    await visit(ada, site, "/x", name="404", properties={"path": "/old/1"})
    for _ in range(2):
        await ada.post(f"/visit/{site.key}", data='{"url": "nowhere"}')
    found = await titles(target, 4)
    assert sorted(found) == [
        "example.com: 2 hits refused in 10 minutes",
        "example.com: a page was not found: /old/1",
        "example.com: the first visit by the campaign spring",
        "example.com: the first visit from letter",
    ]


async def test_a_spike_is_told_once_while_it_lasts(
    ada: TestClient, site: Site, target: AlertTarget, clock: Clock
) -> None:
    number = str(await add_target(ada, site, target.address))
    await add_alert(ada, site, "spike", least="3", targets=[number])
    for _ in range(5):
        await visit(ada, site)
    [title] = await titles(target, 1)
    assert "in 10 minutes" in title
    clock.forward(minutes=11)
    await ada.app[keys.ALERTS].look()
    for _ in range(3):
        await visit(ada, site)
    assert len(await titles(target, 2)) == 2


async def test_silence_and_a_drop_are_told_after_their_time(
    ada: TestClient, site: Site, target: AlertTarget, clock: Clock
) -> None:
    number = str(await add_target(ada, site, target.address))
    await add_alert(ada, site, "silence", least="30", targets=[number])
    await add_alert(ada, site, "drop", least="5", targets=[number])
    clock.forward(minutes=28)
    await visit(ada, site)
    clock.forward(minutes=29)
    await ada.app[keys.ALERTS].look()
    assert target.got == []
    clock.forward(minutes=2)
    found = await titles(target, 1)
    assert found == ["example.com: no visit for 31 minutes"]
    clock.forward(minutes=1)
    assert (await titles(target, 2))[1:] == ["example.com: only 1 pageview in an hour"]


async def test_what_is_paused_is_not_told_and_the_page_says_so(
    ada: TestClient, site: Site, target: AlertTarget, clock: Clock
) -> None:
    number = str(await add_target(ada, site, target.address))
    await add_alert(ada, site, "silence", least="30", targets=[number])
    maintenance = ada.app[keys.MAINTENANCE]
    await maintenance.begin("a while", clock.now)
    clock.forward(minutes=45)
    await ada.app[keys.ALERTS].look()
    await maintenance.end()
    clock.forward(minutes=29)
    await ada.app[keys.ALERTS].look()
    assert target.got == []
    clock.forward(minutes=2)
    assert await titles(target, 1) == ["example.com: no visit for 31 minutes"]


async def test_in_quiet_hours_nobody_is_told_before_they_end(
    ada: TestClient, site: Site, target: AlertTarget, clock: Clock
) -> None:
    clock.stop()
    clock.now = 1_795_302_000_000  # 2026-11-21 23:00 UTC
    await ada.post(f"/sites/{site.id}/goals", data={"kind": "page", "of": "/thanks"})
    number = str(await add_target(ada, site, target.address))
    hours = {"quiet_from": "22:00", "quiet_until": "07:00"}
    await add_alert(ada, site, "goal", goal="1", targets=[number], **hours)
    for _ in range(2):
        await visit(ada, site, "/thanks")
    await ada.app[keys.ALERTS].look()
    assert target.got == []
    clock.forward(hours=8, minutes=1)
    assert await titles(target, 1) == ["example.com: /thanks was reached 2 times"]


@pytest.mark.kept_anywhere
async def test_an_editor_tells_members_and_only_owners_name_targets(
    ada: TestClient, site: Site, as_user: AsUser, target: AlertTarget
) -> None:
    ben, eve = await as_user("ben"), await as_user("eve")
    await join(ada, site, "ben", "editor")
    await join(ada, site, "eve", "viewer")
    number = str(await add_target(ada, site, target.address))
    alert = await add_alert(ada, site, "spike", least="1", targets=[number])
    change = f"/sites/{site.id}/alerts/{alert}/change"
    assert 'name="targets"' not in await (await ben.get(change)).text()
    typed = {"kind": "spike", "least": "2", "pause": "0", "name": "Ben’s"}
    await ben.post(change, data=typed)
    db = ada.app[keys.KEPT]
    assert await told_targets(db, site.id) == {alert: {int(number)}}
    assert [each.name for each in await alerts_of(db, site.id)] == ["Ben’s"]
    assert (await ben.get(f"/sites/{site.id}/targets")).status == 403
    assert (await eve.post(f"/sites/{site.id}/alerts", data=typed)).status == 403
    assert "Ben’s" in await (await eve.get(f"/sites/{site.id}/alerts")).text()
    await ben.post(change, data={"remove": "y"})
    await ben.post(change, data={"remove": "y"})
    assert await alerts_of(db, site.id) == []
    done = [act for act, _ in await acts(ada) if act.startswith("alert")]
    assert done == ["alert target made", "alert made", "alert changed", "alert removed"]


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"kind": "goal"}, "goal", "Choose a goal of this site."),
        ({"least": "x"}, "least", "Type a whole number from 1 to 1000000, or nothing."),
        ({"quiet_from": "22:00"}, "quiet_until", "Type both times, or neither."),
        (
            {"kind": "missing", "of": "old"},
            "of",
            "Type a path that begins with / such as /thanks, or /blog/** with all below it.",
        ),
    ],
)
async def test_what_does_not_fit_is_said_beside_its_field(
    ada: TestClient, site: Site, typed: dict[str, str], field: str, said: str
) -> None:
    sent = {"kind": "spike", "pause": "60"} | typed
    answer = await ada.post(f"/sites/{site.id}/alerts", data=sent)
    assert answer.status == 422
    assert error_of(await answer.text(), field) == said


async def test_a_goal_that_goes_takes_its_alerts_along(ada: TestClient, site: Site) -> None:
    await ada.post(f"/sites/{site.id}/goals", data={"kind": "event", "of": "Signup"})
    await add_alert(ada, site, "goal", goal="1")
    await ada.post(f"/sites/{site.id}/goals/1/change", data={"remove": "y"})
    assert await alerts_of(ada.app[keys.KEPT], site.id) == []
    await visit(ada, site, name="Signup")
    await eventually(lambda: ada.app[keys.ALERTS].learned(site.id) is None)
