"""Settings of several processes that are one server, as commands treat them."""

import json
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.engines.nats_server import free_ports
from tests.log_lines import logged
from tracker.cli import tracker
from tracker.commands import engines
from tracker.web.serving import optional_packages

SHARED = {
    "QUEUE_URL": "tls://ada:hunter2@n1.example.com,tls://n2.example.com",
    "EVENTS_URL": "https://ada:hunter2@events.example.com/tracker",
    "ACCOUNTS_URL": "postgresql://ada:hunter2@accounts.example.com/tracker?sslpassword=hunter2",
}


def told(folder: Path, *words: str, **others: str) -> tuple[int, str]:
    with logged():
        settings = {**SHARED, **others, "DATA_DIR": str(folder)}
        answer = CliRunner().invoke(tracker, words, env=settings)
    assert "hunter2" not in answer.output
    return answer.exit_code, answer.output


def test_the_start_is_refused_with_one_sentence_and_nothing_is_made(tmp_path: Path) -> None:
    code, said = told(tmp_path, "serve")
    assert code == 78
    assert "are not ready yet" in said.splitlines()[-1]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("module", "package"), [("nats", "nats-py"), ("asyncpg", "asyncpg")])
def test_a_package_that_is_missing_is_named_with_the_command_that_brings_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str, package: str
) -> None:
    def found(name: str) -> ModuleSpec | None:
        return None if name == module else find_spec(name)

    monkeypatch.setattr(optional_packages, "find_spec", found)
    code, said = told(tmp_path, "serve")
    assert code == 78
    assert f" -m pip install {package}`" in said


@pytest.mark.parametrize("words", [("config",), ("config", "--json"), ("config", "--check")])
def test_the_settings_are_shown_without_passwords(tmp_path: Path, words: tuple[str, ...]) -> None:
    code, said = told(tmp_path, *words)
    assert code == 0
    assert "--check" in words or "tls://***@n1.example.com,tls://n2.example.com" in said


def test_engines_that_are_away_are_told_each_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "WITHIN", 0.5)
    queue, events, accounts = free_ports(3)
    here = {
        "QUEUE_URL": f"nats://ada:hunter2@127.0.0.1:{queue}",
        "EVENTS_URL": f"http://ada:hunter2@127.0.0.1:{events}/tracker",
        "ACCOUNTS_URL": f"postgresql://ada:hunter2@127.0.0.1:{accounts}/tracker",
    }
    code, said = told(tmp_path / "data", "doctor", "--json", **here)
    found = {each["check"]: each for each in json.loads(said)}
    assert code == 1
    for name, variable in (
        ("nats", "QUEUE_URL"),
        ("clickhouse", "EVENTS_URL"),
        ("postgresql", "ACCOUNTS_URL"),
    ):
        assert found[name]["found"].startswith("It does not answer: ")
        assert variable in found[name]["advice"]
    assert found.keys().isdisjoint({"sqlite", "database", "backups", "reports"})


def test_doctor_names_a_package_that_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(optional_packages, "find_spec", lambda _: None)
    code, said = told(tmp_path / "data", "doctor", "--json")
    assert code == 1
    assert "-m pip install nats-py" in said
