"""What several processes that are one server are started with, as far as it can be read without
Docker."""

from __future__ import annotations

import re
import subprocess
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from tests.deploy.compose_file import VARIABLE, extended, filled, read
from tests.deploy.proxies import PATH, missing
from tests.engines.nats_server import BINARY, needs_nats
from tests.storage.nats.test_permissions import subjects
from tracker.config import Config
from tracker.settings.reading import variable_of

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy" / "cluster"
COMPOSE = FOLDER / "compose.yaml"
SECRETS = {"NATS_PASSWORD": "1e5", "CLICKHOUSE_PASSWORD": "c1ick", "POSTGRES_PASSWORD": "e1ephant"}
GIVEN = SECRETS | {"SITE": "stats.example.com"}
OURS = ("front1", "front2", "behind1", "behind2")


@pytest.fixture(scope="module")
def services() -> dict[str, dict[str, Any]]:
    named = read(COMPOSE)["services"]
    return {name: extended(named, name) for name in named}


def settings_of(service: dict[str, Any]) -> dict[str, str]:
    return {name: filled(value, GIVEN) for name, value in service["environment"].items()}


def test_each_process_is_given_what_tracker_knows(services: dict[str, dict[str, Any]]) -> None:
    known = {variable_of(each) for each in fields(Config)}
    configs = {}
    for name in OURS:
        settings = settings_of(services[name])
        assert set(settings) <= known
        configs[name] = Config.load(settings, ROOT / ".env.example")
    assert {name: ",".join(each.roles) for name, each in configs.items()} == {
        "front1": "front,jobs",
        "front2": "front,jobs",
        "behind1": "sequencer,filer",
        "behind2": "sequencer,filer",
    }
    shared = {(c.queue_url, c.events_url, c.accounts_url, c.shards) for c in configs.values()}
    assert len(shared) == 1


def test_each_engine_is_there_under_the_name_and_the_password_by_which_it_is_asked(
    services: dict[str, dict[str, Any]],
) -> None:
    config = Config.load(settings_of(services["front1"]))
    asked = ",".join([config.queue_url, config.events_url, config.accounts_url])
    found = re.findall(r"://tracker:(\w+)@(\w+):(\d+)", asked)
    assert found == [
        *(("1e5", f"nats{number}", "4222") for number in (1, 2, 3)),
        ("c1ick", "clickhouse", "8123"),
        ("e1ephant", "postgres", "5432"),
    ]
    assert {host for _, host, _ in found} <= services.keys()
    assert services["nats1"]["environment"]["NATS_PASSWORD"].startswith('"${NATS_PASSWORD:?')
    for name, prefix in (("clickhouse", "CLICKHOUSE"), ("postgres", "POSTGRES")):
        settings = settings_of(services[name])
        assert settings[f"{prefix}_USER"] == settings[f"{prefix}_DB"] == "tracker"
        assert settings[f"{prefix}_PASSWORD"] == SECRETS[f"{prefix}_PASSWORD"]


def test_secrets_come_from_outside_and_the_start_asks_for_each() -> None:
    text = COMPOSE.read_text()
    asked = {name for name, how, _ in VARIABLE.findall(text) if how == "?"}
    assert asked == set(GIVEN)
    for each in re.findall(r"://tracker:([^@]+)@", text):
        assert VARIABLE.fullmatch(each)
    assert "/deploy/cluster/tracker.env\n" in (ROOT / ".gitignore").read_text()


def test_no_two_have_the_same_folder_and_each_volume_is_declared(
    services: dict[str, dict[str, Any]],
) -> None:
    mounted = [each for service in services.values() for each in service["volumes"]]
    volumes = [each.partition(":")[0] for each in mounted if not each.startswith(".")]
    assert sorted(volumes) == sorted(read(COMPOSE)["volumes"])
    for each in mounted:
        if each.startswith("."):
            assert (FOLDER / each.partition(":")[0]).is_file()


def test_only_caddy_is_reached_from_outside_and_only_it_is_believed(
    services: dict[str, dict[str, Any]],
) -> None:
    assert [name for name, each in services.items() if "ports" in each] == ["caddy"]
    [subnet] = re.findall(r"subnet: (\S+)", COMPOSE.read_text())
    for name in OURS:
        assert services[name]["environment"]["TRUSTED_PROXIES"] == subnet
        assert services[name]["read_only"] == "true"
        assert services[name]["cap_drop"] == ["ALL"]


@needs_nats
@pytest.mark.parametrize("name", ["n1", "n2", "n3"])
def test_nats_takes_its_file(services: dict[str, dict[str, Any]], name: str) -> None:
    service = services[f"nats{name[1]}"]
    words = service["command"].replace("/etc/nats.conf", str(FOLDER / "nats.conf")).split()
    assert words[-1] == name
    done = subprocess.run(
        [BINARY, *words, "-t"],
        env=settings_of(service),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_nats_lets_tracker_do_what_the_document_says_it_needs() -> None:
    text = (FOLDER / "nats.conf").read_text()
    allowed = re.findall(r"(?:publish|subscribe): \{ allow: \[(.+?)\] \}", text, re.S)
    assert [re.findall(r'"([^"]+)"', each) for each in allowed] == [subjects()] * 2
    assert "sync_interval: always" in text


@pytest.mark.skipif(bool(missing("caddy")), reason="no caddy: see scripts/proxies")
def test_caddy_takes_its_file(services: dict[str, dict[str, Any]], tmp_path: Path) -> None:
    done = subprocess.run(
        ["caddy", "adapt", "--adapter", "caddyfile", "--config", FOLDER / "Caddyfile"],
        capture_output=True,
        text=True,
        env={"PATH": PATH, "HOME": str(tmp_path), **settings_of(services["caddy"])},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    fronts = re.findall(r'"dial":"(\w+):8000"', done.stdout)
    assert fronts == [name for name in OURS if "front" in services[name]["environment"]["ROLES"]]
    assert '"host":["stats.example.com"]' in done.stdout
