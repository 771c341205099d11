"""A message that cannot be read holds up what is behind it: passed over, its rows were lost."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

from nats.aio.client import Client

from tracker.storage.file.errors import RefusesForNow
from tracker.storage.nats.stored import state_of
from tracker.storage.nats_lines.messages import UnknownFormat
from tracker.storage.nats_lines.row_lines import Unreadable
from tracker.storage.processes.told_to_end import heed_the_end

UNREAD = (UnknownFormat, Unreadable)
LOOK_AGAIN = 1.0  # seconds

logger = logging.getLogger(__name__)


async def held(client: Client, stream: str, sequence: int, why: Exception) -> None:
    """Until somebody has purged it. A version that knows it may run meanwhile, elsewhere."""
    logger.error(
        "Message %d of %s cannot be read: %s. Nothing behind it is taken by this process: run a "
        "version that knows it, or purge it",
        sequence,
        stream,
        why,
    )
    while True:
        heed_the_end()
        with suppress(RefusesForNow):
            if (await state_of(client, stream)).first_seq > sequence:
                return
        await asyncio.sleep(LOOK_AGAIN)
