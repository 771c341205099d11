"""How PostgreSQL stands: what it is, whether it can be written, how right its clock is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from tracker.storage.file.migrations import steps_of
from tracker.storage.file.transactions import TableRow
from tracker.storage.postgres.migrations import SCHEMA
from tracker.storage.processes.standing import AccountsStanding, Now, ahead_by

Read = Callable[[str], Awaitable[Sequence[TableRow]]]

ASKED = """
select cast(current_setting('server_version_num') as bigint) as version,
    cast(extract(epoch from clock_timestamp()) * 1000 as bigint) as now,
    pg_is_in_recovery() as only_reads,
    (select count(*) from pg_stat_activity where backend_type = 'client backend') as connections,
    cast(current_setting('max_connections') as bigint) as most,
    (select count(*) from pg_class join pg_namespace on pg_namespace.oid = relnamespace
        where nspname = current_schema() and relname in ('schema_version', 'site')) as begun
"""
KEPT = """
select (select number from schema_version) as schema,
    (select coalesce(last_value, 0) from pg_sequences
        where schemaname = current_schema() and sequencename = 'site_id_seq') as site
"""
OURS = 2  # tables that are looked for


async def accounts_standing(read: Read, now: Now) -> AccountsStanding:
    """Raises StorageError."""
    before = now()
    [found] = await read(ASKED)
    ahead, known = ahead_by(found["now"], before, now()), max(steps_of(SCHEMA))
    stands = AccountsStanding(
        version=found["version"] // 10_000,
        ahead=ahead,
        only_reads=found["only_reads"],
        connections=found["connections"],
        most=found["most"],
        schema=0,
        known=known,
        site=0,
    )
    if found["begun"] < OURS:
        return stands
    [kept] = await read(KEPT)
    return stands._replace(schema=kept["schema"], site=kept["site"])
