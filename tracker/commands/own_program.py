"""How the commands of this installation are called in this terminal."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from pathlib import Path

import click


def own_program() -> str:
    """Such as `tracker`, `.venv/bin/tracker`, or with the --env-file that was given."""
    given: Path | None = click.get_current_context().find_root().params.get("env_file")
    program = program_of(Path(sys.executable), Path.cwd(), os.environ.get("PATH", ""))
    return f"{program} --env-file {shlex.quote(str(given))}" if given else program


def program_of(python: Path, here: Path, path: str) -> str:
    """The program beside that Python, as short as whoever is in the folder `here` can call it."""
    program = python.parent / "tracker"
    if not program.exists() or shutil.which("tracker", path=path) == str(program):
        return "tracker"
    if program.is_relative_to(here):
        program = program.relative_to(here)
    return shlex.quote(str(program))
