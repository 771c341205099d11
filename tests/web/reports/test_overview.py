"""A site's first page: what it counts, and that every value on it is a filter."""

from __future__ import annotations

import asyncio
import html
import re
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

import pytest
from aiohttp.test_utils import TestClient

from tests.clock import Clock
from tests.conftest import AsUser
from tests.making import event, visitor
from tests.web.reports.watched import (
    BERLIN,
    IPHONE,
    LONDON,
    chips,
    come,
    figures,
    lines,
    links,
    listed,
    report,
)
from tests.web.sites.owners import FIREFOX, add_site, visit
from tracker.config import Config
from tracker.domain.reports.question import Answer, Question, Unavailable
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.questions.tabs import GROUPS
from tracker.web.reports import answers

NOON = 1_795_262_400_000  # 2026-11-21 12:00 UTC


@pytest.fixture
def config(config: Config) -> Config:
    return replace(config, trusted_proxies=("127.0.0.1",))


@pytest.fixture
async def ada(as_user: AsUser, clock: Clock) -> TestClient:
    clock.stop()
    clock.now = NOON
    return await as_user("ada")


@pytest.fixture
async def site(ada: TestClient) -> Site:
    """Two visitors of today, one of them from a campaign."""
    site = await add_site(ada)
    await come(ada, site, "/", "/pricing", place=BERLIN, title="Waves")
    await come(ada, site, "/pricing", place=BERLIN, name="Signup", properties={"plan": "pro"})
    await come(ada, site, "/blog/tides?utm_campaign=spring", place=LONDON, agent=IPHONE)
    return site


async def test_the_page_counts_the_period(ada: TestClient, site: Site) -> None:
    token = ada.app[keys.TEST_TOKENS].issue(site.id)
    await visit(ada, site, "/test", name="test", token=token)
    page = await report(ada, site)
    assert figures(page) == {
        "visitors": "2",
        "visits": "2",
        "pageviews": "3",
        "bounce_rate": "50\u00a0%",
        "visit_duration": "0s",
        "engaged_time": "–",
        "scroll_depth": "–",
    }
    assert "1.5 a visit" in page
    assert lines(page, "pages") == {"/": "1", "/blog/tides": "1", "/pricing": "1"}
    assert lines(page, "sources") == {"Direct": "1", "spring": "1"}
    assert lines(page, "places") == {"Germany": "1", "United Kingdom": "1"}
    assert lines(page, "devices") == {"Firefox": "1", "Safari": "1"}
    assert lines(page, "events") == {"Signup": "1"}


async def test_who_likes_another_period_begins_with_it(ada: TestClient, site: Site) -> None:
    likes = {"name": "ada", "time_zone": "UTC", "period": "last_7_days"}
    await ada.post("/account/profile", data=likes)
    filtered = "period=last_7_days&country=DE"  # so that others who are sent there see the same
    assert filtered in html.unescape(await report(ada, site))
    assert filtered not in html.unescape(await report(ada, site, "period=today"))


async def test_a_young_site_is_shown_by_the_hour_an_older_one_by_days(
    ada: TestClient, site: Site, clock: Clock
) -> None:
    page = await report(ada, site)
    assert "<title>example.com: Today" in page
    assert "Sat 21 Nov, 12:00" in page
    clock.forward(days=3)
    assert "<title>example.com: Last 28 days" in await report(ada, site)


TABS = [
    ("entry", "pages", {"/": "1", "/blog/tides": "1"}),
    ("exit", "pages", {"/pricing": "1", "/blog/tides": "1"}),
    ("titles", "pages", {"Waves": "1", "(no title)": "1"}),
    ("hosts", "pages", {"example.com": "2"}),
    ("campaigns", "sources", {"spring": "1"}),
    ("links", "sources", {}),
    ("systems", "devices", {"Linux": "1", "iOS": "1"}),
    ("devices", "devices", {"Computer": "1", "Phone": "1"}),
    ("outbound", "events", {}),
]


async def test_a_panel_has_tabs(ada: TestClient, site: Site) -> None:
    for tab, panel, values in TABS:
        assert lines(await report(ada, site, f"tab={tab}"), panel) == values, tab


