"""Answers as files for spreadsheets."""

from tracker.domain.queries.answer_files import csv_of
from tracker.domain.queries.answers import Asked, Meta, Money, QueryAnswer, Result


def test_each_row_is_a_line_and_nothing_is_a_formula():
    euros, dollars = Money(12.5, "EUR", "", ""), Money(3, "USD", "", "")
    asked = Asked("s", ("visitors", "total_revenue"), ("", ""), [], ("visit:source",), [], {}, {})
    results = [
        Result([3, euros], ["Direct / None"]),
        Result([-1, [euros, dollars]], ['=HYPERLINK("x")']),
        Result([0.5, None], ["a,b"]),
    ]
    assert csv_of(QueryAnswer(results, Meta(), asked)).splitlines() == [
        "visit:source,visitors,total_revenue",
        "Direct / None,3,12.5 EUR",
        '"\'=HYPERLINK(""x"")",-1,12.5 EUR 3 USD',
        '"a,b",0.5,',
    ]
