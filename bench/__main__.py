"""All figures of the README in one run and one table: `make bench`, about twenty minutes; ten more
where the year of events is not made yet."""

import argparse
import shutil
import sys

from bench import (
    alerts,
    beside_replay,
    beside_reports,
    first_load,
    growth,
    ingest,
    live,
    live_load,
    log_in,
    memory,
    peers,
    reports,
)
from bench.figures import table

SHORT = {
    ingest: ["--seconds", "1", "--rounds", "2", "--half", "2"],
    peers: ["--seconds", "1", "--rounds", "1"],
    live: ["--seconds", "4", "--rate", "200", "--many", "200", "--sites", "20"],
    live_load: ["--times", "1", "--visits", "2000"],
    log_in: ["--times", "3", "--people", "100", "--seconds", "3"],
    memory: ["--hits", "2000", "--events", "50000", "--starts", "1"],
    growth: ["--rows", "100", "--sites", "1", "--visitors", "10", "--rounds", "3"],
    alerts: ["--seconds", "2", "--rate", "100", "--alerts", "50"],
    beside_reports: ["--seconds", "1", "--rounds", "2", "--half", "2"],
    beside_replay: [
        "--events",
        "5000",
        "--copies",
        "1",
        "--seconds",
        "2",
        "--rounds",
        "1",
        "--watched",
        "1",
    ],
    reports: ["--events", "20000", "--times", "2"],
    first_load: ["--events", "20000", "--times", "1"],
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="only whether everything runs")
    is_short = parser.parse_args().short
    if not shutil.which("wrk"):
        raise SystemExit("wrk is missing: apt-get install wrk")
    figures = []
    for part, short in SHORT.items():
        print(f"{part.__name__} ...", file=sys.stderr, flush=True)
        figures += part.run(part.read_options(short if is_short else []))
    print(table(figures))


if __name__ == "__main__":
    main()
