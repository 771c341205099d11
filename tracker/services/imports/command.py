"""The command that imports a file beside the server, and what it says meanwhile."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

LONGEST_LINE = 64 << 20  # bytes that a command may say at its end

Show = Callable[[int, int], None]  # bytes that are read, and rows


class Ended(NamedTuple):
    """`said`: JSON, or where it has failed a sentence."""

    failed: bool
    said: str


async def imported(command: Sequence[str], environment: Mapping[str, str], show: Show) -> Ended:
    """As soon as it has ended; whoever waits no more has it killed. Raises OSError and ValueError
    where it cannot be begun, or says what no command of ours does."""
    running = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        limit=LONGEST_LINE,
        env=dict(environment),
        preexec_fn=_behind,
    )
    try:
        return await _followed(running, show)
    finally:
        if running.returncode is None:
            running.kill()
            await running.wait()


async def _followed(running: asyncio.subprocess.Process, show: Show) -> Ended:
    """Its progress as it comes; its last word."""
    assert running.stdout
    assert running.stderr
    complaint = asyncio.create_task(running.stderr.read())
    last = b""
    while line := await running.stdout.readline():
        with suppress(ValueError):
            told: dict[str, Any] = json.loads(line)
            if "progress" in told:
                done, _, rows = told["progress"]
                show(done, rows)
                continue
        last = line
    await running.wait()
    wrong = (await complaint).decode("utf-8", "replace").strip().removeprefix("Error: ")
    return Ended(True, wrong) if running.returncode else Ended(False, last.decode())


def _behind() -> None:
    """Whatever else runs on this machine comes first."""
    with suppress(OSError):
        os.nice(10)
