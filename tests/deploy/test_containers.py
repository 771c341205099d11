"""Dockerfile and compose.yaml, as far as they can be read without Docker."""

import asyncio
import hashlib
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import fields
from pathlib import Path

import pytest

from tests.deploy.proxies import PATH, missing
from tests.seeded_data import seed
from tracker.cli import COMMANDS
from tracker.config import Config
from tracker.settings.reading import variable_of
from tracker.storage.file.copies import copy_database

ROOT = Path(__file__).parents[2]
VARIABLES = {variable_of(each) for each in fields(Config)}
DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE = (ROOT / "deploy" / "compose.yaml").read_text()
OPERATIONS = (ROOT / "docs" / "operations.md").read_text()
FIXED = {"HOST": "0.0.0.0", "PORT": "8000", "SOCKET": "", "DATA_DIR": "/data"}
DIGEST = r"@sha256:[0-9a-f]{64}"


def environment() -> dict[str, str]:
    """What compose.yaml sets, whatever the file of settings says."""
    section = COMPOSE.partition("  tracker:\n")[2].partition("    volumes:")[0]
    found = re.findall(r"^      ([A-Z_]+): (.*)$", section, re.M)
    return {name: value.strip('"') for name, value in found}


def test_what_is_copied_is_there_and_not_ignored() -> None:
    allowed = (ROOT / ".dockerignore").read_text().splitlines()
    for line in re.findall(r"^COPY (?!--from)(.*)$", DOCKERFILE, re.M):
        for name in line.split()[:-1]:
            assert (ROOT / name).exists(), name
            assert f"!{name}" in allowed


def test_the_image_is_not_root_and_knows_when_it_is_well() -> None:
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    assert "\nUSER 10001:10001\n" in last
    assert "\nVOLUME /data\n" in last
    check = re.search(r'^HEALTHCHECK .*CMD \["tracker", "(\w+)"\]$', last, re.M)
    assert check
    assert check[1] in COMMANDS
    assert "sqlite_version_info >= (3, 51, 3)" in last


def test_every_variable_that_is_set_is_one() -> None:
    [line] = re.findall(r"^ENV (.*)$", DOCKERFILE, re.M)
    set_there = set(re.findall(r"(\w+)=", line)) - {"PATH", "PYTHONDONTWRITEBYTECODE"}
    set_there |= set(environment())
    assert set_there == {*FIXED, "PUBLIC_URL", "TRUSTED_PROXIES"}
    assert set_there <= VARIABLES


def test_the_server_can_write_nothing_but_its_data() -> None:
    section = COMPOSE.partition("  tracker:\n")[2].partition("\n  caddy:")[0]
    for word in ("read_only: true", "- ALL", "no-new-privileges:true", "data:/data"):
        assert word in section
    assert "ports:" not in section, "only Caddy is reached from outside"
    [subnet] = re.findall(r"subnet: (\S+)", COMPOSE)
    assert f"TRUSTED_PROXIES: {subnet}" in section


def test_the_file_of_settings_moves_neither_the_data_nor_the_door(tmp_path: Path) -> None:
    """Also where somebody takes all of .env.example for it."""
    [name] = re.findall(r"env_file:\n +- path: (\S+)\n +required: false\n", COMPOSE)
    assert f"/deploy/{name}\n" in (ROOT / ".gitignore").read_text(), "it holds secrets"
    assert FIXED.items() <= environment().items()
    given = environment() | {"PUBLIC_URL": "https://stats.example.com"}
    config = Config.load(given, ROOT / ".env.example")
    assert (config.host, config.port, config.socket) == ("0.0.0.0", 8000, None)
    assert config.data_dir == Path("/data")


def test_no_image_is_taken_by_a_name_that_may_move() -> None:
    argument = re.findall(r"^ARG PYTHON=\S+$", DOCKERFILE, re.M)
    assert re.fullmatch(rf"ARG PYTHON=3\.\d+\.\d+-slim-trixie{DIGEST}", *argument)
    assert set(re.findall(r"^FROM (\S+)", DOCKERFILE, re.M)) == {"python:${PYTHON}"}
    [image] = re.findall(r"^ +image: (.*)$", COMPOSE, re.M)
    assert re.fullmatch(rf"caddy:2{DIGEST}", image)


def test_the_checksum_has_the_form_of_one() -> None:
    assert re.search(r"^ARG SQLITE_SHA3=[0-9a-f]{64}$", DOCKERFILE, re.M)


def check_of_the_archive(archive: Path, expected: str) -> subprocess.CompletedProcess[str]:
    """The Dockerfile's own line, with this archive."""
    [line] = re.findall(r"^RUN (found=(?:.*\\\n)*.*)$", DOCKERFILE, re.M)
    return subprocess.run(
        ["sh", "-c", line.replace("/sqlite.tar.gz", str(archive))],
        capture_output=True,
        text=True,
        env={"PATH": PATH, "SQLITE_SHA3": expected},
        check=False,
    )


