"""Faults of reports and exports: readers who do not end, a clock that jumps, hours of questions."""

from __future__ import annotations

from pathlib import Path

from bench.finding import Finding
from tests.faults import deaf_exports, long_readers, report_soak
from tests.faults.jumping_clock import under_a_jumping_clock


async def long_reports(folder: Path, scale: float) -> Finding:
    """D7, of reports."""
    seconds = max(4.0, 60.0 * scale)
    found = await long_readers.read_for(folder, seconds)
    return Finding(
        f"somebody reads for {seconds:.0f} s: the log's file, and a report that does not end",
        f"{found.hits:,} hits, a report asked every second",
        f"at least {long_readers.LEAST:.0%} of the hits that are taken without, all of them "
        "counted, both write-ahead logs empty afterwards",
        f"{found.beside / found.without:.0%} ({found.beside:,.0f} and {found.without:,.0f} a "
        f"second), {found.counted:,} counted, {found.left} bytes left, "
        f"{found.different or 'no figure differs'}",
        found.is_clean,
    )


async def jumping_clock(folder: Path, _: float) -> Finding:
    """D12, of reports."""
    found = await under_a_jumping_clock(folder)
    answers = ", ".join(f"{count} × {status}" for status, count in sorted(found.answers.items()))
    return Finding(
        "a clock that jumps an hour and ten years, on and back, to changes of clocks and around "
        "the 29th of February",
        f"{found.jumps} jumps, {found.hits} hits, every period's page and query behind each",
        "each is answered, nothing is negative, today has what has just come, every figure is the "
        "plain one",
        f"{answers}; {'; '.join(found.wrong) or 'nothing wrong'}",
        found.is_clean,
    )


async def hours_of_reports(folder: Path, scale: float) -> Finding:
    """D15, of reports."""
    found = await report_soak.soaked(folder, max(60.0, 1_800.0 * scale))
    answers = ", ".join(f"{count:,} × {what}" for what, count in sorted(found.answers.items()))
    last = found.samples[-1]
    return Finding(
        f"{last.after / 60:.0f} minutes of pages, queries, exports, live views and hits",
        answers,
        f"all answered; once warm at most {report_soak.MOST_MB:.0f} MB more memory in ten minutes, "
        "no file and no thread more",
        f"{found.mb_in_ten_minutes:+.2f} MB in ten minutes ({last.memory:.0f} MB at the end), "
        f"{found.more_files:+d} files, {found.more_threads:+d} threads",
        found.is_clean,
    )


async def deaf_to_exports(folder: Path, scale: float) -> Finding:
    """L4, of exports."""
    found = await deaf_exports.exports_to_the_deaf(folder, max(10_000, int(30_000 * scale)))
    return Finding(
        "exports of events and visits that nobody reads",
        f"{len(deaf_exports.FILES)} of them, of {found.events:,} events",
        f"each cut off within {deaf_exports.WITHIN:.0f} s, at most {deaf_exports.GROWN_MB:.0f} MB "
        "more memory, the log can be emptied meanwhile",
        f"cut off after {max(found.cut_off_after):.1f} s at most, {found.grown_mb:+.1f} MB, "
        f"the log was free {found.log_was_free} of {len(deaf_exports.FILES)} times",
        found.is_clean,
    )


REPORT_FAULTS = (long_reports, jumping_clock, deaf_to_exports, hours_of_reports)
