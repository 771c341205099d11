"""The import rule: app, cli -> recording -> web -> services -> storage -> domain; config is a leaf.
In web nothing begins a transaction: what changes is one act of a service."""

from pathlib import Path

import pytest

from tests.layers import RANK, faults_of

pytestmark = pytest.mark.alike

ROOT = Path(__file__).parent.parent
TRANSACTION = "async def f(app):\n async with app[DATABASE].transaction() as tx:\n  pass"


def test_no_layer_does_what_another_is_there_for():
    assert faults_of(ROOT) == []


@pytest.mark.parametrize(
    ("module", "text", "fault"),
    [
        ("domain/hits", "import aiohttp", "tracker.domain.hits imports aiohttp"),
        ("domain/hits", "from time import time", "tracker.domain.hits imports time"),
        ("domain/hits", "import random", "tracker.domain.hits imports random"),
        ("domain/hits", "import sqlite3", "tracker.domain.hits imports sqlite3"),
        ("services/live", "import sys\ntext = sys.intern('a')", "services.live interns a text"),
        ("services/live", "import aiosqlite", "tracker.services.live imports aiosqlite"),
        ("web/live", "from sqlite3 import Row", "tracker.web.live imports sqlite3"),
        ("storage/log", "import aiosqlite, sqlite3", None),
        ("storage/log", "import nats", "tracker.storage.log imports nats"),
        ("services/live", "from nats.js import api", "tracker.services.live imports nats.js"),
        ("domain/hits", "from ..web import live", "tracker.domain.hits imports tracker.web"),
        ("domain/hits", "import tracker.config", "tracker.domain.hits imports tracker.config"),
        ("storage/log", "import tracker.services", "tracker.storage.log imports tracker.services"),
        ("services/live", "def f():\n import tracker.web", "imports tracker.web"),
        ("web/live", "from tracker import app", "tracker.web.live imports tracker.app"),
        ("config", "from tracker import domain", "tracker.config imports tracker.domain"),
        ("mail", "from tracker import domain", "tracker.mail imports tracker.domain"),
        ("web/utils", "", "tracker.web.utils has a name that says nothing"),
        ("web/a", TRANSACTION, "tracker.web.a begins a transaction"),
        ("web/a", "begin = db.transaction", "tracker.web.a begins a transaction"),
        ("services/a", TRANSACTION, None),
        ("web/a", "import tracker.web.a2", None),
        ("web/a", "import tracker.services\nimport tracker.config\nimport aiohttp", None),
    ],
)
def test_a_broken_rule_is_noticed(tmp_path: Path, module: str, text: str, fault: str | None):
    write(tmp_path, module, text)
    found = faults_of(tmp_path)
    assert any(fault in each for each in found) if fault else not found


def test_a_ring_within_a_layer_is_noticed(tmp_path: Path):
    write(tmp_path, "web/one", "from tracker.web import two")
    write(tmp_path, "web/two", "from tracker.web.one import handler")
    assert len([each for each in faults_of(tmp_path) if each.startswith("a ring")]) == 1


def write(root: Path, module: str, text: str) -> None:
    for layer in RANK:
        (root / "tracker" / layer).mkdir(parents=True, exist_ok=True)
    (root / "tracker" / f"{module}.py").write_text(text)
