"""What all connections of a server go by."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from tracker.domain.client_address import Proxies
from tracker.services.intake import Intake
from tracker.services.site_directory import KEY_LENGTH
from tracker.web.beacon_head import Heads
from tracker.web.connections import Connections
from tracker.web.raw_answers import Stored
from tracker.web.turns import Turns

VERSION = b" HTTP/1.1\r\n"


class Terms:
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
        self.heads = Heads(proxies, intake.now, secrets.token_bytes(16))
        self.stored = Stored()
        self.turns = Turns(intake.hits_wait)
        self.beginning = f"POST {base}/visit/".encode()
        self.hits = (f"POST {base}/visit".encode(), f"GET {base}/visit".encode())
        self.key_begins = len(self.beginning)
        self.key_ends = self.key_begins + KEY_LENGTH
        self.head_begins = self.key_ends + len(VERSION)
        self.leaving = False  # every answer closes its connection
