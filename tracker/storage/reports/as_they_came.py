"""What a settled row said of itself is only in the log: beside the reports stands what is known of
its visit."""

from __future__ import annotations

import json
import sqlite3

from tracker.storage.file.errors import own_words
from tracker.storage.reports.duck import Connection, rows, run
from tracker.storage.reports.lines import Lines


def as_they_came(duck: Connection, log: sqlite3.Connection, lines: Lines, upto: int) -> None:
    """The rows in `now`, with the places that were found for them up to the cursor `upto`. Within a
    transaction."""
    left = json.dumps([row[0] for row in rows(duck, "select cursor from now")])
    with own_words():
        text = log.execute(AS_IT_CAME, {"cursors": left, "upto": upto}).fetchone()[0]
    lines.put(text or b"")
    run(duck, OWN_AGAIN)


AS_IT_CAME = """
select cast(group_concat(json_object(
    'c', cursor, 'r', case when channel in (select id from text where value = 'internal')
        then ifnull((select min(id) from text where value = ''), 0) else referrer end,
    'o', source, 'k', channel, 'm', campaign, 'a', agent,
    'g', language, 'w', width,
    'l', case place when 0 then ifnull((
        select late.place from correction late
        where late.visit = event.visit and late.site_id = event.site_id
            and late.cursor > event.cursor and late.cursor <= :upto
        order by late.cursor limit 1
    ), 0) else place end
), char(10)) as blob) from event where cursor in (select value from json_each(:cursors))
"""
OWN_AGAIN = """
update now set own_referrer = r, own_source = o, own_channel = k, own_campaign = m, own_agent = a,
    own_language = g, own_width = w, own_place = l
from read_json(getvariable('lines'), format = 'newline_delimited', auto_detect = false, columns = {
    c: 'bigint', r: 'integer', o: 'integer', k: 'integer', m: 'integer', a: 'integer',
    g: 'integer', w: 'integer', l: 'integer'})
where now.cursor = c
"""
