"""Reports: what they need, and how far they are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tracker.services.checkup.findings import Finding, bad, ok, warn
from tracker.storage.reports.duck import Absent, release
from tracker.storage.reports.opening import NAME, size_of


def look_at_reports(data_dir: Path, figures: dict[str, Any] | None) -> Iterator[Finding]:
    """`figures`: the running server's, which alone has the file open; None where none runs."""
    try:
        engine = f"DuckDB {release()}"
    except Absent:
        advice = (
            "Everything else is served. docs/deployment.md says on which systems there is none."
        )
        yield warn("reports", "DuckDB is not installed, so there are no reports.", advice)
        return
    size = size_of(data_dir / NAME) / 1e6
    state = (figures or {}).get("reports")  # an older server says nothing of them
    if state is None:
        yield ok("reports", f"{engine}; their file has {size:,.1f} MB.")
        return
    if state["wrong"]:
        yield bad("reports", f"{engine}: {state['wrong']}", "Restart the server.")
    elif state["known"] is None:
        yield ok("reports", f"{engine}; they are just being opened.")
    else:
        known = f"{state['known']:.0%} of the log is counted"
        yield ok("reports", f"{engine}; {known}, in {size:,.1f} MB.")
    if state["failure"]:
        yield _failed(state)


def _failed(state: dict[str, Any]) -> Finding:
    when = datetime.fromtimestamp(state["failed_at"] / 1000, UTC)
    said = f"They failed at {when:%Y-%m-%d %H:%M} UTC, and began again: {state['failure']}"
    return warn("reports", said, "If it lasts: `tracker reports rebuild`.")