async def test_every_kind_of_link_leads_to_a_state_of_the_page(ada: TestClient, site: Site) -> None:
    page = await report(ada, site, "tab=campaigns&country=DE|GB")
    found = links(page)
    assert len(found) > 50
    kinds = {frozenset(parse_qs(query[1:])): query for query in found}
    assert len(kinds) > 10
    for query in kinds.values():
        assert figures(await report(ada, site, query[1:])), query


async def test_a_click_on_a_value_selects_its_visits(ada: TestClient, site: Site) -> None:
    page = await report(ada, site)
    [query] = re.findall(r'href="\?([^"]*)" title="/pricing"', page)
    page = await report(ada, site, query)
    assert chips(page) == ["page is /pricing"]
    assert figures(page)["visitors"] == "1"
    assert lines(page, "pages") == {"/pricing": "1"}
    assert lines(page, "places") == {"Germany": "1"}
    assert lines(page, "events") == {"Signup": "1"}
    [query] = re.findall(r'href="\?([^"]*)" aria-label="Remove the filter', page)
    assert chips(await report(ada, site, query)) == []


SENTENCES = [
    ("country=DE|GB", ["country is Germany or United Kingdom"], "2"),
    ("country_not=DE", ["country is not Germany"], "1"),
    ("page_contains=PRIC&device=desktop", ["page contains PRIC", "device is Computer"], "1"),
    ("page=/&page=/pricing", ["page is /", "page is /pricing"], "1"),
    ("page=/&page=/blog/tides", ["page is /", "page is /blog/tides"], "–"),
    ("event=Signup&prop.plan=pro", ["event is Signup", "plan is pro"], "1"),
    ("event=Signup&prop.plan=free", ["event is Signup", "plan is free"], "–"),
    ("title=", ["title is (no title)"], "1"),
    ("campaign_begins=spr", ["campaign begins with spr"], "1"),
]


async def test_filters_read_as_a_sentence(ada: TestClient, site: Site) -> None:
    for query, read, visitors in SENTENCES:
        page = await report(ada, site, query)
        assert chips(page) == read
        assert figures(page)["visitors"] == visitors, query


MEANINGLESS = [
    ("period=yesterdays", "“yesterdays” is no period. Allowed: today, yesterday,"),
    ("from=2026-11-21", "Two days make a period"),
    ("from=2026-11-21&to=2026-11-01", "Two days make a period"),
    ("against=custom&against_from=x", "Two days make a period"),
    ("against=nobody", "“nobody” is no against. Allowed: previous, year, custom, none."),
    ("figure=money", "“money” is no figure. Allowed: visitors, visits,"),
    ("by=minute", "“minute” is no by. Allowed: hour, day, week, month."),
    ("tab=everything", "“everything” is no tab. Allowed: pages, entry,"),
    ("goal=first", "The site has no goal “first”."),
    ("done=first", "The site has no goal “first”."),
    ("segment=7", "There is no segment 7."),
    ("contry=DE", "No filter is called “contry”."),
    ("page_is=/", "No filter is called “page_is”."),
    ("&".join(f"page=/{n}" for n in range(21)), "At most 20 filters at once."),
]


async def test_what_an_address_cannot_mean_is_named(ada: TestClient, site: Site) -> None:
    as_json = {"Accept": "application/json"}
    for query, said in MEANINGLESS:
        answer = await ada.get(f"/sites/{site.id}?{query}", headers=as_json)
        assert answer.status == 400, query
        assert said in (await answer.json())["detail"]


async def test_such_an_address_leads_back_to_its_page(ada: TestClient, site: Site) -> None:
    """A bookmark may name a goal or a segment that is no more."""
    for below, asked in (("", "goal=7"), ("/visits", "segment=7"), ("/live", "at=x")):
        path = f"/sites/{site.id}{below}"
        answer = await ada.get(f"{path}?{asked}", headers={"Accept": "text/html"})
        assert answer.status == 400, path
        assert f'href="{path}"' in await answer.text()
        assert (await ada.get(path)).status == 200


async def test_a_site_without_visits_is_set_up_first(ada: TestClient) -> None:
    empty = await add_site(ada, "empty.example")
    answer = await ada.get(f"/sites/{empty.id}", allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, f"/sites/{empty.id}/setup")


