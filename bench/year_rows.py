"""Twelve months of lifelike events, made in DuckDB: growth, weeks, days and nights, visits of one
page and of many, people who come back, leaves, places found late. The same numbers each time."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import duckdb

from bench import year_words as words
from bench.year_statements import MACROS, STATEMENTS
from tracker.domain.ids import EPOCH

DAY = 86_400_000
DAYS = 365
NOW = round(datetime(2026, 11, 29, 7, tzinfo=UTC).timestamp() * 1000)
BEGAN = NOW // DAY * DAY - (DAYS - 1) * DAY
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Tokyo", "Europe/London", "Australia/Sydney")
SMALL_SITES = 100
LARGE_SHARE = 0.8  # of all events
A_VISIT = 3.2  # events, on average
LAUNCH = 200  # a day on which four times as many come
HOURS = (2, 1, 1, 1, 1, 2, 3, 5, 7, 8, 8, 8, 7, 8, 8, 8, 8, 7, 7, 7, 7, 6, 4, 3)


def make_rows(db: duckdb.DuckDBPyConnection, events: int) -> None:
    """About so many, as the tables `event`, `leave`, `correction` and `removal`, with cursors."""
    for macro in MACROS:
        db.execute(macro)
    _sites(db, events)
    _weights(db, "day", [_busy(day) for day in range(DAYS)])
    _weights(db, "hour", list(HOURS))
    for number, statement in enumerate(STATEMENTS):
        db.execute(statement.format(**_numbers()))
        print(f"  made {number + 1} of {len(STATEMENTS)} tables", flush=True)


def zone_of(site: int) -> str:
    return ZONES[(site - 1) % len(ZONES)]


def _busy(day: int) -> float:
    """Growth, weeks, a launch."""
    weekday = (BEGAN // DAY + day + 3) % 7
    return (1 + day / DAYS) * (0.65 if weekday > 4 else 1.15) * (4 if day == LAUNCH else 1)


def _sites(db: duckdb.DuckDBPyConnection, events: int) -> None:
    large = round(events * LARGE_SHARE / A_VISIT)
    small = max(1, round(events * (1 - LARGE_SHARE) / SMALL_SITES / A_VISIT))
    db.execute("create table site (id int, visits bigint, paths int)")
    db.execute("create table clock (site int, since bigint, shift bigint)")
    for site in range(1, SMALL_SITES + 2):
        paths = words.PATHS if site == 1 else words.SMALL_PATHS
        db.execute(
            "insert into site values (?, ?, ?)", (site, large if site == 1 else small, paths)
        )
    db.executemany("insert into clock values (?, ?, ?)", clocks())


def clocks() -> list[tuple[int, int, int]]:
    """From when on each site's clocks are how far ahead of UTC, ms."""
    shifts: dict[str, list[tuple[int, int]]] = {zone: [] for zone in ZONES}
    for zone, found in shifts.items():
        for at in range(BEGAN - 2 * DAY, NOW + 2 * DAY, DAY // 24):
            moment = datetime.fromtimestamp(at / 1000, ZoneInfo(zone))
            offset = moment.utcoffset()
            shift = round(offset.total_seconds() * 1000) if offset else 0
            if not found or found[-1][1] != shift:
                found.append((at, shift))
    sites = range(1, SMALL_SITES + 2)
    return [(site, at, shift) for site in sites for at, shift in shifts[zone_of(site)]]


def _weights(db: duckdb.DuckDBPyConnection, name: str, weights: list[float]) -> None:
    """A table that gives a number for each share of one."""
    db.execute(f"create table {name} (above double, number bigint)")
    reached, total = 0.0, sum(weights)
    for number, weight in enumerate(weights):
        db.execute(f"insert into {name} values (?, ?)", (reached / total, number))
        reached += weight


def _numbers() -> dict[str, int]:
    """What the statements need to know."""
    first = {f"{kind}_1": number for kind, number in words.texts(SMALL_SITES + 2).first.items()}
    return first | {
        "began": BEGAN,
        "now": NOW,
        "day": DAY,
        "epoch": EPOCH,
        "referrers": words.REFERRERS,
        "sources": words.SOURCES,
        "channels": len(words.CHANNELS),
        "names": len(words.NAMES),
        "languages": len(words.LANGUAGES),
        "campaigns": words.CAMPAIGNS,
        "countries": words.COUNTRIES,
        "cities": words.CITIES,
        "agents": len(words.agents()),
        "widths": len(words.WIDTHS),
    }
