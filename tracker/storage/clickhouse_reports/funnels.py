"""How far visits get along a row of steps, and how long each takes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tracker.domain.reports.conditions import Condition
from tracker.domain.reports.journeys import Reached
from tracker.domain.reports.question import Question
from tracker.storage.answers.keys import key_of
from tracker.storage.answers.labels import label_of
from tracker.storage.clickhouse.answering import asked_of, read
from tracker.storage.clickhouse.client import ClickHouse
from tracker.storage.clickhouse_reports.steps import named_in, taken
from tracker.storage.journeys.funnels import reached_of

MEDIAN = "quantileExactInclusiveOrNullIf(0.5)"
EMPTY = "''"


async def reached(
    engine: ClickHouse, question: Question, steps: Sequence[Condition], strict: bool = False
) -> list[Reached]:
    """One for all, or one for each value of the question's dimension, a visit's, the most visits
    first. `strict`: nothing else lies between two steps. Raises Refused, Away."""
    asked, tables = await asked_of(engine, question, also=named_in(steps))
    dimensions = list(enumerate(question.dimensions))
    keys = {f"k{place}": key_of(each, place, asked).of_visit for place, each in dimensions}
    labels = [label_of(each, place, asked).text for place, each in dimensions]
    shown = [f"{next(iter(labels), EMPTY)} as value", *_figures(len(steps))]
    by = f" group by {', '.join(keys)} having visits1 > 0" if keys else ""
    found = await read(
        engine,
        asked,
        tables,
        f"select {', '.join(shown)} from ({taken(asked, steps, strict, keys)}){by}"
        f" order by visits1 desc, value limit {int(question.limit)}",
    )
    return [reached_of(row, len(steps)) for row in found]


def _figures(steps: int) -> Iterator[str]:
    """Of each step its visits, and both medians."""
    for n in range(1, steps + 1):
        yield f"countIf(far >= {n}) as visits{n}"
        yield f"{MEDIAN}(took{n}, far >= {n})"
        yield f"{MEDIAN}(whole{n}, far >= {n})"
