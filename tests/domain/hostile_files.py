"""What a file may hold that somebody has made to be hard to read: lines of any kind, and two
formats that stand by themselves."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial

from tests.domain.hostile_exports import LINES, file, read, recognised, sent, sites, stream
from tests.domain.hostile_input import PATH, Case
from tracker.domain.imports import (
    brought,
    counted_rows,
    csv_rows,
    day_values,
    distinct,
    formats,
    goatcounter,
    lines,
    log_lines,
    reconciled,
    requests,
    server_logs,
    unknown_files,
)
from tracker.domain.imports.counted_rows import CountedRows
from tracker.domain.imports.imported import Choice, Format, SourceSite, Unusable

HEADER = (
    "2Path,Title,Event,UserAgent,Browser,System,Session,Bot,Referrer,Referrer scheme,Screen size,"
    "Location,FirstVisit,Date\n"
)


ROWS = CountedRows(["pageview"], [0], [0], [1], [1], [1], [True])


TIME = "27/Mar/2026:10:15:02 +0100"


def exported(given: str) -> None:
    cell = '"' + given.replace('"', '""') + '"'
    row = f"{cell},{cell},0,,{cell},{cell},{cell},0,{cell},h,{cell},{cell},1,2026-03-27T09:15:02Z\n"
    read(goatcounter.GoatCounterCsv(), HEADER + row)
    read(goatcounter.GoatCounterCsv(), HEADER + given)


def logged(given: str) -> None:
    head = "198.51.100.7 - - [27/Mar/2026:10:15:02 +0100]"
    for line in (given, f'{head} "GET /{given} HTTP/1.1" 200 1 "{given}" "{given}"', head + given):
        read(server_logs.ServerLog(), f"{line}\n")


def recognise_any(given: str) -> None:
    for known in formats.FORMATS:
        try:
            known.recognise(file(given))
        except Unusable:
            return


def know_any(given: str) -> None:
    with suppress(Unusable):
        formats.known_format_of(file(given))


def behind(given: str) -> None:
    for client in (given, "10.0.0.7"):
        log_lines.address_of(log_lines.Line("", client, "", "", 200, None, None, given))


def told(given: str) -> None:
    log_lines.told_in(log_lines.Line("", given, TIME, given, 200, given, given, given))


def choose(given: str) -> None:
    try:
        formats.site_in([SourceSite("1", given, given), SourceSite("2", "b")], given, (given,))
    except Unusable:
        return


def compared(use: Callable[[reconciled.Reconciled], object]) -> Case:
    def call(_given: str) -> None:
        days = reconciled.Reconciled()
        days.theirs(ROWS)
        use(days)

    return Case(0, call)


def counted(made: distinct.Distinct | distinct.Several) -> Case:
    return Case(0, lambda _: (made.update(range(9)), made.count))


def of_format(name: str, known: Format, reads: Callable[[str], None]) -> dict[str, Case]:
    return {
        f"{name}.recognise": Case(LINES, partial(recognised, known)),
        f"{name}.sites": Case(LINES, partial(sites, known)),
        f"{name}.read": Case(LINES, reads),
    }


def moment(given: str) -> None:
    for each in (given, f"27/Mar/2026:10:15:02 {given}", f"27/Mar/{given}"):
        with suppress(ValueError):
            log_lines.time_of(each)


CASES = {
    f"imports.{name}": case
    for name, case in {
        **of_format("goatcounter.GoatCounterCsv", goatcounter.GoatCounterCsv(), exported),
        **of_format("server_logs.ServerLog", server_logs.ServerLog(), logged),
        "brought.BroughtEvents.cursors": Case(0, lambda _: brought.BroughtEvents().cursors),
        "brought.BroughtEvents.part": Case(0, lambda _: brought.BroughtEvents().part(0, 9)),
        "brought.BroughtEvents.without": Case(0, lambda _: brought.BroughtEvents().without({1})),
        "brought.no_columns": Case(0, lambda _: brought.no_columns()),
        "counted_rows.CountedRows.by_day": Case(0, lambda _: list(ROWS.by_day())),
        "counted_rows.CountedRows.only": Case(0, lambda _: ROWS.only([True])),
        "counted_rows.no_rows": Case(0, lambda _: counted_rows.no_rows()),
        "csv_rows.csv_rows": Case(LINES, lambda t: list(csv_rows.csv_rows(stream(f'a,"{t}\n{t}')))),
        "csv_rows.delimiter_in": Case(LINES, csv_rows.delimiter_in),
        "day_values.is_summed": Case(PATH, day_values.is_summed),
        "day_values.kept_value": Case(
            PATH,
            lambda t: [
                day_values.kept_value(each, t)
                for each in ("event:page", "visit:hostname", "visit:referrer", "visit:source")
            ],
        ),
        "distinct.Distinct.count": Case(0, lambda _: distinct.Distinct().count),
        "distinct.Distinct.update": Case(0, lambda _: distinct.Distinct().update(range(9))),
        "distinct.Several.count": counted(distinct.Several()),
        "distinct.Several.held": Case(0, lambda _: distinct.Several().held),
        "distinct.Several.update": counted(distinct.Several()),
        "formats.format_of": Case(LINES, recognise_any),
        "formats.known_format_of": Case(LINES, know_any),
        "formats.site_in": Case(PATH, choose),
        "lines.lines_of": Case(LINES, lambda t: list(lines.lines_of(stream(t)))),
        "lines.parts_of": Case(LINES, lambda t: list(lines.parts_of(stream(t)))),
        "lines.texts_of": Case(LINES, lambda t: list(lines.texts_of(stream(t)))),
        "lines.text_of": Case(PATH, lambda t: lines.text_of(sent(t))),
        "reconciled.Reconciled.both": compared(lambda days: days.both(ROWS)),
        "reconciled.Reconciled.lines": compared(lambda days: list(days.lines())),
        "reconciled.Reconciled.ours": compared(lambda days: days.ours(ROWS)),
        "reconciled.Reconciled.theirs": compared(lambda days: days.theirs(ROWS)),
        "reconciled.Reconciled.why": compared(lambda days: days.why(1, "visits", "")),
        "requests.is_of_other_site": Case(
            PATH, lambda t: requests.is_of_other_site(t, Choice("a.example"))
        ),
        "requests.is_robot": Case(PATH, requests.is_robot),
        "requests.objection_to_path": Case(PATH, lambda t: requests.objection_to_path(f"/{t}")),
        "requests.objection_to_status": Case(0, lambda _: requests.objection_to_status(404)),
        "requests.objection": Case(PATH, lambda t: requests.objection("GET", 200, f"/{t}", t)),
        "requests.target_of": Case(PATH, requests.target_of),
        "log_lines.address_of": Case(PATH, behind),
        "log_lines.client_of": Case(PATH, log_lines.client_of),
        "log_lines.is_address": Case(PATH, log_lines.is_address),
        "log_lines.plain": Case(PATH, log_lines.plain),
        "log_lines.request_of": Case(PATH, log_lines.request_of),
        "log_lines.said": Case(PATH, log_lines.said),
        "log_lines.split": Case(
            PATH,
            lambda t: [
                log_lines.split(each, hosted=True)
                for each in (t, f'a b c - - [{t}] "{t}" 200 1 "{t}', f'a - - [b] "{t}\\')
            ],
        ),
        "log_lines.told_in": Case(PATH, told),
        "log_lines.usual": Case(
            PATH, lambda t: log_lines.usual(f'a - - [{TIME}] "{t}" 200 1 "{t}" "{t}"\n')
        ),
        "log_lines.time_of": Case(PATH, moment),
        "unknown_files.said_of": Case(LINES, lambda t: unknown_files.said_of(file(t))),
    }.items()
}
