"""Events and visits as files: all of a site, of a period, and on from where it was cut off."""

import csv
import html
import io
import json
import re
from urllib.parse import parse_qsl

import pytest
from aiohttp.test_utils import TestClient

from tests.audited import acts
from tests.conftest import AsUser
from tests.eventually import PATIENCE
from tests.making import NOON, event, leave, visitor
from tests.web.sites.owners import add_site
from tests.web.sites.teams import join
from tracker.domain.campaigns import Campaign
from tracker.domain.events import Page
from tracker.services.reports import answering, open_file
from tracker.storage.exports import event_pages, exported_events, visit_pages
from tracker.storage.sites.sites import Site
from tracker.web import keys

DAY = 86_400_000
BOM = "\ufeff"


@pytest.fixture
async def ada(as_user: AsUser, monkeypatch) -> TestClient:
    monkeypatch.setattr(open_file, "OPENS_WITHIN", PATIENCE)
    return await as_user("ada")


@pytest.fixture
async def site(ada: TestClient) -> Site:
    """Five visits of three days, each two pageviews and a leave, and a formula for a title."""
    site = await add_site(ada, zone="Europe/Berlin")
    for number in range(5):
        at, who = NOON + number * DAY // 2, visitor(number + 1, site.id)
        first = event(2 * number + 1, who=who, visit=number + 1, at=at, beacon=number + 1)
        first.title = '=HYPERLINK("http://evil")'
        first.page = Page("example.com", "/", Campaign("mail", "", "", "", "", ""))
        second = event(2 * number + 2, who=who, visit=number + 1, at=at + 5_000, path="/b")
        second.properties = '{"plan":"pro"}'
        told = leave(2, page=3 * number + 1, visit=number + 1, at=at + 5_000)
        told.site_id = site.id
        await ada.app[keys.LOG].append([first, second, told])
    return site


async def fetch(client: TestClient, site: Site, **query: str) -> str:
    answer = await client.get(f"/sites/{site.id}/export", params=query)
    assert answer.status == 200, await answer.text()
    return await answer.text()


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix(BOM))))


async def test_every_event_is_a_line(ada: TestClient, site: Site, monkeypatch) -> None:
    monkeypatch.setattr(exported_events, "PAGE", 3)
    text = await fetch(ada, site)
    found = rows(text)
    assert text.startswith(BOM + "position,time,visit,")
    assert len({each["position"] for each in found}) == len(found) == 10
    assert [each["time"] for each in found] == sorted(each["time"] for each in found)
    first, second = found[:2]
    assert (first["time"], first["utm_source"]) == ("2026-11-21T13:00:00+01:00", "mail")
    assert first["title"].startswith("'=HYPERLINK")
    assert (second["page"], second["properties"]) == ("/b", '{"plan":"pro"}')


async def test_programs_read_objects(ada: TestClient, site: Site) -> None:
    lines = [json.loads(line) for line in (await fetch(ada, site, format="ndjson")).splitlines()]
    assert len(lines) == 10
    assert (lines[0]["title"], lines[1]["properties"]) == (
        '=HYPERLINK("http://evil")',
        {"plan": "pro"},
    )


async def test_every_visit_is_a_line(ada: TestClient, site: Site, monkeypatch) -> None:
    monkeypatch.setattr(visit_pages, "PAGE", 2)
    found = rows(await fetch(ada, site, what="visits"))
    assert [each["visit"] for each in found] == ["1", "2", "3", "4", "5"]
    first = found[0]
    assert (first["pageviews"], first["duration"], first["engaged_time"]) == ("2", "5", "1")
    assert (first["entry_page"], first["exit_page"], first["utm_source"]) == ("/", "/b", "mail")
    lines = (await fetch(ada, site, what="visits", format="ndjson")).splitlines()
    assert json.loads(lines[0])["bounce"] == 0


@pytest.mark.parametrize(("what", "many"), [("events", 4), ("visits", 2)])
async def test_a_period_has_its_own(ada: TestClient, site: Site, what: str, many: int) -> None:
    query = {"what": what, "from": "2026-11-22", "to": "2026-11-22"}
    found = rows(await fetch(ada, site, **query))
    assert len(found) == many
    assert {each["time"][:10] for each in found} == {"2026-11-22"}


FILTERED = [
    ("page=/b", ["/b"] * 5, 5),
    ("page_not=/b", [], 0),
    ("page=/b&from=2026-11-22&to=2026-11-22", ["/b"] * 2, 2),
    ("entry=/&utm_source_not=mail", [], 0),
    ("entry=/", ["/", "/b"] * 5, 5),
    ("prop.plan=pro&page=/", ["/"] * 5, 5),
    ("country=DE", [], 0),
]


