"""Requests as bytes, whatever a client would make of them."""

import asyncio
import logging
from contextlib import suppress

import pytest
from aiohttp.test_utils import TestClient

from tests.eventually import PATIENCE
from tracker.web import keys


async def status_of(port: int, request: bytes, leaves: bool = False) -> int | None:
    """None where the connection was closed without an answer, as it is for who has left. It is
    left as soon as the status is known, also one that goes on."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            writer.write(request)
            if leaves:
                await asyncio.sleep(0)
                writer.write_eof()
            head = await asyncio.wait_for(reader.readuntil(b"\r\n"), PATIENCE)
            return int(head.split(b" ")[1])
        return None
    finally:
        writer.close()


def nothing_was_a_fault_of_ours(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    """Neither an error nor a traceback in the log, and nothing for a mail."""
    errors = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert [each.getMessage() for each in errors] == []
    assert [each.getMessage() for each in caplog.records if each.exc_info] == []
    assert client.app[keys.FAULTS].count == 0
