"""A built wheel holds everything and runs anywhere. No network: scripts/wheelhouse was there."""

import subprocess
import sys
import zipfile
from pathlib import Path
from shutil import copy, copytree, ignore_patterns

import pytest

ROOT = Path(__file__).parent.parent
WHEELHOUSE = ROOT / ".wheelhouse"
FOLDERS = {"tracker": "tracker", "templates": "tracker/templates", "static": "tracker/static"}
PIP = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
OFFLINE = ["--no-index", "--find-links", str(WHEELHOUSE)]

pytestmark = [
    pytest.mark.fault,
    pytest.mark.skipif(not WHEELHOUSE.is_dir(), reason="scripts/wheelhouse has not run"),
]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    source = tmp_path_factory.mktemp("source")
    for folder in FOLDERS:
        copytree(ROOT / folder, source / folder, ignore=ignore_patterns("__pycache__"))
    for file in ("setup.cfg", "pyproject.toml", "MANIFEST.in", "README.md", "LICENSE"):
        copy(ROOT / file, source)
    built = tmp_path_factory.mktemp("built")
    run(*PIP, "wheel", *OFFLINE, "--no-deps", "--wheel-dir", built, source)
    return next(built.glob("tracker-*.whl"))


def test_the_wheel_holds_every_file(wheel: Path):
    held = set(zipfile.ZipFile(wheel).namelist())
    for folder, inside in FOLDERS.items():
        assert files_of(folder, inside) - held == set()


def files_of(folder: str, inside: str) -> set[str]:
    files = (file for file in (ROOT / folder).rglob("*") if file.is_file())
    found = (file.relative_to(ROOT / folder) for file in files)
    wanted = (file for file in found if "__pycache__" not in file.parts)
    return {f"{inside}/{file.as_posix()}" for file in wanted if not file.name.startswith(".")}


def run(*command: object, **options: object) -> None:
    subprocess.run([str(part) for part in command], check=True, **options)
