"""What disks and people do to a database's file."""

import sqlite3
from contextlib import closing
from pathlib import Path


def smash_page(path: Path, name: str) -> None:
    """Overwrite the page that a table or an index begins on."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as db:
        row = db.execute("select rootpage from sqlite_master where name = ?", (name,)).fetchone()
        (size,) = db.execute("pragma page_size").fetchone()
    overwrite(path, (row[0] - 1) * size, b"\xa5" * size)


def overwrite(path: Path, at: int, content: bytes) -> None:
    """Put these bytes where others were; the file's length stays."""
    with path.open("r+b") as file:
        file.seek(at)
        file.write(content)
