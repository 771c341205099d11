"""What an operator does with sites."""

from __future__ import annotations

from typing import Any

import msgspec

from tracker.services.acts.acting import Acting, Refusal
from tracker.services.acts.users import known_user
from tracker.storage.accounts.users import all_users
from tracker.storage.sites.sites import Site


async def site_list(context: Acting) -> dict[str, Any]:
    """Every site with its owner's name, the oldest first."""
    names = {user.id: user.name for user in await all_users(context.kept)}
    sites = sorted(context.directory.by_id.values(), key=lambda site: site.id)
    return {
        "sites": [msgspec.to_builtins(site) | {"owner": names[site.owner_id]} for site in sites]
    }


async def site_add(context: Acting, name: str, owner: str, time_zone: str) -> dict[str, Any]:
    """A new site of that user."""
    found = await known_user(context.kept, owner)
    site = await context.directory.add(found.id, name, time_zone, context.now())
    context.note("site added", f"site {site.id}")
    return {"site": msgspec.to_builtins(site) | {"owner": found.name}}


def called(context: Acting, named: str) -> Site:
    """The site of that name or number. Raises Refusal."""
    every = context.directory.by_id.values()
    found = [each for each in every if named in {each.name, str(each.id)}]
    if len(found) != 1:
        problem = "Several sites are" if found else "No site is"
        raise Refusal(f"{problem} called {named!r}. `tracker site list` has their numbers.")
    return found[0]