async def test_days_without_visits_say_so(ada: TestClient, site: Site) -> None:
    page = await report(ada, site, "from=2026-10-01&to=2026-10-02")
    assert "No visits in these days." in page
    assert set(figures(page).values()) == {"–"}


async def test_a_period_is_compared_with_the_one_before(ada: TestClient, site: Site) -> None:
    yesterday = [
        event(n, who=visitor(n, site.id), visit=n, at=NOON - 86_400_000 - 60_000 * n)
        for n in range(1, 41)
    ]
    await ada.app[keys.LOG].append(yesterday)
    page = await report(ada, site, "period=today")
    assert re.findall(r'data-way="(\w*)">([^<]*)<', page)[0] == ("down", "−95\u00a0%")
    assert "20 Nov 2026" in page
    assert 'class="before" d="M' in page
    page = await report(ada, site, "period=today&against=none")
    assert set(re.findall(r'data-way="(\w*)"', page)) == {""}
    page = await report(
        ada, site, "period=today&against=custom&against_from=2026-11-20&against_to=2026-11-20"
    )
    assert "against 20 Nov 2026" in page


def table(page: str) -> dict[str, str]:
    """The chart's: its times and their figures."""
    [part] = re.findall(r'<details class="as-table".*?</details>', page, re.DOTALL)
    found = re.findall(r'<th scope="row">(?:<a[^>]*>)?([^<]*)<.*?class="number">([^<]*)<', part)
    return dict(found)


UNKNOWN = [
    (
        "from=2026-11-19&to=2026-11-23",
        {
            "Thu 19 Nov": "before the first known visit",
            "Fri 20 Nov": "before the first known visit",
            "Sat 21 Nov": "2",
            "Sun 22 Nov": "still to come",
            "Mon 23 Nov": "still to come",
        },
        2,
    ),
    (
        "from=2026-11-20&to=2026-11-21&figure=bounce_rate&by=day",
        {
            "Fri 20 Nov": "before the first known visit",
            "Sat 21 Nov": "50\xa0%",
        },
        1,
    ),
    (
        "from=2026-11-21&to=2026-11-22&by=day&country=DE",
        {"Sat 21 Nov": "1", "Sun 22 Nov": "still to come"},
        1,
    ),
]


async def test_what_nobody_knows_is_no_zero(ada: TestClient, site: Site) -> None:
    for query, rows, stretches in UNKNOWN:
        page = await report(ada, site, query)
        assert table(page) == rows, query
        assert page.count('<rect class="unknown"') == stretches, query
    page = await report(ada, site, "period=today")
    assert table(page)["Sat 21 Nov, 11:00"] == "before the first known visit"
    assert "Sat 21 Nov, 13:00" not in table(page)


async def test_few_earlier_visits_compare_with_nothing(ada: TestClient, site: Site) -> None:
    await ada.app[keys.LOG].append([event(1, who=visitor(1, site.id), at=NOON - 86_400_000)])
    page = await report(ada, site, "period=today")
    assert set(re.findall(r'data-way="(\w*)"', page)) == {""}


async def test_an_event_is_broken_down_by_its_properties(ada: TestClient, site: Site) -> None:
    await come(ada, site, "/", name="Signup", agent=IPHONE, properties={"plan": "free", "way": 1})
    assert 'class="breakdown"' not in await report(ada, site)
    page = await report(ada, site, "event=Signup")
    [part] = re.findall(r'<div class="breakdown">.*?</div>', page, re.DOTALL)
    assert re.findall(r'aria-current="true"><bdi>(\w+)</bdi></a>', part) == ["plan"]
    assert listed(part) == {"free": "1", "pro": "1"}
    [query] = re.findall(r'href="\?([^"]*)" title="free"', part)
    free = await report(ada, site, html.unescape(query))
    assert chips(free) == ["event is Signup", "plan is free"]
    page = await report(ada, site, "event=Signup&property=way")
    [part] = re.findall(r'<div class="breakdown">.*?</div>', page, re.DOTALL)
    assert listed(part) == {"1": "1"}


def breakdown(page: str) -> tuple[list[str], dict[str, str]]:
    """The properties of the event that is open, and the values of the chosen one."""
    [part] = re.findall(r'<div class="breakdown">.*?</div>', page, re.DOTALL)
    head, _end, values = part.partition("</p>")
    return re.findall(r"<bdi>(\w+)</bdi></a>", head), listed(values)


