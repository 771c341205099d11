"""The tables of the reports' file. It is derived and disposable: another version makes it anew."""

from __future__ import annotations

VERSION = 5

# Rows in their own right: what they said of themselves (`own_`) and what is known of their visit.
_ROW = """
    cursor bigint, site integer, day integer, hour integer, ms bigint, visit bigint,
    visitor bigint, name integer, host integer, path integer, title integer,
    place integer, agent integer, language integer, width integer, source integer,
    channel integer, campaign integer, entry integer,
    engaged bigint, depth tinyint, opens tinyint, alone boolean, properties varchar,
    brought integer
"""
TABLES = (
    # One row. `cursor`: everything up to it is in the tables. `longest`: days that a visit lasts.
    # `made`: where the log's head was when this file was made. `pageview`: the number of
    # that name; -1 as long as there was none.
    "create table mark (version integer, log varchar, cursor bigint, text bigint, place bigint,"
    " agent bigint, campaign bigint, longest integer, reworked boolean,"
    " made bigint, pageview integer)",
    "create table site_zone (site integer, zone varchar)",
    "create table clock (zone varchar, since bigint, shift integer)",
    "create table text (id integer, value varchar)",
    # Two that have become one text when they were cleaned: `first` stands for both.
    "create table twin (id integer, first integer)",
    "create table place (id integer, country varchar, region varchar, city varchar)",
    "create table agent (id integer, browser varchar, system varchar, device varchar,"
    " browser_version varchar, system_version varchar)",
    "create table campaign (id integer, source varchar, medium varchar, name varchar,"
    " term varchar, content varchar, click_id varchar)",
    # Rows of the last days, in the order of the log, until nothing can come late for them.
    f"create table recent ({_ROW}, beacon bigint, own_referrer integer, own_source integer,"
    " own_channel integer, own_campaign integer, own_place integer, own_agent integer,"
    " own_language integer, own_width integer)",
    # Those of before, by day, site, visit.
    f"create table event ({_ROW})",
    # A row a visit, local day and visitor; `begins`: of the day on which it began.
    "create table visit (site integer, day integer, visit bigint, visitor bigint, begins boolean,"
    " alone boolean, start bigint, duration bigint, pageviews integer, others integer,"
    " bounce boolean, engaged bigint, depth integer, told integer, entry integer, exit integer,"
    " referrer integer, source integer, channel integer, campaign integer, place integer,"
    " agent integer, language integer, width integer, host integer)",
    # Sums of days that the log has where it has no visits.
    "create table kept (cursor bigint, site integer, day integer, dimension tinyint, key integer,"
    " visitors integer, visits integer, pageviews integer, others integer, bounces integer,"
    " duration bigint, engaged bigint, depth bigint, told integer, brought integer,"
    " before bigint, counts boolean)",
    # Days of a site whose sums are to be made, anew or at all.
    "create table dirty (site integer, day integer)",
    "create table day_total (site integer, day integer, visitors integer, visits integer,"
    " pageviews integer, others integer, bounces integer, duration bigint, engaged bigint,"
    " depth bigint, told integer)",
    "create table hour_total (site integer, day integer, hour integer, visitors integer,"
    " visits integer, pageviews integer)",
    "create table day_visit (dimension tinyint, site integer, day integer, key integer,"
    " visitors integer, visits integer, pageviews integer, bounces integer, duration bigint)",
    "create table day_event (dimension tinyint, site integer, day integer, key integer,"
    " visitors integer, visits integer, events integer, engaged bigint, depth bigint,"
    " told integer)",
)
