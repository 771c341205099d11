"""What an operator does with files of other products, and what a running import asks."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import replace
from typing import Any

import msgspec

from tracker.services.acts.acting import Acting, Refusal
from tracker.services.acts.words import OVER
from tracker.services.erasing import records
from tracker.services.erasing.slices import Pace
from tracker.services.imports.imports import Imports, NotRunning
from tracker.services.imports.salts import NAME, ImportSalts
from tracker.services.imports.undoing import UndoneImports
from tracker.services.imports.writing import straight
from tracker.storage.imports.imports import RUNNING, find_import, imports_of
from tracker.storage.log.file_log import SqliteEventLog
from tracker.storage.sites.sites import Site

LOOK_EVERY = 0.05  # seconds
AT_ONCE = 4_000  # rows in a transaction where nobody waits for it


async def with_imports(context: Acting) -> Acting:
    """The same with what imports need, where no server runs."""
    if context.imports:
        return context
    config, log = context.config, SqliteEventLog(context.db)
    await log.open()
    salts = ImportSalts(config.data_dir / NAME, secrets.token_bytes, context.settled)
    return replace(
        context,
        imports=Imports(
            context.db,
            context.directory,
            straight(log),
            salts,
            context.now,
            config.retention_days,
            Pace(AT_ONCE, AT_ONCE, AT_ONCE),
        ),
        undone_imports=UndoneImports(context.db, records.straight(log), salts, context.now),
    )


async def import_look(context: Acting, site: str) -> dict[str, Any]:
    """What an import into that site has to know."""
    imports = (await with_imports(context)).imports
    assert imports
    return _said(await imports.look(called(context, site)))


async def import_begin(  # noqa: PLR0917
    context: Acting, site: str, format: str, files: list[str], mark: str, user: int | None = None
) -> dict[str, Any]:
    """One begins, or goes on where it was interrupted."""
    imports = (await with_imports(context)).imports
    assert imports
    found = called(context, site)
    begun = await imports.begin(found, format, files, mark, user)
    if user is None:
        context.note("import begun", f"site {found.id}")
    return _said(begun)


async def import_running(context: Acting, site: str, at: int) -> dict[str, Any]:
    """Imported visits that were in progress at that time (ms, UTC)."""
    imports = (await with_imports(context)).imports
    assert imports
    running = await imports.running_at(called(context, site).id, at)
    return {"visits": [(visitor, *seen) for visitor, seen in running.items()]}


async def import_end(context: Acting, number: int, told: dict[str, Any]) -> dict[str, Any]:
    """It has brought all that it had."""
    imports = (await with_imports(context)).imports
    assert imports
    try:
        await imports.end(number, told)
    except NotRunning:
        raise Refusal(OVER) from None
    return {}


async def import_list(context: Acting, site: str) -> dict[str, Any]:
    """A site's imports, the newest first."""
    found = called(context, site)
    return {
        "imports": [msgspec.to_builtins(each) for each in await imports_of(context.kept, found.id)]
    }


async def import_undo(context: Acting, number: int) -> dict[str, Any]:
    """Take away what it has brought: beside the serving, or at once where no server runs."""
    found = await find_import(context.kept, number)
    if found is None:
        raise Refusal(f"There is no import {number}. `tracker import list` has their numbers.")
    given = await with_imports(context)
    assert given.undone_imports
    await given.undone_imports.undo(number)
    if context.recorder is None:  # and no errand goes on with it
        await given.undone_imports.undo_asked()
    else:
        while await find_import(context.kept, number):  # noqa: ASYNC110 (over restarts, too)
            await asyncio.sleep(LOOK_EVERY)
    if found.state != RUNNING or found.told:
        context.note("import undone", f"site {found.site_id}")
    return {"number": number, "files": found.files}


def called(context: Acting, named: str) -> Site:
    """The site of that number, key or name. Raises Refusal."""
    every = context.directory.by_id.values()
    found = [each for each in every if named in {each.name, each.key, str(each.id)}]
    if len(found) != 1:
        problem = "Several sites are" if found else "No site is"
        raise Refusal(f"{problem} called {named!r}. `tracker site list` has their numbers.")
    return found[0]


def _said(begun: object) -> dict[str, Any]:
    said: dict[str, Any] = msgspec.to_builtins(begun)
    return said
