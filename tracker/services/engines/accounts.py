"""PostgreSQL: whether it can be written, with the tables of this release, and room for those who
connect."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.services.checkup.findings import Finding, bad, ok, warn
from tracker.storage.processes.standing import AccountsStanding

POSTGRESQL = "postgresql"
TRIED = 15  # the oldest that the tests run on
CROWDED = 0.8  # of the connections that it takes


def look_at_accounts(stands: AccountsStanding) -> Iterator[Finding]:
    """Its version, its tables, its connections."""
    if stands.version < TRIED:
        found = f"It is {stands.version}, on which Tracker was not tried."
        yield warn(POSTGRESQL, found, f"Have {TRIED} or newer.")
    if stands.only_reads:
        found = "It is a copy that only reads: nobody can log in, nothing can be changed."
        yield bad(POSTGRESQL, found, "Promote it, or let ACCOUNTS_URL name the one that writes.")
    if stands.connections > CROWDED * stands.most:
        yield warn(
            POSTGRESQL,
            f"{stands.connections} of its {stands.most} connections are taken.",
            "Raise max_connections: each process of Tracker has up to 8, one that files 8 more.",
        )
    yield _tables(stands)


def look_at_numbers(stands: AccountsStanding, site: int) -> Iterator[Finding]:
    """Whether a new site can be given what was another's. `site`: the highest that has events."""
    if stands.schema and site > stands.site:
        yield bad(
            POSTGRESQL,
            f"ClickHouse has events of site {site}, and PostgreSQL has given numbers up to "
            f"{stands.site}: a new site would be shown another's visits.",
            "PostgreSQL was restored from before. Before anybody makes a site: select "
            f"setval('site_id_seq', {site});",
        )


def _tables(stands: AccountsStanding) -> Finding:
    if not stands.schema:
        return warn(POSTGRESQL, "It has no tables yet.", "`tracker serve` makes them.")
    if stands.schema > stands.known:
        found = f"It has schema {stands.schema}; this release knows {stands.known}."
        return bad(POSTGRESQL, found, "Install the release that wrote it.")
    if stands.schema < stands.known:
        found = f"It has schema {stands.schema} of {stands.known}."
        return warn(POSTGRESQL, found, "The next start brings it up to date.")
    return ok(POSTGRESQL, f"Version {stands.version}, schema {stands.schema}.")
