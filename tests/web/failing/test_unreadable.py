"""What is no HTTP is told so in our words, by the server as it runs."""

import asyncio
from contextlib import closing

import pytest
from aiohttp import web

from tests.eventually import PATIENCE
from tracker.web.serving.server import listening

NO_HTTP = [
    b"GET / HTTP/1.1\r\nHost: a\r\nX: evil\x01\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nHost: evil\r\n\r\n",
    b"GET / HTTP/1.1\r\nevil\r\n\r\n",
    b"evil\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nX: evil" + b"l" * 9_000 + b"\r\n\r\n",
]


@pytest.mark.fault
async def test_what_is_no_http_gets_a_bare_answer_without_its_own_bytes(
    app: web.Application,
) -> None:
    async with listening(app) as port:
        for sent in NO_HTTP:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            with closing(writer):
                writer.write(sent)
                answer = await asyncio.wait_for(reader.read(), PATIENCE)
            assert answer.split(b" ", 2)[1] == b"400", sent
            head, body = answer.lower().split(b"\r\n\r\n", 1)
            assert b"evil" not in body
            assert b"aiohttp" not in head
            assert b"x-content-type-options: nosniff" in head
