"""Where dimensions stand in the tables: the columns of rows and of visits that hold their numbers,
and what those stand for."""

from __future__ import annotations

from typing import NamedTuple

# The column of a row and of a visit that holds a text's number; "" where it has none. A row knows
# what its visit is filtered by most.
TEXTS = {
    "event:page": ("path", ""),
    "event:title": ("title", ""),
    "event:hostname": ("host", ""),
    "event:name": ("name", ""),
    "visit:source": ("source", "source"),
    "visit:channel": ("channel", "channel"),
    "visit:language": ("language", "language"),
    "visit:entry_page": ("entry", "entry"),
    "visit:exit_page": ("", "exit"),
    "visit:referrer": ("", "referrer"),
    "visit:hostname": ("", "host"),
}


class Numbered(NamedTuple):
    """One column of a table whose numbers rows and visits have: in `table`_key that of the number
    which stands for its likes is `column`_key. `value`: the text, where it is more than that
    column's."""

    table: str
    column: str
    value: str = ""

    @property
    def values(self) -> str:
        """A statement of all numbers with what they stand for; nothing has the number 0."""
        value = self.value or self.column
        return f"select id, {value} as value from {self.table} union all select 0, ''"


NUMBERED = {
    "visit:country": Numbered("place", "country"),
    "visit:region": Numbered("place", "region"),
    "visit:city": Numbered("place", "city"),
    "visit:browser": Numbered("agent", "browser"),
    "visit:os": Numbered("agent", "system"),
    "visit:device": Numbered("agent", "device"),
    "visit:browser_version": Numbered(
        "agent",
        "browser_version",
        "case browser when '' then '' else rtrim(browser || ' ' || browser_version) end",
    ),
    "visit:os_version": Numbered(
        "agent",
        "system_version",
        "case system when '' then '' else rtrim(system || ' ' || system_version) end",
    ),
    "visit:utm_source": Numbered("campaign", "source"),
    "visit:utm_medium": Numbered("campaign", "medium"),
    "visit:utm_campaign": Numbered("campaign", "name"),
    "visit:utm_term": Numbered("campaign", "term"),
    "visit:utm_content": Numbered("campaign", "content"),
    "visit:click_id": Numbered("campaign", "click_id"),
}
SCREEN = "visit:screen"
SCREEN_NUMBER = (
    "case when width <= 0 then 0 when width < 576 then 1 when width < 768 then 2"
    " when width < 992 then 3 when width < 1200 then 4 else 5 end"
)
SCREENS = (
    "select * from (values (0, ''), (1, 'xs'), (2, 'sm'), (3, 'md'), (4, 'lg'), (5, 'xl'))"
    " s(id, value)"
)