@pytest.mark.skipif(bool(missing("openssl")), reason="no openssl: see scripts/proxies")
@pytest.mark.parametrize(("given", "code"), [("right", 0), ("wrong", 1), ("", 1)])
def test_an_archive_is_built_by_its_checksum_only(tmp_path: Path, given: str, code: int) -> None:
    archive = tmp_path / "sqlite.tar.gz"
    archive.write_bytes(b"an archive")
    right = hashlib.sha3_256(b"an archive").hexdigest()
    done = check_of_the_archive(archive, {"right": right, "wrong": right[::-1], "": ""}[given])
    assert done.returncode == code
    assert code == 0 or f"the archive's is '{right}'" in done.stdout


def in_a_container() -> list[str]:
    """The commands that docs/operations.md gives for containers."""
    section = OPERATIONS.partition("\n## In a container\n")[2].partition("\n## ")[0]
    return re.findall(r"^compose (.*?)(?: +#.*)?$", section, re.M)


def test_commands_are_documented_as_they_are() -> None:
    words = [re.search(r"exec (?:-T )?tracker tracker ([\w-]+)", each) for each in in_a_container()]
    words += [re.search(r"run --rm --no-deps tracker ([\w-]+)", each) for each in in_a_container()]
    named = {found[1] for found in words if found}
    assert named == {"backup", "restore", "status", "user", "verify"}
    assert named <= COMMANDS.keys()
    assert '\nENTRYPOINT ["tracker"]\n' in DOCKERFILE


def test_a_restore_is_documented_between_a_stop_and_a_start() -> None:
    verbs = [each.split()[0] for each in in_a_container()]
    at = next(n for n, each in enumerate(in_a_container()) if " restore " in each)
    assert (verbs[:at].count("stop"), verbs[at:].count("start")) == (1, 1)


# Does `docker compose -f FILE run …` in a process here: /data is a folder, the user its own.
FALSE_DOCKER = """#!{python}
import os, sys
words = [word.replace("/data", "{data}") for word in sys.argv[4:]]
open("{calls}", "a").write(words[0] + "\\n")
if words.pop(0) != "run":
    sys.exit()
program = [sys.executable, "-c", "from tracker.cli import tracker; tracker()"]
while (word := words.pop(0)) != "tracker":
    assert word in ("--rm", "--no-deps", "-T", "--entrypoint"), word
    program = [words.pop(0)] if word == "--entrypoint" else program
os.execvpe(program[0], program + words, os.environ | {{"DATA_DIR": "{data}", "HOST": "0.0.0.0"}})
"""


@pytest.mark.fault
def test_a_backup_comes_back_by_the_documented_lines(tmp_path: Path) -> None:
    data, name = tmp_path / "data", "tracker-20261121T040000Z.db"
    asyncio.run(seed(tmp_path / "before"))
    copy_database(tmp_path / "before" / "tracker.db", tmp_path / name)
    data.mkdir(mode=0o700)
    docker = tmp_path / "bin" / "docker"
    docker.parent.mkdir()
    docker.write_text(
        FALSE_DOCKER.format(python=sys.executable, data=data, calls=tmp_path / "calls")
    )
    docker.chmod(0o755)
    alias, lines = COMPOSE_ALIAS.search(OPERATIONS), RESTORE_BLOCK.search(OPERATIONS)
    assert alias
    assert lines
    done = subprocess.run(
        ["sh", "-e", "-c", f"{alias[0]}\n{lines[0]}"],
        cwd=tmp_path,
        env={"PATH": f"{docker.parent}:{PATH}", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "calls").read_text().split() == ["stop", *["run"] * 4, "start"]
    assert not (data / "in.db").exists()
    with closing(sqlite3.connect(data / "tracker.db")) as restored:
        assert restored.execute("select name from site").fetchall() == [("example.com",)]


COMPOSE_ALIAS = re.compile(r"^alias compose=.*$", re.M)
RESTORE_BLOCK = re.compile(r"^compose stop tracker\n(?:compose .*\n)+", re.M)


@pytest.mark.skipif(bool(missing("caddy")), reason="no caddy: see scripts/proxies")
def test_caddy_can_read_its_file(tmp_path: Path) -> None:
    file = ROOT / "deploy" / "caddy" / "compose.Caddyfile"
    done = subprocess.run(
        ["caddy", "adapt", "--adapter", "caddyfile", "--config", file],
        capture_output=True,
        text=True,
        env={"PATH": PATH, "SITE": "stats.example.com", "HOME": str(tmp_path)},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert '"tracker:8000"' in done.stdout