async def test_a_file_holds_what_the_reports_of_its_address_count(
    ada: TestClient, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_pages, "PAGE", 3)
    monkeypatch.setattr(exported_events, "PAGE", 2)
    monkeypatch.setattr(visit_pages, "PAGE", 2)
    for address, pages, visits in FILTERED:
        query = dict(parse_qsl(address)) | {"tab": "entry", "figure": "visits"}
        events = rows(await fetch(ada, site, **query))
        assert [each["page"] for each in events] == pages, address
        assert len({each["position"] for each in events}) == len(events)
        assert len(rows(await fetch(ada, site, what="visits", **query))) == visits, address


async def test_the_reports_lead_to_the_files_of_what_they_show(
    ada: TestClient, site: Site, as_user: AsUser
) -> None:
    shown = f"/sites/{site.id}?from=2026-11-22&to=2026-11-22&page=/b"
    page = html.unescape(await (await ada.get(shown)).text())
    found = re.findall(r'href="([^"]*/export[^"]*)" download', page)
    assert len(found) == 4
    many = [len((await (await ada.get(each)).text()).splitlines()) for each in found]
    assert many == [3, 2, 3, 2]
    bob = await as_user("bob")
    await join(ada, site, "bob")
    assert "/export?" not in await (await bob.get(shown)).text()


async def test_segments_select_rows_and_visits_of_a_file(ada: TestClient, site: Site) -> None:
    filters = '[["is", "event:page", ["/b"]]]'
    made = {"name": "Read b", "filters": filters, "whose": "mine"}
    assert (await ada.post(f"/sites/{site.id}/segments", data=made)).status == 200
    events = rows(await fetch(ada, site, segment="1"))
    assert [each["page"] for each in events] == ["/b"] * 5
    assert len(rows(await fetch(ada, site, segment="1", what="visits"))) == 5
    assert (await ada.get(f"/sites/{site.id}/export?segment=7")).status == 400
    assert (await ada.get(f"/sites/{site.id}/export?contry=DE")).status == 400


@pytest.mark.parametrize("filtered", [{}, {"page": "/b"}])
@pytest.mark.parametrize("what", ["events", "visits"])
async def test_what_was_cut_off_goes_on(
    ada: TestClient, site: Site, what: str, filtered: dict[str, str]
) -> None:
    whole = await fetch(ada, site, what=what, **filtered)
    lines = whole.splitlines(keepends=True)
    for cut in (2, len(lines)):
        position = lines[cut - 1].partition(",")[0]
        rest = await fetch(ada, site, what=what, after=position, **filtered)
        assert "".join(lines[:cut]) + rest == whole


@pytest.mark.parametrize("what", ["events", "visits"])
async def test_of_nothing_there_is_the_line_of_names(ada: TestClient, site: Site, what) -> None:
    text = await fetch(ada, site, what=what, period="today")
    assert (rows(text), text.startswith(BOM + "position,")) == ([], True)


@pytest.mark.parametrize(
    "wrong",
    [
        {"what": "people"},
        {"format": "xlsx"},
        {"period": "soon"},
        {"from": "2026-11-22"},
        {"after": "here"},
        {"after": f"1-{1 << 63}"},
        {"after": "here", "page": "/b"},
    ],
)
async def test_what_is_none_is_told(ada: TestClient, site: Site, wrong: dict[str, str]) -> None:
    assert (await ada.get(f"/sites/{site.id}/export", params=wrong)).status == 400


async def test_one_at_a_time(ada: TestClient, site: Site) -> None:
    ada.app[keys.EXPORTS].add(site.owner_id)
    assert (await ada.get(f"/sites/{site.id}/export")).status == 429


async def test_visits_wait_until_all_are_counted(ada: TestClient, site: Site, monkeypatch) -> None:
    monkeypatch.setattr(answering, "NEAR", -1)
    answer = await ada.get(f"/sites/{site.id}/export", params={"what": "visits"})
    assert answer.status == 503
    assert not ada.app[keys.EXPORTS]


async def test_a_viewer_may_not_and_what_is_done_is_noted(
    ada: TestClient, site: Site, as_user: AsUser
) -> None:
    bob = await as_user("bob")
    await join(ada, site, "bob")
    assert (await bob.get(f"/sites/{site.id}/export")).status == 403
    await fetch(ada, site)
    assert ("visits exported", f"site {site.id}") in await acts(ada)
