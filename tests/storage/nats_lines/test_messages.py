"""What messages hold, without a server."""

import random
from collections.abc import Sequence
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.any_rows import any_row
from tests.making import NOON, event
from tracker.domain.agents import Agent
from tracker.domain.arrivals import Arrival
from tracker.domain.campaigns import Campaign
from tracker.domain.events import Event, Page
from tracker.domain.places import Place
from tracker.domain.rows import (
    AgeRemoval,
    Back,
    DayRow,
    ImportRemoval,
    Leave,
    Pageview,
    PlaceCorrection,
    Reset,
    Row,
    SiteRemoval,
    TitleCorrection,
    VisitRemoval,
)
from tracker.domain.sources import Source
from tracker.storage.file.errors import Conflict, StorageError
from tracker.storage.nats_lines.messages import (
    LARGEST,
    LARGEST_ARRIVALS,
    MOST_ARRIVALS,
    MOST_ROWS,
    UnknownFormat,
    read,
    read_arrivals,
    read_site,
    told_format,
    written,
    written_arrivals,
)
from tracker.storage.nats_lines.row_lines import Unreadable, row_of

NUMBER = st.integers(-(1 << 63), (1 << 63) - 1)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
DEGREES = st.none() | st.floats(allow_nan=False, allow_infinity=False)
PLACE = st.builds(Place, TEXT, TEXT, TEXT, TEXT, DEGREES, DEGREES)
PAGEVIEW = st.none() | st.builds(Pageview, NUMBER, NUMBER, NUMBER)
CAMPAIGN = st.none() | st.builds(Campaign, *([TEXT] * 6))
EVENT = st.builds(
    Event,
    *([NUMBER] * 6),
    TEXT,
    st.builds(Page, TEXT, TEXT, CAMPAIGN),
    TEXT,
    TEXT,
    st.builds(Source, TEXT, TEXT),
    PLACE,
    st.builds(Agent, *([TEXT] * 5)),
    TEXT,
    NUMBER,
    st.none() | TEXT,
    st.none() | TEXT,
    st.booleans(),
    NUMBER,
    import_id=st.none() | NUMBER,
)
ROW: st.SearchStrategy[Row] = st.one_of(
    EVENT,
    st.builds(Leave, *([NUMBER] * 3), TEXT, *([NUMBER] * 3), PAGEVIEW, NUMBER, NUMBER),
    st.builds(Back, *([NUMBER] * 3), TEXT, PAGEVIEW, NUMBER, NUMBER),
    st.builds(PlaceCorrection, *([NUMBER] * 3), PLACE, NUMBER),
    st.builds(TitleCorrection, *([NUMBER] * 3), TEXT, PAGEVIEW, NUMBER, NUMBER),
    st.builds(SiteRemoval, *([NUMBER] * 3)),
    st.builds(VisitRemoval, *([NUMBER] * 4)),
    st.builds(AgeRemoval, *([NUMBER] * 4)),
    st.builds(ImportRemoval, *([NUMBER] * 4)),
    st.builds(Reset, *([NUMBER] * 4)),
    st.builds(DayRow, *([NUMBER] * 3), TEXT, TEXT, *([NUMBER] * 7), st.none() | NUMBER),
)
# What other versions will have to read: the bytes may not change without another format.
FIRST_FORMAT = r"""
[1,4097,"e",1790000000000,7,8,9,10,"Order","a.example","/","T",["hn","post","x","","","gclid"],"r",["Google","organic-search"],[],["Firefox","Linux","desktop","140",""],"de",1280,"{}",null,true,null]
[2,4098,"e",1,7,8,9,10,"pageview","a.example","/\n\"ä","",null,"",["Direct","direct"],["DE","Berlin","Berlin","10115",52.53,13.38],["","","","",""],"",0,null,"192.0.2.0",false,5]
[3,4099,"l",1,2,"/",2,1500,80,[9,4097,1],9]
[3,4100,"b",1,2,"/",null,0]
[3,4101,"p",1,9,["FR","","","",null,null]]
[3,4102,"t",1,2,"Title",[9,4097,1],9]
[3,4103,"s",1]
[3,4104,"v",1,9]
[3,4105,"a",1,9]
[3,4106,"i",1,9]
[3,4107,"r",1,9]
[3,4108,"d",1,20700,"source","Google",3,4,9,1,2,240000,180000,5,6,7]
""".strip().encode()


def test_the_first_format_is_what_it_was() -> None:
    assert written(read(FIRST_FORMAT)) == FIRST_FORMAT
    order, pageview, *others = read(FIRST_FORMAT)
    assert isinstance(order, Event)
    assert order.page.campaign == Campaign("hn", "post", "x", "", "", "gclid")
    assert isinstance(pageview, Event)
    assert (pageview.page.path, pageview.place.latitude) == ('/\n"ä', 52.53)
    assert others[0] == Leave(3, 1, 2, "/", 2, 1500, 80, Pageview(9, 4097, 1), 9, 4099)
    assert others[-1] == DayRow(
        3, 1, 20_700, "source", "Google", 3, 4, 9, 1, 2, 240_000, 180_000, 5, 4108, 6, 7
    )


@given(st.lists(ROW, min_size=1, max_size=5))
def test_rows_of_all_kinds_come_back_as_they_were(rows: list[Row]) -> None:
    assert read(written(rows)) == rows


@given(st.lists(st.builds(Arrival, ROW, NUMBER, NUMBER), min_size=1, max_size=5))
def test_arrivals_come_back_as_they_were(arrivals: list[Arrival]) -> None:
    [data] = written_arrivals(arrivals)
    assert read_arrivals(data) == arrivals


