"""The server, configured from the environment and .env: the same as `tracker serve`."""

from tracker.cli import tracker

if __name__ == "__main__":
    tracker(["serve"])
