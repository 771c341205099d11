"""How much memory what strangers send may take: bytes, one line for each place that keeps of it.

Most of it is given back when nobody comes. The limits of deploy/systemd/tracker.service and
deploy/compose.yaml follow from the sum; a test compares them."""

from __future__ import annotations

MB = 1_000_000

VISITORS = 44 * MB  # who was here within the hour: some 120,000 of them, then the newest
BROWSERS, PLACES = 2 * MB, 4 * MB  # what many visitors share
PRESENCE = 16 * MB  # who is where now
HEADS = 12 * MB  # request heads that came before, as numbers
PAGES = 10 * MB  # addresses of pages, read
TEXTS = 12 * MB  # numbers of texts in the database
TUPLES = 2 * MB  # of places, browsers and campaigns there, each
READ = 2 * MB  # of each function that reads a text: browsers, bots, sources, spam, hosts
GATES = 14 * MB  # rates of addresses
BEACONS = 112 * MB  # ids of the last hour: none is stored twice, and leaves find their pageview
COUNTED = 64 * MB  # visitors of the day
LAST_PAGES = 8 * MB  # pageviews that trackers of other products told of
QUEUE = 60 * MB  # hits on their way to the disk: QUEUE_SIZE of them, each 30 KB at most
REFUSED = 16 * MB  # what was refused lately, to be shown
INBOXES = 32 * MB  # frames that slow watchers have not taken yet
SELECTED = 16 * MB  # visits that open views' filters select: some 100,000, then the newest

SERVER = 200 * MB  # the program itself, with the city database, pages and backups
REPORTS = 450 * MB  # DuckDB's own 256 MB, and what it takes beside them while it counts or is asked

OF_STRANGERS = (
    VISITORS
    + BROWSERS
    + PLACES
    + PRESENCE
    + HEADS
    + PAGES
    + TEXTS
    + 3 * TUPLES
    + 6 * READ
    + GATES
    + BEACONS
    + COUNTED
    + LAST_PAGES
    + QUEUE
    + REFUSED
    + INBOXES
    + SELECTED
)
