"""What figures were measured on, in one line."""

import os
import platform
import re
import sqlite3
from importlib.metadata import version
from pathlib import Path


def this_machine() -> str:
    """Processor, cores, system and the versions that matter."""
    return (
        f"{processor()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}, aiohttp {version('aiohttp')}, "
        f"SQLite {sqlite3.sqlite_version}"
    )


def processor() -> str:
    """Its model where the system tells it."""
    path = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*: (.+)", path.read_text()) if path.is_file() else None
    return found[1].strip() if found else platform.machine()