async def test_every_event_is_opened_where_it_stands(ada: TestClient, site: Site) -> None:
    await come(ada, site, "/", name="Signup", agent=IPHONE, properties={"plan": "free", "way": 1})
    await come(ada, site, "/", name="Download", properties={"url": "/tides.pdf"})
    await come(ada, site, "/", name="Bare", agent=IPHONE)
    page = await report(ada, site, "period=today")
    assert 'class="breakdown"' not in page
    opens = dict(
        re.findall(r'class="opens" href="\?([^"]*)" aria-expanded="false" aria-label="(\w+)', page)
    )
    assert set(opens.values()) == {"Signup", "Download", "Bare"}
    page = await report(ada, site, "period=today&opened=Signup")
    assert lines(page, "events").keys() == {"Signup", "Download", "Bare"} | {"free", "pro"}
    assert chips(page) == []
    assert breakdown(page) == (["plan", "way"], {"free": "1", "pro": "1"})
    [closes] = re.findall(r'class="opens" href="\?([^"]*)" aria-expanded="true"', page)
    assert closes == "period=today"
    [query] = re.findall(r'href="\?([^"]*)" title="free"', page)
    assert chips(await report(ada, site, html.unescape(query))) == [
        "event is Signup",
        "plan is free",
    ]
    page = await report(ada, site, "opened=Signup&property=way&country=DE|GB&period=today")
    assert breakdown(page) == (["plan", "way"], {})
    page = await report(ada, site, "opened=Download")
    assert breakdown(page) == (["url"], {"/tides.pdf": "1"})
    assert "It carries no properties in these days." in await report(ada, site, "opened=Bare")
    assert 'class="breakdown"' not in await report(ada, site, "opened=Signup&tab=goals")
    every = await report(ada, site, "", "/reports/events")
    assert f'href="/sites/{site.id}?opened=Bare#events"' in every


async def test_an_open_event_does_not_hold_up_the_page(
    ada: TestClient, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    names_of = ada.app[keys.FOLLOWED_REPORTS].property_names

    async def fails(*_: object) -> list[str]:
        raise Unavailable("slow", "It took longer than five seconds.")

    async def holds(*asked: Any) -> list[str]:
        await asyncio.sleep(0.01)
        return await names_of(*asked)

    monkeypatch.setattr(ada.app[keys.FOLLOWED_REPORTS], "property_names", holds)
    monkeypatch.setattr(answers, "SHORT", 0.005)
    page = await (await ada.get(f"/sites/{site.id}?opened=Signup")).text()
    assert "data-awaited" in page
    assert breakdown(await report(ada, site, "opened=Signup"))[0] == ["plan"]
    monkeypatch.setattr(ada.app[keys.FOLLOWED_REPORTS], "property_names", fails)
    page = await report(ada, site, "opened=Signup")
    assert lines(page, "events") == {"Signup": "1"}
    assert 'class="breakdown"' not in page


async def test_a_chosen_goal_has_its_figures_and_is_a_filter(ada: TestClient, site: Site) -> None:
    made = {"name": "Signed up", "kind": "event", "event": "Signup", "of": "Signup"}
    answer = await ada.post(f"/sites/{site.id}/goals", data=made)
    assert answer.status == 200, await answer.text()
    page = await report(ada, site, "goal=Signed+up&figure=conversion_rate")
    shown = figures(page)
    assert list(shown)[5:] == ["conversions", "conversion_rate"]
    assert (shown["conversions"], shown["conversion_rate"]) == ("1", "50\u00a0%")
    assert "<span>Rate</span>" in page
    page = await report(ada, site, "tab=goals")
    assert lines(page, "events") == {"Signed up": "1"}
    page = await report(ada, site, "done=Signed+up")
    assert chips(page) == ["goal is Signed up"]
    assert figures(page)["visitors"] == "1"
    page = await report(ada, site, "", "/reports/goals")
    assert "<td>1</td><td>50" in page.replace("\n", "") or "50\u00a0%" in page


async def test_filters_are_kept_as_a_segment_and_notes_stand_in_the_chart(
    ada: TestClient, site: Site
) -> None:
    page = await report(ada, site, "country=DE&event=Signup")
    [kept] = re.findall(r'href="[^"]*/segments\?([^"]*)"', page)
    filters = parse_qs(html.unescape(kept))["filters"][0]
    made = {"name": "German sign-ups", "filters": filters, "whose": "mine"}
    answer = await ada.post(f"/sites/{site.id}/segments", data=made)
    assert answer.status == 200, await answer.text()
    note = {"day": "2026-11-21", "words": "Newsletter sent"}
    assert (await ada.post(f"/sites/{site.id}/annotations", data=note)).status == 200
    page = await report(ada, site)
    [query] = re.findall(r'<a class="chip" href="\?([^"]*)"><bdi class="cut">German', page)
    assert "Newsletter sent" in page
    page = await report(ada, site, html.unescape(query))
    assert chips(page) == ["segment is German sign-ups"]
    assert figures(page)["visitors"] == "1"


async def test_what_visitors_send_is_text_wherever_it_stands(ada: TestClient, site: Site) -> None:
    evil = "<img src=x onerror=alert(1)>"
    await come(ada, site, f"/{evil}", title=evil, referrer=f"https://evil.example/{evil}")
    await come(ada, site, "/", name=evil, properties={evil: evil})
    for query in ("", "tab=titles&tab=links", "tab=entry", f"event={evil}", f"prop.{evil}={evil}"):
        assert "<img src=x" not in await report(ada, site, query)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", ("Besucher", "21. Nov. 2026", "Vereinigtes Königreich", "Nicht gezählt")),
        ("fr", ("Visiteurs", "21 nov. 2026", "Royaume-Uni", "example.com\u00a0: Aujourd’hui")),
    ],
)
async def test_a_reader_reads_it_in_another_language(
    ada: TestClient, site: Site, language: str, words: tuple[str, ...]
) -> None:
    accepted = {"Accept-Language": f"{language}-CH, {language};q=0.9, en;q=0.8"}
    answer = await ada.get(f"/sites/{site.id}?period=today&wait", headers=accepted)
    page = await answer.text()
    assert f'<html lang="{language}"' in page
    for word in words:
        assert word in page


