"""The server on asyncio's own loop, as it runs where uvloop is not installed."""

from tracker.cli import tracker
from tracker.commands import serve

if __name__ == "__main__":
    serve.fastest_loop = lambda: None
    tracker(["serve"])
