"""An answer as lines of values that are separated by commas."""

from __future__ import annotations

import csv
import io

from tracker.domain.queries.answers import Money, QueryAnswer
from tracker.domain.spreadsheets import safe_cell

Cell = int | float | str | Money | list[Money] | None


def csv_of(body: QueryAnswer) -> str:
    """A line of names, then one a row: dimensions and metrics as they were asked for. Nothing in
    it is taken for a formula."""
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow([*body.query.dimensions, *body.query.metrics])
    for each in body.results:
        lines.writerow([safe_cell(written(cell)) for cell in (*each.dimensions, *each.metrics)])
    return text.getvalue()


def written(cell: Cell) -> str:
    """As programs read it; an amount with its currency, several one after the other."""
    if isinstance(cell, list):
        return " ".join(map(written, cell))
    if isinstance(cell, Money):
        return f"{cell.value:.15g} {cell.currency}"
    return "" if cell is None else str(cell)
