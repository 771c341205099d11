"""docs/reports.md: its queries are read, its figures counted, its words those of the code."""

import json
import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.domain.queries.asked import asked, site
from tests.reports.plain import answer
from tests.reports.small_log import MINUTE, SmallLog, clock
from tracker.domain.periods.periods import WORDS
from tracker.domain.queries.query import FIELDS, MOST_LABELS, read_query
from tracker.domain.queries.query_filters import DEEPEST, MOST_CONDITIONS, OPERATORS
from tracker.domain.queries.query_parts import (
    KNOWN_DIMENSIONS,
    KNOWN_METRICS,
    MOST_DIMENSIONS,
    MOST_ROWS,
    Include,
)
from tracker.domain.queries.query_terms import LONGEST_EXPRESSION, MOST_VALUES
from tracker.domain.queries.sent import BadQuery, read_json
from tracker.domain.urls import PATH_LIMIT

TEXT = (Path(__file__).parents[2] / "docs" / "reports.md").read_text("utf-8")
JSON = re.findall(r"```json\n(.*?)```", TEXT, re.S)
EXAMPLES = [each for each in JSON if '"results"' not in each]
READINGS = re.findall(r"^\| [^|]*\| `(\[\"[^|]*\])` ((?:\| *\d* *){4})\|$", TEXT, re.M)
TEN = clock("2026-11-21 10:00")

pytestmark = pytest.mark.alike


def test_there_are_examples_of_every_kind() -> None:
    asked_for = " ".join(EXAMPLES)
    assert len(EXAMPLES) > 8
    assert [field for field in FIELDS if f'"{field}"' not in asked_for] == ["site_id"]
    assert all(f'"{each}"' in asked_for for each in ("or", "has_not_done", "at_least", "segment"))


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_is_read(example: str) -> None:
    assert read_query(read_json(example.encode()), site()).metrics


@pytest.fixture(scope="module")
def log() -> SmallLog:
    """The three visits of the document."""
    log = SmallLog()
    for number, path in enumerate(("/blog/a", "/blog/b", "/pricing")):
        log.view(1, TEN + number * MINUTE, path)
    log.done(1, TEN + 3 * MINUTE, "Sign up", "/pricing")
    log.view(2, TEN, "/blog/a", source="Bing")
    log.view(3, TEN, "/pricing")
    return log


@pytest.mark.parametrize(("conditions", "told"), READINGS)
def test_both_readings_count_what_the_document_says(
    log: SmallLog, conditions: str, told: str
) -> None:
    query = asked(
        metrics=["visits", "pageviews", "events", "bounce_rate"],
        date_range=["2026-11-21", "2026-11-21"],
        filters=json.loads(f"[{conditions}]"),
    )
    [row] = answer(log.rows, replace(query.question, site_id=1)).rows
    cells = [each.strip() for each in told.split("|")[1:]]
    assert list(row.metrics) == [int(each) if each else None for each in cells]


def test_there_are_readings_of_each_kind() -> None:
    assert len(READINGS) == 9


def test_every_word_is_in_the_document() -> None:
    words = {*WORDS, *KNOWN_METRICS, *KNOWN_DIMENSIONS, *OPERATORS, *FIELDS, *Include._fields}
    named = set(re.findall(r"[\w:]+", TEXT))
    assert words - named == {"custom"}


def test_every_limit_is_in_the_document() -> None:
    limits = (MOST_CONDITIONS, DEEPEST, MOST_VALUES, LONGEST_EXPRESSION, MOST_DIMENSIONS)
    limits += (MOST_LABELS, MOST_ROWS, PATH_LIMIT)
    assert [each for each in limits if f"{each:,}" not in TEXT] == []


def test_what_is_refused_is_said_in_these_words() -> None:
    for fields in ({"metrics": ["visitors", "vistors"]}, {"filters": [["is", "event:page", []]]}):
        with pytest.raises(BadQuery) as error:
            asked(**fields)
        assert str(error.value)[:60] in TEXT
