"""`tracker verify`: does what is stored hang together?"""

from __future__ import annotations

import json
from pathlib import Path

import click
import msgspec

from tracker.commands.acting import act
from tracker.commands.progress import progress
from tracker.commands.settings import load_settings
from tracker.storage.backups.verify import Finding
from tracker.storage.backups.verify import verify as findings_in
from tracker.storage.file.complaints import complaint
from tracker.storage.file.errors import StorageError
from tracker.storage.file.migrations import Unusable
from tracker.storage.reports.opening import NAME


@click.command(
    short_help="Say whether the database or a backup hangs together.",
    epilog="Example: tracker verify data/backups/tracker-20261121T040000Z.db",
)
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def verify(file: Path | None, as_json: bool) -> None:
    """Check the database, or a backup FILE: its pages and indexes, what its rows refer to, doubles,
    and whether what was removed is gone. Of the database also what reports say: the log is
    counted once more, and every figure compared.

    It changes nothing, beside a running server too. Exit code 1 when something is wrong."""
    path = file or load_settings().data_dir / "tracker.db"
    findings = _findings(path)
    if not file and not findings:
        findings += _findings_in_reports()
    if as_json:
        said = {"ok": not findings, "findings": msgspec.to_builtins(findings)}
        click.echo(json.dumps(said, indent=2))
    else:
        for each in findings:
            click.echo(f"{each.check}: {each.found}. {each.do}")
        if not findings:
            click.echo(f"{path} is sound.")
    if findings:
        raise SystemExit(1)


def _findings_in_reports() -> list[Finding]:
    """What is wrong comes of the reports' file alone: the log is sound."""
    config = load_settings()
    if not (config.data_dir / NAME).exists():
        return []
    with progress("Counting once more") as show:
        said = act(config, "reports-verify", show=show)["difference"]
    return [Finding("reports", said, "`tracker reports rebuild` counts the log anew.")] * bool(said)


def _findings(path: Path) -> list[Finding]:
    if not path.is_file():
        raise click.ClickException(f"There is no database at {path}.")
    try:
        with progress("Checking") as show:
            return list(findings_in(path, show))
    except Unusable as error:
        raise click.ClickException(str(error)) from error
    except StorageError as error:
        raise click.ClickException(complaint(path, error)) from error
