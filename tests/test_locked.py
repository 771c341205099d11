"""requirements.txt is what setup.cfg asks for, each at one version, with hashes."""

import configparser
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.wheelhouse import WHEELHOUSE, needs_wheels

ROOT = Path(__file__).parent.parent
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
PINNED = re.compile(
    r"^([\w.-]+)==(\S+)[^\n]*\\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.M
)


@pytest.fixture(scope="module")
def locked() -> dict[str, str]:
    """The version of each package."""
    return {name: version for name, version, _ in PINNED.findall(text())}


def text() -> str:
    return (ROOT / "requirements.txt").read_text()


def asked() -> list[Requirement]:
    """What setup.cfg asks for where the server runs."""
    settings = configparser.ConfigParser()
    settings.read(ROOT / "setup.cfg")
    extras = settings["options.extras_require"]
    lines = [settings["options"]["install_requires"]]
    named = ("cluster", "fast", "mailbox", "metrics", "oidc", "passkeys")
    lines += [extras[name] for name in named]
    return [Requirement(line) for line in "\n".join(lines).splitlines() if line.strip()]


def test_every_dependency_is_locked_at_a_version_that_will_do(locked: dict[str, str]) -> None:
    missing = [
        str(each)
        for each in asked()
        if not each.specifier.contains(locked.get(canonicalize_name(each.name), "0"), True)
    ]
    assert missing == [], "run `make lock`"


def test_nothing_is_locked_that_nobody_needs(locked: dict[str, str]) -> None:
    assert set(locked) - set.union(*map(needed_on, PYTHONS)) == set(), "run `make lock`"


@pytest.mark.parametrize("python", PYTHONS)
def test_all_is_locked_that_a_newer_python_needs(locked: dict[str, str], python: str) -> None:
    """`make lock` runs on one Python; the image has another."""
    assert needed_on(python) - set(locked) == set()


def needed_on(python: str) -> set[str]:
    needed = {canonicalize_name(each.name) for each in asked()}
    waiting = list(needed)
    while waiting:
        for name in needs_of(waiting.pop(), python):
            if name not in needed:
                needed.add(name)
                waiting.append(name)
    return needed


def needs_of(name: str, python: str) -> Iterator[str]:
    there = {"extra": "", "python_version": python, "python_full_version": f"{python}.0"}
    with suppress(PackageNotFoundError):  # what another Python needs need not be here
        for requirement in map(Requirement, requires(name) or ()):
            if requirement.marker is None or requirement.marker.evaluate(there):
                yield canonicalize_name(requirement.name)


def test_the_file_names_no_index_and_nothing_without_a_hash() -> None:
    left = PINNED.sub("", text())
    assert [line for line in left.splitlines() if not re.match(r"\s*(#|$)", line)] == []


@pytest.mark.fault
@needs_wheels
def test_pip_takes_it_with_its_hashes() -> None:
    options = ["--dry-run", "--ignore-installed", "--no-index", "--find-links", str(WHEELHOUSE)]
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", *options]
    done = subprocess.run(
        [*pip, "--require-hashes", "--requirement", str(ROOT / "requirements.txt")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Would install" in done.stdout
