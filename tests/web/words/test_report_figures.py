"""Figures of reports, short on the page and exact beside it."""

from decimal import Decimal

import pytest

from tracker.domain.reports.question import Value
from tracker.web.charts.chart_scale import rules_of
from tracker.web.words.report_figures import in_full, written


@pytest.mark.parametrize(
    ("value", "short", "full"),
    [
        ({"EUR": Decimal("1204.5")}, "€1,204.50", "€1,204.50"),
        ({"EUR": Decimal(22_592), "USD": Decimal(30)}, "€22.6K · $30.00", "€22,592.00 · $30.00"),
        ({}, "–", "–"),
        (None, "–", "–"),
    ],
)
def test_money_fits_into_the_top_line(value: Value, short: str, full: str) -> None:
    assert (written("money", value), in_full("money", value)) == (short, full)


def test_beside_a_chart_of_revenue_stand_amounts() -> None:
    assert [rule.text for rule in rules_of(22_000.0, 10_000.0, "money")] == ["0", "10k", "20k"]