async def test_filters_go_along_to_the_live_view(ada: TestClient, site: Site) -> None:
    page = await report(ada, site, "country=DE&page_begins=/p&device=desktop&source=a|b")
    carried = f'href="/sites/{site.id}/live?country=DE&amp;page_begins=%2Fp"'
    assert page.count(carried) == 2


async def test_hits_that_were_refused_are_counted_by_their_days(
    ada: TestClient, site: Site, clock: Clock
) -> None:
    for _ in range(3):
        await visit(ada, site, excluded=True)
    private = {"User-Agent": FIREFOX, "Sec-GPC": "1"}
    body = {"url": "https://example.com/secret"}
    assert (await ada.post(f"/visit/{site.key}", json=body, headers=private)).status == 204
    page = await report(ada, site, "country=DE")
    counted = re.findall(r"<summary>([^<]+)</summary>.*?<td>(\d+)<", page)
    assert counted == [("Excluded itself", "3"), ("Asked not to be counted", "1")]
    assert "Excluded itself: 3, Asked not to be counted: 1" in page
    assert "secret" not in page
    clock.forward(days=1)
    await visit(ada, site)
    assert "Nothing was refused in these days." in await report(ada, site, "period=today")
    assert "Excluded itself: 3" in await report(ada, site, "period=yesterday")


