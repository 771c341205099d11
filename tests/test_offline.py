"""Tests reach this machine and nothing else; what tries to go further fails loudly."""

import asyncio
import socket
import subprocess
import sys

import aiohttp
import pytest

from tests import offline

OUTSIDE = ("192.0.2.1", 80)
CHILD = f"""
import socket
with socket.socket() as client:
    client.settimeout(30)
    client.connect({OUTSIDE})
"""


@pytest.fixture
def forgiven() -> None:
    """The attempts that a test has made on purpose are not held against it."""
    yield
    assert offline.attempts
    offline.attempts.clear()


@pytest.mark.usefixtures("forgiven")
def test_a_connection_to_another_machine_is_refused() -> None:
    with socket.socket() as client, pytest.raises(offline.OutsideReached, match=r"192\.0\.2\.1"):
        client.connect(OUTSIDE)


@pytest.mark.usefixtures("forgiven")
async def test_so_is_one_that_a_library_makes() -> None:
    async with aiohttp.ClientSession() as session:
        with pytest.raises(offline.OutsideReached, match=r"example\.com"):
            await session.get("http://example.com/")


@pytest.mark.usefixtures("forgiven")
async def test_an_attempt_that_was_swallowed_still_fails_its_test() -> None:
    with pytest.raises(offline.OutsideReached):
        await asyncio.get_running_loop().getaddrinfo("example.com", 80)
    assert offline.attempts == ["socket.getaddrinfo example.com"]


def test_this_machine_is_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()


@pytest.mark.skipif(offline.MARK not in offline.os.environ, reason="no network of our own here")
def test_a_program_that_a_test_starts_reaches_no_other_machine() -> None:
    child = subprocess.run([sys.executable, "-c", CHILD], capture_output=True, check=False)
    assert b"Network is unreachable" in child.stderr
