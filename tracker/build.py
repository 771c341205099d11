"""Which build this is: two of the same release may differ."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

from tracker import __version__

# `git archive` writes the commit's date and name here (.gitattributes), and with it deploy.sh and
# whoever downloads an archive; in a checkout it stays as it is, and git is asked.
ARCHIVED = "$Format:%cs %h$"
FORMAT = "--format=%cs %h"
WITHIN = 5.0  # seconds that git may take


@cache
def version() -> str:
    """Such as "0.1.0 (2026-11-29 f4e6e20)"; the release alone where nothing more is known."""
    build = _asked() if ARCHIVED.startswith("$") else ARCHIVED
    return f"{__version__} ({build})" if build else __version__


def _asked() -> str:
    """What git says of the checkout that this is; "" for an installation without one."""
    checkout = Path(__file__).parents[1]
    if not (checkout / ".git").exists():
        return ""
    git = ["git", "-C", str(checkout)]
    try:
        said = subprocess.run(
            [*git, "log", "-1", FORMAT], capture_output=True, text=True, timeout=WITHIN, check=True
        )
        compared = [*git, "diff", "--quiet", "HEAD", "--", "tracker"]
        same = subprocess.run(compared, timeout=WITHIN, check=False)
    except (OSError, subprocess.SubprocessError):
        return ""
    return said.stdout.strip() + (" with changes" if same.returncode == 1 else "")
