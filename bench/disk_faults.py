"""Faults of disks and files: what is on them, and what becomes of it."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

from bench.finding import Finding, scaled
from bench.newest_sqlite import on_the_newest_sqlite
from bench.old_visits import LONGEST_STALL as PRUNING_STALL
from bench.old_visits import pruned
from bench.seeded_log import DAY, double, filled
from tests.faults.backups_under_load import LONGEST_STALL, backed_up
from tests.faults.full_disk_reports import reports_on_a_full_disk
from tests.faults.killed_reports import killed_reports
from tests.faults.migration_kills import migration_kills
from tests.faults.mutations import MUTATIONS, mutated, template
from tests.faults.mutations import WITHIN as NOTICED_WITHIN
from tests.faults.no_files_left import without_files
from tests.faults.small_disk import SmallDisk, on_a_full_file_system, with_short_files
from tests.faults.taken_files import WAYS, taken
from tests.faults.worst_day import MOST as MOST_A_DAY
from tests.faults.worst_day import worst_day
from tests.seeded_data import seed
from tracker.storage.file.migrations import NEWEST


async def on_a_full_disk(folder: Path, _: float) -> Finding:
    """D4: a file system of 3 MB, then of 64."""
    try:
        return disk_finding("a full disk of 3 MB, then 64 MB", await on_a_full_file_system(folder))
    except PermissionError as why:
        said = f"NOT DONE: {why}; the next row limits files instead"
        return Finding("a full disk of 3 MB, then 64 MB", "nothing", DISK_WANTED, said, True)


async def with_files_that_may_not_grow(folder: Path, _: float) -> Finding:
    """D5: RLIMIT_FSIZE."""
    return disk_finding(
        "no file may grow beyond 1 MB, then any may", await with_short_files(folder)
    )


DISK_WANTED = "204 is on disk, 503 is not, pages are shown, hits stored again within 2 s by itself"


def disk_finding(fault: str, found: SmallDisk) -> Finding:
    """A row of a disk that refuses."""
    return Finding(
        fault,
        f"{found.answers.acknowledged + found.answers.refused:,} hits, "
        f"{found.answers.refused:,} of them refused",
        DISK_WANTED,
        f"{found.answers.lost} lost, {found.answers.kept} stored though refused, "
        f"stored again after {found.recovered_seconds:.2f} s, file {found.integrity}",
        found.is_clean and found.recovered_seconds <= 2,
    )


async def on_damaged_files(folder: Path, scale: float) -> Finding:
    """D9: files damaged by seed."""
    site = await template(folder / "original")
    await mutated(folder / "original", site, folder / "warm-up", 0)
    seeds = range(max(len(MUTATIONS), scaled(30, scale)))
    found = [await mutated(folder / "original", site, folder / str(seed), seed) for seed in seeds]
    outcomes = Counter(each.outcome for each in found)
    slowest = max(each.seconds for each in found)
    return Finding(
        "a smashed page, a file cut short, emptied, zeroed or of something else, a missing log",
        f"{len(found)} files",
        "noticed within 1 s, no hit taken, one clear message, the file as it was",
        f"{', '.join(f'{count} {outcome}' for outcome, count in outcomes.items())}, "
        f"{sum(each.untouched for each in found)} untouched, slowest start {slowest:.2f} s",
        all(each.is_clean for each in found) and slowest <= NOTICED_WITHIN,
    )


async def killed_upgrades(_: Path, __: float) -> Finding:
    """D10: an upgrade killed before each of its statements."""
    found = [await asyncio.to_thread(migration_kills, number) for number in range(1, NEWEST)]
    kills = sum(each.kills for each in found)
    return Finding(
        "an upgrade killed before each of its statements",
        f"{kills} kills, from each of {len(found)} older schemas",
        "every file is of one schema number, and the next start brings it up to date",
        f"{sum(each.between for each in found)} between two, "
        f"{sum(each.unlike for each in found)} unlike a fresh one",
        all(each.is_clean for each in found),
    )


async def a_backup_under_load(folder: Path, scale: float) -> Finding:
    """D11: 1 GB is copied while hits pour in."""
    site = (await seed(folder)).site
    path = folder / "tracker.db"
    await filled(path, [site.id], scaled(590_000, scale), age=10 * DAY)
    await double(path, 4)
    found = await backed_up(folder, site=site)
    return Finding(
        "a backup under load, and its restore elsewhere",
        f"{found.megabytes:,.0f} MB in {found.seconds:.1f} s, {found.during:,} hits meanwhile",
        "no commit waits longer than 250 ms; what was acknowledged before is in it",
        f"{found.lost} lost, longest wait {found.stall * 1000:.0f} ms "
        f"({found.usual_stall * 1000:.0f} ms without), restored: {found.integrity}",
        found.is_clean and found.stall <= LONGEST_STALL,
    )


async def a_million_old_visits(folder: Path, scale: float) -> Finding:
    """Pruning under load."""
    found = await pruned(folder, scaled(1_000_000, scale))
    return Finding(
        "old visits erased under load",
        f"{found.events:,} events in {found.seconds:.1f} s, {found.hits:,} hits meanwhile",
        "no commit waits longer than 100 ms, and the room is used again",
        f"{found.left} left, longest wait {found.stall * 1000:.0f} ms "
        f"({found.usual_stall * 1000:.0f} ms without), {found.before:,.0f} MB before, "
        f"{found.again:,.0f} MB after as many new ones",
        not found.left
        and found.stall <= PRUNING_STALL
        and found.again <= found.before * 1.1 + 5
        and found.integrity == "ok",
    )


async def too_many_connections(folder: Path, _: float) -> Finding:
    """D14: 300 connections, 128 open files."""
    found = await without_files(folder)
    return Finding(
        "300 connections to a server that may have 128 files open",
        f"{found.opened} connections",
        "alive, a hit is stored within 1 s of their end, at most 10 lines logged",
        f"stored after {found.seconds:.2f} s, {found.lines} lines",
        found.is_clean,
    )


async def taken_under_it(folder: Path, _: float) -> Finding:
    """C20: mv, rm, another file, cp over it, a cleaned or removed folder, a removed -wal."""
    found = [await taken(folder / way.__name__, way) for way in WAYS]
    return Finding(
        "the database removed, replaced or overwritten under a server, with and without its folder",
        f"{len(found)} ways, {sum(each.acknowledged for each in found):,} hits acknowledged",
        "refused from the next commit on, all that was acknowledged is saved beside it, what was "
        "put in its place is left alone",
        f"{sum(each.lost for each in found)} lost, {sum(each.afterwards for each in found)} "
        f"acknowledged afterwards, {sum(each.spoilt for each in found)} spoilt",
        all(each.is_clean for each in found),
    )


async def a_strangers_day(folder: Path, scale: float) -> Finding:
    """A4: the worst that one address may do, and the same without limits."""
    part = max(100, int(100 / scale))
    found = await worst_day(folder / "limited", part)
    free = await worst_day(folder / "free", part * 20, limited=False)
    return Finding(
        "one address sends all day what was never sent before, as fast as it may",
        f"a {part}th of a day at default limits: {found.hits:,} hits",
        f"at most {MOST_A_DAY / 1e9:.0f} GB a day, each hit stored",
        f"{found.bytes / 1e9:.2f} GB a day ({free.bytes / 1e9:.0f} without its share), "
        f"{found.hits - found.stored} not stored",
        found.is_bounded and not free.is_bounded,
    )


async def killed_followers(folder: Path, scale: float) -> Finding:
    """kill -9 of who follows the log for reports."""
    rounds = await killed_reports(folder, scaled(20, scale))
    early = await killed_reports(folder / "early", 1, sabotaged=True)
    behind = sum(each.at < each.head for each in rounds)
    return Finding(
        "kill -9 while reports follow the log, put days in order, sum them up, are made anew",
        f"{len(rounds)} kills, {behind} of them before it had caught up, a log of "
        f"{rounds[-1].head:,} random rows",
        "every answer is the plain one; a follower that marks rows as taken too early is found out",
        f"{sum(not each.is_exact for each in rounds)} not exact; sabotaged: "
        f"{'found out' if not early[0].is_exact else 'not found out'}",
        all(each.is_exact for each in rounds) and not early[0].is_exact,
    )


async def reports_without_room(folder: Path, scale: float) -> Finding:
    """D4, of the reports' file."""
    fault = "the disk of the reports' file is full while they follow the log"
    wanted = "nothing is counted by half; with room every figure is that of a fresh count"
    try:
        found = await reports_on_a_full_disk(folder, scaled(12, scale))
    except PermissionError as why:
        return Finding(fault, "nothing", wanted, f"NOT DONE: {why}", True)
    return Finding(
        fault,
        f"{len(found.refused)} times full, a log of {found.rows:,} random rows",
        wanted,
        found.different or "no figure differs",
        found.is_clean,
    )


DISK_FAULTS = (
    a_strangers_day,
    taken_under_it,
    on_a_full_disk,
    with_files_that_may_not_grow,
    on_damaged_files,
    killed_upgrades,
    killed_followers,
    reports_without_room,
    a_backup_under_load,
    on_the_newest_sqlite,
    a_million_old_visits,
    too_many_connections,
)
