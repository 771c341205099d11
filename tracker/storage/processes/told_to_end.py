"""What goes on for ever over an engine's client has to look whether it was told to end."""

from __future__ import annotations

import asyncio


def heed_the_end() -> None:
    """End if this task was told to: `asyncio.wait_for` of Python 3.11, which engines' clients call,
    goes on as if nothing were where it is cancelled just as what it waits for comes."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
