"""Two builds of the same release say which they are, wherever they come from."""

from __future__ import annotations

import io
import re
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tracker import __version__, build
from tracker.build import version

ROOT = Path(__file__).parent.parent
WHICH = r"\d{4}-\d\d-\d\d [0-9a-f]{7,40}"

needs_git = pytest.mark.skipif(not (ROOT / ".git").exists(), reason="no checkout")


@pytest.fixture(autouse=True)
def anew() -> Iterator[None]:
    version.cache_clear()
    yield
    version.cache_clear()


@needs_git
def test_a_checkout_asks_git() -> None:
    found = re.fullmatch(rf"{re.escape(__version__)} \(({WHICH})( with changes)?\)", version())
    assert found, version()


@needs_git
def test_what_git_archives_knows_its_commit() -> None:
    """deploy.sh builds its wheel from such an archive."""
    command = ["git", "archive", "--worktree-attributes", "HEAD", "tracker"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        if "tracker/build.py" not in archive.getnames():
            pytest.skip("not committed yet")
        file = archive.extractfile("tracker/build.py")
        assert file
        text = file.read().decode()
    assert re.search(rf'^ARCHIVED = "{WHICH}"$', text, re.M)


def test_an_archive_says_what_was_written_into_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "ARCHIVED", "2026-11-29 f4e6e20")
    assert version() == f"{__version__} (2026-11-29 f4e6e20)"


def test_without_git_it_is_the_release(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert version() == __version__