async def test_what_is_counted_anew_says_how_far_it_is(
    ada: TestClient, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer_of = ada.app[keys.REPORTS].answer

    async def counting(question: Question) -> Answer:
        found = await answer_of(question)
        return Answer(found.rows[:1], log.head, found.total_rows, known=0.625)

    log = ada.app[keys.LOG]
    await log.append([event(1, who=visitor(1, site.id), at=NOON - 3 * 86_400_000)])
    monkeypatch.setattr(ada.app[keys.REPORTS], "answer", counting)
    page = await report(ada, site, "from=2026-11-17&to=2026-11-21")
    assert "Counting: 62 %" in page
    assert list(table(page).values()) == [
        "before the first known visit",
        "1",
        *["not counted yet"] * 3,
    ]
    assert "so far" in page


async def test_a_full_disk_says_up_to_when_it_is_counted(
    ada: TestClient, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer_of = ada.app[keys.REPORTS].answer

    async def standing(question: Question) -> Answer:
        found = await answer_of(question)
        return Answer(found.rows, found.upto, found.total_rows, stands_at=NOON)

    monkeypatch.setattr(ada.app[keys.REPORTS], "answer", standing)
    assert "Counted until 12:00:00 on 21 Nov 2026" in await report(ada, site)


async def test_no_reports_is_said_with_what_to_do(
    ada: TestClient, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def absent(question: Question) -> Answer:
        raise Unavailable("absent", "DuckDB cannot be loaded on this machine.")

    monkeypatch.setattr(ada.app[keys.REPORTS], "answer", absent)
    answer = await ada.get(f"/sites/{site.id}?wait")
    page = await answer.text()
    assert answer.status == 503
    assert "DuckDB cannot be loaded on this machine." in page
    assert "No visit is lost" in page
    assert "Last 28 days" in page


@pytest.fixture
def held(ada: TestClient, site: Site, monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Countries are not counted before it is set."""
    answer_of, free = ada.app[keys.REPORTS].answer, asyncio.Event()

    async def holding(question: Question) -> Answer:
        if question.dimensions == ("visit:country",):
            await free.wait()
        return await answer_of(question)

    monkeypatch.setattr(ada.app[keys.REPORTS], "answer", holding)
    return free


def awaited(page: str) -> set[str]:
    """Parts of the page that are not counted yet."""
    return set(re.findall(r'id="(\w+)"[^>]* data-awaited="whole"', page))


async def test_the_first_paint_does_not_wait_for_a_slow_panel(
    ada: TestClient, site: Site, held: asyncio.Event
) -> None:
    page = await (await ada.get(f"/sites/{site.id}?device=desktop|mobile")).text()
    assert "places" in awaited(page)
    noscript = f'<noscript>.*href="{re.escape("?device=desktop|mobile&amp;wait")}".*</noscript>'
    assert re.search(noscript, page)
    assert figures(page).keys() >= {"visitors", "visits"}
    held.set()
    page = await report(ada, site, "device=desktop|mobile")
    assert (awaited(page), "<noscript>" in page) == (set(), False)
    assert lines(page, "places") == {"Germany": "1", "United Kingdom": "1"}


async def test_what_is_not_counted_in_time_keeps_its_place(
    ada: TestClient, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = await report(ada, site)
    whole = set(re.findall(r'<section [^>]*id="([\w-]+)"', page))
    monkeypatch.setattr(answers, "SHORT", 0.0)
    page = await (await ada.get(f"/sites/{site.id}?country=DE|GB")).text()
    assert awaited(page) == {"figures", "chart", *GROUPS, "hours"}
    assert set(re.findall(r'<section [^>]*id="([\w-]+)"', page)) == whole
    assert set(figures(page).values()) == {"\xa0"}
    assert "No visits in these days." not in page
    assert awaited(await (await ada.get(f"/sites/{site.id}?wait=10000")).text()) == set()
    assert (await ada.get(f"/sites/{site.id}?wait=soon")).status == 400


async def test_one_slow_panel_leaves_the_others_alone(
    ada: TestClient, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer_of = ada.app[keys.REPORTS].answer

    async def slow_places(question: Question) -> Answer:
        if question.dimensions == ("visit:country",):
            raise Unavailable("slow", "It took longer than five seconds.")
        return await answer_of(question)

    monkeypatch.setattr(ada.app[keys.REPORTS], "answer", slow_places)
    page = await report(ada, site)
    assert "This took too long to count." in page
    assert lines(page, "pages")


async def test_the_form_for_one_more_filter_gets_an_address_of_its_own(
    ada: TestClient, site: Site
) -> None:
    sent = "period=today&device=desktop&add=country&how=not&value=+germany+"
    answer = await ada.get(f"/sites/{site.id}?{sent}", allow_redirects=False)
    assert answer.status == 303
    assert (
        answer.headers["Location"] == f"/sites/{site.id}?period=today&device=desktop&country_not=DE"
    )
    answer = await ada.get(f"/sites/{site.id}?period=today&add=page&value=", allow_redirects=False)
    assert answer.headers["Location"] == f"/sites/{site.id}?period=today"
    assert (await ada.get(f"/sites/{site.id}?add=page&value=/&by=x")).status == 400
