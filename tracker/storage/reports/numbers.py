"""The log's dictionary beside the rows that name it, and which of its numbers stand for others."""

from __future__ import annotations

import sqlite3

from tracker.storage.reports.duck import Connection, rows, run
from tracker.storage.reports.lines import Lines
from tracker.storage.reports.row_texts import new_numbers

KNOWN = {
    "text": "select text from mark",
    "place": "select place from mark",
    "agent": "select agent from mark",
    "campaign": "select campaign from mark",
}
INSERT = {
    "text": """
insert into text by name select * from read_json(getvariable('lines'),
    format = 'newline_delimited', auto_detect = false,
    columns = {id: 'integer', value: 'varchar'})
""",
    "place": """
insert into place by name select * from read_json(getvariable('lines'),
    format = 'newline_delimited', auto_detect = false,
    columns = {id: 'integer', country: 'varchar', region: 'varchar', city: 'varchar'})
""",
    "agent": """
insert into agent by name select * from read_json(getvariable('lines'),
    format = 'newline_delimited', auto_detect = false,
    columns = {id: 'integer', browser: 'varchar', system: 'varchar', device: 'varchar',
        browser_version: 'varchar', system_version: 'varchar'})
""",
    "campaign": """
insert into campaign by name select * from read_json(getvariable('lines'),
    format = 'newline_delimited', auto_detect = false,
    columns = {id: 'integer', source: 'varchar', medium: 'varchar', name: 'varchar',
        term: 'varchar', content: 'varchar', click_id: 'varchar'})
""",
}
MARK = {
    "text": "update mark set text = $id",
    "place": "update mark set place = $id",
    "agent": "update mark set agent = $id",
    "campaign": "update mark set campaign = $id",
}
# The smallest number with the same country, region, and so on stands for all of them in sums; those
# of 0, which is nothing, too.
KEYS = {
    "place": """
create or replace table place_key as
with every as (select * from place union all select 0, '', '', '')
select id, min(id) over (partition by country) as country_key,
    min(id) over (partition by region) as region_key,
    min(id) over (partition by city) as city_key
from every
""",
    "agent": """
create or replace table agent_key as
with every as (select * from agent union all select 0, '', '', '', '', '')
select id, min(id) over (partition by browser) as browser_key,
    min(id) over (partition by system) as system_key,
    min(id) over (partition by device) as device_key,
    min(id) over (partition by browser, browser_version) as browser_version_key,
    min(id) over (partition by system, system_version) as system_version_key
from every
""",
    "campaign": """
create or replace table campaign_key as
with every as (select * from campaign union all select 0, '', '', '', '', '', '')
select id, min(id) over (partition by source) as source_key,
    min(id) over (partition by medium) as medium_key,
    min(id) over (partition by name) as name_key, min(id) over (partition by term) as term_key,
    min(id) over (partition by content) as content_key,
    min(id) over (partition by click_id) as click_id_key
from every
""",
}


# What is new is looked for first: there are no others than those of the beginning.
TWINS = """
insert into twin select id, first from (
    select id, min(id) over (partition by value) as first from text
) where id != first
"""
PAGEVIEW = """
update mark set pageview = coalesce((select min(id) from text where value = 'pageview'), -1)
"""


def learn(duck: Connection, log: sqlite3.Connection, lines: Lines) -> None:
    """Take over what has got a number since the last time; within a transaction. Rows are to be
    read before: a number is never younger than the rows that name it."""
    for table, known in KNOWN.items():
        last = learnt = rows(duck, known)[0][0]
        while True:
            text, newest = new_numbers(log, table, last)
            if not text:
                break
            lines.put(text)
            run(duck, INSERT[table])
            last = newest
        if last != learnt:
            run(duck, MARK[table], {"id": last})
            if table == "text":
                run(duck, PAGEVIEW)
            if table == "text" and not learnt:
                run(duck, TWINS)
            if table in KEYS:
                run(duck, KEYS[table])
