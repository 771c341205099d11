"""Fixtures that every test may ask for; CONTRIBUTING.md lists them."""

import inspect
from pathlib import Path
from unittest.mock import Mock

import aiohttp
import aioresponses.core
import pytest

from tracker.config import Config

# aioresponses does not know the stream_writer that aiohttp 3.14 asks for.
if "stream_writer" in inspect.signature(aiohttp.ClientResponse.__init__).parameters:

    class MockedResponse(aiohttp.ClientResponse):
        def __init__(self, *args, stream_writer=None, **options):
            writer = stream_writer or Mock(output_size=0)
            super().__init__(*args, stream_writer=writer, **options)

    aioresponses.core.ClientResponse = MockedResponse


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(data_dir=tmp_path / "data", port=0, environment="test")
