"""What all connections of a server go by."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from tracker.domain.proxies import Proxies
from tracker.services.recording.intake import Intake
from tracker.web.beacon.connections import Connections
from tracker.web.beacon.head import Heads
from tracker.web.beacon.page_turns import Turns
from tracker.web.beacon.raw_answers import Stored

MOST_BODY = 32 * 1024  # bytes
# What comes here is a hit, ours or of another product's tracker, and waits behind no page.
HITS = (
    *("visit", "count", "api/v0/count", "api/event", "api/send", "api/batch"),
    *("matomo.php", "piwik.php"),
)


class Shared:
    """`base`: the path below which the server's pages lie, or "". `report` takes a fault that no
    page tells of."""

    def __init__(
        self,
        intake: Intake,
        proxies: Proxies,
        base: str,
        report: Callable[[Exception], object],
        connections: Connections,
    ) -> None:
        self.intake = intake
        self.connections = connections
        self.report = report
        self.beginning = f"POST {base}/visit/".encode()
        self.heads = Heads(self.beginning, proxies, intake.now, secrets.token_bytes(16))
        self.stored = Stored()
        self.turns = Turns(intake.hits_wait)
        self.hits = tuple(
            f"{method} {base}/{path}".encode() for method in ("POST", "GET") for path in HITS
        )
        self.leaving = False  # every answer closes its connection
