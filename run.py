"""The server, configured from the environment and .env: the same as `tracker serve`."""

import sys

from tracker.cli import tracker

if __name__ == "__main__":
    tracker(["serve", *sys.argv[1:]])
