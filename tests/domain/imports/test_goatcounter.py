"""What GoatCounter's CSV says."""

from pathlib import Path

import pytest

from tests.domain.imports.opened import read, reasons, rows
from tracker.domain.agents import Agent
from tracker.domain.campaigns import Campaign
from tracker.domain.imports.imported import Unusable
from tracker.domain.places import NOWHERE, Place

DATA = Path(__file__).parents[2] / "data" / "imports" / "goatcounter"
HEADER = (
    "2Path,Title,Event,UserAgent,Browser,System,Session,Bot,Referrer,Referrer scheme,Screen size,"
    "Location,FirstVisit,Date"
)
AT = "2026-03-27T09:15:02Z"


def line(**said: str) -> str:
    fields = {
        "path": "/",
        "title": "Shop",
        "event": "0",
        "agent": "",
        "browser": "Firefox 140",
        "system": "Linux ",
        "session": "a-b",
        "bot": "0",
        "referrer": "",
        "scheme": "o",
        "size": '"1440,0,1"',
        "location": "US-TX",
        "first": "1",
        "date": AT,
    }
    return f"{HEADER}\n{','.join((fields | said).values())}\n"


def test_a_row_says_what_the_file_says():
    [row] = rows(line())
    assert (row.path, row.title, row.name) == ("/", "Shop", "pageview")
    assert row.agent == Agent("Firefox", "Linux", "", "140", "")
    assert (row.place, row.width) == (Place("US", "US-TX"), 1440)
    assert (row.visit, row.visitor, row.at) == ("a-b", "a-b", 1_774_602_902_000)
    assert row.counted


def test_an_event_has_a_name_and_no_page():
    [row] = rows(line(path="sign up", event="true", first="false"))
    assert (row.name, row.path, row.counted) == ("sign up", "", False)
    assert rows("\r\n\n" + line(event="1")) == rows(line(event="1"))
    [row] = rows(line(path="pageview", event="TRUE", bot="FALSE", first="WAHR"))
    assert row.counted
    assert row.name == "Pageview"


@pytest.mark.parametrize(
    ("named", "scheme", "found"),
    [
        ("a.example/x", "h", ("https://a.example/x", "", None)),
        ("Google", "g", ("", "Google", None)),
        ("newsletter", "c", ("", "", Campaign("newsletter", "", "", "", "", ""))),
        ("", "c", ("", "", None)),
        ("", "o", ("", "", None)),
    ],
)
def test_where_a_visit_comes_from(named: str, scheme: str, found: tuple[object, ...]):
    [row] = rows(line(referrer=named, scheme=scheme))
    assert (row.referrer, row.source, row.campaign) == found


def test_what_is_unknown_stays_so():
    [row] = rows(line(browser=" ", system=" ", size='"0,0,1"', location="", date=f"{AT[:-1]}"))
    assert (row.agent, row.place, row.width) == (Agent("", "", ""), NOWHERE, 0)
    assert row.at == 1_774_602_902_000
    [row] = rows(line(browser='"a\nb"', size="broad", location="DE"))
    assert (row.agent, row.place, row.width) == (Agent("", "Linux", ""), Place("DE"), 0)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"date": "2026-13-45T09:15:02Z"}, "no such time"),
        ({"date": "2026-03-27"}, "no such time"),
        ({"date": "0001-01-01T00:00:00Z"}, "no such time"),
        ({"title": "a,b"}, "wrong number of columns"),
        ({"bot": "7"}, "robot"),
    ],
)
def test_what_cannot_be_read_is_left_out(said: dict[str, str], reason: str):
    assert reasons(read(line(**said))) == {reason: 1}


def test_quotes_that_are_not_closed_cost_one_row():
    assert reasons(read(line(title='"Shop'))) == {"quotes that are not closed": 1}


def test_version_1_has_the_user_agent():
    found = rows((DATA / "v1.csv").read_bytes())
    assert (found[0].agent, "Chrome/140" in found[0].user_agent) == (None, True)


@pytest.mark.parametrize("held", ["3Path,Title\n", "2Path,Title\n1,2\n", '2Path,"Title\n'])
def test_another_version_and_missing_columns_are_refused(held: str):
    with pytest.raises(Unusable):
        read(held)


def test_a_file_without_some_columns_is_read():
    held = line().replace("Bot,", "Robot,").replace(",FirstVisit", ",First").replace("Browser", "B")
    [row] = rows(held)
    assert (row.counted, row.agent) == (True, Agent("", "Linux", ""))
