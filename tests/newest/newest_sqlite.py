"""Read at the start of each Python of .venv-newest/sqlite: whoever imports sqlite3 gets SQLite's
newest release. The module that Python brings is never loaded beside it: two SQLite libraries in a
process drop each other's locks."""

import sys

import pysqlite3
import pysqlite3.dbapi2

sys.modules["sqlite3"] = pysqlite3
sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2
