"""Has the log counted anew for reports, again and again. Its input: the server's data folder."""

from __future__ import annotations

import sys
from pathlib import Path

from tracker.commands.acting import act
from tracker.config import Config


def main() -> None:
    config = Config(data_dir=Path(sys.stdin.read()))
    while True:
        act(config, "reports-rebuild")


if __name__ == "__main__":
    main()
