"""Writes tests/data/schemas/NNN.sql for each schema number that has none: `make schema-dump`.

A dump is the database as that release left it: the dump before it, brought up to date by the
schema file NNN, with the rows of tests/data/schemas/rows/NNN.sql. With --all every dump is written
anew: only while the schema file has not been released.
"""

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from tracker.storage.file.migrations import APPLICATION_ID, SCHEMA, statements

DUMPS = Path(__file__).resolve().parent.parent / "tests" / "data" / "schemas"


def schema_files() -> dict[int, Path]:
    return {int(file.name[:3]): file for file in sorted(SCHEMA.glob("[0-9][0-9][0-9]_*.sql"))}


def dump_of(number: int) -> Path:
    return DUMPS / f"{number:03}.sql"


def write(number: int, file: Path) -> Path:
    """Make the dump of one number; the one before it must be there."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        if number > 1:
            db.executescript(dump_of(number - 1).read_text())
        for statement in statements(file.read_text()):
            db.execute(statement)
        db.execute("pragma foreign_keys = on")
        rows = DUMPS / "rows" / dump_of(number).name
        if rows.exists():
            db.executescript(rows.read_text())
        version = f"pragma application_id = {APPLICATION_ID};\npragma user_version = {number};\n"
        dump_of(number).write_text(version + "\n".join(db.iterdump()) + "\n")
    return dump_of(number)


def main() -> None:
    for number, file in schema_files().items():
        if "--all" in sys.argv or not dump_of(number).exists():
            print(f"written: {write(number, file)}")


if __name__ == "__main__":
    main()
