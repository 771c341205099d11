"""The check of `make faults` on guessing that keeps an owner out, and a server that it fails."""

from pathlib import Path

import pytest

from tests.faults.locked_out import Blind, an_hour_of_guesses

pytestmark = [pytest.mark.fault, pytest.mark.alike]


async def test_an_hour_of_guesses_keeps_the_owner_out_of_no_known_browser(tmp_path: Path) -> None:
    found = await an_hour_of_guesses(tmp_path / "data", 60)
    assert found.is_clean, found


async def test_a_server_that_knows_no_browser_is_found_out(tmp_path: Path) -> None:
    found = await an_hour_of_guesses(tmp_path / "data", 60, Blind)
    assert not found.is_clean
    assert found.let_in < found.came
