"""Dockerfile and compose.yaml, as far as they can be read without Docker."""

import re
import subprocess
from dataclasses import fields
from pathlib import Path

import pytest

from tests.deploy.proxies import PATH, missing
from tracker.cli import COMMANDS
from tracker.config import Config, variable_of

ROOT = Path(__file__).parents[2]
VARIABLES = {variable_of(each) for each in fields(Config)}
DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE = (ROOT / "deploy" / "compose.yaml").read_text()


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
    section = COMPOSE.partition("  tracker:\n")[2].partition("    volumes:")[0]
    set_there |= set(re.findall(r"^      ([A-Z_]+):", section, re.M))
    assert set_there == {"DATA_DIR", "HOST", "PORT", "PUBLIC_URL", "TRUSTED_PROXIES"}
    assert set_there <= VARIABLES


def test_the_server_can_write_nothing_but_its_data() -> None:
    section = COMPOSE.partition("  tracker:\n")[2].partition("\n  caddy:")[0]
    for word in ("read_only: true", "- ALL", "no-new-privileges:true", "data:/data"):
        assert word in section
    assert "ports:" not in section, "only Caddy is reached from outside"
    [subnet] = re.findall(r"subnet: (\S+)", COMPOSE)
    assert f"TRUSTED_PROXIES: {subnet}" in section


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