def test_the_address_of_a_sender_goes_nowhere() -> None:
    row = event(1)
    row.sender = "203.0.113.9"
    [data] = written_arrivals([Arrival(row)])
    assert b"203.0.113.9" not in written([row]) + data


@given(st.lists(ROW, min_size=1, max_size=5), st.data())
def test_a_site_is_picked_without_the_others(rows: list[Row], data: st.DataObject) -> None:
    site = data.draw(st.sampled_from(rows)).site_id
    assert read_site(written(rows), site) == [row for row in rows if row.site_id == site]


def test_lines_of_other_sites_are_not_parsed() -> None:
    assert read_site(b'[11,1,what]\n[1,2,"s",3]\n[12,4', 1) == [SiteRemoval(1, 3, 2)]


@given(st.binary(max_size=80) | st.text(max_size=40).map(str.encode))
@example(b"")
@example(b"[" * 100_000)
@example(b'[1,2,"v",3,4]\n')
@example(b'[1,2,"v",3,"4"]')
@example(b'[1,2,"v",3,4,5]')
@example(b'[1,2,"zz",3]')
@example(b'[1,2,"e",3]')
@example(b"\xff,\xfe,\x00")
def test_other_bytes_are_unreadable_and_nothing_else(data: bytes) -> None:
    for reads in (read, read_arrivals):
        with suppress(Unreadable):
            assert all(isinstance(each, Row | Arrival) for each in reads(data))


@given(st.data())
def test_what_was_damaged_is_a_row_or_unreadable(data: st.DataObject) -> None:
    line = data.draw(st.sampled_from(FIRST_FORMAT.split(b"\n")))
    at = data.draw(st.integers(0, len(line) - 1))
    put = data.draw(st.binary(max_size=3))
    try:
        row = row_of(line[:at] + put + line[at + 1 :])
    except Unreadable:
        return
    assert isinstance(row, Row)


@pytest.mark.parametrize(
    "line",
    [
        b'[1,2,3,[1,0,"v",1,2]',
        b'[1,2,3,[1,0,"v",1,2]x',
        b'[1,2,[1,0,"v",1,2]]',
        b'["1",2,3,[1,0,"v",1,2]]',
        b"[1,2,3]",
    ],
)
def test_half_an_arrival_is_none(line: bytes) -> None:
    with pytest.raises(Unreadable):
        read_arrivals(line)


@pytest.mark.parametrize("said", [None, {}, {"V": ""}, {"V": "2"}, {"V": "1 "}])
def test_another_format_is_told(said: dict[str, str] | None) -> None:
    told_format({"V": "1"})
    with pytest.raises(UnknownFormat, match="of which this version knows nothing"):
        told_format(said)


def test_what_no_column_takes_is_a_conflict() -> None:
    for text in ("\ud800", "\udfff"):
        with pytest.raises(Conflict):
            written([event(1, path=text)])
        with pytest.raises(Conflict):
            list(written_arrivals([Arrival(event(1, path=text))]))


def test_a_message_has_a_row_and_not_too_many() -> None:
    assert len(read(written(rows_of(MOST_ROWS)))) == MOST_ROWS
    for rows in ([], rows_of(MOST_ROWS + 1), [event(1, path="x" * LARGEST)]):
        with pytest.raises(Conflict):
            written(rows)


def test_many_arrivals_are_several_messages_in_order() -> None:
    arrivals = [Arrival(row) for row in rows_of(2 * MOST_ARRIVALS + 1)]
    parts = [read_arrivals(data) for data in written_arrivals(arrivals)]
    assert [len(part) for part in parts] == [MOST_ARRIVALS, MOST_ARRIVALS, 1]
    assert [each for part in parts for each in part] == arrivals


def test_large_arrivals_are_messages_that_fit() -> None:
    arrivals = [Arrival(event(n, path="x" * 300_000)) for n in range(1, 6)]
    messages = list(written_arrivals(arrivals))
    assert [len(read_arrivals(data)) for data in messages] == [2, 2, 1]
    assert max(map(len, messages)) <= LARGEST_ARRIVALS
    with pytest.raises(Conflict):
        list(written_arrivals([Arrival(event(1, path="x" * LARGEST_ARRIVALS))]))
    assert list(written_arrivals([])) == []


def test_what_one_message_of_the_inbox_has_brought_fits_one_of_the_log() -> None:
    """Whatever the writer adds: the greatest cursors and ids, and a pageview."""
    size = LARGEST_ARRIVALS // MOST_ARRIVALS - 120
    arrivals = [Arrival(late("x" * size)) for _ in range(MOST_ARRIVALS)]
    [data] = written_arrivals(arrivals)
    assert len(data) > LARGEST_ARRIVALS * 0.9
    rows = [arrival.row for arrival in arrivals]
    for row in rows:
        assert isinstance(row, TitleCorrection)
        row.cursor, row.visit = (1 << 53) - 1, (1 << 63) - 1
        row.page = Pageview(row.visit, row.cursor, NOON)
    assert len(written(rows)) < LARGEST


def late(title: str) -> TitleCorrection:
    return TitleCorrection(1, NOON, 0, title)


def rows_of(number: int) -> Sequence[Row]:
    chance = random.Random(1)
    return [any_row(chance, each) for each in range(number)]


def test_unreadable_and_unknown_are_errors_of_storage() -> None:
    assert issubclass(Unreadable, StorageError)
    assert issubclass(UnknownFormat, StorageError)
