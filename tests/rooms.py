"""The rooms of each floor, and which of them a room may import: those that stand before it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.layers import imports_of, modules_of

# A floor's own files are rooms, too. What stands first knows nothing of the others.
ROOMS = {
    "storage": (
        "threads",
        "disk",
        "file",
        "backups",
        "dictionary",
        "log",
        "processes",
        "postgres",
        "nats_lines",
        "nats",
        "past",
        "shared_log",
        "reports",
        "answers",
        "numbered",
        "journeys",
        "exports",
        "sums",
        "clickhouse",
        "clickhouse_past",
        "erasing",
        "clickhouse_reports",
        "clickhouse_lists",
        "imports",
        "sites",
        "accounts",
        "alerts",
    ),
    "services": (
        "background",
        "changing",
        "file_stamps",
        "finishing",
        "outward",
        "session_ends",
        "settled_clock",
        "short_memory",
        "limits",
        "presence",
        "live",
        "mail",
        "places",
        "sites",
        "passkeys",
        "accounts",
        "providers",
        "recording",
        "taking_over",
        "sequencing",
        "peers",
        "lists",
        "reports",
        "filed_reports",
        "alerts",
        "following",
        "erasing",
        "imports",
        "import_rows",
        "import_files",
        "seeding",
        "upkeep",
        "together",
        "assistants",
        "acts",
        "checkup",
        "engines",
    ),
    "web": (
        "words",
        "asking",
        "forms",
        "logs",
        "pages",
        "mail",
        "failing",
        "signing_in",
        "beacon",
        "peers",
        "live",
        "accounts",
        "providers",
        "passkeys",
        "admin",
        "alerts",
        "questions",
        "charts",
        "kept",
        "reports",
        "funnels",
        "imports",
        "journeys",
        "badges",
        "sharing",
        "visits",
        "api",
        "peer_apis",
        "umami_api",
        "mcp",
        "help",
        "home",
        "sites",
        "serving",
        "routes",
        "shell",
    ),
}
# It names what the application holds, by type: all of web asks it, and it imports their types.
KEYS = "tracker.web.keys"
MOST = 16  # files in a room: more, and nobody finds anything


def room_faults_of(root: Path) -> list[str]:
    """What breaks the rule in the package under root/tracker, one sentence each."""
    modules = dict(modules_of(root))
    found = [f"{name} stands in no room that tests/rooms.py knows" for name in strays(modules)]
    for name, path in modules.items():
        for imported in sorted(imports_of(name, path)):
            if is_upwards(name, imported):
                found.append(f"{name} imports {imported}, whose room stands behind its own")
    return found + [f"{room} has more than {MOST} files" for room in crowded(modules)]


def strays(modules: dict[str, Path]) -> Iterator[str]:
    for name in modules:
        floor, room = place_of(name)
        if room and name != KEYS and room not in ROOMS[floor]:
            yield name


def is_upwards(name: str, imported: str) -> bool:
    (floor, room), (other_floor, other) = place_of(name), place_of(imported)
    if floor != other_floor or KEYS in {name, imported}:
        return False
    order = ROOMS.get(floor, ())
    return room in order and other in order and order.index(other) > order.index(room)


def place_of(name: str) -> tuple[str, str]:
    """Floor and room; "" for what has none."""
    parts = name.split(".")
    return (parts[1], parts[2]) if len(parts) > 2 and parts[1] in ROOMS else ("", "")


def crowded(modules: dict[str, Path]) -> list[str]:
    folders = [".".join(name.split(".")[:3]) for name in modules if len(name.split(".")) > 3]
    rooms = {each for each in folders if place_of(each)[0]}
    return sorted(room for room in rooms if folders.count(room) > MOST)
