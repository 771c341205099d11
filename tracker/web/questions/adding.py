"""One more filter, as the form of a page sends it where no script runs."""

from __future__ import annotations

from multidict import MultiMapping

from tracker.domain.reports.page_filters import DIMENSIONS, MARKS, page_filter, with_filter
from tracker.web.questions.reading import read_asked
from tracker.web.words.report_values import meant

OWN_WORDS = ("add", "how", "value")


def one_more_filter(query: MultiMapping[str]) -> str | None:
    """The query with the filter in it; None where none is sent. Raises Wrong."""
    name, text = query.get("add", ""), query.get("value", "").strip()
    if name not in DIMENSIONS:
        return None
    asked = read_asked(query, OWN_WORDS)
    mark = next((mark for mark, how in MARKS.items() if how == query.get("how")), "")
    more = page_filter(name + mark, "")
    if not text or more is None:
        return asked.query
    value = meant(DIMENSIONS[name], text)
    return asked.but(filters=with_filter(asked.filters, more.holding(value))).query
