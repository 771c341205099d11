"""The tables of the dictionary: how to find out what of each is named, and to erase what is not."""

from __future__ import annotations

from typing import NamedTuple


class Kind(NamedTuple):
    """A table of the dictionary, and how to find out what of it is named."""

    table: str
    last: tuple[str, str]  # puts a row of ours behind all others
    most: str  # its highest number
    mark: tuple[str, ...]
    unnamed: str
    still: str  # of given numbers those that no row beyond a cursor names, with their content
    overwrite: str
    delete: str
    rebuild: str  # its index


RECENT = "with recent (id) as materialized ("
GIVEN = "(select value from json_each(:ids))"
# A few letters that are no text's, with the number in them, since no two rows may be the same.
MARKER = "char(1, 1 + id % 127, 1 + id / 127 % 127, 1 + id / 16129 % 127, 1 + id / 2048383 % 127)"

TEXTS = Kind(
    "text",
    (
        "delete from text where value = :ours",
        "insert into text (value) values (:ours)",
    ),
    "select max(id) from text",
    (
        "insert or ignore into named select name from event"
        " where cursor > :after and cursor <= :upto and name >= :low and name < :high",
        "insert or ignore into named select host from event"
        " where cursor > :after and cursor <= :upto and host >= :low and host < :high",
        "insert or ignore into named select path from event"
        " where cursor > :after and cursor <= :upto and path >= :low and path < :high",
        "insert or ignore into named select title from event"
        " where cursor > :after and cursor <= :upto and title >= :low and title < :high",
        "insert or ignore into named select referrer from event"
        " where cursor > :after and cursor <= :upto and referrer >= :low and referrer < :high",
        "insert or ignore into named select source from event"
        " where cursor > :after and cursor <= :upto and source >= :low and source < :high",
        "insert or ignore into named select channel from event"
        " where cursor > :after and cursor <= :upto and channel >= :low and channel < :high",
        "insert or ignore into named select language from event"
        " where cursor > :after and cursor <= :upto and language >= :low and language < :high",
        "insert or ignore into named select path from leave"
        " where cursor > :after and cursor <= :upto and path >= :low and path < :high",
        "insert or ignore into named select title from late_title"
        " where cursor > :after and cursor <= :upto and title >= :low and title < :high",
        "insert or ignore into named select dimension from day_row"
        " where cursor > :after and cursor <= :upto and dimension >= :low and dimension < :high",
        "insert or ignore into named select key from day_row"
        " where cursor > :after and cursor <= :upto and key >= :low and key < :high",
    ),
    "select id from text where id >= :low and id < :high and id not in (select id from named)",
    RECENT + "select name from event where cursor > :upto union select host from event"
    " where cursor > :upto union select path from event where cursor > :upto union select title"
    " from event where cursor > :upto union select referrer from event where cursor > :upto union"
    " select source from event where cursor > :upto union select channel from event where"
    " cursor > :upto union select language from event where cursor > :upto union select path from"
    " leave where cursor > :upto union select title from late_title where cursor > :upto union"
    " select dimension from day_row where cursor > :upto union select key from day_row where"
    " cursor > :upto"
    ") select id, value from text where id in " + GIVEN + " and id not in (select id from recent)",
    "update text set value = " + MARKER + " where id in " + GIVEN,
    "delete from text where id in " + GIVEN,
    "reindex text_by_value",
)
AGENTS = Kind(
    "agent",
    (
        "delete from agent where browser = :ours",
        "insert into agent (browser, system, device, browser_version, system_version)"
        " values (:ours, '', '', '', '')",
    ),
    "select max(id) from agent",
    (
        "insert or ignore into named select agent from event"
        " where cursor > :after and cursor <= :upto and agent >= :low and agent < :high",
    ),
    "select id from agent where id >= :low and id < :high and id not in (select id from named)",
    RECENT + "select agent from event where cursor > :upto"
    ") select id, browser, system, device, browser_version, system_version from agent where id in "
    + GIVEN
    + " and id not in (select id from recent)",
    "update agent set browser = " + MARKER + ", system = '', device = '', browser_version = '',"
    " system_version = '' where id in " + GIVEN,
    "delete from agent where id in " + GIVEN,
    "reindex agent",
)
CAMPAIGNS = Kind(
    "campaign",
    (
        "delete from campaign where source = :ours",
        "insert into campaign (source, medium, name, term, content, click_id)"
        " values (:ours, '', '', '', '', '')",
    ),
    "select max(id) from campaign",
    (
        "insert or ignore into named select campaign from event"
        " where cursor > :after and cursor <= :upto and campaign >= :low and campaign < :high",
    ),
    "select id from campaign where id >= :low and id < :high and id not in (select id from named)",
    RECENT + "select campaign from event where cursor > :upto"
    ") select id, source, medium, name, term, content, click_id from campaign where id in "
    + GIVEN
    + " and id not in (select id from recent)",
    "update campaign set source = " + MARKER + ", medium = '', name = '', term = '', content = '',"
    " click_id = '' where id in " + GIVEN,
    "delete from campaign where id in " + GIVEN,
    "reindex campaign",
)
KINDS = (TEXTS, AGENTS, CAMPAIGNS)
