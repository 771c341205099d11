"""What a file of another product says, in the words that all formats share.

A format reads in one go, in constant memory, and stops for nothing: what it cannot use it hands on
as `LeftOut`. It invents nothing: what its source does not tell stays empty. Rows, sites and times
are the source's own; who reads these makes visitors, visits and ids of ours from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import IO, Any, ClassVar, NamedTuple, Protocol
from zoneinfo import ZoneInfo

import msgspec

from tracker.domain.agents import Agent
from tracker.domain.campaigns import Campaign
from tracker.domain.hits import PAGEVIEW
from tracker.domain.places import NOWHERE, Place


class Reason(StrEnum):
    """Why something was left out: as `left_out` names it."""

    # Nothing is wrong with it, but it is nobody's visit.
    ROBOT = "robot"
    ASSET = "static file"
    PROBE = "probe"  # of every server's usual doors
    METHOD = "not a GET"
    REDIRECT = "redirect"
    STATUS = "error answer"
    OTHER_SITE = "of another site"
    OTHER_ROW = "another kind of row"  # a program's output, an engagement, a performance figure
    REPEATED = "repeated"  # the source says itself that it is the same one
    # Damage.
    COLUMNS = "wrong number of columns"
    TIME = "no such time"
    NUMBER = "no such number"
    ID = "no such id"
    VALUE = "value that cannot be used"
    JSON = "broken JSON"
    QUOTES = "quotes that are not closed"
    LINE = "not a line of this format"
    REQUEST = "no request that could be read"
    MISSING = "field missing"
    NAMES_NOTHING = "names something that is not there"
    TOO_LONG = "too long"
    CUT = "cut off"  # the file ends in the middle of it
    # The core says these.
    KNOWN = "already there"
    OWN = "since this site counts itself"
    FUTURE = "in the future"
    BEFORE = "outside of the chosen days"


NOT_DAMAGE = frozenset(
    {
        Reason.ROBOT,
        Reason.ASSET,
        Reason.PROBE,
        Reason.METHOD,
        Reason.REDIRECT,
        Reason.STATUS,
        Reason.OTHER_SITE,
        Reason.OTHER_ROW,
        Reason.REPEATED,
        Reason.KNOWN,
        Reason.OWN,
        Reason.FUTURE,
        Reason.BEFORE,
    }
)


class ImportedRow(msgspec.Struct, gc=False):
    """A pageview, or an event by its name. Texts as the source has them, decoded, at any length:
    whoever stores them tidies them. "", 0, None and NOWHERE: not told.

    `key` makes the row itself, the same in each export that has it (so without a title that may
    change). With `is_id` two rows of one key are one; else equal rows are counted, and the second
    of a file is another than its first.

    Who and which visit: `visitor` and `visit` are words of the source that mean nothing else; where
    it has none, a log's `address` and `user_agent` tell both (30 minutes part visits). Where only
    `visitor` is told, visits are parted so, too. `user_agent` is read where `agent` is None."""

    key: str
    at: int  # ms, UTC
    name: str = PAGEVIEW
    is_id: bool = False
    host: str = ""  # "" = the site's own
    path: str = "/"  # as in an address, percent-escapes and all, or already decoded
    query: str = ""  # without "?"
    title: str = ""
    referrer: str = ""  # an address, or a host with or without a path
    source: str = ""  # by name, where the product tells no address: "Google"
    campaign: Campaign | None = None  # None = look into the query
    visitor: str = ""
    visit: str = ""
    address: str = ""
    user_agent: str = ""
    agent: Agent | None = None
    place: Place = NOWHERE  # NOWHERE = by the address, where there is one
    language: str = ""
    width: int = 0
    properties: dict[str, Any] | None = None
    amount: str = ""  # a decimal number
    currency: str = ""  # ISO 4217
    engaged: int = 0  # ms on the page
    depth: int = 0  # percent
    counted: bool = True  # whether the product's own figures count it


class ImportedDay(msgspec.Struct, gc=False):
    """Sums of a day by one dimension. Two of one file for the same thing add up."""

    day: date  # of the source's own time zone
    dimension: str  # as reports name it: "visit:source"; "" = the day's totals
    value: str  # as reports have it: "DE", "Firefox", "/pricing"; "" with the totals
    visitors: int = 0
    visits: int = 0
    pageviews: int = 0
    others: int = 0  # events that are no pageviews
    bounces: int = 0
    duration: int = 0  # ms, of all visits together
    engaged: int = 0  # ms, of all pageviews together
    depth: int = 0  # percents summed up, of `told` pageviews
    told: int = 0


class LeftOut(NamedTuple):
    """One thing that was not taken. `line` counts from 1, 0 where there is no line to name; `file`
    is an archive's entry, or "" for the file itself; `detail` a few words beside the reason."""

    reason: Reason
    line: int = 0
    file: str = ""
    detail: str = ""


class Unusable(Exception):
    """Nothing of the file can be imported. The message is one sentence: what it is, what to do."""


class SourceSite(NamedTuple):
    """One of the sites in a file that has several."""

    id: str  # as `Choice.which` names it
    name: str
    host: str = ""


class Choice(NamedTuple):
    """What whoever imports has said. `which`: of the file's `sites` the id of the one to take, ""
    where it knows none; `zone`: of times that name none, None = not said."""

    which: str = ""
    zone: ZoneInfo | None = None


class Shelf(Protocol):
    """What has to be kept until something else is read, out of memory: an event's properties that
    come before it. `kind` parts tables."""

    def put(self, kind: str, key: str, value: bytes) -> None:
        """One more under that key."""

    def get(self, kind: str, key: str) -> list[bytes]:
        """All of them, in the order in which they came."""


class ImportedFile(Protocol):
    """A file as it lies there, `.gz` already opened. It can be opened anew as often as needed.

    What is damaged or cut off in a `.gz` or an archive's entry ends as if the file ended there; the
    core says so then. `lines_of` (lines.py) splits into lines, `csv_rows` reads CSV, and
    requests.py says which requests of a log are pageviews. The last line of a log counts only with
    its end: else it is `CUT`, as is any last line that cannot be read and has none."""

    name: str  # as it is called, without its folder, and without ".gz"
    start: bytes  # the first 64 KiB; of an archive its raw bytes
    entries: list[str]  # of an archive: its files' names as they stand there; [] = none

    def open(self, entry: str = "") -> IO[bytes]:
        """The file from its first byte, or an archive's entry. Raises Unusable for an entry that
        cannot be read at all."""


Imported = ImportedRow | ImportedDay | LeftOut


class Format(Protocol):
    """One product's files. `titles` has a name for people of each of its formats:
    {"goatcounter-csv-2": "GoatCounter's CSV"}. Robots are left out here, by
    `tracker.domain.bots.bot_name`, where the source tells a user agent."""

    titles: ClassVar[Mapping[str, str]]

    def recognise(self, file: ImportedFile) -> str:
        """The format's name, a key of `titles`, such as "goatcounter-csv-2"; "" for a file that is
        none of these. Looks at `start` and `entries`, and raises Unusable for one that is known and
        can't be used (a dashboard's top list)."""

    def sites(self, file: ImportedFile) -> list[SourceSite]:
        """Those in it, where there may be several; [] where the format knows none."""

    def read(self, file: ImportedFile, choice: Choice, shelf: Shelf) -> Iterator[Imported]:
        """All of it. Raises Unusable where an answer is needed that `choice` has not."""
