"""Closing the pages for a while, and opening them again."""

from __future__ import annotations

from typing import Any

import msgspec

from tracker.services.acts.acting import Acting
from tracker.services.upkeep.maintenance import Maintenance


async def maintenance_on(context: Acting, text: str) -> dict[str, Any]:
    """Close the pages with that text; visits go on being recorded."""
    await _of(context).begin(text, context.now())
    context.note("maintenance on")
    return _state(context)


async def maintenance_off(context: Acting) -> dict[str, Any]:
    """Open the pages."""
    if await _of(context).end():
        context.note("maintenance off")
    return _state(context)


async def maintenance_status(context: Acting) -> dict[str, Any]:
    """Whether they are closed."""
    return _state(context)


def _state(context: Acting) -> dict[str, Any]:
    """`{"on": true, "since": ms, "text": ...}` or `{"on": false}`."""
    pause = _of(context).pause
    return {"on": bool(pause)} | (msgspec.to_builtins(pause) if pause else {})


def _of(context: Acting) -> Maintenance:
    if context.maintenance:
        return context.maintenance
    alone = Maintenance(context.config.data_dir)
    alone.load()
    return alone
