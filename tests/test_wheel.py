"""A built wheel holds everything and runs anywhere. No network: scripts/wheelhouse was there."""

import subprocess
import sys
import zipfile
from pathlib import Path
from shutil import copy, copytree, ignore_patterns

import aiohttp
import pytest

from bench.front_door import Account, Owner, server
from tests.wheelhouse import WHEELHOUSE, needs_wheels

ROOT = Path(__file__).parent.parent
FOLDERS = {"tracker": "tracker", "templates": "tracker/templates", "static": "tracker/static"}
OWNER = Account("ada", "ada@example.com", "quartz-lemon-violet-harbor")
PIP = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
OFFLINE = ["--no-index", "--find-links", str(WHEELHOUSE)]

pytestmark = [pytest.mark.fault, needs_wheels]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    source = tmp_path_factory.mktemp("source")
    for folder in FOLDERS:
        copytree(ROOT / folder, source / folder, ignore=ignore_patterns("__pycache__"))
    for file in ("setup.cfg", "pyproject.toml", "MANIFEST.in", "README.md", "LICENSE"):
        copy(ROOT / file, source)
    (source / "docs").mkdir()
    copy(ROOT / "docs" / "security.md", source / "docs")
    built = tmp_path_factory.mktemp("built")
    run(*PIP, "wheel", *OFFLINE, "--no-deps", "--wheel-dir", built, source)
    return next(built.glob("tracker-*.whl"))


def test_the_wheel_holds_every_file(wheel: Path):
    held = set(zipfile.ZipFile(wheel).namelist())
    for folder, inside in FOLDERS.items():
        assert files_of(folder, inside) - held == set()
    assert "tracker/docs/security.md" in held


async def test_an_installed_wheel_serves_and_records_from_anywhere(wheel: Path, tmp_path: Path):
    tracker = install(wheel, tmp_path / "venv")
    anywhere = tmp_path / "anywhere"
    anywhere.mkdir()
    async with server([tracker, "serve"], folder=anywhere, PORT="0") as started:
        jar = aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(started.address, cookie_jar=jar) as browser:
            owner = Owner(browser, started.address, OWNER)
            await owner.makes_first_account(started.first_account)
            site_id, key = await owner.adds_site("example.com")
            visit = {"name": "pageview", "url": "https://example.com/waves", "id": "1"}
            agent = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Firefox/144.0"}
            async with browser.post(f"/visit/{key}", json=visit, headers=agent) as answer:
                assert (answer.status, answer.headers.get("X-Tracker-Refused")) == (204, None)
            for path, expected in {"/": "example.com", f"/sites/{site_id}?wait": "/waves"}.items():
                async with browser.get(path) as answer:
                    assert expected in await answer.text()
            async with browser.get("/beacon.js") as answer:
                assert "visit/" in await answer.text()
    assert (anywhere / "data" / "tracker.db").is_file()


def install(wheel: Path, venv: Path) -> str:
    """The path of the `tracker` command in a new virtual environment that holds the wheel."""
    run(sys.executable, "-m", "venv", "--without-pip", venv)
    run(*PIP, "--python", venv / "bin" / "python", "install", *OFFLINE, wheel)
    return str(venv / "bin" / "tracker")


def files_of(folder: str, inside: str) -> set[str]:
    files = (file for file in (ROOT / folder).rglob("*") if file.is_file())
    found = (file.relative_to(ROOT / folder) for file in files)
    wanted = (file for file in found if "__pycache__" not in file.parts)
    return {f"{inside}/{file.as_posix()}" for file in wanted if not file.name.startswith(".")}


def run(*command: object, **options: object) -> None:
    subprocess.run([str(part) for part in command], check=True, **options)
