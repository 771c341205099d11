"""The wheels that scripts/wheelhouse has fetched, so that a test installs without the network."""

import sys
from pathlib import Path

import pytest

WHEELHOUSE = Path(__file__).parents[1] / ".wheelhouse"
OURS = f"aiohttp-*-cp{sys.version_info.major}{sys.version_info.minor}-*.whl"

needs_wheels = pytest.mark.skipif(
    not any(WHEELHOUSE.glob(OURS)), reason="scripts/wheelhouse has not run for this Python"
)
