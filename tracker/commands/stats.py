"""`tracker stats`: reports in the terminal."""

from __future__ import annotations

import json
from typing import Any

import click

from tracker.commands.acting import act
from tracker.commands.json_option import json_option
from tracker.commands.progress import progress
from tracker.commands.settings import load_settings
from tracker.commands.stats_query import query_of
from tracker.commands.visit_lines import plain
from tracker.domain.queries.answer_files import written
from tracker.domain.queries.answers import Money

METRICS = "visitors,visits,pageviews,bounce_rate,visit_duration"


@click.command(
    short_help="Count a site's visits, by source, page, country and so on.",
    epilog="Example: tracker stats example.com --by source --filter 'page begins /blog/'",
)
@click.argument("site")
@click.option(
    "--period",
    default="last_28_days",
    help="Such as today, 30d, this_month, all, or 2026-11-01..2026-11-28.",
)
@click.option(
    "--by", default="", help="source, page, country, day, prop:plan …; several with commas."
)
@click.option("--metrics", default=METRICS, show_default=True, help="What is counted.")
@click.option(
    "--filter",
    "filters",
    multiple=True,
    help="Such as 'source is Google'; also is not, "
    "contains, begins, matches. Several: all of them hold.",
)
@click.option("--goal", default="", help="The goal whose conversions are counted.")
@click.option("--limit", default=20, show_default=True, help="Rows at most.")
@json_option
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV.")
def stats(site: str, as_json: bool, as_csv: bool, **asked: Any) -> None:
    """Print what reports say of SITE, its name or its number: of the running server, or of the
    database where none runs.

    docs/reports.md says what the words mean. Filters select visits, as the pages' do."""
    with progress("Counting") as show:
        done = act(
            load_settings(), "reports-query", {"site": site, "query": query_of(**asked)}, show
        )
    csv = done.pop("csv")
    if as_json:
        click.echo(json.dumps(done))
    elif as_csv:
        click.echo(csv, nl=False)
    else:
        _print(done)


def _print(answer: dict[str, Any]) -> None:
    query, meta = answer["query"], answer["meta"]
    since, until = query["date_range"]
    click.echo(f"{plain(query['site_id'])}, {since[:16]} to {until[:16]}")
    names = [*query["dimensions"], *query["metrics"]]
    rows = [
        [_cell(each) for each in (*row["dimensions"], *row["metrics"])] for row in answer["results"]
    ]
    for line in _aligned([names, *rows], len(query["dimensions"])):
        click.echo(line)
    if "counted" in meta:
        click.echo(f"The log is being counted: {meta['counted']:.0%} of it is known.", err=True)
    if "counted_until" in meta:
        click.echo(f"Only what came until {meta['counted_until']} is counted.", err=True)


def _cell(value: Any) -> str:
    if isinstance(value, dict):
        return written(Money(**value))
    if isinstance(value, list):
        return " ".join(map(_cell, value))
    if value is None:
        return "-"
    return plain(value) if isinstance(value, str) else f"{value:,}"


def _aligned(rows: list[list[str]], texts: int) -> list[str]:
    """Columns: so many of texts, then figures."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if place < texts else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
